// JSON output.
#pragma once

#include "core/support/value.h"

#include <string>

namespace dbtool::json {

/// One document, indented by two blanks (indent < 0: on one line), keys in the order of the value.
/// Invalid UTF-8 is replaced, never thrown.
std::string write(const Value& value, int indent = 2);

}  // namespace dbtool::json
