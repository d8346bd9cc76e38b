#include "cli/command.h"
#include "cli/new_script.h"
#include "cli/session.h"

namespace dbtool::cli {
namespace {

void declare(Arguments& arguments, ScriptOptions& options) {
  declare_script(arguments, options);
  declare_place(arguments, options);
  arguments.example("dbtool revision -m \"fill slugs\"", "an empty script to write in")
      .example("dbtool revision -m hotfix --head 9b1d --splice", "a branch");
}

ExitCode run(const ScriptOptions& options, Session& session) {
  NewRevision revision = new_revision(session, options);
  write_script(session, revision, options);
  session.output().note("Fill in its steps, then: dbtool upgrade");
  return ExitCode::ok;
}

}  // namespace

Command revision() {
  return make_command("revision", "Write an empty revision", "Change", declare, run, {"new"});
}

}  // namespace dbtool::cli
