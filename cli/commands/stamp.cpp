#include "cli/command.h"
#include "cli/edited_scripts.h"
#include "cli/offline.h"
#include "cli/planning.h"
#include "cli/revision_list.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "cli/stale.h"
#include "cli/unknown_rows.h"
#include "cli/version.h"
#include "core/run/bookkeeping.h"
#include "core/run/script.h"
#include "core/support/text.h"

namespace dbtool::cli {
namespace {

struct Options : ScriptStart {
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
  declare_script_start(arguments, options);
  declare_on_stale(arguments, options.on_stale);
  arguments.example("dbtool stamp head", "the database has everything already")
      .example("dbtool stamp --purge 9b1d", "record this and nothing else");
}

std::vector<std::string> targets_of(const Options& options) {
  return options.targets.empty() ? std::vector<std::string>{"head"} : options.targets;
}

State known_state(Session& session, const Options& options) {
  if (!options.from.empty() || session.is_offline()) return state_at(session, options.from);
  State state = read_state(session.connection(), session.dialect(), session.tables());
  if (!options.purge) refuse_unknown_rows(session, state);
  return state;
}

/// Ranges FROM:TO start at one place.
Options with_start_of_ranges(Options options) {
  for (std::string& target : options.targets) {
    const auto colon = target.find(':');
    if (colon == std::string::npos) continue;
    const std::vector<std::string> from = {target.substr(0, colon)};
    if (!options.from.empty() && options.from != from) refuse_two_starts(target);
    options.from = from;
    target.erase(0, colon + 1);
    if (target.empty()) target = "head";
  }
  return options;
}

ExitCode print_sql(const Options& given, Session& session) {
  const Options options = with_start_of_ranges(given);
  State state = known_state(session, options);
  StampPlan plan = stamp_plan(session.graph(), state.rows, targets_of(options), options.purge);
  session.output().answer(
      "sql", tag_comment(options.tag) + stamp_script(plan, state, session.dialect(),
                                                     session.tables(), std::string(version())));
  return ExitCode::ok;
}

ExitCode stamp_one(const Options& options, Session& session) {
  auto plan = [&](const State& state) {
    if (!options.purge) {
      refuse_unknown_rows(session, state);
      refuse_edited(session, state);
    }
    return stamp_plan(session.graph(), state.rows, targets_of(options), options.purge);
  };
  session.graph();
  RunReport report;
  RunSettings settings = session.run_settings();
  settings.command =
      "dbtool stamp " + join(targets_of(options), " ") + (options.purge ? " --purge" : "");
  with_replans(session.output(), options.on_stale, [&](bool) {
    run_stamp(session.connection(Access::read_write), session.dialect(), settings, plan, report);
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

ExitCode run(const Options& options, Session& session) {
  choose_start(session, options, options.sql);
  if (options.sql) return print_sql(options, only_database(session, "--sql"));
  for (const std::string& target : options.targets) require_one_place(session, target);
  return on_each_database(session, AfterError::stop,
                          [&](Session& database) { return stamp_one(options, database); });
}

}  // namespace

Command stamp() {
  return make_command("stamp", "Record revisions as applied without running them", "Apply", declare,
                      run);
}

}  // namespace dbtool::cli
