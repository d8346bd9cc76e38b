#include "core/run/plan.h"

#include "core/run/replay.h"
#include "tests/core/run/fake_dialect.h"
#include "tests/support/catch.h"

namespace dbtool {
namespace {

using test::add_column;
using test::drop_column;
using test::FakeDialect;
using test::run_sql;

const TableBefore no_tables = [](const Name&) -> std::optional<TableSource> { return {}; };

std::vector<std::size_t> sizes(const std::vector<PlannedPart>& parts) {
  std::vector<std::size_t> result;
  for (const PlannedPart& part : parts) result.push_back(part.operations.size());
  return result;
}

/// Renders one section with a single text of SQL; the codes of its problems.
std::vector<std::string> codes_of(const std::string& text, bool transaction) {
  const FakeDialect dialect;
  std::vector<std::string> codes;
  try {
    for (PlannedPart& part : parts_of(
             {{.settings = {.transaction = transaction}, .operations = {run_sql(text)}}}, dialect))
      render_part(part, dialect, no_tables);
  } catch (const UsageError& error) {
    for (const Problem& problem : error.problems()) codes.push_back(problem.code);
  }
  return codes;
}

}  // namespace

TEST_CASE(
    "plan: a section is cut after a rename, which the database takes along into other texts") {
  const FakeDialect dialect;
  const Operation column = {.what = RenameColumn{{"", "t"}, "a", "b"}};
  const Operation table = {.what = RenameTable{{"", "t"}, "u"}};
  CHECK(sizes(parts_of({{.operations = {table, column, add_column("u", "c")}}}, dialect)) ==
        std::vector<std::size_t>{1, 1, 1});
}

TEST_CASE("plan: a section is cut after SQL that may change a table") {
  const FakeDialect dialect;
  struct Case {
    std::string sql;
    std::vector<std::size_t> parts;
  };
  const std::vector<Case> cases = {
      {"UPDATE t SET a = 1", {3}},
      {"insert into t values (1); DELETE FROM t; SELECT 1", {3}},
      {"WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", {3}},
      {"ALTER TABLE t ADD b int", {2, 1}},
      {"UPDATE t SET a = 1; DROP TABLE u", {2, 1}},
      {"CREATE TRIGGER x", {2, 1}},
      {"DO $$ BEGIN END $$", {2, 1}},
      {"", {3}},
  };
  for (const Case& one : cases) {
    INFO(one.sql);
    CHECK(sizes(parts_of(
              {{.operations = {add_column("t", "a"), run_sql(one.sql), add_column("t", "b")}}},
              dialect)) == one.parts);
  }
}

TEST_CASE("plan: SQL for another dialect cuts nothing") {
  const FakeDialect dialect;
  const Operation other = {.what = RunSql{.by_dialect = {{"sqlite", "DROP TABLE t"}}}};
  CHECK(sizes(parts_of({{.operations = {other, add_column("t", "a")}}}, dialect)) ==
        std::vector<std::size_t>{2});
}

TEST_CASE("plan: outside a transaction every statement is a part with its place") {
  const FakeDialect dialect;
  const auto parts =
      parts_of({{.settings = {.transaction = false},
                 .operations = {run_sql("VACUUM;\n  ANALYZE"), add_column("t", "a")}}},
               dialect);
  REQUIRE(sizes(parts) == std::vector<std::size_t>{1, 1, 1});
  PlannedPart second = parts[1];
  render_part(second, dialect, no_tables);
  REQUIRE(second.statements.size() == 1);
  CHECK(second.statements[0].sql == "ANALYZE");
  CHECK(second.statements[0].where == Location{.file = "r.sql", .line = 11, .column = 5});
}

TEST_CASE("plan: neighbours with a transaction share it") {
  const FakeDialect dialect;
  const Section transaction = {.settings = {.isolation = "serializable"},
                               .operations = {run_sql("ALTER TABLE t"), add_column("t", "a")}};
  const Section alone = {.settings = {.transaction = false},
                         .operations = {run_sql("VACUUM; ANALYZE")}};
  const auto parts =
      parts_of({{.operations = {add_column("t", "x")}}, transaction, alone}, dialect);
  CHECK(groups_of(parts) ==
        std::vector<PartGroup>{{.first = 0, .count = 3, .isolation = "serializable"},
                               {.first = 3, .count = 1, .transaction = false},
                               {.first = 4, .count = 1, .transaction = false}});
  CHECK(groups_of({}).empty());
}

TEST_CASE("plan: what shares a transaction has the strictest isolation that is said") {
  const FakeDialect dialect;
  const auto section = [](const std::string& isolation) {
    return Section{.settings = {.isolation = isolation}, .operations = {add_column("t", "a")}};
  };
  const auto isolation = [&](const std::vector<Section>& sections) {
    return groups_of(parts_of(sections, dialect)).front().isolation;
  };
  CHECK(isolation({section("read committed")}) == "read committed");
  CHECK(isolation({section(""), section("read committed"), section("repeatable read")}) ==
        "repeatable read");
  CHECK(isolation({section("serializable"), section("read committed")}) == "serializable");
}

TEST_CASE("plan: an operation that runs alone stands outside the transaction of its section") {
  const FakeDialect dialect;
  const Operation alone = {.what = AddEnumValue{.name = {"", "status"}, .value = "new"}};
  const auto parts = parts_of(
      {{.operations = {add_column("t", "a"), alone, add_column("t", "b"), add_column("t", "c")}}},
      dialect);
  CHECK(sizes(parts) == std::vector<std::size_t>{1, 1, 2});
  CHECK(parts[0].settings.transaction);
  CHECK_FALSE(parts[1].settings.transaction);
  CHECK(parts[2].settings.transaction);
}

TEST_CASE("plan: statements that control the transaction are refused where dbtool opened it") {
  CHECK(codes_of("COMMIT", true) == std::vector<std::string>{"DBT630"});
  CHECK(codes_of("UPDATE t SET a = 1; begin; ROLLBACK", true) ==
        std::vector<std::string>{"DBT630", "DBT630"});
  CHECK(codes_of("BEGIN; UPDATE t SET a = 1; COMMIT", false).empty());
  CHECK(codes_of("UPDATE t SET a = 'COMMIT'", true).empty());
}

TEST_CASE("plan: an irreversible revision refuses to be taken back, with the reason") {
  const Revision revision = {.id = "abc"};
  const RevisionBody body = {.irreversible = "rows are gone", .where = {.file = "f", .line = 9}};
  CHECK(sections_of({.revision = &revision}, body).empty());
  try {
    sections_of({.revision = &revision, .direction = Direction::downgrade}, body);
    FAIL("no error");
  } catch (const RefusedError& error) {
    CHECK(error.exit_code() == ExitCode::refused);
    const Problem& problem = error.problems().front();
    CHECK(problem.code == "DBT810");
    CHECK(problem.message == "revision abc cannot be taken back");
    CHECK(problem.where.line == 9);
    CHECK(problem.notes == std::vector<Note>{{"reason", "rows are gone"}});
  }
}

TEST_CASE("plan: a part sees the tables as the parts before it leave them") {
  const FakeDialect dialect;
  const Schema schema = {.tables = {{.name = {"", "t"}, .columns = {{.name = "a"}}},
                                    {.name = {"", "u"}, .columns = {{.name = "a"}}}}};
  const Revision revision = {.id = "abc"};
  const RevisionBody body = {
      .upgrade = {{.operations = {add_column("t", "b"), run_sql("ALTER TABLE x"),
                                  drop_column("t", "a"), add_column("u", "b")}}}};
  const PlannedRevision planned = plan({.revision = &revision}, body, dialect, tables_of(schema));
  REQUIRE(planned.parts.size() == 2);
  CHECK(planned.parts[0].statements[0].sql == "add column t.b of 1");
  CHECK(planned.parts[1].statements[0].sql == "drop column t.a of 2");
  CHECK(planned.parts[1].statements[1].sql == "add column u.b of 1");
}

TEST_CASE("replay: operations add up, and what SQL may have made is passed over") {
  Schema schema;
  std::vector<Problem> opaque;
  const Operation create = {
      .what = CreateTable{.table = {.name = {"", "t"}, .columns = {{.name = "a"}}}}};
  replay({{.operations = {create, add_column("t", "b")}}}, FakeDialect(), schema, opaque);
  CHECK(opaque.empty());
  REQUIRE(tables_of(schema)(Name{"", "t"}));
  CHECK(tables_of(schema)(Name{"", "t"})->table.columns.size() == 2);
  CHECK_FALSE(tables_of(schema)(Name{"", "u"}));

  CHECK_THROWS_AS(replay({{.operations = {add_column("u", "b")}}}, FakeDialect(), schema, opaque),
                  UsageError);
  replay({{.operations = {run_sql("CREATE TABLE u (a int)"), add_column("u", "b")}}}, FakeDialect(),
         schema, opaque);
  CHECK(opaque.size() == 2);
  CHECK(schema.tables.size() == 1);
}

TEST_CASE("replay: enums of columns are known to the tables that use them") {
  const Name status = {"", "status"};
  const Schema schema = {
      .enums = {{.name = status, .values = {"a"}}},
      .tables = {{.name = {"", "t"}, .columns = {{.name = "s", .type = {.kind = Named{status}}}}},
                 {.name = {"", "u"}}},
      .views = {{.name = {"", "v"}}}};
  const TableBefore before = tables_of(schema);
  CHECK(before(Name{"", "t"})->enums.contains(status));
  CHECK(before(Name{"", "u"})->enums.empty());
  CHECK(before(Name{"", "u"})->views == std::vector<std::string>{"v"});
  CHECK(before.enum_type(status)->tables == std::vector<Name>{{"", "t"}});
  CHECK_FALSE(before.enum_type(Name{"", "other"}));
}

}  // namespace dbtool
