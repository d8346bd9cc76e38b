// What scripts change of a session, and the way back.
#pragma once

#include "dialects/sqlite/connection.h"

#include <string_view>

namespace dbtool::lite {

/// Looks at a statement that has run: a PRAGMA, or something temporary.
void note_statement(SqliteConnection& connection, std::string_view sql);

/// Makes the session what it was when it was opened: settings that PRAGMA changes go back to their
/// defaults (https://www.sqlite.org/pragma.html), temporary tables and views, which hide those of
/// the database, are dropped. Inside a transaction only what can be changed there, and could have
/// been.
void renew_session(SqliteConnection& connection);

/// Whether it is PRAGMA foreign_keys = OFF, which SQLite ignores inside a transaction.
bool turns_foreign_keys_off(std::string_view sql);

/// Whether SQLite refuses it inside a transaction, or lets it have no effect there: VACUUM, PRAGMA
/// journal_mode = ….
bool refuses_transaction(std::string_view sql);

}  // namespace dbtool::lite
