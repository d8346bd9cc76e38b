// Unknown rows: what a database is at and no revision file has, explained from its log.
#pragma once

#include "core/run/state.h"

namespace dbtool::cli {

class Session;

/// Throws HistoryError (DBT703, DBT718) when there are any, and for a row that is there twice
/// (DBT719).
void refuse_unknown_rows(Session& session, const State& state);
/// The same, and for rows that other rows imply (DBT753): whoever goes on from there would leave
/// them.
void refuse_unsound_rows(Session& session, const State& state);
/// The state for commands that only ask: such rows are warned of.
State state_with_unknown_rows(Session& session);

}  // namespace dbtool::cli
