#include "core/project/program.h"

#include "core/support/error.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

namespace dbtool {
namespace {

std::string message_of(const std::vector<std::string>& command) {
  try {
    output_of(command, "/");
  } catch (const UsageError& error) {
    CHECK(error.problems().front().code == "DBT114");
    return error.problems().front().message;
  }
  return "no error";
}

}  // namespace

TEST_CASE("program: what it prints is taken, however much, from the folder it runs in") {
  const test::TempFolder folder;
  folder.write("x.txt", std::string(300000, 'x') + "\n");
  CHECK(output_of({"cat", "x.txt"}, folder.path()).size() == 300001);
  CHECK(output_of({"true"}, folder.path()).empty());
}

TEST_CASE("program: its words are not given to a shell") {
  CHECK(output_of({"printf", "%s", "$HOME; *"}, "/") == "$HOME; *");
}

TEST_CASE("program: one that fails is an error") {
  CHECK(message_of({"false"}) == "the program that prints the models failed: exit 1");
  CHECK(message_of({"sh", "-c", "kill -9 $$"}) ==
        "the program that prints the models failed: signal 9");
  CHECK(message_of({"no-such-program-here"}) ==
        "the program that prints the models failed: No such file or directory");
}

}  // namespace dbtool
