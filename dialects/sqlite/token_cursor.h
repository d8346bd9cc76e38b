// TokenCursor: a place in the tokens of a text, for the readers of SQLite's own CREATE statements.
#pragma once

#include "core/support/sql_tokens.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace dbtool::lite {

/// Reads past the end give an empty token, so that readers need not ask.
class TokenCursor {
 public:
  explicit TokenCursor(std::string_view source)
      : source_(source), tokens_(sql::tokenize(source, sql::sqlite_rules())) {}

  bool at_end() const { return place_ >= tokens_.size(); }
  const sql::Token& peek(std::size_t ahead = 0) const {
    return place_ + ahead < tokens_.size() ? tokens_[place_ + ahead] : nothing_;
  }
  bool is_at(std::string_view keyword) const { return peek().is(keyword); }
  bool is_at_any(std::initializer_list<std::string_view> keywords) const {
    for (std::string_view keyword : keywords)
      if (is_at(keyword)) return true;
    return false;
  }
  bool is_at_symbol(std::string_view symbol) const { return peek().is_symbol(symbol); }

  const sql::Token& take() { return at_end() ? nothing_ : tokens_[place_++]; }
  bool accept(std::string_view keyword) { return is_at(keyword) && (++place_, true); }
  bool accept_symbol(std::string_view symbol) { return is_at_symbol(symbol) && (++place_, true); }
  /// A word, a quoted name or, as SQLite allows, a string.
  std::string take_name() { return sql::name_of(take()); }
  bool is_at_name() const {
    using sql::TokenKind;
    return peek().kind != TokenKind::symbol && peek().kind != TokenKind::semicolon && !at_end();
  }

  /// Where the next token begins, and where the last one taken ended.
  std::size_t begin() const { return at_end() ? source_.size() : peek().offset; }
  std::size_t end() const {
    return place_ == 0 ? 0 : tokens_[place_ - 1].offset + tokens_[place_ - 1].text.size();
  }
  /// From an opening bracket past its closing one; false when it is never closed.
  bool skip_group() {
    int depth = 0;
    while (!at_end()) {
      const sql::Token& token = take();
      if (token.is_symbol("(")) ++depth;
      if (token.is_symbol(")") && --depth == 0) return true;
    }
    return false;
  }

 private:
  std::string_view source_;
  std::vector<sql::Token> tokens_;
  std::size_t place_ = 0;
  sql::Token nothing_ = {.kind = sql::TokenKind::semicolon};
};

}  // namespace dbtool::lite
