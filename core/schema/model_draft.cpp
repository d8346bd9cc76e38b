#include "core/schema/model_draft.h"

#include "core/schema/part_reader.h"

#include <algorithm>

namespace dbtool {
namespace {

template <class Item>
const Item* find_in(const std::vector<Item>& items, const Name& name) {
  auto place = std::ranges::lower_bound(
      items, name, {}, [](const Item& item) -> const Name& { return name_of(item); });
  return place != items.end() && name_of(*place) == name ? &*place : nullptr;
}

template <class Item>
void sort_items(std::vector<Item>& items, const std::string& kind, std::vector<Problem>& problems) {
  std::ranges::stable_sort(items, {},
                           [](const Item& item) -> const Name& { return name_of(item); });
  auto again = [&](const Item& first, const Item& second) {
    if (name_of(first) != name_of(second)) return false;
    problems.push_back(
        {.code = "DBT135",
         .message = kind + " " + in_quotes(to_text(name_of(second))) + " is declared twice",
         .where = place_of(second),
         .hint = "keep one of them",
         .notes = {{"note", "it is first at " + place_text(place_of(first))}}});
    return true;
  };
  items.erase(std::unique(items.begin(), items.end(), again), items.end());
}

}  // namespace

const Name& name_of(const DeclaredTable& table) {
  return table.declaration.table.name;
}
const Name& name_of(const DeclaredView& view) {
  return view.view.name;
}
const Name& name_of(const DeclaredEnum& definition) {
  return definition.definition.name;
}
const Location& place_of(const DeclaredTable& table) {
  return table.declaration.where;
}
const Location& place_of(const DeclaredView& view) {
  return view.where;
}
const Location& place_of(const DeclaredEnum& definition) {
  return definition.where;
}

std::string place_text(const Location& where) {
  return where.file + ":" + std::to_string(where.line) + ":" + std::to_string(where.column);
}

const DeclaredTable* ModelDraft::find_table(const Name& name) const {
  return find_in(tables, name);
}
const DeclaredView* ModelDraft::find_view(const Name& name) const {
  return find_in(views, name);
}
const DeclaredEnum* ModelDraft::find_enum(const Name& name) const {
  return find_in(enums, name);
}

void sort_draft(ModelDraft& draft, std::vector<Problem>& problems) {
  sort_items(draft.tables, "table", problems);
  sort_items(draft.views, "view", problems);
  sort_items(draft.enums, "enum", problems);
}

std::string default_schema(const PartContext& context) {
  if (context.dialect == "sqlite") return "main";
  return context.default_schema ? context.default_schema() : "public";
}

Name in_schema(const Name& name, const std::string& schema, const PartContext& context) {
  Name whole = name.schema.empty() ? Name{schema, name.name} : name;
  if (!whole.schema.empty() && whole.schema == default_schema(context)) whole.schema.clear();
  return whole;
}

}  // namespace dbtool
