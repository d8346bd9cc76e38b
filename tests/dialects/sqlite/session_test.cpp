#include "dialects/sqlite/session.h"

#include "tests/dialects/sqlite/database.h"

namespace dbtool {
namespace {

using test::Database;

}  // namespace

TEST_CASE("session: PRAGMA foreign_keys is known in every spelling that SQLite takes") {
  for (const char* sql : {"PRAGMA foreign_keys=OFF", "pragma main . foreign_keys ( 'no' )",
                          "PRAGMA foreign_keys = 0;", "/* x */ PRAGMA Foreign_Keys = False",
                          "PRAGMA \"foreign_keys\"=\"off\""}) {
    INFO(sql);
    CHECK(lite::turns_foreign_keys_off(sql));
  }
  for (const char* sql : {"PRAGMA foreign_keys", "PRAGMA foreign_keys;", "PRAGMA foreign_keys=ON",
                          "SELECT 'PRAGMA foreign_keys=OFF'", "PRAGMA foreign_key_list(off)",
                          "PRAGMA defer_foreign_keys=off", ""}) {
    INFO(sql);
    CHECK_FALSE(lite::turns_foreign_keys_off(sql));
  }
}

TEST_CASE("session: what SQLite does outside transactions only is told from the rest") {
  for (const char* sql : {"VACUUM", "/* now */ vacuum into 'x'", "PRAGMA main.journal_mode = WAL"})
    CHECK(lite::refuses_transaction(sql));
  for (const char* sql : {"PRAGMA journal_mode", "PRAGMA auto_vacuum=1", "SELECT 'VACUUM'"})
    CHECK_FALSE(lite::refuses_transaction(sql));
}

TEST_CASE(
    "session: a transaction whose SQL turns foreign keys off is framed as one that rebuilds") {
  Database database("CREATE TABLE t (x)");
  const auto framed = [&](const std::string& sql) {
    const auto statements = database.render({{.what = RunSql{.by_dialect = {{"sqlite", sql}}}}});
    return sqlite().transaction(database.connection(), statements).before;
  };
  CHECK(framed("PRAGMA foreign_keys=OFF; DROP TABLE t") ==
        std::vector<std::string>{"PRAGMA foreign_keys=OFF"});
  CHECK(framed("DROP TABLE t") == std::vector<std::string>{"PRAGMA foreign_keys=ON"});
}

TEST_CASE("session: renewed, it has the pragmas and the objects of a fresh one") {
  Database database("CREATE TABLE t (x CHECK (x > 0))");
  lite::SqliteConnection& session = lite::own(database.connection());
  for (const char* sql : {"PRAGMA ignore_check_constraints=ON", "PRAGMA foreign_keys=OFF",
                          "CREATE TEMP TABLE t (x)", "CREATE TEMP VIEW v AS SELECT 1"}) {
    session.execute(sql);
    lite::note_statement(session, sql);
  }
  lite::renew_session(session);
  CHECK(database.value("PRAGMA foreign_keys") == "1");
  CHECK(database.value("PRAGMA ignore_check_constraints") == "0");
  CHECK(database.value("SELECT count(*) FROM temp.sqlite_schema") == "0");
  CHECK(database.value("SELECT count(*) FROM t") == "0");
}

}  // namespace dbtool
