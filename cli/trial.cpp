#include "cli/trial.h"

#include "cli/revision_list.h"
#include "cli/session.h"
#include "core/support/clock.h"

#include <memory>

namespace dbtool::cli {
namespace {

/// While it lives, a signal ends what the trial runs.
class Watched {
 public:
  Watched(Interruption& interruption, Connection& connection, Connection& after)
      : interruption_(interruption), after_(after) {
    interruption_.watch(&connection);
  }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;
  ~Watched() { interruption_.watch(&after_); }

 private:
  Interruption& interruption_;
  Connection& after_;
};

/// Locks, rights, room, steps outside transactions: not a fault of what is tried. Refusals of the
/// steps themselves came with the plan.
bool prevents_trial(const Error& error) {
  if (error.exit_code() == ExitCode::interrupted) return false;
  return dynamic_cast<const DatabaseError*>(&error) != nullptr ||
         dynamic_cast<const ConnectError*>(&error) != nullptr ||
         dynamic_cast<const RefusedError*>(&error) != nullptr;
}

void run_in_vain(Session& session, RunSettings& settings, const RouteSource& route,
                 const BodySource& body, const RunEvents& events) {
  const std::unique_ptr<Scratch> copy = session.dialect().copy(session.connection());
  settings.trial = copy ? Trial::in_a_copy : Trial::rolled_back;
  settings.backs_up = false;
  settings.reconnect = {};
  session.output().note(copy ? "Trying it on a copy"
                             : "Trying it in a transaction that is rolled back: its locks are taken"
                               " until then");
  Connection& own = session.connection(copy ? Access::read_only : Access::read_write);
  Connection& place = copy ? copy->connection() : own;
  const Watched watched(session.interruption(), place, own);
  RunReport report;
  run_steps(place, session.dialect(), settings, route, body, events, report);
}

/// Whether it was tried.
bool try_steps(Session& session, RunKind kind, RunSettings& settings, const RouteSource& route,
               const BodySource& body) {
  Progress progress(session, kind);
  bool is_started = false;
  RunEvents events = progress.events();
  events.started = [&, tell = events.started](const Step& step, std::size_t number,
                                              std::size_t total) {
    is_started = true;
    tell(step, number, total);
  };
  try {
    run_in_vain(session, settings, route, body, events);
    return true;
  } catch (const Error& error) {
    if (is_started || !prevents_trial(error)) throw;
    session.output().note(std::string("Not tried: ") + error.what());
    return false;
  }
}

}  // namespace

void dry_run(Session& session, RunKind kind, RunSettings settings, const PlannedRun& planned,
             const RouteSource& route, const BodySource& body) {
  print_steps(session, planned, kind);
  Output& output = session.output();
  if (planned.revisions.empty()) {
    output.line("Nothing to do: " + session.database() + " is at " +
                rows_text(planned.before.rows));
    return;
  }
  const bool is_tried = try_steps(session, kind, settings, route, body);
  output.report("tried", is_tried);
  const std::string how = settings.trial == Trial::in_a_copy ? "on a copy" : "that was rolled back";
  output.line(would_be(planned, kind) + (is_tried ? "; a trial " + how + " went well" : "") +
              ". Nothing was done.");
}

}  // namespace dbtool::cli
