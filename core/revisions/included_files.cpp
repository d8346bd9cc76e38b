#include "core/revisions/included_files.h"

#include "core/revisions/revision_body.h"
#include "core/revisions/revision_header.h"
#include "core/support/file.h"
#include "core/support/text.h"

#include <functional>
#include <map>
#include <utility>

namespace dbtool {
namespace {

constexpr std::string_view kept_key = "x-files";

/// The SQL of an operation: texts by dialect, files that hold them, places where they are known.
struct Texts {
  std::map<std::string, std::string>& by_dialect;
  const std::map<std::string, std::string>& files;
  std::map<std::string, Location>* places = nullptr;
};

void each_sql(std::vector<Section>& sections,
              const std::function<void(Operation&, const Texts&)>& take) {
  for (Section& section : sections)
    for (Operation& operation : section.operations)
      if (auto* sql = std::get_if<RunSql>(&operation.what))
        take(operation, {sql->by_dialect, sql->files, &sql->places});
      else if (auto* batches = std::get_if<RunBatches>(&operation.what))
        take(operation, {batches->by_dialect, batches->files});
}

const yaml::Node* kept_text(const yaml::Node& root, const std::string& name) {
  const yaml::Node* kept = root.is_map() ? root.find(kept_key) : nullptr;
  return kept != nullptr && kept->is_map() ? kept->find(name) : nullptr;
}

/// The text of a file, and where it begins.
std::pair<std::string, Location> file_text(const std::string& name, const Operation& operation,
                                           const yaml::Node& root, const std::string& file) {
  if (const yaml::Node* kept = kept_text(root, name)) return {kept->text, operation.where};
  const auto path = file_beside(file, name);
  std::string text = read_file(path);
  if (!is_valid_utf8(text))
    throw UsageError({.code = "DBT109",
                      .message = "the file \"" + display_path(path) + "\" is not UTF-8 text",
                      .where = operation.where});
  return {std::move(text), {.file = display_path(path), .line = 1, .column = 1}};
}

void include(Operation& operation, const Texts& texts, const yaml::Node& root,
             const std::string& file) {
  for (const auto& [dialect, name] : texts.files) {
    const auto [text, place] = file_text(name, operation, root, file);
    texts.by_dialect[dialect] = text;
    if (texts.places != nullptr) (*texts.places)[dialect] = place;
    const auto* batches = std::get_if<RunBatches>(&operation.what);
    if (batches != nullptr && !has_bounds(text)) throw UsageError(no_bounds(*batches, place));
  }
}

}  // namespace

void include_files(RevisionBody& body, const yaml::Node& root, const std::string& file,
                   std::vector<Problem>& problems) {
  const auto take = [&](Operation& operation, const Texts& texts) {
    try {
      include(operation, texts, root, file);
    } catch (UsageError& error) {
      error.locate(operation.where);
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    }
  };
  each_sql(body.upgrade, take);
  each_sql(body.downgrade, take);
}

std::string with_included_files(std::string text, const RevisionBody& body) {
  std::map<std::string, std::string> files;
  RevisionBody copy = body;
  const auto take = [&](Operation&, const Texts& texts) {
    for (const auto& [dialect, name] : texts.files) files[name] = texts.by_dialect.at(dialect);
  };
  each_sql(copy.upgrade, take);
  each_sql(copy.downgrade, take);
  if (files.empty()) return text;
  Value::Map kept;
  for (const auto& [name, content] : files) put(kept, name, content);
  Value::Map map;
  put(map, std::string(kept_key), std::move(kept));
  if (!text.ends_with('\n')) text += '\n';
  return text + yaml::write(map);
}

std::string read_script(const std::string& file) {
  std::string text = read_file(file);
  if (is_sql_file(file) || text.find("file:") == std::string::npos) return text;
  try {
    const RevisionBody body = parse_body(text, file, "");
    return with_included_files(std::move(text), body);
  } catch (const UsageError&) {
    // What is wrong with it is told where it is run; it is not what it was.
    return text;
  }
}

}  // namespace dbtool
