#include "core/run/execute.h"

#include "core/revisions/revision_body.h"
#include "core/revisions/revision_graph.h"
#include "core/run/bookkeeping.h"
#include "core/run/log_table.h"
#include "core/support/digest.h"
#include "core/support/text.h"
#include "tests/support/catch.h"
#include "tests/support/databases.h"

#include <map>
#include <thread>
#include <utility>

namespace dbtool {
namespace {

using test::on_every_database;
using test::TestDatabase;
using Texts = std::vector<std::string>;

Section section(const Texts& texts, SectionSettings settings = {}) {
  Section result = {.settings = std::move(settings)};
  for (const std::string& text : texts)
    result.operations.push_back(
        {.what = RunSql{.by_dialect = {{"any", text}},
                        .places = {{"any", {.file = "r.sql", .line = 5, .column = 1}}}}});
  return result;
}

/// A chain of revisions a, b, c… on a database, and the commands to run them.
class Project {
 public:
  explicit Project(const TestDatabase& database) : database_(database) {
    settings.database = "test.db";
    settings.tool_version = "0.1";
  }

  void add(const std::string& id, std::vector<Section> upgrade,
           std::vector<Section> downgrade = {}) {
    Revision revision = {.id = id};
    if (!revisions_.empty()) revision.parents = {revisions_.back().id};
    revisions_.push_back(revision);
    graph_ = RevisionGraph(revisions_);
    set(id, std::move(upgrade), std::move(downgrade));
  }
  void set(const std::string& id, std::vector<Section> upgrade,
           std::vector<Section> downgrade = {}) {
    bodies[id] = {.upgrade = std::move(upgrade), .downgrade = std::move(downgrade)};
  }

  RunReport upgrade(const std::string& target = "head") {
    return run([&](const State& state) { return upgrade_route(graph_, state.rows, target); });
  }
  RunReport downgrade(const std::string& target = "-1") {
    return run([&](const State& state) { return downgrade_route(graph_, state.rows, target); });
  }
  RunReport stamp(const std::string& target) {
    RunReport stamped;
    run_stamp(
        *database_.connect(settings.timeouts), database_.dialect(), settings,
        [&](const State& state) { return stamp_plan_to(target, state); }, stamped);
    return stamped;
  }
  StampPlan stamp_plan_to(const std::string& target, const State& state) const {
    return stamp_plan(graph_, state.rows, {target}, false);
  }
  /// The error of an upgrade, which must fail.
  Error failure(const std::function<void(Project&)>& work = [](Project& p) { p.upgrade(); }) {
    try {
      work(*this);
    } catch (const Error& error) {
      return error;
    }
    FAIL("no error");
    throw std::logic_error("unreachable");
  }
  /// "revision direction status" of the log, without what is usual.
  Texts log() const {
    Texts lines;
    for (const LogEntry& entry :
         read_log(*database_.connect(), database_.dialect(), settings.tables))
      lines.push_back(std::to_string(entry.seq) + " " + entry.direction + " " + entry.revision +
                      " " + entry.status + " " + std::to_string(entry.step));
    return lines;
  }
  Texts rows() const {
    return read_state(*database_.connect(), database_.dialect(), settings.tables).rows;
  }

  RunSettings settings = {};
  RunEvents events = {};
  RunReport report = {};  ///< of the last run
  std::map<std::string, RevisionBody> bodies = {};

 private:
  RunReport run(const RouteSource& route) {
    report = {};
    auto connection = database_.connect(settings.timeouts);
    run_steps(
        *connection, database_.dialect(), settings, route,
        [&](const Revision& revision) { return bodies.at(revision.id); }, events, report);
    return report;
  }

