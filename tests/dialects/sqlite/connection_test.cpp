#include "dialects/sqlite/sqlite.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <chrono>

using namespace dbtool;
using dbtool::test::TempFolder;

namespace {

DatabaseUrl url_of(const std::string& path, std::map<std::string, std::string> parameters = {}) {
  return {
      .dialect = "sqlite", .path = path, .parameters = std::move(parameters), .origin = "--url"};
}

std::unique_ptr<Connection> open(const std::string& path, Access access = Access::read_write,
                                 std::map<std::string, std::string> parameters = {}) {
  return sqlite().connect(url_of(path, std::move(parameters)), access,
                          {.lock = std::chrono::milliseconds(30)});
}

template <class E>
E failure(const std::function<void()>& work) {
  try {
    work();
  } catch (const E& error) {
    return error;
  }
  FAIL("nothing was thrown");
  std::abort();
}

std::string note(const Error& error, const std::string& label) {
  for (const Note& note : error.problems().front().notes)
    if (note.label == label) return note.text;
  return {};
}

}  // namespace

TEST_CASE("sqlite connection: reading makes no file, and a file that is not there is empty") {
  TempFolder folder;
  auto connection = open(folder / "new.db", Access::read_only);
  CHECK(sqlite().inspect(*connection, {}) == Schema{});
  CHECK_FALSE(std::filesystem::exists(folder / "new.db"));
  CHECK_THROWS_AS(connection->execute("CREATE TABLE t (a)"), DatabaseError);
}

TEST_CASE("sqlite connection: reading cannot write") {
  TempFolder folder;
  open(folder / "a.db")->execute("CREATE TABLE t (a)");
  auto connection = open(folder / "a.db", Access::read_only);
  auto error = failure<DatabaseError>([&] { connection->execute("INSERT INTO t VALUES (1)"); });
  CHECK(error.problems().front().message == "the database is read-only");
  CHECK(error.exit_code() == ExitCode::failed);
}

TEST_CASE("sqlite connection: writing makes the file") {
  TempFolder folder;
  open(folder / "new.db")->execute("CREATE TABLE t (a)");
  CHECK(std::filesystem::exists(folder / "new.db"));
  auto permissions = std::filesystem::status(folder / "new.db").permissions();
  CHECK((permissions & std::filesystem::perms::others_write) == std::filesystem::perms::none);
}

TEST_CASE("sqlite connection: what cannot be opened says what to do") {
  TempFolder folder;
  folder.write("text.db", "this is a text and no database, long enough to be looked at");
  std::filesystem::create_directory(folder / "dir.db");
  struct Case {
    std::string file;
    std::string code;
    std::string next;
  };
  const std::vector<Case> cases = {
      {"text.db", "DBT203", "check the path in the URL; an encrypted file cannot be read"},
      {"dir.db", "DBT201", "give the path of a file; this is a folder"},
      {"none/a.db", "DBT201", "make the folder first: mkdir -p " + (folder / "none").string()},
  };
  for (const Case& one : cases) {
    INFO(one.file);
    auto error = failure<ConnectError>([&] { open(folder / one.file); });
    CHECK(error.exit_code() == ExitCode::connect);
    CHECK(error.problems().front().code == one.code);
    CHECK_THAT(error.what(), contains((folder / one.file).string()));
    CHECK(note(error, "next") == one.next);
  }
}

TEST_CASE("sqlite connection: parameters of the URL") {
  TempFolder folder;
  const std::string file = folder / "a.db";
  CHECK_THROWS_AS(open(file, Access::read_write, {{"mode", "rw"}}), ConnectError);
  CHECK_FALSE(std::filesystem::exists(file));
  open(file, Access::read_write, {{"mode", "memory"}})->execute("CREATE TABLE t (a)");
  CHECK_FALSE(std::filesystem::exists(file));
  open(file, Access::read_write, {{"mode", "rwc"}})->execute("CREATE TABLE t (a)");
  CHECK(std::filesystem::exists(file));
  CHECK_THROWS_AS(open(file, Access::read_write, {{"mode", "ro"}}), ConnectError);
  CHECK(sqlite().table_exists(*open(file, Access::read_only, {{"mode", "ro"}}), {"", "T"}));
  auto unchecked = open(file, Access::read_write, {{"foreign_keys", "off"}});
  CHECK(query_value(*unchecked, "PRAGMA foreign_keys") == "0");
  CHECK(query_value(*open(file), "PRAGMA foreign_keys") == "1");
  for (const auto& [name, value] : std::map<std::string, std::string>{
           {"mode", "fast"}, {"timeout", "soon"}, {"timeout", "-1"}, {"foreign_keys", "maybe"}}) {
    INFO(name << "=" << value);
    auto error = failure<ConnectError>([&] { open(file, Access::read_write, {{name, value}}); });
    CHECK_THAT(error.what(), contains("the URL's " + name + " must be"));
  }
}

TEST_CASE("sqlite connection: values, NULLs and bytes come as they are") {
  auto connection = open(":memory:");
  std::vector<std::optional<std::string>> values;
  connection->query("SELECT 1, 2.5, 'it''s', NULL, x'610062', ''", [&](Row row) {
    for (const auto& value : row)
      values.push_back(value ? std::optional(std::string(*value)) : std::nullopt);
  });
  CHECK(values == std::vector<std::optional<std::string>>{"1", "2.5", "it's", std::nullopt,
                                                          std::string("a\0b", 3), ""});
}

