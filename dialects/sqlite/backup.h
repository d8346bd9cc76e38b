// Backups: a copy of the database before rows are put at risk.
#pragma once

#include "core/dialect/statement.h"

#include <span>
#include <string>

namespace dbtool::lite {

class SqliteConnection;

/// Whether a statement drops, or makes anew, a table that has rows, or a column of one.
bool endangers_rows(SqliteConnection& connection, std::span<const Statement> statements);

/// Copies the database to FILE.backup-TIME beside it, readable by its owner alone, checked and on
/// the disk; of older ones only the newest are kept. The copy has what is committed, and is read
/// over a session of its own: the connection may be in a transaction. The path; empty for a
/// database in memory. Throws RefusedError (DBT814) when no whole copy can be made.
std::string back_up(SqliteConnection& connection);

}  // namespace dbtool::lite
