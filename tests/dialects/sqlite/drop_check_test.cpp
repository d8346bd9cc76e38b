#include "dialects/sqlite/drop_check.h"

#include "core/dialect/raw_sql.h"
#include "core/run/transaction.h"
#include "dialects/sqlite/connection.h"
#include "dialects/sqlite/transaction.h"
#include "tests/support/catch.h"

namespace dbtool::lite {
namespace {

/// "child, parent" of the first row that says no; empty when the tables may be dropped.
std::string refused(SqliteConnection& connection, const Statement& check) {
  std::string found;
  connection.query(check.sql, [&](Row row) {
    for (const auto& value : row) found += (found.empty() ? "" : ", ") + std::string(*value);
  });
  return found;
}

TEST_CASE("drop check: a table that another refers to is not dropped") {
  auto connection = open_memory();
  connection->execute("CREATE TABLE parent (id INTEGER PRIMARY KEY, up REFERENCES parent (id))");
  connection->execute("CREATE TABLE \"a'b\" (id INTEGER PRIMARY KEY)");
  CHECK(refused(*connection, check_drop({"", "parent"})).empty());
  connection->execute("CREATE TABLE child (p REFERENCES Parent (id), q REFERENCES \"a'b\" (id))");
  CHECK(refused(*connection, check_drop({"", "parent"})) == "child");
  CHECK(refused(*connection, check_drop({"", "a'b"})) == "child");
  CHECK(refused(*connection, check_drop({"", "child"})).empty());
}

TEST_CASE("drop check: a script that drops such a table is told from others") {
  auto connection = open_memory();
  connection->execute("CREATE TABLE \"a'b\" (id INTEGER PRIMARY KEY)");
  connection->execute("CREATE TABLE child (q REFERENCES \"a'b\" (id))");
  CHECK_FALSE(drops_referenced(*connection, "DROP TABLE \"a'b\""));  // there are no rows to go
  connection->execute("INSERT INTO \"a'b\" VALUES (1)");
  for (const char* sql : {"DROP TABLE \"A'B\"", "drop table if exists main . [a'b] -- gone"})
    CHECK(drops_referenced(*connection, sql));
  for (const char* sql : {"DROP TABLE child", "DROP VIEW \"a'b\"", "DROP TABLE",
                          "DELETE FROM child", "DROP TABLE IF EXISTS nowhere"})
    CHECK_FALSE(drops_referenced(*connection, sql));
}

TEST_CASE("drop check: a script that makes a table anew takes no rows of other tables along") {
  auto connection = open_memory();
  for (const char* sql : {"CREATE TABLE p (id INTEGER PRIMARY KEY)",
                          "CREATE TABLE c (p_id INTEGER REFERENCES p (id) ON DELETE CASCADE)",
                          "INSERT INTO p VALUES (1)", "INSERT INTO c VALUES (1)"})
    connection->execute(sql);
  const auto run = [&](const std::vector<std::string>& texts) {
    std::vector<Statement> statements;
    for (const std::string& text : texts)
      statements.push_back({.sql = text, .purpose = std::string(raw_sql_purpose)});
    Transaction transaction(*connection, lite::transaction(*connection, statements));
    for (const Statement& statement : statements) connection->execute(statement.sql);
    transaction.commit();
  };
  run({"CREATE TABLE p2 (id INTEGER PRIMARY KEY, x)", "INSERT INTO p2 SELECT id, 1 FROM p",
       "DROP TABLE p", "ALTER TABLE p2 RENAME TO p"});
  CHECK(query_value(*connection, "SELECT count(*) FROM c") == "1");
  CHECK_THROWS_AS(run({"DROP TABLE p"}), DatabaseError);
  CHECK(query_value(*connection, "SELECT count(*) FROM p JOIN c ON p.id = p_id") == "1");
  CHECK(query_value(*connection, "PRAGMA foreign_keys") == "1");
}

TEST_CASE("drop check: of tables dropped in a row, children may come before their parents") {
  auto connection = open_memory();
  connection->execute("CREATE TABLE parent (id INTEGER PRIMARY KEY, up REFERENCES PARENT (id))");
  connection->execute("CREATE TABLE \"a'b\" (id INTEGER PRIMARY KEY)");
  connection->execute("CREATE TABLE child (p REFERENCES Parent (id))");
  connection->execute("CREATE TABLE other (q REFERENCES \"a'b\" (id))");
  const Name parent = {"", "PARENT"};
  const Name child = {"", "child"};
  const Name quoted = {"", "a'b"};
  CHECK(refused(*connection, check_drops(std::vector{child, parent})).empty());
  CHECK(refused(*connection, check_drops(std::vector{parent, child})) == "child, Parent");
  CHECK(refused(*connection, check_drops(std::vector{child, parent, quoted})) == "other, a'b");
}

}  // namespace
}  // namespace dbtool::lite
