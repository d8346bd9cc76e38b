// RowKeeper: the version rows while revisions are applied and reverted one after the other.
#pragma once

#include "core/revisions/route.h"

#include <set>
#include <string>
#include <vector>

namespace dbtool {

/// Keeps exactly the applied revisions that no applied one stands on. The graph must outlive it.
class RowKeeper {
 public:
  RowKeeper(const RevisionGraph& graph, const Rows& rows);

  /// Rows that r stands on go; the last of them becomes r.
  Step apply(std::size_t index);
  /// What nothing applied stands on any more comes back as rows, r becoming the last of it.
  Step revert(std::size_t index);

 private:
  void add_row(const std::string& row, const Rows& rows);
  Step begin(std::size_t index, Direction direction);
  std::vector<std::string> below(std::size_t index) const;
  void count_user(std::size_t index, int change);
  void insert(Step& step, const std::string& id);
  void remove(Step& step, const std::string& id);
  void update(Step& step, const std::string& from, const std::string& to);
  Step finish(Step step) const;

  const RevisionGraph& graph_;
  std::set<std::string> rows_;
  std::vector<RowChange> renamed_;
  std::vector<int> users_;  ///< applied revisions that stand directly on each
};

}  // namespace dbtool
