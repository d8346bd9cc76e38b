#include "core/support/sql_tokens.h"

#include "core/support/sql_lexer.h"
#include "core/support/text.h"

namespace dbtool::sql {

LexicalRules postgresql_rules() {
  return {.nested_comments = true,
          .dollar_quotes = true,
          .escape_strings = true,
          .begin_atomic = true,
          .free_operators = true,
          .return_ends_line = true};
}

LexicalRules sqlite_rules() {
  return {.bracket_names = true, .trigger_bodies = true, .named_parameters = true};
}

bool Token::is(std::string_view keyword) const {
  return kind == TokenKind::word && equals_ignoring_case(text, keyword);
}

std::vector<Token> tokenize(std::string_view source, const LexicalRules& rules,
                            bool keep_comments) {
  std::vector<Token> tokens;
  tokens.reserve(source.size() / 6);
  Lexer lexer(source, rules);
  for (Token token; lexer.next(token);)
    if (keep_comments || token.kind != TokenKind::comment) tokens.push_back(token);
  return tokens;
}

namespace {

void append_lower(std::string& text, std::string_view word) {
  for (char c : word) text += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

void append_folded(std::string& text, const Token& token, const LexicalRules& rules) {
  if (token.kind == TokenKind::word || token.kind == TokenKind::number)
    append_lower(text, token.text);
  else if (token.is_symbol("!="))
    text += "<>";
  else if (token.is_symbol("==") && !rules.free_operators)
    text += "=";
  else if (token.kind == TokenKind::quoted_name && (token.text[0] == '[' || token.text[0] == '`'))
    text += '"' + replace_all(name_of(token), "\"", "\"\"") + '"';
  else
    text += token.text;
}

}  // namespace

std::string fold(std::string_view source, const LexicalRules& rules) {
  std::string text;
  text.reserve(source.size() + source.size() / 4);
  Lexer lexer(source, rules);
  for (Token token; lexer.next(token);) {
    if (token.kind == TokenKind::comment) continue;
    if (!text.empty()) text += ' ';
    append_folded(text, token, rules);
  }
  return text;
}

}  // namespace dbtool::sql
