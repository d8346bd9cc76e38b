#include "core/run/prove.h"

#include "core/support/error.h"
#include "tests/support/catch.h"
#include "tests/support/databases.h"

namespace dbtool {
namespace {

using test::on_every_database;
using test::TestDatabase;

Column column(const std::string& name, Type type) {
  return {.name = name, .type = std::move(type)};
}
Type integer() {
  return {.kind = Integer{}};
}
Type text() {
  return {.kind = Text{}};
}
Table table(std::vector<Column> columns) {
  return {.name = {"", "t"}, .columns = std::move(columns)};
}
Operation add_column(const Column& added) {
  return {.what = AddColumn{.table = {"", "t"}, .column = added}};
}
Operation drop_column(const Column& gone) {
  return {.what = DropColumn{.table = {"", "t"}, .column = gone.name, .was = gone}};
}
Operation run_sql(const std::string& sql) {
  return {.what = RunSql{.by_dialect = {{"any", sql}}}};
}
RevisionBody body(std::vector<Operation> up, std::vector<Operation> down) {
  return {.upgrade = {{.operations = std::move(up)}},
          .downgrade = {{.operations = std::move(down)}}};
}

/// What is not proven of a script that should add column b to a table with column a.
std::vector<std::string> differences(const TestDatabase& database, const RevisionBody& script) {
  auto connection = database.connect();
  auto scratch = database.dialect().scratch(*connection, database.url());
  const Schema live = {.tables = {table({column("a", integer())})}};
  const Model wanted = {
      .schema = {.tables = {table({column("a", integer()), column("b", text())})}}};
  return prove(database.dialect(), *scratch, live, wanted, script);
}

const Column b = column("b", text());
using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("prove: a script that does and undoes what it should is proven") {
  on_every_database([](TestDatabase& database) {
    CHECK(differences(database, body({add_column(b)}, {drop_column(b)})) == Lines{});
    CHECK(differences(database, body({run_sql("ALTER TABLE t ADD COLUMN b text")},
                                     {run_sql("ALTER TABLE t DROP COLUMN b")})) == Lines{});
  });
}

TEST_CASE("prove: what the upgrade leaves undone is told") {
  on_every_database([](TestDatabase& database) {
    const Lines lines = differences(database, body({}, {}));
    REQUIRE(lines.size() == 1);
    CHECK_THAT(lines[0], contains("after the upgrade, still to do: add column t.b"));
  });
}

TEST_CASE("prove: what the downgrade leaves behind is told") {
  on_every_database([](TestDatabase& database) {
    const Lines lines = differences(database, body({add_column(b)}, {}));
    REQUIRE(lines.size() == 1);
    CHECK_THAT(lines[0], contains("after the downgrade, still to do: remove column t.b"));
    RevisionBody irreversible = body({add_column(b)}, {});
    irreversible.irreversible = "no";
    CHECK(differences(database, irreversible).empty());
  });
}

TEST_CASE("prove: a script that the database refuses is told") {
  on_every_database([](TestDatabase& database) {
    const Lines up = differences(database, body({run_sql("DROP TABLE nowhere")}, {}));
    REQUIRE(up.size() == 1);
    CHECK_THAT(up[0], contains("upgrade fails: ") && contains("nowhere"));
    const Lines down =
        differences(database, body({add_column(b)}, {run_sql("DROP TABLE nowhere")}));
    REQUIRE(down.size() == 1);
    CHECK_THAT(down[0], contains("downgrade fails: "));
  });
}

TEST_CASE("prove: a schema that cannot be built here is no fault of the script") {
  on_every_database([](TestDatabase& database) {
    auto connection = database.connect();
    auto scratch = database.dialect().scratch(*connection, database.url());
    Schema live = {.tables = {table({column("a", integer())})}};
    live.tables.find({"", "t"})->checks.add({.name = "c", .expression = {"own_function(a)"}});
    CHECK_THROWS_AS(prove(database.dialect(), *scratch, live, {.schema = live}, {}), UsageError);
  });
}

}  // namespace dbtool
