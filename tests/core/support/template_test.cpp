#include "core/support/template.h"

#include "core/support/error.h"
#include "tests/support/catch.h"

#include <vector>

using namespace dbtool;

namespace {

Problem problem_of(const std::string& text, const std::map<std::string, std::string>& values) {
  try {
    render_template(text, values, "script.yaml.mustache");
  } catch (const UsageError& error) {
    return error.problems().front();
  }
  return {.message = "(nothing was thrown)"};
}

}  // namespace

TEST_CASE("templates are filled in") {
  const std::map<std::string, std::string> values = {
      {"message", "a < b & \"c\""}, {"empty", ""}, {"braces", "{{message}}"}, {"lines", "x\ny\n"}};
  struct Row {
    std::string text, result;
  };
  const std::vector<Row> rows = {
      {"", ""},
      {"plain } { \\ $x", "plain } { \\ $x"},
      {"{{message}}", "a < b & \"c\""},
      {"{{{message}}} {{&message}} {{ message }}", "a < b & \"c\" a < b & \"c\" a < b & \"c\""},
      {"[{{empty}}]", "[]"},
      {"{{#message}}m: {{message}}\n{{/message}}end", "m: a < b & \"c\"\nend"},
      {"{{#empty}}never {{message}}{{/empty}}end", "end"},
      {"{{^empty}}none{{/empty}}{{^message}}never{{/message}}", "none"},
      {"a\n{{#empty}}\nb\n{{/empty}}\nc\n", "a\nc\n"},
      {"a\n  {{#message}}\n  b\n  {{/message}}\nc", "a\n  b\nc"},
      {"a\r\n{{^empty}}\r\nb\r\n{{/empty}}\r\nc\r\n", "a\r\nb\r\nc\r\n"},
      {"{{! a comment }}x", "x"},
      {"a\n{{! a comment }}\nb\n{{! and one }}", "a\nb\n"},
      {"{{braces}}", "{{message}}"},
      {"upgrade:\n{{lines}}", "upgrade:\nx\ny\n"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(render_template(row.text, values, "t") == row.result);
  }
}

TEST_CASE("an unknown name in a template is an error with its place") {
  Problem problem =
      problem_of("a: {{revision}}\nb: {{mesage}}\n", {{"message", "x"}, {"revision", "y"}});
  CHECK(problem.code == "DBT111");
  CHECK(problem.message == "unknown name \"mesage\" in a template");
  CHECK(problem.where ==
        Location{.file = "script.yaml.mustache", .line = 2, .column = 6, .length = 6});
  CHECK(problem.hint == "did you mean \"message\"?");
  CHECK(problem.notes == std::vector<Note>{{.label = "known", .text = "message, revision"}});
}

TEST_CASE("names in sections and partials are checked too") {
  CHECK(problem_of("{{#x}}{{/x}}", {}).code == "DBT111");
  CHECK(problem_of("{{^x}}{{/x}}", {}).code == "DBT111");
  CHECK(problem_of("{{>x}}", {{"x", "y"}}).code == "DBT111");
}

TEST_CASE("a broken template is an error that names it") {
  for (const char* text : {"{{#a}}", "{{a", "{{#a}}{{/b}}", "{{/a}}"}) {
    INFO(text);
    Problem problem = problem_of(text, {{"a", "1"}, {"b", "1"}});
    CHECK(problem.code == "DBT111");
    CHECK_THAT(problem.message, contains("broken template"));
    CHECK(problem.where.file == "script.yaml.mustache");
  }
}
