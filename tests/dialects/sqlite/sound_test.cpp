#include "dialects/sqlite/sound.h"

#include "dialects/sqlite/connection.h"
#include "tests/support/catch.h"

#include <sqlite3.h>

namespace dbtool::lite {

TEST_CASE("a file that is whole is sound, whatever its rows say") {
  auto connection = open_memory();
  connection->execute("PRAGMA ignore_check_constraints=ON");
  connection->execute("CREATE TABLE t (x INTEGER CHECK (x > 0))");
  connection->execute("INSERT INTO t VALUES (-1)");
  CHECK_NOTHROW(require_sound(*connection));
  CHECK(connection->is_known_sound());
}

TEST_CASE("a page that does not belong to its table is damage") {
  auto connection = open_memory();
  connection->execute("CREATE TABLE t (x)");
  connection->execute("CREATE TABLE u (x)");
  // Two tables with one root page.
  sqlite3* handle = connection->handle();
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 0, nullptr);
  connection->execute("PRAGMA writable_schema=ON");
  connection->execute("UPDATE sqlite_schema SET rootpage = 2");
  connection->execute("PRAGMA writable_schema=RESET");
  CHECK_THROWS_AS(require_sound(*connection), DatabaseError);
  CHECK_FALSE(connection->is_known_sound());
}

}  // namespace dbtool::lite
