// Routes: which revisions run, in which order, and what becomes of the version rows.
#pragma once

#include "core/revisions/revision_graph.h"
#include "core/revisions/target.h"

#include <string>
#include <string_view>
#include <vector>

namespace dbtool {

/// One statement on the version table.
struct RowChange {
  enum class Kind { insert, update, remove };
  Kind kind = Kind::insert;
  std::string from = {};  ///< update, remove
  std::string to = {};    ///< insert, update
  int rows = 1;           ///< it moves: a version table without its key may have one twice
  bool operator==(const RowChange&) const = default;
};

/// One revision to run. The graph it came from must outlive it.
struct Step {
  const Revision* revision = nullptr;
  Direction direction = Direction::upgrade;
  std::vector<RowChange> row_changes = {};
  Rows rows_after = {};
};

/// A row that names the end of what was squashed is that revision, and gets its id with the first
/// step of any route.

/// Steps of an upgrade to the target: what it stands on and is not applied yet, oldest first.
/// Nothing to do gives none; a target below the rows (DBT707), unknown rows and several heads throw
/// HistoryError.
std::vector<Step> upgrade_route(const RevisionGraph& graph, const Rows& rows,
                                std::string_view target);
/// Steps of a downgrade: everything applied that stands on the target's children, newest first.
/// With a branch (`label@…`) only that branch, and what depends on it, is taken down; `label@base`
/// leaves what other branches stand on. A target that is not applied (DBT707), and one that another
/// branch would go down with (DBT709) throw HistoryError.
std::vector<Step> downgrade_route(const RevisionGraph& graph, const Rows& rows,
                                  std::string_view target);

/// Steps that take revisions back and apply them again: `-2` the last two, `base` all, else the
/// named one and what stands on it. Ends at the rows it began at; throws as downgrade_route does.
std::vector<Step> redo_route(const RevisionGraph& graph, const Rows& rows, std::string_view target);

/// Steps that take these revisions back and what stands on them, as far as they are applied.
std::vector<Step> revert_route(const RevisionGraph& graph, const Rows& rows,
                               const std::vector<std::string>& ids);

/// What `stamp` does to the rows.
struct StampPlan {
  std::vector<RowChange> row_changes = {};
  Rows rows_after = {};
};
/// The applied set becomes what upgrading and downgrading to the targets would leave: siblings and
/// dependents stay. Throws HistoryError (DBT708) for targets that cannot all be tips. `purge`
/// forgets the rows first.
StampPlan stamp_plan(const RevisionGraph& graph, const Rows& rows,
                     const std::vector<std::string>& targets, bool purge);

/// Rows that no revision file has.
Rows unknown_rows(const RevisionGraph& graph, const Rows& rows);
/// Rows that another row descends from: no program that keeps versions leaves both.
Rows implied_rows(const RevisionGraph& graph, const Rows& rows);
/// Marks what is applied: everything the rows stand on.
std::vector<bool> applied_marks(const RevisionGraph& graph, const Rows& rows);

}  // namespace dbtool
