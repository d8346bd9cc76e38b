// Primary keys, uniques and checks; expressions.
#include "core/schema/constraint_words.h"
#include "core/schema/part_reader.h"
#include "core/support/text.h"

namespace dbtool {
namespace {

/// The name a part has beside its attributes, where it is not the key of a map.
template <class Part>
void read_name(PartReader& map, Part& part) {
  if (part.name.empty()) map.read("name", part.name);
}

Value names_value(const std::vector<std::string>& names) {
  return Value::List(names.begin(), names.end());
}

template <class Part>
Value::Map begin_key(const Part& part) {
  Value::Map map;
  if (!part.name.empty()) put(map, "name", part.name);
  put(map, "columns", names_value(part.columns));
  if (!part.include.empty()) put(map, "include", names_value(part.include));
  return map;
}

void read_key_options(PartReader& map, std::map<std::string, std::string>& options) {
  map.read_option("sqlite", "on_conflict", options, conflict_words());
  map.read_option("sqlite", "key", options);
}

void put_options(Value::Map& map, const std::map<std::string, std::string>& options) {
  for (const auto& [option, value] : options)
    put(map, option.substr(option.find('.') + 1), option_value(value));
}

}  // namespace

const std::vector<std::string>& conflict_words() {
  static const std::vector<std::string> words = {"rollback", "abort", "fail", "ignore", "replace"};
  return words;
}

void put_deferrable(Value::Map& map, Deferrable deferrable) {
  if (deferrable == Deferrable::deferrable) put(map, "deferrable", true);
  if (deferrable == Deferrable::initially_deferred)
    put(map, "deferrable", word_of(deferrable_words, deferrable));
}

Expression read_expression(const yaml::Node& node, const std::string& what, PartContext& context) {
  const yaml::Node* value = for_dialect(node, context);
  if (value == nullptr) {
    context.problems.push_back(
        {.code = "DBT139",
         .message = what + " says nothing for " + context.dialect,
         .where = node.where,
         .hint = "add " + context.dialect + ": or only: [" + node.entries.front().key + "]"});
    return {};
  }
  Expression expression{std::string(trim(yaml::to_string(*value, what, context.problems)))};
  if (value->is_scalar() && expression.sql.empty())
    context.problems.push_back({.code = "DBT139",
                                .message = what + " must not be empty",
                                .where = value->where,
                                .hint = "write SQL, or leave it out"});
  return expression;
}

PrimaryKey read_primary_key(const yaml::Node& node, PartContext& context) {
  PrimaryKey key;
  std::string what = what_part("primary key", {}, context);
  if (!node.is_map()) {
    key.columns = yaml::to_strings(node, what, context.problems);
    return key;
  }
  PartReader map(node, what, context);
  read_name(map, key);
  map.read_required("columns", key.columns);
  map.read("include", key.include);
  map.read("deferrable", deferrable_words, key.deferrable);
  read_key_options(map, key.options);
  read_kept_comment(map, key.comment);
  map.finish_part();
  return key;
}

Unique read_unique(const std::string& name, const yaml::Node& node, PartContext& context) {
  Unique unique{.name = name};
  std::string what = what_part("unique", name, context);
  if (!node.is_map()) {
    unique.columns = yaml::to_strings(node, what, context.problems);
    return unique;
  }
  PartReader map(node, what, context);
  read_name(map, unique);
  map.read_required("columns", unique.columns);
  map.read("include", unique.include);
  map.read("nulls_distinct", unique.nulls_distinct);
  map.read("deferrable", deferrable_words, unique.deferrable);
  read_key_options(map, unique.options);
  read_kept_comment(map, unique.comment);
  if (map.find("where") != nullptr)
    context.problems.push_back({.code = "DBT142",
                                .message = what + " cannot have a condition",
                                .where = place_of_key(map.node(), "where"),
                                .hint = "an index with unique: true and where: can"});
  map.finish_part();
  return unique;
}

Check read_check(const std::string& name, const yaml::Node& node, PartContext& context) {
  Check check{.name = name};
  std::string what = what_part("check", name, context);
  if (!node.is_map() || is_text_by_dialect(node)) {
    check.expression = read_expression(node, what, context);
    return check;
  }
  PartReader map(node, what, context);
  read_name(map, check);
  map.read_required("sql", check.expression);
  map.read("validate", check.validated);
  map.read("no_inherit", check.no_inherit);
  read_kept_comment(map, check.comment);
  map.finish_part();
  return check;
}

Value::Map write_primary_key(const PrimaryKey& key) {
  Value::Map map = begin_key(key);
  put_deferrable(map, key.deferrable);
  put_options(map, key.options);
  put_kept_comment(map, key.comment);
  return map;
}

Value::Map write_unique(const Unique& unique) {
  Value::Map map = begin_key(unique);
  if (!unique.nulls_distinct) put(map, "nulls_distinct", false);
  put_deferrable(map, unique.deferrable);
  put_options(map, unique.options);
  put_kept_comment(map, unique.comment);
  return map;
}

Value::Map write_check(const Check& check) {
  Value::Map map;
  if (!check.name.empty()) put(map, "name", check.name);
  put(map, "sql", check.expression.sql);
  if (!check.validated) put(map, "validate", false);
  if (check.no_inherit) put(map, "no_inherit", true);
  put_kept_comment(map, check.comment);
  return map;
}

}  // namespace dbtool
