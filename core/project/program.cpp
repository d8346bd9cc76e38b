#include "core/project/program.h"

#include "core/support/error.h"
#include "core/support/text.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dbtool {
namespace {

[[noreturn]] void refuse(const std::vector<std::string>& command, const std::string& why) {
  throw UsageError({.code = "DBT114",
                    .message = "the program that prints the models failed: " + why,
                    .hint = "run it by hand",
                    .notes = {{"command", join(command, " ")}}});
}

/// A pipe that closes what is left of it.
class Pipe {
 public:
  Pipe() {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0)
      throw UsageError({.code = "DBT114", .message = "no pipe: " + std::string(strerror(errno))});
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close(ends_[0]);
    close_writer();
  }

  int writer() const { return ends_[1]; }
  void close_writer() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }
  std::string read_all() const {
    std::string text;
    std::array<char, 65536> buffer = {};
    for (;;) {
      const ssize_t count = read(ends_[0], buffer.data(), buffer.size());
      if (count == 0) return text;
      if (count > 0)
        text.append(buffer.data(), static_cast<std::size_t>(count));
      else if (errno != EINTR)
        throw UsageError(
            {.code = "DBT114", .message = "reading failed: " + std::string(strerror(errno))});
    }
  }

 private:
  std::array<int, 2> ends_ = {-1, -1};
};

/// What the child does before it becomes the program.
class Actions {
 public:
  Actions(int output, const std::filesystem::path& folder) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
  }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
  ~Actions() { posix_spawn_file_actions_destroy(&actions_); }

  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_ = {};
};

pid_t spawn(const std::vector<std::string>& command, const Actions& actions) {
  std::vector<std::string> words = command;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int error =
      posix_spawnp(&child, arguments[0], actions.get(), nullptr, arguments.data(), environ);
  if (error != 0) refuse(command, strerror(error));
  return child;
}

void require_success(const std::vector<std::string>& command, pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) refuse(command, strerror(errno));
  if (WIFSIGNALED(status)) refuse(command, "signal " + std::to_string(WTERMSIG(status)));
  if (WEXITSTATUS(status) != 0) refuse(command, "exit " + std::to_string(WEXITSTATUS(status)));
}

}  // namespace

std::string output_of(const std::vector<std::string>& command,
                      const std::filesystem::path& folder) {
  Pipe pipe;
  const pid_t child = spawn(command, Actions(pipe.writer(), folder));
  pipe.close_writer();
  std::string text = pipe.read_all();
  require_success(command, child);
  return text;
}

}  // namespace dbtool
