#include "cli/run_revisions.h"

#include "cli/planning.h"
#include "cli/progress.h"
#include "cli/safety.h"
#include "cli/session.h"
#include "core/revisions/revision_body.h"
#include "core/support/text.h"

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

}  // namespace

void declare_run(Arguments& arguments, RunOptions& options) {
  arguments
      .flag("--sql", options.sql, "Print the SQL and change nothing; a range a:b needs no database")
      .flag("-n,--dry-run", options.dry_run, "Show what would run; with -v the statements")
      .flag("--single-transaction", options.single_transaction, "All revisions or none")
      .option("--tag", options.tag, "TEXT", "A comment at the top of --sql")
      .option("--confirm", options.confirm, "NAME", "The database's name, where it is protected");
}

ExitCode run_revisions(Session& session, Direction direction, const RunOptions& options) {
  if (options.sql) {
    print_script(session, direction, options.target, options.tag);
    return ExitCode::ok;
  }
  if (options.dry_run) {
    print_dry_run(session, direction, options.target);
    return ExitCode::ok;
  }
  session.graph();  // its errors come before those of the connection
  Connection& connection = session.connection(Access::read_write);
  if (direction == Direction::downgrade) ask_before_base(session, options);
  RunSettings settings = session.run_settings();
  settings.single_transaction = options.single_transaction;
  settings.enum_in_history = [&](const Name& name, const Rows& rows) {
    return enum_in_history(session, name, rows);
  };
  Progress progress(session, direction);
  auto route = [&](const State& state) {
    auto steps = route_of(session.graph(), direction, state.rows, options.target);
    require_confirmation(session, steps, options.confirm);
    if (direction == Direction::upgrade) refuse_unversioned(session, state.rows, steps);
    progress.begin(state.rows, steps);
    return steps;
  };
  auto body = [&](const Revision& revision) {
    return read_body(revision, session.dialect().traits().name);
  };
  RunReport report;
  run_steps(connection, session.dialect(), settings, route, body, progress.events(), report);
  progress.end(report);
  return ExitCode::ok;
}

}  // namespace dbtool::cli
