#include "tests/support/catch.h"
#include "tests/support/project.h"

using namespace dbtool::test;

namespace {

void add_revision(const Project& project, const std::string& id, const std::string& revises,
                  const std::string& message, const std::string& more = "") {
  std::string day = std::to_string(10 + project.files("migrations/versions").size());
  project.write("migrations/versions/" + id + ".yaml",
                "revision: " + id + "\nrevises: " + revises + "\nmessage: " + message +
                    "\ncreated: 2026-11-" + day + "T06:00:00Z\n" + more +
                    "\nupgrade: []\n\ndowngrade: []\n");
}

// a1 - b1 - m1, with c1 beside b1.
void add_branches(const Project& project) {
  add_revision(project, "aaaaaaaaaaa1", "null", "first");
  add_revision(project, "bbbbbbbbbbb1", "aaaaaaaaaaa1", "blog", "branch_labels: [blog]\n");
  add_revision(project, "ccccccccccc1", "aaaaaaaaaaa1", "auth");
}

}  // namespace

TEST_CASE("history: newest first, the id is the first word") {
  Project project;
  add_branches(project);
  CHECK(project.ok({"history"}) ==
        "ccccccccccc1  auth  (head)\n"
        "bbbbbbbbbbb1  blog  (blog) (head)\n"
        "aaaaaaaaaaa1  first\n");
  CHECK(project.ok({"log", "-r", "aaaaaaaaaaa1:bbbbbbbbbbb1"}) ==
        "bbbbbbbbbbb1  blog  (blog) (head)\naaaaaaaaaaa1  first\n");
}

TEST_CASE("history: opens no database unless it must") {
  Project project("postgresql://nobody@localhost:1/nothing");
  add_branches(project);
  CHECK(project.run({"history"}).exit_code == 0);
  CHECK(project.run({"heads"}).exit_code == 0);
  CHECK(project.run({"show", "blog"}).exit_code == 0);
  CHECK(project.run({"history", "-i"}).exit_code == 3);
  CHECK(project.run({"show", "current"}).exit_code == 3);
}

TEST_CASE("history: -v and show print everything about a revision") {
  Project project;
  add_branches(project);
  std::string shown = project.ok({"show", "bbbb"});
  CHECK(shown ==
        "Revision: bbbbbbbbbbb1 (blog) (head)\n"
        "Revises: aaaaaaaaaaa1\n"
        "Branch labels: blog\n"
        "Created: 2026-11-11T06:00:00Z\n"
        "Path: migrations/versions/bbbbbbbbbbb1.yaml\n"
        "\n    blog\n");
  CHECK_THAT(project.ok({"history", "-v"}), contains(shown));
  CHECK_THAT(project.ok({"show", "aaaa"}), contains("Branches into: bbbbbbbbbbb1, ccccccccccc1"));
}

TEST_CASE("show: says in words what the script does") {
  Project project;
  project.write("migrations/versions/a.yaml",
                "revision: aaaaaaaaaaa1\nrevises: null\nmessage: first\n\nupgrade:\n"
                "  - create_table: { name: users, columns: { id: bigint } }\n"
                "  - section: { only: [postgresql], ops: [{ sql: SELECT 1 }] }\n\n"
                "downgrade: { irreversible: rows are gone }\n");
  CHECK_THAT(project.ok({"show"}), contains("\n    first\n\nUpgrade:\n    create table users\n"
                                            "    run SQL (postgresql)\n\n"
                                            "Downgrade: irreversible, rows are gone\n"));
  CHECK_THAT(project.ok({"show", "-v"}), contains("upgrade:\n  - create_table: {"));
  project.write("migrations/versions/a.yaml", "revision: aaaaaaaaaaa1\nupgrade:\n  - creat: x\n");
  const Ran ran = project.run({"show"});
  CHECK(ran.exit_code == 2);
  CHECK_THAT(ran.out, contains("Revision: aaaaaaaaaaa1 (head)"));
  CHECK_THAT(ran.err, contains("a.yaml:3"));
}

