// Errors of SQLite in dbtool's words.
#pragma once

#include "core/support/error.h"

#include <string>
#include <string_view>

struct sqlite3;

namespace dbtool::lite {

/// What SQLite said last on this connection, about this statement.
DatabaseError database_error(sqlite3* handle, std::string_view statement);
/// The file has lost its name, or the name another file, while it was open.
DatabaseError database_moved();
/// The file could not be opened or is no database; `code` is SQLite's result code.
ConnectError connect_error(int code, const std::string& text, const std::string& file);

}  // namespace dbtool::lite
