// What a run of revisions asks of PostgreSQL alone.
#include "core/revisions/revision_body.h"
#include "core/revisions/revision_graph.h"
#include "core/run/execute.h"
#include "core/support/digest.h"
#include "dialects/postgresql/connection.h"
#include "dialects/postgresql/postgresql.h"
#include "tests/dialects/postgresql/server.h"
#include "tests/support/catch.h"
#include "tests/support/databases.h"

namespace dbtool {
namespace {

using test::no_server;
using Texts = std::vector<std::string>;

/// Loses the session with the given COMMIT, before or after the server has carried it out.
class LosingConnection final : public postgres::PostgresConnection {
 public:
  LosingConnection(std::unique_ptr<Connection> real, int commit, bool arrives)
      : real_(std::move(real)), commit_(commit), arrives_(arrives) {}

  std::int64_t execute(std::string_view sql) override {
    if (sql == "COMMIT" && --commit_ == 0) {
      if (arrives_) real_->execute(sql);
      real_.reset();
    }
    return alive().execute(sql);
  }
  void query(std::string_view sql, const std::function<void(Row)>& each) override {
    alive().query(sql, each);
  }
  std::int64_t execute(std::string_view sql, std::span<const Literal> values) override {
    return alive().execute(sql, values);
  }
  void query(std::string_view sql, std::span<const Literal> values,
             const std::function<void(Row)>& each) override {
    alive().query(sql, values, each);
  }
  std::int64_t execute(const Prepared& statement) override { return alive().execute(statement); }
  void query(const Prepared& statement, const std::function<void(Row)>& each) override {
    alive().query(statement, each);
  }
  bool in_transaction() override { return alive().in_transaction(); }
  void interrupt() override {}
  std::string server() override { return "PostgreSQL 15.0"; }
  int announced_process() const override { return postgres::own(alive()).announced_process(); }
  void pin(const std::string& name, const std::string& value) override {
    postgres::own(alive()).pin(name, value);
  }
  void unpin(const std::string& name) override { postgres::own(alive()).unpin(name); }
  void renew_soon() override { postgres::own(alive()).renew_soon(); }
  void shelter_soon() override { postgres::own(alive()).shelter_soon(); }
  bool is_renewed() const override { return postgres::own(alive()).is_renewed(); }

 private:
  Connection& alive() const {
    if (real_ != nullptr) return *real_;
    throw DatabaseError({.code = "DBT404", .message = "the connection to the server was lost"},
                        {.connection_lost = true});
  }

  std::unique_ptr<Connection> real_;
  int commit_;
  bool arrives_;
};

class Runner {
 public:
  Runner() { settings.database = "test"; }

  void add(const std::string& id, const std::string& sql, SectionSettings section = {}) {
    Revision revision = {.id = id};
    if (!revisions_.empty()) revision.parents = {revisions_.back().id};
    revisions_.push_back(revision);
    graph_ = RevisionGraph(revisions_);
    bodies_[id] = {.upgrade = {{.settings = std::move(section),
                                .operations = {{.what = RunSql{.by_dialect = {{"any", sql}}}}}}}};
  }
  RunReport upgrade(Connection& connection) {
    RunReport report;
    run_steps(
        connection, postgresql(), settings,
        [&](const State& state) { return upgrade_route(graph_, state.rows, "head"); },
        [&](const Revision& revision) { return bodies_.at(revision.id); }, {}, report);
    return report;
  }

  test::TestDatabase database{postgresql()};
  RunSettings settings = {};

