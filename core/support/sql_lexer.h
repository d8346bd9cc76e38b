// Lexer: SQL text one token at a time; what tokenize(), split_script() and fold() are made of.
#pragma once

#include "core/support/sql_tokens.h"

#include <string_view>

namespace dbtool::sql {

class Lexer {
 public:
  Lexer(std::string_view source, const LexicalRules& rules);

  /// Reads the next token, comments included; false at the end.
  bool next(Token& token);

 private:
  std::string_view rest() const { return source_.substr(place_); }
  char peek(std::size_t ahead = 0) const {
    return place_ + ahead < source_.size() ? source_[place_ + ahead] : '\0';
  }
  void skip_blanks();
  TokenKind read();
  TokenKind read_word();
  TokenKind read_number();
  TokenKind read_line_comment();
  TokenKind read_block_comment();
  TokenKind read_dollar();
  TokenKind read_parameter();
  TokenKind read_operator();
  TokenKind read_quoted(char close, TokenKind kind);
  TokenKind read_escape_string();
  std::size_t free_operator_length() const;
  std::size_t prefix_length() const;

  std::string_view source_;
  LexicalRules rules_;
  std::size_t place_ = 0;
};

}  // namespace dbtool::sql
