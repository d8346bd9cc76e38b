// Privileges: what a user lacks when the server refuses a statement.
#pragma once

#include "core/support/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace dbtool::postgres {

/// Notes on a refused statement (42501): whose session it is and what that user may not do
/// ("cause"), and how to let it ("next"), as far as the server's message tells.
std::vector<Note> privilege_notes(std::string_view message, std::string_view statement,
                                  std::string_view user);

}  // namespace dbtool::postgres
