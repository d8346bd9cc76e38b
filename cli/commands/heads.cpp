#include "cli/command.h"
#include "cli/revision_list.h"
#include "cli/session.h"

namespace dbtool::cli {
namespace {

struct Options {
  bool resolve_dependencies = false;
};

void declare(Arguments& arguments, Options& options) {
  arguments
      .flag("--resolve-dependencies", options.resolve_dependencies,
            "Leave out heads that others depend on")
      .example("dbtool heads", "the newest revision of each branch");
}

ExitCode run(const Options& options, Session& session) {
  const RevisionGraph& graph = session.graph();
  Output& output = session.output();
  Value::List revisions;
  for (const std::string& id : options.resolve_dependencies ? graph.real_heads() : graph.heads()) {
    std::size_t index = graph.index_of(id);
    revisions.push_back(revision_value(graph, index, std::nullopt));
    output.line(output.verbose(1) ? revision_block(graph, index, std::nullopt, output.out())
                                  : revision_line(graph, index, std::nullopt, output.out()));
  }
  output.report("revisions", std::move(revisions));
  return ExitCode::ok;
}

}  // namespace

Command heads() {
  return make_command("heads", "Show the newest revisions", "Ask", declare, run);
}

}  // namespace dbtool::cli
