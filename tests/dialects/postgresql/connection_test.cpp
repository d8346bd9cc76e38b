#include "dialects/postgresql/postgresql.h"
#include "tests/dialects/postgresql/server.h"

#include <thread>

using namespace dbtool;
using namespace dbtool::test;

namespace {

std::string setting(Connection& connection, const std::string& name) {
  return query_value(connection, "SHOW " + name).value_or("");
}

std::string problem_text(const Problem& problem) {
  std::string text = problem.message;
  for (const Note& note : problem.notes) text += "\n" + note.label + ": " + note.text;
  return text;
}

/// The problem of a connection that cannot be made.
Problem refusal(const DatabaseUrl& url) {
  try {
    postgresql().connect(url, Access::read_only, {.connect = std::chrono::seconds(2)});
  } catch (const ConnectError& error) {
    return error.problems().front();
  }
  return {};
}

DatabaseUrl changed(DatabaseUrl url, const std::string& key, const std::string& value) {
  url.parameters[key] = value;
  if (key == "dbname") url.database = value;
  return url;
}

}  // namespace

TEST_CASE("connection: the session has dbtool's settings") {
  if (no_server()) return;
  TestServer server;
  Timeouts timeouts{.lock = std::chrono::milliseconds(1500), .statement = std::chrono::seconds(7)};
  auto session = postgresql().connect(server.url(), Access::read_write, timeouts);
  CHECK(setting(*session, "lock_timeout") == "1500ms");
  CHECK(setting(*session, "statement_timeout") == "7s");
  CHECK(setting(*session, "idle_in_transaction_session_timeout") == "1min");
  CHECK(setting(*session, "standard_conforming_strings") == "on");
  CHECK(setting(*session, "client_encoding") == "UTF8");
  CHECK(setting(*session, "TimeZone") == "UTC");
  CHECK(setting(*session, "application_name") == "dbtool");
  CHECK(setting(*session, "default_transaction_read_only") == "off");
  CHECK_FALSE(session->in_transaction());
  CHECK_THAT(session->server(), contains("PostgreSQL 1"));
}

TEST_CASE("connection: options of the URL come after dbtool's and win") {
  if (no_server()) return;
  TestServer server;
  server.run("CREATE SCHEMA \"my app\"");
  DatabaseUrl url = changed(server.url(), "options",
                            R"(-c search_path=\"my\ app\" -cDateStyle=German --lock-timeout=9s)");
  auto session = postgresql().connect(url, Access::read_write, {});
  CHECK(setting(*session, "search_path") == "\"my app\"");
  CHECK(setting(*session, "DateStyle") == "German, DMY");
  CHECK(setting(*session, "lock_timeout") == "9s");
}

TEST_CASE("connection: a read-only session can change nothing") {
  if (no_server()) return;
  TestServer server;
  server.run("CREATE TABLE t (n integer); INSERT INTO t VALUES (1)");
  auto session = server.connect(Access::read_only);
  for (const char* sql : {"INSERT INTO t VALUES (2)", "DELETE FROM t", "CREATE TABLE u ()",
                          "DROP TABLE t", "COMMENT ON TABLE t IS 'x'"}) {
    INFO(sql);
    CHECK_THROWS_AS(session->execute(sql), DatabaseError);
  }
  CHECK(postgresql().inspect(*session, {}) == server.inspect());
  CHECK(server.value("SELECT sum(n) FROM t") == "1");
}

TEST_CASE("connection: rows that a policy hides are an error to readers, not absent") {
  if (no_server()) return;
  TestServer server;
  const std::string role = server.url().database + "_reader";
  server.run("CREATE TABLE t (n integer); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE ROLE " +
             role + " LOGIN; GRANT SELECT ON t TO " + role);
  DatabaseUrl url = server.url();
  url.parameters["user"] = role;
  {
    auto session = postgresql().connect(url, Access::read_only, {});
    CHECK_THROWS_AS(query_value(*session, "SELECT n FROM t"), DatabaseError);
  }
  server.run("DROP OWNED BY " + role + "; DROP ROLE " + role);
}

TEST_CASE("connection: rows come with NULLs, changes are counted, transactions are known") {
  if (no_server()) return;
  TestServer server;
  Connection& session = server.connection();
  session.execute("CREATE TABLE t (a text, b integer)");
  CHECK(session.execute("INSERT INTO t VALUES ('x', 1), (NULL, 2), ('', NULL)") == 3);
  std::string rows;
  session.query("SELECT a, b FROM t ORDER BY ctid", [&](Row row) {
    for (const auto& field : row) rows += field ? "[" + std::string(*field) + "]" : "NULL";
  });
  CHECK(rows == "[x][1]NULL[2][]NULL");
  CHECK_FALSE(session.in_transaction());
  session.execute("BEGIN");
  CHECK(session.in_transaction());
  CHECK_THROWS_AS(session.execute("SELECT 1/0"), DatabaseError);
  CHECK(session.in_transaction());
  session.execute("ROLLBACK");
  CHECK_FALSE(session.in_transaction());
}

