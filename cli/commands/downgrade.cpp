#include "cli/command.h"
#include "cli/run_revisions.h"

namespace dbtool::cli {
namespace {

struct Options : RunOptions {
  Options() { target = "-1"; }
};

void declare(Arguments& arguments, Options& options) {
  arguments.positional("revision", options.target, "Id, prefix, label, base or -N (default: -1)");
  declare_run(arguments, options);
  arguments.example("dbtool downgrade", "revert the last revision")
      .example("dbtool downgrade -2", "revert two")
      .example("dbtool downgrade 9b1d", "back to a revision, which stays");
}

ExitCode run(const Options& options, Session& session) {
  return run_revisions(session, Direction::downgrade, options);
}

}  // namespace

Command downgrade() {
  return make_command("downgrade", "Revert revisions, by default the last one", "Apply", declare,
                      run, {"down"});
}

}  // namespace dbtool::cli
