// Indexes and their parts.
#include "core/schema/part_reader.h"
#include "core/support/text.h"

namespace dbtool {
namespace {

constexpr Words<bool, 2> order_words = {{{"asc", false}, {"desc", true}}};
constexpr Words<NullsOrder, 2> nulls_words = {
    {{"first", NullsOrder::first}, {"last", NullsOrder::last}}};

/// A name, or { name: gist_trgm_ops, params: { siglen: 32 } } as the database prints it.
std::string read_opclass(const yaml::Node& node, PartContext& context) {
  if (!node.is_map()) return yaml::to_string(node, "\"opclass\"", context.problems);
  PartReader map(node, "an opclass", context);
  std::string text;
  map.read_required("name", text);
  if (const yaml::Node* params = map.find("params")) {
    std::string list;
    for (const auto& [name, value] : read_parameters(*params, "\"params\"", context))
      list += (list.empty() ? "" : ", ") + name + "='" + value + "'";
    text += " (" + list + ")";
  }
  map.finish();
  return text;
}

IndexPart read_part(const yaml::Node& node, const std::string& what, PartContext& context) {
  if (!node.is_map())
    return {.column = yaml::to_string(node, "a part of " + what, context.problems)};
  PartReader map(node, "a part of " + what, context);
  IndexPart part;
  bool has_column = map.read("column", part.column);
  bool has_sql = map.read("sql", part.expression);
  if (has_column == has_sql)
    context.problems.push_back({.code = "DBT118",
                                .message = "a part of " + what + " needs \"column\" or \"sql\"",
                                .where = node.where,
                                .hint = "give one of the two"});
  map.read("order", order_words, part.descending);
  map.read("nulls", nulls_words, part.nulls);
  if (const yaml::Node* opclass = map.find("opclass"))
    part.opclass = read_opclass(*opclass, context);
  map.read("collation", part.collation);
  map.finish();
  return part;
}

std::vector<IndexPart> read_parts(const yaml::Node& node, const std::string& what,
                                  PartContext& context) {
  if (!node.is_list()) return {read_part(node, what, context)};
  std::vector<IndexPart> parts;
  for (const yaml::Node& item : node.items) parts.push_back(read_part(item, what, context));
  return parts;
}

Value write_part(const IndexPart& part) {
  Value::Map map;
  if (part.column.empty())
    put(map, "sql", part.expression.sql);
  else
    put(map, "column", part.column);
  if (part.descending) put(map, "order", word_of(order_words, true));
  if (part.nulls != NullsOrder::usual) put(map, "nulls", word_of(nulls_words, part.nulls));
  if (!part.opclass.empty()) put(map, "opclass", part.opclass);
  if (!part.collation.empty()) put(map, "collation", part.collation);
  if (map.size() == 1 && !part.column.empty()) return part.column;
  return map;
}

}  // namespace

Index read_index(const std::string& name, const yaml::Node& node, PartContext& context) {
  Index index{.name = name};
  std::string what = what_part("index", name, context);
  if (!node.is_map()) {
    index.parts = read_parts(node, what, context);
    return index;
  }
  PartReader map(node, what, context);
  if (name.empty()) map.read("name", index.name);
  if (const yaml::Node* columns = map.find("columns"))
    index.parts = read_parts(*columns, what, context);
  map.read("unique", index.unique);
  map.read("method", index.method);
  index.method = lower(index.method);
  if (index.method == "btree") index.method.clear();
  Expression where;
  if (map.read("where", where)) index.where = where;
  map.read("include", index.include);
  map.read("nulls_distinct", index.nulls_distinct);
  if (const yaml::Node* with = map.find("with"))
    index.with = read_parameters(*with, map.what_of("with"), context);
  map.read("tablespace", index.tablespace);
  map.read("concurrently", index.concurrently);
  read_kept_comment(map, index.comment);
  for (std::string_view key : {"renamed_from", "managed"}) map.allow(key);
  map.finish_part();
  return index;
}

Value::Map write_index(const Index& index) {
  Value::Map map;
  if (!index.name.empty()) put(map, "name", index.name);
  Value::List parts;
  for (const IndexPart& part : index.parts) parts.push_back(write_part(part));
  put(map, "columns", std::move(parts));
  if (index.unique) put(map, "unique", true);
  if (!index.method.empty()) put(map, "method", index.method);
  if (index.where) put(map, "where", index.where->sql);
  if (!index.include.empty())
    put(map, "include", Value::List(index.include.begin(), index.include.end()));
  if (!index.nulls_distinct) put(map, "nulls_distinct", false);
  Value::Map with;
  for (const auto& [name, value] : index.with) put(with, name, option_value(value));
  if (!with.empty()) put(map, "with", std::move(with));
  if (!index.tablespace.empty()) put(map, "tablespace", index.tablespace);
  if (index.concurrently) put(map, "concurrently", true);
  put_kept_comment(map, index.comment);
  return map;
}

}  // namespace dbtool
