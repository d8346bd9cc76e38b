#include "core/run/execute.h"

#include "core/run/failure.h"
#include "core/run/retry.h"
#include "core/run/revision_run.h"
#include "core/run/transaction.h"
#include "core/support/clock.h"
#include "core/support/text.h"

#include <algorithm>
#include <span>
#include <utility>

namespace dbtool {
namespace {

/// Bodies are read this many revisions ahead: a mistake in a script is found before those run.
constexpr std::size_t read_ahead = 500;

std::unique_ptr<Lock> lock(Connection& connection, const Dialect& dialect,
                           const RunSettings& settings, const RunEvents& events) {
  auto tell_once = [events, told = false](const std::string& holder) mutable {
    if (events.interrupted && events.interrupted())
      throw DatabaseError({.code = "DBT405", .message = "interrupted"}, {}, ExitCode::interrupted);
    if (events.waiting && !std::exchange(told, true)) events.waiting(holder);
  };
  return dialect.lock(connection, {.key = to_text(settings.tables.version),
                                   .patience = settings.timeouts.migration_lock,
                                   .waiting = tell_once});
}

void make_state_tables(Connection& connection, const Dialect& dialect,
                       const RunSettings& settings) {
  try {
    create_state_tables(connection, dialect, settings.tables);
  } catch (Error& error) {
    error.add_note({"state", settings.database + " is unchanged; the table " +
                                 to_text(settings.tables.version) + " could not be made"});
    throw;
  }
}

/// A revision that was left part-way is gone on with, in the same direction.
void require_route_goes_on(const std::map<std::string, Progress>& progress,
                           const std::vector<Step>& steps) {
  for (const auto& [id, part_way] : progress) {
    const bool goes_on = std::any_of(steps.begin(), steps.end(), [&](const Step& step) {
      return step.revision->id == id && to_text(step.direction) == part_way.direction;
    });
    if (goes_on) continue;
    throw HistoryError(
        {.code = "DBT722",
         .message = "the " + part_way.direction + " of revision " + id + " was left part-way",
         .notes = {{"next", "finish it with: dbtool " + part_way.direction +
                                ", or put the database right by hand and say where it is with: "
                                "dbtool stamp"}}});
  }
}

void tell_started(const Run& run, std::size_t index) {
  if (run.events.started)
    run.events.started(run.report.planned[index], index + 1, run.report.planned.size());
}

void tell_finished(const Run& run, const Step& step, std::size_t statements,
                   std::chrono::steady_clock::time_point started) {
  if (!run.events.finished) return;
  const auto elapsed = std::chrono::steady_clock::now() - started;
  run.events.finished(step, statements,
                      std::chrono::duration_cast<std::chrono::milliseconds>(elapsed));
}

/// Whether another run of dbtool recorded something, and this revision has left nothing behind.
bool is_overtaken(const Run& run, const Error& error, const Scene& scene) {
  return error.problems().front().code == "DBT720" && scene.in_transaction &&
         scene.steps_recorded == 0 &&
         read_state(run.connection, run.dialect, run.settings.tables).seq > run.state.seq;
}

/// Calls `work`; whatever it throws gets the scene of the revision that was running. False when it
/// was overtaken.
template <class Work, class SceneOf>
bool succeeds(const Run& run, Work work, SceneOf scene) {
  try {
    work();
    return true;
  } catch (const DatabaseError& error) {
    throw_failure(error, scene());
  } catch (Error& error) {
    if (is_overtaken(run, error, scene())) return false;
    explain(error, scene());
    throw;
  }
}

/// One revision in transactions of its own; false when it was overtaken.
bool run_one(Run& run, std::size_t index, const RevisionBody& body) {
  const Step step = run.report.planned[index];
  const auto started = std::chrono::steady_clock::now();
  tell_started(run, index);
  RevisionRun revision(run, step, body);
  if (!succeeds(
          run, [&] { revision.run(); }, [&] { return revision.scene(); })) {
    if (run.events.overtaken) run.events.overtaken(step);
    return false;
  }
  run.report.done.push_back(step);
  run.report.rows_after = run.state.rows;
  tell_finished(run, step, revision.statements(), started);
  return true;
}

/// The bodies of some steps; a downgrade that is irreversible refuses here, before anything ran.
std::vector<RevisionBody> read_bodies(std::span<const Step> steps, const BodySource& body) {
  std::vector<RevisionBody> bodies;
  for (const Step& step : steps) {
    bodies.push_back(body(*step.revision));
    sections_of(step, bodies.back());
  }
  return bodies;
}

/// The steps that are still to do; false when one of them was overtaken.
bool run_one_by_one(Run& run, const BodySource& body) {
  const std::vector<Step> steps = run.report.planned;
  for (std::size_t first = run.report.done.size(); first < steps.size(); first += read_ahead) {
    const auto batch = std::span(steps).subspan(first, std::min(read_ahead, steps.size() - first));
    const std::vector<RevisionBody> bodies = read_bodies(batch, body);
    for (std::size_t i = 0; i < batch.size(); ++i)
      if (!run_one(run, first + i, bodies[i])) return false;
  }
  return true;
}

void require_transactional(const std::vector<RevisionRun>& revisions,
                           const std::vector<Step>& steps) {
  for (std::size_t i = 0; i < revisions.size(); ++i) {
    if (revisions[i].is_transactional()) continue;
    throw RefusedError({.code = "DBT811",
                        .message = "revision " + steps[i].revision->id +
                                   " has steps that run outside a transaction",
                        .where = steps[i].revision->where,
                        .hint = "run without --single-transaction"});
  }
}

std::vector<Statement> foreseen(const std::vector<RevisionRun>& revisions) {
  std::vector<Statement> statements;
  for (std::size_t i = 0; i < revisions.size(); ++i) {
    try {
      const auto own = revisions[i].foreseen(0, revisions[i].parts());
      statements.insert(statements.end(), own.begin(), own.end());
    } catch (const UsageError&) {
      if (i == 0) throw;
      // It needs what the revisions before it make. A frame for a rebuild is right for everything.
      statements.push_back({.rebuilds = true});
    }
  }
  return statements;
}

/// All revisions in one transaction: all of them, or none.
class JoinedRun {
 public:
  JoinedRun(Run& run, const std::vector<RevisionBody>& bodies) : run_(run), bodies_(bodies) {}

