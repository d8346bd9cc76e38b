// Expressions: SQL texts, as the server prints them and as people write them.
#pragma once

#include "core/schema/table.h"

#include <string>
#include <string_view>

namespace dbtool::postgres {

/// The text without parentheses around all of it.
std::string without_outer_parentheses(std::string_view text);
/// Equal after folding and without outer parentheses.
bool same_text(std::string_view a, std::string_view b);
/// Whether the server would print `declared`, an expression over the table's columns, as `live`:
/// the same text, or the same after the casts and rewrites that are certain. False means that only
/// the server can tell.
bool same_expression(std::string_view declared, std::string_view live, const Table& table);

}  // namespace dbtool::postgres
