// Log facts: what the log says about the revisions of a project.
#pragma once

#include "core/revisions/revision.h"
#include "core/run/state.h"

#include <map>
#include <string>
#include <vector>

namespace dbtool::cli {

class Session;

/// The newest finished entry of each revision, upgrades and stamps. Empty without a log.
std::map<std::string, LogEntry> last_entries(Session& session);

}  // namespace dbtool::cli
