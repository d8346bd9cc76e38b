#include "core/schema/name.h"

namespace dbtool {

std::string to_text(const Name& name) {
  return name.schema.empty() ? name.name : name.schema + "." + name.name;
}

Name parse_name(std::string_view text) {
  std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return {.name = std::string(text)};
  return {.schema = std::string(text.substr(0, dot)), .name = std::string(text.substr(dot + 1))};
}

}  // namespace dbtool
