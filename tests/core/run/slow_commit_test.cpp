#include "core/run/slow_commit.h"

#include "tests/support/catch.h"

#include <future>

namespace dbtool {

TEST_CASE("slow commit: it is told while the answer is waited for") {
  std::promise<void> told;
  int times = 0;
  {
    const CommitWatch watch({.after = std::chrono::milliseconds(1), .tell = [&] {
                               ++times;
                               told.set_value();
                             }});
    told.get_future().wait();
  }
  CHECK(times == 1);
}

TEST_CASE("slow commit: an answer in time is not told, nor anything where nobody listens") {
  int times = 0;
  {
    const CommitWatch watch({.after = std::chrono::hours(1), .tell = [&] { ++times; }});
  }
  { const CommitWatch watch(SlowCommit{.after = std::chrono::milliseconds(0)}); }
  CHECK(times == 0);
}

}  // namespace dbtool
