// Late revisions: merged into the history beside what is applied already.
#pragma once

#include "core/revisions/target.h"

#include <vector>

namespace dbtool {

/// Marks what is not applied, does not stand on the newest that is, and still belongs below or
/// beside it: it was written without what it will meet. An independent branch that nothing joins
/// with what is applied is not late.
std::vector<bool> late_marks(const RevisionGraph& graph, const Rows& rows);

}  // namespace dbtool
