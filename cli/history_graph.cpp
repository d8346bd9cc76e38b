#include "cli/history_graph.h"

#include <algorithm>
#include <set>

namespace dbtool::cli {
namespace {

// What each column of the drawing leads to.
using Lanes = std::vector<std::optional<std::size_t>>;

std::string trimmed(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::string lanes_text(const Lanes& lanes) {
  std::string text;
  for (const auto& lane : lanes) text += lane ? "| " : "  ";
  return text + "  ";
}

std::size_t lane_for(Lanes& lanes, std::size_t id) {
  auto found = std::find(lanes.begin(), lanes.end(), std::optional(id));
  if (found == lanes.end()) found = std::find(lanes.begin(), lanes.end(), std::nullopt);
  if (found == lanes.end()) found = lanes.insert(lanes.end(), std::nullopt);
  *found = id;
  return static_cast<std::size_t>(found - lanes.begin());
}

// A line between two lanes: "|/", "|_|/", "|\".
std::string edge(const Lanes& lanes, std::size_t left, std::size_t right, char slash) {
  std::string text = lanes_text(lanes);
  for (std::size_t i = left * 2 + 1; i < right * 2 - 1; i += 2) text[i] = '_';
  text[right * 2 - 1] = slash;
  return trimmed(text);
}

// Several children of a node: their lanes run into the first of them.
void close_lanes(Lanes& lanes, std::size_t lane, std::vector<GraphLine>& lines) {
  for (std::size_t other = lanes.size() - 1; other > lane; --other) {
    if (lanes[other] != lanes[lane]) continue;
    lanes[other] = std::nullopt;
    lines.push_back({edge(lanes, lane, other, '/'), std::nullopt});
  }
}

// Further parents of a merge: a lane that is there already, or a new one.
void open_lanes(Lanes& lanes, std::size_t lane, const std::vector<std::size_t>& parents,
                std::vector<GraphLine>& lines) {
  for (std::size_t i = 1; i < parents.size(); ++i) {
    Lanes before = lanes;
    std::size_t other = lane_for(lanes, parents[i]);
    before.resize(lanes.size());
    if (other > lane)
      lines.push_back({edge(before, lane, other, '\\'), std::nullopt});
    else if (other < lane)
      lines.push_back({edge(before, other, lane, '/'), std::nullopt});
  }
}

}  // namespace

std::vector<GraphLine> draw_graph(const std::vector<GraphNode>& nodes) {
  std::set<std::size_t> known;
  for (const GraphNode& node : nodes) known.insert(node.id);
  std::vector<GraphLine> lines;
  Lanes lanes;
  for (const GraphNode& node : nodes) {
    std::vector<std::size_t> parents;
    for (std::size_t parent : node.parents)
      if (known.count(parent) != 0) parents.push_back(parent);
    std::size_t lane = lane_for(lanes, node.id);
    close_lanes(lanes, lane, lines);
    while (!lanes.empty() && !lanes.back()) lanes.pop_back();
    std::string text = lanes_text(lanes);
    text[lane * 2] = '*';
    lines.push_back({trimmed(text), node.id});
    lanes[lane] = parents.empty() ? std::nullopt : std::optional(parents.front());
    open_lanes(lanes, lane, parents, lines);
  }
  return lines;
}

}  // namespace dbtool::cli
