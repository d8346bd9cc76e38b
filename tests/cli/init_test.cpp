#include "tests/support/catch.h"
#include "tests/support/project.h"

using namespace dbtool::test;

namespace {

const std::vector<std::string> made = {"dbtool.yaml",
                                       "migrations/README.md",
                                       "migrations/script.sql.mustache",
                                       "migrations/script.yaml.mustache",
                                       "migrations/versions/.gitkeep",
                                       "models/schema.yaml"};

}  // namespace

TEST_CASE("init: makes the files of a project and says which") {
  Project project("");
  std::string out = project.ok({"init"});
  CHECK(project.files(".") == made);
  for (const std::string& file : made) CHECK_THAT(out, contains("Created " + file));
  CHECK_THAT(project.read("dbtool.yaml"), contains("url: \"${DATABASE_URL:-sqlite:///app.db}\"\n"));
  CHECK(project.ok({"heads"}).empty());
  CHECK(project.ok({"config", "migrations"}) == "migrations\n");
}

TEST_CASE("init: overwrites nothing") {
  Project project("");
  project.write("migrations/README.md", "mine");
  Ran ran = project.run({"init"});
  CHECK(ran.exit_code == 2);
  CHECK_THAT(ran.err, contains("migrations/README.md") && contains("nothing was written"));
  CHECK(project.files(".") == std::vector<std::string>{"migrations/README.md"});
  CHECK(project.read("migrations/README.md") == "mine");
}

TEST_CASE("init: keeps models that are there") {
  Project project("");
  project.write("models/mine.yaml", "dbtool: 1\n");
  project.ok({"init"});
  CHECK(project.files("models") == std::vector<std::string>{"mine.yaml"});
}

TEST_CASE("init: writes the URL, but never a password") {
  Project plain("");
  plain.ok({"init", "--url", "sqlite:///blog.db"});
  CHECK(plain.ok({"config", "url"}) == "sqlite:///blog.db\n");

  Project secret("");
  Ran ran = secret.run({"init", "--url", "postgresql://me:hunter2@localhost:1/blog"});
  CHECK(ran.exit_code == 0);
  for (const std::string& file : secret.files("."))
    CHECK(secret.read(file).find("hunter2") == std::string::npos);
  CHECK((ran.out + ran.err).find("hunter2") == std::string::npos);
  CHECK_THAT(secret.read("dbtool.yaml"), contains("${DATABASE_URL:?"));
}

TEST_CASE("init: the migrations folder and the project folder can be chosen") {
  Project project("");
  project.write("app/keep", "");
  project.ok({"-C", "app", "init", "-d", "db"});
  CHECK(project.has("app/db/versions/.gitkeep"));
  CHECK_THAT(project.read("app/dbtool.yaml"), contains("migrations: db\n"));
}

TEST_CASE("init: reports what it created as JSON") {
  Ran ran = Project("").run({"init", "--format", "json"});
  CHECK(ran.exit_code == 0);
  CHECK(ran.err.empty());
  CHECK_THAT(ran.out, contains("\"created\": [") && contains("\"command\": \"init\""));
}

TEST_CASE("list-templates: one name a line") {
  CHECK(Project("").ok({"list-templates"}) == "generic\nmultidb\n");
}