  const TestDatabase& database_;
  std::vector<Revision> revisions_ = {};
  RevisionGraph graph_ = {};
};

std::string note(const Error& error, const std::string& label) {
  for (const Note& one : error.problems().front().notes)
    if (one.label == label) return one.text;
  return "";
}

bool has_table(const TestDatabase& database, const std::string& name) {
  return database.dialect().table_exists(*database.connect(), {"", name});
}

const SectionSettings autocommit = {.transaction = false};
/// The log's checksum of no step at all.
const std::string empty_progress = sha256(write_yaml_steps({}));

}  // namespace

TEST_CASE("execute: revisions run in order, each with its version row and log entry") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.add("a", {section({"CREATE TABLE t (x int); INSERT INTO t VALUES (1)"})});
    project.add("b",
                {section({"INSERT INTO t VALUES (2)"}), section({"INSERT INTO t VALUES (3)"})});
    Texts told;
    project.events.started = [&](const Step& step, std::size_t number, std::size_t total) {
      told.push_back("start " + step.revision->id + " " + std::to_string(number) + "/" +
                     std::to_string(total));
    };
    project.events.finished = [&](const Step& step, std::size_t statements,
                                  std::chrono::milliseconds) {
      told.push_back("end " + step.revision->id + " " + std::to_string(statements));
    };
    const RunReport report = project.upgrade();
    CHECK(report.rows_before.empty());
    CHECK(report.rows_after == Rows{"b"});
    CHECK(report.done.size() == 2);
    CHECK(told == Texts{"start a 1/2", "start b 2/2", "end a 2", "end b 2"});
    CHECK(database.values("SELECT x FROM t ORDER BY x") == Texts{"1", "2", "3"});
    CHECK(project.rows() == Texts{"b"});
    CHECK(project.log() == Texts{"1 upgrade a done 1", "2 upgrade b done 2"});
  });
}

TEST_CASE("execute: nothing to do touches nothing") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.add("a", {});
    project.downgrade("base");
    CHECK_FALSE(has_table(database, "alembic_version"));
    project.upgrade();
    project.upgrade();
    CHECK(project.log() == Texts{"1 upgrade a done 0"});
  });
}

TEST_CASE("execute: a revision that fails is rolled back, the ones before it stay") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.add("a", {section({"CREATE TABLE t (x int)"})});
    project.add("b", {section({"CREATE TABLE u (x int);\nINSERT INTO nowhere VALUES (1)"})});
    project.add("c", {});
    const Error error = project.failure();
    CHECK(error.exit_code() == ExitCode::failed);
    const Problem& problem = error.problems().front();
    CHECK(problem.code == "DBT401");
    CHECK_THAT(problem.message, contains("nowhere"));
    CHECK(problem.where.file == "r.sql");
    CHECK(problem.where.line == 6);
    CHECK(note(error, "state") ==
          "this revision was rolled back; test.db is at a, 1 applied, 2 pending");
    CHECK_THAT(note(error, "next"), contains("dbtool diff") && contains("run: dbtool upgrade"));
    CHECK(has_table(database, "t"));
    CHECK_FALSE(has_table(database, "u"));
    CHECK(project.rows() == Texts{"a"});
    CHECK(project.report.done.size() == 1);
    CHECK(project.report.rows_after == Rows{"a"});

    project.set("b", {section({"CREATE TABLE u (x int)"})});
    project.upgrade();
    CHECK(project.log() == Texts{"1 upgrade a done 1", "2 upgrade b done 1", "3 upgrade c done 0"});
  });
}

TEST_CASE("execute: a step that finds another database than it expects says so") {
  on_every_database([](TestDatabase& database) {
    database.run("CREATE TABLE t (x int)");
    database.run("CREATE INDEX i ON t (x)");
    for (const char* sql :
         {"CREATE TABLE t (y int)", "ALTER TABLE t ADD COLUMN x int", "CREATE INDEX i ON t (x)",
          "DROP TABLE nowhere", "SELECT absent FROM t", "DROP INDEX nowhere",
          "ALTER TABLE t DROP COLUMN absent", "CREATE VIEW t AS SELECT 1"}) {
      INFO(sql);
      Project project(database);
      project.add("a", {section({sql})});
      CHECK_THAT(note(project.failure(), "cause"), contains("the database is not as"));
    }
    Project project(database);
    project.add("a", {section({"SELECT no_such_function(1)"})});
    CHECK_THAT(note(project.failure(), "cause"), !contains("the database is not as"));
  });
}

TEST_CASE("execute: what breaks only at COMMIT rolls the revision back too") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.add(
        "a", {section({"CREATE TABLE p (id int PRIMARY KEY)",
                       "CREATE TABLE c (p int REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED)"})});
    project.add("b", {section({"INSERT INTO c VALUES (1)"})});
    const Error error = project.failure();
    CHECK(error.exit_code() == ExitCode::failed);
    CHECK(project.rows() == Texts{"a"});
    CHECK(database.values("SELECT count(*) FROM c") == Texts{"0"});
    CHECK(project.log() == Texts{"1 upgrade a done 2"});
  });
}

