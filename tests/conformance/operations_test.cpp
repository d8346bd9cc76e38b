// Every operation on every database: what it does there is what apply() does to the value, what
// reverse() does leads back, and rows stay.
#include "core/operations/operation.h"
#include "core/support/error.h"
#include "tests/support/catch.h"
#include "tests/support/live_schema.h"
#include "tests/support/sample_operations.h"
#include "tests/support/schema_builder.h"

namespace dbtool {
namespace {

using test::LiveSchema;
using test::SampleOperation;
using test::TestDatabase;

const std::vector<std::string> nothing;
const std::vector<std::string> sample_rows = {
    "INSERT INTO users (id, email, name) VALUES (1, 'a@x', 'Ann'), (2, 'b@x', 'Bob')",
    "INSERT INTO posts (id, author_id, slug, title, body, status) VALUES "
    "(1, 1, 'one', 'One', 'Text', 'published'), (2, 2, 'two', 'Two', NULL, 'draft')",
    "INSERT INTO tags (id, name, position, post_id) VALUES (1, 'red', 1, 1), (2, 'blue', 2, NULL)",
    "INSERT INTO plain (code, note) VALUES ('x', 'first'), ('y', NULL)",
    "INSERT INTO counters (number, note) VALUES (7, 'seven'), (3, 'three')"};

Schema start_on(const Traits& traits) {
  Schema schema = test::sample_schema();
  if (!traits.has_schemas) schema.namespaces = {};
  return schema;
}

void build(LiveSchema& live) {
  live.run(live.difference_to(test::model_of(start_on(live.traits()))));
  for (const std::string& sql : sample_rows) live.execute(sql);
}

bool is_possible(const SampleOperation& sample, const Traits& traits) {
  bool on_schemas = std::holds_alternative<CreateSchema>(sample.operation.what) ||
                    std::holds_alternative<DropSchema>(sample.operation.what);
  return traits.has_schemas || !on_schemas;
}

/// What is lost is what the operation says: a table, a column, or what is cast.
bool keeps_rows(const Operation& operation) {
  return !std::holds_alternative<DropTable>(operation.what) &&
         !std::holds_alternative<DropColumn>(operation.what);
}

/// Only what the database can keep: comments and enums nobody uses are nothing to some.
Schema as_kept(Schema schema, const Schema& live, const Traits& traits) {
  if (traits.has_enums) return schema;
  std::vector<Name> gone;
  for (const Enum& definition : schema.enums)
    if (!live.enums.contains(definition.name)) gone.push_back(definition.name);
  for (const Name& name : gone) schema.enums.remove(name);
  return schema;
}

void check_sample(const SampleOperation& sample, TestDatabase& database) {
  LiveSchema live(database);
  if (!is_possible(sample, live.traits())) return;
  build(live);
  const Schema before = live.inspect();
  const std::vector<std::string> rows = live.rows();
  Schema expected = before;
  expected.enums = start_on(live.traits()).enums;
  const std::vector<Operation> back = reverse(sample.operation, expected);

  live.run({sample.operation});
  apply(sample.operation, expected);
  expected = as_kept(expected, live.inspect(), live.traits());
  CHECK(live.left_to(expected) == nothing);
  if (keeps_rows(sample.operation)) CHECK(live.rows().size() == rows.size());

  live.run(back);
  CHECK(test::unordered(live.inspect()) == test::unordered(before));
  if (keeps_rows(sample.operation)) CHECK(live.rows() == rows);
}

TEST_CASE("every operation does in a database what it does to the value, and back") {
  test::on_every_dialect([](const Dialect& dialect) {
    for (const SampleOperation& sample : test::sample_operations()) {
      TestDatabase database(dialect);
      std::string failure;
      INFO(dialect.traits().display_name << ": " << sample.name);
      try {
        check_sample(sample, database);
      } catch (const Error& error) {
        failure = error.what();
      }
      CHECK(failure == "");
    }
  });
}

}  // namespace
}  // namespace dbtool
