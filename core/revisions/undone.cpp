#include "core/revisions/undone.h"

namespace dbtool {

namespace {

using Marks = std::vector<bool>;

/// Marks of what other branches stand on.
Marks needed_elsewhere(const RevisionGraph& graph, const Marks& standing, const Marks& lineage) {
  std::vector<std::string> others;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    if (standing[i] && !lineage[i]) others.push_back(graph.revisions()[i].id);
  }
  return graph.lineage_ancestors(others);
}

/// A branch is never taken down with another one because they share what is below.
void check_other_branches(const RevisionGraph& graph, const Marks& applied, const Marks& undone,
                          const Target& target, std::string_view text) {
  if (!target.branch) return;
  const Marks lineage = lineage_of(graph, *target.branch);
  const Marks needed = needed_elsewhere(graph, applied, lineage);
  for (std::size_t i = graph.size(); i-- > 0;) {
    if (!undone[i] || !lineage[i] || !needed[i]) continue;
    const std::string& id = graph.revisions()[i].id;
    const std::string& branch = graph.revisions()[*target.branch].id;
    std::string way_out = "to undo this branch alone, type: dbtool downgrade ";
    way_out.append(branch).append("@").append(id);
    throw HistoryError(Problem{.code = "DBT709",
                               .message = "\"" + std::string(text) +
                                          "\" would take down another branch, which stands on \"" +
                                          id + "\" too",
                               .hint = way_out});
  }
}

}  // namespace

Marks first_undone(const RevisionGraph& graph, const Marks& standing, const Target& target) {
  Marks undone(graph.size());
  if (target.revisions.empty() && !target.branch) return Marks(graph.size(), true);
  if (target.revisions.empty()) {
    undone = lineage_of(graph, *target.branch);
    const Marks needed = needed_elsewhere(graph, standing, undone);
    for (std::size_t i = 0; i < graph.size(); ++i) undone[i] = undone[i] && !needed[i];
    return undone;
  }
  Marks towards(graph.size(), true);
  if (target.branch) towards = graph.lineage_ancestors(graph.ids_of({*target.branch}));
  for (const std::size_t index : target.revisions) {
    const bool below_branch = target.branch && index != *target.branch && towards[index];
    for (const std::size_t child : graph.children(index)) {
      if (!below_branch || towards[child]) undone[child] = true;
    }
  }
  return undone;
}

Marks undone_by(const RevisionGraph& graph, const Marks& applied, const Marks& first) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    if (first[i]) ids.push_back(graph.revisions()[i].id);
  }
  Marks undone = graph.descendants(ids);
  for (std::size_t i = 0; i < graph.size(); ++i) undone[i] = undone[i] && applied[i];
  return undone;
}

Marks taken_down(const RevisionGraph& graph, const Marks& applied, const Target& target,
                 std::string_view text) {
  Marks undone = undone_by(graph, applied, first_undone(graph, applied, target));
  check_other_branches(graph, applied, undone, target, text);
  return undone;
}

}  // namespace dbtool
