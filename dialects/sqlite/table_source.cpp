// What rendering asks of the live database: a table with its texts, an enum with its tables.
#include "core/support/sql_tokens.h"
#include "dialects/sqlite/connection.h"
#include "dialects/sqlite/inspect.h"
#include "dialects/sqlite/names.h"
#include "dialects/sqlite/read_table.h"
#include "dialects/sqlite/stored_texts.h"
#include "dialects/sqlite/triggers.h"
#include "dialects/sqlite/version_triggers.h"

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

using Objects = std::vector<StoredObject>;

/// Views that may use the table, directly or through others. A view that is broken already is not
/// for us to check.
std::vector<std::string> views_using(SqliteConnection& connection, const Objects& around,
                                     const std::string& table) {
  std::vector<std::string> found;
  std::vector<std::string> to_follow = {table};
  while (!to_follow.empty()) {
    std::string name = to_follow.back();
    to_follow.pop_back();
    for (const StoredObject& view : around) {
      bool known = std::ranges::find(found, view.name) != found.end() || view.name == name;
      if (view.type != "view" || known || !names(view.sql, name)) continue;
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

std::vector<std::string> probes_for(SqliteConnection& connection, const Objects& around,
                                    const std::string& table) {
  std::vector<std::string> probes;
  for (const StoredObject& trigger : around) {
    bool is_of_version = has_version_tag(trigger.sql);  // made again for what the table is then
    if (trigger.type != "trigger" || is_of_version || !names(trigger.sql, table)) continue;
    auto sql = trigger_probe(trigger.sql, columns_of(connection, trigger.table));
    if (sql && can_prepare(connection, *sql)) probes.push_back(*sql);
  }
  return probes;
}

bool is_analyzed(SqliteConnection& connection, const std::string& table) {
  try {
    return query_value(connection, "SELECT 1 FROM sqlite_stat1 WHERE tbl = " +
                                       sql::quote_string(table) + " COLLATE NOCASE")
        .has_value();
  } catch (const DatabaseError&) {
    return false;  // there is no such table
  }
}

std::vector<std::string> texts_on(const Objects& around, const std::string& table,
                                  std::string_view type) {
  std::vector<std::string> texts;
  for (const StoredObject& object : around)
    if (object.type == type && same_name(object.table, table)) texts.push_back(object.sql);
  return texts;
}

const StoredObject* relation(const Objects& around, const std::string& name) {
  for (const StoredObject& object : around)
    if ((object.type == "table" || object.type == "view") && same_name(object.name, name))
      return &object;
  return nullptr;
}

}  // namespace

std::optional<TableSource> table_source(SqliteConnection& connection, const Name& name) {
  const Objects around = objects_around(connection, name.name);
  const StoredObject* stored = relation(around, name.name);
  if (stored == nullptr) return std::nullopt;
  Name table{"", stored->name};
  TableSource source{.table = {.name = table},
                     .create_sql = stored->sql,
                     .dependents = texts_on(around, stored->name, "index"),
                     .views = views_using(connection, around, stored->name)};
  for (std::string& trigger : texts_on(around, stored->name, "trigger"))
    source.dependents.push_back(std::move(trigger));
  if (stored->type == "view" || stored->is_virtual()) return source;
  Schema schema = inspect(connection, {.tables = {table}});
  if (const Table* found = schema.tables.find(table)) source.table = *found;
  source.enums = std::move(schema.enums);
  source.probes = probes_for(connection, around, stored->name);
  source.analyzed = is_analyzed(connection, stored->name);
  return source;
}

std::optional<EnumSource> enum_source(SqliteConnection& connection, const Name& name) {
  std::optional<EnumSource> source;
  for (const StoredObject& object :
       tables_that_mention(connection, "/* enum " + name.name + " */")) {
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

std::vector<TriggerSource> trigger_users(SqliteConnection& connection,
                                         std::span<const Name> tables) {
  std::vector<TriggerSource> users;
  for (const StoredObject& trigger : stored_triggers(connection)) {
    bool is_own = std::ranges::any_of(
        tables, [&](const Name& table) { return same_name(trigger.table, table.name); });
    if (is_own || !names_one(trigger.sql, tables)) continue;
    auto probe = trigger_probe(trigger.sql, columns_of(connection, trigger.table));
    if (probe && can_prepare(connection, *probe))
      users.push_back({trigger.name, {"", trigger.table}, *probe});
  }
  return users;
}

bool table_exists(SqliteConnection& connection, const Name& name) {
  auto stored = stored_object(connection, name.name);
  return stored && stored->type == "table";
}

}  // namespace dbtool::lite
