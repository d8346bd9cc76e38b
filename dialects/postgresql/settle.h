// Settling doubts: what is in doubt is built in the scratch database and read back.
#pragma once

#include "core/dialect/dialect.h"
#include "dialects/postgresql/adopt.h"

#include <vector>

namespace dbtool::postgres {

/// Replaces the texts in doubt by the server's own. Builds only the tables and views concerned,
/// without foreign keys. Throws UsageError (DBT160) with everything the server refuses.
void settle(const std::vector<Doubt>& doubts, const Model& declared, Schema& wanted,
            Scratch& scratch);

}  // namespace dbtool::postgres
