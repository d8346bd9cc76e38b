#include "core/schema/default_text.h"

#include "core/schema/default_fit.h"
#include "core/schema/part_reader.h"
#include "core/support/match.h"
#include "core/support/sql_tokens.h"
#include "core/support/text.h"

#include <algorithm>
#include <charconv>

namespace dbtool {
namespace {

using Kind = Literal::Kind;

constexpr Words<NeutralFunction, 6> function_words = {
    {{"now()", NeutralFunction::now},
     {"current_date", NeutralFunction::current_date},
     {"current_time", NeutralFunction::current_time},
     {"uuid()", NeutralFunction::uuid},
     {"current_timestamp", NeutralFunction::now},
     {"gen_random_uuid()", NeutralFunction::uuid}}};

std::optional<NeutralFunction> function_of(std::string_view text) {
  std::string word = lower(trim(text));
  for (const auto& [known, function] : function_words)
    if (known == word) return function;
  return std::nullopt;
}

std::string_view take_digits(std::string_view& text) {
  auto end = std::ranges::find_if(text, [](char c) { return c < '0' || c > '9'; });
  auto length = static_cast<std::size_t>(end - text.begin());
  std::string_view digits = text.substr(0, length);
  text.remove_prefix(length);
  return digits;
}

std::string without_leading_zeros(std::string_view digits) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits.empty() ? "0" : std::string(digits);
}

/// The number a text is, spelled simply: no plus, no zeros before it. Nothing for other text.
std::optional<std::string> number_of(std::string_view text) {
  text = trim(text);
  bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  std::string_view whole = take_digits(text);
  std::string_view fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = take_digits(text);
  }
  if (whole.empty() && fraction.empty()) return std::nullopt;
  std::string number = (negative ? "-" : "") + without_leading_zeros(whole);
  if (!fraction.empty()) number += "." + std::string(fraction);
  if (text.empty()) return number;
  if (lower(text.substr(0, 1)) != "e") return std::nullopt;
  text.remove_prefix(1);
  bool small = text.starts_with('-');
  if (small || text.starts_with('+')) text.remove_prefix(1);
  std::string_view exponent = take_digits(text);
  if (exponent.empty() || !text.empty()) return std::nullopt;
  return number + "e" + (small ? "-" : "") + std::string(exponent);
}

std::optional<std::string> boolean_of(std::string_view text) {
  for (std::string_view word : {"true", "True", "TRUE", "false", "False", "FALSE"})
    if (text == word) return lower(word);
  return std::nullopt;
}

/// word(…): more likely a function than text.
bool looks_like_call(std::string_view text) {
  text = trim(text);
  std::size_t open = text.find('(');
  if (open == 0 || open == std::string_view::npos || !text.ends_with(')')) return false;
  return std::ranges::all_of(text.substr(0, open), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.';
  });
}

void report_call(const yaml::Node& node, PartContext& context) {
  context.problems.push_back({.code = "DBT136",
                              .message = in_quotes(node.text) + " looks like a call, not a value",
                              .where = node.where,
                              .hint = "write { sql: " + in_quotes(node.text) +
                                      " } for an expression, { sql: \"'…'\" } for text"});
}

/// A YAML scalar as a value. No difference is made between quoted and plain text: formatters
/// change one into the other.
Default read_scalar(const yaml::Node& node, PartContext& context) {
  if (node.is_null()) return {Literal{Kind::null, {}}};
  if (auto boolean = boolean_of(node.text)) return {Literal{Kind::boolean, *boolean}};
  if (auto number = number_of(node.text)) return {Literal{Kind::number, *number}};
  if (auto function = function_of(node.text)) return {*function};
  if (looks_like_call(node.text)) report_call(node, context);
  return {Literal{Kind::text, node.text}};
}

Default read_sql(const yaml::Node& node, PartContext& context) {
  yaml::MapReader map(node, "a default", context.problems);
  const yaml::Node* sql = map.require("sql");
  map.finish();
  if (sql == nullptr) return {};
  return lift_sql(read_expression(*sql, "\"sql\" of a default", context).sql, context.dialect);
}

template <class... Kinds>
bool is_one_of(const Type& type) {
  return type.array_dimensions == 0 && (std::holds_alternative<Kinds>(type.kind) || ...);
}

/// Types whose values are written as text, so that a scalar is one whatever it looks like.
bool is_written_as_text(const Type& type) {
  return is_one_of<Text, Named, Uuid, Json, Bytes, Date, Time, Timestamp, Interval>(type);
}

std::optional<Literal> literal_of(std::span<const sql::Token> tokens) {
  if (tokens.size() == 2 && tokens[1].kind == sql::TokenKind::number) {
    if (tokens[0].is_symbol("+")) return Literal{Kind::number, std::string(tokens[1].text)};
    if (tokens[0].is_symbol("-")) return Literal{Kind::number, "-" + std::string(tokens[1].text)};
  }
  if (tokens.size() != 1) return std::nullopt;
  const sql::Token& token = tokens[0];
  if (token.kind == sql::TokenKind::number) return Literal{Kind::number, std::string(token.text)};
  if (token.kind == sql::TokenKind::string && token.text.starts_with('\''))
    return Literal{Kind::text, sql::string_of(token)};
  if (token.is("true") || token.is("false")) return Literal{Kind::boolean, lower(token.text)};
  if (token.is("null")) return Literal{Kind::null, {}};
  return std::nullopt;
}

