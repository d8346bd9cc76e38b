#include "dialects/postgresql/defaults.h"

#include "core/schema/naming.h"
#include "core/support/match.h"
#include "core/support/sql_tokens.h"
#include "core/support/text.h"
#include "dialects/postgresql/ddl.h"
#include "dialects/postgresql/expressions.h"
#include "dialects/postgresql/names.h"
#include "dialects/postgresql/types.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <span>

namespace dbtool::postgres {
namespace {

using sql::Token;
using sql::TokenKind;
using Tokens = std::span<const Token>;

std::optional<NeutralFunction> neutral_function(const std::string& folded) {
  struct Spelling {
    std::string_view text;
    NeutralFunction function;
  };
  static constexpr auto spellings = std::to_array<Spelling>({
      {"now ( )", NeutralFunction::now},
      {"current_timestamp", NeutralFunction::now},
      {"current_date", NeutralFunction::current_date},
      {"current_time", NeutralFunction::current_time},
      {"gen_random_uuid ( )", NeutralFunction::uuid},
  });
  for (const Spelling& spelling : spellings)
    if (spelling.text == folded) return spelling.function;
  return std::nullopt;
}

/// The tokens without parentheses around all of them.
Tokens inside_parentheses(Tokens tokens) {
  while (tokens.size() >= 2 && tokens.front().is_symbol("(") && tokens.back().is_symbol(")")) {
    int depth = 0;
    for (const Token& token : tokens.first(tokens.size() - 1))
      if ((depth += token.is_symbol("(") ? 1 : token.is_symbol(")") ? -1 : 0) == 0) return tokens;
    tokens = tokens.subspan(1, tokens.size() - 2);
  }
  return tokens;
}

std::string source_of(Tokens tokens) {
  if (tokens.empty()) return {};
  const char* begin = tokens.front().text.data();
  const char* end = tokens.back().text.data() + tokens.back().text.size();
  return {begin, end};
}

/// The value before a cast, and the text of the type it is cast to.
struct CastValue {
  Tokens value = {};
  std::string type = {};
};

CastValue split_cast(Tokens tokens) {
  tokens = inside_parentheses(tokens);
  auto cast = std::ranges::find_if(tokens, [](const Token& t) { return t.is_symbol("::"); });
  auto place = static_cast<std::size_t>(cast - tokens.begin());
  // (0)::numeric: the parentheses hold the value only.
  return {inside_parentheses(tokens.first(place)),
          place < tokens.size() ? source_of(tokens.subspan(place + 1)) : std::string()};
}

bool is_text_type(const std::string& type) {
  return type == "text" || type == "character varying" || type == "bpchar" || type == "character";
}

/// Whether the cast says no more than the column's own type does.
bool casts_to_own_type(const std::string& cast, const Type& type) {
  if (cast.empty()) return true;
  if (family_of(type) == Family::text) return is_text_type(cast);
  if (std::holds_alternative<Named>(type.kind) || std::holds_alternative<Native>(type.kind)) {
    std::string own = spell(type);
    return cast == own || own.starts_with(cast + "(");
  }
  Type to = parse_server_type(cast);
  if (family_of(type) == Family::number) return family_of(to) == Family::number;
  return to.array_dimensions == std::min(type.array_dimensions, 1) &&
         (to.kind.index() == type.kind.index() ||
          (type.array_dimensions > 0 && cast == "character varying[]"));
}

bool is_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  std::vector<Token> tokens = sql::tokenize(text, sql::postgresql_rules());
  return tokens.size() == 1 && tokens[0].kind == TokenKind::number &&
         tokens[0].text.size() == text.size();
}

/// 1.5e3 as the server prints it, 1500; powers that no column holds stay.
std::string without_exponent(const std::string& number) {
  constexpr int most = 400;
  auto mark = number.find_first_of("eE");
  if (mark == std::string::npos) return number;
  const int power = std::atoi(number.c_str() + mark + 1);
  if (power < -most || power > most) return number;
  const std::string sign = number.starts_with('-') ? "-" : "";
  std::string digits = number.substr(sign.size(), mark - sign.size());
  const auto point = std::min(digits.find('.'), digits.size());
  digits.erase(point, 1);
  const int place = static_cast<int>(point) + power;
  if (place < 1) digits.insert(0, static_cast<std::size_t>(1 - place), '0');
  const auto whole = static_cast<std::size_t>(std::max(place, 1));
  if (digits.size() < whole) digits.append(whole - digits.size(), '0');
  if (digits.size() > whole) digits.insert(whole, ".");
  while (digits.size() > 1 && digits[0] == '0' && digits[1] != '.') digits.erase(0, 1);
  return sign + digits;
}

Literal literal_for(const Type& type, std::string text, Literal::Kind kind) {
  if (family_of(type) == Family::number && is_number(text)) kind = Literal::Kind::number;
  if (kind == Literal::Kind::number) text = without_exponent(text);
  if (family_of(type) == Family::boolean) {
    bool yes = text == "t" || text == "true" || text == "1";
    bool no = text == "f" || text == "false" || text == "0";
    if (yes || no) return {Literal::Kind::boolean, yes ? "true" : "false"};
  }
  return {kind, std::move(text)};
}

std::optional<Literal> plain_literal(Tokens value, const Type& type) {
  if (value.size() == 2 && value[0].is_symbol("-") && value[1].kind == TokenKind::number)
    return literal_for(type, "-" + std::string(value[1].text), Literal::Kind::number);
  if (value.size() != 1) return std::nullopt;
  const Token& token = value[0];
  if (token.kind == TokenKind::number)
    return literal_for(type, std::string(token.text), Literal::Kind::number);
  bool prefixed = token.text[0] != '\'' && lower(token.text.substr(0, 1)) != "e";
  if (token.kind == TokenKind::string && !prefixed)
    return literal_for(type, sql::string_of(token), Literal::Kind::text);
  if (token.is("true") || token.is("false"))
    return Literal{Literal::Kind::boolean, lower(token.text)};
  if (token.is("null")) return Literal{Literal::Kind::null, {}};
  return std::nullopt;
}

std::string function_sql(NeutralFunction function) {
  switch (function) {
    case NeutralFunction::now:
      return "now()";
    case NeutralFunction::current_date:
      return "CURRENT_DATE";
    case NeutralFunction::current_time:
      return "CURRENT_TIME";
    case NeutralFunction::uuid:
      return "gen_random_uuid()";
  }
  return {};
}

std::string literal_sql(const Literal& value) {
  switch (value.kind) {
    case Literal::Kind::null:
      return "NULL";
    case Literal::Kind::boolean:
    case Literal::Kind::number:
      return value.text;
    case Literal::Kind::text:
      return literal(value.text);
  }
  return {};
}

/// DEFAULT takes calls, casts and literals as they are; operators and keywords only in parentheses.
std::string expression_sql(const std::string& sql) {
  std::vector<Token> tokens = sql::tokenize(sql, sql::postgresql_rules(), true);
  int depth = 0;
  bool after_operand = false;
  for (const Token& token : tokens) {
    bool opens = token.is_symbol("(") || token.is_symbol("[");
    bool operand = token.kind != TokenKind::symbol;
    bool joins = token.is_symbol("::") || token.is_symbol(".");
    bool needs = token.kind == TokenKind::comment || (operand && after_operand) ||
                 (!operand && !opens && !joins && !token.is_symbol(")") && !token.is_symbol("]"));
    if (depth == 0 && needs) return in_parentheses(sql);
    depth += opens ? 1 : token.is_symbol(")") || token.is_symbol("]") ? -1 : 0;
    after_operand = operand;
  }
  return sql;
}

/// At most so many bytes of it, and no half character.
std::string cut_name(const std::string& name, std::size_t bytes) {
  if (bytes >= name.size()) return name;
  while (bytes > 0 && (static_cast<unsigned char>(name[bytes]) & 0xC0U) == 0x80U) --bytes;
  return name.substr(0, bytes);
}

}  // namespace

