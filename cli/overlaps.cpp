#include "cli/overlaps.h"

#include "core/revisions/revision_body.h"

#include <algorithm>
#include <set>

namespace dbtool::cli {
namespace {

using Revisions = std::vector<std::string>;

std::set<Touched> touched_by(const Revision& revision) {
  std::set<Touched> touched;
  for (const Section& section : read_body(revision, "").upgrade)
    for (const Operation& operation : section.operations)
      touched.merge(dbtool::touched_by(operation));
  return touched;
}

// What each branch alone has touched, and by which of its revisions.
std::map<Touched, Revisions> touched_on(const RevisionGraph& graph,
                                        const std::vector<bool>& branch) {
  std::map<Touched, Revisions> touched;
  for (std::size_t i = 0; i < graph.size(); ++i)
    if (branch[i])
      for (const Touched& each : touched_by(graph.revisions()[i]))
        touched[each].push_back(graph.revisions()[i].id);
  return touched;
}

std::vector<std::vector<bool>> branches_of(const RevisionGraph& graph, const Revisions& heads) {
  std::vector<std::vector<bool>> lines;
  for (const std::string& head : heads) lines.push_back(graph.lineage_ancestors({head}));
  std::vector<std::vector<bool>> own = lines;
  for (std::size_t i = 0; i < lines.size(); ++i)
    for (std::size_t j = 0; j < lines.size(); ++j)
      for (std::size_t k = 0; k < graph.size() && i != j; ++k)
        own[i][k] = own[i][k] && !lines[j][k];
  return own;
}

}  // namespace

std::map<Touched, Revisions> overlaps_of(const RevisionGraph& graph, const Revisions& heads) {
  std::map<Touched, Revisions> found;
  std::map<Touched, int> branches;
  for (const auto& branch : branches_of(graph, heads))
    for (auto& [touched, revisions] : touched_on(graph, branch)) {
      ++branches[touched];
      std::ranges::move(revisions, std::back_inserter(found[touched]));
    }
  std::erase_if(found, [&](const auto& each) { return branches[each.first] < 2; });
  std::set<Name> with_columns;
  for (const auto& [touched, revisions] : found)
    if (!touched.column.empty()) with_columns.insert(touched.name);
  std::erase_if(found, [&](const auto& each) {
    return each.first.column.empty() && with_columns.contains(each.first.name);
  });
  return found;
}

}  // namespace dbtool::cli