TEST_CASE("execute: downgrades run back and are logged") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.add("a", {section({"CREATE TABLE t (x int)"})}, {section({"DROP TABLE t"})});
    project.add("b", {section({"CREATE TABLE u (x int)"})}, {section({"DROP TABLE u"})});
    project.upgrade();
    project.downgrade();
    CHECK(project.rows() == Texts{"a"});
    CHECK_FALSE(has_table(database, "u"));
    project.downgrade("base");
    CHECK(project.rows().empty());
    CHECK_FALSE(has_table(database, "t"));
    CHECK(has_table(database, "alembic_version"));
    CHECK(project.log().back() == "4 downgrade a done 1");
  });
}

TEST_CASE("execute: a way back that is closed refuses before anything runs") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.add("a", {section({"CREATE TABLE t (x int)"})});
    project.add("b", {}, {section({"DROP TABLE t"})});
    project.bodies["a"].irreversible = "no";
    project.upgrade();
    const Error error = project.failure([](Project& p) { p.downgrade("base"); });
    CHECK(error.exit_code() == ExitCode::refused);
    CHECK(has_table(database, "t"));
    CHECK(project.rows() == Texts{"b"});
  });
}

TEST_CASE("execute: a revision that did not make what its steps say is rolled back when asked") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.settings.verifies = true;
    const Table table = {.name = {"", "t"},
                         .columns = {{.name = "x", .type = {Integer{32}}, .nullable = false}},
                         .primary_key = PrimaryKey{.columns = {"x"}}};
    project.add("a", {{.operations = {{.what = CreateTable{table}}}}});
    project.upgrade();
    std::vector<Section> secret = {section({"ALTER TABLE t ADD COLUMN y integer"})};
    std::get<RunSql>(secret[0].operations[0].what).describes.emplace();
    project.add("b", secret);
    for (const bool at_once : {false, true}) {
      project.settings.single_transaction = at_once;
      const Error error = project.failure();
      CHECK(error.problems().front().code == "DBT415");
      CHECK(error.exit_code() == ExitCode::failed);
      CHECK_THAT(note(error, "missing"), contains("t.y"));
      CHECK(project.rows() == Texts{"a"});
    }
    CHECK(database.values("SELECT count(*) FROM t") == Texts{"0"});
    project.set("b", {section({"ALTER TABLE t ADD COLUMN y integer"})});
    Texts notes;
    project.events.noted = [&](const Step&, const std::string& text) { notes.push_back(text); };
    project.upgrade();
    CHECK(notes == Texts{"not verified: its steps do not tell what they make"});
  });
}

TEST_CASE("execute: a check that does not hold stops the revision with its message") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.add("a", {section({"CREATE TABLE t (x int)", "INSERT INTO t VALUES (7)"})});
    project.upgrade();
    project.add("b", {section({"DELETE FROM t"})});
    project.bodies["b"].upgrade[0].operations.insert(
        project.bodies["b"].upgrade[0].operations.begin(),
        {.what = Assert{.query = {{"any", "SELECT x FROM t"}}, .message = "there is a row {1}"},
         .where = {.file = "r.yaml", .line = 3}});
    const Error error = project.failure();
    CHECK(error.problems().front().code == "DBT410");
    CHECK(error.problems().front().message == "there is a row 7");
    CHECK(error.problems().front().where.line == 3);
    CHECK(error.exit_code() == ExitCode::failed);
    CHECK(database.values("SELECT count(*) FROM t") == Texts{"1"});
    std::get<Assert>(project.bodies["b"].upgrade[0].operations[0].what).expects_rows = true;
    project.upgrade();
    CHECK(database.values("SELECT count(*) FROM t") == Texts{"0"});
  });
}

