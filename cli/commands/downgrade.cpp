#include "cli/command.h"
#include "cli/planning.h"
#include "cli/progress.h"
#include "cli/safety.h"
#include "cli/session.h"
#include "core/revisions/revision_body.h"
#include "core/support/text.h"

namespace dbtool::cli {
namespace {

struct Options {
  std::string target = "-1";
  bool sql = false;
  bool dry_run = false;
  bool single_transaction = false;
  std::string tag = {};
  std::optional<std::string> confirm = {};
};

void declare(Arguments& arguments, Options& options) {
  arguments.positional("revision", options.target, "Id, prefix, label, base or -N (default: -1)")
      .flag("--sql", options.sql, "Print the SQL and change nothing; a range a:b needs no database")
      .flag("-n,--dry-run", options.dry_run, "Show what would run; with -v the statements")
      .flag("--single-transaction", options.single_transaction, "All revisions or none")
      .option("--tag", options.tag, "TEXT", "A comment at the top of --sql")
      .option("--confirm", options.confirm, "NAME", "The database's name, where it is protected")
      .example("dbtool downgrade", "revert the last revision")
      .example("dbtool downgrade -2", "revert two")
      .example("dbtool downgrade 9b1d", "back to a revision, which stays");
}

// Going back to the very beginning is rarely what a hand that typed it wants.
void ask_before_base(Session& session, const std::vector<Step>& steps) {
  if (steps.empty() || !steps.back().rows_after.empty() || steps.size() < 2) return;
  if (session.options().yes || !session.can_ask()) return;
  std::string question = "? This reverts all " + count_of(steps.size(), "revision") + " of " +
                         session.database() + ". Go on? [y/n] ";
  if (session.ask(question, "yn") == 'n')
    throw RefusedError({.code = "DBT800", .message = "stopped; the database is unchanged"});
}

ExitCode run(const Options& options, Session& session) {
  if (!options.tag.empty() && options.sql) session.output().line("-- " + options.tag);
  if (options.sql) {
    print_script(session, Direction::downgrade, options.target);
    return ExitCode::ok;
  }
  if (options.dry_run) {
    print_dry_run(session, Direction::downgrade, options.target);
    return ExitCode::ok;
  }
  const RevisionGraph& graph = session.graph();
  session.connection(Access::read_write);
  auto steps_from = [&](const Rows& rows) { return downgrade_route(graph, rows, options.target); };
  auto steps = steps_from(session.state().rows);
  require_confirmation(session, steps, options.confirm);
  ask_before_base(session, steps);
  RunSettings settings = session.run_settings();
  settings.single_transaction = options.single_transaction;
  Progress progress(session, Direction::downgrade);
  auto route = [&](const State& state) {
    auto agreed = steps_from(state.rows);
    progress.begin(state.rows, agreed);
    return agreed;
  };
  auto body = [&](const Revision& revision) {
    return read_body(revision, session.dialect().traits().name);
  };
  RunReport report;
  run_steps(session.connection(Access::read_write), session.dialect(), settings, route, body,
            progress.events(), report);
  progress.end(report);
  return ExitCode::ok;
}

}  // namespace

Command downgrade() {
  return make_command("downgrade", "Revert revisions, by default the last one", "Apply", declare,
                      run, {"down"});
}

}  // namespace dbtool::cli
