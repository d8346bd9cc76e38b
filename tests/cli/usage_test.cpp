#include "tests/support/catch.h"
#include "tests/support/project.h"

#include <sstream>

using namespace dbtool::test;

TEST_CASE("usage: what is wrong on the command line ends with 2 and says what to type") {
  struct Case {
    std::vector<std::string> words;
    std::string says;
  };
  Project project;
  project.write("migrations/versions/.gitkeep", "");
  for (const Case& c : std::vector<Case>{
           {{"upgrde"}, "did you mean \"upgrade\"?"},
           {{"deploy"}, "did you mean \"dbtool upgrade\"?"},
           {{"db", "upgrade"}, "dbtool upgrade"},
           {{"migrate", "up"}, "dbtool upgrade"},
           {{"edti"}, "did you mean \"edit\"?"},
           {{"upgrade", "--sq"}, "did you mean \"--sql\"?"},
           {{"upgrade", "a", "b"}, "\"b\" is one too many"},
           {{"migrate", "-m"}, "message"},
           {{"migrate", "-m", "a", "-m", "b"}, "\"--message\" is given twice"},
           {{"--url", "sqlite:///a.db", "current", "--url", "sqlite:///b.db"}, "given twice"},
           {{"current", "--format", "xml"}, "text and json"},
           {{"current", "--color=sometimes"}, "auto, always and never"},
           {{"-C", "not/there", "current"}, "not/there"},
           {{"-d", "not/there", "current"}, "there is no folder \"not/there/versions\""},
           {{"completion", "tcsh"}, "bash, zsh and fish"},
           {{"config", "ulr"}, "did you mean \"url\"?"},
           {{"init", "--template", "genric"}, "did you mean \"generic\"?"},
           {{"help", "upgrde"}, "did you mean \"upgrade\"?"},
           {{"--config", "not_there.yaml", "heads"}, "not_there.yaml"},
           {{"--url", "mysql://h/db", "current"}, "mysql"}}) {
    Ran ran = project.run(c.words);
    INFO(c.words.front() << ": " << ran.out << ran.err);
    CHECK(ran.exit_code == 2);
    CHECK(ran.out.empty());
    CHECK_THAT(ran.err, contains("error[DBT") && contains(c.says));
  }
}

TEST_CASE("usage: mistakes are findings with --format json") {
  Project project;
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"upgrde", "--format", "json"}, {"--format=json", "upgrade", "--sq"}}) {
    Ran ran = project.run(words);
    CHECK(ran.exit_code == 2);
    CHECK(ran.err.empty());
    CHECK_THAT(ran.out, contains("\"ok\": false") && contains("\"exit_code\": 2") &&
                            contains("\"help\": \"did you mean"));
  }
}

TEST_CASE("usage: alone it shows a screenful") {
  Ran ran = Project("").run({});
  CHECK(ran.exit_code == 0);
  std::istringstream lines(ran.out);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) CHECK(line.size() < 80);
  CHECK(count >= 12);
  CHECK(count <= 24);
  for (const char* command : {"init", "migrate", "upgrade", "downgrade", "status", "check"})
    CHECK_THAT(ran.out, contains(command));
}

TEST_CASE("usage: help of a command begins with examples, however it is asked for") {
  Project project("");
  std::string help = project.ok({"upgrade", "--help"});
  CHECK_THAT(help, contains("Examples:\n  dbtool upgrade") && contains("--dry-run"));
  CHECK(help.find("Examples:") < help.find("Options:"));
  CHECK(project.ok({"help", "upgrade"}) == help);
  CHECK(project.ok({"-h", "upgrade"}) == help);
  CHECK(project.ok({"up", "-h"}) == help);
  CHECK(project.ok({"help"}) == project.ok({"--help"}));
}

TEST_CASE("usage: the version needs no project") {
  CHECK(Project("").ok({"--version"}).find("dbtool ") == 0);
}

TEST_CASE("usage: every command has help, in text of at most 100 columns") {
  Project project("");
  for (const char* command :
       {"init",      "list-templates", "revision", "migrate", "edit",     "merge",      "upgrade",
        "downgrade", "stamp",          "current",  "heads",   "branches", "history",    "show",
        "check",     "status",         "diff",     "inspect", "config",   "completion", "help"}) {
    std::istringstream lines(project.ok({command, "--help"}));
    for (std::string line; std::getline(lines, line);) {
      INFO(line);
      CHECK(line.size() <= 100);
    }
  }
}

TEST_CASE("usage: completions name every command") {
  Project project("");
  for (const char* shell : {"bash", "zsh", "fish"}) {
    std::string script = project.ok({"completion", shell});
    for (const char* word : {"migrate", "upgrade", "list-templates", "dry-run", "rev-id"})
      CHECK_THAT(script, contains(word));
  }
}
