// Two locks, and neither leaves anything behind when the process is killed. A lock of the operating
// system on the database file keeps other runs of dbtool out from the first step to the last, also
// between transactions and while a step runs outside one. BEGIN IMMEDIATE keeps other programs from
// writing; they know nothing of the first lock, so what was read before is proven by the version
// rows, which change by compare-and-swap inside that transaction.
#include "dialects/sqlite/lock.h"

#include "dialects/sqlite/connection.h"
#include "dialects/sqlite/lock_holders.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace dbtool::lite {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class WriterLock final : public Lock {
 public:
  WriterLock(SqliteConnection& connection, const LockRequest& request)
      : connection_(connection), usual_(connection.patience()) {
    connection_.patience().limit = request.patience;
    connection_.patience().waiting = request.waiting;
  }
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;
  ~WriterLock() override {
    connection_.patience() = std::move(usual_);
    connection_.run_lock().release();
  }

  void prove() override {}

 private:
  SqliteConnection& connection_;
  Patience usual_;
};

std::string holder_of(const std::string& file) {
  const std::vector<LockHolder> holders = lock_holders(file);
  return holders.empty() ? "another process" : describe(holders.front());
}

[[noreturn]] void throw_not_obtained(const std::string& holder) {
  throw DatabaseError({.code = "DBT406",
                       .message = "another migration is running: the lock is held by " + holder,
                       .notes = {{"next", "wait for it to end, or raise timeouts.migration_lock"}}},
                      {}, ExitCode::busy);
}

void wait_for_other_runs(SqliteConnection& connection, const LockRequest& request) {
  const std::string file = connection.file();
  if (file.empty()) return;
  const auto deadline = steady_clock::now() + request.patience;
  milliseconds pause(5);
  while (!connection.run_lock().try_take(file)) {
    const std::string holder = holder_of(file);
    if (steady_clock::now() >= deadline) throw_not_obtained(holder);
    if (request.interrupted && request.interrupted())
      throw DatabaseError(
          {.code = "DBT405", .message = "interrupted while waiting for another migration"}, {},
          ExitCode::interrupted);
    if (request.waiting) request.waiting(holder);
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, milliseconds(100));
  }
}

}  // namespace

std::unique_ptr<Lock> take_lock(SqliteConnection& connection, const LockRequest& request) {
  wait_for_other_runs(connection, request);
  return std::make_unique<WriterLock>(connection, request);
}

}  // namespace dbtool::lite
