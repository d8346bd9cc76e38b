#include "dialects/postgresql/expression_cursor.h"

#include "core/support/text.h"
#include "dialects/postgresql/expression_tree.h"
#include "dialects/postgresql/types.h"

namespace dbtool::postgres {

using sql::Token;
using sql::TokenKind;

const Token& ExpressionCursor::peek(std::size_t ahead) const {
  static const Token end{.kind = TokenKind::semicolon, .text = ";"};
  return place_ + ahead < tokens_.size() ? tokens_[place_ + ahead] : end;
}

std::string ExpressionCursor::type_name() {
  std::string text = type_word();
  while (accept_symbol(".")) text += "." + type_word();
  for (const char* second : {"precision", "varying"})
    if (accept(second)) text += std::string(" ") + second;
  if (is_symbol("(")) text += type_arguments();
  if ((is("with") || is("without")) && peek(1).is("time")) {
    text += (is("with") ? " with" : " without") + std::string(" time zone");
    skip(3);
  }
  while (is_symbol("[") && peek(1).is_symbol("]")) {
    text += "[]";
    skip(2);
  }
  return server_type_name(parse_server_type(text));
}

std::string ExpressionCursor::type_word() {
  const Token& token = peek();
  fail_if(token.kind != TokenKind::word && token.kind != TokenKind::quoted_name);
  skip();
  return token.kind == TokenKind::word ? lower(token.text) : std::string(token.text);
}

std::string ExpressionCursor::type_arguments() {
  std::string text;
  do {
    text += peek().text;
    skip();
  } while (!at_end() && !is_symbol(")"));
  expect_symbol(")");
  return text + ")";
}

}  // namespace dbtool::postgres
