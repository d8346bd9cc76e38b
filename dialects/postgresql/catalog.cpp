#include "dialects/postgresql/catalog.h"

#include "core/support/text.h"
#include "dialects/postgresql/connection.h"
#include "dialects/postgresql/names.h"

namespace dbtool::postgres {

Catalog::Catalog(Connection& connection, const Scope& scope, std::string default_schema)
    : connection_(connection),
      scope_(scope),
      default_schema_(std::move(default_schema)),
      version_(major_version(connection)) {}

Name Catalog::name_in(std::string_view schema, std::string_view name) const {
  return {.schema = schema == default_schema_ ? std::string() : std::string(schema),
          .name = std::string(name)};
}

std::string Catalog::in_schemas(const std::string& schema) const {
  std::vector<std::string> names = {literal(default_schema_)};
  for (const std::string& name : scope_.schemas) names.push_back(literal(name));
  return schema + " IN (" + join(names, ", ") + ")";
}

std::string Catalog::in_scope(const std::string& schema, const std::string& relation) const {
  std::string condition = in_schemas(schema);
  if (scope_.tables.empty()) return condition;
  std::vector<std::string> pairs;
  for (const Name& table : scope_.tables)
    pairs.push_back("(" + literal(table.schema.empty() ? default_schema_ : table.schema) + ", " +
                    literal(table.name) + ")");
  return condition + " AND (" + schema + ", " + relation + ") IN (" + join(pairs, ", ") + ")";
}

std::string Catalog::since(int version, const std::string& column) const {
  return version_ >= version ? column : "NULL";
}

TableDraft& Catalog::add_table(Oid oid, Name name) {
  places_.emplace(oid, drafts_.size());
  drafts_.push_back({.table = {.name = std::move(name)}});
  return drafts_.back();
}

TableDraft* Catalog::find_table(Oid oid) {
  auto place = places_.find(oid);
  return place == places_.end() ? nullptr : &drafts_[place->second];
}

NamedList<Table> Catalog::take_tables() {
  NamedList<Table> tables;
  for (TableDraft& draft : drafts_) tables.add(std::move(draft.table));
  drafts_.clear();
  places_.clear();
  return tables;
}

}  // namespace dbtool::postgres
