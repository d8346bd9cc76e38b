#include "dialects/sqlite/names.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"

#include <algorithm>
#include <sqlite3.h>
#include <vector>

namespace dbtool::lite {
namespace {

bool is_keyword(std::string_view name) {
  // TRUE and FALSE are no keywords, but without quotes they are the numbers where no column has
  // that name.
  return sqlite3_keyword_check(name.data(), static_cast<int>(name.size())) != 0 || name == "true" ||
         name == "false";
}

bool is_plain(std::string_view name) {
  auto is_start = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  auto is_part = [&](char c) { return is_start(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && is_start(name[0]) && std::ranges::all_of(name, is_part) &&
         !is_keyword(name);
}

}  // namespace

std::string quote(std::string_view name) {
  return is_plain(name) ? std::string(name) : sql::quote_name(name);
}

std::string quote(const Name& name) {
  return quote(name.name);
}

std::string quote_list(std::span<const std::string> names) {
  std::vector<std::string> parts;
  for (const std::string& name : names) parts.push_back(quote(name));
  return join(parts, ", ");
}

bool same_name(std::string_view a, std::string_view b) {
  return equals_ignoring_case(a, b);
}

bool NameOrder::operator()(std::string_view a, std::string_view b) const {
  return lower(a) < lower(b);
}

}  // namespace dbtool::lite
