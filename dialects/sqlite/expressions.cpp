#include "dialects/sqlite/expressions.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/sqlite/names.h"

#include <vector>

namespace dbtool::lite {
namespace {

/// Whether the first token is a bracket that the last one closes.
bool is_bracketed(const std::vector<sql::Token>& tokens) {
  if (tokens.size() < 2 || !tokens.front().is_symbol("(")) return false;
  int depth = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].is_symbol("(")) ++depth;
    if (tokens[i].is_symbol(")") && --depth == 0) return i + 1 == tokens.size();
  }
  return false;
}

/// Names in one way of quoting, and only where they need it.
std::string with_usual_quotes(std::string text) {
  if (text.find_first_of("\"`[") == std::string::npos) return text;
  const auto tokens = sql::tokenize(std::string_view(text), sql::sqlite_rules());
  for (std::size_t i = tokens.size(); i-- > 0;) {
    if (tokens[i].kind != sql::TokenKind::quoted_name) continue;
    const std::string name = quote(lower(sql::name_of(tokens[i])));
    text.replace(tokens[i].offset, tokens[i].text.size(), name);
  }
  return text;
}

}  // namespace

std::string_view bare(std::string_view sql) {
  sql = trim(sql);
  while (sql.starts_with("(") && is_bracketed(sql::tokenize(sql, sql::sqlite_rules(), true)))
    sql = trim(sql.substr(1, sql.size() - 2));
  return sql;
}

std::string bracketed(std::string_view sql) {
  std::string_view inner = bare(sql);
  auto tokens = sql::tokenize(inner, sql::sqlite_rules(), true);
  bool ends_in_comment = !tokens.empty() && tokens.back().text.starts_with("--");
  return "(" + std::string(inner) + (ends_in_comment ? "\n)" : ")");
}

std::string without_qualifier(std::string_view sql, std::string_view table, std::size_t from) {
  std::string text(sql);
  auto tokens = sql::tokenize(sql, sql::sqlite_rules());
  for (std::size_t i = tokens.size(); i-- > 1;) {
    const sql::Token& dot = tokens[i];
    const sql::Token& qualifier = tokens[i - 1];
    bool is_own =
        qualifier.offset >= from && dot.is_symbol(".") && same_name(sql::name_of(qualifier), table);
    if (is_own) text.erase(qualifier.offset, dot.offset + 1 - qualifier.offset);
  }
  return text;
}

std::string folded(const Expression& expression, std::string_view table) {
  std::string text(bare(expression.sql));
  if (!table.empty()) text = with_usual_quotes(std::move(text));
  if (text.find('.') != std::string::npos) text = without_qualifier(text, table);
  return sql::fold(text, sql::sqlite_rules());
}

bool same_expression(const Expression& a, const Expression& b, std::string_view table) {
  return a == b || folded(a, table) == folded(b, table);
}

}  // namespace dbtool::lite
