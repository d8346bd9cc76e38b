#include "tests/support/project.h"

#include <algorithm>
#include <stdexcept>

namespace dbtool::test {

Project::Project(const std::string& url) {
  if (!url.empty()) write("dbtool.yaml", "dbtool: 1\nurl: \"" + url + "\"\n");
}

Ran Project::run(const std::vector<std::string>& arguments) const {
  return run_dbtool({.arguments = arguments, .folder = folder_.path(), .environment = environment});
}

std::string Project::ok(const std::vector<std::string>& arguments) const {
  Ran ran = run(arguments);
  if (ran.exit_code == 0) return ran.out;
  std::string command = "dbtool";
  for (const std::string& argument : arguments) command += " " + argument;
  throw std::runtime_error(command + ": exit " + std::to_string(ran.exit_code) + "\n" + ran.out +
                           ran.err);
}

bool Project::has(const std::string& file) const {
  return std::filesystem::exists(folder_ / file);
}

std::vector<std::string> Project::files(const std::string& folder) const {
  std::vector<std::string> found;
  auto root = folder_ / folder;
  if (!std::filesystem::exists(root)) return found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root))
    if (entry.is_regular_file())
      found.push_back(std::filesystem::relative(entry.path(), root).string());
  std::sort(found.begin(), found.end());
  return found;
}

std::string Project::script(const std::string& ending) const {
  for (const std::string& file : files("migrations/versions"))
    if (file.ends_with(ending)) return read("migrations/versions/" + file);
  throw std::runtime_error("there is no script *" + ending);
}

}  // namespace dbtool::test
