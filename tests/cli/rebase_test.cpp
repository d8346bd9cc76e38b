#include "tests/support/catch.h"
#include "tests/support/project.h"

using namespace dbtool::test;

namespace {

void add_sql(const Project& project, const std::string& id, const std::string& revises) {
  project.write("migrations/versions/" + id + ".sql",
                "-- dbtool:revision " + id + "\n-- dbtool:revises " + revises +
                    "\n\n-- dbtool:upgrade\n\n-- dbtool:downgrade\n");
}

void add_two_sides(const Project& project) {
  add_sql(project, "aaaaaaaaaaa1", "null");
  add_sql(project, "bbbbbbbbbbb1", "aaaaaaaaaaa1");
  add_sql(project, "ccccccccccc1", "aaaaaaaaaaa1");
}

}  // namespace

TEST_CASE("rebase: without a database the branch must be named, and that is said") {
  Project project("postgresql://nobody@localhost:1/nothing");
  add_two_sides(project);
  Ran ran = project.run({"rebase"});
  CHECK(ran.exit_code == 7);
  CHECK_THAT(ran.err, contains("The database is not asked what is applied") &&
                          contains("nobody knows which branch is applied") &&
                          contains("dbtool rebase bbbbbbbbbbb1") &&
                          contains("dbtool rebase ccccccccccc1"));
  CHECK_THAT(project.ok({"rebase", "cccc"}),
             contains("ccccccccccc1  : revises bbbbbbbbbbb1, was aaaaaaaaaaa1") &&
                 contains("Moved 1 revision after bbbbbbbbbbb1. Nothing was applied."));
  CHECK_THAT(project.script("ccccccccccc1.sql"), contains("-- dbtool:revises bbbbbbbbbbb1\n"));
}

TEST_CASE("rebase: of three heads two must be named") {
  Project project;
  add_two_sides(project);
  add_sql(project, "ddddddddddd1", "aaaaaaaaaaa1");
  CHECK_THAT(project.run({"rebase"}).err, contains("there are 3 heads, say what to move"));
  CHECK_THAT(project.run({"rebase", "dddd"}).err, contains("add --onto REV"));
  project.ok({"rebase", "dddd", "--onto", "cccc"});
  CHECK_THAT(project.script("ddddddddddd1.sql"), contains("-- dbtool:revises ccccccccccc1\n"));
  CHECK_THAT(project.ok({"rebase", "--onto", "bbbb", "--format", "json"}),
             contains("\"revises\": [\n") && contains("\"onto\": \"bbbbbbbbbbb1\""));
  CHECK(project.ok({"heads"}) == "ddddddddddd1  (head)\n");
}

TEST_CASE("rebase: what has nothing in common, or nothing to move, is refused") {
  Project project;
  add_sql(project, "aaaaaaaaaaa1", "null");
  CHECK(project.run({"rebase"}).exit_code == 7);
  add_sql(project, "bbbbbbbbbbb1", "null");
  Ran ran = project.run({"rebase"});
  CHECK(ran.exit_code == 7);
  CHECK_THAT(ran.err, contains("no revision below both") && contains("dbtool merge"));
}

TEST_CASE("squash: needs an end, and a range that nothing leaves") {
  Project project;
  add_two_sides(project);
  Ran ran = project.run({"squash"});
  CHECK(ran.exit_code == 2);
  CHECK_THAT(ran.err, contains("\"--to\" is needed"));
  ran = project.run({"squash", "--to", "bbbb"});
  CHECK(ran.exit_code == 7);
  CHECK_THAT(ran.err, contains("revision ccccccccccc1 comes after aaaaaaaaaaa1"));
  CHECK(project.files("migrations/versions").size() == 3);
}
