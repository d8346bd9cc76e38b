#include "core/run/bookkeeping.h"

#include "core/revisions/revision_header.h"
#include "core/revisions/script_meaning.h"
#include "core/run/failure.h"
#include "core/run/recover.h"
#include "core/run/run.h"
#include "core/run/transaction.h"
#include "core/support/clock.h"
#include "core/support/text.h"

#include <algorithm>

namespace dbtool {
namespace {

/// What is to be written: the entry's number, time and author are filled in.
struct RecordChange {
  std::vector<RowChange> row_changes = {};
  Rows rows_after = {};
  LogEntry entry = {};
};
/// Nothing when nothing is to be written.
using RecordSource = std::function<std::optional<RecordChange>(const State&)>;

void sign(LogEntry& entry, const State& state, const std::string& tool_version) {
  const RunIdentity identity = this_run();
  entry.seq = state.seq + 1;
  entry.status = "done";
  entry.started = entry.finished = to_iso(now());
  entry.user = identity.user;
  entry.host = identity.host;
  entry.tool = tool_version;
  entry.run = identity.run;
}

/// COMMIT was not answered: whether the entry is there is asked over a new session.
void require_recorded(DatabaseError error, Run& run, const RecordChange& change,
                      const std::string& transaction) {
  Connection* fresh = open_session(run.settings, run.events);
  if (fresh == nullptr) {
    error.add_note({"state",
                    "the connection was lost while this was committed: it is recorded or it is "
                    "not"});
    error.add_note({"next", "look with: dbtool current, then run again: " + run.settings.command});
    throw error;
  }
  if (!transaction.empty()) run.dialect.was_committed(*fresh, transaction);
  const StateTables& tables = run.settings.tables;
  const State found = read_state(*fresh, run.dialect, tables);
  State wanted = {.rows = change.rows_after, .seq = change.entry.seq};
  std::ranges::sort(wanted.rows);
  if (!has_recorded(*fresh, tables, found, wanted, change.entry.run)) throw error;
}

/// Decides twice: what it finds before the lock is that of a transaction may be old (SQLite).
void change_records(Connection& connection, const Dialect& dialect, const RunSettings& settings,
                    const RecordSource& decide, RunReport& report) {
  const RunEvents events;
  auto held = take_lock(connection, dialect, settings, events);
  Run run = {.connection = connection,
             .dialect = dialect,
             .settings = settings,
             .events = events,
             .lock = *held,
             .report = report,
             .state = read_state(connection, dialect, settings.tables)};
  note_state(run.state, report);
  if (!decide(run.state)) return;
  make_state_tables(run);
  Transaction transaction(connection, dialect.transaction(connection, {}));
  const TransactionMark mark = held->prove_inside();
  const State state = read_state(connection, dialect, settings.tables);
  report.rows_before = report.rows_after = state.rows;
  std::optional<RecordChange> change = decide(state);
  if (!change) return;
  sign(change->entry, state, settings.tool_version);
  record(connection, dialect, settings.tables, change->row_changes, change->entry);
  try {
    transaction.commit(settings.slow_commit);
  } catch (const DatabaseError& error) {
    if (!transaction.in_doubt()) throw;
    require_recorded(error, run, *change, mark.id);
  }
  report.rows_after = change->rows_after;
}

void run_change(Connection& connection, const Dialect& dialect, const RunSettings& settings,
                const RecordSource& decide, RunReport& report) {
  try {
    change_records(connection, dialect, settings, decide, report);
  } catch (Error& error) {
    complete(error, settings, report);
    throw;
  }
}

LogEntry repair_entry(const Repair& repair) {
  const Revision& revision = *repair.revision;
  ScriptParts parts = script_parts(repair.text, is_sql_file(revision.file));
  return {.revision = revision.id,
          .direction = "repair",
          .parents = join(revision.parents, ","),
          .checksum = script_checksum(repair.text),
          .upgrade = std::move(parts.upgrade),
          .downgrade = std::move(parts.downgrade),
          .depends_on = join(revision.depends_on, ","),
          .message = repair.reason};
}

}  // namespace

void run_stamp(Connection& connection, const Dialect& dialect, const RunSettings& settings,
               const std::function<StampPlan(const State&)>& plan, RunReport& report) {
  const auto decide = [&](const State& state) -> std::optional<RecordChange> {
    StampPlan planned = plan(state);
    if (planned.row_changes.empty() && read_part_way(connection, state, settings.tables).empty())
      return std::nullopt;
    LogEntry entry = {.revision = join(planned.rows_after, ","),
                      .direction = "stamp",
                      .parents = join(state.rows, ",")};
    return RecordChange{std::move(planned.row_changes), std::move(planned.rows_after),
                        std::move(entry)};
  };
  run_change(connection, dialect, settings, decide, report);
}

void run_repair(Connection& connection, const Dialect& dialect, const RunSettings& settings,
                const std::function<std::optional<Repair>(const State&)>& repair) {
  const auto decide = [&](const State& state) -> std::optional<RecordChange> {
    const std::optional<Repair> wanted = repair(state);
    if (!wanted) return std::nullopt;
    const auto part_way = read_part_way(connection, state, settings.tables);
    if (const auto found = part_way.find(wanted->revision->id); found != part_way.end())
      throw_part_way(found->first, found->second);
    return RecordChange{{}, state.rows, repair_entry(*wanted)};
  };
  RunReport report;
  run_change(connection, dialect, settings, decide, report);
}

}  // namespace dbtool
