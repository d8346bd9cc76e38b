#include "cli/command.h"
#include "cli/planning.h"
#include "cli/progress.h"
#include "cli/safety.h"
#include "cli/session.h"
#include "core/revisions/revision_body.h"

namespace dbtool::cli {
namespace {

struct Options {
  std::string target = "head";
  bool sql = false;
  bool dry_run = false;
  bool single_transaction = false;
  std::string tag = {};
  std::optional<std::string> confirm = {};
};

void declare(Arguments& arguments, Options& options) {
  arguments.positional("revision", options.target, "Id, prefix, label, head or +N (default: head)")
      .flag("--sql", options.sql, "Print the SQL and change nothing; a range a:b needs no database")
      .flag("-n,--dry-run", options.dry_run, "Show what would run; with -v the statements")
      .flag("--single-transaction", options.single_transaction, "All revisions or none")
      .option("--tag", options.tag, "TEXT", "A comment at the top of --sql")
      .option("--confirm", options.confirm, "NAME", "The database's name, where it is protected")
      .example("dbtool upgrade", "apply everything")
      .example("dbtool upgrade +1", "apply the next revision")
      .example("dbtool upgrade --sql 9b1d:head", "the SQL between two revisions");
}

ExitCode run(const Options& options, Session& session) {
  if (!options.tag.empty() && options.sql) session.output().line("-- " + options.tag);
  if (options.sql) {
    print_script(session, Direction::upgrade, options.target);
    return ExitCode::ok;
  }
  if (options.dry_run) {
    print_dry_run(session, Direction::upgrade, options.target);
    return ExitCode::ok;
  }
  const RevisionGraph& graph = session.graph();
  Connection& connection = session.connection(Access::read_write);
  RunSettings settings = session.run_settings();
  settings.single_transaction = options.single_transaction;
  Progress progress(session, Direction::upgrade);
  auto route = [&](const State& state) {
    auto steps = upgrade_route(graph, state.rows, options.target);
    require_confirmation(session, steps, options.confirm);
    refuse_unversioned(session, state.rows, steps);
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

}  // namespace

Command upgrade() {
  return make_command("upgrade", "Apply revisions, up to the head or a target", "Apply", declare,
                      run, {"up"});
}

}  // namespace dbtool::cli
