// Interruption: Ctrl-C and SIGTERM cancel what the server is doing and end the command.
#pragma once

#include "core/dialect/connection.h"

#include <atomic>
#include <mutex>
#include <string_view>
#include <thread>

namespace dbtool::cli {

/// Installs the signal handlers; one per process. The first signal cancels the running statement,
/// or ends the process when there is no connection; the second ends it at once. A database that
/// does not answer is not waited for: the process ends soon after the first signal.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// The connection to cancel; nullptr before it is closed.
  void watch(Connection* connection);
  /// The outcome is certain: a signal that comes while it is reported changes nothing.
  void end();
  bool requested() const { return requested_; }
  /// Throws Error (exit 130) once it was requested.
  void check() const;

 private:
  void wait_for_signals();
  void start_to_cancel();
  void cancel();
  void give_up(std::string_view report);

  int read_end_ = -1;
  std::atomic<bool> requested_ = false;
  std::mutex mutex_;  ///< of the connection; held for as long as the server takes to be asked
  Connection* connection_ = nullptr;
  std::mutex ending_;  ///< of what follows
  bool is_over_ = false;
  std::thread thread_;
  std::thread canceller_;
};

}  // namespace dbtool::cli
