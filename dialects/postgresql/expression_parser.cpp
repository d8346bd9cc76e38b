#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/postgresql/expression_cursor.h"
#include "dialects/postgresql/expression_tree.h"

#include <algorithm>
#include <array>

namespace dbtool::postgres {
namespace {

using sql::Token;
using sql::TokenKind;
using Kind = Node::Kind;

// Binding powers, weakest first, as in the server's grammar.
enum Power {
  p_or = 1,
  p_and,
  p_not,
  p_is,
  p_compare,
  p_like,
  p_other,
  p_add,
  p_multiply,
  p_power,
  p_at,
  p_collate,
  p_sign,
  p_subscript,
  p_cast
};

struct SymbolPower {
  std::string_view symbol;
  Power power;
};

int power_of_symbol(std::string_view symbol) {
  static constexpr auto powers = std::to_array<SymbolPower>({
      {"=", p_compare},
      {"<", p_compare},
      {">", p_compare},
      {"<=", p_compare},
      {">=", p_compare},
      {"<>", p_compare},
      {"!=", p_compare},
      {"+", p_add},
      {"-", p_add},
      {"*", p_multiply},
      {"/", p_multiply},
      {"%", p_multiply},
      {"^", p_power},
      {"::", p_cast},
      {"[", p_subscript},
  });
  for (const SymbolPower& known : powers)
    if (known.symbol == symbol) return known.power;
  bool is_operator = symbol.find_first_not_of("+-*/<>=~!@#%^&|`?") == std::string_view::npos;
  return is_operator ? p_other : 0;
}

/// Pratt's way: an operand, then operators as long as they bind tightly enough. What cannot be
/// read fails; the tree is worthless then.
class Parser : private ExpressionCursor {
 public:
  using ExpressionCursor::ExpressionCursor;

  std::optional<Node> parse() {
    Node node = expression(0);
    if (failed() || !at_end()) return std::nullopt;
    return node;
  }

 private:
  Node fail() {
    fail_if(true);
    return {};
  }

  Node expression(int least) {
    Node left = operand();
    while (!failed() && extend(left, least)) {
    }
    return left;
  }

  Node operand() {
    const Token& token = peek();
    if (accept("not")) return unary("not", p_not);
    if (accept_symbol("-")) return unary("-", p_sign);
    if (accept_symbol("+")) return expression(p_sign);
    if (accept_symbol("(")) return parenthesized();
    if (token.kind == TokenKind::string) {
      skip();
      bool plain = token.text[0] == '\'' || token.text[0] == 'E' || token.text[0] == 'e';
      return plain ? Node{Kind::string, sql::string_of(token), std::string(unknown_type)} : fail();
    }
    if (token.kind == TokenKind::number) {
      skip();
      return {Kind::number, lower(token.text)};
    }
    if (token.kind == TokenKind::quoted_name) return name();
    return token.kind == TokenKind::word ? word() : fail();
  }

  Node unary(const char* text, int power) {
    return {.kind = Kind::unary, .text = text, .parts = {expression(power)}};
  }

  Node parenthesized() {
    Node first = expression(0);
    if (!is_symbol(",")) {
      expect_symbol(")");
      return first;
    }
    Node row{.kind = Kind::row, .parts = {std::move(first)}};
    while (accept_symbol(",")) row.parts.push_back(expression(0));
    expect_symbol(")");
    return row;
  }

  std::vector<Node> list(std::string_view close) {
    std::vector<Node> nodes;
    if (accept_symbol(close)) return nodes;
    do nodes.push_back(expression(0));
    while (!failed() && accept_symbol(","));
    expect_symbol(close);
    return nodes;
  }

  Node word() {
    static constexpr auto constants = std::to_array<std::string_view>(
        {"true", "false", "null", "current_date", "current_time", "current_timestamp", "localtime",
         "localtimestamp", "current_user", "session_user", "current_role", "user"});
    for (std::string_view constant : constants)
      if (is(constant) && !peek(1).is_symbol("(") && !peek(1).is_symbol(".")) {
        skip();
        return {Kind::word, std::string(constant)};
      }
    if (is("select") || is("exists")) return fail();
    if (is("row") && peek(1).is_symbol("(")) {
      skip(2);
      return {.kind = Kind::row, .parts = list(")")};
    }
    if (accept("case")) return case_expression();
    if (is("array") && peek(1).is_symbol("[")) {
      skip(2);
      return {.kind = Kind::array, .parts = list("]")};
    }
    if (is("cast") && peek(1).is_symbol("(")) return cast_call();
    return begins_typed_string() ? typed_string() : name();
  }