Value sql_value(std::string sql) {
  return Value::Map{{"sql", std::move(sql)}};
}

bool is_plain_text(const std::string& text) {
  static constexpr std::array<std::string_view, 4> nulls = {"null", "Null", "NULL", "~"};
  return std::ranges::find(nulls, text) == nulls.end() && !boolean_of(text) && !number_of(text) &&
         !function_of(text) && !looks_like_call(text);
}

Value write_literal(const Literal& literal) {
  switch (literal.kind) {
    case Kind::null:
      return nullptr;
    case Kind::boolean:
      return literal.text == "true";
    case Kind::number:
      return plain_number(literal.text).value_or(sql_value(literal.text));
    case Kind::text:
      break;
  }
  return is_plain_text(literal.text) ? Value(literal.text)
                                     : sql_value(sql::quote_string(literal.text));
}

}  // namespace

std::optional<Value> plain_number(const std::string& text) {
  auto whole = parse_integer(text);
  if (whole && std::to_string(*whole) == text) return Value(static_cast<std::int64_t>(*whole));
  double number = 0;
  auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || rest != text.data() + text.size()) return std::nullopt;
  std::array<char, 32> buffer = {};
  auto [end, failed] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  std::string spelled(buffer.data(), end);
  // Without a point it would be written with one.
  bool simple = spelled == text && text.find('.') != std::string::npos &&
                text.find_first_not_of("-.0123456789") == std::string::npos;
  return simple ? std::optional<Value>(number) : std::nullopt;
}

bool is_number(const Type& type) {
  return is_one_of<Integer, Decimal, Float>(type);
}

Default lift_sql(std::string_view sql, const std::string& dialect) {
  auto rules = dialect == "sqlite" ? sql::sqlite_rules() : sql::postgresql_rules();
  std::vector<sql::Token> tokens = sql::tokenize(sql, rules);
  if (auto literal = literal_of(tokens)) return {*literal};
  std::string text;
  for (const sql::Token& token : tokens) text += token.text;
  if (auto function = function_of(text)) return {*function};
  return {Expression{std::string(trim(sql))}};
}

Default read_default(const yaml::Node& node, PartContext& context) {
  const yaml::Node* value = for_dialect(node, context);
  if (value == nullptr) return {Literal{Kind::null, {}}};
  if (value->is_map()) return read_sql(*value, context);
  if (!value->is_list()) return read_scalar(*value, context);
  context.problems.push_back({.code = "DBT119",
                              .message = "a default must be a value or { sql: … }",
                              .where = value->where,
                              .hint = "write { sql: \"'…'\" } with the database's own spelling"});
  return {};
}

Default read_default_of(const Type& type, const yaml::Node& node, PartContext& context) {
  const yaml::Node* value = for_dialect(node, context);
  Default result = read_default(node, context);
  const auto* literal = std::get_if<Literal>(&result.value);
  if (literal != nullptr && value != nullptr && value->is_scalar() && is_written_as_text(type))
    return {Literal{Kind::text, value->text}};
  if (literal != nullptr && value != nullptr && value->is_scalar())
    return settle_default(type, result);
  return result;
}

Default settle_default(const Type& type, const Default& default_value) {
  const auto* literal = std::get_if<Literal>(&default_value.value);
  if (literal == nullptr) return default_value;
  if (is_number(type) && literal->kind == Kind::text)
    if (auto number = number_of(literal->text)) return {Literal{Kind::number, *number}};
  if (is_one_of<Boolean>(type) && literal->kind != Kind::null) {
    std::string word = lower(literal->text);
    if (word == "1" || word == "t" || word == "true") return {Literal{Kind::boolean, "true"}};
    if (word == "0" || word == "f" || word == "false") return {Literal{Kind::boolean, "false"}};
  }
  return default_value;
}

Literal settle_value(const Type& type, const Literal& value) {
  if (value.kind == Kind::null) return value;
  if (is_written_as_text(type)) return {Kind::text, value.text};
  return std::get<Literal>(settle_default(type, Default{value}).value);
}

Value write_default(const Default& default_value) {
  return match(
      default_value.value, [](const Literal& literal) { return write_literal(literal); },
      [](NeutralFunction function) { return Value(word_of(function_words, function)); },
      [](const Expression& expression) { return sql_value(expression.sql); });
}

Value write_default_of(const Type& type, const Default& default_value) {
  const auto* function = std::get_if<NeutralFunction>(&default_value.value);
  const bool fits = !misfit(type, default_value);
  if (function != nullptr && !fits)
    return sql_value(std::string(word_of(function_words, *function)));
  const auto* literal = std::get_if<Literal>(&default_value.value);
  if (literal == nullptr || literal->kind == Kind::null) return write_default(default_value);
  bool as_text = is_written_as_text(type);
  if (as_text && literal->kind != Kind::text) return sql_value(literal->text);
  if (!fits || (!as_text && settle_default(type, default_value) != default_value))
    return sql_value(literal->kind == Kind::text ? sql::quote_string(literal->text)
                                                 : literal->text);
  return write_default(default_value);
}

}  // namespace dbtool
