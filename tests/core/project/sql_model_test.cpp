#include "core/project/sql_model.h"

#include "core/support/error.h"
#include "tests/support/catch.h"
#include "tests/support/databases.h"

using namespace dbtool;
using namespace dbtool::test;

namespace {

Schema load(const TestDatabase& database, const std::string& sql) {
  auto connection = database.connect();
  auto scratch = database.dialect().scratch(*connection, database.url());
  return load_sql_model({{.file = "models/a.sql", .text = sql}}, database.dialect(), *scratch)
      .schema;
}

bool is_postgresql(const TestDatabase& database) {
  return database.dialect().traits().name == "postgresql";
}

std::vector<std::string> names(const Schema& schema) {
  std::vector<std::string> all;
  for (const Table& table : schema.tables) all.push_back(to_text(table.name));
  return all;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("sql model: rows and lines for psql are passed over, as dumps have them") {
  on_every_database([](const TestDatabase& database) {
    if (!is_postgresql(database)) return;
    CHECK(names(load(database,
                     "\\set ON_ERROR_STOP on\n\\echo it's here\n"
                     "CREATE TABLE t (id integer, b text);\n"
                     "COPY public.t (id, b) FROM stdin;\n1\tit's; CREATE TABLE x (a integer);\n"
                     "\\.\nCREATE TABLE u (id integer);\n")) == Names{"t", "u"});
    CHECK_THROWS_AS(load(database, "\\i other.sql\nCREATE TABLE t (a integer);"), UsageError);
  });
}

TEST_CASE("sql model: statements about the whole server are passed over") {
  on_every_database([](const TestDatabase& database) {
    if (!is_postgresql(database)) return;
    const std::string role = "dbtool_test_role_of_models";
    CHECK(names(load(database,
                     "CREATE ROLE " + role + "; CREATE DATABASE " + role +
                         "; ALTER SYSTEM SET work_mem = '1MB'; GRANT postgres TO " + role +
                         "; COMMENT ON DATABASE postgres IS 'x';"
                         "CREATE TABLE t (a integer); GRANT SELECT ON t TO PUBLIC")) == Names{"t"});
    auto connection = database.connect();
    bool found = false;
    connection->query("SELECT 1 FROM pg_roles WHERE rolname = '" + role +
                          "' UNION ALL SELECT 1 FROM pg_database WHERE datname = '" + role + "'",
                      [&](Row) { found = true; });
    CHECK(!found);
  });
}

TEST_CASE("sql model: a search path holds for the statements behind it, also when tried again") {
  on_every_database([](const TestDatabase& database) {
    if (!is_postgresql(database)) return;
    CHECK(names(load(database,
                     "CREATE SCHEMA a; CREATE SCHEMA b; SET search_path = a;"
                     "CREATE TABLE t (u integer REFERENCES b.u (id));"
                     "SET search_path = b, public; CREATE TABLE u (id integer PRIMARY KEY);"
                     "CREATE TABLE public.v (id integer)")) == Names{"v", "a.t", "b.u"});
  });
}
