// Models with mistakes, and all that is said about them: tests/golden/models, a case after another:
//
//   === what it is about
//   (the model; a line "+++ n.yaml" begins another file)
//   >>> both            (or one database)
//   DBT103 3:5 unknown attribute "colums" in table users | did you mean "columns"?
#include "core/support/file.h"
#include "core/support/text.h"
#include "tests/core/schema/reading.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace dbtool;

namespace {

struct Case {
  std::string title = {};
  std::vector<ModelSource> sources = {};
  std::string databases = {};
  std::string wanted = {};
};

std::vector<std::filesystem::path> case_files() {
  std::vector<std::filesystem::path> files;
  auto folder = std::filesystem::path(DBTOOL_SOURCE_DIR) / "tests" / "golden" / "models";
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

std::vector<Case> read_cases(const std::filesystem::path& file) {
  std::vector<Case> cases;
  std::string* into = nullptr;
  for (const std::string& line : split(read_file(file), '\n')) {
    if (line.starts_with("=== ")) {
      cases.push_back({.title = line.substr(4), .sources = {{"m.yaml", {}}}});
      into = &cases.back().sources.back().text;
    } else if (line.starts_with("+++ ")) {
      into = &cases.back().sources.emplace_back(ModelSource{line.substr(4), {}}).text;
    } else if (line.starts_with(">>> ")) {
      cases.back().databases = line.substr(4);
      into = &cases.back().wanted;
    } else if (!line.empty()) {
      *into += line + "\n";
    }
  }
  return cases;
}

std::string written(const Problem& problem) {
  std::string file =
      problem.where.file.empty() || problem.where.file == "m.yaml" ? "" : problem.where.file + ":";
  std::string line = problem.code + " " + file + std::to_string(problem.where.line) + ":" +
                     std::to_string(problem.where.column) + " " + problem.message;
  if (!problem.hint.empty()) line += " | " + problem.hint;
  for (const Note& note : problem.notes)
    if (note.label != "known") line += " | " + note.label + ": " + note.text;
  return line + "\n";
}

std::string problems_of(const Case& each, const std::string& dialect) {
  std::string text;
  try {
    load_model(each.sources, dialect);
  } catch (const UsageError& error) {
    for (const Problem& problem : error.problems()) text += written(problem);
  }
  return text;
}

std::string rewritten(const Case& each, const std::string& found) {
  std::string text = "=== " + each.title + "\n";
  for (const ModelSource& source : each.sources)
    text += (source.file == "m.yaml" ? "" : "+++ " + source.file + "\n") + source.text;
  return text + ">>> " + each.databases + "\n" + found + "\n";
}

}  // namespace

TEST_CASE("model: every mistake is told, with its place and what to do") {
  bool updates = std::getenv("DBTOOL_UPDATE_GOLDEN") != nullptr;
  for (const auto& file : case_files()) {
    std::string updated;
    for (const Case& each : read_cases(file)) {
      bool both = each.databases == "both";
      std::string found = problems_of(each, both ? "sqlite" : each.databases);
      updated += rewritten(each, found);
      INFO(file.filename().string() << ": " << each.title);
      if (!updates) CHECK(found == each.wanted);
      CHECK(!found.empty());
      if (both) CHECK(problems_of(each, "postgresql") == found);
    }
    if (updates) std::ofstream(file) << updated.substr(0, updated.size() - 1);
  }
}
