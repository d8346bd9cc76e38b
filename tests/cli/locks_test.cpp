#include "dialects/sqlite/sqlite.h"
#include "tests/support/catch.h"
#include "tests/support/project.h"

#include <unistd.h>

using namespace dbtool::test;

TEST_CASE("locks: nobody holds the lock, and there is nothing to end") {
  const Project project;
  project.write("app.db", "");
  CHECK(project.ok({"locks", "--terminate-holder"}) ==
        "Nobody holds the migration lock of app.db\n");
}

TEST_CASE("locks: a process that holds a SQLite file is named, and left alone") {
  const Project project;
  auto writer = dbtool::sqlite().connect(
      {.dialect = "sqlite", .path = (project.folder() / "app.db").string()},
      dbtool::Access::read_write, {});
  writer->execute("BEGIN IMMEDIATE");
  for (const char* yes : {"--yes", "--no-input"}) {
    const Ran refused = project.run({"locks", "--terminate-holder", yes});
    CHECK(refused.exit_code == 8);
    CHECK_THAT(refused.err,
               contains("DBT815") && contains("if it is meant: kill " + std::to_string(getpid())));
  }
}
