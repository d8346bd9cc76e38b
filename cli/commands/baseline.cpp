#include "cli/baseline.h"

#include "cli/change_list.h"
#include "cli/command.h"
#include "cli/live_models.h"
#include "cli/revision_list.h"
#include "cli/session.h"
#include "core/project/project.h"
#include "core/run/bookkeeping.h"
#include "core/support/file.h"
#include "core/support/text.h"

namespace dbtool::cli {
namespace {

struct Options {
  ScriptOptions script = {.message = "baseline"};
  BaselineOptions baseline = {};
  bool stamp_only = false;
  std::string revision = "head";
};

void declare(Arguments& arguments, Options& options) {
  declare_script(arguments, options.script);
  arguments.list("--schema", options.baseline.schemas, "NAME", "This schema too (PostgreSQL)")
      .option("-o,--output", options.baseline.file, "FILE", "The model to write")
      .flag("--no-prove", options.baseline.no_prove, "Do not try the script in a scratch database")
      .flag("--stamp-only", options.stamp_only, "Compare with a revision that is there, and stamp")
      .option("--revision", options.revision, "REV", "With --stamp-only: not the head, but this")
      .example("dbtool baseline", "adopt the database: models, first revision, stamp")
      .example("dbtool --env staging baseline --stamp-only", "another database of the same schema");
}

/// Under the lock: somebody else may have been faster.
void stamp(Session& session, const RevisionGraph& graph, const std::string& id) {
  RunReport report;
  run_stamp(
      session.connection(Access::read_write), session.dialect(), session.run_settings(),
      [&](const State& state) {
        require_unversioned(session, state.rows);
        return stamp_plan(graph, state.rows, {id}, false);
      },
      report);
  Output& output = session.output();
  output.report("current", list_value(report.rows_after));
  output.line("Stamped " + session.database() + ": " + rows_text(report.rows_after) +
              ". No script was run.");
}

void stamp_again(Session& session, const std::string& id) {
  try {
    stamp(session, load_project_graph(session.config()), id);
  } catch (Error& error) {
    error.add_note({"next", "the files are written; record them: dbtool baseline --stamp-only"});
    throw;
  }
}

void show_unmanaged(Session& session, const Schema& live) {
  session.output().report("unmanaged", unmanaged_value(live));
  if (live.unmanaged.empty()) return;
  session.output().note("\nLeft alone, and not made by the baseline on another database:");
  for (const Unmanaged& thing : live.unmanaged)
    session.output().note("    " + thing.kind + " " + thing.name);
}

ExitCode run(const Options& options, Session& session) {
  const RevisionGraph& graph = session.graph_to_extend();
  const Rows rows = session.state().rows;
  Output& output = session.output();
  if (!rows.empty()) {
    output.line("Nothing to do: " + session.database() + " is at " + rows_text(rows));
    return ExitCode::ok;
  }
  if (options.stamp_only) {
    const Revision& revision = resolve_one(graph, options.revision, rows);
    require_schema_of(session, revision, options.baseline.schemas);
    stamp(session, graph, revision.id);
    return ExitCode::ok;
  }
  if (!graph.empty())
    throw HistoryError({.code = "DBT750",
                        .message = "the project has revisions already",
                        .notes = {{"next",
                                   "to record one that the database is at: dbtool baseline "
                                   "--stamp-only"}}});
  const Baseline baseline = read_baseline(session, options.baseline);
  output.line(session.database() + " has " + schema_counts(baseline.from_nothing.wanted) +
              " and no recorded revision.");
  const std::string id = write_baseline(session, baseline, options.script, options.baseline);
  stamp_again(session, id);
  show_unmanaged(session, baseline.live);
  output.note("\nOther databases of this schema: dbtool --env NAME baseline --stamp-only");
  return ExitCode::ok;
}

}  // namespace

Command baseline() {
  return make_command("baseline", "Adopt a database: models, first revision, stamp", "Start",
                      declare, run);
}

}  // namespace dbtool::cli
