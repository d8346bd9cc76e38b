// Line differences: what was taken out of a text and put into it, for people.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dbtool {

/// "- line" and "+ line", in the order of the texts; lines that both have are left out.
std::vector<std::string> line_diff(std::string_view before, std::string_view after);

}  // namespace dbtool
