#include "dialects/postgresql/privileges.h"

#include "dialects/postgresql/postgresql.h"
#include "tests/dialects/postgresql/server.h"

using namespace dbtool;
using namespace dbtool::test;
using dbtool::postgres::privilege_notes;

TEST_CASE("privileges: what is missing, and what gives it") {
  struct Row {
    std::string message;
    std::string statement;
    std::string cause;
    std::string next;
  };
  const std::vector<Row> rows = {
      {"permission denied for schema public", "CREATE TABLE t (n integer)",
       "has no USAGE, CREATE on the schema \"public\"",
       "GRANT USAGE, CREATE ON SCHEMA \"public\" TO \"app\""},
      {"permission denied for schema s", "SELECT * FROM s.t", "has no USAGE on the schema \"s\"",
       "GRANT USAGE ON SCHEMA \"s\" TO \"app\""},
      {"permission denied for table t", "INSERT INTO s.t SELECT * FROM u",
       "has no INSERT on the table \"t\"", "GRANT INSERT ON TABLE \"t\" TO \"app\""},
      {"permission denied for table u", "INSERT INTO s.t SELECT * FROM u",
       "has no SELECT on the table \"u\"", "GRANT SELECT ON TABLE \"u\" TO \"app\""},
      {"permission denied for table t", "UPDATE ONLY \"t\" SET n = 1",
       "has no SELECT, UPDATE on the table \"t\"",
       "GRANT SELECT, UPDATE ON TABLE \"t\" TO \"app\""},
      {"permission denied for table t", "ALTER TABLE c ADD FOREIGN KEY (n) REFERENCES t (n)",
       "has no REFERENCES on the table \"t\"", "GRANT REFERENCES ON TABLE \"t\" TO \"app\""},
      {"permission denied for materialized view v", "SELECT * FROM v",
       "has no SELECT on the materialized view \"v\"", "GRANT SELECT ON TABLE \"v\" TO \"app\""},
      {"permission denied for sequence q", "SELECT nextval('q')",
       "has no USAGE on the sequence \"q\"", "GRANT USAGE ON SEQUENCE \"q\" TO \"app\""},
      {"must be owner of table t", "ALTER TABLE t ADD COLUMN n integer",
       "does not own the table \"t\"", "connect as its owner"},
      {"permission denied to create extension \"hstore\"", "CREATE EXTENSION hstore",
       "the session is that of the user \"app\"", ""},
  };
  for (const Row& row : rows) {
    INFO(row.statement);
    const std::vector<Note> notes = privilege_notes(row.message, row.statement, "app");
    CHECK_THAT(notes.front().text, contains(row.cause));
    CHECK(notes.front().label == "cause");
    CHECK(notes.size() == (row.next.empty() ? 1 : 2));
    CHECK_THAT(notes.back().text, contains(row.next));
  }
}

TEST_CASE("privileges: the server's own refusal names user, privilege and object") {
  if (no_server()) return;
  TestServer server;
  const std::string role = server.url().database + "_app";
  server.run("CREATE TABLE t (n integer); CREATE ROLE " + role + " LOGIN");
  DatabaseUrl url = server.url();
  url.parameters["user"] = role;
  {
    auto session = postgresql().connect(url, Access::read_write, {});
    try {
      session->execute("INSERT INTO t VALUES (1)");
      FAIL("it may insert");
    } catch (const DatabaseError& error) {
      const std::vector<Note>& notes = error.problems().front().notes;
      REQUIRE(notes.size() == 2);
      CHECK(notes[0].text == "the user \"" + role + "\" has no INSERT on the table \"t\"");
    }
  }
  server.run("DROP ROLE " + role);
}
