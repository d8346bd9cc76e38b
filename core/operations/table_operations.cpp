#include "core/operations/table_operations.h"

#include "core/operations/lookup.h"
#include "core/operations/operation.h"
#include "core/operations/references.h"

#include <set>

namespace dbtool {
namespace {

void require_parts_fit(const Table& table) {
  std::set<std::string> names;
  for (const Column& column : table.columns)
    if (!names.insert(column.name).second)
      cannot_apply("table \"" + to_text(table.name) + "\" has two columns \"" + column.name + "\"");
  if (table.primary_key) require_columns(table, table.primary_key->columns, "the primary key");
  for (const Unique& unique : table.uniques)
    require_columns(table, unique.columns, "unique \"" + unique.name + "\"");
  for (const ForeignKey& key : table.foreign_keys)
    require_columns(table, key.columns, "foreign key \"" + key.name + "\"");
  for (const Index& index : table.indexes)
    for (const IndexPart& part : index.parts)
      if (!part.column.empty())
        require_columns(table, {part.column}, "index \"" + index.name + "\"");
}

void require_not_referenced(const Schema& schema, const Name& name) {
  for (const Table& other : schema.tables)
    for (const ForeignKey& key : other.foreign_keys)
      if (key.references == name && other.name != name)
        cannot_apply("table \"" + to_text(name) + "\" is referenced by foreign key \"" + key.name +
                         "\" of table \"" + to_text(other.name) + "\"",
                     "drop the foreign key first");
}

void forget_dependencies_of(Schema& schema, const Name& name) {
  std::erase_if(schema.dependencies,
                [&](const Dependency& dependency) { return dependency.object == name; });
}

const std::string& comment_of(const Schema& schema, const SetComment& operation) {
  const std::string& otherwise = operation.was;
  if (operation.kind == "schema") {
    const Namespace* found = schema.namespaces.find(operation.name.name);
    return found != nullptr ? found->comment : otherwise;
  }
  if (is_of_view(operation)) {
    const View* found = schema.views.find(operation.name);
    return found != nullptr ? found->comment : otherwise;
  }
  if (operation.kind == "enum") {
    const Enum* found = schema.enums.find(operation.name);
    return found != nullptr ? found->comment : otherwise;
  }
  const Table* table = schema.tables.find(operation.name);
  if (table == nullptr) return otherwise;
  if (operation.kind != "column") return table->comment;
  const Column* column = find_column(*table, operation.column);
  return column != nullptr ? column->comment : otherwise;
}

std::string& place_of_comment(Schema& schema, const SetComment& operation) {
  if (is_of_view(operation)) return require_view(schema, operation.name).comment;
  if (operation.kind == "enum") return require_enum(schema, operation.name).comment;
  if (operation.kind == "schema") {
    if (Namespace* found = schema.namespaces.find(operation.name.name)) return found->comment;
    cannot_apply("there is no schema \"" + operation.name.name + "\"");
  }
  Table& table = require_table(schema, operation.name);
  return operation.kind == "column" ? require_column(table, operation.column).comment
                                    : table.comment;
}

}  // namespace

void apply(const CreateSchema& operation, Schema& schema) {
  if (schema.namespaces.contains(operation.name))
    cannot_apply("there is a schema \"" + operation.name + "\" already");
  schema.namespaces.add({.name = operation.name});
}

void apply(const DropSchema& operation, Schema& schema) {
  if (!schema.namespaces.remove(operation.name))
    cannot_apply("there is no schema \"" + operation.name + "\"");
}

void apply(const CreateTable& operation, Schema& schema) {
  const Table& table = operation.table;
  require_no_relation(schema, table.name);
  require_parts_fit(table);
  Table& added = schema.tables.add(table);
  added.indexes.update_all([](Index& index) { index.concurrently = false; });
  for (const ForeignKey& key : table.foreign_keys) require_referenced(schema, table.name, key);
}

void apply(const DropTable& operation, Schema& schema) {
  require_table(schema, operation.table);
  require_not_referenced(schema, operation.table);
  schema.tables.remove(operation.table);
  forget_dependencies_of(schema, operation.table);
}

void apply(const RenameTable& operation, Schema& schema) {
  Name to{operation.table.schema, operation.to};
  Table table = require_table(schema, operation.table);
  require_no_relation(schema, to);
  schema.tables.remove(operation.table);
  table.name = to;
  schema.tables.add(std::move(table));
  rename_table_references(schema, operation.table, to);
}

void apply(const AlterTable& operation, Schema& schema) {
  auto& options = require_table(schema, operation.table).options;
  for (const auto& [option, value] : operation.options) {
    if (value.empty())
      options.erase(option);
    else
      options[option] = value;
  }
}

bool is_of_view(const SetComment& comment) {
  return comment.kind == "view" || comment.kind == "materialized view";
}

void apply(const SetComment& operation, Schema& schema) {
  place_of_comment(schema, operation) = operation.text;
}

std::vector<Operation> reverse(const CreateSchema& operation, const Schema&) {
  return {{DropSchema{operation.name}}};
}

std::vector<Operation> reverse(const DropSchema& operation, const Schema& before) {
  std::vector<Operation> back = {{CreateSchema{operation.name}}};
  const Namespace* was = before.namespaces.find(operation.name);
  if (was != nullptr && !was->comment.empty())
    back.push_back({SetComment{"schema", {.name = was->name}, {}, was->comment, {}}});
  return back;
}

std::vector<Operation> reverse(const CreateTable& operation, const Schema&) {
  return {{DropTable{operation.table.name, operation.table}}};
}

std::vector<Operation> reverse(const DropTable& operation, const Schema& before) {
  return {{CreateTable{known_or(before.tables, operation.table, operation.was)}}};
}

std::vector<Operation> reverse(const RenameTable& operation, const Schema&) {
  return {{RenameTable{{operation.table.schema, operation.to}, operation.table.name}}};
}

std::vector<Operation> reverse(const AlterTable& operation, const Schema& before) {
  AlterTable back{operation.table, operation.was, operation.options};
  if (const Table* table = before.tables.find(operation.table))
    for (const auto& [option, value] : operation.options) {
      auto was = table->options.find(option);
      back.options[option] = was == table->options.end() ? "" : was->second;
    }
  return {{back}};
}

std::vector<Operation> reverse(const SetComment& operation, const Schema& before) {
  SetComment back = operation;
  back.text = comment_of(before, operation);
  back.was = operation.text;
  return {{back}};
}

std::string describe(const CreateSchema& operation) {
  return "create schema " + operation.name;
}
std::string describe(const DropSchema& operation) {
  return "drop schema " + operation.name;
}
std::string describe(const CreateTable& operation) {
  return "create table " + to_text(operation.table.name);
}
std::string describe(const DropTable& operation) {
  return "drop table " + to_text(operation.table);
}
std::string describe(const RenameTable& operation) {
  return "rename table " + to_text(operation.table) + " to " + operation.to;
}
std::string describe(const AlterTable& operation) {
  return "alter table " + to_text(operation.table);
}
std::string describe(const SetComment& operation) {
  std::string object = operation.kind + " " + to_text(operation.name);
  if (!operation.column.empty()) object += "." + operation.column;
  return "comment on " + object;
}

Name subject(const CreateSchema& operation) {
  return {.name = operation.name};
}
Name subject(const DropSchema& operation) {
  return {.name = operation.name};
}
Name subject(const CreateTable& operation) {
  return operation.table.name;
}
Name subject(const DropTable& operation) {
  return operation.table;
}
Name subject(const RenameTable& operation) {
  return operation.table;
}
Name subject(const AlterTable& operation) {
  return operation.table;
}
Name subject(const SetComment& operation) {
  return operation.name;
}

}  // namespace dbtool
