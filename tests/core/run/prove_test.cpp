#include "core/run/prove.h"

#include "core/revisions/revision_body.h"
#include "core/support/error.h"
#include "tests/support/catch.h"
#include "tests/support/databases.h"

#include <algorithm>

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
Type text_type() {
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
ScriptText script(std::vector<Operation> up, std::vector<Operation> down) {
  return {
      .text = "revision: a\n" + write_yaml_steps({.upgrade = {{.operations = std::move(up)}},
                                                  .downgrade = {{.operations = std::move(down)}}}),
      .file = "script.yaml"};
}

/// What is not proven of a script that should make `wanted` of `live`.
std::vector<std::string> differences(const TestDatabase& database, const Schema& live,
                                     const Schema& wanted, const ScriptText& text) {
  auto connection = database.connect();
  auto scratch = database.dialect().scratch(*connection, database.url());
  const Model declared = {.schema = wanted};
  return prove(database.dialect(), *scratch,
               {.live = live, .wanted = wanted, .declared = declared, .scripts = {text}});
}

/// The same of a script that should add column b to a table with column a.
std::vector<std::string> differences(const TestDatabase& database, const ScriptText& text) {
  return differences(database, {.tables = {table({column("a", integer())})}},
                     {.tables = {table({column("a", integer()), column("b", text_type())})}}, text);
}

const Column b = column("b", text_type());
using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("prove: a script that does and undoes what it should is proven") {
  on_every_database([](TestDatabase& database) {
    CHECK(differences(database, script({add_column(b)}, {drop_column(b)})) == Lines{});
    CHECK(differences(database, script({run_sql("ALTER TABLE t ADD COLUMN b text")},
                                       {run_sql("ALTER TABLE t DROP COLUMN b")})) == Lines{});
  });
}

TEST_CASE("prove: what the upgrade leaves undone is told") {
  on_every_database([](TestDatabase& database) {
    const Lines lines = differences(database, script({}, {}));
    REQUIRE(lines.size() == 1);
    CHECK_THAT(lines[0], contains("after the upgrade, still to do: add column t.b"));
  });
}

TEST_CASE("prove: what the downgrade leaves behind is told") {
  on_every_database([](TestDatabase& database) {
    const Lines lines = differences(database, script({add_column(b)}, {}));
    REQUIRE(lines.size() == 1);
    CHECK_THAT(lines[0], contains("after the downgrade, still to do: remove column t.b"));
    const ScriptText irreversible = {
        .text =
            "revision: a\nupgrade:\n  - add_column: { table: t, column: { name: b, type: text } }\n"
            "downgrade: { irreversible: no way back }\n",
        .file = "script.yaml"};
    CHECK(differences(database, irreversible).empty());
  });
}

TEST_CASE("prove: a script that the database refuses is told") {
  on_every_database([](TestDatabase& database) {
    const Lines up = differences(database, script({run_sql("DROP TABLE nowhere")}, {}));
    REQUIRE(up.size() == 1);
    CHECK_THAT(up[0], contains("upgrade fails: ") && contains("nowhere"));
    const Lines down =
        differences(database, script({add_column(b)}, {run_sql("DROP TABLE nowhere")}));
    REQUIRE(down.size() == 1);
    CHECK_THAT(down[0], contains("downgrade fails: "));
  });
}

TEST_CASE("prove: what a script does to views and foreign keys that it does not name is seen") {
  on_every_database([](TestDatabase& database) {
    Schema live = {.tables = {table({column("a", integer()), b})},
                   .views = {{.name = {"", "v"}, .query = {"SELECT a, b FROM t"}}}};
    const Lines view =
        differences(database, live, live, script({run_sql("ALTER TABLE t DROP COLUMN b")}, {}));
    REQUIRE(view.size() == 1);
    CHECK_THAT(view[0], contains("upgrade fails: "));

    live = {.tables = {table({column("a", integer())}),
                       {.name = {"", "child"},
                        .columns = {column("x", integer())},
                        .foreign_keys = {{.name = "k",
                                          .columns = {"x"},
                                          .references = {"", "t"},
                                          .referenced_columns = {"a"}}}}}};
    live.tables.find({"", "t"})->primary_key = PrimaryKey{.name = "t_pkey", .columns = {"a"}};
    const Lines key =
        differences(database, live, live,
                    script({run_sql("ALTER TABLE t RENAME TO u"),
                            run_sql("CREATE TABLE t (a INTEGER CONSTRAINT t_key PRIMARY KEY)")},
                           {run_sql("DROP TABLE t"), run_sql("ALTER TABLE u RENAME TO t")}));
    CHECK(std::ranges::any_of(
        key, [](const std::string& line) { return line.find("child") != std::string::npos; }));
  });
}

TEST_CASE("prove: only what the script can touch is built") {
  on_every_database([](TestDatabase& database) {
    Schema live = {.tables = {table({column("a", integer())}),
                              {.name = {"", "other"},
                               .columns = {column("x", integer())},
                               .checks = {{.name = "c", .expression = {"own_function(x)"}}}}}};
    Schema wanted = live;
    wanted.tables.find({"", "t"})->columns.push_back(b);
    CHECK(differences(database, live, wanted, script({add_column(b)}, {drop_column(b)})) ==
          Lines{});
  });
}

TEST_CASE("prove: what no step can do is told as such") {
  on_every_database([](TestDatabase& database) {
    if (database.dialect().traits().name != "postgresql") return;
    const Schema live = {.tables = {table({column("a", integer())})}};
    auto becomes = [&](Type type) {
      const Operation alter = {AlterColumn{
          .table = {"", "t"}, .column = "a", .to = {.type = type}, .was = {.type = integer()}}};
      differences(database, live, {.tables = {table({column("a", type)})}}, script({alter}, {}));
    };
    CHECK_THROWS_WITH(becomes({.kind = Uuid{}}), contains("a step of the upgrade is not possible"));
    CHECK_THROWS_WITH(becomes({.kind = Native{"nowhere"}}),
                      contains("a step of the upgrade is not possible"));
  });
}

TEST_CASE("prove: a foreign key may rest on a table in a schema that nobody reads") {
  on_every_database([](TestDatabase& database) {
    if (database.dialect().traits().name != "postgresql") return;
    const ForeignKey key = {.name = "k",
                            .columns = {"a"},
                            .references = {"far", "away"},
                            .referenced_columns = {"id"},
                            .external = {true}};
    const Schema with = {
        .tables = {
            {.name = {"", "t"}, .columns = {column("a", integer())}, .foreign_keys = {key}}}};
    const Schema without = {.tables = {table({column("a", integer())})}};
    const Operation create = {CreateConstraint{{"", "t"}, key}};
    const Operation drop = {DropConstraint{{"", "t"}, key}};
    CHECK(differences(database, with, without, script({drop}, {create})) == Lines{});
    CHECK(differences(database, without, with, script({create}, {drop})) == Lines{});
  });
}

TEST_CASE("prove: a schema that cannot be built here is no fault of the script") {
  on_every_database([](TestDatabase& database) {
    Schema live = {.tables = {table({column("a", integer())})}};
    const Schema wanted = live;
    live.tables.find({"", "t"})->checks.add({.name = "c", .expression = {"own_function(a)"}});
    CHECK_THROWS_AS(differences(database, live, wanted, script({}, {})), UsageError);
  });
}

}  // namespace dbtool
