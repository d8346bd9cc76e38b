#include "cli/command.h"
#include "cli/edited_scripts.h"
#include "cli/revision_list.h"
#include "cli/session.h"
#include "cli/unknown_rows.h"
#include "core/revisions/revision_body.h"
#include "core/run/bookkeeping.h"
#include "core/support/file.h"
#include "core/support/text.h"

#include <algorithm>
#include <optional>

namespace dbtool::cli {
namespace {

struct Options {
  std::string revision = {};
  std::string reason = {};
  bool dry_run = false;
};

void declare(Arguments& arguments, Options& options) {
  arguments.positional("revision", options.revision, "Id, prefix or label of the edited revision")
      .option("--reason", options.reason, "TEXT",
              "Why the file is right as it is; goes into the log")
      .flag("-n,--dry-run", options.dry_run, "Show what differs and record nothing")
      .example("dbtool repair 9b1d --reason \"the index was made by hand\"",
               "the file counts from now on as what was applied");
}

void require_words(const Options& options) {
  if (options.revision.empty())
    throw UsageError(Problem{.code = "DBT010",
                             .message = "\"repair\" needs a revision",
                             .hint = "dbtool status lists the edited ones"});
  if (trim(options.reason).empty() && !options.dry_run)
    throw UsageError(Problem{.code = "DBT010",
                             .message = "\"--reason\" is needed",
                             .hint = "as in --reason \"the index was made by hand\""});
}

/// The edited script of one applied revision; nothing when its file is what was applied.
std::optional<EditedScript> edited_script(Session& session, const State& state,
                                          const Revision& revision) {
  refuse_unknown_rows(session, state);
  const RevisionGraph& graph = session.graph();
  const std::size_t index = graph.index_of(revision.id);
  if (!applied_marks(graph, state.rows)[index])
    throw HistoryError(
        {.code = "DBT729",
         .message = "revision " + revision.id + " is not applied",
         .notes = {{"state", session.database() + " is at " + rows_text(state.rows)},
                   {"next", "edit the file as you like; dbtool upgrade applies it"}}});
  for (EditedScript& script : edited_scripts(session, state.rows))
    if (script.index == index) return std::move(script);
  return std::nullopt;
}

void tell(Session& session, const Options& options, const Revision& revision,
          const std::optional<EditedScript>& script) {
  Output& output = session.output();
  output.report("revision", revision.id);
  output.report("edited", script && script->is_changed);
  output.report("laid_out_anew", script && !script->is_changed);
  output.report("differences", script ? Value(difference_text(*script)) : Value());
  output.report("recorded", script && !options.dry_run);
  const std::string file = display_path(revision.file);
  if (!script) return output.line("Nothing to do: " + file + " is what was applied");
  output.line(file +
              (script->is_changed ? " means something else" : " is laid out in another way") +
              " than when it was applied:");
  output.line("  " + replace_all(difference_text(*script), "\n", "\n  "));
  output.line(options.dry_run ? "Nothing was recorded."
                              : "It counts from now on as what was applied to " +
                                    session.database() + ". No script was run.");
}

ExitCode run(const Options& options, Session& session) {
  require_words(options);
  const RevisionGraph& graph = session.graph();
  const Revision& revision =
      resolve_one(graph, options.revision, session.rows_for(options.revision));
  std::optional<EditedScript> script;
  if (options.dry_run) {
    script = edited_script(session, session.state(), revision);
  } else {
    const auto repair = [&](const State& state) -> std::optional<Repair> {
      script = edited_script(session, state, revision);
      if (!script) return std::nullopt;
      // A file that cannot be read cannot be taken back either.
      RevisionBody body = session.body(revision);
      return Repair{&revision, std::move(body.text), options.reason};
    };
    RunSettings settings = session.run_settings();
    settings.command = "dbtool repair " + revision.id + " --reason \"…\"";
    run_repair(session.connection(Access::read_write), session.dialect(), settings, repair);
  }
  tell(session, options, revision, script);
  return ExitCode::ok;
}

}  // namespace

Command repair() {
  return make_command("repair", "Accept the edited file of an applied revision", "More", declare,
                      run);
}

}  // namespace dbtool::cli
