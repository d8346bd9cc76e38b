// Errors of the server and of libpq, in dbtool's words.
#pragma once

#include "core/dialect/database_url.h"
#include "core/support/error.h"

#include <span>
#include <string>
#include <string_view>

namespace dbtool::postgres {

/// A message as libpq prints it, in parts.
struct ServerMessage {
  std::string primary = {};
  std::string detail = {};
  std::string hint = {};
  std::string context = {};
  int line = 0;              ///< of "LINE n:"; 0: none
  std::string excerpt = {};  ///< the text libpq shows of that line
  std::size_t caret = 0;     ///< the byte of the excerpt the caret stands under
  bool about_query = true;   ///< false: the line is one of a function's body (QUERY: …)
};
ServerMessage parse_message(std::string_view text);

/// The byte offset in the statement that the message points at; -1 when it points nowhere.
int offset_in(std::string_view statement, const ServerMessage& message);

/// What the server said to a statement of a user. `notices` are those that came with it.
DatabaseError database_error(std::string_view text, const std::string& sqlstate,
                             std::string_view statement, std::span<const std::string> notices,
                             std::string_view user = {});
/// Every use of a session that has broken.
DatabaseError connection_lost(std::string_view text, std::string_view statement);
/// No session came about. Passwords are taken out of what libpq says.
ConnectError connect_error(std::string_view text, const DatabaseUrl& url);
/// Whether a pooler refused the settings we send with the connection.
bool refuses_startup_options(std::string_view text);

}  // namespace dbtool::postgres
