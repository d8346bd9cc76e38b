// Scripts: plans as text that psql and sqlite3 run (`--sql`).
#pragma once

#include "core/run/plan.h"
#include "core/run/state.h"

#include <string>
#include <vector>

namespace dbtool {

/// One revision with its transaction, its version rows and its entry in the log.
std::string to_script(const PlannedRevision& revision, const Dialect& dialect,
                      const StateTables& tables, const std::string& tool_version = {});
/// What a stamp does to a database in that state, whole.
std::string stamp_script(const StampPlan& plan, const State& state, const Dialect& dialect,
                         const StateTables& tables, const std::string& tool_version);
/// The user's words at the top of a script, as comments; empty without any.
std::string tag_comment(const std::string& tag);
/// What comes once at the top: the tables of the state made when they are missing, and no revision
/// to be found where the script starts at the base.
std::string script_prologue(const Dialect& dialect, const StateTables& tables, const State& state);

}  // namespace dbtool