TEST_CASE("execute: all revisions in one transaction, or none") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.settings.single_transaction = true;
    project.add("a", {section({"CREATE TABLE t (x int)"})});
    project.add("b", {section({"INSERT INTO t VALUES (1)", "INSERT INTO nowhere VALUES (1)"})});
    const Error error = project.failure();
    CHECK(error.exit_code() == ExitCode::failed);
    CHECK(note(error, "state") ==
          "everything was rolled back; test.db has no revision, 0 applied, 2 pending");
    CHECK_FALSE(has_table(database, "t"));
    CHECK(project.report.done.empty());
    CHECK(project.log().empty());

    project.set("b", {section({"INSERT INTO t VALUES (1)"})});
    project.upgrade();
    CHECK(project.rows() == Texts{"b"});
    CHECK(project.report.done.size() == 2);
    CHECK(project.log() == Texts{"1 upgrade a done 1", "2 upgrade b done 1"});

    project.add("c", {section({"INSERT INTO t VALUES (2)"}, autocommit)});
    CHECK(project.failure().problems().front().code == "DBT811");
  });
}

TEST_CASE("execute: outside a transaction a rerun goes on after what is recorded") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.add("a", {section({"CREATE TABLE t (x int)"}),
                      section({"INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)",
                               "INSERT INTO nowhere VALUES (3)"},
                              autocommit),
                      section({"INSERT INTO t VALUES (4)"})});
    const Error error = project.failure();
    CHECK(error.exit_code() == ExitCode::partial);
    CHECK(error.problems().front().code == "DBT402");
    CHECK(note(error, "state") ==
          "steps 1 to 3 of 5 are committed and recorded; test.db has no revision, 0 applied, 1 "
          "pending");
    CHECK_THAT(note(error, "next"), contains(", then run: dbtool upgrade (it goes on at step 4)"));
    CHECK(project.log() ==
          Texts{"1 upgrade a started 1", "2 upgrade a started 2", "3 upgrade a started 3"});
    CHECK(project.rows().empty());

    project.bodies["a"].upgrade[1].operations[1] =
        section({"INSERT INTO t VALUES (3)"}).operations[0];
    project.upgrade();
    CHECK(database.values("SELECT x FROM t ORDER BY x") == Texts{"1", "2", "3", "4"});
    CHECK(project.rows() == Texts{"a"});
    CHECK(project.log().back() == "5 upgrade a done 5");
  });
}

TEST_CASE("execute: a revision left part-way is not passed over") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.add("a", {section({"CREATE TABLE t (x int)"})}, {section({"DROP TABLE t"})});
    project.upgrade();
    project.add(
        "b", {section({"INSERT INTO t VALUES (1)", "INSERT INTO nowhere VALUES (1)"}, autocommit)});
    project.failure();
    CHECK(project.failure([](Project& p) { p.downgrade(); }).problems().front().code == "DBT722");
    CHECK(has_table(database, "t"));

    project.set("b",
                {section({"INSERT INTO t VALUES (2)", "INSERT INTO t VALUES (3)"}, autocommit)});
    const Error edited = project.failure();
    CHECK(edited.exit_code() == ExitCode::history);
    CHECK(edited.problems().front().code == "DBT721");
    CHECK(database.values("SELECT x FROM t") == Texts{"1"});

    project.stamp("a");
    CHECK(project.log().back() == "3 stamp a done 0");
    project.upgrade();
    CHECK(database.values("SELECT x FROM t ORDER BY x") == Texts{"1", "2", "3"});
    CHECK(project.rows() == Texts{"b"});
  });
}

TEST_CASE("execute: a script outside transactions may open its own, and must close it") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.add("a", {section({"CREATE TABLE t (x int)"})});
    project.add("b", {section({"BEGIN; INSERT INTO t VALUES (1); COMMIT"}, autocommit)});
    project.upgrade();
    CHECK(project.rows() == Texts{"b"});
    // Recorded inside the script's own transaction: a crash leaves both, or neither.
    CHECK(project.log() == Texts{"1 upgrade a done 1", "2 upgrade b done 3"});

    project.add("c", {section({"BEGIN; INSERT INTO t VALUES (2)"}, autocommit)});
    const Error error = project.failure();
    CHECK(error.problems().front().code == "DBT412");
    CHECK(error.exit_code() == ExitCode::partial);
    CHECK(database.values("SELECT x FROM t") == Texts{"1"});
    CHECK(project.rows() == Texts{"b"});
  });
}

