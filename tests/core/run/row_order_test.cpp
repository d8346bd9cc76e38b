#include "core/run/row_order.h"

#include "tests/support/catch.h"

namespace dbtool {
namespace {

RowValue text(const std::string& value) {
  return {.literal = {Literal::Kind::text, value}};
}

DataRow row(const std::string& name, const RowValue& parent) {
  return {.values = {{"id", text("id of " + name)}, {"name", text(name)}, {"parent", parent}}};
}

std::string order_of(std::vector<DataRow> rows, const Name& references = {.name = "tree"}) {
  Table table = {.name = {.name = "tree"}};
  table.foreign_keys.add(
      {.name = "f", .columns = {"parent"}, .references = references, .referenced_columns = {"id"}});
  std::string names;
  for (const DataRow& each : parents_first(std::move(rows), table))
    names += find_value(each, "name")->literal.text;
  return names;
}

TEST_CASE("rows stand behind those of the same table that they refer to") {
  const RowValue none = {.literal = {Literal::Kind::null, {}}};
  const auto named = [](const std::string& name) {
    return RowValue{.parent = {{"name", text(name)}}};
  };
  CHECK(order_of({row("c", named("b")), row("b", named("a")), row("a", none), row("d", none)}) ==
        "abcd");
  CHECK(order_of({row("c", text("id of b")), row("b", text("id of a")), row("a", none)}) == "abc");
  CHECK(order_of({row("b", named("a")), row("a", named("b"))}) == "ab");
  CHECK(order_of({row("b", named("x")), row("a", none)}) == "ba");
  CHECK(order_of({row("b", named("a")), row("a", none)}, {.name = "other"}) == "ba");
}

}  // namespace
}  // namespace dbtool
