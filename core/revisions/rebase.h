// Rebase: a branch that comes after another one, by other parents for its first revisions.
#pragma once

#include "core/revisions/revision_graph.h"

#include <cstddef>
#include <string>
#include <vector>

namespace dbtool {

struct NewParents {
  std::size_t revision = 0;
  std::vector<std::string> parents = {};
  bool operator==(const NewParents&) const = default;
};

struct RebasePlan {
  std::vector<std::size_t> moved = {};   ///< all that only the branch has, ascending
  std::vector<NewParents> changes = {};  ///< those of them whose parents change
};

/// Puts what stands below `head` and not below `onto` after `onto`. Throws HistoryError: nothing
/// below both (DBT740), nothing to move (DBT741), and what the checks of the graph find then.
RebasePlan rebase_plan(const RevisionGraph& graph, std::size_t head, std::size_t onto);
/// Whether some revision stands below both, by parent links.
bool share_ancestor(const RevisionGraph& graph, std::size_t a, std::size_t b);

}  // namespace dbtool
