// Who holds the migration lock.
#pragma once

#include "core/dialect/dialect.h"

#include <cstdint>
#include <string>
#include <vector>

namespace dbtool::postgres {

/// The second key of the lock of a version table; the first one is dbtool's own.
std::uint32_t lock_key(const std::string& key);
/// SQL: whether a row `l` of pg_locks is this lock, granted.
std::string is_this_lock(std::uint32_t key);
inline constexpr const char* first_lock_key = "1684173935";  // "dbto": tells our locks from others'

std::vector<LockHolder> lock_holders(Connection& connection, std::uint32_t key);
/// Ends the session, when it still holds the lock. Throws DatabaseError (DBT816) when this user may
/// not.
void end_holder(Connection& connection, std::uint32_t key, const LockHolder& holder);
/// Other sessions that have locked tables of users.
std::vector<LockHolder> table_lock_holders(Connection& connection);

}  // namespace dbtool::postgres
