// Views and enums.
#include "core/schema/part_reader.h"
#include "core/schema/table_options.h"
#include "core/support/text.h"

namespace dbtool {
namespace {

/// A trailing semicolon would end the statement the query becomes part of.
Expression without_semicolon(Expression query) {
  while (query.sql.ends_with(';')) query.sql = trim(query.sql.substr(0, query.sql.size() - 1));
  return query;
}

void read_view_options(PartReader& map, View& view) {
  map.read_option("postgresql", "check_option", view.options, {"local", "cascaded"});
  map.read_flag("postgresql", "security_barrier", view.options);
  map.read_flag("postgresql", "security_invoker", view.options);
  map.read_option("postgresql", "tablespace", view.options);
  read_storage_parameters(map, view.options);
}

std::string read_enum_value(const yaml::Node& node, const std::string& what, PartContext& context) {
  if (!node.is_map()) return yaml::to_string(node, "a value of " + what, context.problems);
  PartReader map(node, "a value of " + what, context);
  std::string value;
  map.read_required("value", value);
  map.allow("renamed_from");
  map.finish();
  return value;
}

/// What is no value has been reported.
bool is_value(const yaml::Node& node) {
  const yaml::Node* value = node.is_map() ? node.find("value") : &node;
  return value != nullptr && value->is_scalar();
}

void read_values(const yaml::Node& node, const std::string& what, Enum& into,
                 PartContext& context) {
  if (!node.is_list()) {
    context.problems.push_back({.code = "DBT119",
                                .message = "the values of " + what + " must be a list",
                                .where = node.where,
                                .hint = "write [a, b]"});
    return;
  }
  for (const yaml::Node& item : node.items)
    if (std::string value = read_enum_value(item, what, context); is_value(item))
      into.values.push_back(std::move(value));
}

}  // namespace

View read_view(const Name& name, const yaml::Node& node, PartContext& context) {
  View view{.name = name};
  std::string what = name.name.empty() ? "a view" : "view " + to_text(name);
  if (!node.is_map() || is_text_by_dialect(node)) {
    view.query = without_semicolon(read_expression(node, what, context));
    return view;
  }
  PartReader map(node, what, context);
  std::string text;
  if (name.name.empty() && map.read("name", text)) view.name = parse_name(text);
  map.read_required("query", view.query);
  view.query = without_semicolon(view.query);
  map.read("columns", view.columns);
  map.read("materialized", view.materialized);
  read_view_options(map, view);
  map.read("comment", view.comment);
  for (std::string_view key : {"renamed_from", "managed", "depends_on"}) map.allow(key);
  map.refuse({"indexes", "triggers", "with_data", "grants"});
  map.finish_part();
  return view;
}

Enum read_enum(const Name& name, const yaml::Node& node, PartContext& context) {
  Enum result{.name = name};
  std::string what = name.name.empty() ? "an enum" : "enum " + to_text(name);
  if (!node.is_map()) {
    read_values(node, what, result, context);
    return result;
  }
  PartReader map(node, what, context);
  std::string text;
  if (name.name.empty() && map.read("name", text)) result.name = parse_name(text);
  if (const yaml::Node* values = map.require("values")) read_values(*values, what, result, context);
  map.read("schema", result.name.schema);
  map.read("comment", result.comment);
  for (std::string_view key : {"renamed_from", "managed", "depends_on"}) map.allow(key);
  map.finish_part();
  return result;
}

Value::Map write_view(const View& view) {
  Value::Map map = {{"name", to_text(view.name)}, {"query", view.query.sql}};
  if (!view.columns.empty())
    put(map, "columns", Value::List(view.columns.begin(), view.columns.end()));
  if (view.materialized) put(map, "materialized", true);
  if (!view.comment.empty()) put(map, "comment", view.comment);
  write_options(view.options, map);
  return map;
}

}  // namespace dbtool
