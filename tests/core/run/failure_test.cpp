#include "core/run/failure.h"

#include "core/dialect/raw_sql.h"
#include "core/run/retry.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

namespace dbtool {
namespace {

const Revision revision = {
    .id = "77c0de12ab34", .file = "r.yaml", .where = {.file = "r.yaml", .line = 1, .column = 1}};

/// One revision applied, this one failing, one more after it.
struct Fixture {
  RunSettings settings = {.database = "app.db"};
  Step step = {.revision = &revision};
  RunReport report = {.rows_after = {"3f2a"}, .done = {step}, .planned = {step, step, step}};
  Scene scene = {.settings = settings, .report = report, .step = step, .steps = 5};

  Error failure(const DatabaseError& error) const {
    try {
      throw_failure(error, scene);
    } catch (const Error& thrown) {
      return thrown;
    }
  }
};

DatabaseError server_error(DatabaseError::Details details = {}) {
  return {{.code = "DBT400", .message = "no such column: x"}, std::move(details)};
}

std::string note(const Error& error, const std::string& label) {
  for (const Note& one : error.problems().front().notes)
    if (one.label == label) return one.text;
  return "no note";
}

}  // namespace

TEST_CASE("failure: a revision that was rolled back") {
  Fixture fixture;
  fixture.scene.statement = {.sql = "ALTER TABLE t", .where = {.file = "r.yaml", .line = 14}};
  const Error error = fixture.failure(server_error());
  CHECK(error.exit_code() == ExitCode::failed);
  const Problem& problem = error.problems().front();
  CHECK(problem.code == "DBT401");
  CHECK(problem.message == "no such column: x");
  CHECK(problem.where == Location{.file = "r.yaml", .line = 14});
  CHECK(problem.notes ==
        std::vector<Note>{
            {"statement", "ALTER TABLE t"},
            {"state", "this revision was rolled back; app.db is at 3f2a, 1 applied, 2 pending"},
            {"next", "fix the cause, then run: dbtool upgrade"}});
}

TEST_CASE("failure: what is there already, or not there, is a reason to compare") {
  Fixture fixture;
  const DatabaseError drift = server_error({.is_drift = true});
  CHECK(note(fixture.failure(drift), "next") == "fix the cause, then run: dbtool upgrade");
  fixture.scene.statement = {.sql = "ALTER TABLE t"};
  const Error error = fixture.failure(drift);
  CHECK_THAT(note(error, "cause"), contains("is not as the revisions before it leave it"));
  CHECK(note(error, "next") ==
        "see what differs with: dbtool diff, and mend the script or the database, then run: "
        "dbtool upgrade");
}

TEST_CASE("failure: a step that finds another table than it is for is a reason to compare") {
  const Fixture fixture;
  UsageError drift({.code = "DBT620", .message = "there is no table \"t\""});
  explain(drift, fixture.scene);
  CHECK_THAT(note(drift, "cause"), contains("is not as the revisions before it leave it"));
  CHECK_THAT(note(drift, "next"), contains("dbtool diff") && contains("run: dbtool upgrade"));
  UsageError other({.code = "DBT600", .message = "something else"});
  explain(other, fixture.scene);
  CHECK(note(other, "cause") == "no note");
  CHECK(note(other, "next") == "no note");
}

TEST_CASE("failure: without a statement it is at the revision") {
  Fixture fixture;
  fixture.report.rows_after.clear();
  fixture.report.done.clear();
  fixture.step.direction = Direction::downgrade;
  const Error error = fixture.failure(server_error());
  CHECK(error.problems().front().where == revision.where);
  CHECK(note(error, "state") ==
        "this revision was rolled back; app.db has no revision, 0 taken back, 3 to go");
  CHECK(note(error, "next") == "fix the cause, then run: dbtool downgrade");
}

TEST_CASE("failure: outside a transaction the recorded steps stay") {
  Fixture fixture;
  fixture.scene.in_transaction = false;
  fixture.scene.steps_recorded = 3;
  fixture.settings.command = "dbtool upgrade 77c0";
  const Error error = fixture.failure(server_error());
  CHECK(error.exit_code() == ExitCode::partial);
  CHECK(error.problems().front().code == "DBT402");
  CHECK(note(error, "state") ==
        "steps 1 to 3 of 5 are committed and recorded; app.db is at 3f2a, 1 applied, 2 pending");
  CHECK(note(error, "next") ==
        "fix the cause, then run: dbtool upgrade 77c0 (it goes on at step 4)");
}

TEST_CASE("failure: the exit code says what became of the database") {
  struct Case {
    std::string name;
    DatabaseError::Details details;
    void (*prepare)(Fixture&);
    ExitCode exit_code;
    std::string code;
  };
  auto nothing = [](Fixture&) {};
  const std::vector<Case> cases = {
      {"refused", {}, nothing, ExitCode::failed, "DBT401"},
      {"lock timeout", {.sqlstate = "55P03"}, nothing, ExitCode::busy, "DBT403"},
      {"busy", {.sqlite_code = 5}, nothing, ExitCode::busy, "DBT403"},
      {"busy snapshot", {.sqlite_code = 517}, nothing, ExitCode::busy, "DBT403"},
      {"lock timeout after steps",
       {.sqlstate = "55P03"},
       [](Fixture& f) { f.scene.steps_recorded = 1; },
       ExitCode::partial,
       "DBT403"},
      {"in doubt",
       {.connection_lost = true},
       [](Fixture& f) { f.scene.in_doubt = TransactionMark{}; },
       ExitCode::partial,
       "DBT401"},
      {"interrupted",
       {},
       [](Fixture& f) { f.scene.is_interrupted = true; },
       ExitCode::interrupted,
       "DBT401"},
  };
  for (const Case& one : cases) {
    INFO(one.name);
    Fixture fixture;
    one.prepare(fixture);
    const Error error = fixture.failure(server_error(one.details));
    CHECK(error.exit_code() == one.exit_code);
    CHECK(error.problems().front().code == one.code);
  }
}

TEST_CASE("failure: the place in raw SQL is counted from where the text stands") {
  const test::TempFolder folder;
  const std::string file =
      folder.write("r.yaml", "upgrade:\n  - sql: |\n      UPDATE t\n      SET x = 1\n").string();
  Fixture fixture;
  fixture.scene.statement = {.sql = "UPDATE t\nSET x = 1",
                             .purpose = std::string(raw_sql_purpose),
                             .where = {.file = file, .line = 3, .column = 7}};
  const auto place = [&](int offset) {
    return fixture.failure(server_error({.offset = offset})).problems().front().where;
  };
  CHECK(place(-1) == Location{.file = file, .line = 3, .column = 7});
  CHECK(place(7) == Location{.file = file, .line = 3, .column = 14});
  CHECK(place(13) == Location{.file = file, .line = 4, .column = 11});
}

TEST_CASE("retry: pauses grow, and only some errors are worth another attempt") {
  using std::chrono::milliseconds;
  const DatabaseError lock = server_error({.sqlstate = "55P03"});
  const DatabaseError deadlock = server_error({.sqlstate = "40P01"});
  CHECK(retry_delay(lock, 1, {}) == milliseconds(500));
  CHECK(retry_delay(lock, 3, {}) == milliseconds(2000));
  CHECK(retry_delay(lock, 5, {}) == milliseconds(8000));
  CHECK_FALSE(retry_delay(lock, 6, {}));
  CHECK(retry_delay(lock, 50, 100) == milliseconds(30000));
  CHECK(retry_delay(deadlock, 1, {}) == milliseconds(100));
  CHECK_FALSE(retry_delay(deadlock, 1, 0));
  CHECK_FALSE(retry_delay(server_error({.sqlstate = "23505"}), 1, 10));
  // SQLite has waited as long as the run may wait already.
  const DatabaseError busy = server_error({.sqlite_code = 5});
  CHECK_FALSE(retry_delay(busy, 1, {}));
  CHECK(retry_delay(busy, 2, 2) == milliseconds(1000));
}

TEST_CASE("retry: repeats until it works, and tells") {
  int attempts = 0;
  std::vector<std::string> told;
  const RunEvents events = {
      .retrying = [&](const Step&, const Problem& problem, std::chrono::milliseconds) {
        told.push_back(problem.message);
      }};
  with_retries({}, events, 1, [&] {
    if (++attempts == 1) throw server_error({.sqlstate = "40001"});
  });
  CHECK(attempts == 2);
  CHECK(told == std::vector<std::string>{"no such column: x"});
  CHECK_THROWS_AS(with_retries({}, events, 1, [&] { throw server_error(); }), DatabaseError);
}

}  // namespace dbtool
