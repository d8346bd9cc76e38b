#include "dialects/sqlite/drop_check.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/sqlite/connection.h"
#include "dialects/sqlite/names.h"

namespace dbtool::lite {
namespace {

/// Of DROP TABLE [IF EXISTS] [schema.]name.
std::string dropped_table(std::string_view statement) {
  if (lower(statement.substr(0, 4)) != "drop") return {};
  const auto tokens = sql::tokenize(statement, sql::sqlite_rules());
  const auto is = [&](std::size_t i, std::string_view word) {
    return i < tokens.size() && tokens[i].is(word);
  };
  if (!is(1, "table")) return {};
  std::size_t at = is(2, "if") && is(3, "exists") ? 4 : 2;
  if (at + 1 < tokens.size() && tokens[at + 1].is_symbol(".")) at += 2;
  return at < tokens.size() ? sql::name_of(tokens[at]) : std::string();
}

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

bool has_rows(SqliteConnection& connection, const std::string& table) {
  try {
    return query_value(connection, "SELECT EXISTS (SELECT 1 FROM " + quote(table) + ")") == "1";
  } catch (const DatabaseError&) {
    return false;  // it is not there
  }
}

bool drops_referenced(SqliteConnection& connection, std::string_view sql) {
  const std::string table = dropped_table(sql);
  // An empty one has no rows that others could go with; that spares a look at all tables.
  if (table.empty() || !has_rows(connection, table)) return false;
  bool is_referenced = false;
  connection.query(check_drop({"", table}).sql, [&](Row) { is_referenced = true; });
  return is_referenced;
}

void require_own_rows(SqliteConnection& connection, std::string_view sql) {
  if (!drops_referenced(connection, sql)) return;
  if (query_value(connection, "PRAGMA foreign_keys") != "1") return;
  throw RefusedError(
      {.code = "DBT819",
       .message = "dropping table \"" + dropped_table(sql) +
                  "\" would delete rows of tables that refer to it",
       .notes = {{"cause",
                  "with foreign keys on, DROP TABLE deletes the rows first, and ON "
                  "DELETE CASCADE follows"},
                 {"next", "say PRAGMA foreign_keys=OFF before the script's BEGIN"}}});
}

}  // namespace dbtool::lite
