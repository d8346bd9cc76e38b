#include "core/support/sql_lexer.h"

#include <algorithm>
#include <array>

namespace dbtool::sql {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
// Bytes above 127 belong to words in both dialects.
bool starts_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool continues_word(char c) {
  return starts_word(c) || is_digit(c);
}
bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_operator(char c) {
  return std::string_view("+-*/<>=~!@#%^&|`?").find(c) != std::string_view::npos;
}
bool is_bracket_or_comma(char c) {
  return c == '(' || c == ')' || c == ',';
}

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

Lexer::Lexer(std::string_view source, const LexicalRules& rules) : source_(source), rules_(rules) {
  if (source_.starts_with(byte_order_mark)) place_ = byte_order_mark.size();
}

bool Lexer::next(Token& token) {
  skip_blanks();
  if (place_ >= source_.size()) return false;
  token.offset = place_;
  token.kind = read();
  token.text = source_.substr(token.offset, place_ - token.offset);
  return true;
}

void Lexer::skip_blanks() {
  while (place_ < source_.size() && is_blank(source_[place_])) ++place_;
}

TokenKind Lexer::read() {
  char c = peek();
  if (starts_word(c)) return read_word();
  if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return read_number();
  if (c == '-' && peek(1) == '-') return read_line_comment();
  if (c == '/' && peek(1) == '*') return read_block_comment();
  if (c == '\'') return read_quoted('\'', TokenKind::string);
  if (c == '"') return read_quoted('"', TokenKind::quoted_name);
  if (c == '`' && rules_.bracket_names) return read_quoted('`', TokenKind::quoted_name);
  if (c == '[' && rules_.bracket_names) return read_quoted(']', TokenKind::quoted_name);
  if (c == '$' && rules_.dollar_quotes) return read_dollar();
  if (rules_.named_parameters && (c == '?' || c == ':' || c == '@' || c == '$'))
    return read_parameter();
  if (c == ';') return ++place_, TokenKind::semicolon;
  return read_operator();
}

// What stands before a quote and belongs to it: x'00', b'01', n'a', U&'\0061', U&"\0061".
std::size_t Lexer::prefix_length() const {
  char letter = static_cast<char>(peek() | 0x20);
  bool quote_next = peek(1) == '\'';
  if (letter == 'x' && quote_next) return 1;
  if (!rules_.escape_strings) return 0;
  if ((letter == 'b' || letter == 'n') && quote_next) return 1;
  if (letter == 'u' && peek(1) == '&' && (peek(2) == '\'' || peek(2) == '"')) return 2;
  return 0;
}

TokenKind Lexer::read_word() {
  if (rules_.escape_strings && (peek() == 'e' || peek() == 'E') && peek(1) == '\'')
    return read_escape_string();
  if (std::size_t prefix = prefix_length()) {
    place_ += prefix;
    bool name = peek() == '"';
    return read_quoted(peek(), name ? TokenKind::quoted_name : TokenKind::string);
  }
  while (continues_word(peek()) || peek() == '$') ++place_;
  return TokenKind::word;
}

TokenKind Lexer::read_number() {
  auto skip_digits = [&] {
    while (is_digit(peek()) || (peek() == '_' && is_digit(peek(1)))) ++place_;
  };
  bool based = peek() == '0' && std::string_view("xXoObB").find(peek(1)) != std::string_view::npos;
  if (based && std::isxdigit(static_cast<unsigned char>(peek(2)))) {
    place_ += 2;
    while (std::isxdigit(static_cast<unsigned char>(peek())) || peek() == '_') ++place_;
    return TokenKind::number;
  }
  skip_digits();
  if (peek() == '.' && peek(1) != '.') {  // 1..10 is a range
    ++place_;
    skip_digits();
  }
  std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
  if ((peek() == 'e' || peek() == 'E') && is_digit(peek(1 + sign))) {
    place_ += 1 + sign;
    skip_digits();
  }
  return TokenKind::number;
}

TokenKind Lexer::read_line_comment() {
  std::size_t end = source_.find_first_of(rules_.return_ends_line ? "\n\r" : "\n", place_);
  place_ = std::min(end, source_.size());
  return TokenKind::comment;
}

TokenKind Lexer::read_block_comment() {
  place_ += 2;
  for (int depth = 1; depth > 0;) {
    std::size_t mark = source_.find_first_of("*/", place_);
    if (mark == std::string_view::npos || mark + 1 >= source_.size()) {
      place_ = source_.size();
      return TokenKind::unterminated;
    }
    bool closes = source_[mark] == '*' && source_[mark + 1] == '/';
    bool opens = source_[mark] == '/' && source_[mark + 1] == '*' && rules_.nested_comments;
    depth += (opens ? 1 : 0) - (closes ? 1 : 0);
    place_ = mark + (opens || closes ? 2 : 1);
  }
  return TokenKind::comment;
}

// The place is on the opening quote. A doubled closing quote stands for itself, but not in [name].
TokenKind Lexer::read_quoted(char close, TokenKind kind) {
  ++place_;
  while (true) {
    std::size_t end = source_.find(close, place_);
    if (end == std::string_view::npos) {
      place_ = source_.size();
      return TokenKind::unterminated;
    }
    place_ = end + 1;
    if (close == ']' || peek() != close) return kind;
    ++place_;
  }
}

TokenKind Lexer::read_escape_string() {
  place_ += 2;
  while (place_ < source_.size()) {
    char c = source_[place_++];
    bool doubled = c == '\'' && peek() == '\'';
    if (c == '\'' && !doubled) return TokenKind::string;
    if ((c == '\\' || doubled) && place_ < source_.size()) ++place_;
  }
  return TokenKind::unterminated;
}

// $1 is a parameter; $$ … $$ and $tag$ … $tag$ are strings; any other $ is a symbol.
TokenKind Lexer::read_dollar() {
  if (is_digit(peek(1))) return read_parameter();
  std::size_t length = 1;
  if (starts_word(peek(1)))
    while (continues_word(peek(length))) ++length;
  if (peek(length) != '$') return ++place_, TokenKind::symbol;
  std::string_view tag = source_.substr(place_, length + 1);
  std::size_t end = source_.find(tag, place_ + tag.size());
  place_ = end == std::string_view::npos ? source_.size() : end + tag.size();
  return end == std::string_view::npos ? TokenKind::unterminated : TokenKind::string;
}

TokenKind Lexer::read_parameter() {
  bool alone = peek() == '?';
  std::size_t start = place_++;
  while (continues_word(peek()) || (peek() == '$' && rules_.named_parameters)) ++place_;
  return alone || place_ > start + 1 ? TokenKind::parameter : TokenKind::symbol;
}

// PostgreSQL's rule: the longest run of operator characters, ended by a comment; it may end in + or
// - only when it has a character that plain arithmetic has not, so that `a=-1` is three tokens.
std::size_t Lexer::free_operator_length() const {
  std::string_view run = rest();
  run = run.substr(
      0, static_cast<std::size_t>(std::ranges::find_if_not(run, is_operator) - run.begin()));
  run = run.substr(0, std::min(run.find("--"), run.find("/*")));
  bool special = run.find_first_of("~!@#%^&|`?") != std::string_view::npos;
  while (!special && run.size() > 1 && (run.back() == '+' || run.back() == '-'))
    run.remove_suffix(1);
  return run.size();
}

TokenKind Lexer::read_operator() {
  constexpr std::array<std::string_view, 14> known = {"->>", "::", ":=", "=>", "->", "||", "<>",
                                                      "!=",  "<=", ">=", "==", "<<", ">>", ".."};
  std::size_t length = 1;
  if (is_bracket_or_comma(peek())) {
    // Most symbols are one of these, and none of them begins a longer one.
  } else if (rules_.free_operators && is_operator(peek())) {
    length = free_operator_length();
  } else {
    for (std::string_view one : known)
      if (length == 1 && rest().starts_with(one)) length = one.size();
  }
  place_ += length;
  return TokenKind::symbol;
}

}  // namespace dbtool::sql
