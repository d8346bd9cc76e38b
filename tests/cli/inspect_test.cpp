#include "tests/support/catch.h"
#include "tests/support/postgres_server.h"
#include "tests/support/project.h"

using namespace dbtool::test;

namespace {

/// Runs DDL in the project's database.
void create(const Project& project, const std::string& sql) {
  project.write("migrations/versions/existing.sql",
                "-- dbtool:revision a1\n-- dbtool:message existing\n\n-- dbtool:upgrade\n" + sql);
  project.ok({"upgrade"});
}

/// What was inspected, as the models of a project, is no difference.
void check_round_trip(const Project& project, const std::string& model) {
  project.write("models/app.yaml", model);
  CHECK_THAT(project.run({"diff", "--exit-code"}).out, contains("No difference"));
}

}  // namespace

TEST_CASE("inspect: a SQLite database comes out as models that say it all") {
  Project project;
  create(project, R"(
CREATE TABLE "Order" (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  [group] varchar(20) NOT NULL ON CONFLICT IGNORE DEFAULT 'a''b' COLLATE NOCASE,
  total NUMERIC(10,2) CHECK (total >= 0), -- euros
  doubled AS (total * 2),
  parent_id INTEGER REFERENCES "Order"(id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT "one group" UNIQUE ("group", total COLLATE RTRIM) ON CONFLICT REPLACE
);
CREATE TABLE keyed (k TEXT PRIMARY KEY, b BLOB, a ANY) STRICT, WITHOUT ROWID;
CREATE TABLE strict_keyed (k TEXT PRIMARY KEY) STRICT;
CREATE UNIQUE INDEX odd ON "Order"(lower([group]) DESC) WHERE total > 1;
CREATE VIEW totals(t) AS SELECT total FROM "Order";
CREATE TRIGGER kept AFTER INSERT ON keyed BEGIN SELECT 1; END;
)");
  std::string model = project.ok({"inspect"});
  CHECK_THAT(model, contains("dbtool: 1\n") && contains("on_conflict: replace") &&
                        contains("not_null_conflict: ignore") &&
                        contains("#   trigger kept on keyed"));
  check_round_trip(project, model);
}

TEST_CASE("inspect: a PostgreSQL database comes out as models that say it all") {
  if (!postgres_server()) {
    WARN("skipped: no server");
    return;
  }
  TempDatabase database;
  Project project(database.url());
  create(project, R"(
CREATE TYPE mood AS ENUM ('sad', 'it''s');
CREATE TABLE "User" (
  id bigint GENERATED ALWAYS AS IDENTITY (START WITH 5) PRIMARY KEY,
  "Full Name" varchar(20) COLLATE "C" NOT NULL DEFAULT 'x',
  moods mood[] DEFAULT '{sad}', at timestamp(3), bits bit varying(8), ym interval year to month,
  one "char", n numeric, low text GENERATED ALWAYS AS (lower("Full Name")) STORED,
  CONSTRAINT both_ UNIQUE NULLS NOT DISTINCT (n, at) INCLUDE (one) DEFERRABLE,
  CONSTRAINT big CHECK (n > 1) NO INHERIT NOT VALID);
COMMENT ON COLUMN "User"."Full Name" IS 'it''s';
CREATE INDEX odd ON "User" USING btree (lower("Full Name") text_pattern_ops DESC NULLS LAST) WHERE n > 0;
CREATE MATERIALIZED VIEW stats AS SELECT count(*) AS c FROM "User";
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
)");
  std::string model = project.ok({"inspect"});
  CHECK_THAT(model, contains("enums:\n") && contains("#   function f()"));
  check_round_trip(project, model);
}

TEST_CASE("inspect: an empty database has no models") {
  Ran ran = Project().run({"inspect"});
  CHECK(ran.exit_code == 0);
  CHECK_THAT(ran.err, contains("has no tables"));
}

TEST_CASE("migrate: what goes along with a dropped table and does not come back is said") {
  Project project;
  create(
      project,
      "CREATE TABLE kept (id INTEGER PRIMARY KEY);\nCREATE TABLE gone (id INTEGER PRIMARY KEY);\n"
      "CREATE TRIGGER quiet AFTER INSERT ON gone BEGIN SELECT 1; END;\n");
  project.write("models/app.yaml",
                "dbtool: 1\ntables:\n  kept:\n    columns:\n      id: { type: bigint, identity: "
                "true, primary_key: true }\n");
  Ran ran = project.run({"migrate", "-m", "drop it", "--yes"});
  CHECK(ran.exit_code == 0);
  CHECK_THAT(ran.err, contains("DBT807") && contains("with gone goes trigger quiet"));
}

TEST_CASE("migrate: what SQL models have and no revision makes is said") {
  Project project;
  const std::string table = "CREATE TABLE t (id INTEGER PRIMARY KEY);\n";
  const std::string trigger = "CREATE TRIGGER Seen AFTER INSERT ON t BEGIN SELECT 1; END;\n";
  create(project, table);
  project.write("models/app.sql", table + trigger);
  Ran ran = project.run({"migrate", "-m", "nothing"});
  CHECK(ran.exit_code == 0);
  CHECK_THAT(ran.err, contains("DBT809") && contains("the models have trigger Seen on t"));
  project.write("migrations/versions/second.sql",
                "-- dbtool:revision b2\n-- dbtool:revises a1\n\n-- dbtool:upgrade\n"
                "CREATE TRIGGER seen AFTER INSERT ON t BEGIN SELECT 1; END;\n");
  project.ok({"upgrade"});
  ran = project.run({"migrate", "-m", "nothing"});
  CHECK_THAT(ran.err, !contains("DBT809"));
}
