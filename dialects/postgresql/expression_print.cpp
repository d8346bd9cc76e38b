#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/postgresql/expression_tree.h"
#include "dialects/postgresql/types.h"

#include <algorithm>

namespace dbtool::postgres {
namespace {

using Kind = Node::Kind;

std::string printed_list(const std::vector<Node>& nodes, const std::string& separator) {
  std::vector<std::string> texts;
  for (const Node& node : nodes) texts.push_back(normal_form(node));
  return join(texts, separator);
}

bool is_number_type(const std::string& type) {
  return type == "integer" || type == "bigint" || type == "smallint" || type == "numeric" ||
         type == "real" || type == "double precision";
}

/// A string that is given a type and nothing else is a constant of that type: '-1'::integer and -1
/// are one, and so are 'x'::text and TEXT 'x'.
std::string constant(const std::string& text, const std::string& type) {
  if (type.empty() || type == unknown_type) return sql::quote_string(text);
  if (is_number_type(type)) return text + ":" + type;
  return sql::quote_string(text) + "::" + type;
}

std::string number_type(const Node& node) {
  if (!node.type.empty()) return node.type;
  if (node.text.find_first_of(".e") != std::string::npos) return "numeric";
  auto value = parse_integer(node.text);
  if (!value) return "numeric";
  return *value >= -2147483648LL && *value <= 2147483647LL ? "integer" : "bigint";
}

std::string printed_cast(const Node& node) {
  const Node& inner = node.parts[0];
  bool plain = node.type.find('(') == std::string::npos;
  if (inner.kind == Kind::string && inner.type == unknown_type && plain)
    return constant(inner.text, node.type);
  return normal_form(inner) + "::" + node.type;
}

/// (a AND b) AND c, and a AND (b AND c), are a AND b AND c.
void append_flat(const Node& node, const std::string& logic, std::vector<std::string>& texts) {
  if (node.kind != Kind::logic || node.text != logic) {
    texts.push_back(normal_form(node));
    return;
  }
  for (const Node& part : node.parts) append_flat(part, logic, texts);
}

std::string printed_logic(const Node& node) {
  std::vector<std::string> texts;
  append_flat(node, node.text, texts);
  return "(" + join(texts, " " + node.text + " ") + ")";
}

std::string printed_unary(const Node& node) {
  const Node& inner = node.parts[0];
  if (node.text == "-" && inner.kind == Kind::number)
    return constant("-" + inner.text, number_type(inner));
  return "(" + node.text + " " + normal_form(inner) + ")";
}

}  // namespace

std::string normal_form(const Node& node) {
  switch (node.kind) {
    case Kind::column:
      return sql::quote_name(node.text);
    case Kind::string:
      return constant(node.text, node.type);
    case Kind::number:
      return constant(node.text, number_type(node));
    case Kind::word:
      return node.text;
    case Kind::call:
      return node.text + "(" + printed_list(node.parts, ", ") + ")";
    case Kind::unary:
      return printed_unary(node);
    case Kind::operation:
      return "(" + printed_list(node.parts, " " + node.text + " ") + ")";
    case Kind::logic:
      return printed_logic(node);
    case Kind::is:
      return "(" + normal_form(node.parts[0]) + " " + node.text + ")";
    case Kind::cast:
      return printed_cast(node);
    case Kind::array:
      return "array[" + printed_list(node.parts, ", ") + "]";
    case Kind::quantified:
      return node.text + "(" + normal_form(node.parts[0]) + ")";
    case Kind::in:
    case Kind::between:
      return (node.negated ? "not in " : "in ") + printed_list(node.parts, ", ");
    case Kind::case_when:
      return "case " + node.text + " " + printed_list(node.parts, ", ");
    case Kind::subscript:
      return normal_form(node.parts[0]) + "[" + normal_form(node.parts[1]) + "]";
    case Kind::row:
      return "row(" + printed_list(node.parts, ", ") + ")";
  }
  return {};
}

std::string server_type_name(const Type& type) {
  const auto* text = std::get_if<Text>(&type.kind);
  if (text != nullptr && text->length)
    return (text->fixed ? "character(" : "character varying(") + std::to_string(*text->length) +
           ")" + (type.array_dimensions > 0 ? "[]" : "");
  return spell(type);
}

std::string value_type_name(const Type& type) {
  if (type.array_dimensions > 0) return value_type_name(Type{type.kind}) + "[]";
  if (const auto* text = std::get_if<Text>(&type.kind))
    return text->fixed ? "bpchar" : text->length ? "character varying" : "text";
  std::string name = spell(type);
  return name.substr(0, name.find('('));
}

}  // namespace dbtool::postgres
