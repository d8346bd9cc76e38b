#include "core/revisions/late.h"

#include "core/revisions/route.h"

#include <algorithm>
#include <cstddef>
#include <string>

namespace dbtool {
namespace {

template <class Wanted>
std::vector<std::string> ids_where(const RevisionGraph& graph, Wanted wanted) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < graph.size(); ++i)
    if (wanted(i)) ids.push_back(graph.revisions()[i].id);
  return ids;
}

}  // namespace

std::vector<bool> late_marks(const RevisionGraph& graph, const Rows& rows) {
  const std::vector<bool> applied = applied_marks(graph, rows);
  const auto is_tip = [&](std::size_t i) {
    return applied[i] &&
           std::ranges::none_of(graph.children(i), [&](auto c) { return applied[c]; });
  };
  const std::vector<std::string> tips = ids_where(graph, is_tip);
  const std::vector<bool> after = graph.descendants(tips);
  const std::vector<bool> in_line = graph.lineage_descendants(tips);
  const std::vector<bool> beside =
      graph.lineage_descendants(ids_where(graph, [&](std::size_t i) { return applied[i]; }));
  const std::vector<bool> joined = graph.lineage_ancestors(
      ids_where(graph, [&](std::size_t i) { return in_line[i] && !applied[i]; }));
  std::vector<bool> late(graph.size());
  for (std::size_t i = 0; i < graph.size(); ++i)
    late[i] = !applied[i] && !after[i] && (beside[i] || joined[i]);
  return late;
}

}  // namespace dbtool
