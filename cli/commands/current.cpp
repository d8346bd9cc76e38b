#include "cli/command.h"
#include "cli/revision_list.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "cli/unknown_rows.h"

namespace dbtool::cli {
namespace {

struct Options {
  bool check_heads = false;
};

void declare(Arguments& arguments, Options& options) {
  arguments.flag("--check-heads", options.check_heads, "Exit 1 when the database is not at head")
      .example("dbtool current", "the recorded revisions")
      .example("dbtool current --check-heads -q", "only the answer, in the exit code");
}

ExitCode show_one(const Options& options, Session& session) {
  const RevisionGraph& graph = session.graph();
  const State state = state_with_unknown_rows(session);
  std::optional<Applied> applied = applied_of(graph, state.rows);
  Output& output = session.output();
  if (output.verbose(1)) output.note("Database: " + redacted(session.url()));
  Value::List revisions;
  for (std::size_t index : current_revisions(graph, *applied)) {
    revisions.push_back(revision_value(graph, index, applied));
    const std::string mark = head_mark(graph, index);
    if (output.verbose(1))
      output.line(revision_block(graph, index, applied, output.out()));
    else
      output.line(graph.revisions()[index].id + (mark.empty() ? "" : " (" + mark + ")"));
  }
  const Rows unknown = unknown_rows(graph, state.rows);
  for (const std::string& row : unknown) output.line(row + " (no file)");
  output.report("revisions", std::move(revisions));
  output.report("unknown", list_value(unknown));
  const bool at_head = unknown.empty() && pending_count(*applied) == 0;
  return options.check_heads && !at_head ? ExitCode::no : ExitCode::ok;
}

ExitCode run(const Options& options, Session& session) {
  return on_each_database(session, AfterError::go_on,
                          [&](Session& database) { return show_one(options, database); });
}

}  // namespace

Command current() {
  return make_command("current", "Show what the database is at", "Ask", declare, run);
}

}  // namespace dbtool::cli
