#include "dialects/postgresql/errors.h"

#include "dialects/postgresql/postgresql.h"
#include "tests/dialects/postgresql/server.h"

using namespace dbtool;
using namespace dbtool::test;

namespace {

DatabaseError failure(Connection& connection, const std::string& sql) {
  try {
    connection.execute(sql);
  } catch (const DatabaseError& error) {
    return error;
  }
  FAIL("it did not fail: " + sql);
  throw std::logic_error(sql);
}

std::string connect_code(const std::string& text) {
  return postgres::connect_error(text, {}).problems().front().code;
}

}  // namespace

TEST_CASE("errors: the place of the bad token is known in the statement") {
  if (no_server()) return;
  TestServer server;
  server.run("CREATE TABLE t (n integer)");
  const std::string filler(300, 'x');
  const std::vector<std::pair<std::string, std::string>> table = {
      {"SELECT bad FROM t", "bad"},
      {"SELECT n,\n\tbad\nFROM t", "bad"},
      {"SELECT n,\r\n  bad\r\nFROM t", "bad"},
      {"SELECT 'äöü', bad FROM t", "bad"},
      {"SELECT '日本語', bad FROM t", "bad"},
      {"SELECT '" + filler + "', bad, '" + filler + "' FROM t", "bad"},
      {"SELECT '" + filler + "',\n'" + filler + "', bad FROM t", "bad"},
      {"SELECT n FROM t WHERE", ""},
      {"CREATE TABEL x ()", "TABEL"},
      {"INSERT INTO t (n, bad) VALUES (1, 2)", "bad"},
      {"CREATE TABLE u (n integer, CHECK (bad > 0))", "bad"},
      {"SELECT * FROM missing", "missing"},
  };
  for (const auto& [sql, token] : table) {
    INFO(sql);
    DatabaseError error = failure(server.connection(), sql);
    REQUIRE(error.details().offset >= 0);
    if (token.empty())
      CHECK(error.details().offset == static_cast<int>(sql.size()));
    else
      CHECK(sql.substr(static_cast<std::size_t>(error.details().offset)).starts_with(token));
    CHECK(error.details().statement == sql);
  }
}

TEST_CASE("errors: a place inside a function's body is not one in the statement") {
  if (no_server()) return;
  TestServer server;
  DatabaseError error =
      failure(server.connection(), "DO $$ BEGIN\n  PERFORM bad FROM nowhere;\nEND $$");
  CHECK(error.details().offset == -1);
  CHECK(error.details().sqlstate == "42P01");
}

TEST_CASE("errors: what the server adds becomes notes") {
  if (no_server()) return;
  TestServer server;
  server.run("CREATE TABLE t (n integer CONSTRAINT k UNIQUE); INSERT INTO t VALUES (1)");
  DatabaseError error = failure(server.connection(), "INSERT INTO t VALUES (1)");
  CHECK(error.problems().front().code == "DBT400");
  CHECK(std::string(error.what()) == "duplicate key value violates unique constraint \"k\"");
  CHECK(error.problems().front().notes ==
        std::vector<Note>{{"cause", "Key (n)=(1) already exists."}});
  DatabaseError raised = failure(
      server.connection(), "DO $$ BEGIN RAISE NOTICE 'row %', 7; RAISE EXCEPTION 'no'; END $$");
  const std::vector<Note>& notes = raised.problems().front().notes;
  CHECK(std::find(notes.begin(), notes.end(), Note{"notice", "row 7"}) != notes.end());
}

TEST_CASE("errors: a lock that is not free in time is exit 6") {
  if (no_server()) return;
  TestServer server;
  server.run("CREATE TABLE t ()");
  auto other = server.connect();
  other->execute("BEGIN");
  other->execute("LOCK TABLE t");
  server.run("SET lock_timeout = '50ms'");
  DatabaseError error = failure(server.connection(), "ALTER TABLE t ADD COLUMN n integer");
  CHECK(error.exit_code() == ExitCode::busy);
  CHECK(error.details().sqlstate == "55P03");
}

TEST_CASE("errors: a transaction that needs too many locks says what to do") {
  const DatabaseError error = postgres::database_error(
      "ERROR:  out of shared memory\nHINT:  You might need to increase "
      "max_locks_per_transaction.\n",
      "53200", "CREATE TABLE t ()", {});
  CHECK_THAT(error.problems().front().notes.back().text, contains("do less in one revision"));
}

TEST_CASE("errors: every state keeps its code") {
  if (no_server()) return;
  TestServer server;
  for (const char* state : {"0A000", "22P02", "23505", "25006", "25P02", "40000", "40001", "40P01",
                            "42501", "42601", "42P01", "53200", "55P03", "57014", "P0001"}) {
    DatabaseError error = failure(
        server.connection(),
        std::string("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '") + state + "'; END $$");
    CHECK(error.details().sqlstate == state);
    CHECK_FALSE(error.details().connection_lost);
  }
}

TEST_CASE("errors: reasons why a connection fails are told apart") {
  CHECK(connect_code("connection to server at \"h\", port 5432 failed: Connection refused") ==
        "DBT201");
  CHECK(connect_code("FATAL:  password authentication failed for user \"app\"\n") == "DBT202");
  CHECK(connect_code("fe_sendauth: no password supplied\n") == "DBT202");
  CHECK(connect_code("FATAL:  no pg_hba.conf entry for host \"1.2.3.4\", SSL off") == "DBT202");
  CHECK(connect_code("FATAL:  database \"x\" does not exist") == "DBT203");
  CHECK(connect_code("FATAL:  role \"x\" does not exist") == "DBT202");
  CHECK(connect_code("server does not support SSL, but SSL was required") == "DBT204");
  CHECK(connect_code("SSL error: certificate verify failed") == "DBT204");
  CHECK(connect_code("timeout expired") == "DBT201");
  CHECK(connect_code("could not translate host name \"x\" to address") == "DBT201");
  CHECK(connect_code("something new") == "DBT201");
}

TEST_CASE("errors: a pooler's refusal of startup options is recognised") {
  CHECK(postgres::refuses_startup_options(
      "FATAL:  unsupported startup parameter in options: lock_timeout"));
  CHECK(postgres::refuses_startup_options("ERROR:  unsupported startup parameter: options"));
  CHECK_FALSE(postgres::refuses_startup_options("FATAL:  database \"options\" does not exist"));
}
