// Defaults: the server's texts as values, and values as SQL.
#pragma once

#include "core/schema/table.h"

#include <optional>
#include <string>
#include <string_view>

namespace dbtool::postgres {

/// The value a default's text stands for on a column of that type: `'draft'::post_status` is the
/// text draft, `(0)::numeric` the number 0, `now()` the neutral function. What is more than a value
/// stays an expression. Nothing: the text is NULL, which is no default at all.
std::optional<Default> lift_default(std::string_view text, const Type& type);
/// The same for a declared default, whose literals follow the column's type.
std::optional<Default> canonical_default(const std::optional<Default>& declared, const Type& type);
/// As SQL: 'draft', 0.5, now().
std::string default_sql(const Default& value);
/// The sequence of `nextval('users_id_seq'::regclass)`, as written there; nothing for any other.
std::optional<std::string> sequence_of(const std::optional<Default>& value);
/// What the server calls the sequence of a serial column: table_column_seq, of which the longer
/// part is cut until all fits into 63 bytes (makeObjectName in the server's
/// src/backend/commands/indexcmds.c).
Name serial_sequence(const Name& table, const std::string& column);

}  // namespace dbtool::postgres
