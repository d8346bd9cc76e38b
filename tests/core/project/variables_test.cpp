#include "core/project/variables.h"

#include "core/support/error.h"
#include "tests/support/catch.h"

namespace dbtool {
namespace {

Variables variables_with(std::map<std::string, std::string> environment) {
  return Variables([=](const std::string& name) -> std::optional<std::string> {
    auto found = environment.find(name);
    return found == environment.end() ? std::nullopt : std::optional(found->second);
  });
}

std::string message_of(const std::string& text, const Variables& variables) {
  try {
    return "no error, but " + interpolate(text, variables);
  } catch (const UsageError& error) {
    return error.problems().front().code + " " + error.problems().front().message;
  }
}

}  // namespace

TEST_CASE("variables: references in a text are replaced") {
  const Variables variables = variables_with({{"HOST", "db1"}, {"EMPTY", ""}});
  struct Case {
    std::string text;
    std::string result;
  };
  const std::vector<Case> cases = {
      {"plain", "plain"},
      {"${HOST}", "db1"},
      {"a ${HOST} b ${HOST}", "a db1 b db1"},
      {"${NONE:-x}", "x"},
      {"${EMPTY:-x}", "x"},
      {"${HOST:-x}", "db1"},
      {"${NONE:-}", ""},
      {"${NONE:-${HOST}:1}", "db1:1"},
      {"${HOST:?needed}", "db1"},
      {"p$ss$1", "p$ss$1"},
      {"$HOST", "$HOST"},
      {"$${HOST}", "${HOST}"},
      {"", ""},
  };
  for (const Case& one : cases) {
    INFO(one.text);
    CHECK(interpolate(one.text, variables) == one.result);
  }
}

TEST_CASE("variables: what cannot be replaced says what to write") {
  const Variables variables = variables_with({});
  CHECK(message_of("${NONE}", variables) == "DBT122 the variable NONE is not set");
  CHECK(message_of("${NONE:?set NONE first}", variables) == "DBT122 set NONE first");
  CHECK(message_of("${NONE", variables) == "DBT122 \"${\" has no closing brace");
  CHECK(message_of("${1X}", variables) == "DBT122 \"${1X\" is not understood");
  CHECK(message_of("${X:+y}", variables) == "DBT122 \"${X\" is not understood");
  CHECK(message_of("${}", variables) == "DBT122 \"${\" is not understood");
}

TEST_CASE("variables: .env lines are read as shells and other tools do") {
  const auto entries = parse_dotenv(
      "\xEF\xBB\xBF# comment\n"
      "A=1\n"
      "  export B = two words  # comment\n"
      "\n"
      "C='single $A \\n'\n"
      "D=\"double\\n\\\"quoted\\\"\" # comment\r\n"
      "E=a#b\n"
      "F=\n"
      "no value here\n"
      "G=\"over\n"
      "two lines\"\n"
      "9=bad\n"
      "H=last",
      ".env");
  CHECK(entries.size() == 8);
  CHECK(entries.at("A").value == "1");
  CHECK(entries.at("A").origin == ".env:2");
  CHECK(entries.at("B").value == "two words");
  CHECK(entries.at("C").value == "single $A \\n");
  CHECK(entries.at("D").value == "double\n\"quoted\"");
  CHECK(entries.at("E").value == "a#b");
  CHECK(entries.at("F").value.empty());
  CHECK(entries.at("G").value == "over\ntwo lines");
  CHECK(entries.at("H").origin == ".env:13");
}

TEST_CASE("variables: an open quote in .env is an error at its line") {
  try {
    parse_dotenv("A=1\nB=\"never closed\nC=2\n", ".env");
    FAIL("no error");
  } catch (const UsageError& error) {
    CHECK(error.problems().front().code == "DBT125");
    CHECK(error.problems().front().where.line == 2);
  }
}

TEST_CASE("variables: the environment goes before .env, and empty is not set") {
  Variables variables = variables_with({{"A", "from environment"}, {"B", ""}});
  variables.set_dotenv({{"A", {"from file", ".env:1"}}, {"B", {"b", ".env:2"}}});
  CHECK(variables.find("A")->value == "from environment");
  CHECK(variables.find("A")->origin == "environment A");
  CHECK(variables.find("B")->origin == ".env:2");
  CHECK_FALSE(variables.find("C"));
}

}  // namespace dbtool
