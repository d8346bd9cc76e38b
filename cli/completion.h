// Completion: scripts for shells, made from the declarations.
#pragma once

#include "cli/command.h"

#include <string>
#include <vector>

namespace dbtool::cli {

/// The script for "bash", "zsh" or "fish".
std::string completion_script(const std::string& shell, const std::vector<Command>& commands);

}  // namespace dbtool::cli
