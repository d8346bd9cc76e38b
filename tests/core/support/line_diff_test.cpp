#include "core/support/line_diff.h"

#include "tests/support/catch.h"

namespace dbtool {
namespace {

struct Case {
  std::string before;
  std::string after;
  std::vector<std::string> wanted;
};

}  // namespace

TEST_CASE("line diff: only what one of the texts has is told") {
  const Case c = GENERATE(values<Case>({
      {"", "", {}},
      {"a\nb\n", "a\nb\n", {}},
      {"a\nb\n", "a\r\nb", {}},
      {"a\nb\n", "a\nc\n", {"- b", "+ c"}},
      {"a\nb\nc\n", "a\nc\n", {"- b"}},
      {"a\nc\n", "a\nb\nc\nd\n", {"+ b", "+ d"}},
      {"a\nx\nb\ny\nc\n", "b\na\nc\n", {"- a", "- x", "- y", "+ a"}},
      {"", "a\n", {"+ a"}},
  }));
  CAPTURE(c.before, c.after);
  CHECK(line_diff(c.before, c.after) == c.wanted);
}

TEST_CASE("line diff: texts too large to be compared line by line are told one after the other") {
  std::string before;
  std::string after;
  for (int i = 0; i < 2500; ++i) {
    before += "b" + std::to_string(i) + "\n";
    after += "a" + std::to_string(i) + "\n";
  }
  const auto found = line_diff("same\n" + before, "same\n" + after);
  REQUIRE(found.size() == 5000);
  CHECK(found.front() == "- b0");
  CHECK(found.back() == "+ a2499");
}

}  // namespace dbtool
