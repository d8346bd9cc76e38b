// Overlaps: objects that several branches change, for who joins them.
#pragma once

#include "core/operations/touched.h"
#include "core/revisions/revision_graph.h"

#include <map>
#include <string>
#include <vector>

namespace dbtool::cli {

/// What is changed by revisions of more than one branch, with these revisions. A branch is what
/// only one of the heads stands on. A column stands for its table.
std::map<Touched, std::vector<std::string>> overlaps_of(const RevisionGraph& graph,
                                                        const std::vector<std::string>& heads);

}  // namespace dbtool::cli
