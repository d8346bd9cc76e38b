// Types in SQLite's spelling: what a column is declared as, which decides its affinity and keeps
// what the model said.
#pragma once

#include "core/schema/type.h"

#include <string>
#include <string_view>

namespace dbtool::lite {

/// VARCHAR(40), TIMESTAMP TEXT, BOOLEAN. A strict table has only INTEGER, REAL, TEXT and BLOB.
std::string spell(const Type& type, bool strict);
/// What a declared type stands for, whoever declared it; Native when that cannot be told. Enums are
/// told by a check and not here.
Type parse_declared(std::string_view declared);
/// Whether a STRICT table takes the declared type.
bool is_strict(std::string_view declared);
/// Whether the two spell one type but for letter case and blanks.
bool same_spelling(std::string_view a, std::string_view b);
/// Types that databases made by other tools declare differently for the same values: all
/// timestamps, all JSON, UUID and char(32).
bool same_class(const Type& a, const Type& b);

enum class Affinity { integer, text, blob, real, numeric };
/// By the rules of datatype3.html, 3.1.
Affinity affinity_of(std::string_view declared);

}  // namespace dbtool::lite
