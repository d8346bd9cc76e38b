// Triggers (UPDATE OF, WHEN), policies and rules that name columns: PostgreSQL refuses to change
// the type of a column underneath them, so that they are dropped and made again around the change.
#pragma once

#include "core/dialect/connection.h"
#include "dialects/postgresql/ddl.h"

#include <string>
#include <vector>

namespace dbtool::postgres {

/// The statements that make those of a table again, each CREATE followed by what belongs to it.
/// Triggers of versions are not among them.
std::vector<std::string> column_triggers(Connection& connection, const Name& table);

struct Around {
  Sql before = {};
  Sql after = {};
};
/// Those that name the column.
Around triggers_around(const Name& table, const std::string& column,
                       const std::vector<std::string>& triggers);

}  // namespace dbtool::postgres
