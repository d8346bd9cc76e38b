// Ending the sessions that hold the migration lock, when whoever asks means it.
#pragma once

#include "core/dialect/dialect.h"

#include <vector>

namespace dbtool::cli {

class Session;

/// Asks first, ends them, and waits until they have let go; says each. Throws RefusedError where
/// nobody said yes (DBT800) or holders are processes that dbtool leaves alone (DBT815, SQLite),
/// DatabaseError (exit 6) when they still hold the lock after timeouts.migration_lock.
void end_holders(Session& session, const std::vector<LockHolder>& holders);

}  // namespace dbtool::cli
