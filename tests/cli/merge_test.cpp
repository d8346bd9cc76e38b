#include "tests/support/catch.h"
#include "tests/support/project.h"

using namespace dbtool::test;

namespace {

void add_revision(const Project& project, const std::string& id, const std::string& revises,
                  const std::string& steps) {
  project.write("migrations/versions/" + id + ".yaml", "revision: " + id + "\nrevises: " + revises +
                                                           "\nmessage: " + id + "\n\nupgrade:\n" +
                                                           steps + "\ndowngrade: []\n");
}

void add_two_sides(const Project& project, const std::string& left, const std::string& right) {
  add_revision(project, "aaaaaaaaaaa1", "null", "  - sql: CREATE TABLE posts (id int)\n");
  add_revision(project, "bbbbbbbbbbb1", "aaaaaaaaaaa1", left);
  add_revision(project, "ccccccccccc1", "aaaaaaaaaaa1", right);
}

const std::string add_title =
    "  - add_column: { table: posts, column: { name: title, type: text } }\n";

}  // namespace

TEST_CASE("merge: joins branches, and not a revision with what it stands on") {
  Project project;
  add_two_sides(project, "", "");
  for (const std::vector<std::string>& names : std::vector<std::vector<std::string>>{
           {"aaaaaaaaaaa1", "bbbbbbbbbbb1"}, {"bbbbbbbbbbb1"}, {"base", "bbbb"}}) {
    std::vector<std::string> words = {"merge", "--splice"};
    words.insert(words.end(), names.begin(), names.end());
    const Ran ran = project.run(words);
    INFO(names.front() << ran.err);
    CHECK(ran.exit_code == 7);
    CHECK_THAT(ran.err, contains("DBT734"));
  }
  CHECK(project.files("migrations/versions").size() == 3);
}

TEST_CASE("merge: says what several sides change") {
  struct Row {
    std::string left;
    std::string right;
    std::string says;
  };
  for (const Row& row : std::vector<Row>{
           {add_title, add_title,
            "Several sides change posts.title: bbbbbbbbbbb1 and ccccccccccc1\n"},
           {add_title, "  - add_column: { table: posts, column: { name: body, type: text } }\n",
            "Several sides change posts: bbbbbbbbbbb1 and ccccccccccc1\n"},
           {add_title, "  - sql: UPDATE posts SET id = 1\n", "Several sides change posts: "},
           {add_title, "  - sql: CREATE TABLE tags (id int)\n",
            "The sides change different objects.\n"},
       }) {
    Project project;
    add_two_sides(project, row.left, row.right);
    INFO(row.left << row.right);
    const std::string out = project.ok({"merge"});
    CHECK_THAT(out, contains(row.says) && contains("Wrote migrations/versions/"));
    CHECK(project.ok({"heads"}).find("merge bbbbbbbbbbb1 and ccccccccccc1") != std::string::npos);
  }
}

TEST_CASE("merge: overlaps are in the report") {
  Project project;
  add_two_sides(project, add_title, add_title);
  CHECK_THAT(project.ok({"merge", "--format", "json"}),
             contains("\"table\": \"posts\"") && contains("\"column\": \"title\""));
}

TEST_CASE("history: what is wrong with the files is told in one run, each with its place") {
  Project project;
  const auto write = [&](const std::string& file, const std::string& text) {
    project.write("migrations/versions/" + file, text + "\nupgrade: []\n\ndowngrade: []\n");
  };
  write("a.yaml", "revision: aaaaaaaaaaa1\nrevises: null\nbranch_labels: [same]\n");
  write("b.yaml", "revision: bbbbbbbbbbb1\nrevises: missing12345\n");
  write("c.yaml", "revision: ccccccccccc1\nrevises: aaaaaaaaaaa1\ndepends_on: [nowhere]\n");
  write("d.yaml", "revision: aaaaaaaaaaa1\nrevises: null\n");
  write("e.yaml", "revision: eeeeeeeeeee1\nrevises: fffffffffff1\n");
  write("f.yaml", "revision: fffffffffff1\nrevises: eeeeeeeeeee1\n");
  write("g.yaml", "revision: ggggggggggg1\nrevises: aaaaaaaaaaa1\nbranch_labels: [same]\n");
  write("h.yaml", "revision: h@1\nrevises: null\n");
  write("i.yaml", "revision: " + std::string(300, 'i') + "\nrevises: null\n");
  for (const std::string command : {"heads", "upgrade", "current", "check"}) {
    Ran ran = project.run({command});
    INFO(command << ": " << ran.err);
    CHECK(ran.exit_code == (command == "check" ? 1 : 7));
    for (const char* part :
         {"DBT710", "b.yaml:2", "DBT711", "c.yaml:3", "DBT712", "d.yaml:1", "DBT713", "e.yaml:2",
          "DBT714", "g.yaml:3", "h.yaml:1", "i.yaml:1", "\"@\"", "longer than 255"})
      CHECK_THAT(ran.out + ran.err, contains(part));
  }
  write("j.yaml", "message: no id\n");
  project.write("migrations/versions/k.yaml", "revision: [unclosed\n");
  Ran ran = project.run({"heads"});
  CHECK(ran.exit_code == 2);
  CHECK_THAT(ran.err, contains("j.yaml:1") && contains("k.yaml:") && contains("b.yaml:2") &&
                          contains("DBT713"));
}
