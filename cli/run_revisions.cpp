#include "cli/run_revisions.h"

#include "cli/backup_hook.h"
#include "cli/edited_scripts.h"
#include "cli/late.h"
#include "cli/planning.h"
#include "cli/progress.h"
#include "cli/safety.h"
#include "cli/session.h"
#include "cli/stale.h"
#include "cli/trial.h"
#include "cli/unknown_rows.h"
#include "core/run/bookkeeping.h"
#include "core/support/text.h"

#include <map>

namespace dbtool::cli {
namespace {

// Going back to the very beginning is rarely what a hand that typed it wants. Asked before the
// lock is taken.
void ask_before_base(Session& session, const RunOptions& options) {
  if (session.options().yes || !session.can_ask()) return;
  auto steps = downgrade_route(session.graph(), session.state().rows, options.target);
  if (steps.size() < 2 || !steps.back().rows_after.empty()) return;
  std::string question = "? This reverts all " + count_of(steps.size(), "revision") + " of " +
                         session.database() + ". Go on? [y/n] ";
  if (session.ask(question, "yn") == 'n')
    throw RefusedError({.code = "DBT800", .message = "stopped; the database is unchanged"});
}

// With nothing to run, a row from before a squash gets its new name all the same.
void rename_rows(Session& session, const RunSettings& settings, RunReport& report) {
  const RevisionGraph& graph = session.graph();
  if (current_names(graph, report.rows_after) == report.rows_after) return;
  auto plan = [&](const State& state) { return stamp_plan(graph, state.rows, {"current"}, false); };
  run_stamp(session.connection(Access::read_write), session.dialect(), settings, plan, report);
}

/// What goes on with this run when it is typed after a failure: a relative target has moved.
std::string command_to_go_on(RunKind kind, const RunOptions& options,
                             const std::vector<Step>& steps) {
  if (kind == RunKind::redo) return {};
  const bool up = kind == RunKind::upgrade;
  const std::string command = up ? "dbtool upgrade" : "dbtool downgrade";
  const bool is_relative = options.target.starts_with('+') || options.target.starts_with('-');
  std::string target = options.target == "-1" ? "" : options.target;
  if (is_relative && steps.size() > 1) {
    const Rows& end = steps.back().rows_after;
    target = end.size() == 1 ? end.front() : end.empty() ? "base" : "";
  }
  return target.empty() || target == "head" ? command : command + " " + target;
}

RunSettings settings_of(Session& session, RunKind kind, const RunOptions& options) {
  RunSettings settings = session.run_settings();
  settings.command = command_to_go_on(kind, options, {}) + (options.dry_run ? " --dry-run" : "");
  settings.single_transaction = options.single_transaction;
  settings.backs_up = !options.no_backup;
  settings.verifies = options.verify;
  if (options.verify) settings.scratch = session.scratch();
  settings.enum_in_history = [&session](const Name& name, const Rows& rows) {
    return enum_in_history(session, name, rows);
  };
  return settings;
}

}  // namespace

void declare_run(Arguments& arguments, RunOptions& options) {
  arguments
      .flag("--sql", options.sql, "Print the SQL and change nothing; a range a:b needs no database")
      .flag("-n,--dry-run", options.dry_run, "Show what would run, and try it in vain");
  declare_safety(arguments, options);
  arguments.option("--tag", options.tag, "TEXT", "A comment at the top of --sql");
  declare_script_start(arguments, options);
}

void declare_safety(Arguments& arguments, RunOptions& options) {
  arguments.flag("--single-transaction", options.single_transaction, "All revisions or none")
      .flag("--verify", options.verify, "Look whether each made what it says, before it is kept")
      .flag("--no-backup", options.no_backup, "Make no backup before rows may go")
      .option("--confirm", options.confirm, "NAME", "The database's name, where it is protected");
  declare_on_stale(arguments, options.on_stale);
}

ExitCode run_revisions(Session& session, Direction direction, const RunOptions& options) {
  if (options.sql) {
    print_script(session, plan_target(session, direction, options.target, options.from),
                 options.tag);
    return ExitCode::ok;
  }
  session.graph();  // its errors come before those of the connection
  if (!options.dry_run) session.connection(Access::read_write);
  if (direction == Direction::downgrade && !options.dry_run) ask_before_base(session, options);
  const bool up = direction == Direction::upgrade;
  std::map<std::string, RevisionBody> bodies;
  auto body = [&](const Revision& revision) -> const RevisionBody& {
    auto known = bodies.find(revision.id);
    return known != bodies.end()
               ? known->second
               : bodies.emplace(revision.id, session.body(revision)).first->second;
  };
  auto route = [&](const State& state) {
    refuse_unsound_rows(session, state);
    auto steps = route_of(session.graph(), direction, state.rows, options.target);
    if (up) refuse_unversioned(session, state.rows, steps, body);
    return steps;
  };
  return run_route(session, up ? RunKind::upgrade : RunKind::downgrade, options, route, body);
}

ExitCode run_route(Session& session, RunKind kind, const RunOptions& options,
                   const RouteSource& route, const BodySource& body) {
  RunSettings settings = settings_of(session, kind, options);
  if (options.dry_run) {
    const Route planned = [&](const Rows& rows) { return route({.rows = rows}); };
    dry_run(session, kind, settings, plan_from_database(session, planned), route, body);
    return ExitCode::ok;
  }
  Progress progress(session, kind);
  FirstEnd end;
  bool is_again = false;
  bool is_backed_up = options.no_backup;
  auto confirmed_route = [&](const State& state) {
    auto steps = route(state);
    end.require(steps.empty() ? state.rows : steps.back().rows_after, is_again);
    refuse_edited(session, state);
    if (kind == RunKind::upgrade) warn_of_late(session, state.rows, steps);
    require_confirmation(session, steps, body, options.confirm);
    is_backed_up = is_backed_up || run_backup_hook(session, steps, body);
    progress.begin(state.rows, steps);
    settings.command = command_to_go_on(kind, options, steps);
    return steps;
  };
  RunReport report;
  with_replans(session.output(), options.on_stale, [&](bool again) {
    is_again = again;
    run_steps(session.connection(Access::read_write), session.dialect(), settings, confirmed_route,
              body, progress.events(), report);
  });
  if (kind == RunKind::upgrade && report.planned.empty()) rename_rows(session, settings, report);
  progress.end(report);
  return ExitCode::ok;
}

}  // namespace dbtool::cli
