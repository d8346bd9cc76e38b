// The migration lock: a session's advisory lock, polled for, named while waiting, proven later.
#pragma once

#include "core/dialect/dialect.h"

#include <memory>

namespace dbtool::postgres {

/// Throws DatabaseError (DBT403, exit 6) when it is not free within the request's patience.
std::unique_ptr<Lock> take_lock(Connection& connection, const LockRequest& request);

/// What became of a transaction that another session was committing when it broke.
std::optional<bool> was_committed(Connection& connection, const std::string& id);

}  // namespace dbtool::postgres
