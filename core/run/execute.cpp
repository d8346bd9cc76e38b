#include "core/run/execute.h"

#include "core/run/joined_run.h"
#include "core/run/recover.h"
#include "core/run/revision_run.h"
#include "core/run/run_failure.h"
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

/// A revision that was left part-way is gone on with, in the same direction.
void require_route_goes_on(const std::map<std::string, PartWay>& found,
                           const std::vector<Step>& steps) {
  for (const auto& [id, part_way] : found) {
    const bool goes_on = std::any_of(steps.begin(), steps.end(), [&](const Step& step) {
      return step.revision->id == id && to_text(step.direction) == part_way.direction;
    });
    if (!goes_on) throw_part_way(id, part_way);
  }
}

/// Commits that do not wait for the disk, for as long as this run.
class RelaxedCommits {
 public:
  RelaxedCommits(Connection& connection, const Dialect& dialect)
      : connection_(connection), dialect_(dialect) {
    dialect_.relax_commits(connection_);
  }
  RelaxedCommits(const RelaxedCommits&) = delete;
  RelaxedCommits& operator=(const RelaxedCommits&) = delete;
  ~RelaxedCommits() {
    try {
      dialect_.unrelax_commits(connection_);
    } catch (const Error&) {
      // The session has ended, and what was set in it.
    }
  }

 private:
  Connection& connection_;
  const Dialect& dialect_;
};

/// One revision; what it did is reported when it is safe. Takes the steps out of the body: those of
/// a large revision are large.
Ending run_one(Run& run, std::size_t index, RevisionBody& body) {
  const Step step = run.report.planned[index];
  const auto started = std::chrono::steady_clock::now();
  tell_started(run, index);
  std::optional<RevisionRun> revision;
  std::vector<Section> sections =
      std::move(step.direction == Direction::upgrade ? body.upgrade : body.downgrade);
  const auto work = [&] { revision.emplace(run, step, body, std::move(sections)).run(); };
  const auto scene = [&] {
    return revision ? revision->scene()
                    : Scene{.settings = run.settings, .report = run.report, .step = step};
  };
  const Ending ending = attempt(run, work, scene);
  if (ending != Ending::done && ending != Ending::broke_off) return ending;
  run.unsettled.push_back({.step = step,
                           .statements = revision->statements(),
                           .elapsed = std::chrono::steady_clock::now() - started,
                           .state = run.state});
  if (ending == Ending::broke_off)
    report_done(run);
  else if (is_due(run))
    return settle_told(run);
  return ending;
}

/// Revisions from `first` on; false when one was overtaken, or the session broke.
bool run_batch(Run& run, std::size_t first, std::span<const Step> steps, const BodySource& body) {
  std::vector<RevisionBody> bodies = read_bodies(steps, body);
  std::size_t alone_until = 0;
  for (std::size_t i = 0; i < bodies.size();) {
    run.shares = run.dialect.traits().commits.shared && i >= alone_until;
    switch (run_one(run, first + i, bodies[i])) {
      case Ending::done:
        ++i;
        break;
      case Ending::overtaken:
        if (run.events.overtaken) run.events.overtaken(run.report.planned[first + i]);
        return false;
      case Ending::broke_off:
        return false;
      case Ending::broke_all:
        // Each in a transaction of its own: the one that broke the common one fails alone.
        abandon(run);
        alone_until = i + 1;
        i = run.report.done.size() - first;
        bodies = read_bodies(steps, body);
        break;
    }
  }
  return settle_told(run) == Ending::done;
}

/// The steps that are still to do; false when there is more to do, on a fresh look.
bool run_one_by_one(Run& run, const BodySource& body) {
  const std::vector<Step> steps = run.report.planned;
  for (std::size_t first = run.report.done.size(); first < steps.size(); first += read_ahead) {
    const auto batch = std::span(steps).subspan(first, std::min(read_ahead, steps.size() - first));
    if (!run_batch(run, first, batch, body)) return false;
  }
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

/// All that is to do, or what came before the session broke.
void run_in_session(Run& run, const RouteSource& route, const BodySource& body) {
  const RunSettings& settings = run.settings;
  const RelaxedCommits relaxed(run.connection, run.dialect);
  for (bool finished = false; !finished && run.replacement == nullptr;) {
    ask_route_now(run, route);
    run.part_way = read_part_way(run.connection, run.state, settings.tables);
    require_route_goes_on(run.part_way, run.report.planned);
    if (run.report.planned.size() == run.report.done.size()) return;
    const bool joins = settings.single_transaction || settings.trial == Trial::rolled_back;
    finished = joins ? run_joined(run, body) : run_one_by_one(run, body);
    if (finished || run.replacement != nullptr) return;
    run.settled = run.state = read_state(run.connection, run.dialect, settings.tables);
  }
}

}  // namespace

std::unique_ptr<Lock> take_lock(Connection& connection, const Dialect& dialect,
                                const RunSettings& settings, const RunEvents& events) {
  auto tell_once = [events, told = false](const std::string& holder) mutable {
    if (events.interrupted && events.interrupted())
      throw DatabaseError({.code = "DBT405", .message = "interrupted"}, {}, ExitCode::interrupted);
    if (events.waiting && !std::exchange(told, true)) events.waiting(holder);
  };
  return dialect.lock(connection, {.key = to_text(settings.tables.version),
                                   .patience = settings.timeouts.migration_lock,
                                   .waiting = tell_once,
                                   .interrupted = events.interrupted});
}

void note_state(const State& state, RunReport& report) {
  if (!report.is_known) report.rows_before = state.rows;
  report.rows_after = state.rows;
  report.is_known = true;
}

void run_steps(Connection& connection, const Dialect& dialect, const RunSettings& settings,
               const RouteSource& route, const BodySource& body, const RunEvents& events,
               RunReport& report) {
  try {
    for (Connection* session = &connection; session != nullptr;) {
      auto held = take_lock(*session, dialect, settings, events);
      Run run = {.connection = *session,
                 .dialect = dialect,
                 .settings = settings,
                 .events = events,
                 .lock = *held,
                 .report = report,
                 .state = read_state(*session, dialect, settings.tables)};
      note_state(run.state, report);
      run_in_session(run, route, body);
      session = run.replacement;
    }
  } catch (Error& error) {
    complete(error, settings, report);
    throw;
  }
}

}  // namespace dbtool
