// What going back undoes: which applied revisions a target takes down, and which it must leave.
#pragma once

#include "core/revisions/revision_graph.h"
#include "core/revisions/target.h"

#include <string_view>
#include <vector>

namespace dbtool {

/// Marks of the first revisions that going back to a target undoes; what stands on them follows.
/// `standing` is what is, or will be, applied.
std::vector<bool> first_undone(const RevisionGraph& graph, const std::vector<bool>& standing,
                               const Target& target);
/// Marks of everything applied that stands on the marked ones, themselves included.
std::vector<bool> undone_by(const RevisionGraph& graph, const std::vector<bool>& applied,
                            const std::vector<bool>& first);
/// Marks of everything applied that going back to the target undoes. Throws HistoryError (DBT709)
/// when a branch would go down with another one because they share what is below.
std::vector<bool> taken_down(const RevisionGraph& graph, const std::vector<bool>& applied,
                             const Target& target, std::string_view text);

}  // namespace dbtool
