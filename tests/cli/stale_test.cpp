#include "cli/stale.h"

#include "cli/output.h"
#include "core/run/state.h"
#include "tests/support/catch.h"

namespace dbtool::cli {
namespace {

Output silent() {
  return Output({.quiet = true}, [](const std::string&) { return std::nullopt; });
}

/// How often the work was called that always finds stale data, and what was said in the end.
struct Ended {
  int calls = 0;
  int again = 0;
  std::string next = {};
};

Ended run_stale(const std::string& on_stale) {
  Output output = silent();
  Ended ended;
  try {
    with_replans(output, on_stale, [&](bool again) {
      ++ended.calls;
      if (again) ++ended.again;
      throw_stale("a", "b");
    });
    FAIL("no error");
  } catch (const HistoryError& error) {
    ended.next = error.problems().front().notes.back().text;
  }
  return ended;
}

}  // namespace

TEST_CASE("stale data: stops the command, unless it may plan again") {
  const Ended ended = run_stale("stop");
  CHECK(ended.calls == 1);
  CHECK_THAT(ended.next, contains("--on-stale=replan"));
}

TEST_CASE("stale data: is planned around three times and no more") {
  const Ended ended = run_stale("replan");
  CHECK(ended.calls == 4);
  CHECK(ended.again == 3);
  CHECK_THAT(ended.next, contains("who else writes there"));
}

TEST_CASE("stale data: another error ends the command, and success does") {
  Output output = silent();
  int calls = 0;
  CHECK_THROWS_AS(
      with_replans(output, "replan",
                   [&](bool) {
                     ++calls;
                     throw HistoryError(Problem{.code = "DBT703", .message = "unknown"});
                   }),
      HistoryError);
  CHECK(calls == 1);
  with_replans(output, "replan", [&](bool again) {
    if (++calls < 4) throw_stale("a", "b");
    CHECK(again);
  });
  CHECK(calls == 4);
}

TEST_CASE("stale data: a plan that is made again must lead to the same end") {
  FirstEnd end;
  end.require({"b", "a"}, false);
  CHECK_NOTHROW(end.require({"a", "b"}, true));
  CHECK_THROWS_AS(end.require({"a"}, true), HistoryError);
  CHECK_NOTHROW(end.require({"a"}, false));  // the first plan of another look
}

}  // namespace dbtool::cli
