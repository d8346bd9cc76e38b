#include "core/run/retry.h"

#include "core/run/failure.h"

#include <algorithm>
#include <random>
#include <thread>

namespace dbtool {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view no_such_plan = "26000";

/// Several waiters that pause for the same time would meet again.
milliseconds with_jitter(milliseconds delay) {
  std::random_device source;
  std::uniform_int_distribution<std::int64_t> spread(delay.count() / 2, delay.count());
  return milliseconds(spread(source));
}

}  // namespace

bool is_interrupted(const RunEvents& events) {
  return events.interrupted && events.interrupted();
}

void pause(milliseconds delay, const RunEvents& events) {
  constexpr milliseconds slice(50);
  for (milliseconds left = delay; left.count() > 0 && !is_interrupted(events); left -= slice)
    std::this_thread::sleep_for(std::min(left, slice));
}

std::optional<milliseconds> retry_delay(const DatabaseError& error, int attempts,
                                        std::optional<int> limit) {
  const bool has_waited = error.details().sqlite_code != 0;
  if (attempts > limit.value_or(has_waited ? 0 : usual_retries)) return std::nullopt;
  const int doublings = std::min(attempts - 1, 6);
  if (is_lock_timeout(error)) return std::min(milliseconds(500 << doublings), milliseconds(30000));
  if (is_conflict(error)) return std::min(milliseconds(100 << doublings), milliseconds(5000));
  // A script has dropped what the session had prepared; it prepares nothing from now on.
  if (error.details().sqlstate == no_such_plan && attempts == 1) return milliseconds(0);
  return std::nullopt;
}

void with_retries(const Step& step, const RunEvents& events, std::optional<int> limit,
                  const std::function<void()>& attempt) {
  for (int attempts = 1;; ++attempts) {
    try {
      return attempt();
    } catch (const DatabaseError& error) {
      auto delay = retry_delay(error, attempts, limit);
      if (!delay || is_interrupted(events)) throw;
      if (events.retrying) events.retrying(step, error.problems().front(), *delay);
      pause(with_jitter(*delay), events);
    }
  }
}

}  // namespace dbtool
