// Running the built program as a user does.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dbtool::test {

struct Ran {
  int exit_code = -1;
  std::string out = {};
  std::string err = {};
};

struct RunRequest {
  std::vector<std::string> arguments = {};
  std::filesystem::path folder = {};
  std::map<std::string, std::string> environment = {};  ///< besides PATH; nothing else is passed on
  std::string input = {};                               ///< its stdin, which is no terminal
};

/// Runs dbtool to its end. Death by a signal gives its number negative as the exit code.
Ran run_dbtool(const RunRequest& request);

}  // namespace dbtool::test
