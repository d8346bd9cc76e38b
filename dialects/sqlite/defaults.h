// Defaults: SQLite's texts as values, and values as SQL.
#pragma once

#include "core/schema/table.h"

#include <optional>
#include <string>
#include <string_view>

namespace dbtool::lite {

/// The value a default's text stands for on a column of that type: `'draft'` is the text draft, `1`
/// on a boolean the value true, CURRENT_TIMESTAMP the neutral function. What is more than a value
/// stays an expression. Nothing: the text is NULL, which is no default at all.
std::optional<Default> lift_default(std::string_view text, const Type& type);
/// The same for a declared default, whose literals follow the column's type.
std::optional<Default> canonical_default(const std::optional<Default>& declared, const Type& type);
/// As SQL behind DEFAULT: 'draft', 0.5, CURRENT_TIMESTAMP, (1 + 1).
std::string default_sql(const Default& value, const Type& type);
/// Whether ALTER TABLE ADD COLUMN takes it: a value that is no NULL, and no function.
bool is_constant(const std::optional<Default>& value);

}  // namespace dbtool::lite
