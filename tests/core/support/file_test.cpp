#include "core/support/file.h"

#include "core/support/error.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace dbtool;
namespace fs = std::filesystem;

namespace {

template <class Work>
std::string message_of(Work work) {
  try {
    work();
  } catch (const UsageError& error) {
    return error.problems().front().code + " " + error.what();
  }
  return "(nothing was thrown)";
}

std::vector<std::string> names_below(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  return names;
}

}  // namespace

TEST_CASE("a file is read whole, byte for byte") {
  test::TempFolder temp;
  std::string bytes;
  for (int i = 0; i < 300'000; ++i) bytes += static_cast<char>(i * 7);
  CHECK(read_file(temp.write("a.bin", bytes)) == bytes);
  CHECK(read_file(temp.write("empty", "")).empty());
  CHECK(read_file("/proc/self/stat").size() > 10);
}

TEST_CASE("the head of a file is as long as asked for, or the file") {
  test::TempFolder temp;
  fs::path file = temp.write("a", "0123456789");
  CHECK(read_head(file, 4) == "0123");
  CHECK(read_head(file, 10) == "0123456789");
  CHECK(read_head(file, 4096) == "0123456789");
}

TEST_CASE("what cannot be read as a file is an error that says why") {
  test::TempFolder temp;
  fs::path fifo = temp / "fifo";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  CHECK_THAT(message_of([&] { read_file(temp / "none"); }),
             contains("DBT109 cannot read") && contains("no such file or directory"));
  CHECK_THAT(message_of([&] { read_file(temp.path()); }), contains("it is a folder"));
  CHECK_THAT(message_of([&] { read_file(fifo); }), contains("it is not a regular file"));
  CHECK_THAT(message_of([&] { read_head("/dev/zero", 10); }), contains("not a regular file"));
  fs::path file = temp.write("a", "12345");
  CHECK(read_file(file, 5) == "12345");
  CHECK_THAT(message_of([&] { read_file(file, 4); }), contains("larger than 4 bytes"));
}

TEST_CASE("a new file is written whole and nothing else is left") {
  test::TempFolder temp;
  write_new_file(temp / "a.yaml", "text\n");
  CHECK(temp.read("a.yaml") == "text\n");
  CHECK(names_below(temp.path()) == std::vector<std::string>{"a.yaml"});
}

TEST_CASE("a new file never takes the place of another") {
  test::TempFolder temp;
  fs::path file = temp.write("a.yaml", "old");
  CHECK_THAT(message_of([&] { write_new_file(file, "new"); }),
             contains("DBT110 cannot write") && contains("it already exists"));
  fs::create_symlink("nowhere", temp / "link");
  CHECK_THAT(message_of([&] { write_new_file(temp / "link", "new"); }), contains("already exists"));
  CHECK(temp.read("a.yaml") == "old");
  CHECK(names_below(temp.path()).size() == 2);
}

TEST_CASE("a file that cannot be written is an error and leaves nothing behind") {
  test::TempFolder temp;
  CHECK_THAT(message_of([&] { write_new_file(temp / "none/a", "x"); }),
             contains("DBT110") && contains("no such file or directory"));
  fs::create_directory(temp / "folder");
  CHECK_THAT(message_of([&] { replace_file(temp / "folder", "x"); }), contains("DBT110"));
  CHECK(names_below(temp.path()) == std::vector<std::string>{"folder"});
}

TEST_CASE("replacing a file keeps its mode and the links to it") {
  test::TempFolder temp;
  fs::path file = temp.write("a", "old");
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("a", temp / "link");
  replace_file(temp / "link", "new");
  CHECK(temp.read("a") == "new");
  CHECK(fs::is_symlink(temp / "link"));
  CHECK(fs::status(file).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
  replace_file(temp / "b", "made");
  CHECK(temp.read("b") == "made");
}

TEST_CASE("patterns stand for files, sorted, without droppings") {
  test::TempFolder temp;
  for (const char* name :
       {"m/b.yaml", "m/a.yaml", "m/sub/c.yaml", "m/sub/deep/d.sql", "m/readme.txt", "m/a.yaml~",
        "m/.#a.yaml", "m/.b.yaml.swp", "m/#c.yaml#", "m/.git/e.yaml", "top.yaml"})
    temp.write(name, "");
  struct Row {
    std::string pattern;
    std::vector<std::string> files;
  };
  const std::vector<Row> rows = {
      {"m", {"m/a.yaml", "m/b.yaml", "m/sub/c.yaml", "m/sub/deep/d.sql"}},
      {"m/", {"m/a.yaml", "m/b.yaml", "m/sub/c.yaml", "m/sub/deep/d.sql"}},
      {"./m/sub", {"m/sub/c.yaml", "m/sub/deep/d.sql"}},
      {"m/readme.txt", {"m/readme.txt"}},
      {"m/*.yaml", {"m/a.yaml", "m/b.yaml"}},
      {"m/*", {"m/a.yaml", "m/b.yaml", "m/readme.txt"}},
      {"m/?.yaml", {"m/a.yaml", "m/b.yaml"}},
      {"m/**/*.yaml", {"m/a.yaml", "m/b.yaml", "m/sub/c.yaml"}},
      {"*/sub/*.yaml", {"m/sub/c.yaml"}},
      {"*.yaml", {"top.yaml"}},
      {"none", {}},
      {"none/*.yaml", {}},
      {"m/*.none", {}},
  };
  for (const Row& row : rows) {
    INFO(row.pattern);
    std::vector<std::string> files;
    for (const fs::path& file : expand_files(temp.path(), row.pattern, {".yaml", ".sql"}))
      files.push_back(file.lexically_relative(temp.path()));
    CHECK(files == row.files);
    CHECK(expand_files("/elsewhere", (temp.path() / row.pattern).string(), {".yaml", ".sql"}) ==
          expand_files(temp.path(), row.pattern, {".yaml", ".sql"}));
  }
}

TEST_CASE("linked folders are searched, circles are not") {
  test::TempFolder temp;
  temp.write("real/a.yaml", "");
  fs::create_directory(temp / "m");
  fs::create_directory_symlink("../real", temp / "m/link");
  fs::create_directory_symlink("..", temp / "real/circle");
  std::vector<fs::path> files = expand_files(temp.path(), "m", {".yaml"});
  REQUIRE(!files.empty());
  CHECK(files.front() == temp / "m/link/a.yaml");
  CHECK(files.size() < 10);
}

TEST_CASE("a broken link is found, so that reading it fails") {
  test::TempFolder temp;
  fs::create_directory(temp / "m");
  fs::create_symlink("nowhere", temp / "m/a.yaml");
  CHECK(expand_files(temp.path(), "m", {".yaml"}) == std::vector<fs::path>{temp / "m/a.yaml"});
  CHECK(expand_files(temp.path(), "m/a.yaml", {}) == std::vector<fs::path>{temp / "m/a.yaml"});
}

TEST_CASE("paths are shown from the working directory") {
  fs::path here = fs::current_path();
  CHECK(display_path(here / "models/a.yaml") == "models/a.yaml");
  CHECK(display_path("models/../a.yaml") == "a.yaml");
  CHECK(display_path("/elsewhere/./a.yaml") == "/elsewhere/a.yaml");
  CHECK(display_path(here / "..a") == "..a");
}
