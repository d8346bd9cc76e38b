#include "cli/help.h"

#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/session.h"
#include "core/support/text.h"

namespace dbtool::cli {
namespace {

struct Options {
  std::optional<std::string> command = {};
};

void declare(Arguments& arguments, Options& options) {
  arguments.positional("command", options.command, "A command")
      .example("dbtool help upgrade", "what upgrade takes");
}

ExitCode run(const Options& options, Session& session) {
  auto commands = all_commands();
  std::string text = full_help(commands);
  if (options.command) {
    const Command* command = find_command(commands, *options.command);
    if (command == nullptr) refuse_command(*options.command, commands);
    text = command_help(*command);
  }
  session.output().answer("help", text);
  return ExitCode::ok;
}

}  // namespace

Command help() {
  return make_command("help", "Show what a command takes", "More", declare, run);
}

}  // namespace dbtool::cli
