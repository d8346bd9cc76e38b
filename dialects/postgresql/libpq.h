// libpq, loaded when the first connection is opened.
#pragma once

namespace dbtool::postgres {

/// Loads libpq. Throws ConnectError (DBT206) when the system has none.
void load_libpq();

}  // namespace dbtool::postgres
