#include "dialects/sqlite/stored_texts.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/sqlite/connection.h"
#include "dialects/sqlite/names.h"

#include <algorithm>

namespace dbtool::lite {
namespace {

bool is_of_sqlite_itself(const StoredObject& object) {
  return object.sql.empty() || lower(object.name.substr(0, 7)) == "sqlite_";
}

std::vector<StoredObject> objects_where(SqliteConnection& connection,
                                        const std::string& condition) {
  std::vector<StoredObject> objects;
  connection.query("SELECT type, name, tbl_name, sql FROM sqlite_schema " + condition,
                   [&](Row row) {
                     auto text = [&](std::size_t i) { return std::string(row[i].value_or("")); };
                     objects.push_back({text(0), text(1), text(2), text(3)});
                     if (is_of_sqlite_itself(objects.back())) objects.pop_back();
                   });
  return objects;
}

std::string without_case(const std::string& column, const std::string& name) {
  return column + " = " + sql::quote_string(name) + " COLLATE NOCASE";
}

}  // namespace

bool StoredObject::is_virtual() const {
  constexpr std::string_view words = "CREATE VIRTUAL TABLE";
  return equals_ignoring_case(std::string_view(sql).substr(0, words.size()), words);
}

std::vector<StoredObject> stored_objects(SqliteConnection& connection,
                                         std::span<const Name> tables) {
  std::vector<std::string> choices;
  for (const Name& table : tables) choices.push_back(without_case("tbl_name", table.name));
  std::string chosen = choices.empty() ? "" : "WHERE " + join(choices, " OR ");
  return objects_where(connection, chosen + " ORDER BY name");
}

std::optional<StoredObject> stored_object(SqliteConnection& connection, const std::string& name) {
  auto found = objects_where(connection,
                             "WHERE type IN ('table', 'view') AND " + without_case("name", name));
  if (found.empty()) return std::nullopt;
  return found[0];
}

std::vector<StoredObject> objects_around(SqliteConnection& connection, const std::string& table) {
  return objects_where(connection, "WHERE " + without_case("tbl_name", table) +
                                       " OR type IN ('view', 'trigger') ORDER BY rowid");
}

std::vector<StoredObject> stored_triggers(SqliteConnection& connection) {
  return objects_where(connection, "WHERE type = 'trigger' ORDER BY name");
}

std::vector<StoredObject> tables_that_mention(SqliteConnection& connection,
                                              const std::string& part) {
  return objects_where(connection, "WHERE type = 'table' AND instr(sql, " +
                                       sql::quote_string(part) + ") > 0 ORDER BY name");
}

bool names(const std::string& sql, const std::string& name) {
  const Name wanted{"", name};
  return names_one(sql, {&wanted, 1});
}

bool names_one(const std::string& sql, std::span<const Name> tables) {
  auto is_one = [&](std::string_view name) {
    return std::ranges::any_of(tables, [&](const Name& t) { return same_name(name, t.name); });
  };
  return std::ranges::any_of(sql::tokenize(sql, sql::sqlite_rules()), [&](const sql::Token& token) {
    if (token.kind == sql::TokenKind::string) return is_one(sql::string_of(token));
    bool is_name = token.kind == sql::TokenKind::word || token.kind == sql::TokenKind::quoted_name;
    return is_name && is_one(sql::name_of(token));
  });
}

}  // namespace dbtool::lite
