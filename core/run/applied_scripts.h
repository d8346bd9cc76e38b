// Applied scripts: what ran, as the log keeps it, beside what its file says now.
#pragma once

#include "core/revisions/revision_graph.h"
#include "core/run/state.h"

#include <cstddef>
#include <string>
#include <vector>

namespace dbtool {

/// A file that is not, byte for byte, what was applied; line ends do not count.
struct EditedScript {
  std::size_t index = 0;    ///< into the graph's revisions
  bool is_changed = false;  ///< it means something else; else it is laid out in another way
  std::string kept = {};    ///< what was applied; empty when the log has no text of it
  std::string now = {};     ///< what the file says, its parts in the same order
};

/// Of the applied revisions that the log has a checksum of: not of those that a stamp declared to
/// be applied. Files are hashed, and only those that differ are parsed.
std::vector<EditedScript> edited_scripts(Connection& connection, const Dialect& dialect,
                                         const StateTables& tables, const RevisionGraph& graph,
                                         const Rows& rows);

}  // namespace dbtool
