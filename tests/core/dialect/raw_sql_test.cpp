#include "core/dialect/raw_sql.h"

#include "core/support/error.h"
#include "tests/support/catch.h"

namespace dbtool {

TEST_CASE("raw SQL: statements know where they begin in the file") {
  const RunSql sql = {.by_dialect = {{"any", "UPDATE a;\n-- note\n  UPDATE b;\nUPDATE c"}},
                      .places = {{"any", {.file = "r.yaml", .line = 7, .column = 12}}}};
  const auto statements = sql_statements(sql, "sqlite", sql::sqlite_rules());
  REQUIRE(statements.size() == 3);
  CHECK(statements[0] == Statement{.sql = "UPDATE a",
                                   .purpose = "run SQL",
                                   .where = {.file = "r.yaml", .line = 7, .column = 12}});
  CHECK(statements[1].where == Location{.file = "r.yaml", .line = 9, .column = 14});
  CHECK(statements[2].where == Location{.file = "r.yaml", .line = 10, .column = 12});
}

TEST_CASE("raw SQL: a dialect's own text goes before the common one, and may be missing") {
  const RunSql sql = {.by_dialect = {{"any", "A"}, {"sqlite", "B; C"}}};
  CHECK(sql_statements(sql, "postgresql", sql::postgresql_rules()).size() == 1);
  CHECK(sql_statements(sql, "sqlite", sql::sqlite_rules()).size() == 2);
  CHECK(sql_statements({.by_dialect = {{"sqlite", "B"}}}, "postgresql", {}).empty());
}

TEST_CASE("raw SQL: an open quote is told at its place in the file") {
  const RunSql sql = {.by_dialect = {{"any", "SELECT 1;\nSELECT 'x"}},
                      .places = {{"any", {.file = "r.yaml", .line = 7, .column = 5}}}};
  try {
    sql_statements(sql, "sqlite", sql::sqlite_rules());
    FAIL("no error");
  } catch (const UsageError& error) {
    CHECK(error.problems().front().code == "DBT610");
    CHECK(error.problems().front().where == Location{.file = "r.yaml", .line = 8, .column = 12});
  }
}

TEST_CASE("raw SQL: an assertion is one query with a message") {
  const Location where = {.file = "r.yaml", .line = 3, .column = 5};
  const Assert none = {.query = {{"any", "SELECT 1 FROM t;"}}, .message = "rows: {1}"};
  CHECK(assertion(none, "sqlite", sql::sqlite_rules(), where) ==
        Statement{.sql = "SELECT 1 FROM t",
                  .purpose = "assert",
                  .check_message = "rows: {1}",
                  .where = where});
  const Assert some = {.query = {{"sqlite", "SELECT 1"}}, .expects_rows = true};
  CHECK(assertion(some, "sqlite", sql::sqlite_rules(), where)->check_message ==
        "the assertion found no row");
  CHECK_FALSE(assertion(some, "postgresql", sql::postgresql_rules(), where));
  const Assert two = {.query = {{"any", "SELECT 1; SELECT 2"}}};
  CHECK_THROWS_WITH(assertion(two, "sqlite", sql::sqlite_rules(), where),
                    "the query of an assertion must be exactly one statement");
}

}  // namespace dbtool
