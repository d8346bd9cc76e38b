// Inspecting: the catalogs as a schema.
#pragma once

#include "core/dialect/dialect.h"

#include <optional>

namespace dbtool::postgres {

/// Everything in scope, in a fixed number of queries. Texts of the server (checks, defaults, views)
/// are as it prints them when only the default schema is on the search path.
Schema inspect(Connection& connection, const Scope& scope);
std::optional<TableSource> table_source(Connection& connection, const Name& name);
/// The first schema of the search path that exists; empty when there is none.
std::string default_schema(Connection& connection);
bool table_exists(Connection& connection, const Name& name);

}  // namespace dbtool::postgres
