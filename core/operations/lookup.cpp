#include "core/operations/lookup.h"

#include "core/support/error.h"
#include "core/support/text.h"

namespace dbtool {
namespace {

template <class T>
std::string suggestion(const NamedList<T>& list, const Name& name) {
  std::vector<std::string> names;
  for (const T& item : list) names.push_back(to_text(item.name));
  return did_you_mean(to_text(name), names);
}

template <class T>
T& require(NamedList<T>& list, const Name& name, const std::string& kind) {
  if (T* found = list.find(name)) return *found;
  cannot_apply("there is no " + kind + " \"" + to_text(name) + "\"", suggestion(list, name));
}

}  // namespace

void cannot_apply(const std::string& message, const std::string& hint) {
  throw UsageError({.code = "DBT620", .message = message, .hint = hint});
}

Table& require_table(Schema& schema, const Name& name) {
  return require(schema.tables, name, "table");
}

View& require_view(Schema& schema, const Name& name) {
  return require(schema.views, name, "view");
}

Enum& require_enum(Schema& schema, const Name& name) {
  return require(schema.enums, name, "enum");
}

Column& require_column(Table& table, const std::string& name) {
  if (Column* found = find_column(table, name)) return *found;
  std::vector<std::string> names;
  for (const Column& column : table.columns) names.push_back(column.name);
  cannot_apply("table \"" + to_text(table.name) + "\" has no column \"" + name + "\"",
               did_you_mean(name, names));
}

void require_no_relation(const Schema& schema, const Name& name) {
  if (schema.tables.contains(name))
    cannot_apply("there is a table \"" + to_text(name) + "\" already");
  if (schema.views.contains(name))
    cannot_apply("there is a view \"" + to_text(name) + "\" already");
}

void require_no_enum(const Schema& schema, const Name& name) {
  if (schema.enums.contains(name))
    cannot_apply("there is an enum \"" + to_text(name) + "\" already");
}

void require_referenced(const Schema& schema, const Name& table, const ForeignKey& key) {
  if (key.references.schema != table.schema) return;
  const Table* referenced = schema.tables.find(key.references);
  if (referenced == nullptr && key.external.value) return;
  if (referenced == nullptr)
    cannot_apply("foreign key \"" + key.name + "\" references table \"" + to_text(key.references) +
                     "\", which does not exist",
                 suggestion(schema.tables, key.references));
  require_columns(*referenced, key.referenced_columns, "foreign key \"" + key.name + "\"");
}

void require_columns(const Table& table, const std::vector<std::string>& columns,
                     const std::string& what) {
  for (const std::string& column : columns)
    if (find_column(table, column) == nullptr)
      cannot_apply(what + " names column \"" + column + "\", which table \"" + to_text(table.name) +
                   "\" does not have");
}

}  // namespace dbtool
