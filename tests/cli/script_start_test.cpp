#include "tests/support/catch.h"
#include "tests/support/project.h"

using namespace dbtool::test;

namespace {

/// a, then left and right, then both joined.
void add_diamond(const Project& project) {
  const auto add = [&](const std::string& id, const std::string& revises) {
    project.write("migrations/versions/" + id + ".sql",
                  "-- dbtool:revision " + id + "\n-- dbtool:revises " + revises +
                      "\n\n-- dbtool:upgrade\nCREATE TABLE t_" + id +
                      " (id int);\n\n-- dbtool:downgrade\nDROP TABLE t_" + id + ";\n");
  };
  add("a", "null");
  add("left", "a");
  add("right", "a");
  add("both", "left right");
}

}  // namespace

TEST_CASE("start of a script: it may be several revisions") {
  Project project;
  add_diamond(project);
  std::string sql = project.ok({"upgrade", "--sql", "--from", "left", "--from", "right"});
  CHECK_THAT(sql, contains("CREATE TABLE t_both") && contains("DELETE FROM") &&
                      contains("version_num = 'left'") && contains("version_num = 'right'"));
  CHECK(sql.find("CREATE TABLE t_left") == std::string::npos);
  sql = project.ok({"downgrade", "base", "--sql", "--from", "right", "--from", "left"});
  CHECK_THAT(sql, contains("DROP TABLE t_left") && contains("DROP TABLE t_right"));
  sql = project.ok({"stamp", "both", "--sql", "--from", "left", "--from", "right"});
  CHECK_THAT(sql, contains("SET version_num = 'both' WHERE version_num = "));
  CHECK_THAT(project.run({"upgrade", "--sql", "--from", "a", "--from", "left"}).err,
             contains("DBT708"));
  CHECK(!project.has("app.db"));
}

TEST_CASE("start of a script: only one place") {
  Project project;
  add_diamond(project);
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"upgrade", "--sql", "--from", "a", "left:both"},
                                             {"stamp", "--sql", "a:left", "base:right"},
                                             {"stamp", "--sql", "--from", "base", "a:left"}}) {
    const Ran ran = project.run(words);
    INFO(words.back());
    CHECK(ran.exit_code == 2);
    CHECK_THAT(ran.err, contains("DBT003") && contains("starts elsewhere"));
  }
}

TEST_CASE("stamp: prints ranges that start at one place") {
  Project project;
  add_diamond(project);
  const std::string sql = project.ok({"stamp", "--sql", "a:left", "a:right"});
  CHECK_THAT(sql, contains("VALUES ('left')") &&
                      contains("SET version_num = 'right' WHERE version_num = 'a'"));
}
