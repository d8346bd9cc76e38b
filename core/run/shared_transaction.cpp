#include "core/run/shared_transaction.h"

#include <utility>

namespace dbtool {

bool SharedTransaction::fits(const TransactionFrame& frame) const {
  return frame.before == surroundings_;
}

std::chrono::steady_clock::duration SharedTransaction::age() const {
  return std::chrono::steady_clock::now() - since_;
}

void SharedTransaction::open(TransactionFrame frame) {
  surroundings_ = frame.before;
  frame.after_begin = nullptr;
  frame.before_commit = nullptr;
  transaction_.emplace(connection_, std::move(frame));
  since_ = std::chrono::steady_clock::now();
}

void SharedTransaction::commit() {
  transaction_->commit();
  transaction_.reset();
}

Savepoint::Savepoint(Connection& connection) : connection_(connection) {
  connection_.execute("SAVEPOINT dbtool_revision");
}

Savepoint::~Savepoint() {
  if (!is_open_) return;
  try {
    if (!connection_.in_transaction()) return;
    connection_.execute("ROLLBACK TO dbtool_revision");
    connection_.execute("RELEASE dbtool_revision");
  } catch (const Error&) {
    // The error that led here is the one to tell; what is left is taken back with the transaction.
  }
}

void Savepoint::release() {
  connection_.execute("RELEASE dbtool_revision");
  is_open_ = false;
}

}  // namespace dbtool
