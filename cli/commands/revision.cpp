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

// An empty place for the steps of each database.
void make_places(NewRevision& revision, const std::vector<std::string>& databases) {
  for (const std::string& name : databases) {
    const Section place = {.settings = {.databases = {name}}};
    revision.body.upgrade.push_back(place);
    revision.body.downgrade.push_back(place);
    revision.upgrade_sql += "-- dbtool:upgrade database=" + name + "\n\n";
    revision.downgrade_sql += "-- dbtool:downgrade database=" + name + "\n\n";
  }
}

ExitCode run(const ScriptOptions& options, Session& session) {
  NewRevision revision = new_revision(session, options);
  make_places(revision, session.config().databases);
  write_script(session, revision, options);
  session.output().note("Fill in its steps, then: dbtool upgrade");
  return ExitCode::ok;
}

}  // namespace

Command revision() {
  return make_command("revision", "Write an empty revision", "Change", declare, run, {"new"});
}

}  // namespace dbtool::cli
