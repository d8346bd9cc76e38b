#include "core/schema/file_defaults.h"

#include "core/schema/constraint_words.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool {
namespace {

enum class Convention { postgres, sqlalchemy, rails };

constexpr Words<Convention, 3> convention_words = {{{"postgres", Convention::postgres},
                                                    {"sqlalchemy", Convention::sqlalchemy},
                                                    {"rails", Convention::rails}}};

NamingConvention convention_of(Convention convention) {
  if (convention == Convention::sqlalchemy) return sqlalchemy_naming();
  if (convention == Convention::rails) return rails_naming();
  return postgres_naming();
}

/// {words} of a pattern that nobody fills in.
void check_pattern(const yaml::Node& node, PartContext& context) {
  static const std::vector<std::string> known = {"table",  "columns",        "columns_and",
                                                 "column", "referred_table", "n"};
  const std::string& text = node.text;
  if (node.is_scalar() && text.empty())
    context.problems.push_back({.code = "DBT144",
                                .message = "a name pattern must not be empty",
                                .where = node.where,
                                .hint = "leave it out for the usual one"});
  for (std::size_t open = text.find('{'); open != std::string::npos;
       open = text.find('{', open + 1)) {
    std::string word = text.substr(open + 1, text.find('}', open) - open - 1);
    if (std::ranges::find(known, word) != known.end()) continue;
    context.problems.push_back({.code = "DBT144",
                                .message = "unknown word " + in_quotes(word) + " in a name pattern",
                                .where = place_in(node, open, word.size() + 2),
                                .hint = did_you_mean(word, known),
                                .notes = {{"known", join(known, ", ")}}});
  }
}

void read_patterns(const yaml::Node& node, NamingConvention& naming, PartContext& context) {
  PartReader map(node, "\"naming\"", context);
  auto read_pattern = [&](std::string_view key, std::string& pattern) {
    if (map.read(key, pattern)) check_pattern(*map.node().find(key), context);
  };
  read_pattern("pk", naming.primary_key);
  read_pattern("uq", naming.unique);
  read_pattern("ck", naming.check);
  read_pattern("fk", naming.foreign_key);
  read_pattern("ix", naming.index);
  for (std::string_view key : {"ex", "seq", "trg"}) map.allow(key);
  map.finish();
}

void read_naming(PartReader& file, NamingConvention& naming) {
  const yaml::Node* node = file.find("naming");
  if (node == nullptr) return;
  Convention convention = Convention::postgres;
  if (node->is_map())
    read_patterns(*node, naming, file.context());
  else if (file.read("naming", convention_words, convention))
    naming = convention_of(convention);
}

void read_defaults(PartReader& file, FileDefaults& defaults) {
  const yaml::Node* node = file.find("defaults");
  if (node == nullptr || node->is_null()) return;
  PartReader map(*node, "\"defaults\"", file.context());
  map.read("nullable", defaults.parts.nullable);
  map.read("identity", identity_words, defaults.parts.identity_always);
  map.read("on_delete", action_words, defaults.parts.on_delete);
  map.read("schema", defaults.schema);
  map.read("strict", defaults.strict);
  map.finish();
}

}  // namespace

FileDefaults read_file_defaults(PartReader& file) {
  FileDefaults defaults;
  read_defaults(file, defaults);
  read_naming(file, defaults.naming);
  return defaults;
}

}  // namespace dbtool
