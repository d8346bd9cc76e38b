#include "core/support/template.h"

#include "core/support/error.h"
#include "core/support/text.h"

#include <kainjow/mustache.hpp>

#include <vector>

namespace dbtool {

namespace {

using Data = kainjow::mustache::data;

// Answers names, and remembers the first that has no answer: mustache itself would print nothing.
class Names : public kainjow::mustache::basic_context<std::string> {
 public:
  explicit Names(const std::map<std::string, std::string>& values) {
    for (const auto& [name, value] : values)
      data_.emplace(name, value.empty() ? Data(Data::type::bool_false) : Data(value));
  }

  void push(const Data*) override {}
  void pop() override {}
  const Data* get(const std::string& name) const override {
    auto place = data_.find(name);
    if (place != data_.end()) return &place->second;
    if (unknown_.empty()) unknown_ = name;
    return nullptr;
  }
  const Data* get_partial(const std::string& name) const override { return get("> " + name); }

  const std::string& unknown() const { return unknown_; }

 private:
  std::map<std::string, Data> data_ = {};
  mutable std::string unknown_ = {};
};

// {{#name}}, {{/name}}, {{! comment }} and nothing else on the line.
bool is_tag_line(std::string_view line) {
  std::string_view tag = trim(line);
  bool kind = tag.starts_with("{{#") || tag.starts_with("{{^") || tag.starts_with("{{/") ||
              tag.starts_with("{{!");
  return kind && tag.find("}}") == tag.size() - 2;
}

// Takes away the line of a tag that has one to itself, as mustache says; kainjow 4.1 leaves an
// empty line where a section is not shown.
std::string join_tag_lines(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n') + 1);  // npos + 1 is 0
    if (line.empty()) line = text;
    text.remove_prefix(line.size());
    result += is_tag_line(line) ? trim(line) : line;
  }
  return result;
}

Location find_name(const std::string& text, const std::string& name, const std::string& file) {
  Location where = {.file = file};
  for (std::size_t tag = text.find("{{"); tag != std::string::npos;
       tag = text.find("{{", tag + 2)) {
    std::size_t start = text.find_first_not_of("{#^&/> ", tag);
    if (start == std::string::npos || text.compare(start, name.size(), name) != 0) continue;
    std::tie(where.line, where.column) = line_and_column(text, start);
    where.length = static_cast<int>(name.size());
    break;
  }
  return where;
}

UsageError unknown_name(const std::string& name, const Location& where,
                        const std::map<std::string, std::string>& values) {
  std::vector<std::string> known;
  known.reserve(values.size());
  for (const auto& [key, value] : values) known.push_back(key);
  return UsageError(Problem{.code = "DBT111",
                            .message = "unknown name \"" + name + "\" in a template",
                            .where = where,
                            .hint = did_you_mean(name, known),
                            .notes = {{.label = "known", .text = join(known, ", ")}}});
}

}  // namespace

std::string render_template(const std::string& text,
                            const std::map<std::string, std::string>& values,
                            const std::string& template_name) {
  kainjow::mustache::mustache parsed(join_tag_lines(text));
  if (!parsed.is_valid())
    throw UsageError(Problem{.code = "DBT111",
                             .message = "broken template: " + parsed.error_message(),
                             .where = {.file = template_name}});
  parsed.set_custom_escape([](const std::string& value) { return value; });
  Names names(values);
  std::string result = parsed.render(names);
  if (!names.unknown().empty())
    throw unknown_name(names.unknown(), find_name(text, names.unknown(), template_name), values);
  return result;
}

}  // namespace dbtool
