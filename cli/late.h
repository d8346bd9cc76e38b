// Late revisions, as people are told.
#pragma once

#include "core/revisions/route.h"

#include <vector>

namespace dbtool::cli {

class Session;

/// Warns (DBT728) of those steps of an upgrade that were merged beside what is applied.
void warn_of_late(Session& session, const Rows& rows, const std::vector<Step>& steps);

}  // namespace dbtool::cli
