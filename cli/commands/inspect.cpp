#include "cli/command.h"
#include "cli/live_models.h"
#include "cli/session.h"
#include "core/schema/model_write.h"

namespace dbtool::cli {
namespace {

struct Options {
  std::vector<std::string> schemas = {};
};

void declare(Arguments& arguments, Options& options) {
  arguments.list("--schema", options.schemas, "NAME", "This schema too (PostgreSQL)")
      .example("dbtool inspect > models/app.yaml", "models of an existing database")
      .example("dbtool --url sqlite:///old.db inspect", "without a project");
}

ExitCode run(const Options& options, Session& session) {
  Output& output = session.output();
  const Schema live = live_schema(session, options.schemas);
  const std::string model = write_model(live);
  output.text(model_text(live));
  output.report("model", model);
  output.report("unmanaged", unmanaged_value(live));
  if (live.tables.empty()) {
    output.note(session.database() + " has no tables.");
    return ExitCode::ok;
  }
  const std::vector<Problem> problems = not_said(session, model, live);
  for (const Problem& problem : problems) output.warn(problem);
  return problems.empty() ? ExitCode::ok : ExitCode::no;
}

}  // namespace

Command inspect() {
  return make_command("inspect", "Print the live database as models", "Ask", declare, run);
}

}  // namespace dbtool::cli
