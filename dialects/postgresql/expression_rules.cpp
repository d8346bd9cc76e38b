// What the server makes of an expression: the casts it adds on its way to an operator. Only the
// rules that are certain are here; a tree they do not fit is left as it is, compares unequal, and
// the scratch database is asked.
#include "dialects/postgresql/expression_functions.h"
#include "dialects/postgresql/expression_tree.h"
#include "dialects/postgresql/types.h"

#include <algorithm>
#include <array>

namespace dbtool::postgres {
namespace {

using Kind = Node::Kind;

constexpr std::string_view varchar = "character varying";

Node cast_to(Node node, const std::string& type) {
  return {.kind = Kind::cast, .type = type, .parts = {std::move(node)}};
}

bool is_unknown(const Node& node) {
  return node.kind == Kind::string && node.type == unknown_type;
}

bool is_integer(const std::string& type) {
  return type == "smallint" || type == "integer" || type == "bigint";
}
bool is_float(const std::string& type) {
  return type == "real" || type == "double precision";
}
bool is_number(const std::string& type) {
  return is_integer(type) || is_float(type) || type == "numeric";
}
bool is_text(const std::string& type) {
  return type == "text" || type == varchar || type == "bpchar";
}

/// Gives a number's constant its type, which a cast or the sign in front of it may change.
void set_number_type(Node& node) {
  bool fraction = node.text.find_first_of(".e") != std::string::npos;
  bool small = node.text.size() < 10 || (node.text.size() == 10 && node.text <= "2147483647");
  bool medium = node.text.size() < 19;
  node.type = fraction || (!small && !medium) ? "numeric" : small ? "integer" : "bigint";
}

/// A string takes on the type it is used as; a varchar is used as text wherever there is an
/// operator for text only.
void use_as(Node& node, const std::string& type) {
  if (is_unknown(node))
    node.type = type;
  else if (node.type != type)
    node = cast_to(std::move(node), type);
}

/// The wider of two number types, as the server's operators take them.
std::string common_number(const std::string& a, const std::string& b) {
  if (is_float(a) || is_float(b)) return a == "real" && b == "real" ? "real" : "double precision";
  if (a == "numeric" || b == "numeric") return "numeric";
  return a == "bigint" || b == "bigint" ? "bigint" : a == b ? a : "integer";
}

/// Integers of different size have operators for each other, and so have the two floats.
bool has_mixed_operator(const std::string& a, const std::string& b) {
  return (is_integer(a) && is_integer(b)) || (is_float(a) && is_float(b));
}

void bring_numbers_together(Node& left, Node& right) {
  if (has_mixed_operator(left.type, right.type)) return;
  std::string type = common_number(left.type, right.type);
  if (is_float(type)) type = "double precision";
  if (!is_float(left.type)) use_as(left, type);
  if (!is_float(right.type)) use_as(right, type);
}

/// A string beside a value of a known type takes that type.
void give_type(Node& string, Node& typed) {
  if (typed.type == varchar) use_as(typed, "text");
  if (!typed.type.empty()) use_as(string, typed.type);
}

/// Both sides of an operator that wants one type.
void bring_together(Node& left, Node& right) {
  if (is_unknown(left) && is_unknown(right)) return;
  if (is_unknown(left)) return give_type(left, right);
  if (is_unknown(right)) return give_type(right, left);
  if (is_number(left.type) && is_number(right.type)) return bring_numbers_together(left, right);
  bool texts = is_text(left.type) && is_text(right.type);
  if (!texts || (left.type == "bpchar" && right.type == "bpchar")) return;
  use_as(left, "text");
  use_as(right, "text");
}

bool is_comparison(const std::string& op) {
  static constexpr auto operators =
      std::to_array<std::string_view>({"=", "<>", "<", ">", "<=", ">=", "is distinct from"});
  return std::ranges::find(operators, op) != operators.end();
}

bool is_pattern(const std::string& op) {
  static constexpr auto operators =
      std::to_array<std::string_view>({"~~", "!~~", "~~*", "!~~*", "~", "!~", "~*", "!~*"});
  return std::ranges::find(operators, op) != operators.end();
}

bool is_arithmetic(const std::string& op) {
  return op == "+" || op == "-" || op == "*" || op == "/" || op == "%";
}

std::string element_of(const std::string& array) {
  return array.ends_with("[]") ? array.substr(0, array.size() - 2) : std::string();
}

class Rules {
 public:
  explicit Rules(const Table& table) : table_(table) {}

