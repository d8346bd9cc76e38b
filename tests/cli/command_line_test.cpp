#include "cli/command_line.h"

#include "tests/support/catch.h"

using namespace dbtool;
using namespace dbtool::cli;

namespace {

const std::vector<Command>& commands() {
  static const std::vector<Command> list = all_commands();
  return list;
}

std::string command_of(const std::vector<std::string>& words) {
  const Command* command = parse_command_line(words, commands()).command;
  return command == nullptr ? "" : command->name;
}

std::string hint_of(const std::vector<std::string>& words) {
  try {
    parse_command_line(words, commands());
  } catch (const UsageError& error) {
    const Problem& problem = error.problems().front();
    CHECK(problem.code == "DBT001");
    return problem.hint;
  }
  return "none";
}

}  // namespace

TEST_CASE("command line: global options stand before and after the command") {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"-u", "sqlite:///a.db", "current", "-q"},
                                             {"current", "-q", "--url", "sqlite:///a.db"},
                                             {"-qu", "sqlite:///a.db", "current"},
                                             {"--url=sqlite:///a.db", "-q", "current"}}) {
    Invocation invocation = parse_command_line(words, commands());
    CHECK(invocation.command->name == "current");
    CHECK(invocation.globals.url == "sqlite:///a.db");
    CHECK(invocation.globals.quiet);
  }
}

TEST_CASE("command line: the value of an option is not the command") {
  CHECK(command_of({"-C", "upgrade", "current"}) == "current");
  CHECK(command_of({"--env", "history", "heads"}) == "heads");
  CHECK(command_of({"--help"}).empty());
  CHECK(command_of({}).empty());
}

TEST_CASE("command line: a revision may be called like a command") {
  CHECK(command_of({"show", "heads"}) == "show");
  CHECK(command_of({"upgrade", "heads"}) == "upgrade");
  CHECK(command_of({"show", "current"}) == "show");
}

TEST_CASE("command line: aliases") {
  CHECK(command_of({"up"}) == "upgrade");
  CHECK(command_of({"down"}) == "downgrade");
  CHECK(command_of({"new", "-m", "x"}) == "revision");
  CHECK(command_of({"st"}) == "status");
  CHECK(command_of({"log"}) == "history");
}

TEST_CASE("command line: --format is the report's, and the script's where one is written") {
  CHECK(parse_command_line({"heads", "--format", "json"}, commands()).globals.format == "json");
  CHECK(parse_command_line({"migrate", "--format", "sql", "--format=json"}, commands())
            .globals.format == "json");
  CHECK_THROWS_AS(parse_command_line({"heads", "--format", "sql"}, commands()), UsageError);
}

TEST_CASE("command line: other tools' words are translated") {
  CHECK(hint_of({"deploy"}) == "did you mean \"dbtool upgrade\"?");
  CHECK(hint_of({"rollback"}) == "did you mean \"dbtool downgrade\"?");
  CHECK(hint_of({"makemigrations"}) == "did you mean \"dbtool migrate\"?");
  CHECK(hint_of({"apply"}) == "did you mean \"dbtool upgrade\"?");
  CHECK(hint_of({"db", "upgrade"}) == "dbtool needs no \"db\": dbtool upgrade");
  CHECK(hint_of({"migrate", "deploy"}) == "did you mean \"dbtool upgrade\"?");
  CHECK(hint_of({"migrate", "up"}) == "did you mean \"dbtool upgrade\"?");
  CHECK(hint_of({"migrate", "status"}) == "did you mean \"dbtool status\"?");
}

TEST_CASE("command line: a misspelt command gets the nearest one") {
  CHECK(hint_of({"upgrde"}) == "did you mean \"upgrade\"?");
  CHECK(hint_of({"histroy"}) == "did you mean \"history\"?");
  CHECK(hint_of({"qqqqqqqq"}).empty());
}

TEST_CASE("command line: every foreign word leads to a command") {
  for (const char* word : {"apply", "baseline", "create", "force", "info", "plan", "sqlmigrate",
                           "undo", "validate", "version"}) {
    std::string here = translation_of(word);
    INFO(word);
    CHECK(find_command(commands(), here.substr(0, here.find(' '))) != nullptr);
  }
}

TEST_CASE("command line: commands of later versions are not there") {
  for (const char* word : {"seed", "lint"}) CHECK_THROWS_AS(command_of({word}), UsageError);
}
