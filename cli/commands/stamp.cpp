#include "cli/command.h"
#include "cli/edited_scripts.h"
#include "cli/revision_list.h"
#include "cli/session.h"
#include "cli/stale.h"
#include "cli/unknown_rows.h"
#include "core/run/bookkeeping.h"
#include "core/run/script.h"

namespace dbtool::cli {
namespace {

struct Options {
  std::vector<std::string> targets = {};
  bool purge = false;
  bool sql = false;
  std::string tag = {};
  std::string on_stale = "stop";
};

void declare(Arguments& arguments, Options& options) {
  arguments.positionals("revision", options.targets, "Id, prefix, label, head, base")
      .flag("--purge", options.purge, "Forget what is recorded first, unknown revisions too")
      .flag("--sql", options.sql, "Print the SQL and change nothing")
      .option("--tag", options.tag, "TEXT", "A comment at the top of --sql");
  declare_on_stale(arguments, options.on_stale);
  arguments.example("dbtool stamp head", "the database has everything already")
      .example("dbtool stamp --purge 9b1d", "record this and nothing else");
}

void print_sql(Session& session, const std::string& tag, const StampPlan& plan,
               bool makes_version_table) {
  std::string sql =
      tag_comment(tag) + script_prologue(session.dialect(), session.tables(), makes_version_table);
  for (const std::string& statement : row_statements(plan.row_changes, session.tables()))
    sql += statement + ";\n";
  session.output().answer("sql", sql);
}

ExitCode run(const Options& options, Session& session) {
  auto targets = options.targets;
  if (targets.empty()) targets.push_back("head");
  auto plan = [&](const State& state) {
    if (!options.purge) {
      refuse_unknown_rows(session, state);
      if (!options.sql) refuse_edited(session, state);
    }
    return stamp_plan(session.graph(), state.rows, targets, options.purge);
  };
  session.graph();
  if (options.sql) {
    State state = options.purge
                      ? read_state(session.connection(), session.dialect(), session.tables())
                      : session.state();
    print_sql(session, options.tag, plan(state), !state.version_table);
    return ExitCode::ok;
  }
  RunReport report;
  with_replans(session.output(), options.on_stale, [&](bool) {
    run_stamp(session.connection(Access::read_write), session.dialect(), session.run_settings(),
              plan, report);
  });
  Output& output = session.output();
  output.report("before", list_value(report.rows_before));
  output.report("current", list_value(report.rows_after));
  if (report.rows_before == report.rows_after)
    output.line("Nothing to do: " + session.database() + " is at " + rows_text(report.rows_after));
  else
    output.line("Stamped " + session.database() + ": " + rows_text(report.rows_before) + " " +
                arrow(output.out()) + " " + rows_text(report.rows_after) + ". No script was run.");
  return ExitCode::ok;
}

}  // namespace

Command stamp() {
  return make_command("stamp", "Record revisions as applied without running them", "Apply", declare,
                      run);
}

}  // namespace dbtool::cli