  Node apply(Node node) const {
    for (Node& part : node.parts) part = apply(std::move(part));
    switch (node.kind) {
      case Kind::column:
        return column(std::move(node));
      case Kind::number:
        set_number_type(node);
        return node;
      case Kind::word:
        node.type = type_of_word(node.text);
        return node;
      case Kind::call:
        use_function(node);
        return node;
      case Kind::unary:
        return sign_or_not(std::move(node));
      case Kind::operation:
        return operation(std::move(node));
      case Kind::cast:
        return cast(std::move(node));
      case Kind::array:
        return array(std::move(node));
      case Kind::in:
        return in_list(std::move(node));
      case Kind::between:
        return between(std::move(node));
      case Kind::case_when:
        return case_when(std::move(node));
      case Kind::subscript:
        node.type = element_of(node.parts[0].type);
        return node;
      case Kind::logic:
      case Kind::is:
        node.type = "boolean";
        return node;
      case Kind::string:
      case Kind::quantified:
      case Kind::row:
        return node;
    }
    return node;
  }

 private:
  Node column(Node node) const {
    const Column* known = find_column(table_, node.text);
    if (known != nullptr) node.type = value_type_name(known->type);
    return node;
  }

  Node sign_or_not(Node node) const {
    node.type = node.text == "not" ? "boolean" : node.parts[0].type;
    return node;
  }

  Node cast(Node node) const {
    Node& inner = node.parts[0];
    if (is_unknown(inner)) {
      bool plain = node.type.find('(') == std::string::npos;
      if (!plain) return node;
      inner.type = node.type;
      return std::move(inner);
    }
    return inner.type == node.type ? std::move(inner) : std::move(node);
  }

  Node operation(Node node) const {
    Node& left = node.parts[0];
    Node& right = node.parts[1];
    const std::string& op = node.text;
    if (right.kind == Kind::quantified)
      compare_with_array(left, right.parts[0]);
    else if (is_comparison(op))
      bring_together(left, right);
    else if (is_pattern(op))
      match_pattern(left, right);
    else if (is_arithmetic(op))
      return arithmetic(std::move(node));
    else
      return other_operator(std::move(node));
    node.type = "boolean";
    return node;
  }

  static void match_pattern(Node& left, Node& right) {
    if (left.type == varchar) use_as(left, "text");
    bool text = is_text(left.type);
    if (text && right.type == varchar) use_as(right, "text");
    if (is_unknown(right) && !left.type.empty()) use_as(right, text ? "text" : left.type);
  }

  static Node arithmetic(Node node) {
    Node& left = node.parts[0];
    Node& right = node.parts[1];
    if (is_number(left.type) && is_number(right.type)) {
      bring_numbers_together(left, right);
      node.type = common_number(left.type, right.type);
    } else if (left.type == "date" && right.type == "date" && node.text == "-") {
      node.type = "integer";
    } else if (left.type == "date" && is_integer(right.type)) {
      node.type = "date";
    } else if (left.type.starts_with("timestamp") && right.type == "interval") {
      node.type = left.type;
    }
    return node;
  }

  static Node other_operator(Node node) {
    Node& left = node.parts[0];
    Node& right = node.parts[1];
    const std::string& op = node.text;
    bool json = left.type == "jsonb" || left.type == "json";
    if (op == "||" && (is_text(left.type) || is_text(right.type))) {
      for (Node* side : {&left, &right})
        if (side->type == varchar || is_unknown(*side)) use_as(*side, "text");
      if (is_text(left.type) && is_text(right.type)) node.type = "text";
    } else if (json && (op == "->" || op == "->>" || op == "?")) {
      if (is_unknown(right)) use_as(right, "text");
      node.type = op == "->" ? left.type : op == "->>" ? "text" : "boolean";
    } else if (op == "@>" || op == "<@" || op == "&&") {
      if (is_unknown(right) && !left.type.empty()) use_as(right, left.type);
      if (is_unknown(left) && !right.type.empty()) use_as(left, right.type);
      node.type = "boolean";
    } else if (op == "at time zone") {
      if (is_unknown(right)) use_as(right, "text");
      node.type = left.type == "timestamptz" ? "timestamp"
                  : left.type == "timestamp" ? "timestamptz"
                                             : "";
    } else if (op == "collate") {
      node.type = left.type;
    }
    return node;
  }

  static void compare_with_array(Node& left, Node& array) {
    std::string element = element_of(array.type);
    if (element.empty()) return;
    if (is_unknown(left)) use_as(left, element);
    if (left.type == varchar || element == varchar) {
      if (is_text(left.type)) use_as(left, "text");
      if (is_text(element)) use_as(array, "text[]");
    } else if (is_number(left.type) && is_number(element) &&
               !has_mixed_operator(left.type, element) && left.type != element) {
      use_as(left, common_number(left.type, element));
    }
  }

