// Indexes in revision files.
#include "core/operations/forms.h"

#include <array>

namespace dbtool {
namespace {

What read_create_index(FormReader& reader) {
  CreateIndex create{reader.name("table"), {}};
  create.index =
      read_index(reader.text("name"), without(reader.node(), {"table", "name"}), reader.context());
  return create;
}

What read_drop_index(FormReader& reader) {
  DropIndex drop{reader.name("table"), reader.text("name"), {}, false};
  reader.read("concurrently", drop.concurrently);
  if (const yaml::Node* was = reader.find("was"))
    drop.was = read_index(drop.name, *was, reader.context());
  reader.finish();
  return drop;
}

What read_rename_index(FormReader& reader) {
  RenameIndex rename{reader.name("table"), reader.text("name"), reader.text("to")};
  reader.finish();
  return rename;
}

}  // namespace

std::span<const Form> index_forms() {
  static constexpr std::array<Form, 3> forms = {{{"create_index", read_create_index},
                                                 {"drop_index", read_drop_index},
                                                 {"rename_index", read_rename_index}}};
  return forms;
}

Written write_form(const CreateIndex& operation) {
  Value::Map map{{"table", to_text(operation.table)}, {"name", operation.index.name}};
  append(map, without(write_index(operation.index), {"name"}));
  return {"create_index", std::move(map)};
}

Written write_form(const DropIndex& operation) {
  Value::Map map{{"table", to_text(operation.table)}, {"name", operation.name}};
  if (operation.concurrently) put(map, "concurrently", true);
  if (operation.was != Index{}) put(map, "was", without(write_index(operation.was), {"name"}));
  return {"drop_index", std::move(map)};
}

Written write_form(const RenameIndex& operation) {
  return {"rename_index",
          Value::Map{
              {"table", to_text(operation.table)}, {"name", operation.name}, {"to", operation.to}}};
}

}  // namespace dbtool
