#include "core/operations/view_operations.h"

#include "core/operations/lookup.h"
#include "core/operations/operation.h"
#include "core/operations/references.h"

namespace dbtool {

void apply(const CreateView& operation, Schema& schema) {
  require_no_relation(schema, operation.view.name);
  schema.views.add(operation.view);
}

void apply(const DropView& operation, Schema& schema) {
  require_view(schema, operation.name);
  schema.views.remove(operation.name);
  std::erase_if(schema.dependencies,
                [&](const Dependency& dependency) { return dependency.object == operation.name; });
}

void apply(const AlterView& operation, Schema& schema) {
  View& view = require_view(schema, operation.view.name);
  view = operation.view;
}

void apply(const RenameView& operation, Schema& schema) {
  Name to{operation.name.schema, operation.to};
  View view = require_view(schema, operation.name);
  require_no_relation(schema, to);
  schema.views.remove(operation.name);
  view.name = to;
  schema.views.add(std::move(view));
  rename_table_references(schema, operation.name, to);
}

std::vector<Operation> reverse(const CreateView& operation, const Schema&) {
  return {{DropView{operation.view.name, operation.view}}};
}

std::vector<Operation> reverse(const DropView& operation, const Schema& before) {
  return {{CreateView{known_or(before.views, operation.name, operation.was)}}};
}

std::vector<Operation> reverse(const AlterView& operation, const Schema& before) {
  return {{AlterView{known_or(before.views, operation.view.name, operation.was), operation.view}}};
}

std::vector<Operation> reverse(const RenameView& operation, const Schema&) {
  return {{RenameView{{operation.name.schema, operation.to}, operation.name.name}}};
}

std::string describe(const CreateView& operation) {
  return "create view " + to_text(operation.view.name);
}
std::string describe(const DropView& operation) {
  return "drop view " + to_text(operation.name);
}
std::string describe(const AlterView& operation) {
  return "alter view " + to_text(operation.view.name);
}
std::string describe(const RenameView& operation) {
  return "rename view " + to_text(operation.name) + " to " + operation.to;
}

Name subject(const CreateView& operation) {
  return operation.view.name;
}
Name subject(const DropView& operation) {
  return operation.name;
}
Name subject(const AlterView& operation) {
  return operation.view.name;
}
Name subject(const RenameView& operation) {
  return operation.name;
}

}  // namespace dbtool
