// Global options: what every command takes, before and after its name.
#pragma once

#include "cli/arguments.h"
#include "cli/terminal.h"

#include <optional>
#include <string>
#include <vector>

namespace dbtool::cli {

struct GlobalOptions {
  std::optional<std::string> config = {};       ///< -c
  std::optional<std::string> folder = {};       ///< -C
  std::optional<std::string> migrations = {};   ///< -d
  std::optional<std::string> url = {};          ///< -u
  std::optional<std::string> environment = {};  ///< --env
  std::optional<std::string> database = {};     ///< --database
  std::vector<std::string> variables = {};      ///< -x KEY=VALUE
  std::string format = "text";
  std::string color = "auto";
  bool quiet = false;
  int verbosity = 0;  ///< 1: more, 2: statements
  bool yes = false;
  bool no_input = false;
  bool no_pager = false;
  bool help = false;
  bool version = false;
};

void declare(Arguments& arguments, GlobalOptions& options);

/// Reads DBTOOL_FORMAT, DBTOOL_COLOR, DBTOOL_QUIET, DBTOOL_VERBOSE, DBTOOL_YES and DBTOOL_NO_INPUT;
/// settings of the project read their variables themselves. Throws UsageError (DBT003).
void read_variables(const Variable& variable, GlobalOptions& options);

}  // namespace dbtool::cli