TEST_CASE("execute: revisions that share a commit fail one by one") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.add("a", {section({"CREATE TABLE t (x int PRIMARY KEY)"})});
    project.add("b", {section({"INSERT INTO t VALUES (1)"})});
    project.add("c", {section({"INSERT INTO t VALUES (2)", "INSERT INTO t VALUES (1)"})});
    Texts finished;
    project.events.finished = [&](const Step& step, std::size_t, std::chrono::milliseconds) {
      finished.push_back(step.revision->id);
      CHECK(project.rows() >= Texts{step.revision->id});
    };
    const Error error = project.failure();
    CHECK(note(error, "state") ==
          "this revision was rolled back; test.db is at b, 2 applied, 1 pending");
    CHECK(finished == Texts{"a", "b"});
    CHECK(database.values("SELECT x FROM t") == Texts{"1"});
    CHECK(project.log() == Texts{"1 upgrade a done 1", "2 upgrade b done 1"});
  });
}

TEST_CASE(
    "execute: a statement that takes back all of a transaction takes no other revision along") {
  on_every_database([](TestDatabase& database) {
    if (database.dialect().traits().name != "sqlite") return;
    Project project(database);
    project.add("a", {section({"CREATE TABLE t (x int PRIMARY KEY)"})});
    project.add("b", {section({"INSERT INTO t VALUES (1)"})});
    project.add("c",
                {section({"INSERT INTO t VALUES (2)", "INSERT OR ROLLBACK INTO t VALUES (1)"})});
    project.add("d", {section({"INSERT INTO t VALUES (3)"})});
    const Error error = project.failure();
    CHECK(note(error, "state") ==
          "this revision was rolled back; test.db is at b, 2 applied, 2 pending");
    CHECK(project.report.done.size() == 2);
    CHECK(database.values("SELECT x FROM t") == Texts{"1"});
    project.set("c", {});
    project.upgrade();
    CHECK(database.values("SELECT x FROM t ORDER BY x") == Texts{"1", "3"});
    CHECK(project.log() == Texts{"1 upgrade a done 1", "2 upgrade b done 1", "3 upgrade c done 0",
                                 "4 upgrade d done 1"});
  });
}

TEST_CASE("execute: a step that a crash left open is not simply run again") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.add("a", {section({"CREATE TABLE t (x int)"})});
    project.upgrade();
    const auto crash = [&] {
      auto connection = database.connect();
      const State state = read_state(*connection, database.dialect(), {});
      record(*connection, database.dialect(), {}, {},
             {.seq = state.seq + 1,
              .revision = "b",
              .direction = "upgrade",
              .status = "running",
              .checksum = empty_progress});
    };
    const Texts script = {"BEGIN; INSERT INTO t VALUES (1); COMMIT"};
    project.add("b", {section(script, autocommit)});
    crash();
    const Error error = project.failure();
    CHECK(error.problems().front().code == "DBT723");
    CHECK(error.exit_code() == ExitCode::partial);
    CHECK(note(error, "statement") == "BEGIN");
    CHECK(database.values("SELECT x FROM t").empty());

    project.set("b", {section(script, {.transaction = false, .repeatable = true})});
    project.upgrade();
    CHECK(database.values("SELECT x FROM t") == Texts{"1"});
    CHECK(project.rows() == Texts{"b"});
  });
}

TEST_CASE("execute: a step outside transactions is recorded with what it did where it can be") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.add("a", {section({"CREATE TABLE t (x int)", "INSERT INTO t VALUES (1)"}, autocommit)});
    project.upgrade();
    CHECK(project.log() == Texts{"1 upgrade a started 1", "2 upgrade a done 2"});
    project.add("b", {section({"INSERT INTO t VALUES (2)"})});
    project.add("c", {section({"INSERT INTO t VALUES (3)"}, autocommit)});
    project.upgrade();
    CHECK(project.log() == Texts{"1 upgrade a started 1", "2 upgrade a done 2",
                                 "3 upgrade b done 1", "4 upgrade c done 1"});
  });
}

TEST_CASE("execute: state that another session moved is found before a statement runs") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.add("a", {section({"CREATE TABLE t (x int)"})});
    project.add("b", {section({"INSERT INTO t VALUES (1)"})});
    project.upgrade("a");
    project.events.started = [&](const Step&, std::size_t, std::size_t) {
      database.run("UPDATE alembic_version SET version_num = 'z'");
    };
    const Error error = project.failure();
    CHECK(error.exit_code() == ExitCode::history);
    CHECK(error.problems().front().code == "DBT720");
    CHECK(note(error, "expected") == "a at entry 1");
    CHECK(note(error, "found") == "z at entry 1");
    CHECK(database.values("SELECT count(*) FROM t") == Texts{"0"});
  });
}

