#include "dialects/sqlite/drop_check.h"

#include "dialects/sqlite/connection.h"
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
