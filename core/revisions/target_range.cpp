// Ranges: `a:b` and sides that count from one another.
#include "core/revisions/identifier.h"
#include "core/revisions/target.h"

#include <algorithm>
#include <limits>

namespace dbtool {

namespace {

constexpr int far_away = std::numeric_limits<int>::max();

/// Steps of a side that is nothing but `+N` or `-N`.
std::optional<int> bare_steps(const std::string& side) {
  if (side.empty()) return std::nullopt;
  const Identifier identifier = parse_identifier(side);
  if (!identifier.branch.empty() || !identifier.symbol.empty()) return std::nullopt;
  return identifier.steps;
}

/// Marks of what can be reached from the starts in at most so many steps down by parent links.
std::vector<bool> within_below(const RevisionGraph& graph, const std::vector<std::string>& starts,
                               int steps) {
  std::vector<int> distance(graph.size(), far_away);
  for (const std::string& id : starts) distance[graph.index_of(id)] = 0;
  std::vector<bool> marks(graph.size());
  for (std::size_t i = graph.size(); i-- > 0;) {
    marks[i] = distance[i] <= steps;
    if (!marks[i]) continue;
    for (const std::size_t parent : graph.parents(i)) {
      distance[parent] = std::min(distance[parent], distance[i] + 1);
    }
  }
  return marks;
}

/// The same upwards; no starts means the base, one step below the first revisions.
std::vector<bool> within_above(const RevisionGraph& graph, const std::vector<std::string>& starts,
                               int steps) {
  std::vector<int> distance(graph.size(), far_away);
  for (const std::string& id : starts) distance[graph.index_of(id)] = 0;
  std::vector<bool> marks(graph.size());
  for (std::size_t i = 0; i < graph.size(); ++i) {
    if (starts.empty() && graph.parents(i).empty()) distance[i] = 1;
    marks[i] = distance[i] <= steps;
    if (!marks[i]) continue;
    for (const std::size_t child : graph.children(i)) {
      distance[child] = std::min(distance[child], distance[i] + 1);
    }
  }
  return marks;
}

std::vector<const Revision*> both(const RevisionGraph& graph, const std::vector<bool>& a,
                                  const std::vector<bool>& b) {
  std::vector<const Revision*> revisions;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    if (a[i] && b[i]) revisions.push_back(&graph.revisions()[i]);
  }
  return revisions;
}

void check_order(const RevisionGraph& graph, const std::vector<std::string>& left,
                 const std::vector<bool>& below_right, std::string_view text) {
  for (const std::string& id : left) {
    if (below_right[graph.index_of(id)]) return;
  }
  throw HistoryError(Problem{.code = "DBT707",
                             .message = "the range \"" + std::string(text) +
                                        "\" is empty: its left side does not come before its right "
                                        "side",
                             .hint = "the older revision stands on the left"});
}

}  // namespace

std::vector<const Revision*> resolve_range(const RevisionGraph& graph, std::string_view text,
                                           const Rows& rows) {
  const auto sides = split_range(text);
  if (!sides) {
    throw HistoryError(Problem{.code = "DBT706",
                               .message = "\"" + std::string(text) + "\" is no range",
                               .hint = "write \"a:b\"; either side may be empty"});
  }
  const auto& [left_text, right_text] = *sides;
  const std::optional<int> down = bare_steps(left_text), up = bare_steps(right_text);
  const bool counts_down = down && *down <= 0 && !up;
  const bool counts_up = up && *up >= 0 && !down;

  std::vector<std::string> left, right;
  if (!left_text.empty() && !counts_down) left = resolve(graph, left_text, rows);
  if (counts_up) return both(graph, within_above(graph, left, *up), graph.ancestors(graph.heads()));

  const std::string branch = left_text.empty() ? std::string() : branch_of(left_text);
  const std::string all = branch.empty() ? "heads" : branch + "@heads";
  right = resolve(graph, right_text.empty() ? all : right_text, rows);
  const std::vector<bool> below = graph.ancestors(right);
  if (counts_down) return both(graph, within_below(graph, right, -*down), below);
  if (left.empty()) return both(graph, below, below);
  check_order(graph, left, below, text);
  return both(graph, graph.descendants(left), below);
}

}  // namespace dbtool
