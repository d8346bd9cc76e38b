#include "core/operations/index_operations.h"

#include "core/operations/lookup.h"
#include "core/operations/operation.h"

namespace dbtool {
namespace {

Index& require_index(Table& table, const std::string& name) {
  if (Index* found = table.indexes.find(name)) return *found;
  cannot_apply("table \"" + to_text(table.name) + "\" has no index \"" + name + "\"");
}

void require_no_index(const Table& table, const std::string& name) {
  if (table.indexes.contains(name))
    cannot_apply("table \"" + to_text(table.name) + "\" has an index \"" + name + "\" already");
}

}  // namespace

void apply(const CreateIndex& operation, Schema& schema) {
  Table& table = require_table(schema, operation.table);
  require_no_index(table, operation.index.name);
  for (const IndexPart& part : operation.index.parts)
    if (!part.column.empty())
      require_columns(table, {part.column}, "index \"" + operation.index.name + "\"");
  table.indexes.add(operation.index).concurrently = false;
}

void apply(const DropIndex& operation, Schema& schema) {
  Table& table = require_table(schema, operation.table);
  require_index(table, operation.name);
  table.indexes.remove(operation.name);
}

void apply(const RenameIndex& operation, Schema& schema) {
  Table& table = require_table(schema, operation.table);
  Index index = require_index(table, operation.name);
  require_no_index(table, operation.to);
  table.indexes.remove(operation.name);
  index.name = operation.to;
  table.indexes.add(std::move(index));
}

std::vector<Operation> reverse(const CreateIndex& operation, const Schema&) {
  const Index& index = operation.index;
  return {{DropIndex{operation.table, index.name, index, index.concurrently}}};
}

std::vector<Operation> reverse(const DropIndex& operation, const Schema& before) {
  const Table* table = before.tables.find(operation.table);
  Index index =
      table == nullptr ? operation.was : known_or(table->indexes, operation.name, operation.was);
  index.name = operation.name;
  index.concurrently = operation.concurrently;
  return {{CreateIndex{operation.table, index}}};
}

std::vector<Operation> reverse(const RenameIndex& operation, const Schema&) {
  return {{RenameIndex{operation.table, operation.to, operation.name}}};
}

std::string describe(const CreateIndex& operation) {
  return "create index " + operation.index.name + " on " + to_text(operation.table);
}
std::string describe(const DropIndex& operation) {
  return "drop index " + operation.name + " on " + to_text(operation.table);
}
std::string describe(const RenameIndex& operation) {
  return "rename index " + operation.name + " on " + to_text(operation.table) + " to " +
         operation.to;
}

Name subject(const CreateIndex& operation) {
  return operation.table;
}
Name subject(const DropIndex& operation) {
  return operation.table;
}
Name subject(const RenameIndex& operation) {
  return operation.table;
}

}  // namespace dbtool
