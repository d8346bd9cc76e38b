// The command line: its words apart into global options, a command and the command's options.
#pragma once

#include "cli/command.h"
#include "cli/global_options.h"

#include <string>
#include <vector>

namespace dbtool::cli {

struct Invocation {
  const Command* command = nullptr;  ///< none: help or version
  GlobalOptions globals = {};
};

/// Reads the words after the program's name. Global options may stand anywhere; those that are not
/// given are as in `defaults`. Throws UsageError (DBT00x) with the nearest right word.
Invocation parse_command_line(const std::vector<std::string>& words,
                              const std::vector<Command>& commands,
                              const GlobalOptions& defaults = {});

/// The command the words name, nullptr without one; for errors in the other words.
const Command* command_in(const std::vector<std::string>& words,
                          const std::vector<Command>& commands);

/// Whether the words ask for JSON; for errors in the words themselves.
bool asks_for_json(const std::vector<std::string>& words);

/// Throws UsageError (DBT001) with what may have been meant; `next` is the word after it.
[[noreturn]] void refuse_command(const std::string& word, const std::vector<Command>& commands,
                                 const std::string& next = {});

/// What another tool's word is here: "upgrade" for "deploy"; empty when it is nobody's word.
std::string translation_of(const std::string& word);

}  // namespace dbtool::cli
