// The lock: on SQLite the write transaction itself.
#pragma once

#include "core/dialect/dialect.h"

namespace dbtool::lite {

class SqliteConnection;

/// While it is held, BEGIN IMMEDIATE waits as long as the request's patience and tells who waits.
std::unique_ptr<Lock> take_lock(SqliteConnection& connection, const LockRequest& request);

}  // namespace dbtool::lite
