// The tokens of an expression, one after the other, and the type names among them.
#pragma once

#include "core/support/sql_tokens.h"

#include <string>
#include <string_view>
#include <vector>

namespace dbtool::postgres {

class ExpressionCursor {
 public:
  explicit ExpressionCursor(std::string_view text)
      : tokens_(sql::tokenize(text, sql::postgresql_rules())) {}

  bool at_end() const { return place_ >= tokens_.size(); }
  /// A semicolon behind the end.
  const sql::Token& peek(std::size_t ahead = 0) const;
  void skip(std::size_t count = 1) { place_ += count; }
  bool is(std::string_view word) const { return peek().is(word); }
  bool is_symbol(std::string_view symbol) const { return peek().is_symbol(symbol); }
  bool accept(std::string_view word) { return is(word) ? (++place_, true) : false; }
  bool accept_symbol(std::string_view symbol) {
    return is_symbol(symbol) ? (++place_, true) : false;
  }
  void expect(std::string_view word) { failed_ |= !accept(word); }
  void expect_symbol(std::string_view symbol) { failed_ |= !accept_symbol(symbol); }

  /// Something was not understood: nothing that was read is worth anything.
  bool failed() const { return failed_; }
  void fail_if(bool wrong) { failed_ |= wrong; }

  /// double precision, timestamp(3) with time zone, billing.kind, numeric(12, 2)[]: as the server
  /// names it.
  std::string type_name();

 private:
  std::string type_word();
  std::string type_arguments();

  std::vector<sql::Token> tokens_;
  std::size_t place_ = 0;
  bool failed_ = false;
};

}  // namespace dbtool::postgres
