// Identifiers: the text of a target taken apart, `[label@][symbol][+N|-N]`. No graph is needed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace dbtool {

struct Identifier {
  std::string text = {};    ///< all of it, for messages
  std::string branch = {};  ///< before `@`; empty: none
  std::string symbol = {};  ///< id, prefix, label, head, heads, base or current; empty: relative to
                            ///< the rows
  std::optional<int> steps = {};  ///< up when positive
};

/// Throws HistoryError (DBT706) when the text has not the form.
Identifier parse_identifier(std::string_view whole);
/// The sides of `a:b`, blanks trimmed, either may be empty; nothing without a colon. Throws
/// HistoryError (DBT706) for a second colon.
std::optional<std::pair<std::string, std::string>> split_range(std::string_view text);

}  // namespace dbtool
