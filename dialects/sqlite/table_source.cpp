// What rendering asks of the live database: a table with its texts, an enum with its tables.
#include "core/support/sql_tokens.h"
#include "dialects/sqlite/connection.h"
#include "dialects/sqlite/inspect.h"
#include "dialects/sqlite/names.h"
#include "dialects/sqlite/read_table.h"
#include "dialects/sqlite/stored_texts.h"
#include "dialects/sqlite/triggers.h"

#include <algorithm>

namespace dbtool::lite {
namespace {

bool can_prepare(SqliteConnection& connection, const std::string& sql) {
  try {
    connection.query(sql, [](Row) {});
    return true;
  } catch (const DatabaseError&) {
    return false;
  }
}

/// Views that may use the table, directly or through others. A view that is broken already is not
/// for us to check.
std::vector<std::string> views_using(SqliteConnection& connection, const std::string& table) {
  std::vector<std::string> found;
  std::vector<std::string> to_follow = {table};
  while (!to_follow.empty()) {
    std::string name = to_follow.back();
    to_follow.pop_back();
    for (const StoredObject& view : objects_that_mention(connection, "view", name)) {
      bool known = std::ranges::find(found, view.name) != found.end();
      if (known || view.name == name) continue;
      found.push_back(view.name);
      to_follow.push_back(view.name);
    }
  }
  std::erase_if(found, [&](const std::string& view) {
    return !can_prepare(connection, "SELECT * FROM " + quote(view) + " LIMIT 0");
  });
  std::ranges::sort(found);
  return found;
}

std::vector<std::string> columns_of(SqliteConnection& connection, const std::string& table) {
  std::vector<std::string> columns;
  connection.query(
      "SELECT name FROM pragma_table_xinfo(" + sql::quote_string(table) + ") WHERE hidden = 0",
      [&](Row row) { columns.emplace_back(*row[0]); });
  return columns;
}

std::vector<std::string> probes_for(SqliteConnection& connection, const std::string& table) {
  std::vector<std::string> probes;
  for (const StoredObject& trigger : objects_that_mention(connection, "trigger", table)) {
    auto sql = trigger_probe(trigger.sql, columns_of(connection, trigger.table));
    if (sql && can_prepare(connection, *sql)) probes.push_back(*sql);
  }
  return probes;
}

bool is_analyzed(SqliteConnection& connection, const std::string& table) {
  if (!query_value(connection, "SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'"))
    return false;
  return query_value(connection, "SELECT 1 FROM sqlite_stat1 WHERE tbl = " +
                                     sql::quote_string(table) + " COLLATE NOCASE")
      .has_value();
}

std::vector<std::string> dependents_of(SqliteConnection& connection, const Name& table) {
  std::vector<std::string> indexes;
  std::vector<std::string> triggers;
  for (const StoredObject& object : stored_objects(connection, std::span(&table, 1))) {
    if (object.type == "index") indexes.push_back(object.sql);
    if (object.type == "trigger") triggers.push_back(object.sql);
  }
  indexes.insert(indexes.end(), triggers.begin(), triggers.end());
  return indexes;
}

}  // namespace

std::optional<TableSource> table_source(SqliteConnection& connection, const Name& name) {
  auto stored = stored_object(connection, name.name);
  if (!stored) return std::nullopt;
  Name table{"", stored->name};
  TableSource source{.table = {.name = table},
                     .create_sql = stored->sql,
                     .dependents = dependents_of(connection, table),
                     .views = views_using(connection, stored->name)};
  if (stored->type == "view" || stored->is_virtual()) return source;
  Schema schema = inspect(connection, {.tables = {table}});
  if (const Table* found = schema.tables.find(table)) source.table = *found;
  source.enums = std::move(schema.enums);
  source.probes = probes_for(connection, stored->name);
  source.analyzed = is_analyzed(connection, stored->name);
  return source;
}

std::optional<EnumSource> enum_source(SqliteConnection& connection, const Name& name) {
  std::optional<EnumSource> source;
  for (const StoredObject& object :
       objects_that_mention(connection, "table", "/* enum " + name.name + " */")) {
    auto text = parse_create_table(object.sql);
    if (!text) continue;
    for (Enum& definition : read_table(*text, object.name).enums) {
      if (definition.name.name != name.name) continue;
      if (!source) source = EnumSource{.definition = std::move(definition)};
      if (source->tables.empty() || source->tables.back().name != object.name)
        source->tables.push_back({"", object.name});
    }
  }
  return source;
}

bool table_exists(SqliteConnection& connection, const Name& name) {
  auto stored = stored_object(connection, name.name);
  return stored && stored->type == "table";
}

}  // namespace dbtool::lite