  Node cast_call() {
    skip(2);
    Node node{.kind = Kind::cast, .parts = {expression(0)}};
    expect("as");
    node.type = type_name();
    expect_symbol(")");
    return node;
  }

  /// date '2026-01-01', timestamp with time zone '…', interval '1 day'.
  bool begins_typed_string() const {
    if (peek(1).kind == TokenKind::string) return true;
    return (is("timestamp") || is("time")) && (peek(1).is("with") || peek(1).is("without"));
  }

  Node typed_string() {
    std::string type = type_name();
    if (peek().kind != TokenKind::string) return fail();
    Node text{Kind::string, sql::string_of(peek()), std::string(unknown_type)};
    skip();
    return {.kind = Kind::cast, .type = std::move(type), .parts = {std::move(text)}};
  }

  static std::string folded(const Token& token) {
    return token.kind == TokenKind::word ? lower(token.text) : sql::name_of(token);
  }

  Node name() {
    std::string last = folded(peek());
    skip();
    while (accept_symbol(".")) {
      if (peek().kind != TokenKind::word && peek().kind != TokenKind::quoted_name) return fail();
      last = folded(peek());
      skip();
    }
    return accept_symbol("(") ? call(std::move(last)) : Node{Kind::column, std::move(last)};
  }

  Node call(std::string function) {
    if (is("distinct") || is("all") || is("variadic") || is_symbol("*")) return fail();
    if (function == "extract" && peek(1).is("from")) return extract();
    if (function == "trim") return trim_call();
    if (function == "position") return position();
    Node node{.kind = Kind::call, .text = std::move(function)};
    if (accept_symbol(")")) return node;
    node.parts.push_back(expression(0));
    if (node.text == "substring" && (is("from") || is("for"))) return substring(std::move(node));
    while (accept_symbol(",")) node.parts.push_back(expression(0));
    expect_symbol(")");
    return node;
  }

  Node extract() {
    Node node{.kind = Kind::call, .text = "extract"};
    node.parts.push_back({Kind::word, folded(peek())});
    skip(2);
    node.parts.push_back(expression(0));
    expect_symbol(")");
    return node;
  }

  /// TRIM(BOTH 'x' FROM y): y, 'x'.
  Node trim_call() {
    Node node{.kind = Kind::call, .text = "trim both from"};
    if (accept("leading"))
      node.text = "trim leading from";
    else if (accept("trailing"))
      node.text = "trim trailing from";
    else
      accept("both");
    if (!is("from")) node.parts.push_back(expression(0));
    if (accept("from")) node.parts.insert(node.parts.begin(), expression(0));
    if (accept_symbol(",")) node.parts.push_back(expression(0));
    expect_symbol(")");
    return node;
  }

  Node position() {
    Node what = expression(p_other);
    Node node{.kind = Kind::call, .text = is("in") ? "position in" : "position"};
    if (accept("in"))
      node.parts = {expression(0), std::move(what)};
    else if (accept_symbol(","))
      node.parts = {std::move(what), expression(0)};
    expect_symbol(")");
    return node;
  }

  Node substring(Node node) {
    if (!accept("from")) return fail();
    node.text = "substring from";
    node.parts.push_back(expression(0));
    if (accept("for")) node.parts.push_back(expression(0));
    expect_symbol(")");
    return node;
  }

  Node case_expression() {
    Node node{.kind = Kind::case_when};
    auto add = [&](char role) {
      node.text += role;
      node.parts.push_back(expression(0));
    };
    if (!is("when")) add('o');
    while (!failed() && accept("when")) {
      add('w');
      expect("then");
      add('t');
    }
    if (accept("else")) add('e');
    expect("end");
    return node;
  }

