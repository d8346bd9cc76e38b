#include "core/schema/reference_text.h"

#include "core/schema/constraint_words.h"
#include "core/support/text.h"

namespace dbtool {
namespace {

constexpr Words<bool, 2> match_words = {{{"simple", false}, {"full", true}}};

/// "users", "users.id", "billing.users.id". Two words are a table and its column; whether they are
/// a schema and its table instead is seen when all tables are known.
void set_reference(std::string_view text, ForeignKey& key) {
  const bool is_table = text.ends_with('"');
  std::size_t last = is_table ? std::string_view::npos : text.rfind('.');
  key.references = parse_name(text.substr(0, last));
  key.referenced_columns.clear();
  if (last != std::string_view::npos) key.referenced_columns.emplace_back(text.substr(last + 1));
}

void read_actions(PartReader& map, ForeignKey& key) {
  key.on_delete = map.context().defaults.on_delete;
  map.read("on_delete", action_words, key.on_delete);
  map.read("on_update", action_words, key.on_update);
  map.read("set_columns", key.set_columns);
  map.read("match", match_words, key.match_full);
  map.read("deferrable", deferrable_words, key.deferrable);
  map.read("validate", key.validated);
}

/// `column: users.id`, or `table: users` with `column: id` or `columns: [id]`.
void read_target(PartReader& map, ForeignKey& key) {
  std::string table;
  std::string column;
  map.read("external", key.external.value);
  if (map.read("column", column) && !map.read("table", table)) return set_reference(column, key);
  if (column.empty()) {
    map.read_required("table", table);
    map.read("columns", key.referenced_columns);
  } else {
    key.referenced_columns = {column};
  }
  key.references = parse_name(table);
}

}  // namespace

ForeignKey read_column_reference(const std::string& column, const yaml::Node& node,
                                 const std::string& what, PartContext& context) {
  ForeignKey key{.columns = {column}, .on_delete = context.defaults.on_delete};
  if (!node.is_map()) {
    set_reference(yaml::to_string(node, "\"references\" of " + what, context.problems), key);
    return key;
  }
  PartReader map(node, "\"references\" of " + what, context);
  map.read("name", key.name);
  read_target(map, key);
  read_actions(map, key);
  map.finish_part();
  return key;
}

ForeignKey read_foreign_key(const std::string& name, const yaml::Node& node, PartContext& context) {
  ForeignKey key{.name = name};
  PartReader map(node, what_part("foreign key", name, context), context);
  if (name.empty()) map.read("name", key.name);
  map.read_required("columns", key.columns);
  if (const yaml::Node* references = map.require("references")) {
    if (references->is_map()) {
      PartReader target(*references, map.what_of("references"), context);
      read_target(target, key);
      target.finish();
    } else {
      set_reference(yaml::to_string(*references, map.what_of("references"), context.problems), key);
    }
  }
  read_actions(map, key);
  read_kept_comment(map, key.comment);
  map.finish_part();
  return key;
}

Value::Map write_foreign_key(const ForeignKey& key) {
  auto names = [](const std::vector<std::string>& list) {
    return Value::List(list.begin(), list.end());
  };
  Value::Map map;
  if (!key.name.empty()) put(map, "name", key.name);
  put(map, "columns", names(key.columns));
  Value::Map target = {{"table", to_text(key.references)}};
  if (!key.referenced_columns.empty()) put(target, "columns", names(key.referenced_columns));
  if (key.external.value) put(target, "external", true);
  put(map, "references", std::move(target));
  if (key.on_delete != ForeignKeyAction::no_action)
    put(map, "on_delete", word_of(action_words, key.on_delete));
  if (key.on_update != ForeignKeyAction::no_action)
    put(map, "on_update", word_of(action_words, key.on_update));
  if (!key.set_columns.empty()) put(map, "set_columns", names(key.set_columns));
  if (key.match_full) put(map, "match", word_of(match_words, true));
  put_deferrable(map, key.deferrable);
  if (!key.validated) put(map, "validate", false);
  put_kept_comment(map, key.comment);
  return map;
}

}  // namespace dbtool
