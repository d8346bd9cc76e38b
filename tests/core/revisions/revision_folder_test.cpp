#include "core/revisions/revision_folder.h"

#include "tests/core/revisions/mini_graph.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <sys/stat.h>

using namespace dbtool;
using namespace dbtool::test;

namespace fs = std::filesystem;

namespace {

std::string ids_of(const RevisionGraph& graph) {
  std::vector<std::string> ids;
  for (const Revision& revision : graph.revisions()) ids.push_back(revision.id);
  return text_of(ids);
}

std::string load(const std::vector<fs::path>& locations, bool recursive = false) {
  try {
    return ids_of(load_revisions(locations, recursive));
  } catch (const Error& error) {
    return text_of(error);
  }
}

std::string yaml_script(const std::string& id, const std::string& parent = "null") {
  return "revision: " + id + "\nrevises: " + parent + "\nupgrade: []\ndowngrade: []\n";
}

}  // namespace

TEST_CASE("the files of a folder become a graph") {
  const TempFolder folder;
  folder.write("zz.yaml", yaml_script("a"));
  folder.write("b.yml", yaml_script("b", "a"));
  folder.write("a.sql", "-- dbtool:revision c\n-- dbtool:revises b\n-- dbtool:upgrade\n");
  folder.write("env.py", "print()");
  folder.write("README.md", "# nothing");
  folder.write(".#b.yaml", "junk");
  folder.write(".hidden.yaml", "junk");
  folder.write("b.yaml~", "junk");
  folder.write("#b.yaml#", "junk");
  folder.write(".b.yaml.swp", "junk");
  folder.write("sub/d.yaml", yaml_script("d", "c"));
  CHECK(load({folder.path()}) == "a b c");
  CHECK(load({folder.path()}, true) == "a b c d");
  CHECK(load({folder.path(), folder / "sub"}) == "a b c d");
  CHECK(load({folder / "nowhere"}) == "");
  CHECK(load({}) == "");
}

TEST_CASE("a file reached twice is read once") {
  const TempFolder folder;
  folder.write("v/a.yaml", yaml_script("a"));
  fs::create_symlink("a.yaml", folder / "v/also_a.yaml");
  fs::create_directory_symlink("v", folder / "w");
  CHECK(load({folder / "v"}) == "a");
  CHECK(load({folder / "v", folder / "v/../v", folder / "w"}) == "a");
  CHECK(load_revisions({folder / "v"}, false).revisions()[0].file ==
        (folder / "v/a.yaml").string());
}

TEST_CASE("what is no file of the folder is refused by name") {
  const TempFolder folder;
  folder.write("v/a.yaml", yaml_script("a"));
  folder.write("secret.yaml", "password: x");
  fs::create_symlink("../secret.yaml", folder / "v/b.yaml");
  fs::create_symlink("gone.yaml", folder / "v/c.yaml");
  fs::create_symlink("/dev/zero", folder / "v/d.sql");
  REQUIRE(::mkfifo((folder / "v/e.yaml").c_str(), 0600) == 0);
  const std::string problems = load({folder / "v"});
  CHECK_THAT(problems, contains("b.yaml\" is a link to a file outside of the revision folders"));
  CHECK_THAT(problems, contains("c.yaml\" is a link that leads nowhere"));
  CHECK_THAT(problems, contains("d.sql\" is a link to a file outside"));
  CHECK_THAT(problems, contains("e.yaml\" is no regular file"));
  CHECK_THAT(problems, !contains("password"));
}

TEST_CASE("a link from one location into another is the file itself") {
  const TempFolder folder;
  folder.write("v/a.yaml", yaml_script("a"));
  fs::create_directory(folder / "w");
  fs::create_symlink("../v/a.yaml", folder / "w/a.yaml");
  CHECK(load({folder / "w", folder / "v"}) == "a");
  CHECK_THAT(load({folder / "w"}), contains("DBT608"));
}

TEST_CASE("folders that are links into themselves end") {
  const TempFolder folder;
  folder.write("v/a.yaml", yaml_script("a"));
  fs::create_directory_symlink(".", folder / "v/loop");
  CHECK(load({folder / "v"}, true) == "a");
}

TEST_CASE("the problems of all files and of the graph come together") {
  const TempFolder folder;
  folder.write("a.yaml", "revision: a\nnonsense: 1\n");
  folder.write("b.sql", "-- migrate:up\n");
  folder.write("c.yaml", yaml_script("c", "gone"));
  folder.write("nearly_there.yaml", "revision [there\n");
  folder.write("d.yaml", yaml_script("d", "there"));
  CHECK_THROWS_AS(load_revisions({folder.path()}, false), UsageError);
  CHECK_THAT(load({folder.path()}), contains("DBT604") && contains("DBT602") &&
                                        contains("DBT710 revision \"c\" revises \"gone\"") &&
                                        !contains("revises \"there\""));
  fs::remove(folder / "nearly_there.yaml");
  fs::remove(folder / "d.yaml");
  fs::remove(folder / "a.yaml");
  fs::remove(folder / "b.sql");
  CHECK_THROWS_AS(load_revisions({folder.path()}, false), HistoryError);
  CHECK_THAT(load({folder.path()}), contains("DBT710"));
}

TEST_CASE("a folder that cannot be read is a problem") {
  const TempFolder folder;
  folder.write("file", "");
  CHECK_THAT(load({folder / "file"}), contains("DBT608"));
}