  bool extend(Node& left, int least) {
    if (peek().kind == TokenKind::symbol) return extend_by_symbol(left, least);
    return peek().kind == TokenKind::word && extend_by_word(left, least);
  }

  bool extend_by_symbol(Node& left, int least) {
    int power = power_of_symbol(peek().text);
    if (power == 0 || power < least) return false;
    std::string symbol(peek().text);
    skip();
    if (symbol == "::") {
      left = {.kind = Kind::cast, .type = type_name(), .parts = {std::move(left)}};
    } else if (symbol == "[") {
      left = {.kind = Kind::subscript, .parts = {std::move(left), expression(0)}};
      expect_symbol("]");
    } else {
      if (symbol == "!=") symbol = "<>";
      left = operation(symbol, std::move(left), right_side(power + 1));
    }
    return true;
  }

  /// What stands behind an operator: an operand, or ANY (array), ALL (array).
  Node right_side(int power) {
    bool any = is("any") || is("some");
    if ((!any && !is("all")) || !peek(1).is_symbol("(")) return expression(power);
    skip(2);
    Node node{.kind = Kind::quantified, .text = any ? "any" : "all", .parts = {expression(0)}};
    expect_symbol(")");
    return node;
  }

  static Node operation(std::string symbol, Node left, Node right) {
    return {.kind = Kind::operation,
            .text = std::move(symbol),
            .parts = {std::move(left), std::move(right)}};
  }

  bool extend_by_word(Node& left, int least) {
    if (is("or") || is("and")) return extend_logic(left, least);
    if (is("is") || is("isnull") || is("notnull")) return p_is >= least && extend_is(left);
    if (is("at") && peek(1).is("time") && peek(2).is("zone") && p_at >= least) {
      skip(3);
      left = operation("at time zone", std::move(left), expression(p_at + 1));
      return true;
    }
    if (is("collate") && p_collate >= least) {
      skip();
      left = operation("collate", std::move(left), name());
      return true;
    }
    return p_like >= least && extend_like(left);
  }

  bool extend_logic(Node& left, int least) {
    int power = is("or") ? p_or : p_and;
    if (power < least) return false;
    std::string text = lower(peek().text);
    skip();
    left = {.kind = Kind::logic,
            .text = std::move(text),
            .parts = {std::move(left), expression(power + 1)}};
    return true;
  }

  bool extend_is(Node& left) {
    bool negated = is("notnull");
    bool short_form = !is("is");
    skip();
    if (!short_form) negated = accept("not");
    std::string text = negated ? "is not " : "is ";
    if (accept("distinct")) {
      expect("from");
      left = operation("is distinct from", std::move(left), expression(p_is + 1));
      if (negated) left = {.kind = Kind::unary, .text = "not", .parts = {std::move(left)}};
      return true;
    }
    std::string what = short_form ? "null" : lower(peek().text);
    if (!short_form) skip();
    fail_if(what != "null" && what != "true" && what != "false" && what != "unknown");
    left = {.kind = Kind::is, .text = text + what, .parts = {std::move(left)}};
    return true;
  }

  bool extend_like(Node& left) {
    bool negated = is("not");
    const Token& token = peek(negated ? 1 : 0);
    bool like = token.is("like");
    if (!like && !token.is("ilike") && !token.is("in") && !token.is("between")) return false;
    skip(negated ? 2 : 1);
    if (like || token.is("ilike")) {
      std::string symbol = std::string(negated ? "!~~" : "~~") + (like ? "" : "*");
      left = operation(symbol, std::move(left), right_side(p_other));
      fail_if(is("escape"));
    } else if (token.is("in")) {
      expect_symbol("(");
      Node node{.kind = Kind::in, .parts = {std::move(left)}, .negated = negated};
      for (Node& element : list(")")) node.parts.push_back(std::move(element));
      left = std::move(node);
    } else {
      Node node{.kind = Kind::between,
                .parts = {std::move(left), expression(p_other)},
                .negated = negated};
      expect("and");
      node.parts.push_back(expression(p_other));
      left = std::move(node);
    }
    return true;
  }
};

}  // namespace

std::optional<Node> parse_expression(std::string_view text) {
  return Parser(text).parse();
}

}  // namespace dbtool::postgres
