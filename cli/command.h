// Command: a name, what it takes, and what it does.
#pragma once

#include "cli/arguments.h"
#include "core/support/error.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dbtool::cli {

class Session;

struct Command {
  std::string name = {};
  std::string summary = {};  ///< one line for the list in --help
  std::vector<std::string> aliases = {};
  std::string group = {};  ///< "Start", "Change", "Apply", "Ask", "More"
  std::function<void(Arguments&)> declare = {};
  std::function<ExitCode(Session&)> run = {};
};

/// Ties a command to its options: `declare` binds them, `run` reads them.
template <class Options>
Command make_command(std::string_view name, std::string_view summary, std::string_view group,
                     void (*declare)(Arguments&, Options&),
                     ExitCode (*run)(const Options&, Session&),
                     const std::vector<std::string>& aliases = {}) {
  auto options = std::make_shared<Options>();
  return {.name = std::string(name),
          .summary = std::string(summary),
          .aliases = aliases,
          .group = std::string(group),
          .declare = [=](Arguments& arguments) { declare(arguments, *options); },
          .run = [=](Session& session) { return run(*options, session); }};
}

/// All commands, in the order of --help.
std::vector<Command> all_commands();

/// By name or alias, or nullptr.
const Command* find_command(const std::vector<Command>& commands, const std::string& name);

}  // namespace dbtool::cli
