// Tables, schemas and comments in revision files.
#include "core/operations/forms.h"

#include <array>

namespace dbtool {
namespace {

What read_create_schema(FormReader& reader) {
  CreateSchema create{reader.text("name")};
  reader.finish();
  return create;
}

What read_drop_schema(FormReader& reader) {
  DropSchema drop{reader.text("name")};
  reader.finish();
  return drop;
}

What read_create_table(FormReader& reader) {
  return CreateTable{read_named_table(reader.node(), reader.context())};
}

What read_drop_table(FormReader& reader) {
  DropTable drop{reader.name("name"), {}};
  if (const yaml::Node* was = reader.find("was"))
    drop.was = read_named_table(named(*was, to_text(drop.table)), reader.context());
  reader.finish();
  return drop;
}

What read_rename_table(FormReader& reader) {
  RenameTable rename{reader.name("table"), reader.text("to")};
  reader.finish();
  return rename;
}

/// Options by their full names; null takes one away.
std::map<std::string, std::string> read_options(const yaml::Node& node, const std::string& what,
                                                std::vector<Problem>& problems) {
  std::map<std::string, std::string> options;
  yaml::MapReader reader(node, what, problems);
  for (const yaml::Entry& entry : node.entries)
    options[entry.key] = entry.value.is_null()
                             ? std::string()
                             : yaml::to_string(entry.value, "\"" + entry.key + "\"", problems);
  return options;
}

What read_alter_table(FormReader& reader) {
  AlterTable alter{reader.name("table"), {}, {}};
  if (const yaml::Node* options = reader.require("options"))
    alter.options = read_options(*options, "\"options\" of alter_table", reader.problems());
  if (const yaml::Node* was = reader.find("was"))
    alter.was = read_options(*was, "\"was\" of alter_table", reader.problems());
  reader.finish();
  return alter;
}

What read_comment(FormReader& reader) {
  SetComment comment;
  for (const char* kind : {"view", "enum", "schema"})
    if (reader.find(kind) != nullptr) comment.kind = kind;
  if (comment.kind.empty()) comment.kind = "table";
  std::string name = reader.text(comment.kind);
  comment.name = comment.kind == "schema" ? Name{.name = name} : parse_name(name);
  if (comment.kind == "table" && reader.read("column", comment.column)) comment.kind = "column";
  reader.require("text");
  reader.read("text", comment.text);
  reader.read("was", comment.was);
  reader.finish();
  return comment;
}

Value::Map write_options(const std::map<std::string, std::string>& options) {
  Value::Map map;
  for (const auto& [option, value] : options)
    put(map, option, value.empty() ? Value(nullptr) : Value(value));
  return map;
}

Value optional_text(const std::string& text) {
  return text.empty() ? Value(nullptr) : Value(text);
}

}  // namespace

std::span<const Form> table_forms() {
  static constexpr std::array<Form, 7> forms = {{{"create_schema", read_create_schema},
                                                 {"drop_schema", read_drop_schema},
                                                 {"create_table", read_create_table},
                                                 {"drop_table", read_drop_table},
                                                 {"rename_table", read_rename_table},
                                                 {"alter_table", read_alter_table},
                                                 {"comment", read_comment}}};
  return forms;
}

Written write_form(const CreateSchema& operation) {
  return {"create_schema", Value::Map{{"name", operation.name}}};
}

Written write_form(const DropSchema& operation) {
  return {"drop_schema", Value::Map{{"name", operation.name}}};
}

Written write_form(const CreateTable& operation) {
  return {"create_table", write_named_table(operation.table)};
}

Written write_form(const DropTable& operation) {
  Value::Map map{{"name", to_text(operation.table)}};
  if (operation.was != Table{})
    put(map, "was", without(write_named_table(operation.was), {"name"}));
  return {"drop_table", std::move(map)};
}

Written write_form(const RenameTable& operation) {
  return {"rename_table", Value::Map{{"table", to_text(operation.table)}, {"to", operation.to}}};
}

Written write_form(const AlterTable& operation) {
  Value::Map map{{"table", to_text(operation.table)},
                 {"options", write_options(operation.options)}};
  if (!operation.was.empty()) put(map, "was", write_options(operation.was));
  return {"alter_table", std::move(map)};
}

Written write_form(const SetComment& operation) {
  bool of_column = operation.kind == "column";
  Value::Map map{{of_column ? "table" : operation.kind, to_text(operation.name)}};
  if (of_column) put(map, "column", operation.column);
  put(map, "text", optional_text(operation.text));
  if (!operation.was.empty()) put(map, "was", operation.was);
  return {"comment", std::move(map)};
}

}  // namespace dbtool
