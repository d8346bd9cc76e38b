#include "core/run/replay.h"

#include "core/dialect/raw_sql.h"
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
  TableSource source = {.table = *table, .planned = true};
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

bool is_opaque(const Operation& operation, const Dialect& dialect) {
  if (const auto* batches = std::get_if<RunBatches>(&operation.what))
    return !keeps_schema({.by_dialect = batches->by_dialect}, dialect.traits().name,
                         dialect.traits().lexical);
  const auto* sql = std::get_if<RunSql>(&operation.what);
  return sql != nullptr && !sql->describes &&
         !keeps_schema(*sql, dialect.traits().name, dialect.traits().lexical);
}

Problem unknown_effect(const Operation& operation) {
  const bool is_sql_file = operation.where.file.text().ends_with(".sql");
  return {.code = "DBT306",
          .message = "what this SQL makes of the schema is only known to a database",
          .where = operation.where,
          .notes = {{"next", is_sql_file
                                 ? "say it on a line of the section: -- dbtool:describes "
                                   "{ create_table: … }, or [] when it changes no table"
                                 : "say it beside the text: describes: [{ create_table: … }], or "
                                   "[] when it changes no table"}}};
}

Problem passed_over(const Operation& operation) {
  return {.code = "DBT306",
          .message = "\"" + describe(operation) + "\" cannot be followed: SQL before it is not",
          .where = operation.where};
}

}  // namespace

void replay(const std::vector<Section>& sections, const Dialect& dialect, Schema& schema,
            std::vector<Problem>& opaque) {
  for (const Section& section : sections) {
    for (const Operation& operation : section.operations) {
      if (is_opaque(operation, dialect)) opaque.push_back(unknown_effect(operation));
      try {
        apply(operation, schema);
      } catch (UsageError& error) {
        error.locate(operation.where);
        // After raw SQL the schema is only what operations made of it; what SQL made is not known.
        if (opaque.empty()) throw;
        opaque.push_back(passed_over(operation));
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
