#include "dialects/postgresql/postgresql.h"
#include "tests/dialects/postgresql/server.h"

using namespace dbtool;
using namespace dbtool::test;

namespace {

std::string ask(Connection& connection, const std::string& query) {
  return query_value(connection, query).value_or("");
}

}  // namespace

TEST_CASE("scratch: an empty database like the live one, gone at the end") {
  if (no_server()) return;
  TestServer server;
  server.run("CREATE TABLE t ()");
  const std::string locale =
      "SELECT encoding || datcollate || datctype FROM pg_database WHERE datname = "
      "current_database()";
  std::string name;
  {
    auto scratch = postgresql().scratch(server.connection(), server.url());
    name = ask(scratch->connection(), "SELECT current_database()");
    CHECK_THAT(name, contains("dbtool_scratch_"));
    CHECK(ask(scratch->connection(), locale) == server.value(locale));
    CHECK(postgresql().inspect(scratch->connection(), {}) == Schema{});
    CHECK_THAT(server.value("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE "
                            "datname = '" +
                            name + "'"),
               contains("scratch database of dbtool"));
  }
  CHECK(server.value("SELECT count(*) FROM pg_database WHERE datname = '" + name + "'") == "0");
}

TEST_CASE("scratch: it is empty again after a reset, also in the middle of a transaction") {
  if (no_server()) return;
  TestServer server;
  auto scratch = postgresql().scratch(server.connection(), server.url());
  scratch->connection().execute(
      "CREATE SCHEMA s; CREATE TYPE e AS ENUM ('a'); CREATE TABLE s.t (e e, n serial); CREATE VIEW "
      "v AS SELECT * FROM s.t; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'");
  scratch->connection().execute("BEGIN");
  CHECK_THROWS_AS(scratch->connection().execute("SELECT 1/0"), DatabaseError);
  scratch->reset();
  CHECK(postgresql().inspect(scratch->connection(), {.schemas = {"s"}}) == Schema{});
  CHECK_NOTHROW(scratch->connection().execute("CREATE TABLE t (n integer)"));
}

TEST_CASE("scratch: names mean what they mean in the live database") {
  if (no_server()) return;
  TestServer server;
  server.run("CREATE SCHEMA app");
  DatabaseUrl url = server.url();
  url.parameters["options"] = "-c search_path=app,public";
  auto live = postgresql().connect(url, Access::read_write, {});
  auto scratch = postgresql().scratch(*live, url);
  CHECK(ask(scratch->connection(), "SELECT current_schema()") == "app");
  scratch->reset();
  CHECK(ask(scratch->connection(), "SELECT current_schema()") == "app");
}

TEST_CASE("scratch: it can be furnished with what models use and dbtool leaves alone") {
  if (no_server()) return;
  TestServer server;
  server.run(R"(
CREATE SCHEMA lib;
CREATE EXTENSION citext SCHEMA lib;
CREATE SEQUENCE numbers;
CREATE DOMAIN lib.positive AS numeric(10, 2) CHECK (VALUE > 0) CHECK (VALUE < 100);
CREATE TYPE pair AS (a integer, b lib.positive);
CREATE FUNCTION lib.twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';
CREATE COLLATION german FROM "C";
CREATE TYPE floats AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);
CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq);
CREATE TABLE t (n integer);
CREATE FUNCTION over_table() RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t')");
  auto scratch = postgresql().scratch(server.connection(), server.url());
  CHECK_THROWS_AS(scratch->connection().execute("SELECT lib.twice(1)"), DatabaseError);
  scratch->furnish();
  CHECK_NOTHROW(scratch->connection().execute(
      "CREATE TABLE t (n integer DEFAULT nextval('numbers') CHECK (lib.twice(n) > 0), p pair, "
      "c lib.citext, d lib.positive, f floats, g text COLLATE german, CHECK (n === n))"));
  CHECK_THROWS_AS(scratch->connection().execute("INSERT INTO t (d) VALUES (100)"), DatabaseError);
}

TEST_CASE("scratch: without the right to create databases the way out is named") {
  if (no_server()) return;
  TestServer server;
  const std::string role = server.url().database + "_role";
  server.run("CREATE ROLE " + role + " LOGIN; GRANT ALL ON SCHEMA public TO " + role);
  DatabaseUrl url = server.url();
  url.parameters["user"] = role;
  {
    auto live = postgresql().connect(url, Access::read_write, {});
    try {
      postgresql().scratch(*live, url);
      FAIL("it was created");
    } catch (const RefusedError& error) {
      CHECK(error.problems().front().code == "DBT804");
      CHECK_THAT(error.problems().front().notes.back().text, contains("scratch_url"));
    }
  }
  server.run("DROP OWNED BY " + role + "; DROP ROLE " + role);
}

TEST_CASE("scratch: a check that calls a function of the database is compared there") {
  if (no_server()) return;
  TestServer server;
  server.run(
      "CREATE FUNCTION fine(v varchar) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';"
      "CREATE TABLE t (v varchar(9) CONSTRAINT k CHECK (fine(v || 'x')))");
  Schema live = server.inspect();
  Model model{.schema = live};
  model.schema.tables.find({"", "t"})->checks.find("k")->expression = {"fine(v || 'x')"};
  std::unique_ptr<Scratch> scratch;
  Schema wanted = postgresql().canonical(model, live, [&]() -> Scratch& {
    scratch = postgresql().scratch(server.connection(), server.url());
    return *scratch;
  });
  CHECK(wanted == live);
}
