// History graph: revisions as a drawing, newest first, with lines to their parents.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace dbtool::cli {

/// A line of the drawing; beside a revision when it has one.
struct GraphLine {
  std::string drawing = {};
  std::optional<std::size_t> node = {};
  bool operator==(const GraphLine&) const = default;
};

/// Nodes and their parents, children before parents; parents that are not among the nodes are not
/// drawn.
struct GraphNode {
  std::size_t id = 0;
  std::vector<std::size_t> parents = {};
};
std::vector<GraphLine> draw_graph(const std::vector<GraphNode>& nodes);

}  // namespace dbtool::cli
