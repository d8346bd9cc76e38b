// Targets: the identifier grammar (`head`, `+2`, `label@head`, `a:b`) resolved on a graph.
#pragma once

#include "core/revisions/revision_graph.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dbtool {

/// The recorded tips of a database: rows of the version table.
using Rows = std::vector<std::string>;

/// What an identifier stands for, as indices into the graph.
struct Target {
  std::vector<std::size_t> revisions = {};  ///< ascending; empty: base
  /// The revision whose branch is meant: `label@…`, or the row that steps were counted from. Only
  /// this branch is gone back on.
  std::optional<std::size_t> branch = {};
};

/// Throws HistoryError (DBT70x) with the candidates and what to type: unknown, ambiguous prefix,
/// several heads, a relative step beyond the end.
Target resolve_target(const RevisionGraph& graph, std::string_view text, const Rows& rows);
/// The ids alone; empty means base.
std::vector<std::string> resolve(const RevisionGraph& graph, std::string_view text,
                                 const Rows& rows);
/// As resolve, but exactly one revision.
const Revision& resolve_one(const RevisionGraph& graph, std::string_view text, const Rows& rows);
/// The branch an identifier is qualified with (`label@…`), or empty.
std::string branch_of(std::string_view text);

/// Revisions of a range `a:b` (either side may be empty), newest last: what stands on a and is
/// stood on by b, both included. `-3:b` and `a:+3` count from the other side and stop at the end
/// of the history.
std::vector<const Revision*> resolve_range(const RevisionGraph& graph, std::string_view text,
                                           const Rows& rows);

/// What to say of a row that stands for no revision file: DBT703, or DBT718 for one from the middle
/// of what was squashed.
Problem unknown_row(const RevisionGraph& graph, const std::string& row);
/// The rows by the ids that the files have now.
Rows current_names(const RevisionGraph& graph, const Rows& rows);
/// The rows without those that others of them stand on, as indices, ascending. Throws HistoryError
/// (DBT703) for rows that no revision file has.
std::vector<std::size_t> tips_of(const RevisionGraph& graph, const Rows& rows);
/// Of the marked revisions those that no other marked one stands on, ascending.
std::vector<std::size_t> maximal(const RevisionGraph& graph, const std::vector<bool>& marks);
/// Marks of the ancestors and descendants of a revision by parent links: the branch it names.
std::vector<bool> lineage_of(const RevisionGraph& graph, std::size_t index);

}  // namespace dbtool
