// How a revision's transaction is opened and closed.
#pragma once

#include "core/dialect/dialect.h"

#include <span>

namespace dbtool::lite {

class SqliteConnection;

/// Foreign keys are off while tables are made anew, and no row may then refer to nothing that did
/// not before.
TransactionFrame transaction(SqliteConnection& connection, std::span<const Statement> statements);

}  // namespace dbtool::lite
