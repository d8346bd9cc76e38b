// Targets: the identifier grammar (`head`, `+2`, `label@head`, `a:b`) resolved on a graph.
#pragma once

#include "core/revisions/revision_graph.h"

#include <string>
#include <string_view>
#include <vector>

namespace dbtool {

/// The recorded tips of a database: rows of the version table.
using Rows = std::vector<std::string>;

/// What an identifier stands for; empty means base. Throws HistoryError (DBT70x) with the
/// candidates and what to type: unknown, ambiguous prefix, several heads, a relative step beyond
/// the end.
std::vector<std::string> resolve(const RevisionGraph& graph, std::string_view text,
                                 const Rows& rows);
/// As resolve, but exactly one revision.
const Revision& resolve_one(const RevisionGraph& graph, std::string_view text, const Rows& rows);
/// The branch an identifier is qualified with (`label@…`), or empty.
std::string branch_of(std::string_view text);

/// Revisions of a range `a:b` (either side may be empty), newest last.
std::vector<const Revision*> resolve_range(const RevisionGraph& graph, std::string_view text,
                                           const Rows& rows);

}  // namespace dbtool
