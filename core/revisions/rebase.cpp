#include "core/revisions/rebase.h"

#include <algorithm>

namespace dbtool {

namespace {

std::vector<bool> line_of(const RevisionGraph& graph, std::size_t index) {
  return graph.lineage_ancestors({graph.revisions()[index].id});
}

const std::string& id_of(const RevisionGraph& graph, std::size_t index) {
  return graph.revisions()[index].id;
}

/// The parents that stay: those that move along. A revision without any comes after `onto`.
std::vector<std::string> new_parents(const RevisionGraph& graph, std::size_t index,
                                     const std::vector<bool>& moves, std::size_t onto) {
  std::vector<std::string> parents;
  for (const std::size_t parent : graph.parents(index))
    if (moves[parent]) parents.push_back(id_of(graph, parent));
  if (parents.empty()) parents.push_back(id_of(graph, onto));
  return parents;
}

/// What other revisions depend on may not be moved above them.
void check_result(const RevisionGraph& graph, const std::vector<NewParents>& changes) {
  std::vector<Revision> revisions = graph.revisions();
  for (const NewParents& change : changes) revisions[change.revision].parents = change.parents;
  RevisionGraph checked(std::move(revisions));
}

}  // namespace

bool share_ancestor(const RevisionGraph& graph, std::size_t a, std::size_t b) {
  const std::vector<bool> one = line_of(graph, a), other = line_of(graph, b);
  for (std::size_t i = 0; i < graph.size(); ++i)
    if (one[i] && other[i]) return true;
  return false;
}

RebasePlan rebase_plan(const RevisionGraph& graph, std::size_t head, std::size_t onto) {
  if (!share_ancestor(graph, head, onto))
    throw HistoryError({.code = "DBT740",
                        .message = "revisions " + id_of(graph, head) + " and " +
                                   id_of(graph, onto) + " have no revision below both",
                        .hint = "separate histories can be joined: dbtool merge"});
  const std::vector<bool> below = line_of(graph, onto);
  std::vector<bool> moves = line_of(graph, head);
  for (std::size_t i = 0; i < graph.size(); ++i) moves[i] = moves[i] && !below[i];
  RebasePlan plan;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    if (!moves[i]) continue;
    plan.moved.push_back(i);
    const auto stays = [&](std::size_t parent) { return moves[parent]; };
    if (std::ranges::all_of(graph.parents(i), stays) && !graph.parents(i).empty()) continue;
    plan.changes.push_back({.revision = i, .parents = new_parents(graph, i, moves, onto)});
  }
  const bool is_above =
      plan.changes.size() == 1 &&
      plan.changes.front().parents == graph.revisions()[plan.changes.front().revision].parents;
  if (plan.moved.empty() || is_above)
    throw HistoryError({.code = "DBT741",
                        .message = "there is nothing to move: " + id_of(graph, head) +
                                   (plan.moved.empty() ? " stands below " : " comes after ") +
                                   id_of(graph, onto) + " already"});
  check_result(graph, plan.changes);
  return plan;
}

}  // namespace dbtool
