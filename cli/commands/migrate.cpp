#include "cli/change_list.h"
#include "cli/command.h"
#include "cli/migration.h"
#include "cli/new_script.h"
#include "cli/rename_questions.h"
#include "cli/revision_list.h"
#include "cli/safety.h"
#include "cli/session.h"
#include "core/support/text.h"

namespace dbtool::cli {
namespace {

struct Options {
  ScriptOptions script = {};
  std::vector<std::string> renames = {};
  bool no_renames = false;
  bool allow_drops = false;
  bool no_prove = false;
  bool sql = false;
};

void declare(Arguments& arguments, Options& options) {
  declare_script(arguments, options.script);
  declare_place(arguments, options.script);
  declare_renames(arguments, options.renames);
  arguments.flag("--no-renames", options.no_renames, "What looks like a rename is none")
      .flag("--allow-drops", options.allow_drops, "Allow dropping most tables")
      .flag("--no-prove", options.no_prove, "Do not try the script in a scratch database")
      .flag("--sql", options.sql, "Print the SQL and write nothing")
      .example("dbtool migrate -m \"add posts\"", "write a revision")
      .example("dbtool migrate --rename posts.text=body", "a column that was renamed")
      .example("dbtool migrate --sql", "only show it");
}

// A difference says what revisions are missing only when the database has all there are.
State require_up_to_date(Session& session) {
  session.graph_to_extend();
  State state = session.state();
  std::size_t pending = pending_count(applied_of(session.graph(), state.rows));
  if (pending == 0) return state;
  std::string next = "dbtool upgrade";
  if (state.rows.empty()) next += "\nor, if it has all of that already: dbtool stamp head";
  throw HistoryError({.code = "DBT730",
                      .message = session.database() +
                                 " is not up to date: " + count_of(pending, "revision") +
                                 (pending == 1 ? " is" : " are") + " not applied",
                      .notes = {{"state", session.database() + " is at " + rows_text(state.rows)},
                                {"next", next}}});
}

ExitCode no_changes(const Options& options, Session& session, const ProjectComparison& comparison) {
  Output& output = session.output();
  std::string text = "No changes: " + models_text(comparison.declared) + " and " +
                     session.database() + " agree (" + schema_counts(comparison.live) +
                     " compared).";
  if (options.sql) {
    output.note(text);
    output.answer("sql", "");
  } else {
    output.line(text);
    output.report("revisions", Value::List{});
  }
  return ExitCode::ok;
}

void show_unmanaged(Output& output, const Schema& live) {
  if (!live.unmanaged.empty() && output.verbose(1))
    output.note("Left alone: " + count_of(live.unmanaged.size(), "object") +
                " that the models cannot declare");
}

ProjectComparison compare(Session& session, const Options& options, const State& state) {
  auto comparison = compare_project(session, options.renames);
  Output& output = session.output();
  output.note("Comparing " + models_text(comparison.declared) + " with " + session.database() +
              " (" + session.connection().server() + ", at " + rows_text(state.rows) + ")");
  show_unmanaged(output, comparison.live);
  if (!options.no_renames) comparison = settle_renames(session, std::move(comparison));
  output.report("changes", changes_value(comparison.changes));
  for (const Problem& problem : comparison.drift) output.warn(problem);
  return comparison;
}

ExitCode run(const Options& options, Session& session) {
  State state = require_up_to_date(session);
  NewRevision revision = new_revision(session, options.script);
  auto comparison = compare(session, options, state);
  Output& output = session.output();
  if (comparison.operations.empty()) return no_changes(options, session, comparison);
  if (!options.allow_drops) refuse_mass_drop(comparison, session.database());
  if (options.sql) {
    output.answer("sql", sql_of(session, comparison));
    return ExitCode::ok;
  }
  output.note();
  output.line(changes_text(comparison.changes, output.out()));
  for (const Problem& problem : lost_unmanaged(comparison)) output.warn(problem);
  if (revision.revision.message.empty()) revision.revision.message = message_of(comparison.changes);
  std::vector<Draft> drafts = draft_revisions(session, comparison, revision);
  if (!options.no_prove) prove_drafts(session, std::move(comparison), drafts);
  write_drafts(session, drafts, options.script);
  output.note("\nNothing was applied. Preview: dbtool upgrade --dry-run    Apply: dbtool upgrade");
  return ExitCode::ok;
}

}  // namespace

Command migrate() {
  return make_command("migrate", "Write a revision from the changes of the models", "Change",
                      declare, run);
}

}  // namespace dbtool::cli
