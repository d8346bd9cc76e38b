#include "cli/terminal.h"

#include "tests/support/catch.h"

#include <map>

using namespace dbtool::cli;

namespace {

using Environment = std::map<std::string, std::string>;

Variable variable_of(const Environment& environment) {
  return [environment](const std::string& name) {
    auto found = environment.find(name);
    return found == environment.end() ? std::nullopt : std::optional(found->second);
  };
}

Terminal terminal(bool is_terminal, const std::string& color, const Environment& environment) {
  return terminal_of(is_terminal, color, variable_of(environment));
}

}  // namespace

TEST_CASE("terminal: when there is colour") {
  struct Case {
    bool is_terminal;
    std::string color;
    Environment environment;
    bool wanted;
  };
  for (const Case& c :
       std::vector<Case>{{true, "auto", {{"TERM", "xterm"}}, true},
                         {false, "auto", {{"TERM", "xterm"}}, false},
                         {true, "auto", {}, false},
                         {true, "auto", {{"TERM", "dumb"}}, false},
                         {true, "auto", {{"TERM", "xterm"}, {"NO_COLOR", "yes"}}, false},
                         {true, "auto", {{"TERM", "xterm"}, {"NO_COLOR", "0"}}, false},
                         {true, "auto", {{"TERM", "xterm"}, {"NO_COLOR", ""}}, true},
                         {false, "auto", {{"CLICOLOR_FORCE", "1"}}, true},
                         {false, "auto", {{"CLICOLOR_FORCE", "0"}}, false},
                         {false, "auto", {{"CLICOLOR_FORCE", "1"}, {"NO_COLOR", "1"}}, false},
                         {false, "always", {{"NO_COLOR", "1"}}, true},
                         {true, "never", {{"TERM", "xterm"}, {"CLICOLOR_FORCE", "1"}}, false}}) {
    INFO(c.color << " terminal=" << c.is_terminal << " variables=" << c.environment.size());
    CHECK(terminal(c.is_terminal, c.color, c.environment).color == c.wanted);
  }
}

TEST_CASE("terminal: nothing is redrawn in CI or on a dumb terminal") {
  CHECK(terminal(true, "auto", {{"TERM", "xterm"}}).interactive);
  CHECK(!terminal(true, "auto", {{"TERM", "xterm"}, {"CI", "true"}}).interactive);
  CHECK(!terminal(true, "auto", {{"TERM", "dumb"}}).interactive);
  CHECK(!terminal(false, "always", {{"TERM", "xterm"}}).interactive);
}

TEST_CASE("terminal: signs are words where the locale is not UTF-8") {
  Terminal plain = terminal(false, "auto", {{"LANG", "C"}});
  Terminal unicode = terminal(false, "auto", {{"LANG", "C"}, {"LC_ALL", "C.UTF-8"}});
  CHECK(good_sign(plain) == "ok");
  CHECK(bad_sign(plain) == "FAIL");
  CHECK(arrow(plain) == "->");
  CHECK(good_sign(unicode) == "✓");
  CHECK(!terminal(false, "auto", {{"LC_ALL", "C"}, {"LANG", "de_DE.UTF-8"}}).unicode);
}

TEST_CASE("terminal: what pages long answers") {
  struct Case {
    Environment environment;
    std::vector<std::string> pager;
  };
  const Terminal watched = {.interactive = true};
  for (const Case& c : std::vector<Case>{
           {{}, {"less"}},
           {{{"PAGER", "most -s"}}, {"most", "-s"}},
           {{{"PAGER", "most"}, {"DBTOOL_PAGER", "'my pager' -x"}}, {"my pager", "-x"}},
           {{{"PAGER", "most"}, {"DBTOOL_PAGER", ""}}, {}},
           {{{"PAGER", "cat"}}, {}},
           {{{"PAGER", "less | cat"}}, {"less", "|", "cat"}}}) {
    CHECK(pager_of(watched, variable_of(c.environment)) == c.pager);
    CHECK(pager_of({}, variable_of(c.environment)).empty());
  }
}
