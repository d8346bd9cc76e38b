#include "core/compare/left_alone.h"

#include "tests/support/catch.h"

using namespace dbtool;

namespace {

std::vector<std::string> lines(const Schema& live, const Model& declared) {
  std::vector<std::string> all;
  for (const Change& change : left_alone(live, declared))
    all.push_back(change.action + " " + change.object + " " + change.name);
  return all;
}

}  // namespace

TEST_CASE("what is left alone and differs is told when the models declare it") {
  const Schema live = {
      .unmanaged = {{"function", "f()", "1"}, {"function", "g()", "1"}, {"policy", "p on t", "1"}}};
  Model declared = {
      .schema = {
          .unmanaged = {{"domain", "d", "1"}, {"function", "f()", "1"}, {"function", "g()", "2"}}}};
  CHECK(lines(live, declared).empty());
  declared.is_sql = true;
  CHECK(lines(live, declared) ==
        std::vector<std::string>{"add domain d", "change function g()", "remove policy p on t"});
}
