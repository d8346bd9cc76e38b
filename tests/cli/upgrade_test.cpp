#include "core/support/text.h"
#include "tests/support/catch.h"
#include "tests/support/project.h"

#include <cstdlib>

using namespace dbtool::test;

namespace {

struct Script {
  std::string id;
  std::string revises;
  std::string upgrade;
  std::string downgrade = "[]";
};

void write_script(const Project& project, const Script& script) {
  project.write("migrations/versions/" + script.id + ".yaml",
                "revision: " + script.id + "\nrevises: " + script.revises + "\nmessage: make " +
                    script.id + "\n\nupgrade:\n" + script.upgrade + "\ndowngrade:\n" +
                    script.downgrade + "\n");
}

std::string create(const std::string& table) {
  return "  - create_table: { name: " + table +
         ", columns: { id: { type: bigint, nullable: false } }, primary_key: [id] }\n";
}

std::string drop(const std::string& table) {
  return "  - drop_table: { name: " + table +
         ", was: { columns: { id: { type: bigint, nullable: false } }, primary_key: [id] } }\n";
}

/// aaaaaaaaaaa1 makes users, bbbbbbbbbbb1 makes posts.
void write_two(const Project& project) {
  write_script(project, {"aaaaaaaaaaa1", "null", create("users"), drop("users")});
  write_script(project, {"bbbbbbbbbbb1", "aaaaaaaaaaa1", create("posts"), drop("posts")});
}

}  // namespace

TEST_CASE("upgrade: a line per revision on stderr, the answer on stdout") {
  Project project;
  write_two(project);
  Ran ran = project.run({"upgrade"});
  CHECK(ran.exit_code == 0);
  CHECK_THAT(ran.err, contains("upgrade app.db sqlite base -> bbbbbbbbbbb1 pending=2\n"
                               "  aaaaaaaaaaa1  make aaaaaaaaaaa1 ... ok ") &&
                          contains("  bbbbbbbbbbb1  make bbbbbbbbbbb1 ... ok "));
  CHECK_THAT(ran.out, contains("done applied=2 seconds=") && contains(" head=bbbbbbbbbbb1\n"));
  ran = project.run({"up"});
  CHECK(ran.out == "Nothing to do: app.db is at bbbbbbbbbbb1 (head)\n");
  CHECK(ran.err.empty());
}

TEST_CASE("upgrade: quietly, only the answer") {
  Project project;
  write_two(project);
  CHECK(project.run({"upgrade", "-q"}).err.empty());
}

TEST_CASE("upgrade and downgrade: targets, relative and not") {
  Project project;
  write_two(project);
  auto at = [&] { return project.ok({"current"}); };
  project.ok({"upgrade", "+1"});
  CHECK(at() == "aaaaaaaaaaa1\n");
  project.ok({"upgrade", "bbbb"});
  CHECK(at() == "bbbbbbbbbbb1 (head)\n");
  project.ok({"downgrade", "-1"});
  CHECK(at() == "aaaaaaaaaaa1\n");
  project.ok({"upgrade", "head"});
  project.ok({"downgrade", "-2"});
  CHECK(at().empty());
  CHECK(project.run({"downgrade"}).exit_code == 7);
  CHECK(project.run({"upgrade", "+3"}).exit_code == 7);
  project.ok({"upgrade"});
  CHECK(project.run({"upgrade", "aaaaaaaaaaa1"}).exit_code == 7);
  project.ok({"downgrade", "base"});
  CHECK(at().empty());
}

TEST_CASE("upgrade: JSON says what was applied") {
  Project project;
  write_two(project);
  Ran ran = project.run({"upgrade", "--format", "json"});
  CHECK(ran.err.empty());
  CHECK_THAT(ran.out, contains("\"command\": \"upgrade\"") &&
                              contains("\"applied\": [\"aaaaaaaaaaa1\", \"bbbbbbbbbbb1\"]") ||
                          contains("\"aaaaaaaaaaa1\",\n"));
  CHECK_THAT(ran.out, contains("\"ok\": true"));
}

TEST_CASE("upgrade: a failed revision is rolled back, said with its place, and ends with 4") {
  Project project;
  write_two(project);
  write_script(project, {"ccccccccccc1", "bbbbbbbbbbb1",
                         create("tags") + "  - sql: INSERT INTO nowhere VALUES (1)\n"});
  Ran ran = project.run({"upgrade"});
  CHECK(ran.exit_code == 4);
  CHECK(ran.out.empty());
  CHECK_THAT(ran.err, contains("ccccccccccc1  make ccccccccccc1 ... FAILED") &&
                          contains("error[DBT401]") && contains("nowhere") &&
                          contains("migrations/versions/ccccccccccc1.yaml:7:") &&
                          contains("rolled back") && contains("dbtool upgrade"));
  CHECK(project.ok({"current"}) == "bbbbbbbbbbb1\n");
  ran = project.run({"upgrade", "--format", "json"});
  CHECK(ran.exit_code == 4);
  CHECK_THAT(ran.out, contains("\"ok\": false") && contains("\"code\": \"DBT401\"") &&
                          contains("\"line\": 7"));
}

