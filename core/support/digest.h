// SHA-256, as lower-case hex.
#pragma once

#include <string>
#include <string_view>

namespace dbtool {

std::string sha256(std::string_view bytes);
/// Random hex digits from the system's generator; at most 512.
std::string random_hex(std::size_t digits);

}  // namespace dbtool
