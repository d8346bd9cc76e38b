// Recovery: what became of a run whose session broke, asked over a new one.
#pragma once

#include "core/run/failure.h"
#include "core/run/run.h"

namespace dbtool {

/// Reports what the database has of the run's work, and fills the scene: whether the revision is
/// applied whose COMMIT was not answered, and how many before it are not. A session that cannot be
/// had leaves both open.
void recover(Run& run, Scene& scene);

/// A session in place of one that broke; nullptr when none can be had.
Connection* open_session(const RunSettings& settings, const RunEvents& events);
/// Whether the database has what a run recorded: entries carry the run that wrote them; without a
/// log the rows must do.
bool has_recorded(Connection& connection, const StateTables& tables, const State& found,
                  const State& wanted, const std::string& run);

}  // namespace dbtool
