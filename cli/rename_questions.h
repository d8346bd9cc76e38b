// Rename questions: a column or table that is gone and a new one may be the same; dropping and
// adding would lose the data, so somebody has to say.
#pragma once

#include "cli/comparison.h"

namespace dbtool::cli {

class Session;

/// Asks about each candidate on a terminal. Without one, likely renames refuse (DBT806) and the
/// others are warned about.
ProjectComparison settle_renames(Session& session, ProjectComparison comparison);

}  // namespace dbtool::cli
