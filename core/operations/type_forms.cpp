// Enums in revision files.
#include "core/operations/forms.h"

#include <array>

namespace dbtool {
namespace {

std::vector<std::string> read_values(FormReader& reader, std::string_view key) {
  std::vector<std::string> values;
  reader.read(key, values);
  return values;
}

What read_create_enum(FormReader& reader) {
  Name name = reader.name("name");
  reader.require("values");
  return CreateEnum{read_enum(name, without(reader.node(), {"name"}), reader.context())};
}

What read_drop_enum(FormReader& reader) {
  DropEnum drop{reader.name("name"), {}};
  if (const yaml::Node* was = reader.find("was"))
    drop.was = read_enum(drop.name, *was, reader.context());
  reader.finish();
  return drop;
}

What read_alter_enum(FormReader& reader) {
  AlterEnum alter{reader.name("name"), {}, {}};
  reader.require("values");
  alter.values = read_values(reader, "values");
  alter.was = read_values(reader, "was");
  reader.finish();
  return alter;
}

What read_add_enum_value(FormReader& reader) {
  AddEnumValue add{reader.name("name"), reader.text("value"), {}, {}};
  reader.read("before", add.before);
  reader.read("after", add.after);
  if (!add.before.empty() && !add.after.empty())
    reader.problems().push_back({.code = "DBT622",
                                 .message = "add_enum_value has both \"before\" and \"after\"",
                                 .where = reader.node().where,
                                 .hint = "leave one of them out"});
  reader.finish();
  return add;
}

What read_rename_enum(FormReader& reader) {
  RenameEnum rename{reader.name("name"), reader.text("to")};
  reader.finish();
  return rename;
}

What read_rename_enum_value(FormReader& reader) {
  RenameEnumValue rename{reader.name("name"), reader.text("value"), reader.text("to")};
  reader.finish();
  return rename;
}

Value::Map write_values(const Enum& definition) {
  Value::Map map{{"values", write_strings(definition.values)}};
  if (!definition.comment.empty()) put(map, "comment", definition.comment);
  return map;
}

}  // namespace

std::span<const Form> type_forms() {
  static constexpr std::array<Form, 6> forms = {{{"create_enum", read_create_enum},
                                                 {"drop_enum", read_drop_enum},
                                                 {"alter_enum", read_alter_enum},
                                                 {"add_enum_value", read_add_enum_value},
                                                 {"rename_enum", read_rename_enum},
                                                 {"rename_enum_value", read_rename_enum_value}}};
  return forms;
}

Written write_form(const CreateEnum& operation) {
  Value::Map map{{"name", to_text(operation.definition.name)}};
  append(map, write_values(operation.definition));
  return {"create_enum", std::move(map)};
}

Written write_form(const DropEnum& operation) {
  Value::Map map{{"name", to_text(operation.name)}};
  if (operation.was != Enum{}) put(map, "was", write_values(operation.was));
  return {"drop_enum", std::move(map)};
}

Written write_form(const AlterEnum& operation) {
  Value::Map map{{"name", to_text(operation.name)}, {"values", write_strings(operation.values)}};
  if (!operation.was.empty()) put(map, "was", write_strings(operation.was));
  return {"alter_enum", std::move(map)};
}

Written write_form(const AddEnumValue& operation) {
  Value::Map map{{"name", to_text(operation.name)}, {"value", operation.value}};
  if (!operation.before.empty()) put(map, "before", operation.before);
  if (!operation.after.empty()) put(map, "after", operation.after);
  return {"add_enum_value", std::move(map)};
}

Written write_form(const RenameEnum& operation) {
  return {"rename_enum", Value::Map{{"name", to_text(operation.name)}, {"to", operation.to}}};
}

Written write_form(const RenameEnumValue& operation) {
  return {"rename_enum_value",
          Value::Map{
              {"name", to_text(operation.name)}, {"value", operation.value}, {"to", operation.to}}};
}

}  // namespace dbtool
