// The lock: one run at a time, and the write transaction.
#pragma once

#include "core/dialect/dialect.h"

namespace dbtool::lite {

class SqliteConnection;

/// Waits for other runs of dbtool: DatabaseError (DBT406, exit 6) when that takes too long. While
/// it is held, BEGIN IMMEDIATE waits as long as the request's patience and tells who waits.
std::unique_ptr<Lock> take_lock(SqliteConnection& connection, const LockRequest& request);

}  // namespace dbtool::lite
