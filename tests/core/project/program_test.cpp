#include "core/project/program.h"

#include "core/support/error.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <csignal>

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

TEST_CASE("program: both of its streams are taken, and how it ended") {
  const ProgramEnd end = run_program({"sh", "-c", "echo out; echo err >&2; cat; exit 3"}, "/");
  CHECK(end.status == 3);
  CHECK(end.output == "out\nerr\n");
  CHECK(run_program({"sh", "-c", "kill -9 $$"}, "/").status == 128 + 9);
  CHECK_THROWS_WITH(run_program({"no-such-program-here"}, "/"),
                    "cannot start \"no-such-program-here\": No such file or directory");
}

TEST_CASE("program: a command line is cut into words without a shell") {
  using Words = std::vector<std::string>;
  CHECK(words_of_command("").empty());
  CHECK(words_of_command("  \t ").empty());
  CHECK(words_of_command("vi") == Words{"vi"});
  CHECK(words_of_command(" code  --wait ") == Words{"code", "--wait"});
  CHECK(words_of_command("'/my apps/ed' -n") == Words{"/my apps/ed", "-n"});
  CHECK(words_of_command("/my\\ apps/ed") == Words{"/my apps/ed"});
  CHECK(words_of_command("a\"b c\"d ''") == Words{"ab cd", ""});
  CHECK(words_of_command("$HOME/x; rm *") == Words{"$HOME/x;", "rm", "*"});
}

TEST_CASE("program: it finds our variables, and those that are given in place of ours") {
  const ProgramEnd end = run_program({"sh", "-c", "echo $HOME $GIVEN; test -n \"$PATH\""}, "/",
                                     {.variables = {{"HOME", "here"}, {"GIVEN", "a b"}}});
  CHECK(end.status == 0);
  CHECK(end.output == "here a b\n");
}

TEST_CASE("program: an interruption ends it") {
  const ProgramEnd end = run_program({"sleep", "600"}, "/", {.interrupted = [] { return true; }});
  CHECK(end.status == 128 + SIGTERM);
}

}  // namespace dbtool
