#include "cli/command.h"
#include "cli/history_graph.h"
#include "cli/revision_list.h"
#include "cli/session.h"
#include "cli/unknown_rows.h"

#include <algorithm>

namespace dbtool::cli {
namespace {

struct Options {
  std::string range = {};
  bool indicate_current = false;
  bool oneline = false;
};

void declare(Arguments& arguments, Options& options) {
  arguments.option("-r,--rev-range", options.range, "A:B", "Only these; either side may be empty")
      .flag("-i,--indicate-current", options.indicate_current, "Mark what the database is at")
      .flag("--oneline", options.oneline, "One line each, without the graph")
      .example("dbtool history", "all revisions, newest first")
      .example("dbtool history -r -3:current", "the last three that are applied");
}

// Newest first.
std::vector<std::size_t> listed(Session& session, const Options& options) {
  const RevisionGraph& graph = session.graph();
  std::vector<std::size_t> indices;
  if (options.range.empty())
    for (std::size_t i = 0; i < graph.revisions().size(); ++i) indices.push_back(i);
  else
    for (const Revision* revision :
         resolve_range(graph, options.range, session.rows_for(options.range)))
      indices.push_back(graph.index_of(revision->id));
  std::reverse(indices.begin(), indices.end());
  return indices;
}

void print_drawing(Output& output, const RevisionGraph& graph,
                   const std::vector<std::size_t>& indices, const std::optional<Applied>& applied) {
  std::vector<GraphNode> nodes;
  for (std::size_t index : indices) nodes.push_back({index, graph.parents(index)});
  auto lines = draw_graph(nodes);
  std::size_t width = 0;
  for (const GraphLine& line : lines) width = std::max(width, line.drawing.size());
  for (const GraphLine& line : lines) {
    std::string margin = line.drawing;
    if (line.node) margin.append(width - margin.size() + 2, ' ');
    output.line(paint(margin, Tone::faint, output.out()) +
                (line.node ? revision_line(graph, *line.node, applied, output.out()) : ""));
  }
}

ExitCode run(const Options& options, Session& session) {
  const RevisionGraph& graph = session.graph();
  auto indices = listed(session, options);
  std::optional<Applied> applied;
  if (options.indicate_current || needs_rows(options.range))
    applied = applied_of(graph, state_with_unknown_rows(session).rows);
  Output& output = session.output();
  output.page();
  if (output.json()) {
    Value::List revisions;
    for (std::size_t index : indices) revisions.push_back(revision_value(graph, index, applied));
    output.report("revisions", std::move(revisions));
  } else if (output.verbose(1) && !options.oneline) {
    for (std::size_t index : indices)
      output.line(revision_block(graph, index, applied, output.out()));
  } else if (output.out().interactive && !options.oneline) {
    print_drawing(output, graph, indices, applied);
  } else {
    for (std::size_t index : indices)
      output.line(revision_line(graph, index, applied, output.out()));
  }
  return ExitCode::ok;
}

}  // namespace

Command history() {
  return make_command("history", "List the revisions, newest first", "Ask", declare, run, {"log"});
}

}  // namespace dbtool::cli
