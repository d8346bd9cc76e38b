// Lone steps: what runs on its own, and whether a crash let it run before it could be recorded.
#pragma once

#include "core/run/plan.h"

namespace dbtool {

/// Whether the statements can share a transaction with their record, so that nothing is left open:
/// none controls transactions, commits by itself or is refused inside one.
bool can_be_recorded_at_once(const PlannedPart& part, const Dialect& dialect);

/// Whether the statement only changes settings of the session that outlive its transaction: SET,
/// RESET, PRAGMA, SELECT set_config(…).
bool sets_session(const Statement& statement, const Dialect& dialect);

/// Whether the part is the statement with which a script opens a transaction of its own, or commits
/// it.
bool begins(const PlannedPart& part, const Dialect& dialect);
bool commits(const PlannedPart& part, const Dialect& dialect);

enum class Trace {
  ran,      ///< the database has what the step makes
  not_ran,  ///< it has not, and what was half made is gone
  open,     ///< nothing tells
};
/// Asks the section's probe, else what the dialect knows of the statements.
Trace look_for_trace(Connection& connection, const Dialect& dialect, const PlannedPart& part);
/// Whether look_for_trace() will be able to tell, so that a failure leaves nothing open.
bool leaves_trace(const Dialect& dialect, const PlannedPart& part);

}  // namespace dbtool
