#include "cli/command.h"
#include "cli/run_revisions.h"
#include "cli/selection.h"

namespace dbtool::cli {
namespace {

struct Options : RunOptions {
  Options() { target = "head"; }
};

void declare(Arguments& arguments, Options& options) {
  arguments.positional("revision", options.target, "Id, prefix, label, head or +N (default: head)");
  declare_run(arguments, options);
  arguments.example("dbtool upgrade", "apply everything")
      .example("dbtool upgrade +1", "apply the next revision")
      .example("dbtool upgrade --sql 9b1d:head", "the SQL between two revisions");
}

ExitCode run(const Options& options, Session& session) {
  choose_start(session, options, options.sql);
  if (options.sql)
    return run_revisions(only_database(session, "--sql"), Direction::upgrade, options);
  require_one_place(session, options.target);
  return on_each_database(session, AfterError::stop, [&](Session& database) {
    return run_revisions(database, Direction::upgrade, options);
  });
}

}  // namespace

Command upgrade() {
  return make_command("upgrade", "Apply revisions, up to the head or a target", "Apply", declare,
                      run, {"up"});
}

}  // namespace dbtool::cli
