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
/// reader. Problems (DBT602 to DBT606, each with its place) are appended; the id is empty when
/// unreadable. `shown_as` is the path for messages and Revision::file, by default the path itself.
Revision read_header(const std::filesystem::path& path, std::vector<Problem>& problems,
                     const std::string& shown_as = {});
/// The same from a file's text, or its beginning. The ending of `file` tells the format.
Revision parse_header(std::string_view text, const std::string& file,
                      std::vector<Problem>& problems);
/// What is wrong with a file whose header names no revision: another tool's file (DBT602), or none.
Problem no_revision(std::string_view text, const std::string& file);
/// By the ending: `.sql`, else YAML.
bool is_sql_file(std::string_view file);

}  // namespace dbtool
