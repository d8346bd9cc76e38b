#include "core/support/error.h"
#include "core/support/sql_tokens.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

using namespace dbtool;
using Strings = std::vector<std::string>;

namespace {

Strings split(std::string_view script, const sql::LexicalRules& rules) {
  Strings texts;
  for (const sql::ScriptStatement& statement : sql::split_script(script, rules))
    texts.emplace_back(statement.text);
  return texts;
}

struct Case {
  std::string script;
  Strings statements;
};

}  // namespace

TEST_CASE("a PostgreSQL script is cut at the semicolons that end statements") {
  const std::vector<Case> cases = {
      {"", {}},
      {" ;; -- nothing\n ; /* nothing */", {}},
      {"SELECT 1", {"SELECT 1"}},
      {"SELECT 1;\nSELECT 2;\n", {"SELECT 1", "SELECT 2"}},
      {"-- first\nSELECT 1 -- why\n; -- last", {"SELECT 1"}},
      {"SELECT /* a; b */ 1; SELECT 2", {"SELECT /* a; b */ 1", "SELECT 2"}},
      {"/* a /* ; */ ; */ SELECT 1; SELECT 2", {"SELECT 1", "SELECT 2"}},
      {"SELECT 'a;''b;'; SELECT \"a;\"\"b;\"", {"SELECT 'a;''b;'", "SELECT \"a;\"\"b;\""}},
      {R"(SELECT E'a\';b'; SELECT 2)", {R"(SELECT E'a\';b')", "SELECT 2"}},
      {R"(SELECT 'a\'; SELECT 2)", {R"(SELECT 'a\')", "SELECT 2"}},
      {R"(SELECT name'a\'; SELECT 2)", {R"(SELECT name'a\')", "SELECT 2"}},
      {R"(SELECT U&'a\'; SELECT 2)", {R"(SELECT U&'a\')", "SELECT 2"}},
      {"SELECT $$a;b$$; SELECT 2", {"SELECT $$a;b$$", "SELECT 2"}},
      {"SELECT $x$a;$$;$y$;$x$; SELECT 2", {"SELECT $x$a;$$;$y$;$x$", "SELECT 2"}},
      {"SELECT a$b$; SELECT c$b$", {"SELECT a$b$", "SELECT c$b$"}},
      {"SELECT $1; SELECT $2", {"SELECT $1", "SELECT $2"}},
      {"CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3",
       {"CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "SELECT 3"}},
      {"SELECT 1); SELECT 2", {"SELECT 1)", "SELECT 2"}},
      {"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a THEN 1 END; END; "
       "SELECT 2",
       {"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a THEN 1 END; END",
        "SELECT 2"}},
      {"create or replace procedure p() begin atomic select a as end; end; select 2",
       {"create or replace procedure p() begin atomic select a as end; end", "select 2"}},
      {"CREATE PROCEDURE p() BEGIN ATOMIC END; SELECT 2",
       {"CREATE PROCEDURE p() BEGIN ATOMIC END", "SELECT 2"}},
      {"BEGIN; SELECT 1; END; SELECT 2", {"BEGIN", "SELECT 1", "END", "SELECT 2"}},
      {"CREATE TRIGGER t BEFORE INSERT ON a EXECUTE FUNCTION f(); SELECT 1",
       {"CREATE TRIGGER t BEFORE INSERT ON a EXECUTE FUNCTION f()", "SELECT 1"}},
      {"-- a comment ends at CR\rSELECT 1; SELECT 2", {"SELECT 1", "SELECT 2"}},
      {"SELECT a[1:2], b ? 'c' ; SELECT '[;'", {"SELECT a[1:2], b ? 'c'", "SELECT '[;'"}},
      {"\xEF\xBB\xBFSELECT 1", {"SELECT 1"}},
      {"SELECT 1;\r\nSELECT 2;\r\n", {"SELECT 1", "SELECT 2"}},
  };
  for (const Case& c : cases) {
    INFO(c.script);
    CHECK(split(c.script, sql::postgresql_rules()) == c.statements);
  }
}

TEST_CASE("a SQLite script is cut at the semicolons that end statements") {
  const std::vector<Case> cases = {
      {"SELECT [a;b], `c;``d`; SELECT 2", {"SELECT [a;b], `c;``d`", "SELECT 2"}},
      {"/* a /* ; */ SELECT 1; SELECT 2", {"SELECT 1", "SELECT 2"}},
      {"SELECT $a, $$; SELECT $$", {"SELECT $a, $$", "SELECT $$"}},
      {R"(SELECT E'a\'; SELECT 2)", {R"(SELECT E'a\')", "SELECT 2"}},
      {"CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT CASE WHEN 1 THEN 2 END; END; "
       "SELECT 3",
       {"CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT CASE WHEN 1 THEN 2 END; END",
        "SELECT 3"}},
      {"create temp trigger t after insert on begin when new.end > 1 begin select end from b; "
       "end\n;select 3",
       {"create temp trigger t after insert on begin when new.end > 1 begin select end from b; end",
        "select 3"}},
      {"CREATE TRIGGER IF NOT EXISTS t BEFORE DELETE ON a BEGIN /* ; */ SELECT 1; -- END;\nEND; "
       "SELECT 2",
       {"CREATE TRIGGER IF NOT EXISTS t BEFORE DELETE ON a BEGIN /* ; */ SELECT 1; -- END;\nEND",
        "SELECT 2"}},
      {"EXPLAIN CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END; SELECT 2",
       {"EXPLAIN CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END", "SELECT 2"}},
      {"CREATE TABLE trigger(a); CREATE TABLE b(begin); SELECT 1",
       {"CREATE TABLE trigger(a)", "CREATE TABLE b(begin)", "SELECT 1"}},
      {"BEGIN; SELECT 1; END; SELECT 2", {"BEGIN", "SELECT 1", "END", "SELECT 2"}},
      {"-- CR does not end a comment\rSELECT 1;\nSELECT 2", {"SELECT 2"}},
  };
  for (const Case& c : cases) {
    INFO(c.script);
    CHECK(split(c.script, sql::sqlite_rules()) == c.statements);
  }
}

TEST_CASE("a statement of a script knows its line and column") {
  auto statements =
      sql::split_script("-- one\nSELECT 1;  SELECT\n2;\r\n\n  SELECT 3", sql::sqlite_rules());
  REQUIRE(statements.size() == 3);
  CHECK(statements[0].offset == 7);
  CHECK(std::pair(statements[0].line, statements[0].column) == std::pair(2, 1));
  CHECK(std::pair(statements[1].line, statements[1].column) == std::pair(2, 12));
  CHECK(std::pair(statements[2].line, statements[2].column) == std::pair(5, 3));
}

TEST_CASE("an unterminated quote or comment is reported where it begins") {
  struct Row {
    std::string script, message;
    int line, column;
  };
  const std::vector<Row> rows = {
      {"SELECT 1;\n SELECT 'a", "unterminated string", 2, 9},
      {"SELECT E'a\\'", "unterminated string", 1, 8},
      {"SELECT E'a\\", "unterminated string", 1, 8},
      {"SELECT \"a", "unterminated name", 1, 8},
      {"/* a /* b */", "unterminated comment", 1, 1},
      {"SELECT 1 /*", "unterminated comment", 1, 10},
      {"\n$a$ $b$", "unterminated dollar quote", 2, 1},
  };
  for (const Row& row : rows) {
    INFO(row.script);
    try {
      sql::split_script(row.script, sql::postgresql_rules());
      FAIL("nothing was thrown");
    } catch (const UsageError& error) {
      const Problem& problem = error.problems().front();
      CHECK(problem.code == "DBT610");
      CHECK(problem.message == row.message);
      CHECK(problem.where == Location{.line = row.line, .column = row.column});
    }
  }
  CHECK_THROWS_AS(sql::split_script("SELECT [a", sql::sqlite_rules()), UsageError);
}

TEST_CASE("statements that control transactions are told from others") {
  for (const char* statement : {"BEGIN", "begin immediate", "/* x */ COMMIT", "END",
                                "rollback to a", "SAVEPOINT a", "RELEASE a", "START TRANSACTION",
                                "PREPARE TRANSACTION 'x'", "COMMIT PREPARED 'x'", "ABORT"}) {
    INFO(statement);
    CHECK(sql::controls_transaction(statement, sql::postgresql_rules()));
  }
  for (const char* statement : {"", "SELECT 'BEGIN'", "PREPARE a AS SELECT 1", "\"commit\"",
                                "CREATE TABLE begin(a)", "SET TRANSACTION READ ONLY"}) {
    INFO(statement);
    CHECK_FALSE(sql::controls_transaction(statement, sql::postgresql_rules()));
  }
}

TEST_CASE("a long script is cut in one walk") {
  std::string script;
  for (int i = 0; i < 50'000; ++i) script += "INSERT INTO t VALUES (1, 'a;b');\n";
  auto statements = sql::split_script(script, sql::postgresql_rules());
  REQUIRE(statements.size() == 50'000);
  CHECK(statements.back().line == 50'000);
  std::string hostile(200'000, '(');
  CHECK(sql::split_script(hostile, sql::postgresql_rules()).size() == 1);
}
