#include "cli/change_list.h"
#include "cli/command.h"
#include "cli/migration.h"
#include "cli/new_script.h"
#include "cli/offline.h"
#include "cli/rename_questions.h"
#include "cli/revision_list.h"
#include "cli/safety.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "core/support/text.h"

namespace dbtool::cli {
namespace {

struct Options : OfflineOptions {
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
      .flag("--sql", options.sql, "Print the SQL and write nothing");
  declare_offline(arguments, options);
  arguments.example("dbtool migrate -m \"add posts\"", "write a revision")
      .example("dbtool migrate --rename posts.text=body", "a column that was renamed")
      .example("dbtool migrate --sql", "only show it");
}

// A difference says what revisions are missing only when the database has all there are.
State require_up_to_date(Session& session) {
  session.graph_to_extend();
  if (session.is_offline()) return {};
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
              (session.is_offline()
                   ? ""
                   : " (" + session.connection().server() + ", at " + rows_text(state.rows) + ")"));
  show_unmanaged(output, comparison.live);
  if (!options.no_renames) comparison = settle_renames(session, std::move(comparison));
  output.report("changes", changes_value(comparison.changes));
  show_left_alone(comparison.left_alone, output);
  for (const Problem& problem : comparison.drift) output.warn(problem);
  if (!session.is_offline())
    for (const Problem& problem : unmade(comparison)) output.warn(problem);
  return comparison;
}

/// What the databases differ in, and the revision that is to change it.
struct Found {
  std::optional<NewRevision> head = {};
  Differences differences = {};
  std::vector<Change> changes = {};
};

ExitCode compare_one(Session& session, const Options& options, Found& found) {
  State state = require_up_to_date(session);
  if (!found.head) found.head = new_revision(session, options.script);
  auto comparison = compare(session, options, state);
  if (comparison.operations.empty()) return no_changes(options, session, comparison);
  if (!options.allow_drops) refuse_mass_drop(comparison, session.database());
  Output& output = session.output();
  if (options.sql) {
    output.answer("sql", sql_of(session, comparison));
    return ExitCode::ok;
  }
  output.note();
  output.line(changes_text(comparison.changes, output.out()));
  for (const Problem& problem : lost_unmanaged(comparison)) output.warn(problem);
  found.changes.insert(found.changes.end(), comparison.changes.begin(), comparison.changes.end());
  found.differences.emplace_back(&session, std::move(comparison));
  return ExitCode::ok;
}

/// Several revisions only where one database is all there is to change.
std::vector<Draft> drafts_of(Found& found, bool proves) {
  NewRevision& head = *found.head;
  if (head.revision.message.empty()) head.revision.message = message_of(found.changes);
  std::vector<Draft> drafts;
  if (found.differences.size() == 1) {
    auto& [session, comparison] = found.differences.front();
    drafts = draft_revisions(*session, comparison, head);
  } else {
    drafts.push_back(draft_of_all(found.differences, head));
  }
  for (auto& [session, comparison] : found.differences)
    if (proves) prove_drafts(*session, std::move(comparison), drafts);
  return drafts;
}

ExitCode run(const Options& options, Session& session) {
  choose_offline(session, options);
  if (options.sql) only_database(session, "--sql");
  Found found;
  on_each_database(session, AfterError::give_up,
                   [&](Session& database) { return compare_one(database, options, found); });
  Output& output = session.output();
  if (found.differences.empty()) {
    if (!options.sql) output.report("revisions", Value::List{});
    return ExitCode::ok;
  }
  std::vector<Draft> drafts = drafts_of(found, !options.no_prove);
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
