// Squash: a part of the history as one revision that replaces it.
#pragma once

#include "core/revisions/new_revision.h"
#include "core/revisions/revision_graph.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace dbtool {

struct SquashPlan {
  std::vector<std::size_t> range = {};  ///< oldest first; the last is the end
  Revision revision = {};               ///< without id and file
};

/// From a revision (nothing: from the base) to another one, both included. Throws HistoryError for
/// a range that is none (DBT743) and for one that others come after or before in the middle
/// (DBT744).
SquashPlan squash_plan(const RevisionGraph& graph, std::optional<std::size_t> from, std::size_t to);

/// Fills the steps and their format: the upgrades one after the other, the downgrades in reverse.
/// SQL files alone give a SQL file with their text. What one of them cannot take back, the whole
/// cannot.
void fill_squashed(NewRevision& revision, const std::vector<Revision>& range);

}  // namespace dbtool
