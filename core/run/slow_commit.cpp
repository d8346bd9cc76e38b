#include "core/run/slow_commit.h"

#include <system_error>

namespace dbtool {

CommitWatch::CommitWatch(const SlowCommit& slow) {
  if (!slow.tell) return;
  try {
    thread_ = std::thread([this, slow] {
      std::unique_lock lock(mutex_);
      if (!answer_.wait_for(lock, slow.after, [this] { return is_answered_; })) slow.tell();
    });
  } catch (const std::system_error&) {
    // Where there are no more threads, what is committed matters more than what is said of it.
  }
}

CommitWatch::~CommitWatch() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    is_answered_ = true;
  }
  answer_.notify_one();
  thread_.join();
}

}  // namespace dbtool
