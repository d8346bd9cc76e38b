#include "tests/support/run_dbtool.h"

#include "tests/support/temp_folder.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <stdexcept>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace dbtool::test {
namespace {

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> result;
  for (std::string& word : words) result.push_back(word.data());
  result.push_back(nullptr);
  return result;
}

void redirect(const std::filesystem::path& file, int flags, int to) {
  int descriptor = open(file.c_str(), flags, 0600);
  if (descriptor < 0 || dup2(descriptor, to) < 0) _exit(126);
  close(descriptor);
}

int status_of(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

Ran run_dbtool(const RunRequest& request) {
  TempFolder files;
  files.write("in", request.input);
  std::vector<std::string> words = {DBTOOL_PROGRAM};
  words.insert(words.end(), request.arguments.begin(), request.arguments.end());
  std::vector<std::string> environment = {std::string("PATH=") + std::getenv("PATH")};
  for (const auto& [name, value] : request.environment) environment.push_back(name + "=" + value);
  auto arguments = pointers(words);
  auto variables = pointers(environment);
  pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) {
    redirect(files / "in", O_RDONLY, STDIN_FILENO);
    redirect(files / "out", O_WRONLY | O_CREAT, STDOUT_FILENO);
    redirect(files / "err", O_WRONLY | O_CREAT, STDERR_FILENO);
    if (!request.folder.empty() && chdir(request.folder.c_str()) != 0) _exit(126);
    execve(DBTOOL_PROGRAM, arguments.data(), variables.data());
    _exit(127);
  }
  int exit_code = status_of(child);
  return {.exit_code = exit_code, .out = files.read("out"), .err = files.read("err")};
}

}  // namespace dbtool::test
