// Retries: a transaction that lost to another session, run again after a growing pause.
#pragma once

#include "core/run/execute.h"
#include "core/support/error.h"

#include <chrono>
#include <functional>
#include <optional>

namespace dbtool {

inline constexpr int usual_retries = 5;

bool is_interrupted(const RunEvents& events);
/// A signal ends it.
void pause(std::chrono::milliseconds delay, const RunEvents& events);

/// How long to wait before the next attempt; nothing when it should not be made. `attempts` were
/// made already; `limit` replaces the usual number of repetitions: usual_retries, and none where
/// the statement itself has waited as long as the run may wait (SQLite).
std::optional<std::chrono::milliseconds> retry_delay(const DatabaseError& error, int attempts,
                                                     std::optional<int> limit);

/// Calls `attempt` until it does not throw, or throws what no repetition helps against.
void with_retries(const Step& step, const RunEvents& events, std::optional<int> limit,
                  const std::function<void()>& attempt);

}  // namespace dbtool
