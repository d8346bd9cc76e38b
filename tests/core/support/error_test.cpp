#include "core/support/error.h"

#include "tests/support/catch.h"

using namespace dbtool;

TEST_CASE("an error is as its first problem") {
  UsageError error(
      std::vector<Problem>{{.code = "DBT103", .message = "first"}, {.message = "second"}});
  CHECK(error.what() == std::string("first"));
  CHECK(error.exit_code() == ExitCode::usage);
  error.add_note({.label = "next", .text = "do this"});
  CHECK(error.problems()[0].notes.size() == 1);
  CHECK(error.problems()[1].notes.empty());
}

TEST_CASE("an error always has a problem") {
  Error error(ExitCode::failed, {});
  REQUIRE(error.problems().size() == 1);
  CHECK(error.problems()[0].code == "DBT900");
}

TEST_CASE("an error is located once") {
  UsageError error(Problem{.message = "x"});
  error.locate({.file = "a.yaml", .line = 1});
  error.locate({.file = "b.yaml", .line = 2});
  CHECK(error.problems()[0].where == Location{.file = "a.yaml", .line = 1});
}
