#include "dialects/postgresql/expression_functions.h"

namespace dbtool::postgres {
namespace {

constexpr auto known_functions = std::to_array<KnownFunction>({
    {"lower", 1, {"text"}, "text"},
    {"upper", 1, {"text"}, "text"},
    {"initcap", 1, {"text"}, "text"},
    {"md5", 1, {"text"}, "text"},
    {"reverse", 1, {"text"}, "text"},
    {"btrim", 1, {"text"}, "text"},
    {"ltrim", 1, {"text"}, "text"},
    {"rtrim", 1, {"text"}, "text"},
    {"btrim", 2, {"text", "text"}, "text"},
    {"ltrim", 2, {"text", "text"}, "text"},
    {"rtrim", 2, {"text", "text"}, "text"},
    {"length", 1, {"text"}, "integer"},
    {"char_length", 1, {"text"}, "integer"},
    {"character_length", 1, {"text"}, "integer"},
    {"octet_length", 1, {"text"}, "integer"},
    {"position", 2, {"text", "text"}, "integer"},
    {"position in", 2, {"text", "text"}, "integer", true},
    {"trim both from", 1, {"text"}, "text", true},
    {"trim both from", 2, {"text", "text"}, "text", true},
    {"trim leading from", 1, {"text"}, "text", true},
    {"trim leading from", 2, {"text", "text"}, "text", true},
    {"trim trailing from", 1, {"text"}, "text", true},
    {"trim trailing from", 2, {"text", "text"}, "text", true},
    {"substring from", 2, {"text", "integer"}, "text", true},
    {"substring from", 3, {"text", "integer", "integer"}, "text", true},
    {"extract", 2, {"", ""}, "numeric"},
    {"strpos", 2, {"text", "text"}, "integer"},
    {"starts_with", 2, {"text", "text"}, "boolean"},
    {"left", 2, {"text", "integer"}, "text"},
    {"right", 2, {"text", "integer"}, "text"},
    {"substring", 2, {"text", "integer"}, "text"},
    {"substring", 3, {"text", "integer", "integer"}, "text"},
    {"substr", 2, {"text", "integer"}, "text"},
    {"substr", 3, {"text", "integer", "integer"}, "text"},
    {"replace", 3, {"text", "text", "text"}, "text"},
    {"split_part", 3, {"text", "text", "integer"}, "text"},
    {"regexp_replace", 3, {"text", "text", "text"}, "text"},
    {"date_trunc", 2, {"text", ""}, ""},
    {"to_tsvector", 2, {"regconfig", "text"}, "tsvector"},
    {"to_tsvector", 1, {"text"}, "tsvector"},
    {"jsonb_typeof", 1, {"jsonb"}, "text"},
    {"jsonb_array_length", 1, {"jsonb"}, "integer"},
    {"json_typeof", 1, {"json"}, "text"},
    {"cardinality", 1, {""}, "integer"},
    {"array_length", 2, {"", "integer"}, "integer"},
    {"now", 0, {}, "timestamptz"},
    {"gen_random_uuid", 0, {}, "uuid"},
});

struct WordType {
  std::string_view word;
  std::string_view type;
};

constexpr auto word_types = std::to_array<WordType>({
    {"true", "boolean"},
    {"false", "boolean"},
    {"current_date", "date"},
    {"current_timestamp", "timestamptz"},
    {"localtimestamp", "timestamp"},
});

}  // namespace

const KnownFunction* find_function(std::string_view name, std::size_t arguments) {
  for (const KnownFunction& function : known_functions)
    if (function.name == name && function.count == arguments) return &function;
  return nullptr;
}

bool takes_common_type(std::string_view function) {
  return function == "coalesce" || function == "greatest" || function == "least";
}

std::string_view type_of_word(std::string_view word) {
  for (const WordType& known : word_types)
    if (known.word == word) return known.type;
  return {};
}

}  // namespace dbtool::postgres
