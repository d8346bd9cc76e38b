// Scripts: plans as text that psql and sqlite3 run (`--sql`).
#pragma once

#include "core/run/plan.h"
#include "core/run/state.h"

#include <string>
#include <vector>

namespace dbtool {

/// One revision with its transaction and its version rows.
std::string to_script(const PlannedRevision& revision, const Dialect& dialect,
                      const StateTables& tables);
/// The user's words at the top of a script, as comments; empty without any.
std::string tag_comment(const std::string& tag);
/// What comes once at the top: version table made when missing.
std::string script_prologue(const Dialect& dialect, const StateTables& tables,
                            bool creates_version_table);

}  // namespace dbtool