TEST_CASE("upgrade: a dry run and --sql change nothing") {
  Project project;
  write_two(project);
  CHECK_THAT(project.ok({"upgrade", "--dry-run"}),
             contains("  aaaaaaaaaaa1  make aaaaaaaaaaa1\n      create table users\n") &&
                 contains("2 revisions would be applied; a trial on a copy went well. "
                          "Nothing was done."));
  CHECK_THAT(project.ok({"upgrade", "-n", "-v"}), contains("CREATE TABLE users"));
  CHECK_THAT(project.ok({"upgrade", "--sql"}),
             contains("CREATE TABLE users") && contains("CREATE TABLE posts"));
  CHECK_THAT(project.ok({"upgrade", "--sql", "--tag", "release 7"}), contains("-- release 7\n"));
  CHECK(!project.has("app.db"));
}

TEST_CASE("upgrade: --sql starts where the database is, or at the first side of a range") {
  Project project;
  write_two(project);
  project.ok({"upgrade", "+1"});
  std::string sql = project.ok({"upgrade", "--sql"});
  CHECK(sql.find("CREATE TABLE users") == std::string::npos);
  CHECK_THAT(sql, contains("CREATE TABLE posts"));
  sql = project.ok({"upgrade", "--sql", "base:aaaaaaaaaaa1"});
  CHECK_THAT(sql, contains("CREATE TABLE users"));
  CHECK(sql.find("CREATE TABLE posts") == std::string::npos);
  sql = project.ok({"downgrade", "--sql", "head:base"});
  CHECK(sql.find("DROP TABLE posts") < sql.find("DROP TABLE users"));
}

TEST_CASE("upgrade: --sql makes the triggers of a view again") {
  Project project;
  project.write("migrations/versions/existing.sql",
                "-- dbtool:revision aaaaaaaaaaa1\n\n-- dbtool:upgrade\nCREATE TABLE t (a TEXT);\n"
                "CREATE VIEW v AS SELECT a FROM t;\nCREATE TRIGGER seen INSTEAD OF INSERT ON v "
                "BEGIN INSERT INTO t VALUES (NEW.a); END;\n");
  project.ok({"upgrade"});
  const std::string view = "{ name: v, query: SELECT a FROM t }\n";
  write_script(project, {"bbbbbbbbbbb1", "aaaaaaaaaaa1",
                         "  - drop_view: { name: v, was: { query: SELECT a FROM t } }\n"
                         "  - create_view: " +
                             view});
  CHECK_THAT(project.ok({"upgrade", "--sql"}), contains("\nCREATE TRIGGER seen INSTEAD OF"));
}

TEST_CASE("upgrade: --sql of a server that cannot be reached starts at base") {
  Project project("postgresql://nobody:hunter2@localhost:1/nothing");
  write_two(project);
  Ran ran = project.run({"upgrade", "--sql"});
  CHECK(ran.exit_code == 0);
  CHECK_THAT(ran.out, contains("CREATE TABLE users"));
  CHECK_THAT(ran.err, contains("from base"));
  CHECK(project.run({"upgrade"}).exit_code == 3);
  CHECK(project.run({"downgrade", "--sql"}).exit_code == 3);
}

TEST_CASE("upgrade: what cannot be reached is said without the password") {
  Project project("postgresql://nobody:hunter2@localhost:1/nothing");
  write_two(project);
  for (const char* command : {"upgrade", "current", "status", "check", "migrate"})
    for (const char* format : {"text", "json"}) {
      Ran ran = project.run({command, "--format", format, "-vv"});
      INFO(command << "\n" << ran.out << ran.err);
      CHECK(ran.exit_code == 3);
      CHECK((ran.out + ran.err).find("hunter2") == std::string::npos);
      CHECK_THAT(ran.out + ran.err, contains("dbtool.yaml:2") && contains("DBT20"));
    }
}

TEST_CASE("upgrade: a table that is there already is not created over") {
  Project project;
  write_two(project);
  project.ok({"upgrade"});
  project.ok({"stamp", "base"});
  Ran ran = project.run({"upgrade"});
  CHECK(ran.exit_code == 8);
  CHECK_THAT(ran.err,
             contains("DBT803") && contains("dbtool stamp") && contains("dbtool baseline"));
  project.ok({"stamp", "head"});
  CHECK_THAT(project.ok({"upgrade"}), contains("Nothing to do"));
}

TEST_CASE("downgrade: an irreversible revision is refused") {
  Project project;
  project.write("migrations/versions/a.yaml",
                "revision: aaaaaaaaaaa1\nrevises: null\nmessage: m\n\nupgrade:\n" +
                    create("users") + "\ndowngrade: { irreversible: the rows are gone }\n");
  project.ok({"upgrade"});
  Ran ran = project.run({"downgrade"});
  INFO(ran.err);
  CHECK(ran.exit_code == 8);
  CHECK_THAT(ran.err, contains("the rows are gone"));
}