TEST_CASE("execute: a script that writes to the state's own tables is rolled back") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.add("a", {section({"CREATE TABLE t (x int)"})});
    project.upgrade();
    project.add("b", {});
    for (const char* sql : {"INSERT INTO alembic_version VALUES ('z')",
                            "INSERT INTO dbtool_log SELECT seq + 7, revision, direction, parents, "
                            "step, status, checksum, upgrade, downgrade, started, finished, "
                            "duration_ms, user_name, host, tool, run, depends_on, message, detail "
                            "FROM DBTOOL_LOG"}) {
      project.set("b", {section({"INSERT INTO t VALUES (1)", sql})});
      CHECK(project.failure().problems().front().code == "DBT720");
      CHECK(project.rows() == Texts{"a"});
      CHECK(project.log() == Texts{"1 upgrade a done 1"});
      CHECK(database.values("SELECT count(*) FROM t") == Texts{"0"});
    }
  });
}

TEST_CASE("execute: the log keeps the text of a script once, however many steps it records") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.add("a", {section({"CREATE TABLE t (x int)", "INSERT INTO t VALUES (1)"}, autocommit)});
    project.bodies["a"].text = "revision: a\nupgrade: []\n";
    project.upgrade();
    CHECK(database.values("SELECT status FROM dbtool_log WHERE upgrade <> ''") == Texts{"done"});
    CHECK(database.values("SELECT count(*) FROM dbtool_log") == Texts{"2"});
  });
}

TEST_CASE("execute: a run that was overtaken by another one asks for its route again") {
  on_every_database([](TestDatabase& database) {
    for (bool single_transaction : {false, true}) {
      database.run("DROP TABLE IF EXISTS t");
      database.run("DROP TABLE IF EXISTS alembic_version");
      database.run("DROP TABLE IF EXISTS dbtool_log");
      Project project(database);
      project.settings.single_transaction = single_transaction;
      project.add("a", {section({"CREATE TABLE t (x int)"})});
      project.add("b", {section({"INSERT INTO t VALUES (1)"})});
      project.add("c", {section({"INSERT INTO t VALUES (2)"})});
      Texts overtaken;
      bool first = true;
      project.events.started = [&](const Step&, std::size_t, std::size_t) {
        if (!std::exchange(first, false)) return;
        auto other = database.connect();
        other->execute("CREATE TABLE t (x int)");
        create_state_tables(*other, database.dialect(), {});
        record(*other, database.dialect(), {}, {{.kind = RowChange::Kind::insert, .to = "a"}},
               {.seq = 1, .revision = "a", .direction = "upgrade", .status = "done"});
      };
      project.events.overtaken = [&](const Step& step) { overtaken.push_back(step.revision->id); };
      if (single_transaction && database.dialect().traits().name == "sqlite") continue;
      const RunReport report = project.upgrade();
      CHECK(overtaken == Texts{"a"});
      CHECK(report.done.size() == 2);
      CHECK(report.planned.size() == 2);
      CHECK(report.rows_after == Rows{"c"});
      CHECK(database.values("SELECT x FROM t ORDER BY x") == Texts{"1", "2"});
    }
  });
}

TEST_CASE("execute: an enum that no column has yet is known from the history") {
  on_every_database([](TestDatabase& database) {
    const Enum status = {.name = {"", "status"}, .values = {"draft", "published"}};
    const Operation create = {.what = CreateEnum{.definition = status}};
    const Operation add = {
        .what = AddColumn{.table = {"", "t"},
                          .column = {.name = "s", .type = {.kind = Named{status.name}}}}};
    Project project(database);
    project.add("a", {section({"CREATE TABLE t (x int)"})});
    project.bodies["a"].upgrade[0].operations.push_back(create);
    project.add("b", {{.operations = {add}}});
    project.settings.enum_in_history = [&](const Name& name, const Rows& rows) {
      CHECK(rows == Rows{"a"});
      return name == status.name ? std::optional(status) : std::nullopt;
    };
    project.upgrade();
    const Schema schema = database.dialect().inspect(*database.connect(), {});
    CHECK(schema.enums.contains(status.name));

    const Enum kind = {.name = {"", "kind"}, .values = {"x"}};
    project.add("c", {section({"CREATE TABLE u (x int)"})});
    std::vector<Operation>& steps = project.bodies["c"].upgrade[0].operations;
    steps.insert(steps.begin(), {.what = CreateEnum{.definition = kind}});
    steps.push_back(
        {.what = AddColumn{.table = {"", "u"},
                           .column = {.name = "k", .type = {.kind = Named{kind.name}}}}});
    project.settings.enum_in_history = {};
    project.upgrade();
    CHECK(database.dialect().inspect(*database.connect(), {}).enums.contains(kind.name));
  });
}

