#include "dialects/postgresql/expressions.h"

#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/postgresql/expression_tree.h"

namespace dbtool::postgres {

std::string without_outer_parentheses(std::string_view text) {
  text = trim(text);
  while (text.size() >= 2 && text.front() == '(' && text.back() == ')') {
    int depth = 0;
    for (const sql::Token& token : sql::tokenize(text, sql::postgresql_rules())) {
      depth += token.is_symbol("(") ? 1 : token.is_symbol(")") ? -1 : 0;
      if (depth == 0 && token.offset + 1 < text.size()) return std::string(text);
    }
    text = trim(text.substr(1, text.size() - 2));
  }
  return std::string(text);
}

bool same_text(std::string_view a, std::string_view b) {
  if (a == b) return true;
  auto rules = sql::postgresql_rules();
  return sql::fold(without_outer_parentheses(a), rules) ==
         sql::fold(without_outer_parentheses(b), rules);
}

bool same_expression(std::string_view declared, std::string_view live, const Table& table) {
  if (same_text(declared, live)) return true;
  std::optional<Node> printed = parse_expression(live);
  std::optional<Node> written = parse_expression(declared);
  return printed && written &&
         normal_form(as_server_sees(std::move(*written), table)) == normal_form(*printed);
}

}  // namespace dbtool::postgres
