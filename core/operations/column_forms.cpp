// Columns in revision files.
#include "core/operations/forms.h"
#include "core/schema/part_reader.h"
#include "core/schema/version_text.h"

#include <array>

namespace dbtool {
namespace {

What read_add_column(FormReader& reader) {
  AddColumn add{reader.name("table"), {}};
  if (const yaml::Node* column = reader.require("column"))
    add.column = read_named_column(*column, reader.context());
  reader.finish();
  return add;
}

What read_drop_column(FormReader& reader) {
  DropColumn drop{reader.name("table"), reader.text("column"), {}};
  if (const yaml::Node* was = reader.find("was"))
    drop.was = read_named_column(named(*was, drop.column), reader.context());
  reader.finish();
  return drop;
}

What read_rename_column(FormReader& reader) {
  RenameColumn rename{reader.name("table"), reader.text("column"), reader.text("to")};
  reader.finish();
  return rename;
}

/// A map for the reader of columns, which wants a name and a type and knows no absence.
yaml::Node whole_column(const yaml::Node& change) {
  yaml::Node column = without(named(change, "column"), {"default"});
  std::erase_if(column.entries, [](const yaml::Entry& entry) { return entry.value.is_null(); });
  if (column.find("type") == nullptr && column.is_map())
    column.entries.push_back(
        {"type", change.where, {.kind = yaml::Node::Kind::scalar, .text = "text"}});
  return column;
}

/// The attributes that a map names. `default: null` means no default, and so on; where null is the
/// value, it is written `{ sql: "NULL" }`.
ColumnChange read_change(const yaml::Node& node, PartContext& context) {
  Column column = read_named_column(whole_column(node), context);
  ColumnChange change;
  auto read = [&](const char* key, auto& into, const auto& value) {
    if (node.find(key) != nullptr) into = value;
  };
  if (const yaml::Node* type = node.find("type");
      type != nullptr && is_version_type(*type, context))
    change = {.nullable = false, .default_value = column.default_value, .version = column.version};
  read("type", change.type, column.type);
  read("nullable", change.nullable, column.nullable);
  // Without its type's say: the type may not be among what changes.
  if (const yaml::Node* value = node.find("default"))
    change.default_value =
        value->is_null() ? std::optional<Default>() : read_default(*value, context);
  read("generated", change.generated, column.generated);
  read("identity", change.identity, column.identity);
  read("autoincrement", change.autoincrement, column.autoincrement);
  read("version", change.version, column.version);
  read("collation", change.collation, column.collation);
  if (node.find("options") != nullptr || !column.options.empty()) change.options = column.options;
  if (node.find("comment") != nullptr)
    context.problems.push_back({.code = "DBT623",
                                .message = "\"comment\" is an operation of its own here",
                                .where = place_of_key(node, "comment"),
                                .hint = "add a step with comment"});
  return change;
}

What read_alter_column(FormReader& reader) {
  AlterColumn alter{reader.name("table"), reader.text("column"), {}, {}, {}};
  reader.read("using", alter.using_sql);
  yaml::Node attributes = without(reader.node(), {"table", "column", "using", "was"});
  alter.to = read_change(attributes, reader.context());
  if (const yaml::Node* was = reader.find("was")) alter.was = read_change(*was, reader.context());
  return alter;
}

/// Absence is null; a null that is a value is SQL.
Value write_change_of_default(const std::optional<Default>& value) {
  if (!value) return nullptr;
  Value written = write_default(*value);
  bool is_null = std::holds_alternative<std::nullptr_t>(written.data);
  return is_null ? Value(Value::Map{{"sql", "NULL"}}) : written;
}

const Value* find_in(const Value::Map& map, std::string_view key) {
  for (const auto& [name, value] : map)
    if (name == key) return &value;
  return nullptr;
}

/// The keys that the writer of columns has for what a change sets.
Value::Map write_change(const ColumnChange& change) {
  Column column;
  apply(change, column);
  Value::Map words = write_column(column, false);
  Value::Map map;
  auto put_word = [&](const char* key, const Value& otherwise) {
    const Value* word = find_in(words, key);
    put(map, key, word != nullptr ? *word : otherwise);
  };
  if (change.type) put(map, "type", write_type(*change.type));
  if (change.nullable) put(map, "nullable", *change.nullable);
  if (change.default_value) put(map, "default", write_change_of_default(*change.default_value));
  if (change.generated) put_word("generated", nullptr);
  if (change.identity) put_word("identity", nullptr);
  if (change.autoincrement) put(map, "autoincrement", *change.autoincrement);
  if (change.version) put(map, "version", write_version(*change.version));
  if (change.collation) put_word("collation", nullptr);
  if (!change.options) return map;
  if (change.options->empty()) put(map, "options", Value::Map{});
  append(map, without(std::move(words), {"type", "nullable", "default", "generated", "identity",
                                         "autoincrement", "version", "mode", "collation"}));
  return map;
}

}  // namespace

std::span<const Form> column_forms() {
  static constexpr std::array<Form, 4> forms = {{{"add_column", read_add_column},
                                                 {"drop_column", read_drop_column},
                                                 {"rename_column", read_rename_column},
                                                 {"alter_column", read_alter_column}}};
  return forms;
}

Written write_form(const AddColumn& operation) {
  return {"add_column", Value::Map{{"table", to_text(operation.table)},
                                   {"column", write_column(operation.column, true)}}};
}

Written write_form(const DropColumn& operation) {
  Value::Map map{{"table", to_text(operation.table)}, {"column", operation.column}};
  if (operation.was != Column{}) put(map, "was", write_column(operation.was, false));
  return {"drop_column", std::move(map)};
}

Written write_form(const RenameColumn& operation) {
  return {"rename_column", Value::Map{{"table", to_text(operation.table)},
                                      {"column", operation.column},
                                      {"to", operation.to}}};
}

Written write_form(const AlterColumn& operation) {
  Value::Map map{{"table", to_text(operation.table)}, {"column", operation.column}};
  append(map, write_change(operation.to));
  if (!operation.using_sql.empty()) put(map, "using", operation.using_sql);
  if (!is_empty(operation.was)) put(map, "was", write_change(operation.was));
  return {"alter_column", std::move(map)};
}

}  // namespace dbtool
