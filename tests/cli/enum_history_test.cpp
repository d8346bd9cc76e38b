// An enum made in one revision and used in a later one, on databases that know enums and on those
// that keep them in checks of columns.
#include "tests/support/catch.h"
#include "tests/support/postgres_server.h"
#include "tests/support/project.h"

#include <memory>

using namespace dbtool::test;

namespace {

void write_revisions(const Project& project) {
  project.write("migrations/versions/1_enum.yaml",
                "revision: aaaa1111\nrevises: null\n\nupgrade:\n"
                "  - create_enum: { name: mood, values: [sad, happy] }\n"
                "  - create_table: { name: people, columns: { id: integer } }\n\ndowngrade:\n"
                "  - drop_table: { name: people }\n"
                "  - drop_enum: { name: mood }\n");
  project.write("migrations/versions/2_column.yaml",
                "revision: bbbb2222\nrevises: aaaa1111\n\nupgrade:\n"
                "  - add_column: { table: people, column: { name: mood, type: mood } }\n\n"
                "downgrade:\n"
                "  - drop_column: { table: people, column: mood }\n");
}

const char* const models =
    "dbtool: 1\nenums: { mood: [sad, happy] }\ntables:\n"
    "  people: { columns: { id: integer, mood: mood } }\n";

}  // namespace

TEST_CASE("an enum made in one revision is known to later ones") {
  for (const std::string kind : {"sqlite", "postgresql"}) {
    INFO(kind);
    if (kind == "postgresql" && !postgres_server()) {
      WARN("skipped: no server");
      return;
    }
    const std::unique_ptr<TempDatabase> database(kind == "postgresql" ? new TempDatabase : nullptr);
    const Project project(database ? database->url() : "sqlite:///app.db");
    project.write("models/m.yaml", models);
    write_revisions(project);
    project.ok({"upgrade", "+1"});
    project.ok({"upgrade"});
    CHECK_THAT(project.ok({"migrate", "-m", "nothing"}), contains("No changes"));
    project.ok({"downgrade", "-1"});
    project.ok({"upgrade"});
    CHECK(project.run({"check"}).exit_code == 0);
    project.ok({"downgrade", "base"});
    project.ok({"upgrade"});
    CHECK(project.run({"check"}).exit_code == 0);
    CHECK_THAT(project.ok({"upgrade", "--sql", "aaaa1111:head"}),
               contains(kind == "sqlite" ? "happy" : "ADD COLUMN mood mood"));
  }
}
