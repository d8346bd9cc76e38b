#include "core/schema/name.h"

namespace dbtool {
namespace {

std::string in_quotes(const std::string& name) {
  std::string text = "\"";
  for (char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

/// The first part of the text, in quotes or up to a dot; what is behind it stays.
std::string take_part(std::string_view& text) {
  std::string part;
  if (!text.starts_with('"')) {
    const std::size_t dot = text.find('.');
    part = text.substr(0, dot);
    text.remove_prefix(part.size());
    return part;
  }
  for (text.remove_prefix(1); !text.empty(); text.remove_prefix(1)) {
    const bool doubled = text.starts_with("\"\"");
    if (text.front() == '"' && !doubled) break;
    if (doubled) text.remove_prefix(1);
    part += text.front();
  }
  if (!text.empty()) text.remove_prefix(1);
  return part;
}

}  // namespace

std::string to_text(const Name& name) {
  const bool alone = name.schema.empty();
  const std::string& first = alone ? name.name : name.schema;
  const bool ambiguous = first.starts_with('"') || first.find('.') != std::string::npos;
  const std::string text = ambiguous ? in_quotes(first) : first;
  return alone ? text : text + "." + name.name;
}

Name parse_name(std::string_view text) {
  std::string first = take_part(text);
  if (!text.starts_with('.')) return {.name = first + std::string(text)};
  return {.schema = std::move(first), .name = std::string(text.substr(1))};
}

}  // namespace dbtool
