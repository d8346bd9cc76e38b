// Body formats: the two ways a revision's steps are written. For revision_body.cpp alone.
#pragma once

#include "core/revisions/revision.h"

#include <string>
#include <string_view>
#include <vector>

namespace dbtool {

/// Whose steps are read; empty: everybody's.
struct BodyFor {
  std::string dialect = {};
  std::string database = {};
};

RevisionBody parse_yaml_body(std::string_view text, const std::string& file, const BodyFor& reader,
                             std::vector<Problem>& problems);
RevisionBody parse_sql_body(std::string_view text, const std::string& file, const BodyFor& reader,
                            std::vector<Problem>& problems);

/// Why a file without a downgrade part cannot be taken back.
inline constexpr const char* no_downgrade = "the file has no downgrade part";

}  // namespace dbtool
