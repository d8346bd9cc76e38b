// Revision headers: read without parsing the whole file.
#pragma once

#include "core/revisions/revision.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace dbtool {

/// Reads the header of a revision file from its first bytes: plain `key: value` lines before
/// `upgrade:` (YAML), `-- dbtool:` comments (SQL). A header that is not plain goes through the YAML
/// reader. Problems (DBT60x, each with its place) are appended; the id is empty when unreadable.
Revision read_header(const std::filesystem::path& path, std::vector<Problem>& problems);

}  // namespace dbtool
