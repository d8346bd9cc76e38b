#include "tests/support/catch.h"
#include "tests/support/project.h"

#include <map>

using namespace dbtool::test;

namespace {

void add_line(const Project& project) {
  project.ok({"revision", "-m", "first", "--rev-id", "aaa1"});
  project.ok({"revision", "-m", "second", "--rev-id", "bbb1", "--branch-label", "blog"});
}

std::string settings(const std::string& more) {
  return "dbtool: 1\nurl: sqlite:///app.db\n" + more;
}

}  // namespace

TEST_CASE("revision: a name that is taken writes nothing") {
  Project project;
  add_line(project);
  const auto before = project.files("migrations/versions");
  const std::vector<std::vector<std::string>> cases = {
      {"revision", "--rev-id", "aaa1"},
      {"revision", "--rev-id", "blog"},
      {"revision", "--branch-label", "aaa1"},
      {"revision", "--branch-label", "blog"},
      {"squash", "--to", "bbb1", "--rev-id", "blog"},
      {"revision", "--head", "base", "--rev-id", "blog"},
  };
  for (const auto& words : cases) {
    const Ran ran = project.run(words);
    INFO(words.front() << " " << words.back() << "\n" << ran.err);
    CHECK(ran.exit_code == 7);
    CHECK_THAT(ran.err, contains("DBT732") && contains(words.back()));
    CHECK(project.files("migrations/versions") == before);
  }
  CHECK(project.ok({"heads"}) == "bbb1  second  (blog) (head)\n");
}

TEST_CASE("revision: dependencies are written in full, labels as they are") {
  Project project;
  add_line(project);
  project.ok({"revision", "-m", "c", "--head", "base", "--rev-id", "ccc1", "--depends-on", "aa",
              "--depends-on", "blog", "--depends-on", "blog@head"});
  CHECK_THAT(project.script("ccc1_c.yaml"), contains("depends_on: [aaa1, blog, bbb1]\n"));
  for (const char* name : {"nope", "base"})
    CHECK(project.run({"revision", "--depends-on", name}).exit_code == 7);
  CHECK(project.files("migrations/versions").size() == 3);
}

TEST_CASE("revision: with several heads it says what may be come after") {
  Project project;
  add_line(project);
  project.ok({"revision", "--head", "aaa1", "--splice", "--rev-id", "ccc1"});
  project.ok({"upgrade", "heads"});
  for (const char* command : {"revision", "migrate"}) {
    project.write("models/m.yaml", "dbtool: 1\ntables: { t: { columns: { id: int } } }\n");
    const Ran ran = project.run({command, "-m", "x"});
    CHECK(ran.exit_code == 7);
    CHECK_THAT(ran.err,
               contains("DBT702") && contains("dbtool merge bbb1 ccc1") && contains("--head bbb1"));
  }
}

TEST_CASE("revision: --version-path names a location in any spelling") {
  Project project;
  project.write("dbtool.yaml", settings("versions: [one, two/deep]\n"));
  const std::string absolute = (project.folder().path() / "two/deep").string();
  int number = 0;
  for (const std::string& path : {std::string("two/deep"), std::string("two/deep/"),
                                  std::string("./one/../two/deep"), absolute, absolute + "/"}) {
    INFO(path);
    const std::string id = "id" + std::to_string(number++);
    project.ok({"revision", "--head", "base", "--rev-id", id, "--version-path", path});
    CHECK(project.files("two/deep").size() == static_cast<std::size_t>(number));
  }
  const Ran ran = project.run({"revision", "--head", "base", "--version-path", "two"});
  CHECK(ran.exit_code == 2);
  CHECK_THAT(ran.err, contains("DBT733") && contains("known   one") && contains("two/deep"));
}

TEST_CASE("revision: a script goes to the location that its parent is in, or in a folder of") {
  Project project;
  project.write("dbtool.yaml", settings("versions: [one, two]\nrecursive_versions: true\n"
                                        "file_template: \"{year}/{rev}\"\n"));
  project.write("two/old/a.yaml", "revision: aaa1\nrevises: null\nupgrade: []\ndowngrade: []\n");
  project.ok({"revision", "--rev-id", "bbb1"});
  project.ok({"revision", "--rev-id", "ccc1"});
  CHECK(project.files("one").empty());
  CHECK(project.files("two").size() == 3);
  CHECK(project.ok({"heads"}) == "ccc1  (head)\n");
  CHECK_THAT(project.read("two/" + project.files("two").at(1)), contains("revises: bbb1\n"));

  project.write("dbtool.yaml", settings("file_template: \"{year}/{rev}\"\n"));
  CHECK_THAT(project.run({"heads"}).err, contains("unless recursive_versions is true"));
}

TEST_CASE("revision: the report names what was written once") {
  Project project;
  const std::string report = project.ok({"revision", "--format", "json"});
  CHECK(report.find("\"revisions\"") == report.rfind("\"revisions\""));
}

TEST_CASE("after_write: of a program that says much, the end is shown") {
  Project project;
  project.write("dbtool.yaml", settings("after_write: [[sh, -c, 'seq 1000; exit 1']]\n"));
  const Ran ran = project.run({"revision", "-m", "one"});
  CHECK(ran.exit_code == 2);
  CHECK_THAT(ran.err, contains("(980 lines before)") && contains("output    1000") &&
                          contains("is written and stays"));
  CHECK(ran.err.find("output    980") == std::string::npos);

  project.write("dbtool.yaml", settings("after_write: [[no-such-program]]\n"));
  CHECK_THAT(project.run({"revision", "-m", "two"}).err, contains("is written and stays"));
}
