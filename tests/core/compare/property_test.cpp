// What holds for any two schemas.
#include "core/compare/compare.h"
#include "tests/support/catch.h"
#include "tests/support/random_schema.h"
#include "tests/support/schema_builder.h"

namespace dbtool {
namespace {

using test::random_schema;
using test::unordered;

constexpr unsigned pairs = 400;

std::vector<Operation> difference_of(const Schema& live, const Schema& wanted) {
  Model declared = test::model_of(wanted);
  return compare({live, wanted, declared});
}

TEST_CASE("the difference applied to one schema makes it the other") {
  for (unsigned seed = 0; seed < pairs; ++seed) {
    INFO("seed " << seed);
    Schema from = random_schema(seed);
    Schema to = random_schema(seed + 1);
    REQUIRE(unordered(test::after(difference_of(from, to), from)) == unordered(to));
  }
}

TEST_CASE("the way back of a difference leads back") {
  for (unsigned seed = 0; seed < pairs; ++seed) {
    INFO("seed " << seed);
    Schema from = random_schema(seed);
    std::vector<Operation> operations = difference_of(from, random_schema(seed + 1));
    std::vector<Operation> back = reverse_all(operations, from);
    REQUIRE(unordered(test::after(back, test::after(operations, from))) == unordered(from));
  }
}

TEST_CASE("a schema does not differ from itself, nor after its difference") {
  for (unsigned seed = 0; seed < pairs; ++seed) {
    INFO("seed " << seed);
    Schema from = random_schema(seed);
    Schema to = random_schema(seed + 1);
    REQUIRE(difference_of(from, from).empty());
    REQUIRE(difference_of(test::after(difference_of(from, to), from), to).empty());
  }
}

TEST_CASE("equal input gives equal output") {
  for (unsigned seed = 0; seed < 50; ++seed) {
    Schema from = random_schema(seed);
    Schema to = random_schema(seed + 1);
    REQUIRE(difference_of(from, to) == difference_of(from, to));
  }
}

TEST_CASE("what a view or a foreign key stands on is there whenever it is") {
  for (unsigned seed = 0; seed < pairs; ++seed) {
    Schema schema = random_schema(seed);
    for (const Operation& operation : difference_of(schema, random_schema(seed + 7))) {
      apply(operation, schema);
      INFO("seed " << seed << ", after " << describe(operation));
      for (const Table& table : schema.tables)
        for (const ForeignKey& key : table.foreign_keys) {
          const Table* referenced = schema.tables.find(key.references);
          REQUIRE(referenced != nullptr);
          REQUIRE(referenced->primary_key.has_value());
        }
      for (const View& view : schema.views) {
        std::string table = view.query.sql.substr(view.query.sql.find("FROM ") + 5);
        REQUIRE(
            (schema.tables.contains({.name = table}) || schema.views.contains({.name = table})));
      }
    }
  }
}

}  // namespace
}  // namespace dbtool
