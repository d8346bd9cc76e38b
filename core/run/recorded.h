// Recorded history: applied revisions that no file has any more, as the log keeps them.
#pragma once

#include "core/revisions/revision_graph.h"
#include "core/revisions/route.h"
#include "core/run/state.h"

#include <map>
#include <string>
#include <vector>

namespace dbtool {

/// What is applied: revisions that have files, and those that only the log knows.
struct RecordedHistory {
  RevisionGraph graph = {};
  std::map<std::string, LogEntry> recorded = {};  ///< those without a file
};

/// The newest entry of each revision that was applied, by id, with the text that a repair accepted;
/// stamps are not among them.
std::map<std::string, LogEntry> applied_entries(const std::vector<LogEntry>& log);

/// Throws HistoryError (DBT726) for rows that neither files nor the log know.
RecordedHistory recorded_history(const RevisionGraph& graph, const Rows& rows,
                                 const std::vector<LogEntry>& log);
/// Takes back what no file has: all of it, or from one revision up. Throws HistoryError (DBT724,
/// DBT725) when that one is not among it.
std::vector<Step> recorded_route(const RecordedHistory& history, const Rows& rows,
                                 const std::string& target);
/// The way back as it was when the revision was applied, of one of several databases where it is
/// named.
RevisionBody recorded_body(const RecordedHistory& history, const Revision& revision,
                           const std::string& dialect, const std::string& database = {});

}  // namespace dbtool
