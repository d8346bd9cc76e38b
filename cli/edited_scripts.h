// Edited scripts: applied revisions whose files are not what was applied, as people are told.
#pragma once

#include "core/run/applied_scripts.h"
#include "core/support/error.h"

#include <string>
#include <vector>

namespace dbtool::cli {

class Session;

/// As edited_scripts() of the core, over the session's connection.
std::vector<EditedScript> edited_scripts(Session& session, const Rows& rows);
/// "b2.yaml means something else than when it was applied", what differs and what to type.
Problem edited_problem(Session& session, const EditedScript& script, const std::string& code);
/// What differs, line by line, cut where it is long.
std::string difference_text(const EditedScript& script);

/// Throws HistoryError (DBT727) when the meaning of applied scripts changed; called under the lock.
void refuse_edited(Session& session, const State& state);
/// The same as warnings, for what only shows what would be done.
void warn_of_edited(Session& session, const Rows& rows);

}  // namespace dbtool::cli
