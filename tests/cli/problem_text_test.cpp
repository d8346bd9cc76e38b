#include "cli/problem_text.h"

#include "core/support/json.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

using namespace dbtool;
using namespace dbtool::cli;

namespace {

const Terminal plain = {};

Problem problem_at(const std::string& file, int line, int column, int length) {
  return {.code = "DBT104",
          .message = "unknown column type \"strng\"",
          .where = {.file = file, .line = line, .column = column, .length = length},
          .hint = "did you mean \"string\"?",
          .notes = {{"known", "dbtool-model(5) lists the types"}}};
}

}  // namespace

TEST_CASE("problem text: place, excerpt, caret, hint and notes") {
  test::TempFolder folder;
  std::string file = folder.write("blog.yaml", "tables:\n  users:\n    type: strng\n");
  CHECK(problem_text(problem_at(file, 3, 11, 5), plain) ==
        "error[DBT104]: unknown column type \"strng\"\n"
        "  --> " +
            file +
            ":3:11\n"
            "   |\n"
            " 3 |     type: strng\n"
            "   |           ^^^^^ did you mean \"string\"?\n"
            "   = known   dbtool-model(5) lists the types\n");
}

TEST_CASE("problem text: the caret counts characters, not bytes") {
  test::TempFolder folder;
  std::string file = folder.write("blog.yaml", "größe: x\r\n");
  CHECK_THAT(problem_text(problem_at(file, 1, 10, 1), plain),
             contains(" 1 | größe: x\n   |        ^ did"));
}

TEST_CASE("problem text: the gutter is as wide as the line number") {
  test::TempFolder folder;
  std::string file = folder.write("long.yaml", std::string(12344, '\n') + "type: strng\n");
  CHECK_THAT(
      problem_text(problem_at(file, 12345, 7, 5), plain),
      contains("     --> ") && contains("\n      |\n12345 | type: strng\n      |       ^^^^^"));
}

TEST_CASE("problem text: a long line is cut around the caret") {
  test::TempFolder folder;
  std::string file = folder.write("x.sql", std::string(500, 'a') + "BAD" + std::string(500, 'b'));
  std::string text = problem_text(problem_at(file, 1, 501, 3), plain);
  CHECK_THAT(text, contains("...aaa") && contains("BADbbb") && contains("bbb...\n"));
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = text.find('\n', begin);
    CHECK(end - begin < 160);
    begin = end + 1;
  }
}

TEST_CASE("problem text: without a file to show, the hint becomes a note") {
  Problem problem = problem_at("not/there.yaml", 3, 1, 1);
  CHECK(problem_text(problem, plain) ==
        "error[DBT104]: unknown column type \"strng\"\n"
        "  --> not/there.yaml:3:1\n"
        "   = help    did you mean \"string\"?\n"
        "   = known   dbtool-model(5) lists the types\n");
  problem.where = {};
  problem.code.clear();
  problem.severity = Severity::warning;
  CHECK(problem_text(problem, plain) ==
        "warning: unknown column type \"strng\"\n"
        "   = help    did you mean \"string\"?\n"
        "   = known   dbtool-model(5) lists the types\n");
}

TEST_CASE("problem text: notes of several lines stay under each other") {
  Problem problem{.message = "no", .notes = {{"next", "one\ntwo"}, {"is there", "x"}}};
  CHECK(problem_text(problem, plain) ==
        "error: no\n"
        "   = next       one\n"
        "                two\n"
        "   = is there   x\n");
}

TEST_CASE("problem text: control characters do not reach the terminal") {
  test::TempFolder folder;
  std::string file = folder.write("x.yaml", "a\x1b[31m\tstrng\n");
  Problem problem = problem_at(file, 1, 8, 1);
  problem.message = "bad \x1b]0;title\x07";
  std::string text = problem_text(problem, plain);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\x07') == std::string::npos);
}

TEST_CASE("problem text: colour only where there is any") {
  CHECK(problem_text({.message = "no"}, {.color = true}).find("\x1b[1;31merror\x1b[0m") == 0);
}

TEST_CASE("problem text: many problems end in a count") {
  std::vector<Problem> problems(5, Problem{.message = "no"});
  CHECK_THAT(problems_text(problems, plain, 3), contains("and 2 more problems"));
}

TEST_CASE("problem text: a finding has every key, null where there is nothing") {
  CHECK(json::write(finding({.code = "DBT301", .message = "m"}), -1) ==
        R"({"code":"DBT301","severity":"error","message":"m","file":null,"line":null,)"
        R"("column":null,"help":null,"notes":[]})");
}

TEST_CASE("problem text: the SQLSTATE belongs to the message") {
  DatabaseError error({.message = "duplicate key"}, {.sqlstate = "23505"});
  CHECK(problems_of(error).front().message == "duplicate key (SQLSTATE 23505)");
}
