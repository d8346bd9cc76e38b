// The steps of a revision that run on their own, outside transactions: each is recorded after it
// ran, and what a crash leaves open in between is asked of the database.
#include "core/run/lone_step.h"
#include "core/run/retry.h"
#include "core/run/revision_run.h"
#include "core/run/transaction.h"

#include <utility>

namespace dbtool {

void RevisionRun::run_alone(const PartGroup& group, bool is_last) {
  const bool is_inside = !in_transaction_ && run_.connection.in_transaction();
  if (!is_inside) {
    settle(run_);
    make_state_tables(run_);
    if (in_transaction_ && !run_.is_backed_up)
      back_up_before(run_, foreseen(group.first, parts_.size() - group.first));
  }
  run_.lock.prove();
  if (in_transaction_) require_state();
  in_transaction_ = false;
  const PlannedPart& part = parts_[group.first];
  const Patience patience(run_, part.settings.lock_timeout);
  set_session(part);
  if (is_inside)
    for (const Statement& statement : part.statements)
      run_.dialect.require_own_rows(run_.connection, statement);
  if (is_inside && commits(part, run_.dialect)) return commit_with_record(group, is_last);
  if (!ran_before_crash(part)) run_lone_step(part);
  // A script that opened a transaction of its own is recorded when it has closed it.
  if (!is_last && run_.connection.in_transaction()) return;
  require_no_transaction();
  record_alone(group.first + 1, is_last ? "done" : "started");
  has_intent_ = false;
}

/// The script's own transaction takes the record of its steps along.
void RevisionRun::commit_with_record(const PartGroup& group, bool is_last) {
  mark_ = run_.lock.prove_inside();
  require_state();
  write_record(group.first + 1, is_last ? "done" : "started");
  try {
    run_statements(parts_[group.first]);
  } catch (const DatabaseError& error) {
    if (error.details().connection_lost) doubt(group.first + 1, is_last);
    throw;
  }
  advance(is_last);
  note_recorded(group.first + 1);
}

void RevisionRun::run_lone_step(const PlannedPart& part) {
  const bool is_recorded_inside = run_.connection.in_transaction() || begins(part, run_.dialect);
  if (run_.settings.tables.log && !is_recorded_inside) {
    record_alone(parts_recorded_, "running");
    has_intent_ = !leaves_trace(run_.dialect, part);
  }
  run_statements(part);
}

bool RevisionRun::ran_before_crash(const PlannedPart& part) {
  if (!std::exchange(may_have_run_, false)) return false;
  const Trace trace = look_for_trace(run_.connection, run_.dialect, part);
  if (trace != Trace::open) return trace == Trace::ran;
  const std::string sql = part.statements.empty() ? "" : part.statements.back().sql;
  throw DatabaseError(
      {.code = "DBT723",
       .message = "it is not known whether step " + std::to_string(parts_recorded_ + 1) + " of " +
                  std::to_string(parts_.size()) + " of revision " + step_.revision->id + " has run",
       .where = part.operations.empty() ? step_.revision->where : part.operations.front().where,
       .notes = {{"cause", "dbtool or its session was ended between the step and its record"},
                 {"statement", sql},
                 {"next",
                  "look whether the database has it, and say so in its section: probe: SELECT true "
                  "when it has run, repeatable: true when it may run again"}}},
      {}, ExitCode::partial);
}

/// A statement that failed has not run.
void RevisionRun::withdraw_intent() noexcept {
  if (!has_intent_) return;
  try {
    record_alone(parts_recorded_, "started");
  } catch (const Error&) {
    // The error that led here is the one to tell; the next run will ask.
  }
}

void RevisionRun::record_alone(std::size_t parts_done, const std::string& status) {
  settle(run_);
  make_state_tables(run_);
  const bool is_last = status == "done";
  with_retries(step_, run_.events, std::nullopt, [&] {
    Transaction transaction(run_.connection, run_.dialect.transaction(run_.connection, {}));
    // Compare-and-swap tells whether anybody came in between where a script dropped the lock.
    mark_ = status == "running" ? run_.lock.prove_inside() : run_.lock.mark_inside();
    require_state();
    transaction.check_soon();
    write_record(parts_done, status);
    try {
      transaction.commit();
    } catch (const DatabaseError&) {
      const bool tells_more = is_last || parts_done > parts_recorded_;
      if (transaction.in_doubt() && tells_more) doubt(parts_done, is_last);
      throw;
    }
  });
  advance(is_last);
  note_recorded(parts_done);
}

/// What a script opened and left open.
void RevisionRun::roll_back_open_transaction() {
  try {
    if (run_.connection.in_transaction()) run_.connection.execute("ROLLBACK");
  } catch (const Error&) {
    // The error that led here is the one to tell; the server rolls back for a broken connection.
  }
}

}  // namespace dbtool
