#include "core/operations/column_operations.h"

#include "core/operations/lookup.h"
#include "core/operations/operation.h"
#include "core/operations/references.h"

#include <algorithm>

namespace dbtool {
namespace {

/// Calls visit(change member, column member) for each attribute.
template <class Change, class ColumnLike, class Visit>
void each_attribute(Change& change, ColumnLike& column, Visit visit) {
  visit(change.type, column.type);
  visit(change.nullable, column.nullable);
  visit(change.default_value, column.default_value);
  visit(change.generated, column.generated);
  visit(change.identity, column.identity);
  visit(change.autoincrement, column.autoincrement);
  visit(change.version, column.version);
  visit(change.collation, column.collation);
  visit(change.options, column.options);
}

/// Parts of a table that use one column and no other: databases drop them with it.
struct Leftovers {
  bool primary_key = false;
  std::vector<Unique> uniques = {};
  std::vector<ForeignKey> foreign_keys = {};
  std::vector<Check> checks = {};
  std::vector<Index> indexes = {};
};

enum class Use { none, alone, among_others };

Use use_of(const std::vector<std::string>& columns, const std::string& column) {
  if (std::find(columns.begin(), columns.end(), column) == columns.end()) return Use::none;
  bool alone = std::all_of(columns.begin(), columns.end(),
                           [&](const std::string& name) { return name == column; });
  return alone ? Use::alone : Use::among_others;
}

std::vector<std::string> mentioned_columns(const Expression& expression, const Table& table) {
  std::vector<std::string> columns;
  for (const Column& column : table.columns)
    if (mentions_column(expression, column.name, table.name.name)) columns.push_back(column.name);
  return columns;
}

void append(std::vector<std::string>& to, const std::vector<std::string>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

std::vector<std::string> columns_of(const Index& index, const Table& table) {
  std::vector<std::string> columns = index.include;
  for (const IndexPart& part : index.parts) {
    if (part.column.empty())
      append(columns, mentioned_columns(part.expression, table));
    else
      columns.push_back(part.column);
  }
  if (index.where) append(columns, mentioned_columns(*index.where, table));
  return columns;
}

std::vector<std::string> key_columns(const auto& key) {
  std::vector<std::string> columns = key.columns;
  append(columns, key.include);
  return columns;
}

bool goes_along(Use use, const DropColumn& drop, const std::string& user) {
  if (use == Use::among_others)
    cannot_apply("column \"" + to_text(drop.table) + "." + drop.column + "\" is used by " + user,
                 "drop that first");
  return use == Use::alone;
}

void require_no_outside_use(const DropColumn& drop, const Schema& schema, const Table& table) {
  for (const Column& column : table.columns)
    if (column.generated && column.name != drop.column &&
        mentions_column(column.generated->expression, drop.column, table.name.name))
      goes_along(Use::among_others, drop, "generated column \"" + column.name + "\"");
  for (const Table& other : schema.tables)
    for (const ForeignKey& key : other.foreign_keys)
      if (key.references == drop.table && other.name != drop.table &&
          use_of(key.referenced_columns, drop.column) != Use::none)
        goes_along(Use::among_others, drop,
                   "foreign key \"" + key.name + "\" of table \"" + to_text(other.name) + "\"");
}

/// Throws when something uses the column that a drop must not take away silently.
Leftovers leftovers_of(const DropColumn& drop, const Table& table) {
  Leftovers found;
  const std::string& name = drop.column;
  if (table.primary_key)
    found.primary_key =
        goes_along(use_of(key_columns(*table.primary_key), name), drop, "the primary key");
  for (const Unique& unique : table.uniques)
    if (goes_along(use_of(key_columns(unique), name), drop, "unique \"" + unique.name + "\""))
      found.uniques.push_back(unique);
  for (const ForeignKey& key : table.foreign_keys)
    if (goes_along(use_of(key.columns, name), drop, "foreign key \"" + key.name + "\""))
      found.foreign_keys.push_back(key);
  for (const Check& check : table.checks)
    if (goes_along(use_of(mentioned_columns(check.expression, table), name), drop,
                   "check \"" + check.name + "\""))
      found.checks.push_back(check);
  for (const Index& index : table.indexes)
    if (goes_along(use_of(columns_of(index, table), name), drop, "index \"" + index.name + "\""))
      found.indexes.push_back(index);
  return found;
}

void remove(const Leftovers& leftovers, Table& table) {
  if (leftovers.primary_key) table.primary_key.reset();
  for (const Unique& unique : leftovers.uniques) table.uniques.remove(unique.name);
  for (const ForeignKey& key : leftovers.foreign_keys) table.foreign_keys.remove(key.name);
  for (const Check& check : leftovers.checks) table.checks.remove(check.name);
  for (const Index& index : leftovers.indexes) table.indexes.remove(index.name);
}

void put_back(const Leftovers& leftovers, const Table& table, std::vector<Operation>& back) {
  if (leftovers.primary_key) back.push_back({CreateConstraint{table.name, *table.primary_key}});
  for (const Unique& unique : leftovers.uniques)
    back.push_back({CreateConstraint{table.name, unique}});
  for (const Check& check : leftovers.checks) back.push_back({CreateConstraint{table.name, check}});
  for (const Index& index : leftovers.indexes) back.push_back({CreateIndex{table.name, index}});
  for (const ForeignKey& key : leftovers.foreign_keys)
    back.push_back({CreateConstraint{table.name, key}});
}

std::string path_of(const Name& table, const std::string& column) {
  return to_text(table) + "." + column;
}

}  // namespace

ColumnChange difference(const Column& from, const Column& to) {
  ColumnChange change;
  each_attribute(change, to, [](auto& changed, const auto& value) { changed = value; });
  ColumnChange old = values_of(change, from);
  each_attribute(change, old, [](auto& changed, const auto& was) {
    if (changed == was) changed.reset();
  });
  return change;
}

void apply(const ColumnChange& change, Column& column) {
  each_attribute(change, column, [](const auto& changed, auto& value) {
    if (changed) value = *changed;
  });
}

ColumnChange values_of(const ColumnChange& change, const Column& column) {
  ColumnChange values = change;
  each_attribute(values, column, [](auto& changed, const auto& value) {
    if (changed) changed = value;
  });
  return values;
}

bool is_empty(const ColumnChange& change) {
  return change == ColumnChange{};
}

void apply(const AddColumn& operation, Schema& schema) {
  Table& table = require_table(schema, operation.table);
  if (find_column(table, operation.column.name) != nullptr)
    cannot_apply("table \"" + to_text(table.name) + "\" has a column \"" + operation.column.name +
                 "\" already");
  table.columns.push_back(operation.column);
}

void apply(const DropColumn& operation, Schema& schema) {
  Table& table = require_table(schema, operation.table);
  require_column(table, operation.column);
  require_no_outside_use(operation, schema, table);
  remove(leftovers_of(operation, table), table);
  std::erase_if(table.columns,
                [&](const Column& column) { return column.name == operation.column; });
}

void apply(const RenameColumn& operation, Schema& schema) {
  Table& table = require_table(schema, operation.table);
  Column& column = require_column(table, operation.column);
  if (find_column(table, operation.to) != nullptr)
    cannot_apply("table \"" + to_text(table.name) + "\" has a column \"" + operation.to +
                 "\" already");
  column.name = operation.to;
  rename_column_references(schema, operation.table, operation.column, operation.to);
}

void apply(const AlterColumn& operation, Schema& schema) {
  Table& table = require_table(schema, operation.table);
  apply(operation.to, require_column(table, operation.column));
}

std::vector<Operation> reverse(const AddColumn& operation, const Schema&) {
  return {{DropColumn{operation.table, operation.column.name, operation.column}}};
}

std::vector<Operation> reverse(const DropColumn& operation, const Schema& before) {
  const Table* table = before.tables.find(operation.table);
  const Column* was = table == nullptr ? nullptr : find_column(*table, operation.column);
  if (was == nullptr) {
    Column column = operation.was;
    column.name = operation.column;
    return {{AddColumn{operation.table, column}}};
  }
  std::vector<Operation> back = {{AddColumn{operation.table, *was}}};
  put_back(leftovers_of(operation, *table), *table, back);
  return back;
}

std::vector<Operation> reverse(const RenameColumn& operation, const Schema&) {
  return {{RenameColumn{operation.table, operation.to, operation.column}}};
}

std::vector<Operation> reverse(const AlterColumn& operation, const Schema& before) {
  AlterColumn back{operation.table, operation.column, operation.was, operation.to, {}};
  const Table* table = before.tables.find(operation.table);
  if (const Column* was = table == nullptr ? nullptr : find_column(*table, operation.column))
    back.to = values_of(operation.to, *was);
  return {{back}};
}

std::string describe(const AddColumn& operation) {
  return "add column " + path_of(operation.table, operation.column.name);
}
std::string describe(const DropColumn& operation) {
  return "drop column " + path_of(operation.table, operation.column);
}
std::string describe(const RenameColumn& operation) {
  return "rename column " + path_of(operation.table, operation.column) + " to " + operation.to;
}
std::string describe(const AlterColumn& operation) {
  return "alter column " + path_of(operation.table, operation.column);
}

Name subject(const AddColumn& operation) {
  return operation.table;
}
Name subject(const DropColumn& operation) {
  return operation.table;
}
Name subject(const RenameColumn& operation) {
  return operation.table;
}
Name subject(const AlterColumn& operation) {
  return operation.table;
}

}  // namespace dbtool
