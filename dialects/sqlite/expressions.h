// Expressions: SQL text that SQLite keeps as it was written, compared by its tokens.
#pragma once

#include "core/schema/table.h"

#include <string>
#include <string_view>

namespace dbtool::lite {

/// The text without blanks around it and without brackets around all of it.
std::string_view bare(std::string_view sql);
/// In one pair of brackets, which a comment at its end does not swallow.
std::string bracketed(std::string_view sql);
/// Whether two texts mean the same: equal but for letter case of words, blanks, comments and
/// brackets around all of it.
bool same_expression(const Expression& a, const Expression& b);

}  // namespace dbtool::lite
