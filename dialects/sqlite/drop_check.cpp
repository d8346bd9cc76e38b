#include "dialects/sqlite/drop_check.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"

namespace dbtool::lite {
namespace {

/// What LIKE finds a name with, anywhere in a text.
std::string pattern_for(const std::string& name) {
  std::string pattern = "%";
  for (char c : name)
    pattern += (c == '_' || c == '%' || c == '\\' ? "\\" : "") + std::string(1, c);
  return sql::quote_string(pattern + "%") + " ESCAPE '\\'";
}

}  // namespace

Statement check_drop(const Name& table) {
  const std::string name = sql::quote_string(table.name);
  return {.sql =
              "SELECT m.name FROM sqlite_schema m, pragma_foreign_key_list(m.name) f "
              "WHERE m.type = 'table' AND m.sql LIKE " +
              pattern_for(table.name) + " AND f.\"table\" = " + name +
              " COLLATE NOCASE AND m.name <> " + name + " COLLATE NOCASE LIMIT 1",
          .check_message =
              "table {1} has a foreign key to " + table.name + "; drop that foreign key first",
          .reads_catalog = true};
}

Statement check_drops(std::span<const Name> tables) {
  std::string gone;
  for (std::size_t i = 0; i < tables.size(); ++i)
    gone += (i == 0 ? "(" : ", (") + sql::quote_string(lower(tables[i].name)) + ", " +
            std::to_string(i) + ")";
  // A child that is dropped before its parent does no harm. CROSS JOIN keeps SQLite to the order
  // in which each table is looked at once.
  return {.sql = "WITH gone(name, place) AS (VALUES " + gone +
                 ") SELECT m.name, f.\"table\" FROM sqlite_schema m "
                 "CROSS JOIN pragma_foreign_key_list(m.name) f "
                 "CROSS JOIN gone parent ON parent.name = lower(f.\"table\") "
                 "LEFT JOIN gone child ON child.name = lower(m.name) "
                 "WHERE m.type = 'table' AND lower(m.name) <> parent.name "
                 "AND (child.place IS NULL OR child.place > parent.place) LIMIT 1",
          .check_message = "table {1} has a foreign key to {2}; drop that foreign key first",
          .reads_catalog = true};
}

}  // namespace dbtool::lite
