// Codes of errors: each is described in dbtool-errors(7), and has one owner.
#include "tests/support/catch.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

using Codes = std::set<std::string>;

const fs::path source_folder = DBTOOL_SOURCE_DIR;

std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> matches(const std::string& text, const std::string& pattern) {
  const std::regex expression(pattern);
  std::vector<std::string> found;
  for (std::sregex_iterator match(text.begin(), text.end(), expression), end; match != end; ++match)
    found.push_back((*match)[1]);
  return found;
}

/// The codes of the sources, and the parts of the program that report each.
std::map<std::string, Codes> codes_of_sources() {
  std::map<std::string, Codes> owners;
  for (const char* top : {"core", "dialects", "cli"})
    for (const auto& entry : fs::recursive_directory_iterator(source_folder / top)) {
      if (entry.path().extension() != ".cpp") continue;
      std::string part = fs::relative(entry.path().parent_path(), source_folder).string();
      for (const std::string& code : matches(text_of(entry.path()), "\"(DBT[0-9]{3})\""))
        owners[code].insert(part);
    }
  return owners;
}

std::vector<std::string> codes_of_page() {
  return matches(text_of(source_folder / "man" / "dbtool-errors.7"), "\\.It Cm (DBT[0-9]{3})\n");
}

/// Codes that several parts report, as the same thing happens to each of them.
const std::map<std::string, Codes> shared = {
    // A file can be read and written, a template filled in, by any part.
    {"DBT100", {"core/schema", "core/support"}},
    {"DBT101", {"core/schema", "core/support"}},
    {"DBT102", {"core/schema", "core/support"}},
    {"DBT106", {"core/schema", "core/support"}},
    {"DBT110", {"core/revisions", "core/support"}},
    {"DBT109", {"core/revisions", "core/support"}},
    {"DBT111", {"cli", "core/support"}},
    {"DBT118", {"core/schema", "core/support"}},
    {"DBT119", {"core/schema", "core/support"}},
    // Asked for by options, or in dbtool.yaml, of one database of several.
    {"DBT127", {"cli", "core/project"}},
    // Told apart from other mistakes by whoever goes on without models.
    {"DBT150", {"cli", "core/project", "core/schema"}},
    // What check makes a finding of.
    {"DBT306", {"cli/commands", "core/run"}},
    // What a database answers, whichever it is.
    {"DBT201", {"dialects/postgresql", "dialects/sqlite"}},
    {"DBT203", {"dialects/postgresql", "dialects/sqlite"}},
    {"DBT214", {"core/dialect", "dialects/sqlite"}},
    {"DBT400", {"core/run", "dialects/postgresql", "dialects/sqlite"}},
    {"DBT403", {"core/run", "dialects/postgresql", "dialects/sqlite"}},
    {"DBT405", {"core/run", "dialects/postgresql", "dialects/sqlite"}},
    {"DBT406", {"dialects/postgresql", "dialects/sqlite"}},
    // An operation that does not fit the schema, or the table it is done to.
    {"DBT620", {"core/operations", "core/run", "dialects/sqlite"}},
    {"DBT703", {"cli", "core/revisions"}},
    {"DBT731", {"cli", "cli/commands"}},
    {"DBT748", {"cli", "cli/commands"}},
    {"DBT900", {"cli", "core/support", "dialects/sqlite"}}};

}  // namespace

TEST_CASE("error codes: the page describes each code once, in order, and no other") {
  std::vector<std::string> page = codes_of_page();
  Codes described(page.begin(), page.end());
  CHECK(described.size() == page.size());
  for (const auto& [code, parts] : codes_of_sources()) {
    INFO(code << " of " << *parts.begin() << " is not in man/dbtool-errors.7");
    CHECK(described.erase(code) == 1);
  }
  CHECK(described == Codes{});
}

TEST_CASE("error codes: each code has one owner") {
  for (const auto& [code, parts] : codes_of_sources()) {
    INFO(code);
    auto known = shared.find(code);
    if (known != shared.end())
      CHECK(parts == known->second);
    else
      CHECK(parts.size() == 1);
  }
}
