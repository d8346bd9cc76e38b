#include "cli/command.h"
#include "cli/revision_list.h"
#include "cli/session.h"
#include "core/support/file.h"

namespace dbtool::cli {
namespace {

struct Options {
  std::string revision = "head";
};

void declare(Arguments& arguments, Options& options) {
  arguments
      .positional("revision", options.revision, "Id, prefix, label, head, current (default: head)")
      .example("dbtool show", "the newest revision")
      .example("dbtool show 9b1d -v", "with the text of its script");
}

ExitCode run(const Options& options, Session& session) {
  const RevisionGraph& graph = session.graph();
  std::optional<Applied> applied;
  Rows rows = session.rows_for(options.revision);
  if (needs_rows(options.revision)) applied = applied_of(graph, rows);
  Output& output = session.output();
  Value::List revisions;
  for (const std::string& id : resolve(graph, options.revision, rows)) {
    std::size_t index = graph.index_of(id);
    output.text(revision_block(graph, index, applied, output.out()));
    if (output.verbose(1)) output.text("\n" + read_file(graph.revisions()[index].file));
    revisions.push_back(revision_value(graph, index, applied));
  }
  output.report("revisions", std::move(revisions));
  return ExitCode::ok;
}

}  // namespace

Command show() {
  return make_command("show", "Show a revision", "Ask", declare, run);
}

}  // namespace dbtool::cli