TEST_CASE("safety: a protected environment asks for the database's name") {
  Project project;
  project.write("dbtool.yaml",
                "dbtool: 1\nurl: sqlite:///app.db\nenvironments:\n"
                "  production: { url: \"sqlite:///live.db\", protected: true }\n");
  write_two(project);
  write_script(project, {"ccccccccccc1", "bbbbbbbbbbb1", drop("posts"), create("posts")});
  CHECK(project.run({"--env", "production", "upgrade", "+2"}).exit_code == 0);
  Ran ran = project.run({"--env", "production", "upgrade"});
  CHECK(ran.exit_code == 8);
  CHECK_THAT(ran.err,
             contains("DBT802") && contains("drop table posts") && contains("--confirm=live.db"));
  CHECK(project.run({"--env", "production", "upgrade", "--confirm", "app.db"}).exit_code == 8);
  CHECK(project.run({"--env", "production", "upgrade", "--yes"}).exit_code == 8);
  CHECK(project.run({"--env", "production", "upgrade", "--confirm", "live.db"}).exit_code == 0);
  CHECK(project.run({"--env", "production", "downgrade"}).exit_code == 8);
  CHECK(project.run({"--env", "production", "downgrade", "--confirm=live.db"}).exit_code == 0);
}

TEST_CASE("stamp: records without running") {
  Project project;
  write_two(project);
  CHECK(project.ok({"stamp", "aaaa"}) ==
        "Stamped app.db: base → aaaaaaaaaaa1. No script was run.\n");
  CHECK(project.ok({"stamp"}) ==
        "Stamped app.db: aaaaaaaaaaa1 → bbbbbbbbbbb1. No script was run.\n");
  CHECK(project.ok({"stamp", "head"}) == "Nothing to do: app.db is at bbbbbbbbbbb1\n");
  CHECK_THAT(project.ok({"stamp", "base", "--sql"}), contains("alembic_version"));
  CHECK(project.ok({"current"}) == "bbbbbbbbbbb1 (head)\n");
  CHECK(project.run({"stamp", "ffff"}).exit_code == 7);
}

TEST_CASE("state: a revision that no file has is told, refused by what writes, and purged") {
  Project project;
  write_two(project);
  project.ok({"upgrade"});
  std::filesystem::remove(project.folder() / "migrations/versions/bbbbbbbbbbb1.yaml");
  for (const std::string command : {"current", "status", "upgrade", "downgrade", "check"}) {
    Ran ran = project.run({command});
    INFO(command << ran.out << ran.err);
    const bool only_asks = command == "current" || command == "status";
    CHECK(ran.exit_code == (only_asks ? 0 : 7));
    CHECK_THAT(ran.err, contains("DBT703") && contains("bbbbbbbbbbb1"));
  }
  project.ok({"stamp", "--purge", "aaaaaaaaaaa1"});
  CHECK(project.ok({"current"}) == "aaaaaaaaaaa1 (head)\n");
}

TEST_CASE("status: who applied what, what is pending, what was edited") {
  Project project;
  write_two(project);
  project.ok({"upgrade", "+1"});
  std::string text = project.read("migrations/versions/aaaaaaaaaaa1.yaml");
  project.write("migrations/versions/aaaaaaaaaaa1.yaml", text + "# a remark\n");
  CHECK_THAT(project.ok({"status"}), contains("laid out anew since"));
  project.write("migrations/versions/aaaaaaaaaaa1.yaml",
                dbtool::replace_all(text, "users", "members"));
  std::string out = project.ok({"status"});
  CHECK_THAT(out, contains("Database  app.db   SQLite ") && contains("url from dbtool.yaml:2") &&
                      contains("Project   dbtool.yaml, 2 revisions, 1 head") &&
                      contains("! file edited since") &&
                      contains("bbbbbbbbbbb1  make bbbbbbbbbbb1  pending  head") &&
                      contains("1 pending, 1 edited after being applied"));
  CHECK(project.run({"status", "--exit-code"}).exit_code == 1);
  CHECK_THAT(project.ok({"st", "--format", "json"}),
             contains("\"pending\": 1") && contains("\"edited\": true"));
}

TEST_CASE("readers: nothing is made by asking") {
  Project project;
  write_two(project);
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"current"},
                                             {"status"},
                                             {"history", "-i"},
                                             {"heads"},
                                             {"show", "head"},
                                             {"upgrade", "--sql"},
                                             {"upgrade", "-n"},
                                             {"config"}})
    project.ok(words);
  CHECK(project.files(".") == std::vector<std::string>{"dbtool.yaml",
                                                       "migrations/versions/aaaaaaaaaaa1.yaml",
                                                       "migrations/versions/bbbbbbbbbbb1.yaml"});
}

TEST_CASE("output: a closed pipe is no error, a full disk is one") {
  Project project;
  write_two(project);
  std::string command = "cd '" + project.folder().path().string() + "' && '" DBTOOL_PROGRAM "' ";
  CHECK(std::system(("{ " + command + "--help; echo $? > code; } | true").c_str()) == 0);
  CHECK(std::system((command + "history > /dev/full 2> err").c_str()) != 0);
  CHECK_THAT(project.read("err"), contains("No space left"));
}
