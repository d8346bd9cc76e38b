// What yaml-cpp must not see: it would drop or mistake it without a word.
#pragma once

#include "core/support/yaml.h"

#include <optional>
#include <string>
#include <string_view>

namespace dbtool::yaml {

/// The text without byte order mark and with bare line feeds, as the parser needs it; nothing (and
/// a problem) when it is too long, no UTF-8, or holds control characters.
std::optional<std::string> clean_text(std::string_view text, const std::string& file,
                                      std::vector<Problem>& problems, const Limits& limits);

}  // namespace dbtool::yaml
