// Probes: whether a statement that cannot be in a transaction ran before a crash.
#pragma once

#include "core/dialect/dialect.h"

#include <optional>
#include <string_view>

namespace dbtool::postgres {

/// Of concurrent index builds and drops, partitions detached concurrently, new values of enums,
/// validated constraints; VACUUM and its like may run again. Nothing for anything else.
std::optional<StepProbe> probe(std::string_view sql);
/// Drops the index when it is the rest of a build that failed: it holds no rows and takes the name.
std::string drop_invalid_index(const std::string& quoted_name);

}  // namespace dbtool::postgres
