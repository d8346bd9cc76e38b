#include "core/compare/portions.h"

#include "tests/support/catch.h"

#include <string>

namespace dbtool {
namespace {

/// A table with its key and an index: six objects with what large values need and the table itself.
Operation create(const std::string& name) {
  Table table = {.name = {"", name}, .primary_key = PrimaryKey{.columns = {"id"}}};
  table.columns.push_back({.name = "id", .identity = Identity{}});
  table.indexes.add({.name = name + "_index"});
  return {.what = CreateTable{.table = table}};
}
Operation comment(const std::string& table) {
  return {.what = SetComment{.kind = "table", .name = {"", table}, .text = "text"}};
}
Operation add_column(const std::string& table) {
  return {.what = AddColumn{.table = {"", table}, .column = {.name = "more"}}};
}

std::vector<std::size_t> sizes(const std::vector<std::vector<Operation>>& cut) {
  std::vector<std::size_t> result;
  for (const auto& portion : cut) result.push_back(portion.size());
  return result;
}

using Sizes = std::vector<std::size_t>;

TEST_CASE("portions: what fits is one portion, and so is nothing") {
  CHECK(sizes(portions({}, 10)) == Sizes{0});
  CHECK(sizes(portions({create("a"), create("b")}, 12)) == Sizes{2});
  CHECK(sizes(portions({create("a"), create("b"), create("c")}, 0)) == Sizes{3});
}

TEST_CASE("portions: operations are cut where the objects are too many, and keep their order") {
  const std::vector<Operation> operations = {create("a"), create("b"), create("c"), create("d"),
                                             create("e")};
  const auto cut = portions(operations, 12);
  CHECK(sizes(cut) == Sizes{2, 2, 1});
  std::vector<Operation> together;
  for (const auto& portion : cut) together.insert(together.end(), portion.begin(), portion.end());
  CHECK(together == operations);
}

TEST_CASE("portions: a table counts once in a portion, however much is done to it") {
  CHECK(sizes(portions({create("a"), comment("a"), add_column("a")}, 6)) == Sizes{3});
  CHECK(sizes(portions({comment("a"), add_column("a"), comment("b"), comment("c")}, 2)) ==
        Sizes{3, 1});
}

TEST_CASE("portions: an operation larger than a portion stands alone") {
  CHECK(sizes(portions({comment("x"), create("a"), comment("y")}, 2)) == Sizes{1, 1, 1});
}

}  // namespace
}  // namespace dbtool
