#include "dialects/postgresql/types.h"

#include "core/support/match.h"
#include "core/support/text.h"
#include "dialects/postgresql/names.h"

#include <algorithm>
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

/// What format_type() prints, and the server's other names for the same: parse_type knows more
/// words, which would be user-defined types here. A varchar without a length is not text to the
/// server.
bool is_server_word(std::string_view word, bool has_length) {
  static constexpr auto words = std::to_array<std::string_view>({"boolean",
                                                                 "bool",
                                                                 "smallint",
                                                                 "int2",
                                                                 "integer",
                                                                 "int",
                                                                 "int4",
                                                                 "bigint",
                                                                 "int8",
                                                                 "real",
                                                                 "float4",
                                                                 "double precision",
                                                                 "float8",
                                                                 "numeric",
                                                                 "decimal",
                                                                 "text",
                                                                 "bytea",
                                                                 "date",
                                                                 "interval",
                                                                 "uuid",
                                                                 "json",
                                                                 "jsonb",
                                                                 "character",
                                                                 "char",
                                                                 "time",
                                                                 "timetz",
                                                                 "timestamp",
                                                                 "timestamptz",
                                                                 "time without time zone",
                                                                 "time with time zone",
                                                                 "timestamp without time zone",
                                                                 "timestamp with time zone"});
  if (word == "character varying" || word == "varchar") return has_length;
  return std::ranges::find(words, word) != words.end();
}

/// "timestamp(3) without time zone[]" without what is in parentheses and brackets.
std::string word_of(std::string_view text) {
  std::string word(text.substr(0, text.find_first_of("([")));
  if (auto close = text.find(')'); close != std::string_view::npos)
    word += text.substr(close + 1, text.find('[') - close - 1);
  return std::string(trim(word));
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
  text = trim(text);
  std::string folded = lower(text);
  bool has_length = folded.find('(') != std::string::npos;
  std::optional<Type> type;
  if (is_server_word(word_of(folded), has_length)) type = parse_type(folded);
  return canonical_type(type.value_or(Type{Native{std::string(text)}}));
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

std::string usual_storage(const Type& type) {
  if (type.array_dimensions > 0) return "extended";
  if (holds<Decimal>(type)) return "main";
  bool variable =
      holds<Text>(type) || holds<Bytes>(type) || holds<Json>(type) || holds<Native>(type);
  return variable ? "extended" : "plain";
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