 private:
  std::vector<Revision> revisions_ = {};
  RevisionGraph graph_ = {};
  std::map<std::string, RevisionBody> bodies_ = {};
};

/// A crash after the step was begun.
void leave_open(Runner& runner, const std::string& revision) {
  auto connection = runner.database.connect();
  create_state_tables(*connection, postgresql(), {});
  const State state = read_state(*connection, postgresql(), {});
  record(*connection, postgresql(), {}, {},
         {.seq = state.seq + 1,
          .revision = revision,
          .direction = "upgrade",
          .status = "running",
          .checksum = sha256(write_yaml_steps({}))});
}

}  // namespace

TEST_CASE("run: a connection lost after COMMIT is asked about, and the run goes on") {
  if (no_server()) return;
  Runner runner;
  runner.add("a", "CREATE TABLE t (x int)");
  runner.add("b", "INSERT INTO t VALUES (1)");
  runner.add("c", "INSERT INTO t VALUES (2)");
  std::vector<std::unique_ptr<Connection>> sessions;
  runner.settings.reconnect = [&]() -> Connection& {
    return *sessions.emplace_back(runner.database.connect());
  };
  // The first COMMIT is that of the state tables.
  LosingConnection losing(runner.database.connect(), 3, true);
  const RunReport report = runner.upgrade(losing);
  CHECK(report.done.size() == 3);
  CHECK(report.rows_after == Rows{"c"});
  CHECK(sessions.size() == 1);
  CHECK(runner.database.values("SELECT x FROM t ORDER BY x") == Texts{"1", "2"});
  CHECK(runner.database.values("SELECT revision FROM dbtool_log ORDER BY seq") ==
        Texts{"a", "b", "c"});
}

TEST_CASE("run: a connection lost before COMMIT arrived is a revision rolled back") {
  if (no_server()) return;
  Runner runner;
  runner.add("a", "CREATE TABLE t (x int)");
  runner.add("b", "INSERT INTO t VALUES (1)");
  std::vector<std::unique_ptr<Connection>> sessions;
  runner.settings.reconnect = [&]() -> Connection& {
    return *sessions.emplace_back(runner.database.connect());
  };
  LosingConnection losing(runner.database.connect(), 3, false);
  try {
    runner.upgrade(losing);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.exit_code() == ExitCode::failed);
    CHECK(error.problems().front().code == "DBT404");
    std::string state;
    for (const Note& note : error.problems().front().notes)
      if (note.label == "state") state = note.text;
    CHECK_THAT(state, contains("test is at a, 1 applied, 1 pending"));
  }
  CHECK(runner.upgrade(*runner.database.connect()).done.size() == 1);
  CHECK(runner.database.values("SELECT x FROM t") == Texts{"1"});
}

TEST_CASE("run: sessions that may only read are refused before any work") {
  if (no_server()) return;
  Runner runner;
  runner.add("a", "CREATE TABLE t (x int)");
  const std::string name = runner.database.values("SELECT current_database()").front();
  runner.database.run("ALTER DATABASE \"" + name + "\" SET default_transaction_read_only = on");
  try {
    runner.upgrade(*runner.database.connect());
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.exit_code() == ExitCode::refused);
    CHECK(error.problems().front().code == "DBT812");
  }
}

TEST_CASE("run: rows that a deferred constraint refuses are not taken for another run's work") {
  if (no_server()) return;
  Runner runner;
  runner.add("a", "CREATE TABLE t (x int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
  runner.add("b", "INSERT INTO t VALUES (1)");
  runner.add("c", "INSERT INTO t VALUES (1)");
  try {
    runner.upgrade(*runner.database.connect());
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.exit_code() == ExitCode::failed);
    CHECK(error.problems().front().code == "DBT401");
    CHECK_THAT(error.problems().front().message, contains("t_x_key"));
  }
  CHECK(runner.database.values("SELECT version_num FROM alembic_version") == Texts{"b"});
  CHECK(runner.database.values("SELECT max(seq) FROM dbtool_log") == Texts{"2"});
}

TEST_CASE("run: what a script sets is set back for the next revision") {
  if (no_server()) return;
  for (const bool at_once : {false, true}) {
    Runner runner;
    runner.settings.single_transaction = at_once;
    const std::string note =
        "INSERT INTO t SELECT concat_ws(' ', current_setting('lock_timeout'), "
        "current_setting('search_path'), current_setting('standard_conforming_strings'), "
        "current_setting('session_replication_role'), current_user, "
        "current_setting('app.name', true))";
    runner.add("a",
               "CREATE TABLE t (x text); SET lock_timeout = 7; SET search_path = nowhere; "
               "SET standard_conforming_strings = off; SET session_replication_role = replica; "
               "SET app.name = 'me'; SET ROLE pg_monitor");
    runner.add("b", note);
    runner.add("c", note + "; SET LOCAL lock_timeout = 8");
    runner.add("d", note);
    if (!at_once) {
      runner.add("e", "VACUUM t", {.transaction = false});
      runner.add("f", "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
                 {.transaction = false, .repeatable = true});
      runner.add("g", "CREATE TABLE g (x int)");
    }
    runner.upgrade(*runner.database.connect());
    const std::string usual = "3s \"$user\", public, pg_temp on origin postgres ";
    CHECK(runner.database.values("SELECT x FROM t") == Texts{usual, usual, usual});
  }
}

