#include "cli/arguments.h"

#include "core/support/error.h"
#include "tests/support/catch.h"

using namespace dbtool;
using namespace dbtool::cli;

namespace {

struct Parsed {
  std::string revision = "head";
  std::optional<std::string> message = {};
  std::vector<std::string> variables = {};
  std::string color = "auto";
  bool sql = false;
  int verbosity = 0;
};

Parsed parse(const std::vector<std::string>& words) {
  Parsed parsed;
  Arguments arguments;
  arguments.positional("revision", parsed.revision, "")
      .option("-m,--message", parsed.message, "TEXT", "")
      .list("-x", parsed.variables, "KEY=VALUE", "")
      .option("--color", parsed.color, "auto|always|never", "")
      .flag("--sql", parsed.sql, "")
      .count("-v,--verbose", parsed.verbosity, "");
  arguments.parse(words);
  return parsed;
}

std::string refusal(const std::vector<std::string>& words) {
  try {
    parse(words);
  } catch (const UsageError& error) {
    const Problem& problem = error.problems().front();
    return problem.code + " " + problem.message + (problem.hint.empty() ? "" : "; " + problem.hint);
  }
  return "none";
}

}  // namespace

TEST_CASE("arguments: what is not given keeps its default") {
  Parsed parsed = parse({});
  CHECK(parsed.revision == "head");
  CHECK(!parsed.message);
  CHECK(!parsed.sql);
  CHECK(parsed.verbosity == 0);
}

TEST_CASE("arguments: a word that starts with a dash and a digit is a revision") {
  CHECK(parse({"-1"}).revision == "-1");
  CHECK(parse({"+2"}).revision == "+2");
  CHECK(parse({"--sql", "-3"}).revision == "-3");
  CHECK(parse({"label@-1"}).revision == "label@-1");
}

TEST_CASE("arguments: the value of an option may start with a dash") {
  CHECK(parse({"-m", "-3:current"}).message == "-3:current");
  CHECK(parse({"--message=-3:"}).message == "-3:");
  CHECK(parse({"-m-1"}).message == "-1");
}

TEST_CASE("arguments: flags may be joined and counted") {
  CHECK(parse({"-vv"}).verbosity == 2);
  CHECK(parse({"-v", "--verbose"}).verbosity == 2);
  CHECK(parse({"-vm", "text"}).message == "text");
}

TEST_CASE("arguments: lists keep every value in order") {
  CHECK(parse({"-x", "a=1", "-x", "b=2"}).variables == std::vector<std::string>{"a=1", "b=2"});
}

TEST_CASE("arguments: after -- nothing is an option") {
  CHECK(parse({"--", "-1"}).revision == "-1");
}

TEST_CASE("arguments: what is wrong is said with the nearest right word") {
  CHECK(refusal({"--sq"}) == "DBT002 there is no option \"--sq\"; did you mean \"--sql\"?");
  CHECK(refusal({"--mesage=x"}) ==
        "DBT002 there is no option \"--mesage\"; did you mean \"--message\"?");
  CHECK(refusal({"-z"}).find("DBT002 there is no option \"-z\"") == 0);
  CHECK(refusal({"a", "b"}) == "DBT004 \"b\" is one too many");
  CHECK(refusal({"-m", "a", "-m", "b"}) == "DBT003 \"--message\" is given twice");
  CHECK(refusal({"-m"}).find("DBT003 ") == 0);
  CHECK(refusal({"--message="}) == "DBT003 \"--message\" needs a value");
  CHECK(refusal({"--color", "alway"}) ==
        "DBT003 \"--color\" takes auto, always and never, not \"alway\"; did you mean "
        "\"always\"?");
}
