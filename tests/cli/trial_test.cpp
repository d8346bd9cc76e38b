#include "tests/support/catch.h"
#include "tests/support/postgres_server.h"
#include "tests/support/project.h"

#include <functional>
#include <memory>

using namespace dbtool::test;

namespace {

const char* const first = R"(revision: aaaaaaaaaaa1
revises: null
message: shops

upgrade:
  - create_table: { name: shops, columns: { id: { type: bigint, nullable: false }, name: { type: text } }, primary_key: [id] }
  - sql: INSERT INTO shops (id, name) VALUES (1, NULL)
downgrade:
  - drop_table: { name: shops, was: { columns: { id: { type: bigint, nullable: false }, name: { type: text } }, primary_key: [id] } }
)";

const char* const second = R"(revision: bbbbbbbbbbb1
revises: aaaaaaaaaaa1
message: every shop has a name

upgrade:
  - alter_column: { table: shops, column: name, nullable: false, was: { nullable: true } }
downgrade:
  - alter_column: { table: shops, column: name, nullable: true, was: { nullable: false } }
)";

const char* const filling = R"(-- dbtool:revision bbbbbbbbbbb1
-- dbtool:revises aaaaaaaaaaa1

-- dbtool:upgrade transaction=off repeatable=true
UPDATE shops SET name = 'corner' WHERE name IS NULL;
-- dbtool:downgrade
SELECT 1;
)";

struct Shop {
  explicit Shop(const std::string& kind)
      : database(kind == "postgresql" ? new TempDatabase : nullptr),
        project(database ? database->url() : "sqlite:///app.db") {
    project.write("migrations/versions/a.yaml", first);
  }
  std::unique_ptr<TempDatabase> database;
  Project project;
};

void on_each_kind(const std::function<void(const std::string& kind, const Project&)>& test) {
  for (const std::string kind : {"sqlite", "postgresql"}) {
    if (kind == "postgresql" && !postgres_server()) {
      WARN("skipped: no server");
      continue;
    }
    CAPTURE(kind);
    const Shop shop(kind);
    test(kind, shop.project);
  }
}

}  // namespace

TEST_CASE("dry run: what fails is told, and nothing is changed") {
  on_each_kind([](const std::string& kind, const Project& project) {
    project.write("migrations/versions/b.yaml", second);
    for (const bool is_first_there : {false, true}) {
      if (is_first_there) project.ok({"upgrade", "+1"});
      const std::string before = project.ok({"status", "--format", "json"});
      const Ran ran = project.run({"upgrade", "--dry-run"});
      CHECK(ran.exit_code == 4);
      CHECK_THAT(ran.out, contains("  bbbbbbbbbbb1  every shop has a name\n"));
      CHECK_THAT(ran.err, contains("bbbbbbbbbbb1  every shop has a name ... FAILED") &&
                              contains("error[DBT4") &&
                              contains("= state       nothing was changed: this was a dry run") &&
                              contains("dbtool upgrade --dry-run"));
      CHECK(project.ok({"status", "--format", "json"}) == before);
      CHECK(project.has("app.db") == (kind == "sqlite" && is_first_there));
    }
    CHECK_THAT(project.ok({"redo", "-n"}), contains("1 revision would be redone; a trial ") &&
                                               contains(" went well. Nothing was done."));
    CHECK_THAT(project.ok({"downgrade", "-n", "--format", "json"}), contains("\"tried\": true"));
    CHECK(project.ok({"current"}) == "aaaaaaaaaaa1\n");
  });
}

TEST_CASE("dry run: steps outside transactions are tried on a copy, and else not tried") {
  on_each_kind([](const std::string& kind, const Project& project) {
    project.write("migrations/versions/b.sql", filling);
    const Ran ran = project.run({"upgrade", "--dry-run"});
    CHECK(ran.exit_code == 0);
    CHECK(ran.out.ends_with(kind == "sqlite"
                                ? "2 revisions would be applied; a trial on a copy went well. "
                                  "Nothing was done.\n"
                                : "2 revisions would be applied. Nothing was done.\n"));
    const std::string reason =
        "Not tried: revision bbbbbbbbbbb1 has steps that run outside a transaction";
    CHECK((ran.err.find(reason) != std::string::npos) == (kind == "postgresql"));
    CHECK(project.ok({"current"}).empty());
  });
}
