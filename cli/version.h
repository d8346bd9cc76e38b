// The version of the program.
#pragma once

#include <string_view>

namespace dbtool::cli {

std::string_view version();

}  // namespace dbtool::cli
