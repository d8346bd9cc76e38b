#include "cli/terminal.h"

#include "core/project/program.h"
#include "core/support/text.h"

namespace dbtool::cli {
namespace {

bool is_set(const Variable& variable, const std::string& name) {
  auto value = variable(name);
  return value && !value->empty();
}

bool wants_color(bool is_terminal, std::string_view color, const Variable& variable) {
  if (color != "auto") return color == "always";
  if (is_set(variable, "NO_COLOR")) return false;
  if (is_set(variable, "CLICOLOR_FORCE") && variable("CLICOLOR_FORCE") != "0") return true;
  return is_terminal && variable("TERM").value_or("dumb") != "dumb";
}

bool has_unicode(const Variable& variable) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (!is_set(variable, name)) continue;
    std::string locale = lower(*variable(name));
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  }
  return false;
}

std::string_view code_of(Tone tone) {
  switch (tone) {
    case Tone::good:
      return "\x1b[32m";
    case Tone::bad:
      return "\x1b[1;31m";
    case Tone::warning:
      return "\x1b[33m";
    case Tone::strong:
      return "\x1b[1m";
    case Tone::faint:
      return "\x1b[2m";
    case Tone::place:
      return "\x1b[34m";
  }
  return "";
}

}  // namespace

Terminal terminal_of(bool is_terminal, std::string_view color, const Variable& variable) {
  bool dumb = variable("TERM").value_or("dumb") == "dumb" || is_set(variable, "CI");
  return {.interactive = is_terminal && !dumb,
          .color = wants_color(is_terminal, color, variable),
          .unicode = has_unicode(variable)};
}

std::vector<std::string> pager_of(const Terminal& terminal, const Variable& variable) {
  if (!terminal.interactive) return {};
  for (const char* name : {"DBTOOL_PAGER", "PAGER"}) {
    const auto value = variable(name);
    if (!value) continue;
    auto words = words_of_command(*value);
    return words == std::vector<std::string>{"cat"} ? std::vector<std::string>() : words;
  }
  return {"less"};
}

std::string paint(std::string_view text, Tone tone, const Terminal& terminal) {
  if (!terminal.color || text.empty()) return std::string(text);
  return std::string(code_of(tone)) + std::string(text) + "\x1b[0m";
}

std::string good_sign(const Terminal& terminal) {
  return paint(terminal.unicode ? "✓" : "ok", Tone::good, terminal);
}

std::string bad_sign(const Terminal& terminal) {
  return paint(terminal.unicode ? "✗" : "FAIL", Tone::bad, terminal);
}

std::string arrow(const Terminal& terminal) {
  return terminal.unicode ? "→" : "->";
}

}  // namespace dbtool::cli
