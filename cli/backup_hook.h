// The backup hook: the user's program that makes a backup before a run.
#pragma once

#include "core/revisions/revision.h"
#include "core/revisions/route.h"
#include "core/run/execute.h"

#include <vector>

namespace dbtool::cli {

class Session;

/// Runs `backup:` of the settings when these steps ask for it; whether it did. The database is
/// named by the program's environment alone. Throws RefusedError (DBT818) with what it
/// printed when it does not end well, and the steps must not run.
bool run_backup_hook(Session& session, const std::vector<Step>& steps, const BodySource& body);

}  // namespace dbtool::cli