  static Node array(Node node) {
    bool all_unknown = std::ranges::all_of(node.parts, is_unknown);
    std::string element = all_unknown ? "text" : common_type(node.parts);
    if (element.empty() || node.parts.empty()) return node;
    for (Node& part : node.parts) use_as(part, element);
    node.type = element + "[]";
    return node;
  }

  /// What CASE, COALESCE, ARRAY and IN agree on; empty when that is not certain.
  static std::string common_type(const std::vector<Node>& nodes) {
    std::string type;
    for (const Node& node : nodes) {
      if (is_unknown(node) || node.type == type) continue;
      if (type.empty() && !node.type.empty())
        type = node.type;
      else if (is_number(type) && is_number(node.type))
        type = common_number(type, node.type);
      else if (is_text(type) && is_text(node.type))
        type = "text";
      else
        return {};
    }
    return type;
  }

  /// One value is an equation; several are an array.
  static Node in_list(Node node) {
    std::vector<Node>& parts = node.parts;
    std::string op = node.negated ? "<>" : "=";
    if (parts.size() == 2) {
      bring_together(parts[0], parts[1]);
      return {.kind = Kind::operation, .text = op, .type = "boolean", .parts = std::move(parts)};
    }
    std::string type = common_type(parts);
    bool constants = std::all_of(parts.begin() + 1, parts.end(), is_constant);
    if (type.empty() || !constants) return node;
    Node list{.kind = Kind::array, .type = type + "[]"};
    for (auto part = parts.begin() + 1; part != parts.end(); ++part) {
      use_as(*part, type);
      list.parts.push_back(std::move(*part));
    }
    Node left = std::move(parts[0]);
    compare_with_array(left, list);
    Node quantified{
        .kind = Kind::quantified, .text = node.negated ? "all" : "any", .parts = {std::move(list)}};
    return {.kind = Kind::operation,
            .text = op,
            .type = "boolean",
            .parts = {std::move(left), std::move(quantified)}};
  }

  static bool is_constant(const Node& node) {
    bool negative = node.kind == Kind::unary && node.text == "-";
    return node.kind == Kind::string || node.kind == Kind::number ||
           (negative && node.parts[0].kind == Kind::number);
  }

  static Node between(Node node) {
    auto side = [&](const char* op, std::size_t bound) {
      Node left = node.parts[0];
      Node right = node.parts[bound];
      bring_together(left, right);
      return Node{.kind = Kind::operation,
                  .text = op,
                  .type = "boolean",
                  .parts = {std::move(left), std::move(right)}};
    };
    bool no = node.negated;
    return {.kind = Kind::logic,
            .text = no ? "or" : "and",
            .type = "boolean",
            .parts = {side(no ? "<" : ">=", 1), side(no ? ">" : "<=", 2)}};
  }

  static Node case_when(Node node) {
    std::vector<Node> results;
    for (std::size_t i = 0; i < node.parts.size(); ++i) {
      if (node.text[i] == 't' || node.text[i] == 'e') results.push_back(node.parts[i]);
      if (node.text[0] == 'o' && node.text[i] == 'w') {
        Node operand = node.parts[0];
        bring_together(operand, node.parts[i]);
      }
    }
    bool all_unknown = std::ranges::all_of(results, is_unknown);
    node.type = all_unknown ? "text" : common_type(results);
    for (std::size_t i = 0; i < node.parts.size() && !node.type.empty(); ++i)
      if (node.text[i] == 't' || node.text[i] == 'e') use_as(node.parts[i], node.type);
    return node;
  }

  static void use_function(Node& node) {
    if (takes_common_type(node.text)) {
      node.type = common_type(node.parts);
      for (Node& part : node.parts)
        if (!node.type.empty()) use_as(part, node.type);
      return;
    }
    if (node.text == "nullif" && node.parts.size() == 2) {
      node.type = node.parts[0].type;
      bring_together(node.parts[0], node.parts[1]);
      return;
    }
    if (const KnownFunction* known = find_function(node.text, node.parts.size()))
      convert_arguments(node, *known);
  }

  static void convert_arguments(Node& node, const KnownFunction& function) {
    node.type = function.result;
    for (std::size_t i = 0; i < node.parts.size(); ++i) {
      Node& part = node.parts[i];
      std::string_view wanted = function.arguments[i];
      if (wanted.empty() || part.type == wanted) continue;
      bool varchar_as_text = wanted == "text" && part.type == varchar;
      if (is_unknown(part) || (varchar_as_text && !function.hides_casts))
        use_as(part, std::string(wanted));
      else if (varchar_as_text)
        continue;
      else
        node.type.clear();
    }
  }

  const Table& table_;
};

}  // namespace

Node as_server_sees(Node node, const Table& table) {
  return Rules(table).apply(std::move(node));
}

}  // namespace dbtool::postgres
