// Views in revision files.
#include "core/operations/forms.h"

#include <array>

namespace dbtool {
namespace {

What read_create_view(FormReader& reader) {
  Name name = reader.name("name");
  return CreateView{read_view(name, without(reader.node(), {"name"}), reader.context())};
}

What read_drop_view(FormReader& reader) {
  DropView drop{reader.name("name"), {}};
  if (const yaml::Node* was = reader.find("was"))
    drop.was = read_view(drop.name, *was, reader.context());
  reader.finish();
  return drop;
}

What read_alter_view(FormReader& reader) {
  Name name = reader.name("name");
  AlterView alter{read_view(name, without(reader.node(), {"name", "was"}), reader.context()), {}};
  if (const yaml::Node* was = reader.find("was"))
    alter.was = read_view(name, *was, reader.context());
  return alter;
}

What read_rename_view(FormReader& reader) {
  RenameView rename{reader.name("name"), reader.text("to")};
  reader.finish();
  return rename;
}

Value::Map write_body(const View& view) {
  return without(write_view(view), {"name"});
}

}  // namespace

std::span<const Form> view_forms() {
  static constexpr std::array<Form, 4> forms = {{{"create_view", read_create_view},
                                                 {"drop_view", read_drop_view},
                                                 {"alter_view", read_alter_view},
                                                 {"rename_view", read_rename_view}}};
  return forms;
}

Written write_form(const CreateView& operation) {
  Value::Map map{{"name", to_text(operation.view.name)}};
  append(map, write_body(operation.view));
  return {"create_view", std::move(map)};
}

Written write_form(const DropView& operation) {
  Value::Map map{{"name", to_text(operation.name)}};
  if (operation.was != View{}) put(map, "was", write_body(operation.was));
  return {"drop_view", std::move(map)};
}

Written write_form(const AlterView& operation) {
  Value::Map map{{"name", to_text(operation.view.name)}};
  append(map, write_body(operation.view));
  if (operation.was != View{}) put(map, "was", write_body(operation.was));
  return {"alter_view", std::move(map)};
}

Written write_form(const RenameView& operation) {
  return {"rename_view", Value::Map{{"name", to_text(operation.name)}, {"to", operation.to}}};
}

}  // namespace dbtool
