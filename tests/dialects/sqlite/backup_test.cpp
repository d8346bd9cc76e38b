#include "dialects/sqlite/backup.h"

#include "dialects/sqlite/connection.h"
#include "tests/dialects/sqlite/database.h"
#include "tests/support/temp_folder.h"

#include <filesystem>

namespace dbtool {
namespace {

namespace fs = std::filesystem;

std::unique_ptr<Connection> open_file(const fs::path& file) {
  return sqlite().connect({.dialect = "sqlite", .path = file.string()}, Access::read_write, {});
}

std::vector<std::string> files_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

}  // namespace

TEST_CASE("backup: rows are at risk where a table that has some goes or is made anew") {
  test::Database database(
      "CREATE TABLE empty (x); CREATE TABLE full (x, y); "
      "INSERT INTO full VALUES (1, 2)");
  const std::vector<std::pair<std::string, bool>> cases = {
      {"DROP TABLE full", true},
      {"DROP TABLE IF EXISTS main.\"full\"", true},
      {"DROP TABLE empty", false},
      {"DROP TABLE nowhere", false},
      {"ALTER TABLE full DROP COLUMN y", true},
      {"ALTER TABLE full ADD COLUMN z", false},
      {"ALTER TABLE full RENAME COLUMN y TO z", false},
      {"DROP INDEX full", false},
      {"CREATE TABLE t (x)", false},
      {"", false}};
  for (const auto& [sql, expected] : cases) {
    CAPTURE(sql);
    const std::vector<Statement> statements = {{.sql = sql}};
    CHECK(sqlite().endangers_rows(database.connection(), statements) == expected);
  }
}

TEST_CASE("backup: a whole copy beside the database, for its owner alone; the newest three stay") {
  const test::TempFolder folder;
  auto connection = open_file(folder.path() / "app.db");
  connection->execute("CREATE TABLE t (x)");
  folder.write("app.db.backup-20010101T000000Z", "old");
  folder.write("other.db.backup-20010101T000000Z", "not ours");
  folder.write("app.db.backup.part", "left by a run that was killed");
  for (int i = 1; i <= 4; ++i) {
    connection->execute("INSERT INTO t VALUES (" + std::to_string(i) + ")");
    const std::string path = sqlite().back_up(*connection);
    CHECK(query_value(*open_file(path), "SELECT count(*) FROM t") == std::to_string(i));
    CHECK(fs::status(path).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
  }
  std::vector<std::string> files = files_in(folder.path());
  REQUIRE(files.size() == 5);
  CHECK(files[0] == "app.db");
  CHECK(files[1] != "app.db.backup-20010101T000000Z");
  CHECK(files[4] == "other.db.backup-20010101T000000Z");
}

TEST_CASE("backup: while a transaction is open the copy has what is committed") {
  const test::TempFolder folder;
  auto connection = open_file(folder.path() / "app.db");
  connection->execute("CREATE TABLE t (x)");
  connection->execute("BEGIN IMMEDIATE");
  const std::string path = sqlite().back_up(*connection);
  connection->execute("INSERT INTO t VALUES (1)");
  connection->execute("COMMIT");
  CHECK(query_value(*open_file(path), "SELECT count(*) FROM t") == "0");
}

TEST_CASE("backup: where none can be made the run is refused and nothing is left") {
  const test::TempFolder folder;
  auto connection = open_file(folder.path() / "app.db");
  connection->execute("CREATE TABLE t (x)");
  std::filesystem::rename(folder.path() / "app.db", folder.path() / "moved.db");
  try {
    sqlite().back_up(*connection);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.exit_code() == ExitCode::refused);
    CHECK(error.problems().front().code == "DBT814");
  }
  CHECK(files_in(folder.path()) == std::vector<std::string>{"moved.db"});
}

TEST_CASE("backup: a database in memory has none") {
  test::Database database("CREATE TABLE t (x)");
  CHECK(sqlite().back_up(database.connection()).empty());
}

TEST_CASE("backup: rows that break a check are copied as they are") {
  const test::TempFolder folder;
  auto connection = open_file(folder.path() / "app.db");
  connection->execute("CREATE TABLE t (x CHECK (x > 0))");
  connection->execute("PRAGMA ignore_check_constraints=ON");
  connection->execute("INSERT INTO t VALUES (-1)");
  CHECK(query_value(*open_file(sqlite().back_up(*connection)), "SELECT x FROM t") == "-1");
}

}  // namespace dbtool
