// The program: one command, its errors as text or JSON, its exit code.
#include "cli/command_line.h"
#include "cli/help.h"
#include "cli/problem_text.h"
#include "cli/session.h"
#include "cli/version.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>

namespace dbtool::cli {
namespace {

std::optional<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

struct Outcome {
  ExitCode exit_code = ExitCode::ok;
  std::vector<Problem> problems = {};
};

Outcome bug(const std::string& what) {
  return {ExitCode::bug,
          {{.code = "DBT900",
            .message = "this is a bug in dbtool: " + what,
            .notes = {{"next", "please report it with what you typed and your models"}}}}};
}

// The one place that catches: whatever a command throws becomes its outcome.
template <class Work>
Outcome outcome_of(Work work) {
  try {
    return {work()};
  } catch (const Error& error) {
    return {error.exit_code(), problems_of(error)};
  } catch (const std::bad_alloc&) {
    return {ExitCode::usage, {{.code = "DBT902", .message = "there is not enough memory"}}};
  } catch (const std::exception& error) {
    return bug(error.what());
  }
}

void enter(const std::string& folder) {
  std::error_code error;
  std::filesystem::current_path(folder, error);
  if (error)
    throw UsageError(
        {.code = "DBT008", .message = "cannot work in \"" + folder + "\": " + error.message()});
}

int finish(Output& output, const std::string& command, const Outcome& outcome) {
  bool written = output.finish(command, outcome.exit_code, outcome.problems);
  if (written || outcome.exit_code != ExitCode::ok) return static_cast<int>(outcome.exit_code);
  // A reader that has seen enough (head) is no error; a full disk is.
  if (errno == EPIPE) return 0;
  std::perror("dbtool: cannot write to standard output");
  return static_cast<int>(ExitCode::usage);
}

int print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  return std::fflush(stdout) == 0 ? 0 : static_cast<int>(ExitCode::usage);
}

int run_command(const Invocation& invocation) {
  Interruption interruption;
  GlobalOptions globals = invocation.globals;
  if (auto entered = outcome_of([&] {
        if (globals.folder) enter(*globals.folder);
        return ExitCode::ok;
      });
      entered.exit_code != ExitCode::ok) {
    Output output(globals, environment);
    return finish(output, invocation.command->name, entered);
  }
  Session session(globals, environment, interruption);
  Outcome outcome = outcome_of([&] { return invocation.command->run(session); });
  if (interruption.requested()) {
    outcome.exit_code = ExitCode::interrupted;
    if (outcome.problems.empty())
      outcome.problems.push_back({.code = "DBT901", .message = "interrupted"});
  }
  return finish(session.output(), invocation.command->name, outcome);
}

int run(const std::vector<std::string>& words) {
  auto commands = all_commands();
  Invocation invocation;
  Outcome parsed = outcome_of([&] {
    invocation = parse_command_line(words, commands);
    return ExitCode::ok;
  });
  if (parsed.exit_code != ExitCode::ok) {
    GlobalOptions globals;
    if (asks_for_json(words)) globals.format = "json";
    Output output(globals, environment);
    return finish(output, "", parsed);
  }
  if (invocation.globals.version) return print("dbtool " + std::string(version()) + "\n");
  if (invocation.globals.help)
    return print(invocation.command == nullptr ? full_help(commands)
                                               : command_help(*invocation.command));
  if (invocation.command == nullptr) return print(short_help(commands));
  return run_command(invocation);
}

}  // namespace
}  // namespace dbtool::cli

int main(int argc, char** argv) {
  return dbtool::cli::run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
}
