// Programs: run without a shell.
#pragma once

#include "core/support/error.h"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dbtool {

/// What a program prints; its stderr goes to ours. The first word is looked up in PATH, `folder` is
/// its working directory. Throws UsageError (DBT114) when it cannot be started or its exit status
/// is not 0.
std::string output_of(const std::vector<std::string>& command, const std::filesystem::path& folder);

/// How a program ended.
struct ProgramEnd {
  int status = 0;           ///< 128 and more: by a signal
  std::string output = {};  ///< stdout and stderr, where they were taken
};
struct ProgramSurroundings {
  std::map<std::string, std::string> variables = {};  ///< besides those that we have
  std::function<bool()> interrupted = {};             ///< asked while it runs; true ends it
};
/// Its output is taken, it reads nothing. Throws UsageError (DBT114) when it cannot be started.
ProgramEnd run_program(const std::vector<std::string>& command, const std::filesystem::path& folder,
                       const ProgramSurroundings& surroundings = {});
/// The end of what a program said, as notes.
void add_output(Problem& problem, const std::string& output);
/// The same with the terminal that we have: editors. Its output is not taken.
ProgramEnd run_on_terminal(const std::vector<std::string>& command,
                           const std::filesystem::path& folder);

/// A pager: until its end it reads what we write to stdout, and signals from the keyboard are its.
class Pager {
 public:
  /// Throws UsageError (DBT114) when it cannot be started.
  explicit Pager(const std::vector<std::string>& command);
  Pager(const Pager&) = delete;
  Pager& operator=(const Pager&) = delete;
  /// Waits until it is left. What is buffered for stdout must be flushed before.
  ~Pager();

 private:
  int stdout_ = -1;
  int child_ = 0;
};

/// A command line as a shell would cut it into words: blanks, quotes and backslashes, nothing else.
std::vector<std::string> words_of_command(std::string_view text);

}  // namespace dbtool
