#include "dialects/postgresql/types.h"

#include "core/support/match.h"
#include "core/support/text.h"
#include "dialects/postgresql/names.h"

#include <array>
#include <optional>

namespace dbtool::postgres {
namespace {

std::string with_precision(const std::string& name, std::optional<int> precision) {
  return precision ? name + "(" + std::to_string(*precision) + ")" : name;
}

std::string spell_decimal(const Decimal& type) {
  if (!type.precision) return "numeric";
  std::string text = "numeric(" + std::to_string(*type.precision);
  if (type.scale && *type.scale != 0) text += ", " + std::to_string(*type.scale);
  return text + ")";
}

std::string spell_integer(int bits) {
  return bits == 16 ? "smallint" : bits == 64 ? "bigint" : "integer";
}

std::string spell_text(const Text& type) {
  if (type.fixed) return with_precision("char", type.length);
  return type.length ? with_precision("varchar", type.length) : "text";
}

std::string spell_element(const Type& type) {
  return match(
      type.kind, [](const Boolean&) { return std::string("boolean"); },
      [](const Integer& t) { return spell_integer(t.bits); },
      [](const Decimal& t) { return spell_decimal(t); },
      [](const Float& t) { return std::string(t.bits == 32 ? "real" : "double precision"); },
      [](const Text& t) { return spell_text(t); },
      [](const Bytes&) { return std::string("bytea"); },
      [](const Date&) { return std::string("date"); },
      [](const Time& t) { return with_precision(t.with_zone ? "timetz" : "time", t.precision); },
      [](const Timestamp& t) {
        return with_precision(t.with_zone ? "timestamptz" : "timestamp", t.precision);
      },
      [](const Interval&) { return std::string("interval"); },
      [](const Uuid&) { return std::string("uuid"); },
      [](const Json& t) { return std::string(t.binary ? "jsonb" : "json"); },
      [](const Named& t) { return quote(t.name); }, [](const Native& t) { return t.sql; });
}

/// A type's text in parts: "timestamp(3) without time zone" is the word "timestamp without time
/// zone" with the arguments 3.
struct Spelling {
  std::string word = {};
  std::vector<int> arguments = {};
  int dimensions = 0;
};

std::optional<Spelling> take_apart(std::string_view text) {
  Spelling parts;
  std::string rest = lower(trim(text));
  while (rest.ends_with("[]")) {
    rest.resize(rest.size() - 2);
    ++parts.dimensions;
  }
  auto open = rest.find('(');
  auto close = rest.find(')');
  if (open == std::string::npos || close == std::string::npos) {
    parts.word = rest;
    return parts;
  }
  for (const std::string& argument : split(rest.substr(open + 1, close - open - 1), ',')) {
    auto number = parse_integer(trim(argument));
    if (!number) return std::nullopt;
    parts.arguments.push_back(static_cast<int>(*number));
  }
  parts.word = std::string(trim(rest.substr(0, open))) + rest.substr(close + 1);
  return parts;
}

struct Word {
  std::string_view word;
  Type type;
};

const Type* without_arguments(const std::string& word) {
  static const auto words = std::to_array<Word>({
      {"boolean", {Boolean{}}}, {"bool", {Boolean{}}},      {"smallint", {Integer{16}}},
      {"int2", {Integer{16}}},  {"integer", {Integer{32}}}, {"int", {Integer{32}}},
      {"int4", {Integer{32}}},  {"bigint", {Integer{64}}},  {"int8", {Integer{64}}},
      {"real", {Float{32}}},    {"float4", {Float{32}}},    {"double precision", {Float{64}}},
      {"float8", {Float{64}}},  {"text", {Text{}}},         {"bytea", {Bytes{}}},
      {"date", {Date{}}},       {"interval", {Interval{}}}, {"uuid", {Uuid{}}},
      {"json", {Json{false}}},  {"jsonb", {Json{true}}},
  });
  for (const Word& known : words)
    if (known.word == word) return &known.type;
  return nullptr;
}

std::optional<int> argument(const Spelling& parts, std::size_t index) {
  return index < parts.arguments.size() ? std::optional<int>(parts.arguments[index]) : std::nullopt;
}

std::optional<Type> with_arguments(const Spelling& parts) {
  const std::string& word = parts.word;
  std::optional<int> first = argument(parts, 0);
  if (word == "numeric" || word == "decimal") return Type{Decimal{first, argument(parts, 1)}};
  if ((word == "character varying" || word == "varchar") && first) return Type{Text{first, false}};
  if (word == "character" || word == "char") return Type{Text{first, true}};
  if (word == "time" || word == "time without time zone") return Type{Time{first, false}};
  if (word == "timetz" || word == "time with time zone") return Type{Time{first, true}};
  if (word == "timestamp" || word == "timestamp without time zone")
    return Type{Timestamp{first, false}};
  if (word == "timestamptz" || word == "timestamp with time zone")
    return Type{Timestamp{first, true}};
  return std::nullopt;
}

std::optional<int> unless_six(std::optional<int> precision) {
  return precision == 6 ? std::nullopt : precision;
}

template <class Kind>
bool holds(const Type& type) {
  return std::holds_alternative<Kind>(type.kind);
}

bool is_timestamp_or_date(const Type& type) {
  return holds<Timestamp>(type) || holds<Date>(type);
}

}  // namespace

std::string spell(const Type& type) {
  std::string text = spell_element(type);
  for (int i = 0; i < type.array_dimensions; ++i) text += "[]";
  return text;
}

Type parse_server_type(std::string_view text) {
  std::optional<Spelling> parts = take_apart(text);
  if (!parts) return {Native{std::string(trim(text))}};
  const Type* plain = parts->arguments.empty() ? without_arguments(parts->word) : nullptr;
  std::optional<Type> type = plain != nullptr ? *plain : with_arguments(*parts);
  if (!type) return {Native{std::string(trim(text))}};
  type->array_dimensions = parts->dimensions;
  return canonical_type(*type);
}

Type canonical_type(Type type) {
  if (type.array_dimensions > 1) type.array_dimensions = 1;
  if (auto* decimal = std::get_if<Decimal>(&type.kind))
    if (decimal->precision && !decimal->scale) decimal->scale = 0;
  if (auto* text = std::get_if<Text>(&type.kind))
    if (text->fixed && !text->length) text->length = 1;
  if (auto* time = std::get_if<Time>(&type.kind)) time->precision = unless_six(time->precision);
  if (auto* timestamp = std::get_if<Timestamp>(&type.kind))
    timestamp->precision = unless_six(timestamp->precision);
  return type;
}

Family family_of(const Type& type) {
  if (type.array_dimensions > 0) return Family::other;
  if (holds<Text>(type)) return Family::text;
  if (holds<Integer>(type) || holds<Decimal>(type) || holds<Float>(type)) return Family::number;
  return holds<Boolean>(type) ? Family::boolean : Family::other;
}

bool assigns(const Type& from, const Type& to) {
  if (holds<Text>(to) && to.array_dimensions == 0) return true;
  if (from.array_dimensions > 0 && to.array_dimensions > 0)
    return assigns(Type{from.kind}, Type{to.kind}) && !(holds<Text>(to) && !holds<Text>(from));
  if (from.array_dimensions != to.array_dimensions) return false;
  if (holds<Native>(to) || holds<Named>(to)) return from == to;
  if (from.kind.index() == to.kind.index()) return true;
  if (family_of(from) == Family::number && family_of(to) == Family::number) return true;
  if (is_timestamp_or_date(from) && is_timestamp_or_date(to)) return true;
  return holds<Timestamp>(from) && holds<Time>(to);
}

}  // namespace dbtool::postgres