  void attempt() {
    prepare();
    try {
      run_all();
    } catch (const Error&) {
      run_.state = before_;
      throw;
    }
  }

  Scene scene() const {
    Scene scene = revisions_.at(current_).scene();
    scene.in_doubt = in_doubt_;
    return scene;
  }

  void prepare() {
    run_.state = before_;
    current_ = 0;
    revisions_.clear();
    for (std::size_t i = 0; i < bodies_.size(); ++i)
      revisions_.emplace_back(run_, run_.report.planned[i], bodies_[i]);
    require_transactional(revisions_, run_.report.planned);
  }

 private:
  void run_all() {
    Transaction transaction(run_.connection,
                            run_.dialect.transaction(run_.connection, foreseen(revisions_)));
    set_isolation();
    run_.lock.prove();
    for (current_ = 0; current_ < revisions_.size(); ++current_) run_current();
    current_ = revisions_.size() - 1;
    try {
      transaction.commit();
    } catch (const DatabaseError&) {
      in_doubt_ = transaction.in_doubt();
      throw;
    }
  }

  void set_isolation() {
    for (const RevisionRun& revision : revisions_) {
      const auto statements = run_.dialect.set_session({.isolation = revision.isolation()});
      for (const std::string& sql : statements) run_.connection.execute(sql);
      if (!statements.empty()) return;
    }
  }

  void run_current() {
    const auto started = std::chrono::steady_clock::now();
    tell_started(run_, current_);
    revisions_[current_].run_inside();
    tell_finished(run_, run_.report.planned[current_], revisions_[current_].statements(), started);
  }

