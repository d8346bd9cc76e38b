// Names and strings: from the text that stands for them, and back.
#include "core/support/error.h"
#include "core/support/sql_tokens.h"
#include "core/support/text.h"

#include <charconv>

namespace dbtool::sql {

namespace {

std::string undouble(std::string_view text, char quote) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    result += text[i];
    if (text[i] == quote && i + 1 < text.size() && text[i + 1] == quote) ++i;
  }
  return result;
}

void append_utf8(std::string& text, unsigned code) {
  auto add = [&](unsigned byte) { text += static_cast<char>(byte); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0U | (code >> 6U));
  } else {
    if (code < 0x10000) {
      add(0xE0U | (code >> 12U));
    } else {
      add(0xF0U | ((code >> 18U) & 7U));
      add(0x80U | ((code >> 12U) & 0x3FU));
    }
    add(0x80U | ((code >> 6U) & 0x3FU));
  }
  add(0x80U | (code & 0x3FU));
}

// Takes up to `most` digits off the front and gives their value; takes nothing when there are none.
unsigned take_digits(std::string_view& text, int base, std::size_t most) {
  unsigned code = 0;
  const char* first = text.data();
  auto [end, error] = std::from_chars(first, first + std::min(most, text.size()), code, base);
  text.remove_prefix(static_cast<std::size_t>(end - first));
  return code;
}

// The escape after a backslash in E'…' (PostgreSQL manual, 4.1.2.2).
void append_escape(std::string& result, std::string_view& text) {
  char c = text[0];
  if (c >= '0' && c <= '7') {
    result += static_cast<char>(take_digits(text, 8, 3));
    return;
  }
  text.remove_prefix(1);
  if (c == 'x')
    result += static_cast<char>(take_digits(text, 16, 2));
  else if (c == 'u' || c == 'U')
    append_utf8(result, take_digits(text, 16, c == 'u' ? 4 : 8));
  else if (std::size_t place = std::string_view("bfnrt").find(c); place != std::string_view::npos)
    result += "\b\f\n\r\t"[place];
  else
    result += c;
}

// The escape after a backslash in U&'…' and U&"…": \XXXX, \+XXXXXX, \\.
void append_unicode_escape(std::string& result, std::string_view& text) {
  bool backslash = text[0] == '\\';
  bool longer = text[0] == '+';
  if (backslash || longer) text.remove_prefix(1);
  if (backslash)
    result += '\\';
  else
    append_utf8(result, take_digits(text, 16, longer ? 6 : 4));
}

template <class Append>
std::string unescape(std::string_view text, Append append) {
  std::string result;
  while (!text.empty()) {
    char c = text[0];
    text.remove_prefix(1);
    if (c == '\\' && !text.empty())
      append(result, text);
    else
      result += c;
  }
  return result;
}

// Quotes and prefix removed, whatever they are.
std::string unquote(std::string_view text) {
  std::size_t open = text.find_first_of("'\"`[");
  if (open == std::string_view::npos) return std::string(text);
  std::string_view prefix = text.substr(0, open);
  char close = text[open] == '[' ? ']' : text[open];
  text.remove_prefix(open + 1);
  if (text.ends_with(close)) text.remove_suffix(1);
  if (close == ']') return std::string(text);
  std::string inner = undouble(text, close);
  if (equals_ignoring_case(prefix, "e")) return unescape(inner, append_escape);
  if (equals_ignoring_case(prefix, "u&")) return unescape(inner, append_unicode_escape);
  return inner;
}

std::string double_quotes(std::string_view text, char quote) {
  std::string result;
  result.reserve(text.size() + 2);
  result += quote;
  for (char c : text) {
    if (c == quote) result += quote;
    result += c;
  }
  return result += quote;
}

}  // namespace

std::string name_of(const Token& token) {
  return token.kind == TokenKind::word ? std::string(token.text) : unquote(token.text);
}

std::string string_of(const Token& token) {
  if (!token.text.starts_with('$')) return unquote(token.text);
  std::size_t tag = token.text.find('$', 1) + 1;
  return std::string(token.text.substr(tag, token.text.size() - 2 * tag));
}

std::string quote_string(std::string_view text) {
  return double_quotes(text, '\'');
}

std::string quote_name(std::string_view name) {
  if (name.empty())
    throw UsageError(Problem{.code = "DBT611", .message = "a name must not be empty"});
  if (name.find('\0') != std::string_view::npos)
    throw UsageError(Problem{.code = "DBT611", .message = "a name must not hold a NUL byte"});
  return double_quotes(name, '"');
}

}  // namespace dbtool::sql
