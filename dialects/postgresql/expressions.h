// Expressions: SQL texts, as the server prints them and as people write them.
#pragma once

#include <string>
#include <string_view>

namespace dbtool::postgres {

/// The text without parentheses around all of it.
std::string without_outer_parentheses(std::string_view text);
/// Equal after folding and without outer parentheses.
bool same_text(std::string_view a, std::string_view b);

}  // namespace dbtool::postgres
