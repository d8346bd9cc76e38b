// A project folder with the program run in it.
#pragma once

#include "tests/support/run_dbtool.h"
#include "tests/support/temp_folder.h"

#include <string>
#include <vector>

namespace dbtool::test {

class Project {
 public:
  /// Settings for this database and no files besides. An empty URL: no settings either.
  explicit Project(const std::string& url = "sqlite:///app.db");

  /// Runs dbtool in the folder; stdin is empty and no terminal.
  Ran run(const std::vector<std::string>& arguments) const;
  /// The same, and the command must end with 0: its stdout.
  std::string ok(const std::vector<std::string>& arguments) const;

  void write(const std::string& file, const std::string& text) const { folder_.write(file, text); }
  std::string read(const std::string& file) const { return folder_.read(file); }
  bool has(const std::string& file) const;
  /// Files below a folder, relative to it, sorted.
  std::vector<std::string> files(const std::string& folder) const;
  /// The text of the only script whose name ends like this.
  std::string script(const std::string& ending) const;
  const TempFolder& folder() const { return folder_; }

  std::map<std::string, std::string> environment = {{"LC_ALL", "C.UTF-8"}};

 private:
  TempFolder folder_;
};

}  // namespace dbtool::test
