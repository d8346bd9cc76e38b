#include "tests/support/catch.h"
#include "tests/support/postgres_server.h"
#include "tests/support/project.h"

#include <memory>

using namespace dbtool::test;

namespace {

const char* const first_models = R"(dbtool: 1
tables:
  users:
    columns:
      id:    { type: bigint, primary_key: true, identity: true }
      email: { type: varchar(320), nullable: false, unique: true }
  posts:
    columns:
      id:        { type: bigint, primary_key: true, identity: true }
      author_id: { type: bigint, nullable: false, references: { column: users.id, on_delete: cascade }, index: true }
      title:     text not null
)";

const char* const second_models = R"(dbtool: 1
enums:
  post_status: [draft, published]
tables:
  users:
    columns:
      id:    { type: bigint, primary_key: true, identity: true }
      email: { type: varchar(320), nullable: false, unique: true }
      name:  { type: text, nullable: false, default: "" }
  posts:
    columns:
      id:        { type: bigint, primary_key: true, identity: true }
      author_id: { type: bigint, nullable: false, references: { column: users.id, on_delete: cascade }, index: true }
      heading:   { type: text, nullable: false, renamed_from: title }
      status:    { type: post_status, nullable: false, default: draft }
    checks: { posts_heading_check: "length(heading) > 0" }
views:
  drafts: { query: "SELECT id, heading FROM posts WHERE status = 'draft'" }
)";

/// A project on either database.
struct MainJob {
  explicit MainJob(const std::string& kind)
      : database(kind == "postgresql" ? new TempDatabase : nullptr),
        project(database ? database->url() : "sqlite:///app.db") {}
  std::unique_ptr<TempDatabase> database;
  Project project;
};

std::string id_of(const std::string& script) {
  auto begin = script.find("revision: ") + 10;
  return script.substr(begin, script.find('\n', begin) - begin);
}

}  // namespace

TEST_CASE("main job: init, migrate, upgrade, change, migrate, upgrade, downgrade, stamp") {
  for (const std::string kind : {"sqlite", "postgresql"}) {
    INFO(kind);
    if (kind == "postgresql" && !postgres_server()) {
      WARN("skipped: no server");
      return;
    }
    MainJob job(kind);
    const Project& project = job.project;

    project.write("models/blog.yaml", first_models);
    std::string out = project.ok({"migrate", "-m", "create the blog"});
    CHECK_THAT(out, contains("+ table  users") && contains("Wrote migrations/versions/"));
    std::string first = id_of(project.script("create_the_blog.yaml"));
    CHECK(project.ok({"current"}).empty());
    CHECK(project.run({"current", "--check-heads"}).exit_code == 1);

    CHECK_THAT(project.ok({"upgrade"}), contains("done applied=1") && contains("head=" + first));
    CHECK(project.ok({"current"}) == first + " (head)\n");
    CHECK(project.ok({"upgrade"}).find("Nothing to do") == 0);
    CHECK_THAT(project.ok({"migrate", "-m", "nothing"}), contains("No changes: models/blog.yaml"));
    CHECK(project.ok({"diff", "--exit-code"}).find("No difference") == 0);
    CHECK(project.run({"check"}).exit_code == 0);

    project.write("models/blog.yaml", second_models);
    CHECK(project.run({"diff", "--exit-code"}).exit_code == 1);
    CHECK(project.run({"check"}).exit_code == 1);
    project.ok({"migrate", "-m", "grow the blog"});
    std::string second = id_of(project.script("grow_the_blog.yaml"));
    CHECK_THAT(project.script("grow_the_blog.yaml"),
               contains("revises: " + first) && contains("rename_column"));
    CHECK(project.ok({"upgrade", "--dry-run"}).find("  " + second + "  grow the blog") == 0);
    CHECK(project.run({"status", "--exit-code"}).exit_code == 1);
    project.ok({"upgrade"});
    CHECK(project.ok({"check"}).find("FAIL") == std::string::npos);
    CHECK_THAT(project.ok({"migrate"}), contains("No changes"));

    CHECK_THAT(project.ok({"downgrade"}), contains("done reverted=1") && contains("head=" + first));
    CHECK(project.ok({"current"}) == first + "\n");
    project.ok({"upgrade"});
    project.ok({"downgrade", "base", "-y"});
    CHECK(project.ok({"current"}).empty());
    project.ok({"upgrade", "+1"});
    project.ok({"upgrade", second.substr(0, 6)});
    CHECK(project.ok({"current"}) == second + " (head)\n");

    project.ok({"stamp", first});
    CHECK(project.ok({"current"}) == first + "\n");
    project.ok({"stamp"});
    CHECK(project.ok({"current"}) == second + " (head)\n");
    CHECK(project.files("migrations/versions").size() == 2);
  }
}
