// Revision folders: the files of versions/.
#pragma once

#include "core/revisions/revision.h"
#include "core/revisions/revision_graph.h"

#include <filesystem>
#include <string>
#include <vector>

namespace dbtool {

/// The `*.yaml`, `*.yml` and `*.sql` files of the locations, sorted, each real file once; not their
/// sub-folders unless `recursive`. Hidden files and editor droppings are passed over; a link that
/// leaves the locations and what is no regular file are problems (DBT608). A location that does not
/// exist is empty.
std::vector<std::filesystem::path> revision_files(
    const std::vector<std::filesystem::path>& locations, bool recursive,
    std::vector<Problem>& problems);

/// Reads the headers of all those files. Throws UsageError with the problems of all files
/// (DBT60x) and of the graph besides, or HistoryError with those of the graph alone (DBT71x).
RevisionGraph load_revisions(const std::vector<std::filesystem::path>& locations, bool recursive);

}  // namespace dbtool
