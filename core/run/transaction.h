// Transaction: the frame a dialect gives for a transaction, closed on every path.
#pragma once

#include "core/dialect/dialect.h"
#include "core/run/slow_commit.h"

#include <span>

namespace dbtool {

/// An open transaction. Rolled back when destroyed before commit(); what the frame changed in the
/// session is taken back on every path.
class Transaction {
 public:
  Transaction(Connection& connection, TransactionFrame frame);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  /// The last checks of the frame; commit() makes them unless they were made.
  void check();
  /// The same, at the latest with what comes next.
  void check_soon();
  /// COMMIT, on its own.
  void commit(const SlowCommit& slow = {});
  /// Whether COMMIT was sent and its outcome is not known.
  bool in_doubt() const { return state_ == State::committing; }

 private:
  enum class State { open, committing, committed };

  void roll_back() noexcept;
  void run_after() noexcept;

  Connection& connection_;
  TransactionFrame frame_;
  State state_ = State::open;
  bool is_checked_ = false;
};

}  // namespace dbtool
