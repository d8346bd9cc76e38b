// Schema: everything dbtool manages in one database, as plain values.
#pragma once

#include "core/schema/table.h"
#include "core/support/named_list.h"

#include <string>
#include <vector>

namespace dbtool {

struct Enum {
  Name name = {};
  std::vector<std::string> values = {};
  std::string comment = {};
  bool operator==(const Enum&) const = default;
};

struct View {
  Name name = {};
  Expression query = {};
  std::vector<std::string> columns = {};  ///< only where given
  bool materialized = false;
  std::map<std::string, std::string> options =
      {};  ///< "postgresql.security_barrier", "postgresql.check_option"
  std::string comment = {};
  bool operator==(const View&) const = default;
};

/// A schema (namespace) of a PostgreSQL database.
struct Namespace {
  std::string name = {};
  std::string comment = {};
  bool operator==(const Namespace&) const = default;
};

/// `object` uses `uses`: creates and drops are ordered by it. From the catalog, or from the model's
/// text. Names of views and tables.
struct Dependency {
  Name object = {};
  Name uses = {};
  std::string column = {};  ///< the used column, where the catalog knows it
  auto operator<=>(const Dependency&) const = default;
  bool operator==(const Dependency&) const = default;
};

/// Something the database has that dbtool sees and leaves alone: "trigger audit on users".
struct Unmanaged {
  std::string kind = {};
  std::string name = {};
  std::string definition = {};  ///< tells two of a name apart; where Scope::definitions asks for it
  bool operator==(const Unmanaged&) const = default;
};

struct Schema {
  NamedList<Namespace> namespaces = {};
  NamedList<Enum> enums = {};
  NamedList<Table> tables = {};
  NamedList<View> views = {};
  std::vector<Dependency> dependencies = {};
  std::vector<Unmanaged> unmanaged = {};

  bool operator==(const Schema&) const = default;
};

/// Notes on every foreign key whether its table is in the schema. For a schema that is whole.
void mark_external_references(Schema& schema);

}  // namespace dbtool
