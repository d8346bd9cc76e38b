#include "core/run/applied_scripts.h"

#include "core/revisions/included_files.h"
#include "core/revisions/revision_header.h"
#include "core/revisions/route.h"
#include "core/revisions/script_meaning.h"
#include "core/run/log_entry.h"
#include "core/support/file.h"
#include "core/support/text.h"

#include <map>

namespace dbtool {
namespace {

struct LoggedScript {
  std::string seq = {};
  std::string checksum = {};
};

/// Follows the log from its beginning: what it says last about each revision.
class LogReader {
 public:
  explicit LogReader(const RevisionGraph& graph) : graph_(graph) {}

  void read(Connection& connection, const Name& log) {
    connection.query("SELECT seq, revision, direction, parents, checksum FROM " + quoted(log) +
                         " WHERE status = 'done' ORDER BY seq",
                     [&](Row row) { take(row); });
  }

  const std::map<std::size_t, LoggedScript>& recorded() const { return recorded_; }

 private:
  void take(Row row) {
    const auto text = [&](std::size_t i) { return std::string(row[i].value_or("")); };
    const std::string direction = text(2);
    if (direction == "stamp") return forget_moved(text(3), text(1));
    const Revision* revision = graph_.find(text(1));
    // What was squashed into another revision is not that one's script.
    if (revision == nullptr || revision->id != text(1)) return;
    const std::size_t index = graph_.index_of(revision->id);
    if (direction == "downgrade")
      recorded_.erase(index);
    else
      recorded_[index] = {.seq = text(0), .checksum = text(4)};
  }

  /// A stamp declares what is applied, whatever ran before.
  void forget_moved(const std::string& from, const std::string& to) {
    const std::vector<bool> before = marks_of(from);
    const std::vector<bool> after = marks_of(to);
    std::erase_if(recorded_,
                  [&](const auto& one) { return before[one.first] != after[one.first]; });
  }

  std::vector<bool> marks_of(const std::string& rows) const {
    std::vector<std::string> known;
    for (const std::string& row : split(rows, ','))
      if (const Revision* revision = graph_.find(row)) known.push_back(revision->id);
    return graph_.ancestors(known);
  }

  const RevisionGraph& graph_;
  std::map<std::size_t, LoggedScript> recorded_;
};

std::string joined(const ScriptParts& parts) {
  const bool needs_end = !parts.upgrade.empty() && !parts.upgrade.ends_with('\n');
  return parts.upgrade + (needs_end && !parts.downgrade.empty() ? "\n" : "") + parts.downgrade;
}

std::string kept_text(Connection& connection, const Name& log, const std::string& seq) {
  ScriptParts parts;
  connection.query("SELECT upgrade, downgrade FROM " + quoted(log) + " WHERE seq = " + seq,
                   [&](Row row) {
                     parts = {.upgrade = std::string(row[0].value_or("")),
                              .downgrade = std::string(row[1].value_or(""))};
                   });
  return joined(parts);
}

bool means_the_same(const EditedScript& script, const std::string& file,
                    const std::string& dialect) {
  const auto kept = meaning_of(script.kept, file, dialect);
  return kept && kept == meaning_of(script.now, file, dialect);
}

}  // namespace

std::vector<EditedScript> edited_scripts(Connection& connection, const Dialect& dialect,
                                         const StateTables& tables, const RevisionGraph& graph,
                                         const Rows& rows) {
  std::vector<EditedScript> edited;
  if (!tables.log || rows.empty() || !dialect.table_exists(connection, *tables.log)) return edited;
  LogReader log(graph);
  log.read(connection, *tables.log);
  const std::vector<bool> applied = applied_marks(graph, rows);
  for (const auto& [index, recorded] : log.recorded()) {
    if (!applied[index] || recorded.checksum.empty()) continue;
    const std::string& file = graph.revisions()[index].file;
    const std::string text = read_script(file);
    if (script_checksum(text) == recorded.checksum) continue;
    EditedScript script = {.index = index,
                           .kept = kept_text(connection, *tables.log, recorded.seq),
                           .now = joined(script_parts(text, is_sql_file(file)))};
    script.is_changed = !means_the_same(script, file, dialect.traits().name);
    edited.push_back(std::move(script));
  }
  return edited;
}

}  // namespace dbtool
