#include "core/schema/type.h"

#include "core/support/match.h"
#include "core/support/text.h"

#include <algorithm>
#include <array>
#include <span>

namespace dbtool {
namespace {

/// A type word and what may follow it in parentheses.
struct TypeWord {
  std::string_view word = {};
  Type type = {};
  int numbers = 0;  ///< how many are allowed in parentheses
};

/// The neutral words first, then the names other tools use for the same.
const std::vector<TypeWord>& type_words() {
  static const std::vector<TypeWord> words = {
      {"boolean", {Boolean{}}},
      {"smallint", {Integer{16}}},
      {"integer", {Integer{32}}},
      {"bigint", {Integer{64}}},
      {"real", {Float{32}}},
      {"double", {Float{64}}},
      {"numeric", {Decimal{}}, 2},
      {"text", {Text{}}},
      {"varchar", {Text{}}, 1},
      {"char", {Text{.fixed = true}}, 1},
      {"blob", {Bytes{}}},
      {"date", {Date{}}},
      {"time", {Time{}}, 1},
      {"timetz", {Time{.with_zone = true}}, 1},
      {"timestamp", {Timestamp{}}, 1},
      {"timestamptz", {Timestamp{.with_zone = true}}, 1},
      {"interval", {Interval{}}},
      {"uuid", {Uuid{}}},
      {"json", {Json{}}},
      {"jsonb", {Json{.binary = true}}},
      {"bool", {Boolean{}}},
      {"int2", {Integer{16}}},
      {"smallinteger", {Integer{16}}},
      {"int", {Integer{32}}},
      {"int4", {Integer{32}}},
      {"int8", {Integer{64}}},
      {"biginteger", {Integer{64}}},
      {"float4", {Float{32}}},
      {"float", {Float{64}}},
      {"float8", {Float{64}}},
      {"double precision", {Float{64}}},
      {"decimal", {Decimal{}}, 2},
      {"string", {Text{}}, 1},
      {"character varying", {Text{}}, 1},
      {"nvarchar", {Text{}}, 1},
      {"character", {Text{.fixed = true}}, 1},
      {"bpchar", {Text{.fixed = true}}, 1},
      {"nchar", {Text{.fixed = true}}, 1},
      {"bytea", {Bytes{}}},
      {"binary", {Bytes{}}},
      {"bytes", {Bytes{}}},
      {"largebinary", {Bytes{}}},
      {"datetime", {Timestamp{}}, 1},
      {"time without time zone", {Time{}}, 1},
      {"time with time zone", {Time{.with_zone = true}}, 1},
      {"timestamp without time zone", {Timestamp{}}, 1},
      {"timestamp with time zone", {Timestamp{.with_zone = true}}, 1}};
  return words;
}

/// "varchar (40)" taken apart: words joined by single blanks, the numbers, how many `[]`.
struct Spelling {
  std::string words = {};
  std::vector<int> numbers = {};
  int dimensions = 0;
};

bool is_type_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

/// Takes `(1, 2)` off the front of the text; false when it is something else.
bool take_numbers(std::string_view& text, std::vector<int>& numbers) {
  const auto close = text.find(')');
  if (close == std::string_view::npos) return false;
  for (const std::string& part : split(text.substr(1, close - 1), ',')) {
    const auto number = parse_integer(trim(part));
    if (!number || *number < 0 || *number > 100'000'000) return false;
    numbers.push_back(static_cast<int>(*number));
  }
  text.remove_prefix(close + 1);
  return true;
}

std::optional<Spelling> take_apart(std::string_view text) {
  Spelling spelling;
  while (!(text = trim(text)).empty()) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_type_word_byte);
    const auto length = static_cast<std::size_t>(end - text.begin());
    if (length > 0 && spelling.dimensions == 0) {
      if (!spelling.words.empty()) spelling.words += ' ';
      spelling.words += text.substr(0, length);
      text.remove_prefix(length);
    } else if (text[0] == '(' && spelling.numbers.empty() && spelling.dimensions == 0) {
      if (!take_numbers(text, spelling.numbers)) return std::nullopt;
    } else if (text.starts_with("[]")) {
      ++spelling.dimensions;
      text.remove_prefix(2);
    } else {
      return std::nullopt;
    }
  }
  return spelling;
}

