// Index definitions: what pg_get_indexdef() prints, in parts.
#pragma once

#include "core/schema/table.h"

#include <string_view>

namespace dbtool::postgres {

/// Reads `CREATE [UNIQUE] INDEX name ON [ONLY] table USING method (parts) INCLUDE (…) NULLS NOT
/// DISTINCT WITH (…) WHERE …`; the server leaves out whatever is usual, and so does the result.
Index parse_index_definition(std::string_view definition);

}  // namespace dbtool::postgres
