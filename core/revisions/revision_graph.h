// RevisionGraph: the history as a graph of revisions; who comes before whom.
#pragma once

#include "core/revisions/graph_checks.h"
#include "core/revisions/revision.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dbtool {

/// Revisions in an order with parents and dependencies before children; independent ones by time of
/// creation, then id, never by file name. Edges by index. Immutable once made.
class RevisionGraph {
 public:
  RevisionGraph() = default;
  /// Throws HistoryError with every problem of every file: duplicate id (both files), missing
  /// parent or dependency, cycle, self-reference, label clash, illegal or over-long id (DBT71x).
  explicit RevisionGraph(std::vector<Revision> revisions);

  const std::vector<Revision>& revisions() const { return revisions_; }
  bool empty() const { return revisions_.empty(); }
  std::size_t size() const { return revisions_.size(); }
  /// By id, or by the id of the last revision that was squashed into it.
  const Revision* find(std::string_view id) const;
  /// The revision that another one was squashed into, or nullptr.
  const Revision* find_squashed(std::string_view id) const;
  /// The declaring revision of a branch label, or nullptr.
  const Revision* find_label(std::string_view label) const;

  /// Indices into revisions(): a lower index never stands on a higher one. The id must be known.
  std::size_t index_of(std::string_view id) const;
  /// The other way round.
  std::vector<std::string> ids_of(const std::vector<std::size_t>& indices) const;
  const std::vector<std::size_t>& parents(std::size_t index) const { return parents_[index]; }
  const std::vector<std::size_t>& children(std::size_t index) const { return children_[index]; }
  /// Without those that are parents as well.
  const std::vector<std::size_t>& dependencies(std::size_t index) const {
    return dependencies_[index];
  }
  const std::vector<std::size_t>& dependents(std::size_t index) const { return dependents_[index]; }

  /// Without a child by parent link.
  std::vector<std::string> heads() const;
  /// Without a child and without a dependent.
  std::vector<std::string> real_heads() const;
  std::vector<std::string> bases() const;

  /// Marks of all revisions that the given ones stand on (parents and dependencies), themselves
  /// included.
  std::vector<bool> ancestors(const std::vector<std::string>& ids) const;
  /// The same by parent links only.
  std::vector<bool> lineage_ancestors(const std::vector<std::string>& ids) const;
  /// Marks of everything that descends from or depends on the given ones, themselves included.
  std::vector<bool> descendants(const std::vector<std::string>& ids) const;
  /// The same by parent links only.
  std::vector<bool> lineage_descendants(const std::vector<std::string>& ids) const;

  /// The branch labels a revision belongs to, its own first: labels of its ancestors, and labels
  /// further up the line as long as the line neither branches nor merges.
  std::vector<std::string> labels_of(std::size_t index) const;

 private:
  void link(const GraphEdges& edges);
  void spread_labels();
  std::vector<bool> marks_of(const std::vector<std::string>& ids) const;

  std::vector<Revision> revisions_;
  std::vector<std::vector<std::size_t>> parents_, children_, dependencies_, dependents_;
  std::unordered_map<std::string, std::size_t> by_id_, by_label_, by_replaced_;
  /// Distinct lists of labelled revisions; neighbours on a line share one.
  std::vector<std::vector<std::size_t>> label_lists_;
  std::vector<std::size_t> labels_below_, labels_above_;  ///< per revision, into label_lists_
};

}  // namespace dbtool
