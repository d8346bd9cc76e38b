// Names and literals in PostgreSQL's SQL: quoted only where it is needed, so that scripts read
// well.
#pragma once

#include "core/schema/name.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dbtool::postgres {

/// users, "Order", "user".
std::string quote(std::string_view name);
/// billing.invoices; unqualified in the default schema.
std::string quote(const Name& name);
/// a, "B", c.
std::string quote_list(std::span<const std::string> names);
/// 'it''s'; with a backslash E'a\\b', which no setting can misread.
std::string literal(std::string_view text);
/// The elements of a one-dimensional array as the server prints it: {a,"b c"}.
std::vector<std::string> array_elements(std::string_view text);
/// A body between dollar quotes whose tag does not occur in it.
std::string dollar_quoted(const std::string& body);

}  // namespace dbtool::postgres