  Run& run_;
  const std::vector<RevisionBody>& bodies_;
  const State before_ = run_.state;
  std::vector<RevisionRun> revisions_ = {};
  std::size_t current_ = 0;
  bool in_doubt_ = false;
};

/// False when the first revision was overtaken.
bool run_joined(Run& run, const BodySource& body) {
  const std::vector<RevisionBody> bodies = read_bodies(run.report.planned, body);
  JoinedRun joined(run, bodies);
  joined.prepare();
  const Step& first = run.report.planned.front();
  const auto work = [&] {
    with_retries(first, run.events, std::nullopt, [&] { joined.attempt(); });
  };
  if (!succeeds(run, work, [&] { return joined.scene(); })) {
    if (run.events.overtaken) run.events.overtaken(first);
    return false;
  }
  run.report.done = run.report.planned;
  run.report.rows_after = run.state.rows;
  return true;
}

Rows sorted(Rows rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

/// Asks for the steps that are still to do. A run that did some already must end where it meant to.
void ask_route(const State& state, const RouteSource& route, RunReport& report) {
  const std::vector<Step> steps = route(state);
  const Rows end = sorted(steps.empty() ? state.rows : steps.back().rows_after);
  if (!report.done.empty() && end != sorted(report.planned.back().rows_after))
    throw_stale(join(report.planned.back().rows_after, ", ") + " to be reached",
                join(state.rows, ", "));
  report.rows_after = state.rows;
  report.planned = report.done;
  report.planned.insert(report.planned.end(), steps.begin(), steps.end());
}

/// Reads the state again; whether another run has recorded something since.
bool has_moved_on(Run& run) {
  State found = read_state(run.connection, run.dialect, run.settings.tables);
  return std::exchange(run.state, found).seq < found.seq;
}

/// Asks for the route, again when it failed for what another run has done meanwhile.
void ask_route_now(Run& run, const RouteSource& route) {
  try {
    ask_route(run.state, route, run.report);
  } catch (const Error&) {
    if (!has_moved_on(run)) throw;
    ask_route_now(run, route);
  }
}

LogEntry stamp_entry(const StampPlan& plan, const State& state, const RunSettings& settings) {
  const RunIdentity identity = this_run();
  const std::string time = to_iso(now());
  return {.seq = state.seq + 1,
          .revision = join(plan.rows_after, ","),
          .direction = "stamp",
          .parents = join(state.rows, ","),
          .status = "done",
          .started = time,
          .finished = time,
          .user = identity.user,
          .host = identity.host,
          .tool = settings.tool_version,
          .run = identity.run};
}

}  // namespace

void run_steps(Connection& connection, const Dialect& dialect, const RunSettings& settings,
               const RouteSource& route, const BodySource& body, const RunEvents& events,
               RunReport& report) {
  auto held = lock(connection, dialect, settings, events);
  Run run = {.connection = connection,
             .dialect = dialect,
             .settings = settings,
             .events = events,
             .lock = *held,
             .report = report,
             .state = read_state(connection, dialect, settings.tables)};
  report.rows_before = run.state.rows;
  for (bool finished = false; !finished;) {
    ask_route_now(run, route);
    run.progress = read_progress(connection, run.state, settings.tables);
    require_route_goes_on(run.progress, report.planned);
    if (report.planned.size() == report.done.size()) return;
    make_state_tables(connection, dialect, settings);
    finished = settings.single_transaction ? run_joined(run, body) : run_one_by_one(run, body);
    if (!finished) run.state = read_state(connection, dialect, settings.tables);
  }
}

void run_stamp(Connection& connection, const Dialect& dialect, const RunSettings& settings,
               const std::function<StampPlan(const State&)>& plan, RunReport& report) {
  auto held = lock(connection, dialect, settings, {});
  State state = read_state(connection, dialect, settings.tables);
  report.rows_before = report.rows_after = state.rows;
  const bool forgets = !read_progress(connection, state, settings.tables).empty();
  if (plan(state).row_changes.empty() && !forgets) return;
  make_state_tables(connection, dialect, settings);
  Transaction transaction(connection, dialect.transaction(connection, {}));
  held->prove();
  state = read_state(connection, dialect, settings.tables);
  const StampPlan planned = plan(state);
  record(connection, dialect, settings.tables, planned.row_changes,
         stamp_entry(planned, state, settings));
  transaction.commit();
  report.rows_before = state.rows;
  report.rows_after = planned.rows_after;
}

}  // namespace dbtool
