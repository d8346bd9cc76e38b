// Revision folders: the files of versions/, and writing a new one.
#pragma once

#include "core/revisions/revision.h"
#include "core/revisions/revision_graph.h"

#include <filesystem>
#include <string>
#include <vector>

namespace dbtool {

/// Reads the headers of all `*.yaml`, `*.yml` and `*.sql` files of the locations (not their
/// sub-folders unless `recursive`), in parallel where that helps. Throws HistoryError with all
/// problems. A location that does not exist is empty.
RevisionGraph load_revisions(const std::vector<std::filesystem::path>& locations, bool recursive);

}  // namespace dbtool
