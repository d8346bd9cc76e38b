// What a scratch database needs besides the schema: objects that models use and dbtool leaves
// alone.
#pragma once

#include "core/dialect/connection.h"

#include <string>

namespace dbtool::postgres {

/// One statement that makes the database's extensions, sequences, domains, composite types and
/// functions elsewhere; those that cannot be made there are left out. Empty when there are none.
std::string furniture_of(Connection& connection);

}  // namespace dbtool::postgres
