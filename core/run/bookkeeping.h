// Bookkeeping: changes of the records alone; no script runs.
#pragma once

#include "core/run/execute.h"

#include <functional>
#include <optional>
#include <string>

namespace dbtool {

/// Moves the rows, with an entry of the log. Nothing is written when the plan, made under the lock,
/// changes nothing. Revisions left part-way are forgotten.
void run_stamp(Connection& connection, const Dialect& dialect, const RunSettings& settings,
               const std::function<StampPlan(const State&)>& plan, RunReport& report);

/// The text of an applied revision that counts from now on as what was applied, and why.
struct Repair {
  const Revision* revision = nullptr;
  std::string text = {};
  std::string reason = {};
};
/// Records what `repair` gives for the state under the lock; nothing: nothing to do. Throws
/// HistoryError (DBT722) for a revision that was left part-way.
void run_repair(Connection& connection, const Dialect& dialect, const RunSettings& settings,
                const std::function<std::optional<Repair>(const State&)>& repair);

}  // namespace dbtool
