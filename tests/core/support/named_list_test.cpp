#include "core/support/named_list.h"

#include "tests/support/catch.h"

#include <string>

using namespace dbtool;

namespace {

struct Thing {
  std::string name = {};
  int size = 0;
  bool operator==(const Thing&) const = default;
};
using Things = NamedList<Thing>;

}  // namespace

TEST_CASE("a named list is sorted and holds each name once") {
  Things things = {{"c", 1}, {"a", 2}, {"b", 3}, {"a", 4}};
  std::string names;
  for (const Thing& thing : things) names += thing.name;
  CHECK(names == "abc");
  CHECK(things.find("a")->size == 4);
  CHECK(things.find("d") == nullptr);
  CHECK(things == Things{{"a", 4}, {"b", 3}, {"c", 1}});
  CHECK(things.add({"b", 5}).size == 5);
  CHECK(things.size() == 3);
  CHECK(things.remove("b"));
  CHECK_FALSE(things.remove("b"));
  CHECK(things.size() == 2);
}

TEST_CASE("renaming all keeps a named list sorted") {
  Things things = {{"a", 1}, {"b", 2}};
  things.update_all([](Thing& thing) { thing.name = thing.name == "a" ? "z" : "y"; });
  CHECK(things.begin()->name == "y");
  CHECK(things.find("z")->size == 1);
}

TEST_CASE("two named lists are matched in one pass") {
  std::string log;
  match_by_name(
      Things{{"a", 1}, {"b", 1}, {"d", 1}}, Things{{"b", 2}, {"c", 2}, {"d", 1}, {"e", 2}},
      [&](const Thing& from) { log += "-" + from.name; },
      [&](const Thing& to) { log += "+" + to.name; },
      [&](const Thing& from, const Thing& to) { log += (from == to ? "=" : "~") + to.name; });
  CHECK(log == "-a~b+c=d+e");
}
