// The program: one command, its errors as text or JSON, its exit code.
#include "cli/command_line.h"
#include "cli/help.h"
#include "cli/problem_text.h"
#include "cli/session.h"
#include "cli/version.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace dbtool::cli {
namespace {

std::optional<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::string name_of(const Command* command) {
  return command == nullptr ? std::string() : command->name;
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
  } catch (const std::filesystem::filesystem_error& error) {
    return {
        ExitCode::usage,
        {{.code = "DBT903",
          .message = "cannot read \"" + error.path1().string() + "\": " + error.code().message(),
          .hint = "check the path and its permissions"}}};
  } catch (const std::system_error& error) {
    return {ExitCode::usage,
            {{.code = "DBT902",
              .message = "the system gives no more files or threads: " + error.code().message(),
              .hint = "look at its limits with: ulimit -a"}}};
  } catch (const std::exception& error) {
    return bug(error.what());
  }
}

// What was cut short says so in words of its own, which differ between databases.
void tell_interruption(Outcome& outcome) {
  outcome.exit_code = ExitCode::interrupted;
  if (outcome.problems.empty()) outcome.problems.push_back({.code = "DBT901"});
  Problem& problem = outcome.problems.front();
  std::string said = std::exchange(problem.message, "interrupted");
  if (!said.empty() && said != problem.message)
    problem.notes.insert(problem.notes.begin(), {"cause", said});
}

void enter(const std::string& folder) {
  std::error_code error;
  std::filesystem::current_path(folder, error);
  if (error)
    throw UsageError({.code = "DBT008",
                      .message = "cannot work in \"" + folder + "\": " + error.message(),
                      .hint = "name a folder that is there behind -C"});
}

int finish(Output& output, const std::string& command, const Outcome& outcome) {
  int trouble = output.finish(command, outcome.exit_code, outcome.problems);
  // A reader that has seen enough (head) is no error; a full disk is.
  if (trouble == 0 || trouble == EPIPE || outcome.exit_code != ExitCode::ok)
    return static_cast<int>(outcome.exit_code);
  std::fprintf(stderr, "dbtool: cannot write to standard output: %s\n", std::strerror(trouble));
  return static_cast<int>(ExitCode::usage);
}

// A file or socket must not get the number of a standard stream that the caller closed.
void occupy_standard_streams() {
  for (int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(stream, F_GETFD) == -1)
      open("/dev/null", stream == STDERR_FILENO ? O_WRONLY : O_RDONLY);
}

int show_help(const Invocation& invocation, const std::vector<Command>& commands) {
  Output output(invocation.globals, environment);
  if (invocation.globals.version)
    output.line("dbtool " + std::string(version()));
  else if (invocation.command != nullptr)
    output.answer("help", command_help(*invocation.command));
  else
    output.answer("help", invocation.globals.help ? full_help(commands) : short_help(commands));
  return finish(output, name_of(invocation.command), {});
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
  interruption.end();
  // What was done before the signal came is done.
  if (interruption.requested() && outcome.exit_code != ExitCode::ok) tell_interruption(outcome);
  return finish(session.output(), invocation.command->name, outcome);
}

int run(const std::vector<std::string>& words) {
  auto commands = all_commands();
  Invocation invocation;
  GlobalOptions globals;
  Outcome parsed = outcome_of([&] {
    read_variables(environment, globals);
    invocation = parse_command_line(words, commands, globals);
    return ExitCode::ok;
  });
  if (parsed.exit_code != ExitCode::ok) {
    if (asks_for_json(words)) globals.format = "json";
    Output output(globals, environment);
    return finish(output, name_of(command_in(words, commands)), parsed);
  }
  bool asks_for_help = invocation.globals.version || invocation.globals.help;
  if (asks_for_help || invocation.command == nullptr) return show_help(invocation, commands);
  int exit_status = 0;
  Outcome begun = outcome_of([&] {
    exit_status = run_command(invocation);
    return ExitCode::ok;
  });
  if (begun.exit_code == ExitCode::ok) return exit_status;
  Output output(invocation.globals, environment);
  return finish(output, invocation.command->name, begun);
}

}  // namespace
}  // namespace dbtool::cli

int main(int argc, char** argv) {
  dbtool::cli::occupy_standard_streams();
  return dbtool::cli::run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
}
