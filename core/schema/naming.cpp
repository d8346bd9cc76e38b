#include "core/schema/naming.h"

#include "core/support/text.h"

namespace dbtool {

namespace {

/// "{table}_{columns}_check" is "{table}_check" for a check about no column in particular.
std::string without_columns(std::string pattern) {
  for (const char* word : {"{columns_and}", "{columns}", "{column}"}) {
    pattern = replace_all(pattern, std::string("_") + word, "");
    pattern = replace_all(pattern, std::string(word) + "_", "");
    pattern = replace_all(pattern, word, "");
  }
  return pattern;
}

}  // namespace

NamingConvention postgres_naming() {
  return {};
}

NamingConvention sqlalchemy_naming() {
  return {.primary_key = "pk_{table}",
          .unique = "uq_{table}_{column}",
          .check = "ck_{table}_{columns}",
          .foreign_key = "fk_{table}_{column}_{referred_table}",
          .index = "ix_{table}_{column}"};
}

NamingConvention rails_naming() {
  return {.primary_key = "{table}_pkey",
          .unique = "index_{table}_on_{columns_and}",
          .check = "chk_{table}_{columns}",
          .foreign_key = "fk_{table}_{columns}",
          .index = "index_{table}_on_{columns_and}"};
}

std::string name_by_convention(const std::string& pattern, const Table& table,
                               const std::vector<std::string>& columns,
                               const std::string& referred_table) {
  std::string name = columns.empty() ? without_columns(pattern) : pattern;
  name = replace_all(name, "{table}", table.name.name);
  name = replace_all(name, "{columns_and}", join(columns, "_and_"));
  name = replace_all(name, "{columns}", join(columns, "_"));
  name = replace_all(name, "{column}", columns.empty() ? "" : columns.front());
  name = replace_all(name, "{referred_table}", referred_table);
  return shorten_name(name, longest_name);
}

}  // namespace dbtool
