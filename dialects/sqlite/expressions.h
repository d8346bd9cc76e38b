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
/// The text from byte `from` on without `table.` before names: within the table they mean the same.
std::string without_qualifier(std::string_view sql, std::string_view table, std::size_t from = 0);
/// What texts of a table have in common that mean the same: equal but for letter case of words,
/// blanks, comments, the table's own name, quotes that names do not need and brackets around all of
/// it. Without a table: the text of a view, whose quotes say how its columns are called.
std::string folded(const Expression& expression, std::string_view table);
bool same_expression(const Expression& a, const Expression& b, std::string_view table = {});

}  // namespace dbtool::lite
