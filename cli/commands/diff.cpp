#include "cli/change_list.h"
#include "cli/command.h"
#include "cli/comparison.h"
#include "cli/migration.h"
#include "cli/offline.h"
#include "cli/selection.h"
#include "cli/session.h"

namespace dbtool::cli {
namespace {

struct Options : OfflineOptions {
  std::vector<std::string> renames = {};
  bool exit_code = false;
  bool sql = false;
};

void declare(Arguments& arguments, Options& options) {
  arguments.flag("--exit-code", options.exit_code, "Exit 1 when there is a difference")
      .flag("--sql", options.sql, "As the SQL that would remove it");
  declare_renames(arguments, options.renames);
  declare_offline(arguments, options);
  arguments.example("dbtool diff", "what the models have and the database has not")
      .example("dbtool diff --url sqlite:///copy.db", "against another database");
}

ExitCode diff_one(const Options& options, Session& session) {
  auto comparison = compare_project(session, options.renames);
  Output& output = session.output();
  output.report("changes", changes_value(comparison.changes));
  show_left_alone(comparison.left_alone, output);
  for (const Problem& problem : comparison.drift) output.warn(problem);
  if (options.sql) {
    output.answer("sql", sql_of(session, comparison));
  } else if (comparison.changes.empty()) {
    output.line("No difference: " + models_text(comparison.declared) + " and " +
                session.database() + " agree (" + schema_counts(comparison.live) + " compared).");
  } else {
    output.text(changes_text(comparison.changes, output.out()));
  }
  return options.exit_code && !comparison.operations.empty() ? ExitCode::no : ExitCode::ok;
}

ExitCode run(const Options& options, Session& session) {
  choose_offline(session, options);
  session.output().page();
  if (options.sql) return diff_one(options, only_database(session, "--sql"));
  return on_each_database(session, AfterError::go_on,
                          [&](Session& database) { return diff_one(options, database); });
}

}  // namespace

Command diff() {
  return make_command("diff", "Show how models and database differ", "Ask", declare, run);
}

}  // namespace dbtool::cli
