#include "cli/command.h"
#include "cli/revision_list.h"
#include "cli/session.h"
#include "core/support/text.h"

namespace dbtool::cli {
namespace {

struct Options {};

void declare(Arguments& arguments, Options&) {
  arguments.example("dbtool branches", "where the history splits");
}

ExitCode run(const Options&, Session& session) {
  const RevisionGraph& graph = session.graph();
  Output& output = session.output();
  Value::List revisions;
  for (std::size_t i = 0; i < graph.revisions().size(); ++i) {
    const auto& children = graph.children(i);
    if (children.size() < 2) continue;
    revisions.push_back(revision_value(graph, i, std::nullopt));
    output.line(revision_line(graph, i, std::nullopt, output.out()));
    for (std::size_t child : children)
      output.line("    " + arrow(output.out()) + " " +
                  revision_line(graph, child, std::nullopt, output.out()));
  }
  output.report("revisions", std::move(revisions));
  return ExitCode::ok;
}

}  // namespace

Command branches() {
  return make_command("branches", "Show where the history splits", "More", declare, run);
}

}  // namespace dbtool::cli
