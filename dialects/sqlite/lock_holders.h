// Who writes to a database file, as the operating system knows it.
#pragma once

#include "core/dialect/dialect.h"

#include <string>
#include <vector>

namespace dbtool::lite {

/// Asks the system for the file locks that SQLite takes; opens no database and takes no lock.
/// Processes of other machines and containers are not seen.
std::vector<LockHolder> lock_holders(const std::string& file);

}  // namespace dbtool::lite
