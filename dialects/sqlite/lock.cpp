// There is no lock file and no lock row: BEGIN IMMEDIATE is the lock, so that a process that is
// killed leaves none behind. What was read before is proven by the version rows, which change by
// compare-and-swap inside that transaction.
#include "dialects/sqlite/lock.h"

#include "dialects/sqlite/connection.h"

#include <utility>

namespace dbtool::lite {
namespace {

class WriterLock final : public Lock {
 public:
  WriterLock(SqliteConnection& connection, const LockRequest& request)
      : connection_(connection), usual_(connection.patience()) {
    connection_.patience().limit = request.patience;
    connection_.patience().waiting = request.waiting;
  }
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;
  ~WriterLock() override { connection_.patience() = std::move(usual_); }

  void prove() override {}

 private:
  SqliteConnection& connection_;
  Patience usual_;
};

}  // namespace

std::unique_ptr<Lock> take_lock(SqliteConnection& connection, const LockRequest& request) {
  return std::make_unique<WriterLock>(connection, request);
}

}  // namespace dbtool::lite