std::optional<Default> lift_default(std::string_view text, const Type& type) {
  auto rules = sql::postgresql_rules();
  if (auto function = neutral_function(sql::fold(text, rules))) return Default{*function};
  std::vector<Token> tokens = sql::tokenize(text, rules);
  CastValue cast = split_cast(tokens);
  std::optional<Literal> literal = plain_literal(cast.value, type);
  if (literal && literal->kind == Literal::Kind::null) return std::nullopt;
  if (literal && casts_to_own_type(cast.type, type)) return Default{std::move(*literal)};
  return Default{Expression{without_outer_parentheses(text)}};
}

std::optional<Default> canonical_default(const std::optional<Default>& declared, const Type& type) {
  if (!declared) return std::nullopt;
  if (const auto* expression = std::get_if<Expression>(&declared->value))
    return lift_default(expression->sql, type);
  const auto* value = std::get_if<Literal>(&declared->value);
  if (value == nullptr) return declared;
  if (value->kind == Literal::Kind::null) return std::nullopt;
  return Default{literal_for(type, value->text, value->kind)};
}

std::string default_sql(const Default& value) {
  return match(
      value.value, [](const Literal& v) { return literal_sql(v); },
      [](const NeutralFunction& f) { return function_sql(f); },
      [](const Expression& e) { return expression_sql(e.sql); });
}

std::optional<std::string> sequence_of(const std::optional<Default>& value) {
  const auto* expression = value ? std::get_if<Expression>(&value->value) : nullptr;
  if (expression == nullptr) return std::nullopt;
  std::vector<Token> tokens = sql::tokenize(expression->sql, sql::postgresql_rules());
  bool fits = (tokens.size() == 4 || tokens.size() == 6) && tokens[0].is("nextval") &&
              tokens[2].kind == TokenKind::string && tokens.back().is_symbol(")");
  return fits ? std::optional(sql::string_of(tokens[2])) : std::nullopt;
}

Name serial_sequence(const Name& table, const std::string& column) {
  constexpr std::string_view ending = "_seq";
  const std::size_t room = longest_name - ending.size() - 1;
  std::size_t first = table.name.size();
  std::size_t second = column.size();
  while (first + second > room) --(first > second ? first : second);
  return {table.schema,
          cut_name(table.name, first) + "_" + cut_name(column, second) + std::string(ending)};
}

}  // namespace dbtool::postgres
