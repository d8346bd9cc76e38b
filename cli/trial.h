// Trial: --dry-run shows what would run, and runs it in vain.
#pragma once

#include "cli/planning.h"
#include "cli/progress.h"
#include "core/run/execute.h"

namespace dbtool::cli {

class Session;

/// Prints what would run and tries it: on a copy of the database where the dialect makes one, else
/// in one transaction that is rolled back. What keeps it from being tried is said. A step that
/// fails throws as in the run itself, and nothing is changed.
void dry_run(Session& session, RunKind kind, RunSettings settings, const PlannedRun& planned,
             const RouteSource& route, const BodySource& body);

}  // namespace dbtool::cli
