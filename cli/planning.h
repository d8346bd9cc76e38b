// Planning: the steps of an upgrade or downgrade as plans, for --sql and --dry-run.
#pragma once

#include "cli/progress.h"
#include "core/revisions/revision.h"
#include "core/revisions/target.h"
#include "core/run/plan.h"
#include "core/run/state.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace dbtool::cli {

class Session;

struct PlannedRun {
  State before = {};  ///< as it is, or as far as a range tells
  std::vector<PlannedRevision> revisions = {};
  std::vector<Problem> opaque = {};  ///< what could not be followed offline
};

/// Decides the steps from where a database is.
using Route = std::function<std::vector<Step>(const Rows&)>;

/// From the rows of the database. Reads only. Throws UsageError (DBT003) offline.
PlannedRun plan_from_database(Session& session, const Route& route);
/// From a state that is told, without a database.
PlannedRun plan_offline(Session& session, const State& before, const Route& route);
/// Of a target: a range, from where it is told, or from where the database is. An upgrade of a
/// database that cannot be reached, or offline, starts at the base.
PlannedRun plan_target(Session& session, Direction direction, const std::string& target,
                       const std::vector<std::string>& from);
/// The state of a database that is at these (empty: the base) and cannot be asked.
State state_at(Session& session, const std::vector<std::string>& identifiers);

/// Prints the script of a run; `tag` is a comment at its top.
void print_script(Session& session, const PlannedRun& run, const std::string& tag);
/// Prints what would run, operation by operation, with -v the statements; warns of what should not.
void print_steps(Session& session, const PlannedRun& run, RunKind kind);
/// "2 revisions would be applied".
std::string would_be(const PlannedRun& run, RunKind kind);

/// The schema that the revisions up to the rows make; `opaque` gets what could not be followed.
Schema schema_at(Session& session, const Rows& rows, std::vector<Problem>& opaque);
/// The schema that all revisions make. Throws UsageError (DBT306) with the steps that cannot be
/// followed.
Schema schema_of_scripts(Session& session);
/// What those revisions say of an enum, which SQLite forgets when no column has it.
std::optional<Enum> enum_in_history(Session& session, const Name& name, const Rows& rows);

/// The steps of a target.
std::vector<Step> route_of(const RevisionGraph& graph, Direction direction, const Rows& rows,
                           const std::string& target);

}  // namespace dbtool::cli
