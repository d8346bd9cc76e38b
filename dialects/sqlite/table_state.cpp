#include "dialects/sqlite/table_state.h"

#include "core/support/text.h"
#include "dialects/sqlite/connection.h"
#include "dialects/sqlite/definitions.h"
#include "dialects/sqlite/names.h"
#include "dialects/sqlite/read_table.h"
#include "dialects/sqlite/stored_texts.h"
#include "dialects/sqlite/token_cursor.h"
#include "dialects/sqlite/version_triggers.h"

#include <algorithm>

namespace dbtool::lite {
namespace {

[[noreturn]] void no_table(const Name& name) {
  throw UsageError({.code = "DBT620", .message = "there is no table \"" + to_text(name) + "\""});
}

[[noreturn]] void cannot_change(const std::string& what, const Name& name) {
  throw RefusedError({.code = "DBT820",
                      .message = what + " \"" + name.name + "\" cannot be changed by operations",
                      .notes = {{"next", "change it with SQL of your own"}}});
}

/// Offline there are no texts: they are made of what the operations said.
TableState made_from(const TableSource& source) {
  TableState state{.name = source.table.name, .views = source.views, .planned = source.planned};
  state.text = *parse_create_table(create_table(source.table, source.enums));
  for (const Index& index : source.table.indexes)
    state.indexes.push_back({index.name, create_index(source.table.name, index)});
  for (const Column& column : source.table.columns)
    if (column.version) state.versions[column.name] = *column.version;
  state.version_triggers = version_triggers(source.table);
  return state;
}

void add_texts(const TableState& state, SqliteConnection& connection) {
  connection.execute(state.text.sql);
  for (const StoredText& index : state.indexes) connection.execute(index.sql);
}

void read_texts(TableState& state, SqliteConnection& connection) {
  auto stored = stored_object(connection, state.name.name);
  auto text = stored ? parse_create_table(stored->sql) : std::nullopt;
  if (!text) cannot_change("table", state.name);
  state.text = std::move(*text);
  for (StoredText& index : state.indexes)
    for (const StoredObject& object : stored_objects(connection, std::span(&state.name, 1)))
      if (object.name == index.name) index.sql = object.sql;
}

}  // namespace

std::string created_name(const std::string& sql) {
  TokenCursor at(sql);
  at.accept("create");
  if (!at.accept("temp")) at.accept("temporary");
  at.accept("unique");
  at.take();
  if (at.accept("if")) at.take(), at.take();
  if (at.peek(1).is_symbol(".")) at.take(), at.take();
  return at.take_name();
}

TableState TableStates::load(const Name& name) const {
  auto source = before_.table ? before_(name) : std::nullopt;
  if (!source) no_table(name);
  if (source->create_sql.empty()) return made_from(*source);
  TokenCursor head(source->create_sql);
  head.accept("create");
  if (head.accept("virtual")) cannot_change("virtual table", name);
  if (head.accept("view")) cannot_change("view", name);
  auto text = parse_create_table(source->create_sql);
  if (!text) cannot_change("table", name);
  TableState state{.name = source->table.name,
                   .text = std::move(*text),
                   .views = source->views,
                   .probes = source->probes,
                   .analyzed = source->analyzed,
                   .planned = source->planned};
  for (const std::string& sql : source->dependents) {
    bool is_trigger =
        TokenCursor(sql).peek(1).is("trigger") || TokenCursor(sql).peek(2).is("trigger");
    (is_trigger ? state.triggers : state.indexes).push_back({created_name(sql), sql});
  }
  adopt_versions(state);
  return state;
}

Name TableStates::name_before(const Name& name) const {
  Name before = name;
  for (auto rename = renames_.rbegin(); rename != renames_.rend(); ++rename)
    if (same_name(rename->to_table, before.name)) before.name = rename->table;
  return before;
}

TableState& TableStates::find(const Name& name) {
  auto found = states_.find(lower(name.name));
  if (found != states_.end()) return found->second;
  if (dropped_.contains(lower(name.name))) no_table(name);
  TableState state = load(name_before(name));
  for (const Renamed& renamed : renames_) replay(renamed, state);
  for (const std::string& view : gone_views_) forget_view(view, state);
  return states_.emplace(lower(name.name), std::move(state)).first->second;
}

void TableStates::put(TableState state) {
  std::string key = lower(state.name.name);
  dropped_.erase(key);
  states_.insert_or_assign(key, std::move(state));
}

void TableStates::remove(const Name& name) {
  states_.erase(lower(name.name));
  dropped_.insert(lower(name.name));
}

bool TableStates::is_untouched(const Name& name) const {
  bool is_renamed = std::ranges::any_of(
      renames_, [&](const Renamed& renamed) { return same_name(renamed.table, name.name); });
  return !is_renamed && !dropped_.contains(lower(name.name));
}

void TableStates::remove_view(const Name& name) {
  for (auto& [key, state] : states_) forget_view(name.name, state);
  gone_views_.push_back(name.name);
}

void TableStates::forget_view(const std::string& view, TableState& state) {
  std::erase_if(state.views, [&](const std::string& name) { return same_name(name, view); });
  std::erase_if(state.probes, [&](const std::string& probe) { return names(probe, view); });
}

void TableStates::rename_table(const RenameTable& operation) {
  const std::string& from = operation.table.name;
  rename({.statement = "ALTER TABLE " + quote(from) + " RENAME TO " + quote(operation.to),
          .stub = "CREATE TABLE " + quote(from) + " (stub)",
          .from = from,
          .table = from,
          .to_table = operation.to},
         operation.table);
}

void TableStates::rename_column(const RenameColumn& operation) {
  std::string table = quote(operation.table);
  rename({.statement = "ALTER TABLE " + table + " RENAME COLUMN " + quote(operation.column) +
                       " TO " + quote(operation.to),
          .stub = "CREATE TABLE " + table + " (" + quote(operation.column) + ")",
          .from = operation.column,
          .table = operation.table.name,
          .to_table = operation.table.name},
         operation.table);
  TableState& state = find(operation.table);
  if (auto version = state.versions.extract(operation.column)) {
    version.key() = operation.to;
    state.versions.insert(std::move(version));
  }
}

void TableStates::rename(const Renamed& renamed, const Name& table) {
  find(table);
  for (auto& [key, state] : states_) replay(renamed, state);
  auto moved = states_.extract(lower(renamed.table));
  moved.key() = lower(renamed.to_table);
  states_.insert(std::move(moved));
  renames_.push_back(renamed);
}

void TableStates::replay(const Renamed& renamed, TableState& state) const {
  bool is_target = same_name(state.name.name, renamed.table);
  auto concerned = [&](const StoredText& text) { return names(text.sql, renamed.from); };
  if (std::ranges::any_of(state.triggers, concerned)) state.renamed.push_back(renamed.from);
  if (!is_target && !names(state.text.sql, renamed.table)) return;
  auto scratch = open_memory();
  add_texts(state, *scratch);
  if (!is_target) scratch->execute(renamed.stub);
  scratch->execute(renamed.statement);
  if (is_target) state.name.name = renamed.to_table;
  read_texts(state, *scratch);
}

std::optional<Enum> TableStates::enum_type(const Name& name) {
  if (const Enum* known = enums_.find(name)) return *known;
  auto source = before_.enum_type ? before_.enum_type(name) : std::nullopt;
  if (!source) return std::nullopt;
  return enums_.add(source->definition);
}

std::vector<Name> TableStates::tables_with(const Name& type) {
  std::vector<Name> tables;
  if (auto source = before_.enum_type ? before_.enum_type(type) : std::nullopt)
    for (Name table : source->tables) {
      for (const Renamed& renamed : renames_)
        if (same_name(renamed.table, table.name)) table.name = renamed.to_table;
      if (!dropped_.contains(lower(table.name))) tables.push_back(table);
    }
  for (const auto& [key, state] : states_) {
    bool has_it = std::ranges::any_of(read_table(state.text, state.name.name).enums,
                                      [&](const Enum& found) { return found.name == type; });
    bool known = std::ranges::find(tables, state.name) != tables.end();
    if (has_it && !known) tables.push_back(state.name);
  }
  std::ranges::sort(tables);
  return tables;
}

}  // namespace dbtool::lite
