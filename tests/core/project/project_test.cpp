#include "core/project/project.h"

#include "core/support/error.h"
#include "tests/support/catch.h"
#include "tests/support/databases.h"
#include "tests/support/temp_folder.h"

namespace dbtool {
namespace {

using test::on_every_database;
using test::TempFolder;
using test::TestDatabase;

/// A project folder whose models are loaded for a database.
struct Project {
  TempFolder folder = {};
  std::unique_ptr<Scratch> scratch = {};

  Config config(ModelSources models = {}) const {
    return {.folder = folder.path(), .models = std::move(models)};
  }
  Model load(const TestDatabase& database, const ModelSources& models = {}) {
    auto connection = database.connect();
    return load_project_model(config(models), database.dialect(), [&]() -> Scratch& {
      if (scratch == nullptr) scratch = database.dialect().scratch(*connection, database.url());
      return *scratch;
    });
  }
  /// The first problem of loading, which must fail.
  Problem problem(const TestDatabase& database, const ModelSources& models = {}) {
    try {
      load(database, models);
    } catch (const UsageError& error) {
      return error.problems().front();
    }
    FAIL("no error");
    return {};
  }
};

std::vector<std::string> tables(const Model& model) {
  std::vector<std::string> names;
  for (const Table& table : model.schema.tables) names.push_back(to_text(table.name));
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("project: YAML models need no scratch database") {
  on_every_database([](TestDatabase& database) {
    Project project;
    project.folder.write("models/a.yaml", "dbtool: 1\ntables: { a: { columns: { id: integer } } }");
    project.folder.write("models/deep/b.yml",
                         "dbtool: 1\ntables: { b: { columns: { id: integer } } }");
    CHECK(tables(project.load(database)) == Names{"a", "b"});
    CHECK(project.scratch == nullptr);
    CHECK(tables(project.load(database, {.patterns = {"models/*.yaml"}})) == Names{"a"});
  });
}

TEST_CASE("project: SQL models are run in a scratch database, in any order") {
  on_every_database([](TestDatabase& database) {
    Project project;
    project.folder.write(
        "models/a.sql",
        "BEGIN;\nCREATE INDEX b_x ON b (x);\nCREATE TABLE a (id int PRIMARY KEY, b int "
        "REFERENCES b (id));\nCOMMIT;\n");
    project.folder.write("models/b.sql", "CREATE TABLE b (id int PRIMARY KEY, x text NOT NULL);");
    const Model model = project.load(database);
    CHECK(tables(model) == Names{"a", "b"});
    CHECK(model.files.size() == 2);
    CHECK(model.schema.tables.find({"", "b"})->indexes.size() == 1);
    CHECK(model.schema.tables.find({"", "a"})->foreign_keys.size() == 1);
    CHECK(database.dialect().inspect(project.scratch->connection(), {}).tables.empty());
    CHECK(database.dialect().inspect(*database.connect(), {}).tables.empty());
  });
}

TEST_CASE("project: SQL that never works is told with its place") {
  on_every_database([](TestDatabase& database) {
    Project project;
    const auto file = project.folder.write(
        "models/a.sql", "CREATE TABLE a (id int);\n\n  CREATE INDEX x ON nowhere (id);\n");
    const Problem problem = project.problem(database);
    CHECK(problem.code == "DBT115");
    CHECK_THAT(problem.message, contains("nowhere"));
    CHECK(problem.where.file == file.string());
    CHECK(problem.where.line == 3);
  });
}

TEST_CASE("project: a program may print the models") {
  on_every_database([](TestDatabase& database) {
    Project project;
    project.folder.write("ddl.txt", "CREATE TABLE printed (id int);");
    const ModelSources printed = {.patterns = {}, .command = {"cat", "ddl.txt"}};
    CHECK(tables(project.load(database, printed)) == Names{"printed"});
    CHECK(project.problem(database, {.patterns = {}, .command = {"false"}}).code == "DBT114");
    CHECK(project.problem(database, {.patterns = {}, .command = {"true"}}).code == "DBT150");
  });
}

TEST_CASE("project: no models are an error, never an empty schema") {
  on_every_database([](TestDatabase& database) {
    Project project;
    const Problem missing = project.problem(database);
    CHECK(missing.code == "DBT150");
    CHECK(missing.message == "there are no models in \"models\"");
    CHECK(missing.notes.front().text ==
          "*.yaml, *.yml and *.sql in " + (project.folder / "models").string());
    project.folder.write("models/a.yaml", "dbtool: 1\ntables: { a: { columns: { id: integer } } }");
    CHECK(project.problem(database, {.patterns = {"models", "other/*.yaml"}}).message ==
          "there are no models in \"other/*.yaml\"");
    project.folder.write("sql/empty.sql", "-- nothing yet\n");
    CHECK(project.problem(database, {.patterns = {"sql"}}).message ==
          "the models define no tables");
  });
}

TEST_CASE("project: YAML and SQL together are refused") {
  on_every_database([](TestDatabase& database) {
    Project project;
    project.folder.write("models/a.yaml", "dbtool: 1\ntables: { a: { columns: { id: integer } } }");
    project.folder.write("models/b.sql", "CREATE TABLE b (id int);");
    CHECK(project.problem(database).code == "DBT112");
  });
}

TEST_CASE("project: dumps of pg_dump and schemas are understood") {
  on_every_database([](TestDatabase& database) {
    if (!database.dialect().traits().has_schemas) return;
    Project project;
    project.folder.write("models/dump.sql",
                         "\\restrict abc\n"
                         "SET statement_timeout = 0;\n"
                         "SELECT pg_catalog.set_config('search_path', '', false);\n"
                         "CREATE SCHEMA billing;\n"
                         "CREATE TABLE public.a (id int);\n"
                         "CREATE TABLE billing.b (id int);\n"
                         "\\unrestrict abc\n");
    CHECK(tables(project.load(database)) == Names{"a", "billing.b"});
  });
}

TEST_CASE("project: the user's template goes before the built-in one") {
  const Project project;
  CHECK(script_template(project.config(), "yaml", "built in") == "built in");
  project.folder.write("migrations/script.sql.mustache", "own");
  CHECK(script_template(project.config(), "sql", "built in") == "own");
  CHECK(script_template(project.config(), "yaml", "built in") == "built in");
}

TEST_CASE("project: the history is read from all its folders") {
  const Project project;
  project.folder.write("one/a.yaml",
                       "revision: aaa\nrevises: null\nmessage: a\nupgrade: []\ndowngrade: []\n");
  project.folder.write("two/b.yaml",
                       "revision: bbb\nrevises: aaa\nmessage: b\nupgrade: []\ndowngrade: []\n");
  Config config = project.config();
  config.versions = {project.folder / "one", project.folder / "two", project.folder / "none"};
  CHECK(load_project_graph(config).heads() == Names{"bbb"});
}

}  // namespace dbtool
