#include "dialects/sqlite/expressions.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"

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

std::string folded(const Expression& expression) {
  return sql::fold(bare(expression.sql), sql::sqlite_rules());
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

bool same_expression(const Expression& a, const Expression& b) {
  return a == b || folded(a) == folded(b);
}

}  // namespace dbtool::lite
