#include "dialects/sqlite/defaults.h"

#include "core/support/match.h"
#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/sqlite/expressions.h"

namespace dbtool::lite {
namespace {

// A random UUID of version 4, in lower case.
constexpr std::string_view uuid_sql =
    "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || "
    "substr(hex(randomblob(2)), 2) || '-' || substr('89AB', 1 + abs(random() % 4), 1) || "
    "substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))";

template <class... Kinds>
bool is_one_of(const Type& type) {
  return type.array_dimensions == 0 && (std::holds_alternative<Kinds>(type.kind) || ...);
}

bool is_number(std::string_view text) {
  auto tokens = sql::tokenize(text, sql::sqlite_rules());
  if (tokens.size() == 2 && tokens[0].is_symbol("-")) tokens.erase(tokens.begin());
  return tokens.size() == 1 && tokens[0].kind == sql::TokenKind::number &&
         tokens[0].text.size() + 1 >= text.size();
}

Literal number(const std::string& text, const Type& type) {
  bool truth = is_one_of<Boolean>(type) && (text == "0" || text == "1");
  if (truth) return {Literal::Kind::boolean, text == "1" ? "true" : "false"};
  return {Literal::Kind::number, text};
}

Literal text_literal(const std::string& text, const Type& type) {
  bool numeric = is_one_of<Boolean, Integer, Decimal, Float>(type) && is_number(text);
  return numeric ? number(text, type) : Literal{Literal::Kind::text, text};
}

std::optional<Default> lift_word(const sql::Token& token, std::string_view text, const Type& type) {
  if (token.is("null")) return std::nullopt;
  if (token.is("true")) return Default{number("1", type)};
  if (token.is("false")) return Default{number("0", type)};
  if (token.is("current_timestamp")) return Default{NeutralFunction::now};
  if (token.is("current_date")) return Default{NeutralFunction::current_date};
  if (token.is("current_time")) return Default{NeutralFunction::current_time};
  return Default{text_literal(std::string(text), type)};
}

std::string function_sql(NeutralFunction function) {
  switch (function) {
    case NeutralFunction::now:
      return "CURRENT_TIMESTAMP";
    case NeutralFunction::current_date:
      return "CURRENT_DATE";
    case NeutralFunction::current_time:
      return "CURRENT_TIME";
    case NeutralFunction::uuid:
      break;
  }
  return "(" + std::string(uuid_sql) + ")";
}

std::string literal_sql(const Literal& literal, const Type& type) {
  bool text_column = is_one_of<Text, Named>(type);
  switch (literal.kind) {
    case Literal::Kind::null:
      return "NULL";
    case Literal::Kind::number:
      return literal.text;
    case Literal::Kind::boolean:
      if (!text_column) return literal.text == "true" ? "1" : "0";
      break;
    case Literal::Kind::text:
      break;
  }
  return sql::quote_string(literal.text);
}

}  // namespace

std::optional<Default> lift_default(std::string_view text, const Type& type) {
  using sql::TokenKind;
  std::string_view inner = bare(text);
  auto tokens = sql::tokenize(inner, sql::sqlite_rules());
  bool positive = tokens.size() == 2 && tokens[0].is_symbol("+");
  bool negative = tokens.size() == 2 && tokens[0].is_symbol("-");
  if ((positive || negative) && tokens[1].kind == TokenKind::number)
    return Default{number((negative ? "-" : "") + std::string(tokens[1].text), type)};
  if (tokens.size() == 1) {
    const sql::Token& token = tokens[0];
    if (token.kind == TokenKind::number) return Default{number(std::string(token.text), type)};
    if (token.kind == TokenKind::string && token.text[0] == '\'')
      return Default{text_literal(sql::string_of(token), type)};
    // SQLite takes a name for a string here, in whatever quotes.
    if (token.kind == TokenKind::quoted_name)
      return Default{text_literal(sql::name_of(token), type)};
    if (token.kind == TokenKind::word) return lift_word(token, token.text, type);
  }
  static const std::string uuid = sql::fold(uuid_sql, sql::sqlite_rules());
  if (tokens.size() > 20 && sql::fold(inner, sql::sqlite_rules()) == uuid)
    return Default{NeutralFunction::uuid};
  return Default{Expression{std::string(inner)}};
}

std::optional<Default> canonical_default(const std::optional<Default>& declared, const Type& type) {
  if (!declared) return std::nullopt;
  return lift_default(default_sql(*declared, type), type);
}

std::string default_sql(const Default& value, const Type& type) {
  return match(
      value.value, [&](const Literal& literal) { return literal_sql(literal, type); },
      [](const NeutralFunction& function) { return function_sql(function); },
      [](const Expression& expression) { return bracketed(expression.sql); });
}

bool is_constant(const std::optional<Default>& value) {
  const auto* literal = value ? std::get_if<Literal>(&value->value) : nullptr;
  return literal != nullptr && literal->kind != Literal::Kind::null;
}

}  // namespace dbtool::lite
