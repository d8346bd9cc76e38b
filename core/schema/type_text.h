// Types that nobody knows.
#pragma once

#include "core/schema/model_text.h"

#include <string>
#include <vector>

namespace dbtool {

/// Reports a type that cannot be one (DBT104), with what was probably meant.
void report_unknown_type(const std::string& text, const Location& where,
                         std::vector<std::string> names, PartContext& context);

}  // namespace dbtool