TEST_CASE("execute: an interrupt ends the run between statements") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.add("a", {section({"CREATE TABLE t (x int)", "CREATE TABLE u (x int)"})});
    int statements = 0;
    project.events.statement = [&](const Step&, const Statement&) { ++statements; };
    project.events.interrupted = [&] { return statements == 1; };
    const Error error = project.failure();
    CHECK(error.exit_code() == ExitCode::interrupted);
    CHECK(error.problems().front().message == "interrupted");
    CHECK(note(error, "next") == "run again: dbtool upgrade");
    CHECK_FALSE(has_table(database, "t"));
  });
}

TEST_CASE("execute: a lock that another session holds is waited for by repeating the transaction") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.add("a", {section({"CREATE TABLE t (x int)"})});
    project.upgrade();
    project.settings.timeouts.lock = std::chrono::milliseconds(50);
    project.settings.timeouts.migration_lock = std::chrono::milliseconds(50);
    project.add("b", {section({"ALTER TABLE t ADD COLUMN y int"}, {.retries = 1})});
    auto other = database.connect();
    project.events.started = [&](const Step&, std::size_t, std::size_t) {
      other->execute("BEGIN");
      other->execute("INSERT INTO t (x) VALUES (1)");
    };
    int retries = 0;
    project.events.retrying = [&](const Step&, const Problem&, std::chrono::milliseconds) {
      ++retries;
      other->execute("COMMIT");
    };
    project.upgrade();
    CHECK(retries == 1);
    CHECK(project.rows() == Texts{"b"});
    CHECK(database.values("SELECT y FROM t") == Texts{"NULL"});

    project.add("c", {section({"ALTER TABLE t ADD COLUMN z int"}, {.retries = 0})});
    const Error error = project.failure();
    CHECK(error.exit_code() == ExitCode::busy);
    CHECK(error.problems().front().code == "DBT403");
    other->execute("ROLLBACK");
  });
}

TEST_CASE(
    "execute: a section waits for another session as long as it says, whatever the run does") {
  const bool transaction = GENERATE(true, false);
  CAPTURE(transaction);
  on_every_database([&](TestDatabase& database) {
    Project project(database);
    project.add("a", {section({"CREATE TABLE t (x int)"})});
    project.upgrade();
    project.settings.timeouts.lock = std::chrono::minutes(1);
    project.settings.timeouts.migration_lock = std::chrono::minutes(1);
    project.add("b", {section({"ALTER TABLE t ADD COLUMN y int"},
                              {.transaction = transaction,
                               .lock_timeout = std::chrono::milliseconds(100),
                               .retries = 0})});
    auto other = database.connect();
    project.events.started = [&](const Step&, std::size_t, std::size_t) {
      other->execute("BEGIN");
      other->execute("INSERT INTO t (x) VALUES (1)");
    };
    const auto started = std::chrono::steady_clock::now();
    const Error error = project.failure();
    CHECK(error.problems().front().code == "DBT403");
    CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(30));
    CHECK(project.rows() == Texts{"a"});
    other->execute("ROLLBACK");
  });
}

TEST_CASE("execute: a transaction that lost to another one is run again, on a new look") {
  on_every_database([](TestDatabase& database) {
    if (database.dialect().traits().name == "sqlite") return;  // nobody else writes meanwhile
    Project project(database);
    project.add("a", {section({"CREATE TABLE t (x int)", "INSERT INTO t VALUES (1)"})});
    project.upgrade();
    project.add("b", {section({"SELECT count(*) FROM t", "UPDATE t SET x = x + 10"},
                              {.isolation = "repeatable read"})});
    auto other = database.connect();
    int statements = 0;
    project.events.statement = [&](const Step&, const Statement&) {
      if (++statements == 2) other->execute("UPDATE t SET x = x + 1");
    };
    Texts reasons;
    project.events.retrying = [&](const Step&, const Problem& problem, std::chrono::milliseconds) {
      reasons.push_back(problem.message);
    };
    project.upgrade();
    REQUIRE(reasons.size() == 1);
    CHECK_THAT(reasons.front(), contains("could not serialize access"));
    CHECK(statements == 4);
    CHECK(database.values("SELECT x FROM t") == Texts{"12"});
  });
}