TEST_CASE("heads and branches: where the history ends and splits") {
  Project project;
  project.write("migrations/versions/.gitkeep", "");
  CHECK(project.ok({"heads"}).empty());
  add_branches(project);
  CHECK(project.ok({"heads"}) == "bbbbbbbbbbb1  blog  (blog) (head)\nccccccccccc1  auth  (head)\n");
  CHECK(project.ok({"branches"}) ==
        "aaaaaaaaaaa1  first\n"
        "    → bbbbbbbbbbb1  blog  (blog) (head)\n"
        "    → ccccccccccc1  auth  (head)\n");
}

TEST_CASE("history: JSON has every key of a revision") {
  Project project;
  add_revision(project, "aaaaaaaaaaa1", "null", "first");
  CHECK_THAT(project.ok({"heads", "--format", "json"}),
             contains("\"revision\": \"aaaaaaaaaaa1\"") && contains("\"revises\": []") &&
                 contains("\"depends_on\": []") && contains("\"branch_labels\": []") &&
                 contains("\"message\": \"first\"") &&
                 contains("\"created\": \"2026-11-10T06:00:00Z\"") &&
                 contains("\"path\": \"migrations/versions/aaaaaaaaaaa1.yaml\"") &&
                 contains("\"is_head\": true") && contains("\"is_current\": null") &&
                 contains("\"applied\": null"));
}

TEST_CASE("history: an unsound graph ends with 7 before anything is opened") {
  Project project("postgresql://nobody@localhost:1/nothing");
  add_revision(project, "aaaaaaaaaaa1", "dddddddddddd", "first");
  for (const char* command : {"heads", "history", "upgrade", "current", "status"}) {
    Ran ran = project.run({command});
    INFO(command << ": " << ran.err);
    CHECK(ran.exit_code == 7);
    CHECK_THAT(ran.err, contains("dddddddddddd"));
  }
  const Ran checked = project.run({"check"});
  CHECK(checked.exit_code == 1);
  CHECK_THAT(checked.out, contains("FAIL  graph      1 problem in the revision files\n") &&
                              contains("DBT710") && contains("aaaaaaaaaaa1.yaml:2"));
}

TEST_CASE("history: an unknown revision ends with 7") {
  Project project;
  add_branches(project);
  Ran ran = project.run({"show", "ffff"});
  CHECK(ran.exit_code == 7);
  CHECK_THAT(ran.err, contains("ffff"));
  CHECK(project.run({"show", "head"}).exit_code == 7);
}

TEST_CASE("heads: with dependencies resolved, what others depend on is no head") {
  Project project;
  add_revision(project, "aaaaaaaaaaa1", "null", "first");
  add_revision(project, "bbbbbbbbbbb1", "null", "second", "depends_on: [aaaaaaaaaaa1]\n");
  CHECK(project.ok({"heads"}) ==
        "aaaaaaaaaaa1  first  (effective head)\nbbbbbbbbbbb1  second  (head)\n");
  CHECK(project.ok({"heads", "--resolve-dependencies"}) == "bbbbbbbbbbb1  second  (head)\n");
  project.ok({"upgrade"});
  CHECK(project.ok({"current", "--check-heads"}) ==
        "aaaaaaaaaaa1 (effective head)\nbbbbbbbbbbb1 (head)\n");
  CHECK_THAT(project.ok({"current", "-v"}), contains("Revision: bbbbbbbbbbb1 (head) (current)"));
}

TEST_CASE("status: what others depend on is no head of its own") {
  Project project;
  add_revision(project, "aaaaaaaaaaa1", "null", "first");
  add_revision(project, "b1", "null", "second", "depends_on: [aaaaaaaaaaa1]\n");
  CHECK_THAT(project.ok({"status"}),
             contains("2 revisions, 1 head\n") &&
                 contains("\n  aaaaaaaaaaa1  first   pending  effective head\n"
                          "  b1            second  pending  head\n"));
}

TEST_CASE("history: one line each when told so, whatever else is said") {
  Project project;
  add_branches(project);
  CHECK(project.ok({"history", "--oneline", "-v"}) == project.ok({"history"}));
}
