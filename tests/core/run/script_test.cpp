#include "core/run/script.h"

#include "tests/core/run/fake_dialect.h"
#include "tests/support/catch.h"

namespace dbtool {
namespace {

using test::FakeDialect;

PlannedPart part_of(std::vector<Statement> statements, bool transaction = true) {
  return {.settings = {.transaction = transaction}, .statements = std::move(statements)};
}

const Revision revision = {.id = "3f2a9c1b7d4e", .message = "add post\nstatus"};
const Step first = {.revision = &revision,
                    .row_changes = {{.kind = RowChange::Kind::insert, .to = "3f2a9c1b7d4e"}}};

const StateTables no_log = {.log = {}};

std::string guard(const std::string& message, const std::string& condition) {
  return "INSERT INTO dbtool_guard SELECT '" + message + "' WHERE " + condition + ";\n";
}

}  // namespace

TEST_CASE("script: one transaction with its version row") {
  CHECK(to_script({.step = first,
                   .parts = {part_of({{.sql = "CREATE TABLE a (b int)"}}),
                             part_of({{.sql = "DROP TABLE c -- gone"}})}},
                  FakeDialect(), no_log) ==
        "-- upgrade 3f2a9c1b7d4e  add post status\n"
        "BEGIN;\n"
        "CREATE TABLE a (b int);\n"
        "DROP TABLE c -- gone\n;\n"
        "INSERT INTO \"alembic_version\" (version_num) VALUES ('3f2a9c1b7d4e');\n"
        "COMMIT;\n\n");
}

TEST_CASE("script: a revision without statements still moves the row") {
  const Step step = {.revision = &revision,
                     .direction = Direction::downgrade,
                     .row_changes = {{.kind = RowChange::Kind::update, .from = "b", .to = "a"}}};
  CHECK(to_script({.step = step}, FakeDialect(), {.version = {"meta", "versions"}, .log = {}}) ==
        "-- downgrade 3f2a9c1b7d4e  add post status\n"
        "BEGIN;\n" +
            guard("the database is not at b",
                  "NOT EXISTS (SELECT 1 FROM \"meta\".\"versions\" WHERE version_num = 'b')") +
            "UPDATE \"meta\".\"versions\" SET version_num = 'a' WHERE version_num = 'b';\n"
            "COMMIT;\n\n");
}

TEST_CASE("script: rows that the revision itself makes are not asked for") {
  const Step step = {.revision = &revision,
                     .row_changes = {{.kind = RowChange::Kind::insert, .to = "x"},
                                     {.kind = RowChange::Kind::update, .from = "x", .to = "y"},
                                     {.kind = RowChange::Kind::remove, .from = "z"}}};
  const std::string text = to_script({.step = step}, FakeDialect(), no_log);
  CHECK_THAT(text, !contains("is not at x"));
  CHECK_THAT(text, contains("is not at z"));
}

TEST_CASE("script: what runs outside a transaction stands between transactions") {
  CHECK(to_script({.step = first,
                   .parts = {part_of({{.sql = "A"}}), part_of({{.sql = "B"}}, false),
                             part_of({{.sql = "C"}}, false)}},
                  FakeDialect(), no_log) ==
        "-- upgrade 3f2a9c1b7d4e  add post status\n"
        "BEGIN;\nA;\nCOMMIT;\n"
        "B;\nC;\n"
        "BEGIN;\n"
        "INSERT INTO \"alembic_version\" (version_num) VALUES ('3f2a9c1b7d4e');\n"
        "COMMIT;\n\n");
}

TEST_CASE("script: rebuilds are framed and checked") {
  FakeDialect dialect;
  dialect.traits_.rebuild_script = {
      .before = {"OFF"}, .check = "SELECT 1 FROM bad", .after = {"ON"}};
  const std::string text =
      to_script({.step = first,
                 .parts = {part_of({{.sql = "A"}}), part_of({{.sql = "B", .rebuilds = true}})}},
                dialect, no_log);
  CHECK_THAT(text, contains("OFF;\nBEGIN;\nA;\nB;\n"));
  CHECK_THAT(text,
             contains(guard("a row refers to one that is not there", "EXISTS (SELECT 1 FROM bad)") +
                      "COMMIT;\nON;\n"));
  const Statement drop = {.sql = "DROP TABLE t", .purpose = std::string(raw_sql_purpose)};
  CHECK_THAT(to_script({.step = first, .parts = {part_of({drop})}}, dialect, no_log),
             contains("OFF;\nBEGIN;\nDROP TABLE t;\n"));
}

TEST_CASE("script: checks fail the script, or are left to the reader") {
  const auto text = [](Statement statement) {
    return to_script({.step = first, .parts = {part_of({std::move(statement)})}}, FakeDialect(),
                     no_log);
  };
  CHECK_THAT(text({.sql = "SELECT 1 FROM t", .check_message = "it's there"}),
             contains(guard("it''s there", "EXISTS (SELECT 1 FROM t\n)")));
  CHECK_THAT(text({.sql = "WITH x AS (SELECT 1) SELECT 1 FROM x",
                   .check_message = "none",
                   .expects_rows = true}),
             contains("WHERE NOT EXISTS (WITH x"));
  CHECK_THAT(text({.sql = "PRAGMA foreign_key_check", .check_message = "orphans"}),
             contains("-- check that this gives no row, else orphans:\n"
                      "-- PRAGMA foreign_key_check\n"));
}

TEST_CASE("script: the prologue makes what guards need, and the version table when asked") {
  FakeDialect dialect;
  dialect.traits_.script_start = {"START"};
  const State there = {.version_table = true, .log_table = true, .rows = {"a"}};
  CHECK(script_prologue(dialect, {}, there) ==
        "START;\nCREATE TEMP TABLE dbtool_guard (problem TEXT CONSTRAINT dbtool_guard CHECK "
        "(problem IS NULL));\n\n");
  const std::string text = script_prologue(dialect, {}, {});
  CHECK_THAT(text, contains("CREATE TABLE IF NOT EXISTS \"alembic_version\" (version_num "
                            "VARCHAR(255) NOT NULL, CONSTRAINT \"alembic_version_pkc\" PRIMARY KEY "
                            "(version_num));\n"));
  CHECK_THAT(text, contains("CREATE TABLE IF NOT EXISTS \"dbtool_log\" ("));
  CHECK_THAT(text, contains(guard("the database has revisions already",
                                  "EXISTS (SELECT 1 FROM \"alembic_version\")")));
  CHECK_THAT(script_prologue(dialect, no_log, {}), !contains("dbtool_log"));
}

TEST_CASE("script: the log gets the next number, and time and user of whoever runs it") {
  const std::string text = to_script({.step = first}, FakeDialect(), {}, "1.2");
  CHECK_THAT(text, contains("INSERT INTO \"dbtool_log\" (seq, revision, direction, "));
  CHECK_THAT(text, contains(" SELECT coalesce(max(seq), 0) + 1, '3f2a9c1b7d4e', 'upgrade', "));
  CHECK_THAT(text, contains("CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, 0, CURRENT_USER, '', '1.2', '', "
                            "'', 'add post\nstatus', '' FROM \"dbtool_log\";\nCOMMIT;"));
}

TEST_CASE("script: a stamp moves the rows in one transaction, from where the database is") {
  const StampPlan plan = {
      .row_changes = {{.kind = RowChange::Kind::update, .from = "a", .to = "b"}},
      .rows_after = {"b"}};
  const State state = {.version_table = true, .log_table = true, .rows = {"a"}};
  CHECK_THAT(stamp_script(plan, state, FakeDialect(), no_log, ""),
             contains("BEGIN;\n" +
                      guard("the database is not at a",
                            "NOT EXISTS (SELECT 1 FROM \"alembic_version\" WHERE version_num = "
                            "'a')") +
                      "UPDATE \"alembic_version\" SET version_num = 'b' WHERE version_num = 'a';\n"
                      "COMMIT;\n"));
  CHECK_THAT(stamp_script(plan, state, FakeDialect(), {}, ""), contains("'b', 'stamp', 'a', 0, "));
}

}  // namespace dbtool
