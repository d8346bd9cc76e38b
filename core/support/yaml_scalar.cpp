#include "core/support/yaml_scalar.h"

#include "core/support/error.h"
#include "core/support/text.h"

#include <algorithm>
#include <array>

namespace dbtool::yaml {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Words with a meaning of their own in YAML 1.1 or 1.2.
bool is_word_value(std::string_view text) {
  constexpr std::array<std::string_view, 12> words = {"null", "true", "false", "yes", "no", "on",
                                                      "off",  "y",    "n",     "~",   "=",  "<<"};
  return std::ranges::any_of(
      words, [&](std::string_view word) { return equals_ignoring_case(text, word); });
}

// YAML 1.1 numbers may have `_` and `,` between digits and `:` between sixties (1:30:00).
std::size_t count_digits(std::string_view text) {
  std::size_t end = text.find_first_not_of("0123456789_,:");
  return end == std::string_view::npos ? text.size() : end;
}

bool is_based_integer(std::string_view text) {
  if (text.size() < 3 || text[0] != '0') return false;
  constexpr std::string_view hex = "0123456789abcdefABCDEF_";
  bool known = std::string_view("xXoObB").find(text[1]) != std::string_view::npos;
  return known && text.find_first_not_of(hex, 2) == std::string_view::npos;
}

// 12, -0.5, .5, 1., 1e5, 0x1F, 1_000, 1:30, .inf
bool is_number(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  if (equals_ignoring_case(text, ".inf") || equals_ignoring_case(text, ".nan")) return true;
  if (is_based_integer(text)) return true;
  bool starts = !text.empty() &&
                (is_digit(text[0]) || (text.size() > 1 && text[0] == '.' && is_digit(text[1])));
  if (!starts) return false;
  text.remove_prefix(count_digits(text));
  if (text.starts_with('.')) text.remove_prefix(1 + count_digits(text.substr(1)));
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    return !text.empty() && count_digits(text) == text.size();
  }
  return text.empty();
}

// 2026-11-21, 2026-1-2T06:01:00Z: whatever begins like a date.
bool is_date(std::string_view text) {
  constexpr std::string_view digits = "0123456789";
  return text.size() >= 8 && text.find_first_not_of(digits) == 4 && text[4] == '-' &&
         is_digit(text[5]) && text.substr(6, 2).find('-') != std::string_view::npos;
}

bool starts_like_syntax(std::string_view text) {
  constexpr std::string_view indicators = ",[]{}#&*!|>'\"%@`?:";
  if (indicators.find(text[0]) != std::string_view::npos) return true;
  if (text.starts_with("...")) return true;
  if (text[0] != '-') return false;
  return text.size() == 1 || text[1] == '-' || text[1] == ' ';
}

bool holds_syntax(std::string_view text, Context context) {
  if (text.find(": ") != std::string_view::npos || text.back() == ':') return true;
  if (text.find(" #") != std::string_view::npos) return true;
  return context == Context::flow && text.find_first_of(",[]{}?") != std::string_view::npos;
}

// The code of the character at the front, which the text loses. The text is valid UTF-8.
char32_t take_character(std::string_view& text) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  std::size_t length = byte(0) < 0x80 ? 1 : byte(0) < 0xE0 ? 2 : byte(0) < 0xF0 ? 3 : 4;
  char32_t code = length == 1 ? byte(0) : byte(0) & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) code = (code << 6U) | (byte(i) & 0x3FU);
  text.remove_prefix(length);
  return code;
}

// What YAML calls not printable, and what YAML 1.1 takes for a line break.
bool needs_escape(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029 ||
         code == 0xFEFF || code == 0xFFFE || code == 0xFFFF;
}

bool any_escape(std::string_view text, std::string_view allowed) {
  while (!text.empty()) {
    char first = text[0];
    if (needs_escape(take_character(text)) && allowed.find(first) == std::string_view::npos)
      return true;
  }
  return false;
}

std::string escape(char32_t code) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  if (code == '\n') return "\\n";
  if (code == '\t') return "\\t";
  if (code == '\r') return "\\r";
  std::string text = code < 0x100 ? "\\x" : "\\u";
  for (int shift = code < 0x100 ? 4 : 12; shift >= 0; shift -= 4)
    text += digits[(code >> shift) & 15U];
  return text;
}

std::string double_quoted(std::string_view text) {
  std::string result = "\"";
  while (!text.empty()) {
    std::string_view before = text;
    char32_t code = take_character(text);
    if (code == '"' || code == '\\') result += '\\';
    if (needs_escape(code))
      result += escape(code);
    else
      result += before.substr(0, before.size() - text.size());
  }
  return result += '"';
}

std::string single_quoted(std::string_view text) {
  return "'" + std::string(text) + "'";
}

}  // namespace

bool is_plain(std::string_view text, Context context) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  return !is_word_value(text) && !is_number(text) && !is_date(text) && !starts_like_syntax(text) &&
         !holds_syntax(text, context) && !any_escape(text, "");
}

std::string scalar_text(std::string_view text, Context context) {
  if (!is_valid_utf8(text))
    throw UsageError(
        Problem{.code = "DBT102", .message = "text that is not UTF-8 cannot be written as YAML"});
  if (is_plain(text, context)) return std::string(text);
  bool has_double = text.find_first_of("\"\\") != std::string_view::npos;
  bool has_single = text.find('\'') != std::string_view::npos;
  if (has_double && !has_single && !any_escape(text, "")) return single_quoted(text);
  return double_quoted(text);
}

bool fits_literal(std::string_view text) {
  // An empty first or only line would leave the indentation to guesses.
  if (text.empty() || text[0] == '\n' || text[0] == '\t') return false;
  return text.find_first_not_of(" \n") != std::string_view::npos && is_valid_utf8(text) &&
         !any_escape(text, "\n\t");
}

}  // namespace dbtool::yaml
