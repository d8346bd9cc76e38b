// The list of dialects.
#pragma once

#include "core/dialect/dialect.h"

#include <string_view>
#include <vector>

namespace dbtool {

const std::vector<const Dialect*>& all_dialects();
/// Throws UsageError (DBT212) for a name that is none of them.
const Dialect& dialect_named(std::string_view name);

}  // namespace dbtool
