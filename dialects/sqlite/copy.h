// A copy of a database, to try things in.
#pragma once

#include "core/dialect/dialect.h"

namespace dbtool::lite {

class SqliteConnection;

/// Page by page, with what is committed, in a folder of its own under the one for temporary files,
/// readable by its owner alone; gone when this is destroyed. Throws DatabaseError, also when the
/// connection is interrupted. `connection` must outlive it.
std::unique_ptr<Scratch> make_copy(SqliteConnection& connection);

}  // namespace dbtool::lite
