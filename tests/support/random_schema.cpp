#include "tests/support/random_schema.h"

#include "tests/support/dice.h"
#include "tests/support/schema_builder.h"

#include <algorithm>
#include <string>
#include <vector>

namespace dbtool::test {
namespace {

std::string numbered(const std::string& prefix, std::size_t number) {
  return prefix + std::to_string(number);
}

bool is_text(const Column& column) {
  return std::holds_alternative<Text>(column.type.kind);
}
bool is_number(const Column& column) {
  return std::holds_alternative<Integer>(column.type.kind);
}

class Generator {
 public:
  explicit Generator(unsigned seed) : dice_(seed) {}

  Schema generate() {
    add_enums();
    for (std::size_t number = 1; number <= 5; ++number)
      if (!dice_.one_in(4)) add_table(numbered("t", number));
    add_foreign_keys();
    add_views();
    return std::move(schema_);
  }

 private:
  void add_enums() {
    const std::vector<std::string> values = {"a", "b", "c", "d"};
    for (std::size_t number = 1; number <= 2; ++number) {
      Enum definition{.name = {.name = numbered("e", number)}};
      for (const std::string& value : values)
        if (!dice_.one_in(3)) definition.values.push_back(value);
      if (dice_.one_in(4)) std::reverse(definition.values.begin(), definition.values.end());
      if (!definition.values.empty()) schema_.enums.add(definition);
    }
  }

  void add_table(const std::string& name) {
    Table item{.name = {.name = name}};
    item.columns.push_back(column("id bigint not null"));
    for (std::size_t number = 1; number <= 5; ++number)
      if (!dice_.one_in(3)) item.columns.push_back(random_column(numbered("c", number)));
    for (const char* key : {"r1", "r2"})
      if (dice_.one_in(2)) item.columns.push_back(column(std::string(key) + " bigint"));
    if (!dice_.one_in(6)) item.primary_key = {.name = name + "_pkey", .columns = {"id"}};
    add_parts(item);
    schema_.tables.add(std::move(item));
  }

  Column random_column(const std::string& name) {
    static const std::vector<std::string> types = {
        "text",   "text default x",    "varchar(20)", "integer",
        "bigint", "integer default 1", "boolean",     "boolean default true"};
    if (!schema_.enums.empty() && dice_.one_in(4)) return enum_column(name);
    Column result = column(name + " " + dice_.pick(types));
    result.nullable = !dice_.one_in(3);
    return result;
  }

  Column enum_column(const std::string& name) {
    std::vector<Enum> enums(schema_.enums.begin(), schema_.enums.end());
    const Enum& type = dice_.pick(enums);
    std::string text = name + " " + type.name.name;
    return column(dice_.one_in(2) ? text + " default " + dice_.pick(type.values) : text);
  }

  void add_parts(Table& item) {
    const std::string& name = item.name.name;
    std::string ending = dice_.one_in(5) ? "_x" : "";
    for (const Column& part : item.columns) {
      std::string start = name + "_" + part.name;
      if (dice_.one_in(6))
        item.uniques.add({.name = start + "_key" + ending, .columns = {part.name}});
      if (dice_.one_in(6)) add_index(item, start + "_idx" + ending, part);
      if (is_number(part) && dice_.one_in(5))
        item.checks.add({.name = start + "_check", .expression = {part.name + " >= 0"}});
      if (is_text(part) && dice_.one_in(5))
        item.checks.add(
            {.name = start + "_check", .expression = {"length(" + part.name + ") > 0"}});
    }
  }

  void add_index(Table& item, const std::string& name, const Column& part) {
    Index index{.name = name, .parts = {{.column = part.name, .descending = dice_.one_in(3)}}};
    index.unique = dice_.one_in(5);
    if (dice_.one_in(3)) index.parts.push_back({.column = "id"});
    if (dice_.one_in(4)) index.where = Expression{"id > 0"};
    item.indexes.add(std::move(index));
  }

  /// Between any two tables, so that cycles occur.
  void add_foreign_keys() {
    std::vector<Name> targets;
    for (const Table& item : schema_.tables)
      if (item.primary_key) targets.push_back(item.name);
    if (targets.empty()) return;
    schema_.tables.update_all([&](Table& item) {
      for (const char* key : {"r1", "r2"}) {
        if (find_column(item, key) == nullptr || dice_.one_in(4)) continue;
        ForeignKey reference{.name = item.name.name + "_" + key + "_fkey",
                             .columns = {key},
                             .references = dice_.pick(targets),
                             .referenced_columns = {"id"}};
        if (dice_.one_in(3)) reference.on_delete = ForeignKeyAction::cascade;
        item.foreign_keys.add(std::move(reference));
      }
    });
  }

  void add_views() {
    std::vector<Table> tables(schema_.tables.begin(), schema_.tables.end());
    if (tables.empty()) return;
    for (std::size_t number = 1; number <= 3; ++number) {
      if (dice_.one_in(3)) continue;
      const Table& item = dice_.pick(tables);
      const Column& part = dice_.pick(item.columns);
      std::string select = part.name == "id" ? "id" : "id, " + part.name;
      schema_.views.add(
          view(numbered("v", number), "SELECT " + select + " FROM " + item.name.name));
    }
    std::vector<View> views(schema_.views.begin(), schema_.views.end());
    if (!views.empty() && dice_.one_in(2))
      schema_.views.add(view("on_view", "SELECT id FROM " + dice_.pick(views).name.name));
  }

  Dice dice_;
  Schema schema_ = {};
};

}  // namespace

Schema random_schema(unsigned seed) {
  return Generator(seed).generate();
}

}  // namespace dbtool::test
