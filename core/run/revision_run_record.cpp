// What a revision finds of the state and leaves of it: nobody has moved it, the transaction is
// still dbtool's, and the record is that of this revision.
#include "core/run/log_detail.h"
#include "core/run/log_table.h"
#include "core/run/revision_run.h"
#include "core/support/text.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace dbtool {

void RevisionRun::require_state() {
  require(read_state(run_.connection, run_.dialect, run_.settings.tables));
}

/// In a transaction that can be run again; in one query with the proof of the lock.
void RevisionRun::prove_lock_and_state() {
  Aside proof = {.sql = run_.lock.proof_sql()};
  const State found =
      read_state_again(run_.connection, run_.dialect, run_.settings.tables, run_.state, proof);
  mark_ = run_.lock.proven(proof.value);
  require(found);
}

void RevisionRun::require_state_inside() {
  Aside none;
  require(read_state_again(run_.connection, run_.dialect, run_.settings.tables, run_.state, none));
}

void RevisionRun::require(const State& found) {
  const State& expected = run_.state;
  auto text = [](const State& state) {
    return (state.rows.empty() ? "no revision" : join(state.rows, ", ")) + " at entry " +
           std::to_string(state.seq);
  };
  if (found.rows != expected.rows || found.seq != expected.seq)
    throw_stale(
        text(expected), text(found),
        found.seq > expected.seq ? newest_entry(run_.connection, run_.settings.tables) : "");
}

/// A statement that ended the transaction would have left what came before committed.
void RevisionRun::require_transaction() {
  if (mark_.current.empty() && !run_.connection.in_transaction())
    throw DatabaseError({.code = "DBT411",
                         .message = "a statement ended the transaction",
                         .hint = "take COMMIT and ROLLBACK out of the script"},
                        {});
}

void RevisionRun::require_no_transaction() {
  if (run_.connection.in_transaction())
    throw DatabaseError({.code = "DBT412",
                         .message = "a script opened a transaction and did not close it",
                         .hint = "close it in the same section"},
                        {});
}

/// A script that names the tables of the state may have written to them what is not its own record.
void RevisionRun::require_own_state() {
  if (!in_transaction_) return;  // steps on their own ask anyway
  const StateTables& tables = run_.settings.tables;
  const auto names_state = [&](const Statement& statement) {
    const std::string sql = lower(statement.sql);
    return sql.find(lower(tables.version.name)) != std::string::npos ||
           (tables.log && sql.find(lower(tables.log->name)) != std::string::npos);
  };
  const bool is_named = std::ranges::any_of(parts_, [&](const PlannedPart& part) {
    return std::ranges::any_of(part.statements, names_state);
  });
  if (is_named) require_state();
}

void RevisionRun::write_record(std::size_t parts_done, const std::string& status) {
  require_own_state();
  const bool is_done = status == "done";
  const auto elapsed = std::chrono::steady_clock::now() - started_;
  // The text of the script is kept once, with the entry that says it is done.
  const RevisionBody no_text;
  LogEntry entry =
      entry_of(step_, is_done ? body_ : no_text, run_.identity, run_.settings.tool_version);
  entry.seq = run_.state.seq + 1;
  entry.step = static_cast<int>(parts_done);
  entry.status = status;
  if (!is_done) entry.checksum = digest_of(parts_done);
  entry.detail = to_text(LogDetail{.rows_found = rows_found_, .cursor = batch_cursor_});
  entry.started = to_iso(started_at_);
  entry.finished = to_iso(now());
  entry.duration_ms = std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count();
  run_.dialect.prepare_record(run_.connection, is_done);
  record(run_.connection, run_.dialect, run_.settings.tables,
         is_done ? step_.row_changes : std::vector<RowChange>{}, entry, mark_);
}

void RevisionRun::advance(bool is_last) {
  run_.is_flushed = run_.dialect.traits().commits.flush.empty();
  if (run_.settings.tables.log) ++run_.state.seq;
  if (!is_last) return;
  run_.state.rows = step_.rows_after;
  std::sort(run_.state.rows.begin(), run_.state.rows.end());
}

void RevisionRun::note_recorded(std::size_t parts_done) {
  if (run_.settings.tables.log) parts_recorded_ = parts_done;
}

void RevisionRun::doubt(std::size_t parts_done, bool is_last) {
  in_doubt_ = true;
  parts_in_doubt_ = is_last ? 0 : parts_done;
}

}  // namespace dbtool
