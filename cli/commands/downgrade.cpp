#include "cli/command.h"
#include "cli/run_revisions.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "core/run/log_table.h"
#include "core/run/recorded.h"

#include <optional>

namespace dbtool::cli {
namespace {

struct Options : RunOptions {
  std::optional<std::string> revision = {};
  bool recorded = false;
};

void declare(Arguments& arguments, Options& options) {
  arguments.positional("revision", options.revision, "Id, prefix, label, base or -N (default: -1)");
  declare_run(arguments, options);
  arguments
      .flag("--recorded", options.recorded,
            "Take back, by the log, what no file has (from a revision up)")
      .example("dbtool downgrade", "revert the last revision")
      .example("dbtool downgrade -2", "revert two")
      .example("dbtool downgrade 9b1d", "back to a revision, which stays")
      .example("dbtool downgrade --recorded", "take back a branch whose files are gone");
}

void refuse_script(const Options& options) {
  if (!options.sql && !options.dry_run) return;
  throw UsageError(
      Problem{.code = "DBT010",
              .message = "\"--recorded\" cannot be combined with \"--sql\" and \"--dry-run\""});
}

ExitCode run_recorded(const Options& options, Session& session) {
  session.graph();  // its errors come before those of the connection
  Connection& connection = session.connection(Access::read_write);
  std::optional<RecordedHistory> history;
  auto route = [&](const State& state) {
    history = recorded_history(session.graph(), state.rows,
                               read_log(connection, session.dialect(), session.tables()));
    return recorded_route(*history, state.rows, options.revision.value_or(""));
  };
  auto body = [&](const Revision& revision) {
    return recorded_body(*history, revision, session.dialect().traits().name, session.name());
  };
  return run_route(session, RunKind::downgrade, options, route, body);
}

ExitCode run(const Options& options, Session& session) {
  choose_start(session, options, options.sql);
  if (options.recorded) refuse_script(options);
  RunOptions run_options = options;
  run_options.target = options.revision.value_or("-1");
  if (options.sql)
    return run_revisions(only_database(session, "--sql"), Direction::downgrade, run_options);
  if (!options.recorded) require_one_place(session, run_options.target);
  return on_each_database(session, AfterError::stop, [&](Session& database) {
    if (options.recorded) return run_recorded(options, database);
    return run_revisions(database, Direction::downgrade, run_options);
  });
}

}  // namespace

Command downgrade() {
  return make_command("downgrade", "Revert revisions, by default the last one", "Apply", declare,
                      run, {"down"});
}

}  // namespace dbtool::cli