TEST_CASE("sqlite connection: execute counts the rows of the statement itself") {
  auto connection = open(":memory:");
  CHECK(connection->execute("CREATE TABLE t (a)") == 0);
  CHECK(connection->execute("INSERT INTO t VALUES (1), (2), (3)") == 3);
  CHECK(connection->execute("CREATE INDEX i ON t (a)") == 0);
  CHECK(connection->execute("UPDATE t SET a = 5 WHERE a > 1") == 2);
  CHECK(connection->execute("UPDATE t SET a = 5 WHERE a > 100") == 0);
  CHECK(connection->execute("-- nothing but a comment") == 0);
  CHECK_FALSE(connection->in_transaction());
  connection->execute("BEGIN");
  CHECK(connection->in_transaction());
}

TEST_CASE("sqlite connection: a second statement is refused, not passed over") {
  auto connection = open(":memory:");
  connection->execute("CREATE TABLE t (a); -- and nothing more; \n ;");
  auto error = failure<DatabaseError>(
      [&] { connection->execute("INSERT INTO t VALUES (1); DELETE FROM t"); });
  CHECK(error.problems().front().code == "DBT414");
  CHECK(query_value(*connection, "SELECT count(*) FROM t") == "0");
}

TEST_CASE("sqlite connection: errors carry code, offset and statement") {
  auto connection = open(":memory:");
  connection->execute("CREATE TABLE t (a UNIQUE)");
  auto syntax = failure<DatabaseError>([&] { connection->execute("SELECT 1,\n  nothing"); });
  CHECK(syntax.details().statement == "SELECT 1,\n  nothing");
  CHECK(syntax.details().offset == 12);
  CHECK(syntax.problems().front().code == "DBT400");
  auto unique =
      failure<DatabaseError>([&] { connection->execute("INSERT INTO t VALUES (1), (1)"); });
  CHECK(unique.details().sqlite_code == 2067);
  CHECK(unique.problems().front().code == "DBT400");
  CHECK(unique.what() == std::string("UNIQUE constraint failed: t.a"));
}

TEST_CASE("sqlite connection: text in double quotes is never a string") {
  auto connection = open(":memory:");
  CHECK_THROWS_AS(connection->execute("SELECT \"typo\""), DatabaseError);
  CHECK_THROWS_AS(connection->execute("CREATE TABLE t (a CHECK (a <> \"x\"))"), DatabaseError);
}

TEST_CASE("sqlite connection: another writer makes it busy after the patience is over") {
  TempFolder folder;
  auto first = open(folder / "a.db");
  first->execute("CREATE TABLE t (a)");
  auto second = open(folder / "a.db");
  first->execute("BEGIN IMMEDIATE");
  std::vector<std::string> told;
  auto lock = sqlite().lock(
      *second, {.patience = std::chrono::milliseconds(20),
                .waiting = [&](const std::string& holder) { told.push_back(holder); }});
  auto error = failure<DatabaseError>([&] { second->execute("BEGIN IMMEDIATE"); });
  CHECK(error.exit_code() == ExitCode::busy);
  CHECK(error.problems().front().code == "DBT403");
  CHECK(told == std::vector<std::string>{"another connection that writes"});
  first->execute("COMMIT");
  second->execute("BEGIN IMMEDIATE");
  lock->prove();
  CHECK(second->in_transaction());
}

TEST_CASE("sqlite connection: a run is opened while another has the file to itself") {
  TempFolder folder;
  auto other = open(folder / "a.db");
  other->execute("CREATE TABLE t (id INTEGER)");
  other->execute("BEGIN EXCLUSIVE");
  CHECK(failure<DatabaseError>([&] { open(folder / "a.db", Access::read_only); }).exit_code() ==
        ExitCode::busy);
  auto run = open(folder / "a.db");
  CHECK(failure<DatabaseError>([&] { run->execute("DELETE FROM t"); }).exit_code() ==
        ExitCode::busy);
  other->execute("COMMIT");
  CHECK_NOTHROW(run->execute("DELETE FROM t"));
}

TEST_CASE("sqlite connection: a database in WAL mode is read without leaving files behind") {
  TempFolder folder;
  const std::string file = folder / "wal.db";
  {
    auto writer = open(file);
    writer->query("PRAGMA journal_mode=WAL", [](Row) {});
    writer->execute("CREATE TABLE t (a)");
  }
  CHECK_FALSE(std::filesystem::exists(file + "-wal"));
  { CHECK(sqlite().inspect(*open(file, Access::read_only), {}).tables.size() == 1); }
  CHECK_FALSE(std::filesystem::exists(file + "-wal"));
  CHECK_FALSE(std::filesystem::exists(file + "-shm"));
}

TEST_CASE("sqlite scratch: reset makes it empty again") {
  auto connection = open(":memory:");
  auto scratch = sqlite().scratch(*connection, url_of(":memory:"));
  Connection& inner = scratch->connection();
  inner.execute("CREATE TABLE t (a)");
  inner.execute("BEGIN");
  scratch->reset();
  CHECK(&scratch->connection() == &inner);
  CHECK(sqlite().inspect(inner, {}) == Schema{});
  inner.execute("CREATE TABLE t (a)");
}

TEST_CASE("connection: values stand for $1 and $2") {
  auto connection = open(":memory:");
  connection->execute("CREATE TABLE t (a TEXT, b BIGINT)");
  Prepared insert;
  const std::string number = insert.add("7");
  const std::string text = insert.add("it's");
  insert.sql = "INSERT INTO t (a, b) VALUES (" + text + ", " + number + ")";
  CHECK(connection->execute(insert) == 1);
  std::string found;
  connection->query(Prepared{"SELECT a, typeof(b) FROM t WHERE b = $1", {"7"}},
                    [&](Row row) { found = std::string(*row[0]) + " " + std::string(*row[1]); });
  CHECK(found == "it's integer");
}
