#include "core/revisions/squash.h"

#include "cli/after_write.h"
#include "cli/command.h"
#include "cli/new_script.h"
#include "cli/revision_list.h"
#include "cli/session.h"
#include "cli/template_list.h"
#include "core/project/project.h"
#include "core/support/file.h"
#include "core/support/text.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace dbtool::cli {
namespace {

struct Options {
  std::string to = {};
  std::string from = {};
  std::string message = {};
  std::optional<std::string> rev_id = {};
  bool dry_run = false;
};

void declare(Arguments& arguments, Options& options) {
  arguments.option("--to", options.to, "REV", "The last revision of the range; needed")
      .option("--from", options.from, "REV", "The first one (default: the base)")
      .option("-m,--message", options.message, "TEXT", "What the new revision does")
      .option("--rev-id", options.rev_id, "ID", "Its id instead of a random one")
      .flag("-n,--dry-run", options.dry_run, "Show what would be replaced")
      .example("dbtool squash --to 9b1d", "everything up to a revision becomes one")
      .example("dbtool squash --from 3f2a --to 9b1d", "a part of the history");
}

SquashPlan plan_for(Session& session, const Options& options) {
  if (options.to.empty())
    throw UsageError(
        {.code = "DBT010", .message = "\"--to\" is needed", .hint = "as in --to head"});
  const RevisionGraph& graph = session.graph();
  const auto index_of = [&](const std::string& name) {
    return graph.index_of(resolve_one(graph, name, session.rows_for(name)).id);
  };
  std::optional<std::size_t> from;
  if (!options.from.empty() && options.from != "base") from = index_of(options.from);
  return squash_plan(graph, from, index_of(options.to));
}

// The steps that bring a database from the middle to the end go away with the files.
void refuse_middle(Session& session, const SquashPlan& plan) {
  const RevisionGraph& graph = session.graph();
  try {
    session.connection();
  } catch (const Error& error) {
    session.output().note("The database is not asked where it is: " + std::string(error.what()));
    return;
  }
  for (const std::string& row : current_names(graph, session.state().rows)) {
    const std::size_t index = graph.index_of(row);
    if (index == plan.range.back() || std::ranges::count(plan.range, index) == 0) continue;
    const std::string& end = graph.revisions()[plan.range.back()].id;
    throw HistoryError({.code = "DBT745",
                        .message = session.database() + " is at " + row +
                                   ", in the middle of what would be squashed",
                        .notes = {{"state", "no file was changed"},
                                  {"next", "bring it to the end first: dbtool upgrade " + end}}});
  }
}

NewRevision squashed(Session& session, const Options& options, const SquashPlan& plan) {
  const RevisionGraph& graph = session.graph();
  std::vector<Revision> range;
  for (std::size_t index : plan.range) range.push_back(graph.revisions()[index]);
  ScriptOptions script{.message = options.message, .rev_id = options.rev_id};
  NewRevision revision = new_revision_after(session, script, plan.revision.parents);
  const Config& config = session.config();
  revision.revision = plan.revision;
  if (options.rev_id) revision.revision.id = *options.rev_id;
  if (!options.message.empty()) revision.revision.message = options.message;
  fill_squashed(revision, range);
  revision.template_text = script_template(
      config, revision.format, template_text("generic", "script." + revision.format + ".mustache"));
  return revision;
}

// Before anything is written: the history with the new revision in place of the range must hold.
void check_history(const RevisionGraph& graph, const SquashPlan& plan, Revision revision) {
  std::vector<Revision> revisions{std::move(revision)};
  for (std::size_t i = 0; i < graph.size(); ++i)
    if (std::ranges::count(plan.range, i) == 0) revisions.push_back(graph.revisions()[i]);
  RevisionGraph checked(std::move(revisions));
}

void remove_files(const RevisionGraph& graph, const SquashPlan& plan) {
  std::vector<Problem> problems;
  for (std::size_t index : plan.range) {
    std::error_code error;
    const std::string& file = graph.revisions()[index].file;
    if (!std::filesystem::remove(file, error) || error)
      problems.push_back({.code = "DBT746",
                          .message = "cannot remove \"" + display_path(file) + "\"",
                          .hint = "remove it: its steps are in the new script"});
  }
  if (!problems.empty()) throw UsageError(std::move(problems));
}

void print_range(Session& session, const SquashPlan& plan, bool dry_run) {
  const RevisionGraph& graph = session.graph();
  Output& output = session.output();
  Value::List replaced;
  for (std::size_t index : plan.range) {
    const Revision& revision = graph.revisions()[index];
    output.line((dry_run ? "Would replace " : "Replaced ") + revision.id + "  " +
                first_line(revision.message));
    replaced.emplace_back(revision.id);
  }
  output.report("replaced", std::move(replaced));
  output.line(count_of(plan.range.size(), "revision") +
              (dry_run ? " would be one. Nothing was done."
                       : " are one now. A database at " + plan.revision.replaces.back() +
                             " is at the new one."));
}

ExitCode run(const Options& options, Session& session) {
  const RevisionGraph& graph = session.graph();
  const SquashPlan plan = plan_for(session, options);
  for (Session* database : session.databases()) refuse_middle(*database, plan);
  NewRevision revision = squashed(session, options, plan);
  if (revision.revision.id.empty()) revision.revision.id = new_revision_id();
  check_history(graph, plan, revision.revision);
  if (!options.dry_run) {
    const auto folder = location_around(session.config(), graph.revisions()[plan.range.back()]);
    const auto path =
        add_script(session, revision,
                   {.version_path = folder ? std::optional(folder->string()) : std::nullopt});
    remove_files(graph, plan);
    run_after_write(session, path);
  }
  print_range(session, plan, options.dry_run);
  return ExitCode::ok;
}

}  // namespace

Command squash() {
  return make_command("squash", "Make one revision of several", "More", declare, run);
}

}  // namespace dbtool::cli