TEST_CASE("execute: the victim of a deadlock is run again") {
  on_every_database([](TestDatabase& database) {
    if (database.dialect().traits().name == "sqlite") return;  // there is one lock
    Project project(database);
    project.add("a", {section({"CREATE TABLE t (x int)", "CREATE TABLE u (x int)"})});
    project.upgrade();
    project.add("b", {section({"ALTER TABLE t ADD COLUMN y int", "ALTER TABLE u ADD COLUMN y int"},
                              {.lock_timeout = std::chrono::seconds(30)})});
    auto other = database.connect();
    other->execute("SET deadlock_timeout = '1min'");  // so that it is the other one that notices
    other->execute("SET lock_timeout = '1min'");
    std::thread waits;
    int statements = 0;
    project.events.statement = [&](const Step&, const Statement&) {
      if (++statements != 2) return;
      other->execute("BEGIN");
      other->execute("LOCK TABLE u");
      waits = std::thread([&] { other->execute("LOCK TABLE t"); });
    };
    int retries = 0;
    project.events.retrying = [&](const Step&, const Problem&, std::chrono::milliseconds) {
      ++retries;
      waits.join();
      other->execute("COMMIT");
    };
    project.upgrade();
    CHECK(retries == 1);
    CHECK(project.rows() == Texts{"b"});
  });
}

TEST_CASE("execute: an id that is too long for a table of Alembic's says how to widen it") {
  on_every_database([](TestDatabase& database) {
    if (database.dialect().traits().name == "sqlite") return;  // lengths are not enforced
    database.run("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)");
    Project project(database);
    project.add(std::string(40, 'a'), {section({"CREATE TABLE t (x int)"})});
    const Error error = project.failure();
    CHECK(error.exit_code() == ExitCode::failed);
    CHECK(note(error, "next") ==
          "widen the column with: ALTER TABLE \"alembic_version\" ALTER COLUMN version_num TYPE "
          "VARCHAR(255), then run: dbtool upgrade");
    CHECK_FALSE(has_table(database, "t"));
  });
}

TEST_CASE("execute: tables that cannot be made leave the database unchanged") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.settings.tables.version = {"nowhere", "alembic_version"};
    project.add("a", {section({"CREATE TABLE t (x int)"})});
    const Error error = project.failure();
    CHECK(note(error, "known") ==
          "the table nowhere.alembic_version or dbtool_log could not be made");
    CHECK(note(error, "state") ==
          "this revision was rolled back; test.db has no revision, 0 applied, 1 pending");
    CHECK_THAT(note(error, "next"), contains(", then run: dbtool upgrade"));
    CHECK_FALSE(has_table(database, "t"));
  });
}

TEST_CASE("execute: stamp moves the rows and is logged") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.add("a", {});
    project.add("b", {});
    const RunReport report = project.stamp("b");
    CHECK(report.rows_before.empty());
    CHECK(report.rows_after == Rows{"b"});
    CHECK(project.rows() == Texts{"b"});
    project.stamp("a");
    CHECK(project.rows() == Texts{"a"});
    project.stamp("a");
    CHECK(project.log() == Texts{"1 stamp b done 0", "2 stamp a done 0"});
  });
}

TEST_CASE("execute: a stamp that has nothing to do any more under the lock records nothing") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.add("a", {});
    project.add("b", {});
    project.stamp("a");
    std::size_t plans = 0;
    // Another program, which knows nothing of the lock.
    const std::string moved = "UPDATE alembic_version SET version_num = 'b'";
    RunReport report;
    run_stamp(
        *database.connect(), database.dialect(), project.settings,
        [&](const State& state) {
          if (++plans == 1) database.run(moved);
          return project.stamp_plan_to("b", state);
        },
        report);
    CHECK(plans == 2);
    CHECK(report.rows_before == Rows{"b"});
    CHECK(report.rows_after == Rows{"b"});
    CHECK(project.log() == Texts{"1 stamp a done 0"});
  });
}

}  // namespace dbtool
