// Triggers that name columns (UPDATE OF, WHEN): PostgreSQL refuses to change the type of a column
// underneath them, so that they are dropped and made again around the change.
#pragma once

#include "core/dialect/connection.h"
#include "dialects/postgresql/ddl.h"

#include <string>
#include <vector>

namespace dbtool::postgres {

/// The statements that make such triggers of a table again, each CREATE TRIGGER followed by what
/// belongs to it. Those of versions are not among them.
std::vector<std::string> column_triggers(Connection& connection, const Name& table);

struct Around {
  Sql before = {};
  Sql after = {};
};
/// Those of the triggers that name the column.
Around triggers_around(const Name& table, const std::string& column,
                       const std::vector<std::string>& triggers);

}  // namespace dbtool::postgres
