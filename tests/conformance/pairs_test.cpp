// Any two schemas on every database: the difference leads from one to the other, nothing is left to
// do, and the way back leads back.
#include "core/compare/compare.h"
#include "core/support/error.h"
#include "tests/support/catch.h"
#include "tests/support/live_schema.h"
#include "tests/support/random_schema.h"
#include "tests/support/schema_builder.h"

namespace dbtool {
namespace {

using test::LiveSchema;
using test::model_of;
using test::random_schema;
using test::TestDatabase;

constexpr unsigned pairs = 40;
const std::vector<std::string> nothing;

void check_pair(unsigned seed, TestDatabase& database) {
  LiveSchema live(database);
  live.run(live.difference_to(model_of(random_schema(seed))));
  CHECK(live.left_to(random_schema(seed)) == nothing);
  const Schema before = live.inspect();

  Model declared = model_of(random_schema(seed + 1));
  const std::vector<Operation> operations = live.difference_to(declared);
  const std::vector<Operation> back = reverse_all(operations, before);
  live.run(operations);
  CHECK(live.left_to(declared.schema) == nothing);

  live.run(back);
  CHECK(live.left_to(before) == nothing);
  CHECK(test::unordered(live.inspect()) == test::unordered(before));
}

TEST_CASE("the difference of any two schemas leads from one to the other and back") {
  test::on_every_dialect([](const Dialect& dialect) {
    for (unsigned seed = 0; seed < pairs; ++seed) {
      TestDatabase database(dialect);
      std::string failure;
      INFO(dialect.traits().display_name << ", seed " << seed);
      try {
        check_pair(seed, database);
      } catch (const Error& error) {
        failure = error.what();
      }
      CHECK(failure == "");
    }
  });
}

}  // namespace
}  // namespace dbtool
