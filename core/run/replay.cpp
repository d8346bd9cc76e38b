#include "core/run/replay.h"

#include "core/support/error.h"

#include <algorithm>

namespace dbtool {
namespace {

const Name* enum_of(const Column& column) {
  const Named* named = std::get_if<Named>(&column.type.kind);
  return named == nullptr ? nullptr : &named->name;
}

bool uses(const Table& table, const Name& type) {
  return std::any_of(table.columns.begin(), table.columns.end(), [&](const Column& column) {
    const Name* name = enum_of(column);
    return name != nullptr && *name == type;
  });
}

std::optional<TableSource> table_in(const Schema& schema, const Name& name) {
  const Table* table = schema.tables.find(name);
  if (table == nullptr) return std::nullopt;
  TableSource source = {.table = *table};
  for (const Column& column : table->columns) {
    const Name* type = enum_of(column);
    const Enum* definition = type == nullptr ? nullptr : schema.enums.find(*type);
    if (definition != nullptr) source.enums.add(*definition);
  }
  for (const View& view : schema.views) source.views.push_back(view.name.name);
  return source;
}

std::optional<EnumSource> enum_in(const Schema& schema, const Name& name) {
  const Enum* definition = schema.enums.find(name);
  if (definition == nullptr) return std::nullopt;
  EnumSource source = {.definition = *definition};
  for (const Table& table : schema.tables)
    if (uses(table, name)) source.tables.push_back(table.name);
  return source;
}

}  // namespace

void replay(const std::vector<Section>& sections, Schema& schema,
            std::vector<std::string>& opaque) {
  for (const Section& section : sections) {
    for (const Operation& operation : section.operations) {
      if (std::holds_alternative<RunSql>(operation.what) ||
          std::holds_alternative<RunBatches>(operation.what))
        opaque.push_back(describe(operation));
      try {
        apply(operation, schema);
      } catch (UsageError& error) {
        error.locate(operation.where);
        // After raw SQL the schema is only what operations made of it; what SQL made is not known.
        if (opaque.empty()) throw;
        opaque.push_back(describe(operation));
      }
    }
  }
}

TableBefore tables_of(const Schema& schema) {
  TableBefore before = [&schema](const Name& name) { return table_in(schema, name); };
  before.enum_type = [&schema](const Name& name) { return enum_in(schema, name); };
  return before;
}

}  // namespace dbtool
