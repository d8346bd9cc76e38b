#include "dialects/sqlite/types.h"

#include "core/support/match.h"
#include "core/support/text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace dbtool::lite {
namespace {

/// A type whose SQL name has the affinity NUMERIC, which turns '20260101' into a number. A second
/// word TEXT keeps the values as they are and the name readable. INTERVAL would be an INTEGER.
struct TextType {
  std::string_view word;
  Type type;
};

const std::array<TextType, 9>& text_types() {
  static const std::array<TextType, 9> types = {{{"DATE", {Date{}}},
                                                 {"TIME", {Time{}}},
                                                 {"TIMETZ", {Time{.with_zone = true}}},
                                                 {"TIMESTAMP", {Timestamp{}}},
                                                 {"TIMESTAMPTZ", {Timestamp{.with_zone = true}}},
                                                 {"DURATION", {Interval{}}},
                                                 {"UUID", {Uuid{}}},
                                                 {"JSON", {Json{}}},
                                                 {"JSONB", {Json{.binary = true}}}}};
  return types;
}

std::string spell_text_type(const Type& type) {
  for (const TextType& known : text_types())
    if (known.type == type) return std::string(known.word) + " TEXT";
  return "TEXT";
}

std::string with_precision(Type type, std::optional<int> precision) {
  match(
      type.kind, [](Time& time) { time.precision.reset(); },
      [](Timestamp& timestamp) { timestamp.precision.reset(); }, [](auto&) {});
  return spell_text_type(type) + (precision ? "(" + std::to_string(*precision) + ")" : "");
}

std::string spell_decimal(const Decimal& decimal) {
  if (!decimal.precision) return "NUMERIC";
  std::string scale = decimal.scale ? ", " + std::to_string(*decimal.scale) : "";
  return "NUMERIC(" + std::to_string(*decimal.precision) + scale + ")";
}

std::string spell_text(const Text& text) {
  if (!text.length) return text.fixed ? "CHAR" : "TEXT";
  return (text.fixed ? "CHAR(" : "VARCHAR(") + std::to_string(*text.length) + ")";
}

std::string spell_integer(const Integer& integer) {
  return integer.bits == 16 ? "SMALLINT" : integer.bits == 64 ? "BIGINT" : "INTEGER";
}

std::string spell_strict(const Type& type) {
  return match(
      type.kind, [](const Boolean&) { return std::string("INTEGER"); },
      [](const Integer&) { return std::string("INTEGER"); },
      [](const Decimal&) { return std::string("REAL"); },
      [](const Float&) { return std::string("REAL"); },
      [](const Bytes&) { return std::string("BLOB"); },
      [](const Native& native) { return native.sql; },
      [](const auto&) { return std::string("TEXT"); });
}

/// Words of SQLite's manual and of its users that the neutral grammar does not know.
struct Alias {
  std::string_view declared;
  std::string_view neutral;
};

constexpr auto aliases = std::to_array<Alias>({{"varying character", "varchar"},
                                               {"native character", "char"},
                                               {"clob", "text"},
                                               {"tinyint", "smallint"},
                                               {"mediumint", "integer"},
                                               {"unsigned big int", "bigint"}});

std::string with_single_blanks(std::string_view text) {
  std::string result;
  for (char c : lower(text)) {
    bool blank = c == ' ' || (c >= '\t' && c <= '\r');
    if (!blank)
      result += c;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  }
  return std::string(trim(result));
}

std::optional<Type> parse_text_type(const std::string& text) {
  std::size_t end = text.find(" text");
  if (end == std::string::npos) return std::nullopt;
  std::string word = upper(text.substr(0, end));
  auto known = std::ranges::find(text_types(), word, &TextType::word);
  if (known == text_types().end()) return std::nullopt;
  Type type = known->type;
  std::string rest = text.substr(end + 5);
  if (rest.empty()) return type;
  std::optional<long long> digits;
  if (rest.starts_with("(") && rest.ends_with(")"))
    digits = parse_integer(rest.substr(1, rest.size() - 2));
  if (!digits) return std::nullopt;
  int precision = static_cast<int>(*digits);
  bool has_precision = match(
      type.kind, [&](Time& time) { return time.precision = precision, true; },
      [&](Timestamp& timestamp) { return timestamp.precision = precision, true; },
      [](auto&) { return false; });
  if (!has_precision) return std::nullopt;
  return type;
}

std::string without_aliases(const std::string& text) {
  std::size_t bracket = text.find('(');
  std::string word(trim(text.substr(0, bracket)));
  auto alias = std::ranges::find(aliases, word, &Alias::declared);
  if (alias == aliases.end()) return text;
  std::string rest = bracket == std::string::npos ? "" : text.substr(bracket);
  return std::string(alias->neutral) + rest;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

enum class Class { own, timestamp, time, json, uuid, floating };

Class class_of(const Type& type) {
  if (type.array_dimensions > 0) return Class::json;
  return match(
      type.kind, [](const Timestamp&) { return Class::timestamp; },
      [](const Time&) { return Class::time; }, [](const Json&) { return Class::json; },
      [](const Uuid&) { return Class::uuid; }, [](const Float&) { return Class::floating; },
      [](const Text& text) {
        return text.length == 32 || text.length == 36 ? Class::uuid : Class::own;
      },
      [](const auto&) { return Class::own; });
}

}  // namespace

std::string spell(const Type& type, bool strict) {
  if (type.array_dimensions > 0) return strict ? "TEXT" : "JSON TEXT";
  if (strict) return spell_strict(type);
  return match(
      type.kind, [](const Boolean&) { return std::string("BOOLEAN"); },
      [](const Integer& integer) { return spell_integer(integer); },
      [](const Decimal& decimal) { return spell_decimal(decimal); },
      [](const Float& real) { return std::string(real.bits == 32 ? "REAL" : "DOUBLE"); },
      [](const Text& text) { return spell_text(text); },
      [](const Bytes&) { return std::string("BLOB"); },
      [&](const Time& time) { return with_precision(type, time.precision); },
      [&](const Timestamp& timestamp) { return with_precision(type, timestamp.precision); },
      [](const Named&) { return std::string("TEXT"); },
      [](const Native& native) { return native.sql; },
      [&](const auto&) { return spell_text_type(type); });
}

Type parse_declared(std::string_view declared) {
  std::string text = with_single_blanks(declared);
  if (auto type = parse_text_type(text)) return *type;
  auto type = parse_type(without_aliases(text));
  bool known = type && !std::holds_alternative<Named>(type->kind) && type->array_dimensions == 0;
  return known ? *type : Type{Native{std::string(declared)}};
}

bool is_strict(std::string_view declared) {
  constexpr std::array<std::string_view, 6> words = {"INT",  "INTEGER", "REAL",
                                                     "TEXT", "BLOB",    "ANY"};
  return std::ranges::any_of(words,
                             [&](auto word) { return equals_ignoring_case(word, declared); });
}

bool same_spelling(std::string_view a, std::string_view b) {
  auto bare = [](std::string_view text) {
    std::string result = with_single_blanks(text);
    std::erase(result, ' ');
    return result;
  };
  return bare(a) == bare(b);
}

bool same_class(const Type& a, const Type& b) {
  if (a == b) return true;
  bool both_text = std::holds_alternative<Text>(a.kind) && std::holds_alternative<Text>(b.kind);
  return class_of(a) != Class::own && class_of(a) == class_of(b) && !both_text;
}

Affinity affinity_of(std::string_view declared) {
  std::string text = lower(declared);
  if (contains(text, "int")) return Affinity::integer;
  if (contains(text, "char") || contains(text, "clob") || contains(text, "text"))
    return Affinity::text;
  if (text.empty() || contains(text, "blob")) return Affinity::blob;
  bool real = contains(text, "real") || contains(text, "floa") || contains(text, "doub");
  return real ? Affinity::real : Affinity::numeric;
}

}  // namespace dbtool::lite
