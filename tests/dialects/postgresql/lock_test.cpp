#include "dialects/postgresql/connection.h"
#include "dialects/postgresql/postgresql.h"
#include "tests/dialects/postgresql/server.h"

#include <thread>

using namespace dbtool;
using namespace dbtool::test;
using std::chrono::milliseconds;

TEST_CASE("lock: one at a time, and the one that waits is told who holds it") {
  if (no_server()) return;
  TestServer server;
  auto other = server.connect();
  auto held = postgresql().lock(*other, {.key = "alembic_version"});
  std::string holder;
  LockRequest request{.key = "alembic_version",
                      .patience = milliseconds(200),
                      .waiting = [&](const std::string& who) { holder = who; }};
  try {
    postgresql().lock(server.connection(), request);
    FAIL("two sessions hold the lock");
  } catch (const DatabaseError& error) {
    CHECK(error.exit_code() == ExitCode::busy);
    CHECK_THAT(error.what(), contains("held by dbtool (process "));
  }
  std::string process = query_value(*other, "SELECT pg_backend_pid()").value();
  CHECK_THAT(holder, contains("dbtool (process " + process + ", user "));
  held.reset();
  CHECK_NOTHROW(postgresql().lock(server.connection(), request)->prove());
}

TEST_CASE("lock: another version table is another lock") {
  if (no_server()) return;
  TestServer server;
  auto other = server.connect();
  auto first = postgresql().lock(*other, {.key = "a.alembic_version"});
  auto second = postgresql().lock(server.connection(),
                                  {.key = "b.alembic_version", .patience = milliseconds(0)});
  CHECK_NOTHROW(first->prove());
  CHECK_NOTHROW(second->prove());
}

TEST_CASE("lock: waiting ends when the holder lets go") {
  if (no_server()) return;
  TestServer server;
  auto other = server.connect();
  auto held = postgresql().lock(*other, {.key = "k"});
  std::thread release([&] {
    std::this_thread::sleep_for(milliseconds(150));
    held.reset();
  });
  auto mine = postgresql().lock(server.connection(), {.key = "k"});
  release.join();
  CHECK_NOTHROW(mine->prove());
}

TEST_CASE("lock: a lock that was taken away is noticed") {
  if (no_server()) return;
  TestServer server;
  auto mine = postgresql().lock(server.connection(), {.key = "k"});
  server.run("SELECT pg_advisory_unlock_all()");
  try {
    mine->prove();
    FAIL("it was not noticed");
  } catch (const DatabaseError& error) {
    CHECK(error.exit_code() == ExitCode::busy);
    CHECK(error.problems().front().code == "DBT407");
  }
}

TEST_CASE("lock: the session that holds it is ended, and no other") {
  if (no_server()) return;
  TestServer server;
  auto holder = server.connect();
  auto bystander = server.connect();
  auto held = postgresql().lock(*holder, {.key = "a"});
  auto other = postgresql().lock(*bystander, {.key = "b"});
  const auto connect = [&]() -> Connection& { return server.connection(); };
  const auto holders = [&] { return postgresql().lock_holders(server.url(), "a", connect); };
  const auto found = holders();
  REQUIRE(found.size() == 1);
  postgresql().end_holder(server.connection(), "b", found.front());
  CHECK_NOTHROW(held->prove());
  postgresql().end_holder(server.connection(), "a", found.front());
  while (!holders().empty()) std::this_thread::sleep_for(milliseconds(5));
  CHECK_THROWS_AS(held->prove(), DatabaseError);
  CHECK_NOTHROW(other->prove());
}

TEST_CASE("lock: who may not end its holder is told so") {
  if (no_server()) return;
  TestServer server;
  const std::string role = "nobody_" + server.value("SELECT current_database()");
  server.run("CREATE ROLE " + role);
  auto holder = server.connect();
  auto held = postgresql().lock(*holder, {.key = "a"});
  const auto found = postgresql().lock_holders(
      server.url(), "a", [&]() -> Connection& { return server.connection(); });
  REQUIRE(found.size() == 1);
  server.run("SET ROLE " + role);
  try {
    postgresql().end_holder(server.connection(), "a", found.front());
    FAIL("it was ended");
  } catch (const DatabaseError& error) {
    CHECK(error.problems().front().code == "DBT816");
    CHECK_THAT(error.what(), contains("this user may not end the session of dbtool (process "));
  }
  server.run("RESET ROLE; DROP ROLE " + role);
  CHECK_NOTHROW(held->prove());
}

TEST_CASE("lock: a limit on idle sessions does not end the one that has it") {
  if (no_server()) return;
  TestServer server;
  if (postgres::major_version(server.connection()) < 14) return;
  server.run("SET idle_session_timeout = '1h'");
  auto mine = postgresql().lock(server.connection(), {.key = "k"});
  CHECK(query_value(server.connection(), "SHOW idle_session_timeout") == "0");
}

TEST_CASE("lock: it outlives a script that lets go of it once") {
  if (no_server()) return;
  TestServer server;
  auto mine = postgresql().lock(server.connection(), {.key = "k"});
  auto other = server.connect();
  const LockRequest request = {.key = "k", .patience = milliseconds(0)};
  server.run(
      "SELECT pg_advisory_unlock(classid::int, objid::int) FROM pg_locks WHERE locktype = "
      "'advisory' AND pid = pg_backend_pid()");
  CHECK_THROWS_AS(postgresql().lock(*other, request), DatabaseError);
  CHECK_NOTHROW(mine->prove());
  CHECK_NOTHROW(mine->prove());
  CHECK_THROWS_AS(postgresql().lock(*other, request), DatabaseError);
  mine.reset();
  CHECK_NOTHROW(postgresql().lock(*other, request));
}

TEST_CASE("lock: waiting does not stand in the way of a concurrent index build") {
  if (no_server()) return;
  TestServer server;
  server.run("CREATE TABLE t (n integer)");
  auto holder = server.connect();
  auto held = postgresql().lock(*holder, {.key = "k"});
  bool obtained = false;
  std::thread waiter(
      [&] { obtained = postgresql().lock(server.connection(), {.key = "k"}) != nullptr; });
  std::this_thread::sleep_for(milliseconds(100));
  CHECK_NOTHROW(holder->execute("CREATE INDEX CONCURRENTLY i ON t (n)"));
  held.reset();
  waiter.join();
  CHECK(obtained);
}

TEST_CASE("transaction: deferred constraints are checked before the commit") {
  if (no_server()) return;
  TestServer server;
  server.run(
      "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (p integer REFERENCES p "
      "DEFERRABLE INITIALLY DEFERRED)");
  TransactionFrame frame = postgresql().transaction(server.connection(), {});
  CHECK(frame.before.empty());
  CHECK(frame.after.empty());
  server.run(frame.begin);
  server.run("INSERT INTO c VALUES (1)");
  frame.before_commit();
  CHECK_THROWS_AS(server.connection().catch_up(), DatabaseError);
  server.run("ROLLBACK");
}
