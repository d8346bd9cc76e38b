// SharedTransaction: one transaction for revisions that follow each other, each in a savepoint.
#pragma once

#include "core/run/transaction.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace dbtool {

/// Opened by the first revision that needs it, committed when those after it should not wait.
/// Rolled back when destroyed.
class SharedTransaction {
 public:
  explicit SharedTransaction(Connection& connection) : connection_(connection) {}

  bool is_open() const { return transaction_.has_value(); }
  /// Whether a failure took back all of it, not only the savepoint that failed.
  bool is_gone() const { return is_open() && !connection_.in_transaction(); }
  /// Whether a revision that asks for this frame can run inside.
  bool fits(const TransactionFrame& frame) const;
  std::chrono::steady_clock::duration age() const;

  /// What the frame does inside is left to the revisions that ask for it.
  void open(TransactionFrame frame);
  void commit();
  void roll_back() { transaction_.reset(); }

 private:
  Connection& connection_;
  std::optional<Transaction> transaction_ = {};
  std::vector<std::string> surroundings_ = {};
  std::chrono::steady_clock::time_point since_ = {};
};

/// Takes back what ran since, unless it is released.
class Savepoint {
 public:
  explicit Savepoint(Connection& connection);
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  ~Savepoint();

  void release();

 private:
  Connection& connection_;
  bool is_open_ = true;
};

}  // namespace dbtool
