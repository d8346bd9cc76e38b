#include "core/project/program.h"

#include "core/support/text.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

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

  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }
  void close_writer() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }
  /// `idle` is called now and then while nothing comes.
  std::string read_all(const std::function<void()>& idle = {}) const {
    std::string text;
    std::array<char, 65536> buffer = {};
    for (;;) {
      wait(idle);
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
  void wait(const std::function<void()>& idle) const {
    if (!idle) return;
    pollfd end{.fd = ends_[0], .events = POLLIN, .revents = 0};
    while (poll(&end, 1, 100) <= 0) idle();
  }

  std::array<int, 2> ends_ = {-1, -1};
};

/// What the child does before it becomes the program.
class Actions {
 public:
  explicit Actions(const std::filesystem::path& folder) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
  }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
  ~Actions() { posix_spawn_file_actions_destroy(&actions_); }

  Actions& send(int stream, int into) {
    posix_spawn_file_actions_adddup2(&actions_, into, stream);
    return *this;
  }
  Actions& read_nothing() {
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    return *this;
  }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_ = {};
};

using VariableMap = std::map<std::string, std::string>;

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> found;
  for (std::string& text : texts) found.push_back(text.data());
  found.push_back(nullptr);
  return found;
}

/// "NAME=value", ours but for those that are given.
std::vector<std::string> environment_with(const VariableMap& variables) {
  std::vector<std::string> texts;
  for (const auto& [name, value] : variables) texts.push_back(name + "=" + value);
  for (char** own = environ; *own != nullptr; ++own) {
    const std::string text = *own;
    if (!variables.contains(text.substr(0, text.find('=')))) texts.push_back(text);
  }
  return texts;
}

/// Nothing when it runs, else why it does not.
std::string spawn(const std::vector<std::string>& command, const Actions& actions, pid_t& child,
                  const VariableMap& variables = {}) {
  std::vector<std::string> words = command;
  std::vector<std::string> environment = environment_with(variables);
  const int error = posix_spawnp(&child, words[0].c_str(), actions.get(), nullptr,
                                 pointers(words).data(), pointers(environment).data());
  return error == 0 ? "" : strerror(error);
}

pid_t require_spawn(const std::vector<std::string>& command, const Actions& actions,
                    const VariableMap& variables = {}) {
  pid_t child = 0;
  const std::string why = spawn(command, actions, child, variables);
  if (why.empty()) return child;
  throw UsageError({.code = "DBT114",
                    .message = "cannot start \"" + command.front() + "\": " + why,
                    .notes = {{"command", join(command, " ")}}});
}

int wait_status(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return -1;
  return status;
}

void require_success(const std::vector<std::string>& command, int status) {
  if (WIFSIGNALED(status)) refuse(command, "signal " + std::to_string(WTERMSIG(status)));
  if (WEXITSTATUS(status) != 0) refuse(command, "exit " + std::to_string(WEXITSTATUS(status)));
}

int shell_status(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

std::string output_of(const std::vector<std::string>& command,
                      const std::filesystem::path& folder) {
  Pipe pipe;
  pid_t child = 0;
  const std::string why = spawn(command, Actions(folder).send(STDOUT_FILENO, pipe.writer()), child);
  if (!why.empty()) refuse(command, why);
  pipe.close_writer();
  std::string text = pipe.read_all();
  require_success(command, wait_status(child));
  return text;
}

ProgramEnd run_program(const std::vector<std::string>& command, const std::filesystem::path& folder,
                       const ProgramSurroundings& surroundings) {
  Pipe pipe;
  Actions actions(folder);
  actions.read_nothing().send(STDOUT_FILENO, pipe.writer()).send(STDERR_FILENO, pipe.writer());
  const pid_t child = require_spawn(command, actions, surroundings.variables);
  pipe.close_writer();
  std::function<void()> end_it;
  if (surroundings.interrupted)
    end_it = [&] {
      if (surroundings.interrupted()) kill(child, SIGTERM);
    };
  ProgramEnd end{.output = pipe.read_all(end_it)};
  end.status = shell_status(wait_status(child));
  return end;
}

// A program that fails says why at the end.
void add_output(Problem& problem, const std::string& output) {
  constexpr std::size_t most_shown = 20;
  constexpr std::size_t longest_line = 1000;
  const std::vector<std::string> lines = split(trim(output), '\n');
  std::size_t first = 0;
  if (lines.size() > most_shown) {
    first = lines.size() - most_shown;
    problem.notes.push_back({"output", "(" + count_of(first, "line") + " before)"});
  }
  for (std::size_t i = first; i < lines.size(); ++i)
    if (!lines[i].empty()) problem.notes.push_back({"output", lines[i].substr(0, longest_line)});
}

ProgramEnd run_on_terminal(const std::vector<std::string>& command,
                           const std::filesystem::path& folder) {
  return {.status = shell_status(wait_status(require_spawn(command, Actions(folder))))};
}

Pager::Pager(const std::vector<std::string>& command) {
  setenv("LESS", "FRX", 0);  // colours, and nothing to leave when all fits on the screen
  Pipe pipe;
  Actions actions(".");
  child_ = require_spawn(command, actions.send(STDIN_FILENO, pipe.reader()));
  std::signal(SIGINT, SIG_IGN);
  stdout_ = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
  dup2(pipe.writer(), STDOUT_FILENO);
}

Pager::~Pager() {
  std::signal(SIGINT, SIG_IGN);  // whoever had it meanwhile
  dup2(stdout_, STDOUT_FILENO);
  close(stdout_);
  wait_status(child_);
  std::signal(SIGINT, SIG_DFL);
}

std::vector<std::string> words_of_command(std::string_view text) {
  std::vector<std::string> words;
  bool inside = false;
  char quote = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool is_blank = quote == 0 && (c == ' ' || c == '\t' || c == '\n');
    if (is_blank) {
      inside = false;
      continue;
    }
    if (!std::exchange(inside, true)) words.emplace_back();
    if (quote == 0 && (c == '"' || c == '\''))
      quote = c;
    else if (c == quote)
      quote = 0;
    else if (c == '\\' && quote != '\'' && at + 1 < text.size())
      words.back() += text[++at];
    else
      words.back() += c;
  }
  return words;
}

}  // namespace dbtool