void set_numbers(Type& type, const std::vector<int>& numbers) {
  if (numbers.empty()) return;
  if (auto* decimal = std::get_if<Decimal>(&type.kind)) {
    decimal->precision = numbers[0];
    decimal->scale = numbers.size() > 1 ? numbers[1] : 0;
  }
  if (auto* text = std::get_if<Text>(&type.kind)) text->length = numbers[0];
  if (auto* time = std::get_if<Time>(&type.kind)) time->precision = numbers[0];
  if (auto* timestamp = std::get_if<Timestamp>(&type.kind)) timestamp->precision = numbers[0];
}

/// char without a length is one character.
void settle(Type& type) {
  auto* text = std::get_if<Text>(&type.kind);
  if (text != nullptr && text->fixed && !text->length) text->length = 1;
}

bool is_identifier(std::string_view words) {
  return !words.empty() && words.find(' ') == std::string_view::npos &&
         !(words[0] >= '0' && words[0] <= '9') && words.front() != '.' && words.back() != '.';
}

/// A column of its own, a sequence and a default rather than a type: identity says it better.
bool is_serial(std::string_view word) {
  return word == "serial" || word == "bigserial" || word == "smallserial";
}

std::string in_parentheses(std::optional<int> number) {
  return number ? "(" + std::to_string(*number) + ")" : "";
}

std::string spell(const Decimal& decimal) {
  if (!decimal.precision) return "numeric";
  const int scale = decimal.scale.value_or(0);
  return "numeric(" + std::to_string(*decimal.precision) +
         (scale != 0 ? ", " + std::to_string(scale) : "") + ")";
}

std::string spell(const Text& text) {
  if (text.fixed) return "char" + in_parentheses(text.length);
  return text.length ? "varchar" + in_parentheses(text.length) : "text";
}

std::string spell(const Integer& integer) {
  return integer.bits == 16 ? "smallint" : integer.bits == 64 ? "bigint" : "integer";
}

}  // namespace

std::optional<Type> parse_type(std::string_view text) {
  const auto spelling = take_apart(text);
  if (!spelling) return std::nullopt;
  const std::string words = lower(spelling->words);
  const auto& known = type_words();
  const auto word = std::find_if(known.begin(), known.end(),
                                 [&](const TypeWord& each) { return each.word == words; });
  Type type;
  if (word != known.end()) {
    if (spelling->numbers.size() > static_cast<std::size_t>(word->numbers)) return std::nullopt;
    type = word->type;
    set_numbers(type, spelling->numbers);
    settle(type);
  } else if (is_identifier(spelling->words) && spelling->numbers.empty() && !is_serial(words)) {
    type.kind = Named{parse_name(spelling->words)};
  } else {
    return std::nullopt;
  }
  type.array_dimensions = spelling->dimensions;
  return type;
}

std::string to_text(const Type& type) {
  std::string text = match(
      type.kind, [](const Boolean&) -> std::string { return "boolean"; },
      [](const Integer& integer) { return spell(integer); },
      [](const Decimal& decimal) { return spell(decimal); },
      [](const Float& number) -> std::string { return number.bits == 32 ? "real" : "double"; },
      [](const Text& each) { return spell(each); },
      [](const Bytes&) -> std::string { return "blob"; },
      [](const Date&) -> std::string { return "date"; },
      [](const Time& time) {
        return std::string(time.with_zone ? "timetz" : "time") + in_parentheses(time.precision);
      },
      [](const Timestamp& timestamp) {
        return std::string(timestamp.with_zone ? "timestamptz" : "timestamp") +
               in_parentheses(timestamp.precision);
      },
      [](const Interval&) -> std::string { return "interval"; },
      [](const Uuid&) -> std::string { return "uuid"; },
      [](const Json& json) -> std::string { return json.binary ? "jsonb" : "json"; },
      [](const Named& named) { return to_text(named.name); },
      [](const Native& native) { return native.sql; });
  for (int dimension = 0; dimension < type.array_dimensions; ++dimension) text += "[]";
  return text;
}

const std::vector<std::string>& known_type_words() {
  static const std::vector<std::string> words = [] {
    std::vector<std::string> all;
    for (const TypeWord& word : type_words()) all.emplace_back(word.word);
    return all;
  }();
  return words;
}

}  // namespace dbtool
