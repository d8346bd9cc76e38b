// Graph checks: from what revision files say to edges that hold, or every problem with them.
#pragma once

#include "core/revisions/revision.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dbtool {

/// Edges as indices into the revisions they were made from.
struct GraphEdges {
  std::vector<std::vector<std::size_t>> parents = {};
  std::vector<std::vector<std::size_t>> dependencies = {};  ///< those that are no parents
  std::vector<std::size_t> order = {};                      ///< what is stood on comes first
};

/// Throws HistoryError with every problem (DBT710 to DBT716).
GraphEdges checked_edges(const std::vector<Revision>& revisions);

/// Why an id or a label cannot be used in a history, or empty.
std::string why_illegal_id(std::string_view id);
/// `did you mean "x"?`: the only id that begins with the word, else the nearest; or empty.
std::string suggest_id(std::string_view word, const std::vector<std::string>& known);

}  // namespace dbtool
