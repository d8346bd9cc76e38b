// Slow commits: telling when the answer to COMMIT is long in coming, as from a server that waits
// for a standby.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace dbtool {

struct SlowCommit {
  std::chrono::milliseconds after = std::chrono::seconds(10);
  std::function<void()> tell = {};  ///< empty: nobody is told
};

/// Watches one COMMIT: `tell` is called once, in another thread, when this still lives after the
/// time. It has returned when this is destroyed, and must not throw.
class CommitWatch {
 public:
  explicit CommitWatch(const SlowCommit& slow);
  CommitWatch(const CommitWatch&) = delete;
  CommitWatch& operator=(const CommitWatch&) = delete;
  ~CommitWatch();

 private:
  std::mutex mutex_;
  std::condition_variable answer_;
  bool is_answered_ = false;
  std::thread thread_;
};

}  // namespace dbtool
