#include "tests/support/catch.h"
#include "tests/support/project.h"

using namespace dbtool::test;

namespace {

/// aaaaaaaaaaa1 makes a table, bbbbbbbbbbb1 drops it; `backup` is a line of the settings.
void write_project(const Project& project, const std::string& backup) {
  project.write("dbtool.yaml", "dbtool: 1\nurl: sqlite:///app.db\nbackup: " + backup + "\n");
  project.write("migrations/versions/a.yaml",
                "revision: aaaaaaaaaaa1\nrevises: null\nmessage: a\nupgrade:\n"
                "  - sql: CREATE TABLE t (n INTEGER)\ndowngrade:\n  - sql: DROP TABLE t\n");
  project.write("migrations/versions/b.yaml",
                "revision: bbbbbbbbbbb1\nrevises: aaaaaaaaaaa1\nmessage: b\nupgrade:\n"
                "  - sql: DROP TABLE t\ndowngrade:\n  - sql: CREATE TABLE t (n INTEGER)\n");
}

constexpr const char* good = "{ command: [sh, -c, 'echo $DATABASE_URL $0 >> made', word] }";
constexpr const char* bad = "{ command: [sh, -c, 'echo no room; exit 3'] }";

}  // namespace

TEST_CASE("backup hook: it runs before steps that lose data, told of the database") {
  const Project project;
  write_project(project, good);
  project.ok({"upgrade", "aaaaaaaaaaa1"});
  CHECK_FALSE(project.has("made"));
  CHECK_THAT(project.run({"upgrade", "--dry-run"}).out, contains("bbbbbbbbbbb1"));
  CHECK_FALSE(project.has("made"));
  project.ok({"upgrade"});
  CHECK(project.read("made") == "sqlite:///app.db word\n");
  project.ok({"downgrade", "-1"});
  CHECK(project.read("made") == "sqlite:///app.db word\n");
}

TEST_CASE("backup hook: before all runs where that is said") {
  const Project project;
  write_project(project, "{ command: [touch, made], required_for: all }");
  project.ok({"upgrade", "aaaaaaaaaaa1"});
  CHECK(project.has("made"));
}

TEST_CASE("backup hook: nothing runs unless it ends well, or is left out") {
  const Project project;
  write_project(project, bad);
  const Ran refused = project.run({"upgrade"});
  CHECK(refused.exit_code == 8);
  CHECK_THAT(refused.err, contains("error[DBT818]: the backup failed: exit 3") &&
                              contains("no room") && contains("nothing was done"));
  CHECK(project.ok({"current"}).find("aaaaaaaaaaa1") == std::string::npos);
  write_project(project, "{ command: [no-such-program] }");
  CHECK(project.run({"upgrade"}).exit_code == 8);
  project.ok({"upgrade", "--no-backup"});
  CHECK(project.ok({"current"}).find("bbbbbbbbbbb1") != std::string::npos);
}

TEST_CASE("backup hook: a setting of another form is refused") {
  const Project project;
  for (const char* setting :
       {"pg_dump", "[pg_dump]", "{ command: pg_dump }", "{ required_for: destructive }",
        "{ command: [] }", "{ command: [x], required_for: some }", "{ command: [x], when: all }"}) {
    INFO(setting);
    write_project(project, setting);
    const Ran refused = project.run({"current"});
    CHECK(refused.exit_code == 2);
    CHECK_THAT(refused.err, contains("DBT123") && contains("required_for"));
  }
}
