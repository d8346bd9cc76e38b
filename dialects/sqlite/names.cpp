#include "dialects/sqlite/names.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/common/words.h"

#include <algorithm>
#include <sqlite3.h>

namespace dbtool::lite {
namespace {

bool is_keyword(std::string_view name) {
  // TRUE and FALSE are no keywords, but without quotes they are the numbers where no column has
  // that name.
  return sqlite3_keyword_check(name.data(), static_cast<int>(name.size())) != 0 || name == "true" ||
         name == "false";
}

bool is_plain(std::string_view name) {
  return ddl::is_plain_name(name) && !is_keyword(name);
}

}  // namespace

std::string quote(std::string_view name) {
  return is_plain(name) ? std::string(name) : sql::quote_name(name);
}

std::string quote(const Name& name) {
  return quote(name.name);
}

std::string quote_list(std::span<const std::string> names) {
  return ddl::name_list(names, [](std::string_view name) { return quote(name); });
}

bool same_name(std::string_view a, std::string_view b) {
  return equals_ignoring_case(a, b);
}

bool NameOrder::operator()(std::string_view a, std::string_view b) const {
  return lower(a) < lower(b);
}

}  // namespace dbtool::lite
