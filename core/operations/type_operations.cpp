#include "core/operations/type_operations.h"

#include "core/operations/lookup.h"
#include "core/operations/operation.h"
#include "core/operations/references.h"

#include <algorithm>

namespace dbtool {
namespace {

std::vector<std::string>::iterator require_value(Enum& definition, const std::string& value) {
  auto place = std::find(definition.values.begin(), definition.values.end(), value);
  if (place == definition.values.end())
    cannot_apply("enum \"" + to_text(definition.name) + "\" has no value \"" + value + "\"");
  return place;
}

void require_no_value(const Enum& definition, const std::string& value) {
  if (std::count(definition.values.begin(), definition.values.end(), value) != 0)
    cannot_apply("enum \"" + to_text(definition.name) + "\" has a value \"" + value + "\" already");
}

void rename_default(Column& column, const std::string& from, const std::string& to) {
  if (!column.default_value || column.type.array_dimensions != 0) return;
  auto* literal = std::get_if<Literal>(&column.default_value->value);
  if (literal != nullptr && literal->kind == Literal::Kind::text && literal->text == from)
    literal->text = to;
}

}  // namespace

void apply(const CreateEnum& operation, Schema& schema) {
  require_no_enum(schema, operation.definition.name);
  schema.enums.add(operation.definition);
}

void apply(const DropEnum& operation, Schema& schema) {
  require_enum(schema, operation.name);
  each_column_of_enum(schema, operation.name, [&](const Column& column) {
    cannot_apply("enum \"" + to_text(operation.name) + "\" is the type of column \"" + column.name +
                 "\"");
  });
  schema.enums.remove(operation.name);
}

void apply(const AlterEnum& operation, Schema& schema) {
  require_enum(schema, operation.name).values = operation.values;
}

void apply(const AddEnumValue& operation, Schema& schema) {
  Enum& definition = require_enum(schema, operation.name);
  require_no_value(definition, operation.value);
  auto place = definition.values.end();
  if (!operation.before.empty()) place = require_value(definition, operation.before);
  if (!operation.after.empty()) place = require_value(definition, operation.after) + 1;
  definition.values.insert(place, operation.value);
}

void apply(const RenameEnum& operation, Schema& schema) {
  Name to{operation.name.schema, operation.to};
  Enum definition = require_enum(schema, operation.name);
  require_no_enum(schema, to);
  schema.enums.remove(operation.name);
  definition.name = to;
  schema.enums.add(std::move(definition));
  each_column_of_enum(schema, operation.name,
                      [&](Column& column) { column.type.kind = Named{to}; });
  rename_enum_references(schema, operation.name, operation.to);
}

void apply(const RenameEnumValue& operation, Schema& schema) {
  Enum& definition = require_enum(schema, operation.name);
  auto place = require_value(definition, operation.value);
  require_no_value(definition, operation.to);
  *place = operation.to;
  each_column_of_enum(schema, operation.name, [&](Column& column) {
    rename_default(column, operation.value, operation.to);
  });
  rename_enum_value_references(schema, operation.name, operation.value, operation.to);
}

std::vector<Operation> reverse(const CreateEnum& operation, const Schema&) {
  return {{DropEnum{operation.definition.name, operation.definition}}};
}

std::vector<Operation> reverse(const DropEnum& operation, const Schema& before) {
  return {{CreateEnum{known_or(before.enums, operation.name, operation.was)}}};
}

std::vector<Operation> reverse(const AlterEnum& operation, const Schema& before) {
  const Enum* was = before.enums.find(operation.name);
  return {
      {AlterEnum{operation.name, was != nullptr ? was->values : operation.was, operation.values}}};
}

std::vector<Operation> reverse(const AddEnumValue& operation, const Schema& before) {
  const Enum* was = before.enums.find(operation.name);
  if (was == nullptr) return {};
  Schema after;
  after.enums.add(*was);
  apply(operation, after);
  return {{AlterEnum{operation.name, was->values, after.enums.begin()->values}}};
}

std::vector<Operation> reverse(const RenameEnum& operation, const Schema&) {
  return {{RenameEnum{{operation.name.schema, operation.to}, operation.name.name}}};
}

std::vector<Operation> reverse(const RenameEnumValue& operation, const Schema&) {
  return {{RenameEnumValue{operation.name, operation.to, operation.value}}};
}

std::string describe(const CreateEnum& operation) {
  return "create enum " + to_text(operation.definition.name);
}
std::string describe(const DropEnum& operation) {
  return "drop enum " + to_text(operation.name);
}
std::string describe(const AlterEnum& operation) {
  return "alter enum " + to_text(operation.name);
}
std::string describe(const AddEnumValue& operation) {
  return "add value " + operation.value + " to enum " + to_text(operation.name);
}
std::string describe(const RenameEnum& operation) {
  return "rename enum " + to_text(operation.name) + " to " + operation.to;
}
std::string describe(const RenameEnumValue& operation) {
  return "rename value " + operation.value + " of enum " + to_text(operation.name) + " to " +
         operation.to;
}

Name subject(const CreateEnum& operation) {
  return operation.definition.name;
}
Name subject(const DropEnum& operation) {
  return operation.name;
}
Name subject(const AlterEnum& operation) {
  return operation.name;
}
Name subject(const AddEnumValue& operation) {
  return operation.name;
}
Name subject(const RenameEnum& operation) {
  return operation.name;
}
Name subject(const RenameEnumValue& operation) {
  return operation.name;
}

}  // namespace dbtool
