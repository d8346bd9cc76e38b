// Parts of a revision in a transaction: one of their own, or one that revisions share.
#include "core/run/retry.h"
#include "core/run/revision_run.h"
#include "core/run/transaction.h"
#include "core/support/text.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace dbtool {
namespace {

std::optional<std::chrono::milliseconds> patience_of(const std::vector<PlannedPart>& parts,
                                                     const PartGroup& group) {
  std::optional<std::chrono::milliseconds> least;
  for (std::size_t i = group.first; i < group.first + group.count; ++i) {
    const auto& own = parts[i].settings.lock_timeout;
    if (own && (!least || *own < *least)) least = own;
  }
  return least;
}

std::optional<int> retries_of(const std::vector<PlannedPart>& parts, const PartGroup& group) {
  std::optional<int> retries;
  for (std::size_t i = group.first; i < group.first + group.count; ++i)
    retries = std::max(retries, parts[i].settings.retries);
  // A short wait of its own is repeated; the wait of the run is not.
  if (!retries && patience_of(parts, group)) return usual_retries;
  return retries;
}

/// Whether it makes, changes or takes away an object without going through rows.
bool is_quick(const Statement& statement) {
  if (statement.reads_catalog) return true;
  const std::string_view sql = statement.sql;
  const std::string word = lower(sql.substr(0, sql.find_first_of(" \t\r\n")));
  return !statement.rebuilds && (word == "create" || word == "alter" || word == "drop");
}

}  // namespace

void RevisionRun::run_transaction(const PartGroup& group, bool is_last) {
  if (!in_transaction_) require_no_transaction();
  in_transaction_ = true;
  const std::size_t statements_before = statements_;
  const bool shares = may_share(group);
  if (!may_wait_for(group)) settle(run_);
  with_retries(step_, run_.events, retries_of(parts_, group), [&] {
    statements_ = statements_before;
    rows_found_.clear();
    statement_.reset();
    shares ? run_in_shared(group) : run_in_own(group, is_last);
  });
  advance(is_last);
  note_recorded(group.first + group.count);
}

bool RevisionRun::may_share(const PartGroup& group) const {
  return run_.shares && is_whole(group) && !patience_of(parts_, group);
}

/// Whether the group is the whole revision, so that it can be taken back and run again.
bool RevisionRun::is_whole(const PartGroup& group) const {
  return group.transaction && group.count == parts_.size();
}

void RevisionRun::run_in_own(const PartGroup& group, bool is_last) {
  make_state_tables(run_);
  const Patience patience(run_, patience_of(parts_, group));
  Transaction transaction(run_.connection, frame_of(group));
  for (const std::string& sql : run_.dialect.set_session({.isolation = group.isolation}))
    run_.connection.execute_soon(sql);
  prove_lock_and_state();
  if (!run_.is_backed_up) back_up_before(run_, foreseen(group.first, group.count));
  run_parts(group);
  require_transaction();
  if (is_whole(group)) verify(true);
  transaction.check_soon();
  write_record(group.first + group.count, is_last ? "done" : "started");
  try {
    transaction.commit();
  } catch (const DatabaseError&) {
    if (transaction.in_doubt()) doubt(group.first + group.count, is_last);
    throw;
  }
}

/// Whether what is done and not safe yet may wait: not for a revision that may take long. A backup
/// is made before a transaction has changed anything.
bool RevisionRun::may_wait_for(const PartGroup& group) {
  if (!run_.shared.is_open() && run_.is_flushed) return true;
  const TransactionFrame frame = frame_of(group);
  const auto statements = foreseen(group.first, group.count);
  if (!std::ranges::all_of(statements, is_quick)) return false;
  if (!run_.shared.is_open()) return true;
  if (!may_share(group) || !run_.shared.fits(frame)) return false;
  return run_.is_backed_up || !run_.dialect.endangers_rows(run_.connection, statements);
}

void RevisionRun::run_in_shared(const PartGroup& group) {
  const TransactionFrame frame = frame_of(group);
  const bool is_new = !run_.shared.is_open();
  if (is_new) open_shared(frame);
  if (is_new && !run_.is_backed_up) back_up_before(run_, foreseen(group.first, group.count));
  Savepoint savepoint(run_.connection);
  if (frame.after_begin) frame.after_begin();
  run_parts(group);
  require_transaction();
  verify(true);
  if (frame.before_commit) frame.before_commit();
  write_record(group.first + group.count, "done");
  savepoint.release();
}

void RevisionRun::open_shared(const TransactionFrame& frame) {
  run_.shared.open(frame);
  try {
    make_state_tables(run_);
    mark_ = run_.lock.prove_inside();
    require_state();
  } catch (const Error&) {
    abandon(run_);
    throw;
  }
}

TransactionFrame RevisionRun::frame_of(const PartGroup& group) {
  try {
    return run_.dialect.transaction(run_.connection, foreseen(group.first, group.count));
  } catch (const UsageError&) {
    // What cannot be rendered may be what another run has just done.
    require_state();
    throw;
  }
}

}  // namespace dbtool