TEST_CASE("run: after a crash the catalog tells which steps outside transactions have run") {
  if (no_server()) return;
  Runner runner;
  const SectionSettings autocommit = {.transaction = false};
  runner.database.run("CREATE TABLE t (x int); CREATE TYPE e AS ENUM ('a')");
  runner.database.run("CREATE INDEX i ON t (x)");
  leave_open(runner, "a");
  runner.add("a", "CREATE INDEX CONCURRENTLY i ON t (x)", autocommit);
  CHECK(runner.upgrade(*runner.database.connect()).done.size() == 1);

  leave_open(runner, "b");
  runner.add("b", "DROP INDEX CONCURRENTLY i", autocommit);
  CHECK(runner.upgrade(*runner.database.connect()).done.size() == 1);
  CHECK(runner.database.values("SELECT to_regclass('i') IS NULL") == Texts{"t"});

  runner.database.run("ALTER TYPE e ADD VALUE 'b'");
  leave_open(runner, "c");
  runner.add("c", "ALTER TYPE e ADD VALUE 'b'", autocommit);
  CHECK(runner.upgrade(*runner.database.connect()).done.size() == 1);

  leave_open(runner, "d");
  runner.add("d", "VACUUM t", autocommit);
  CHECK(runner.upgrade(*runner.database.connect()).done.size() == 1);
  CHECK(runner.database.values("SELECT version_num FROM alembic_version") == Texts{"d"});
}

TEST_CASE("run: an invalid index of a build that failed is dropped and built again") {
  if (no_server()) return;
  Runner runner;
  runner.database.run("CREATE TABLE t (x int)");
  runner.database.run("INSERT INTO t VALUES (1), (1)");
  runner.add("a", "CREATE UNIQUE INDEX CONCURRENTLY i ON t (x)", {.transaction = false});
  CHECK_THROWS_AS(runner.upgrade(*runner.database.connect()), DatabaseError);
  CHECK(runner.database.values("SELECT indisvalid FROM pg_index WHERE indexrelid = "
                               "to_regclass('i')") == Texts{"f"});
  runner.database.run("DELETE FROM t");
  CHECK(runner.upgrade(*runner.database.connect()).done.size() == 1);
  CHECK(runner.database.values("SELECT indisvalid FROM pg_index WHERE indexrelid = "
                               "to_regclass('i')") == Texts{"t"});
}

TEST_CASE("run: holders of the lock are known to those who ask") {
  if (no_server()) return;
  Runner runner;
  auto holder = runner.database.connect();
  auto reader = runner.database.connect({}, Access::read_only);
  const auto ask = [&] {
    return postgresql().lock_holders(runner.database.url(), "alembic_version",
                                     [&]() -> Connection& { return *reader; });
  };
  CHECK(ask().empty());
  auto held = postgresql().lock(*holder, {.key = "alembic_version"});
  REQUIRE(ask().size() == 1);
  CHECK(std::to_string(ask().front().process) == query_value(*holder, "SELECT pg_backend_pid()"));
}

TEST_CASE("run: a script may drop what the session has prepared") {
  if (no_server()) return;
  Runner runner;
  runner.add("a", "CREATE TABLE a (id int)");
  runner.add("b", "DEALLOCATE ALL; CREATE TABLE b (id int)");
  runner.add("c", "DO $$ BEGIN EXECUTE 'DEALLO' || 'CATE ALL'; CREATE TABLE c (id int); END $$");
  runner.add("d", "DEALLOCATE ALL", {.transaction = false, .repeatable = true});
  runner.add("e", "CREATE TABLE e (id int)");
  auto connection = runner.database.connect();
  CHECK(runner.upgrade(*connection).done.size() == 5);
  CHECK(query_value(*connection, "SELECT count(*) FROM dbtool_log WHERE status = 'done'") == "5");
}

TEST_CASE("run: a plan outlives the type of the version column") {
  if (no_server()) return;
  Runner runner;
  runner.add("a", "CREATE TABLE a (id int)");
  runner.add("b", "ALTER TABLE alembic_version ALTER version_num TYPE text");
  runner.add("c", "CREATE TABLE c (id int)");
  auto connection = runner.database.connect();
  CHECK(runner.upgrade(*connection).done.size() == 3);
}

TEST_CASE("run: a partition that was half detached is detached by the next run") {
  if (no_server()) return;
  Runner runner;
  runner.database.run("CREATE TABLE m (x int) PARTITION BY RANGE (x)");
  runner.database.run("CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (10)");
  runner.add("a", "ALTER TABLE m DETACH PARTITION m1 CONCURRENTLY",
             {.transaction = false, .lock_timeout = std::chrono::milliseconds(100)});
  auto reader = runner.database.connect();
  reader->execute("BEGIN");
  reader->execute("SELECT count(*) FROM m");
  CHECK_THROWS_AS(runner.upgrade(*runner.database.connect()), DatabaseError);
  const std::string links =
      "SELECT inhdetachpending FROM pg_inherits WHERE inhparent = 'm'::regclass";
  CHECK(runner.database.values(links) == Texts{"t"});
  reader->execute("ROLLBACK");
  CHECK(runner.upgrade(*runner.database.connect()).rows_after == Rows{"a"});
  CHECK(runner.database.values(links).empty());
}

}  // namespace dbtool
