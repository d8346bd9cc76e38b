#include "core/schema/type_text.h"

#include "core/schema/part_reader.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool {
namespace {

// Types of one database that people try to write like the neutral ones.
constexpr auto native_words = std::to_array<std::string_view>({"bit",
                                                               "box",
                                                               "cidr",
                                                               "circle",
                                                               "citext",
                                                               "datemultirange",
                                                               "daterange",
                                                               "geography",
                                                               "geometry",
                                                               "hstore",
                                                               "inet",
                                                               "int4multirange",
                                                               "int4range",
                                                               "int8multirange",
                                                               "int8range",
                                                               "line",
                                                               "lseg",
                                                               "ltree",
                                                               "macaddr",
                                                               "macaddr8",
                                                               "money",
                                                               "name",
                                                               "nummultirange",
                                                               "numrange",
                                                               "oid",
                                                               "path",
                                                               "pg_lsn",
                                                               "point",
                                                               "polygon",
                                                               "regclass",
                                                               "tsmultirange",
                                                               "tsquery",
                                                               "tsrange",
                                                               "tstzmultirange",
                                                               "tstzrange",
                                                               "tsvector",
                                                               "varbit",
                                                               "vector",
                                                               "xml"});

constexpr auto serial_words =
    std::to_array<std::string_view>({"serial", "bigserial", "smallserial", "serial4", "serial8"});

std::string hint_for(const std::string& text, const std::vector<std::string>& names) {
  std::string word = lower(trim(text.substr(0, text.find_first_of("( ["))));
  if (std::ranges::find(serial_words, word) != serial_words.end())
    return "write type: bigint with identity: true";
  if (std::ranges::find(native_words, word) != native_words.end())
    return "a type of one database is written { native: " + in_quotes(text) + " }";
  if (std::ranges::count(text, '(') != std::ranges::count(text, ')'))
    return "inside { } a type with a comma needs quotes: \"numeric(10, 2)\"";
  return did_you_mean(word, names);
}

/// An enum whose name does not look like one: { enum: "Post status[]" }.
Type named(std::string text) {
  Type type;
  for (; text.ends_with("[]"); text.resize(text.size() - 2)) ++type.array_dimensions;
  type.kind = Named{parse_name(text)};
  return type;
}

Type read_native(const yaml::Node& node, PartContext& context) {
  PartReader map(node, "a type", context);
  Type type = {Native{}};
  Expression native;
  std::string name;
  // Columns of SQLite need no type.
  const yaml::Node* text = node.find("native");
  bool is_none = text != nullptr && text->is_scalar() && text->text.empty();
  if (is_none && context.dialect != "postgresql")
    map.allow("native");
  else if (map.read("native", native))
    type.kind = Native{native.sql};
  if (map.read("enum", name)) type = named(name);
  if (node.find("native") == nullptr && node.find("enum") == nullptr)
    context.problems.push_back({.code = "DBT118",
                                .message = "a type needs \"native\", or a key for each dialect",
                                .where = node.where,
                                .hint = "write { native: … }, or the type as text"});
  if (node.find("native") != nullptr && node.find("enum") != nullptr)
    context.problems.push_back({.code = "DBT142",
                                .message = "a type is either native or an enum",
                                .where = place_of_key(node, "enum"),
                                .hint = "leave one of them out"});
  map.finish();
  return type;
}

/// `version` is the word of version columns.
bool reads_back(const Type& type) {
  return to_text(type) != "version" && parse_type(to_text(type)) == type;
}

}  // namespace

void report_unknown_type(const std::string& text, const Location& where,
                         std::vector<std::string> names, PartContext& context) {
  names.insert(names.end(), known_type_words().begin(), known_type_words().end());
  context.problems.push_back({.code = "DBT104",
                              .message = "unknown column type " + in_quotes(text),
                              .where = where,
                              .hint = hint_for(text, names),
                              .notes = {{"known", "dbtool-model(5) lists the types"}}});
}

Type read_type(const yaml::Node& node, PartContext& context) {
  const yaml::Node* value = for_dialect(node, context);
  if (value == nullptr) {
    context.problems.push_back({.code = "DBT139",
                                .message = "the type says nothing for " + context.dialect,
                                .where = node.where,
                                .hint = "add " + context.dialect + ": beside the others"});
    return {};
  }
  if (value->is_map()) return read_native(*value, context);
  std::string text = yaml::to_string(*value, "a type", context.problems);
  if (auto type = parse_type(text)) return *type;
  if (value->is_scalar()) report_unknown_type(text, value->where, {}, context);
  return {};
}

Value write_type(const Type& type) {
  if (std::holds_alternative<Native>(type.kind)) return Value::Map{{"native", to_text(type)}};
  if (!reads_back(type)) return Value::Map{{"enum", to_text(type)}};
  return to_text(type);
}

}  // namespace dbtool