TEST_CASE("connection: a session that broke stays broken") {
  if (no_server()) return;
  TestServer server;
  auto session = server.connect();
  std::string process = query_value(*session, "SELECT pg_backend_pid()").value();
  server.value("SELECT pg_terminate_backend(" + process + ")");
  for (int i = 0; i < 3; ++i) {
    try {
      session->execute("SELECT 1");
      FAIL("the session came back");
    } catch (const DatabaseError& error) {
      CHECK(error.details().connection_lost);
      CHECK(error.problems().front().code == "DBT404");
    }
  }
}

TEST_CASE("connection: a statement can be interrupted from another thread") {
  if (no_server()) return;
  TestServer server;
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    server.connection().interrupt();
  });
  try {
    server.run("SELECT pg_sleep(20)");
    FAIL("it was not interrupted");
  } catch (const DatabaseError& error) {
    CHECK(error.exit_code() == ExitCode::interrupted);
    CHECK(error.details().sqlstate == "57014");
  }
  other.join();
  CHECK(server.value("SELECT 1") == "1");
}

TEST_CASE("connection: refusals say what is wrong and what to do") {
  if (no_server()) return;
  TestServer server;
  Problem database = refusal(changed(server.url(), "dbname", "no_such_db"));
  CHECK(database.code == "DBT203");
  CHECK_THAT(database.message, contains("database \"no_such_db\" does not exist"));
  CHECK_THAT(problem_text(database), contains("next: createdb no_such_db"));
  Problem role = refusal(changed(server.url(), "user", "nobody_here"));
  CHECK(role.code == "DBT202");
  CHECK_THAT(role.message, contains("as nobody_here"));
}

TEST_CASE("connection: a server that is not there is named with host, port and user") {
  DatabaseUrl url{.dialect = "postgresql",
                  .parameters = {{"host", "127.0.0.1"},
                                 {"port", "9"},
                                 {"user", "app"},
                                 {"password", "s3cr et"},
                                 {"dbname", "blog"}},
                  .database = "blog",
                  .origin = ".env:3"};
  Problem problem = refusal(url);
  CHECK(problem.code == "DBT201");
  CHECK(problem.message ==
        "cannot connect to PostgreSQL at 127.0.0.1:9 as app: connection refused");
  CHECK_THAT(problem_text(problem), contains("(.env:3)") && !contains("s3cr"));
}

TEST_CASE("connection: values stand for $1 and $2, also when a script has dropped the plan") {
  if (no_server()) return;
  TestServer server;
  Connection& connection = server.connection();
  connection.execute("CREATE TEMP TABLE t (a text, b bigint)");
  Prepared insert;
  const std::string number = insert.add("7");
  const std::string text = insert.add("it's");
  insert.sql = "INSERT INTO t (a, b) VALUES (" + text + ", " + number + ")";
  CHECK(connection.execute(insert) == 1);
  CHECK(connection.execute(insert) == 1);
  connection.execute("DEALLOCATE ALL");
  CHECK(connection.execute(insert) == 1);
  std::string found;
  connection.query(Prepared{"SELECT count(*) FROM t WHERE a = $1 AND b = $2", {"it's", "7"}},
                   [&](Row row) { found = *row[0]; });
  CHECK(found == "3");
}

TEST_CASE("connection: what is put off runs before whatever comes next") {
  if (no_server()) return;
  TestServer server;
  Connection& connection = server.connection();
  connection.execute("CREATE TEMP TABLE t (a text)");
  const Prepared insert = {.sql = "INSERT INTO t VALUES ($1)", .values = {"it's \\ $1; --"}};
  const auto count = [&] { return query_value(connection, "SELECT count(*) FROM t"); };
  for (bool conforming : {true, false}) {
    connection.execute(std::string("SET standard_conforming_strings = ") +
                       (conforming ? "on" : "off"));
    connection.execute_soon("BEGIN");
    connection.execute_soon("DELETE FROM t");
    CHECK(connection.execute(insert) == 1);
    CHECK(connection.in_transaction());
    CHECK(query_value(connection, "SELECT a FROM t") == insert.values[0]);
    connection.execute("COMMIT");
  }
  connection.execute_soon("INSERT INTO t VALUES ('a')");
  CHECK(count() == "2");
  connection.execute_soon("INSERT INTO t VALUES ('b')");
  connection.catch_up();
  connection.catch_up();
  CHECK(count() == "3");
  connection.execute_soon("SELECT 1 / 0");
  CHECK_THROWS_AS(connection.execute(insert), DatabaseError);
  CHECK(count() == "3");
}
