// Joined run: all revisions of a run in one transaction: all of them, or none.
#pragma once

#include "core/run/run.h"

namespace dbtool {

/// False when another run was faster. Throws RefusedError (DBT811) for a revision that has steps
/// outside transactions.
bool run_joined(Run& run, const BodySource& body);

}  // namespace dbtool
