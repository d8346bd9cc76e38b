// Script meaning: what of a revision file counts once it has been applied.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dbtool {

/// SHA-256 of a revision file without what checkouts differ in: a byte order mark, line ends.
std::string script_checksum(std::string_view text);

/// Where a script stands in the history and what it does on databases of the dialect. Comments,
/// white space, the case of SQL's words, the message and the time of making do not count; literals
/// do. The ending of `file` tells the format. Nothing for a text that cannot be read.
std::optional<std::string> meaning_of(std::string_view text, const std::string& file,
                                      const std::string& dialect);

}  // namespace dbtool
