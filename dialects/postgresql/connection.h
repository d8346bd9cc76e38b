// A session of a PostgreSQL server: libpqxx behind the interface.
#pragma once

#include "core/dialect/dialect.h"

#include <memory>
#include <string>

namespace dbtool::postgres {

std::unique_ptr<Connection> open_connection(const DatabaseUrl& url, Access access,
                                            const Timeouts& timeouts);
/// The major version a connection speaks to, from its server(): 15.
int major_version(Connection& connection);

}  // namespace dbtool::postgres
