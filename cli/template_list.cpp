#include "cli/template_list.h"

#include "core/support/error.h"
#include "core/support/text.h"

namespace dbtool::cli {

std::vector<std::string> template_names() {
  std::vector<std::string> names;
  for (const templates::Template& entry : templates::all()) {
    std::string name(entry.path.substr(0, entry.path.find('/')));
    if (names.empty() || names.back() != name) names.push_back(name);
  }
  return names;
}

std::vector<templates::Template> template_files(const std::string& name) {
  std::vector<templates::Template> files;
  for (const templates::Template& entry : templates::all())
    if (entry.path.starts_with(name + "/"))
      files.push_back({entry.path.substr(name.size() + 1), entry.text});
  if (files.empty())
    throw UsageError({.code = "DBT007",
                      .message = "there is no template \"" + name + "\"",
                      .hint = did_you_mean(name, template_names()),
                      .notes = {{"known", list_of(template_names())}}});
  return files;
}

std::string template_text(const std::string& name, const std::string& path) {
  for (const templates::Template& file : template_files(name))
    if (file.path == path) return std::string(file.text);
  throw UsageError(
      {.code = "DBT111", .message = "template \"" + name + "\" has no file \"" + path + "\""});
}

}  // namespace dbtool::cli
