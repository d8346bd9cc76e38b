// Terminal: what a stream can show, and text in colour.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dbtool::cli {

/// Reads an environment variable.
using Variable = std::function<std::optional<std::string>(const std::string&)>;

struct Terminal {
  bool interactive = false;  ///< a person looks at it: lines may be redrawn
  bool color = false;
  bool unicode = false;
};

/// `color` is --color; with auto, NO_COLOR, CLICOLOR_FORCE and TERM decide, in this order.
Terminal terminal_of(bool is_terminal, std::string_view color, const Variable& variable);

/// What shows a long answer page by page on a terminal: DBTOOL_PAGER, PAGER, or less. Empty:
/// nothing.
std::vector<std::string> pager_of(const Terminal& terminal, const Variable& variable);

enum class Tone { good, bad, warning, strong, faint, place };

/// The text in colour where the terminal has any.
std::string paint(std::string_view text, Tone tone, const Terminal& terminal);

/// Signs, with words where the locale is not UTF-8.
std::string good_sign(const Terminal& terminal);
std::string bad_sign(const Terminal& terminal);
std::string arrow(const Terminal& terminal);

}  // namespace dbtool::cli
