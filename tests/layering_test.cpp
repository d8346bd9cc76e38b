// Dependencies point down, each outside library has one home, functions stay short enough to read.
#include "tests/support/catch.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Include {
  std::string file;
  std::string target;
};

const fs::path source_folder = DBTOOL_SOURCE_DIR;

std::vector<std::string> source_files() {
  std::vector<std::string> files;
  for (const char* top : {"core", "dialects", "cli", "templates"})
    for (const auto& entry : fs::recursive_directory_iterator(source_folder / top))
      if (entry.path().extension() == ".h" || entry.path().extension() == ".cpp")
        files.push_back(fs::relative(entry.path(), source_folder).string());
  return files;
}

std::vector<Include> includes() {
  std::vector<Include> found;
  for (const std::string& file : source_files()) {
    std::ifstream stream(source_folder / file);
    for (std::string line; std::getline(stream, line);) {
      if (line.rfind("#include ", 0) != 0) continue;
      found.push_back({file, line.substr(10, line.find_last_of(">\"") - 10)});
    }
  }
  return found;
}

const std::map<std::string, int> layers = {
    {"core/support", 1}, {"core/schema", 2},    {"core/operations", 3}, {"core/compare", 4},
    {"core/dialect", 5}, {"core/revisions", 6}, {"core/run", 7},        {"core/lint", 8},
    {"core/project", 9}, {"core/fleet", 10}};

std::string folder_of(const std::string& path) {
  auto first = path.find('/');
  auto second = path.find('/', first + 1);
  return path.substr(0, path.rfind("core/", 0) == 0 ? second : first);
}

bool is_ours(const std::string& target) {
  for (const char* top : {"core/", "dialects/", "cli/", "templates/"})
    if (target.rfind(top, 0) == 0) return true;
  return false;
}

/// core: downwards only; compare and dialect stand side by side on operations; revisions do not see
/// either.
bool may_include(const std::string& from, const std::string& to) {
  if (from == to || from == "cli") return true;
  if (from == "templates") return false;
  if (from == "dialects") return layers.count(to) != 0 && layers.at(to) <= 5;
  if (layers.count(from) == 0 || layers.count(to) == 0) return false;
  if (from == "core/dialect" || from == "core/revisions") return layers.at(to) <= 3;
  return layers.at(to) < layers.at(from);
}

const std::map<std::string, std::string> homes = {{"yaml-cpp/", "core/support/yaml"},
                                                  {"nlohmann/", "core/support/json.cpp"},
                                                  {"kainjow/", "core/support/template.cpp"},
                                                  {"openssl/", "core/support/digest.cpp"},
                                                  {"SQLiteCpp/", "dialects/sqlite/"},
                                                  {"sqlite3.h", "dialects/sqlite/"},
                                                  {"pqxx/", "dialects/postgresql/"},
                                                  {"libpq-fe.h", "dialects/postgresql/"},
                                                  {"CLI/", "cli/arguments.cpp"}};

}  // namespace

TEST_CASE("layering: includes point down") {
  for (const Include& include : includes()) {
    if (!is_ours(include.target)) continue;
    INFO(include.file << " includes " << include.target);
    CHECK(may_include(folder_of(include.file), folder_of(include.target)));
  }
}

TEST_CASE("layering: a dialect does not know another dialect") {
  for (const Include& include : includes()) {
    if (include.file.rfind("dialects/", 0) != 0 || include.file == "dialects/dialects.cpp")
      continue;
    INFO(include.file << " includes " << include.target);
    if (include.target.rfind("dialects/sqlite/", 0) == 0)
      CHECK(include.file.rfind("dialects/sqlite/", 0) == 0);
    if (include.target.rfind("dialects/postgresql/", 0) == 0)
      CHECK(include.file.rfind("dialects/postgresql/", 0) == 0);
  }
}

TEST_CASE("layering: each outside library has one home") {
  for (const Include& include : includes())
    for (const auto& [library, home] : homes) {
      if (include.target.rfind(library, 0) != 0) continue;
      INFO(include.file << " includes " << include.target);
      CHECK(include.file.rfind(home, 0) == 0);
    }
}
