#include "dialects/sqlite/lock.h"

#include "dialects/sqlite/connection.h"
#include "dialects/sqlite/lock_holders.h"
#include "dialects/sqlite/steady_read.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <fstream>
#include <unistd.h>

namespace dbtool::lite {
namespace {

std::unique_ptr<SqliteConnection> open_file(const std::filesystem::path& file) {
  return open_connection({.dialect = "sqlite", .path = file.string()}, Access::read_write, {});
}

}  // namespace

TEST_CASE("lock: a second run waits, is told of the first, and gets in when that is done") {
  const test::TempFolder folder;
  const auto file = folder.path() / "app.db";
  auto first = open_file(file);
  auto second = open_file(file);
  auto held = take_lock(*first, {.patience = std::chrono::seconds(0)});
  std::string holder;
  const LockRequest request = {.patience = std::chrono::milliseconds(300),
                               .waiting = [&](const std::string& who) { holder = who; }};
  CHECK_THROWS_AS(take_lock(*second, request), DatabaseError);
  CHECK(holder.find("process " + std::to_string(getpid())) != std::string::npos);
  CHECK(lock_holders(file.string()).size() == 1);
  held.reset();
  CHECK(lock_holders(file.string()).empty());
  CHECK(take_lock(*second, request) != nullptr);
}

TEST_CASE("lock: who asks for the holder keeps the locks that SQLite has") {
  const test::TempFolder folder;
  const auto file = folder.path() / "app.db";
  open_file(file)->execute("PRAGMA journal_mode=WAL");
  const auto connection = open_file(file);
  connection->execute("CREATE TABLE t (x)");
  const auto locks = [] {
    std::ifstream list("/proc/locks");
    int own = 0;
    for (std::string line; std::getline(list, line);)
      if (line.find(" " + std::to_string(getpid()) + " ") != std::string::npos) ++own;
    return own;
  };
  const int before = locks();
  CHECK(before > 0);
  lock_holders(file.string());
  CHECK(locks() == before);
}

TEST_CASE("lock: other programs read and write while a run is between its transactions") {
  const test::TempFolder folder;
  auto run = open_file(folder.path() / "app.db");
  auto other = open_file(folder.path() / "app.db");
  const auto held = take_lock(*run, {});
  CHECK_NOTHROW(other->execute("CREATE TABLE t (x)"));
  CHECK(query_value(*run, "SELECT count(*) FROM t") == "0");
}

TEST_CASE("lock: a signal ends the wait") {
  const test::TempFolder folder;
  auto first = open_file(folder.path() / "app.db");
  auto second = open_file(folder.path() / "app.db");
  const auto held = take_lock(*first, {});
  try {
    take_lock(*second, {.interrupted = [] { return true; }});
    FAIL("it was not interrupted");
  } catch (const Error& error) {
    CHECK(error.exit_code() == ExitCode::interrupted);
  }
}

TEST_CASE("lock: what is read of a schema that changes meanwhile is read again") {
  const test::TempFolder folder;
  auto reader = open_file(folder.path() / "app.db");
  auto writer = open_file(folder.path() / "app.db");
  int times = 0;
  const int found = read_steadily(*reader, [&] {
    if (++times > 2) return times;
    writer->execute("CREATE TABLE t" + std::to_string(times) + " (x)");
    if (times == 2) throw DatabaseError({.message = "two halves that do not match"}, {});
    return times;
  });
  CHECK(found == 3);
}

}  // namespace dbtool::lite
