#include "core/run/recorded.h"

#include "core/revisions/header_text.h"
#include "core/revisions/revision_body.h"
#include "core/support/error.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool {

namespace {

std::vector<std::string> ids_in(const std::string& text) {
  return text.empty() ? std::vector<std::string>{} : split(text, ',');
}

/// Where what the log knows is said to be; the ending tells the format of its text.
std::string file_of(const LogEntry& entry) {
  const bool sql = entry.downgrade.starts_with("-- dbtool:");
  return "dbtool_log/" + entry.revision + (sql ? ".sql" : ".yaml");
}

Revision revision_of(const LogEntry& entry) {
  return {.id = entry.revision,
          .message = entry.message,
          .file = file_of(entry),
          .parents = ids_in(entry.parents),
          .depends_on = ids_in(entry.depends_on)};
}

/// Collects revisions downwards from the rows.
class Collector {
 public:
  Collector(const RevisionGraph& graph, const std::vector<LogEntry>& log)
      : graph_(graph), entries_(applied_entries(log)) {}

  RecordedHistory collect(const Rows& rows) {
    wanted_ = rows;
    while (!wanted_.empty()) {
      const std::string id = wanted_.back();
      wanted_.pop_back();
      visit(id);
    }
    if (!problems_.empty()) throw HistoryError(std::move(problems_));
    std::vector<Revision> revisions;
    const std::vector<bool> below = graph_.ancestors(known_);
    for (std::size_t i = 0; i < graph_.size(); ++i)
      if (below[i]) revisions.push_back(graph_.revisions()[i]);
    for (const auto& [id, entry] : recorded_) revisions.push_back(revision_of(entry));
    return {.graph = RevisionGraph(std::move(revisions)), .recorded = std::move(recorded_)};
  }

 private:
  void visit(const std::string& id) {
    const Revision* known = graph_.find(id) != nullptr ? graph_.find(id) : graph_.find_label(id);
    if (known != nullptr) {
      known_.push_back(known->id);
      return;
    }
    if (recorded_.contains(id)) return;
    const auto entry = entries_.find(id);
    if (entry == entries_.end()) return report_missing(id);
    recorded_.emplace(id, entry->second);
    for (const std::string& ids : {entry->second.parents, entry->second.depends_on})
      std::ranges::copy(ids_in(ids), std::back_inserter(wanted_));
  }

  void report_missing(const std::string& id) {
    problems_.push_back({.code = "DBT726",
                         .message = "revision \"" + id + "\" is in no file and was not logged",
                         .notes = {{"next",
                                    "bring its file back, or put the database right by hand "
                                    "and say where it is: dbtool stamp --purge REVISION"}}});
  }

  const RevisionGraph& graph_;
  std::map<std::string, LogEntry> entries_, recorded_;
  std::vector<std::string> wanted_, known_;
  std::vector<Problem> problems_;
};

}  // namespace

std::map<std::string, LogEntry> applied_entries(const std::vector<LogEntry>& log) {
  std::map<std::string, LogEntry> entries;
  for (const LogEntry& entry : log) {
    if (entry.status != "done") continue;
    if (entry.direction == "upgrade") entries[entry.revision] = entry;
    const auto applied = entries.find(entry.revision);
    if (entry.direction != "repair" || applied == entries.end()) continue;
    applied->second.checksum = entry.checksum;
    applied->second.upgrade = entry.upgrade;
    applied->second.downgrade = entry.downgrade;
  }
  return entries;
}

RecordedHistory recorded_history(const RevisionGraph& graph, const Rows& rows,
                                 const std::vector<LogEntry>& log) {
  return Collector(graph, log).collect(rows);
}

std::vector<Step> recorded_route(const RecordedHistory& history, const Rows& rows,
                                 const std::string& target) {
  std::vector<std::string> first;
  for (const auto& [id, entry] : history.recorded)
    if (target.empty() || id.starts_with(target)) first.push_back(id);
  if (first.empty() && !target.empty())
    throw HistoryError(
        {.code = "DBT724", .message = "\"" + target + "\" is no applied revision without a file"});
  if (first.size() > 1 && !target.empty())
    throw HistoryError({.code = "DBT725",
                        .message = "\"" + target + "\" begins " + std::to_string(first.size()) +
                                   " revisions: " + list_of(first),
                        .hint = "type more of it"});
  return revert_route(history.graph, rows, first);
}

RevisionBody recorded_body(const RecordedHistory& history, const Revision& revision,
                           const std::string& dialect, const std::string& database) {
  const std::string& downgrade = history.recorded.at(revision.id).downgrade;
  const bool sql = revision.file.ends_with(".sql");
  const std::string header =
      sql ? "-- dbtool:revision " + revision.id + "\n-- dbtool:upgrade\n"
          : "revision: " + yaml_word("revision", revision.id) + "\nupgrade: []\n";
  // Files that the steps name, as they were.
  const std::string& upgrade = history.recorded.at(revision.id).upgrade;
  const std::size_t files = sql ? std::string::npos : upgrade.rfind("\nx-files:");
  const std::string kept = files == std::string::npos ? "" : upgrade.substr(files);
  return parse_body(header + downgrade + kept, revision.file, dialect, database);
}

}  // namespace dbtool
