// Catalog: what the readers of the catalogs share while they put a schema together.
#pragma once

#include "core/dialect/dialect.h"

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dbtool::postgres {

using Oid = std::uint32_t;

/// A table that is being read: catalogs speak of its columns by number.
struct TableDraft {
  Table table = {};
  std::vector<std::string> column_names = {};  ///< by attnum - 1; empty where one was dropped
};

class Catalog {
 public:
  Catalog(Connection& connection, const Scope& scope, std::string default_schema);

  Connection& connection() const { return connection_; }
  int version() const { return version_; }
  const Scope& scope() const { return scope_; }
  const std::string& default_schema() const { return default_schema_; }
  /// The name as dbtool writes it: no schema for the default one.
  Name name_in(std::string_view schema, std::string_view name) const;
  /// SQL: the schema named by this expression is one of those to be read.
  std::string in_schemas(const std::string& schema) const;
  /// SQL: the same, and the relation is one of the tables of the scope if it names any.
  std::string in_scope(const std::string& schema, const std::string& relation) const;
  /// SQL for a catalog column that came with a version: NULL before it.
  std::string since(int version, const std::string& column) const;

  TableDraft& add_table(Oid oid, Name name);
  /// The table with that oid; nullptr for what is not managed.
  TableDraft* find_table(Oid oid);
  /// The finished tables, in the order they were added.
  NamedList<Table> take_tables();

 private:
  Connection& connection_;
  const Scope& scope_;
  std::string default_schema_;
  int version_;
  std::vector<TableDraft> drafts_;
  std::unordered_map<Oid, std::size_t> places_;
};

inline std::string_view text(const std::optional<std::string_view>& field) {
  return field.value_or(std::string_view());
}
inline bool flag(const std::optional<std::string_view>& field) {
  return field == "t";
}
template <class Integer = Oid>
Integer number(std::string_view digits) {
  Integer value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

/// Columns, in one query.
void read_columns(Catalog& catalog);
/// Which columns are versions, in one query.
void read_versions(Catalog& catalog);
/// Primary keys, uniques, foreign keys and checks, in one query.
void read_constraints(Catalog& catalog, Schema& schema);
/// Indexes that no constraint rests on, in one query.
void read_indexes(Catalog& catalog, Schema& schema);
/// What views use, in one query.
void read_dependencies(const Catalog& catalog, Schema& schema);
/// What dbtool sees and leaves alone, in one query.
void read_unmanaged(const Catalog& catalog, Schema& schema);

}  // namespace dbtool::postgres
