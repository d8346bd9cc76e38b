#include "core/run/state.h"

#include "core/run/log_table.h"
#include "core/support/error.h"
#include "tests/support/catch.h"
#include "tests/support/databases.h"

namespace dbtool {
namespace {

using test::on_every_database;
using test::TestDatabase;

RowChange insert(const std::string& to) {
  return {.kind = RowChange::Kind::insert, .to = to};
}
RowChange update(const std::string& from, const std::string& to) {
  return {.kind = RowChange::Kind::update, .from = from, .to = to};
}

/// A database with its state tables and one row.
struct PreparedState {
  std::unique_ptr<Connection> connection;
  const Dialect& dialect;
  StateTables tables = {};

  explicit PreparedState(const TestDatabase& database)
      : connection(database.connect()), dialect(database.dialect()) {
    create_state_tables(*connection, dialect, tables);
    record(*connection, dialect, tables, {insert("a")}, {.seq = 1});
  }
  State state() { return read_state(*connection, dialect, tables); }
  /// Expected and found of the stale data that recording gives.
  std::vector<Note> stale(const std::vector<RowChange>& changes, std::int64_t seq) {
    try {
      record(*connection, dialect, tables, changes, {.seq = seq});
    } catch (const HistoryError& error) {
      CHECK(error.problems().front().code == "DBT720");
      CHECK(error.exit_code() == ExitCode::history);
      return error.problems().front().notes;
    }
    return {};
  }
};

}  // namespace

TEST_CASE("state: an empty database has no revision, also when it may only be read") {
  on_every_database([](TestDatabase& database) {
    for (Access access : {Access::read_only, Access::read_write}) {
      auto connection = database.connect({}, access);
      const State state = read_state(*connection, database.dialect(), {});
      CHECK_FALSE(state.version_table);
      CHECK_FALSE(state.log_table);
      CHECK(state.rows.empty());
      CHECK(state.seq == 0);
      CHECK(read_log(*connection, database.dialect(), {}).empty());
    }
  });
}

TEST_CASE("state: tables are made once, and again is no error") {
  on_every_database([](TestDatabase& database) {
    auto connection = database.connect();
    create_state_tables(*connection, database.dialect(), {});
    create_state_tables(*connection, database.dialect(), {});
    const State state = read_state(*connection, database.dialect(), {});
    CHECK(state.version_table);
    CHECK(state.log_table);
    CHECK(state.rows.empty());
    const Schema schema = database.dialect().inspect(*connection, {});
    const Table* version = schema.tables.find({"", "alembic_version"});
    REQUIRE(version != nullptr);
    REQUIRE(version->primary_key);
    CHECK(version->primary_key->name == "alembic_version_pkc");
    CHECK(version->columns.size() == 1);
    CHECK_FALSE(version->columns[0].nullable);
    CHECK(to_text(version->columns[0].type) == "varchar(255)");
  });
}

TEST_CASE("state: a version table made by Alembic is used as it is") {
  on_every_database([](TestDatabase& database) {
    database.run(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT "
        "alembic_version_pkc PRIMARY KEY (version_num))");
    database.run("INSERT INTO alembic_version VALUES ('b'), ('a')");
    auto connection = database.connect();
    State state = read_state(*connection, database.dialect(), {});
    CHECK(state.version_table);
    CHECK_FALSE(state.log_table);
    CHECK(state.rows == Rows{"a", "b"});
    create_state_tables(*connection, database.dialect(), {});
    record(*connection, database.dialect(), {}, {update("b", "c")}, {.seq = 1});
    state = read_state(*connection, database.dialect(), {});
    CHECK(state.rows == Rows{"a", "c"});
    CHECK(state.seq == 1);
  });
}

TEST_CASE("state: what is recorded is read back, whatever characters are in it") {
  on_every_database([](TestDatabase& database) {
    PreparedState prepared(database);
    const LogEntry entry = {.seq = 2,
                            .revision = "b",
                            .direction = "upgrade",
                            .parents = "a,c",
                            .step = 3,
                            .status = "done",
                            .checksum = "0f",
                            .upgrade = "- sql: INSERT INTO t VALUES ('it''s')\n",
                            .downgrade = "- sql: DELETE FROM t WHERE x = 'it''s' -- \\ ü\n",
                            .started = "2026-11-21T06:01:00Z",
                            .finished = "2026-11-21T06:01:01Z",
                            .duration_ms = 1234,
                            .user = "o'hara",
                            .host = "h",
                            .tool = "0.1",
                            .run = "r"};
    record(*prepared.connection, prepared.dialect, {}, {update("a", "b"), insert("c")}, entry);
    const auto log = read_log(*prepared.connection, prepared.dialect, {});
    REQUIRE(log.size() == 2);
    CHECK(log[1] == entry);
    CHECK(prepared.state().rows == Rows{"b", "c"});
    CHECK(prepared.state().seq == 2);
  });
}

TEST_CASE("state: rows and log entries that others moved are stale data") {
  on_every_database([](TestDatabase& database) {
    PreparedState prepared(database);
    CHECK(prepared.stale({update("x", "y")}, 2) ==
          std::vector<Note>{{"expected", "one row x in alembic_version"}, {"found", "a"}});
    CHECK(prepared.stale({{.kind = RowChange::Kind::remove, .from = "x"}}, 2) ==
          std::vector<Note>{{"expected", "one row x in alembic_version"}, {"found", "a"}});
    CHECK(prepared.stale({insert("a")}, 2) ==
          std::vector<Note>{{"expected", "no row a"}, {"found", "it is there already"}});
    CHECK(prepared.stale({}, 1) ==
          std::vector<Note>{{"expected", "entry 1 of dbtool_log to be free"},
                            {"found", "another run has written it"}});
    CHECK(prepared.state().rows == Rows{"a"});
  });
}

TEST_CASE("state: without a log only the rows move") {
  on_every_database([](TestDatabase& database) {
    const StateTables tables = {.version = {"", "My versions"}, .log = std::nullopt};
    auto connection = database.connect();
    create_state_tables(*connection, database.dialect(), tables);
    record(*connection, database.dialect(), tables, {insert("a")}, {.seq = 1});
    const State state = read_state(*connection, database.dialect(), tables);
    CHECK(state.rows == Rows{"a"});
    CHECK(state.seq == 0);
    CHECK_FALSE(state.log_table);
    CHECK(read_log(*connection, database.dialect(), tables).empty());
    CHECK(database.dialect().inspect(*connection, {}).tables.size() == 1);
  });
}

TEST_CASE("state: tables live in another schema where there are schemas") {
  on_every_database([](TestDatabase& database) {
    if (!database.dialect().traits().has_schemas) return;
    database.run("CREATE SCHEMA meta");
    const StateTables tables = {.version = {"meta", "v"}, .log = Name{"meta", "l"}};
    auto connection = database.connect();
    create_state_tables(*connection, database.dialect(), tables);
    record(*connection, database.dialect(), tables, {insert("a")}, {.seq = 1});
    CHECK(read_state(*connection, database.dialect(), tables).rows == Rows{"a"});
    CHECK(database.values("SELECT version_num FROM meta.v") == std::vector<std::string>{"a"});
    CHECK_FALSE(read_state(*connection, database.dialect(), {}).version_table);
  });
}

TEST_CASE("state: the statements of row changes") {
  CHECK(row_statements(
            {insert("a"), update("a", "b"), {.kind = RowChange::Kind::remove, .from = "b"}},
            {.version = {"s", "v"}}) ==
        std::vector<std::string>{"INSERT INTO \"s\".\"v\" (version_num) VALUES ('a')",
                                 "UPDATE \"s\".\"v\" SET version_num = 'b' WHERE version_num = 'a'",
                                 "DELETE FROM \"s\".\"v\" WHERE version_num = 'b'"});
}

TEST_CASE("state: a version table that no program left so is not read as if nothing were applied") {
  struct Case {
    std::string table;
    std::string rows;
    std::string cause;
  };
  const std::vector<Case> cases = {
      {"(version_num varchar(32))", "(NULL)", "it has a row without a revision"},
      {"(version_num varchar(32))", "('a'), (NULL)", "it has a row without a revision"},
      {"(version_num varchar(32))", "('')", "it has a row without a revision"},
      {"(version varchar(32))", "('a')", "version_num"},
  };
  on_every_database([&](TestDatabase& database) {
    auto connection = database.connect();
    for (const Case& each : cases)
      for (const bool has_log : {false, true}) {
        INFO(each.table << each.rows << has_log);
        connection->execute("CREATE TABLE alembic_version " + each.table);
        connection->execute("INSERT INTO alembic_version VALUES " + each.rows);
        if (has_log) connection->execute("CREATE TABLE dbtool_log (seq bigint)");
        try {
          read_state(*connection, database.dialect(), {});
          FAIL("it was read");
        } catch (const HistoryError& error) {
          const Problem& problem = error.problems().front();
          CHECK(problem.code == "DBT749");
          CHECK_THAT(problem.notes.front().text, contains(each.cause));
        }
        connection->execute("DROP TABLE alembic_version");
        if (has_log) connection->execute("DROP TABLE dbtool_log");
      }
  });
}

}  // namespace dbtool
