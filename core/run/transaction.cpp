#include "core/run/transaction.h"

#include <utility>

namespace dbtool {

Transaction::Transaction(Connection& connection, TransactionFrame frame)
    : connection_(connection), frame_(std::move(frame)) {
  try {
    for (const std::string& sql : frame_.before) connection_.execute(sql);
    connection_.execute_soon(frame_.begin);
    if (frame_.after_begin) frame_.after_begin();
  } catch (const Error&) {
    roll_back();
    throw;
  }
}

Transaction::~Transaction() {
  if (state_ != State::committed) roll_back();
}

void Transaction::roll_back() noexcept {
  try {
    if (connection_.in_transaction()) connection_.execute("ROLLBACK");
  } catch (const Error&) {
    // The error that led here is the one to tell; a broken connection is rolled back by the server.
  }
  run_after();
}

void Transaction::check_soon() {
  if (frame_.before_commit) frame_.before_commit();
  is_checked_ = true;
}

void Transaction::check() {
  check_soon();
  connection_.catch_up();
}

void Transaction::commit(const SlowCommit& slow) {
  if (!is_checked_) check_soon();
  connection_.catch_up();
  state_ = State::committing;
  try {
    const CommitWatch watch(slow);
    connection_.execute("COMMIT");
  } catch (const DatabaseError& error) {
    if (!error.details().connection_lost) state_ = State::open;
    throw;
  }
  state_ = State::committed;
  run_after();
}

void Transaction::run_after() noexcept {
  for (const std::string& sql : frame_.after) {
    try {
      connection_.execute(sql);
    } catch (const Error&) {
      // A session that cannot be set back is closed soon; the statements after this one still
      // count.
    }
  }
}

}  // namespace dbtool
