// Help: what `dbtool`, `dbtool --help` and `dbtool COMMAND --help` print, made from the
// declarations.
#pragma once

#include "cli/command.h"

#include <string>
#include <vector>

namespace dbtool::cli {

/// A screenful: the usual commands by group.
std::string short_help(const std::vector<Command>& commands);
/// All commands and the global options.
std::string full_help(const std::vector<Command>& commands);
/// Examples first, then what the command takes.
std::string command_help(const Command& command);

/// What a command takes besides the global options.
std::vector<OptionDescription> options_of(const Command& command);
std::vector<OptionDescription> global_options();

}  // namespace dbtool::cli
