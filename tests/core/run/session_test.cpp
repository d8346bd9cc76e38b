// What scripts change of their session: it holds for the rest of their revision, and no longer.
#include "core/revisions/revision_graph.h"
#include "core/run/execute.h"
#include "tests/support/catch.h"
#include "tests/support/databases.h"

#include <map>

namespace dbtool {
namespace {

using test::on_every_database;
using test::TestDatabase;
using Texts = std::vector<std::string>;

const SectionSettings autocommit = {.transaction = false, .repeatable = true};

Section section(const std::string& sql, const SectionSettings& settings = {}) {
  return {.settings = settings, .operations = {{.what = RunSql{.by_dialect = {{"any", sql}}}}}};
}

/// A chain of revisions and the command that runs them.
class Project {
 public:
  explicit Project(const TestDatabase& database) : database_(database) {
    settings.database = "test";
  }

  void add(const std::string& id, std::vector<Section> sections) {
    Revision revision = {.id = id};
    if (!revisions_.empty()) revision.parents = {revisions_.back().id};
    revisions_.push_back(revision);
    graph_ = RevisionGraph(revisions_);
    set(id, std::move(sections));
  }
  void set(const std::string& id, std::vector<Section> sections) {
    bodies_[id] = {.upgrade = std::move(sections)};
  }
  void upgrade() {
    RunReport report;
    auto connection = database_.connect(settings.timeouts);
    run_steps(
        *connection, database_.dialect(), settings,
        [&](const State& state) { return upgrade_route(graph_, state.rows, "head"); },
        [&](const Revision& revision) { return bodies_.at(revision.id); }, {}, report);
  }

  RunSettings settings = {};

 private:
  const TestDatabase& database_;
  std::vector<Revision> revisions_ = {};
  RevisionGraph graph_ = {};
  std::map<std::string, RevisionBody> bodies_ = {};
};

bool is_sqlite(const TestDatabase& database) {
  return database.dialect().traits().name == "sqlite";
}

/// A parent and a child whose row goes with its parent's.
const std::string family =
    "CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT); INSERT INTO p VALUES (1, '1'); "
    "CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p (id) ON DELETE CASCADE); "
    "INSERT INTO c VALUES (1, 1)";
const std::string parent_anew =
    "CREATE TABLE p2 (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO p2 SELECT * FROM p; "
    "DROP TABLE p; ALTER TABLE p2 RENAME TO p";
const std::string keys_off = "PRAGMA foreign_keys=OFF";
const std::string keys_on = "PRAGMA foreign_keys=ON";

void forget(TestDatabase& database, const Texts& tables) {
  for (const std::string& table : tables) database.run("DROP TABLE IF EXISTS " + table);
}

}  // namespace

TEST_CASE(
    "session: a script that turns foreign keys off makes a parent anew, and its child stays") {
  on_every_database([](TestDatabase& database) {
    if (!is_sqlite(database)) return;
    const std::vector<std::vector<Section>> scripts = {
        {section(keys_off + "; BEGIN; " + parent_anew + "; COMMIT; " + keys_on, autocommit)},
        {section(keys_off + "; " + parent_anew + "; " + keys_on, autocommit)},
        {section("pragma main.foreign_keys(0); " + parent_anew + "; " + keys_on)},
        {section(keys_off, autocommit), section(parent_anew), section(keys_on, autocommit)},
        {section(keys_off, autocommit), section(parent_anew)}};
    for (const std::vector<Section>& script : scripts) {
      forget(database, {"c", "p", "alembic_version", "dbtool_log"});
      Project project(database);
      project.add("a", {section(family)});
      project.add("b", script);
      project.upgrade();
      CHECK(database.values("SELECT p FROM c") == Texts{"1"});
      project.add("c", {section("INSERT INTO c VALUES (2, 77)")});
      CHECK_THROWS_AS(project.upgrade(), DatabaseError);
    }
  });
}

TEST_CASE("session: a transaction of the script's own does not take rows of a child along") {
  on_every_database([](TestDatabase& database) {
    if (!is_sqlite(database)) return;
    Project project(database);
    project.add("a", {section(family)});
    project.add("b", {section("BEGIN; " + parent_anew + "; COMMIT", autocommit)});
    CHECK_THROWS_AS(project.upgrade(), RefusedError);
    CHECK(database.values("SELECT p FROM c") == Texts{"1"});
    CHECK(database.values("SELECT n FROM p") == Texts{"1"});
  });
}

TEST_CASE("session: a transaction with foreign keys off may not leave a row without its parent") {
  on_every_database([](TestDatabase& database) {
    if (!is_sqlite(database)) return;
    Project project(database);
    project.add("a", {section(family)});
    project.add("b", {section(keys_off + "; DELETE FROM p; " + keys_on)});
    CHECK_THROWS_AS(project.upgrade(), DatabaseError);
    CHECK(database.values("SELECT p FROM c") == Texts{"1"});
  });
}

TEST_CASE("session: a run that goes on after a failure has the settings of the steps before") {
  on_every_database([](TestDatabase& database) {
    if (!is_sqlite(database)) return;
    Project project(database);
    project.add("a", {section(family)});
    project.add("b", {section(keys_off, autocommit), section("SELECT * FROM nowhere")});
    CHECK_THROWS_AS(project.upgrade(), DatabaseError);
    project.set("b", {section(keys_off, autocommit), section(parent_anew)});
    project.upgrade();
    CHECK(database.values("SELECT p FROM c") == Texts{"1"});
  });
}

TEST_CASE("session: what a script sets holds for its revision and ends with it") {
  on_every_database([](TestDatabase& database) {
    const bool lite = is_sqlite(database);
    const std::string set = lite ? "PRAGMA recursive_triggers=ON" : "SET lock_timeout = '7s'";
    const std::string seen =
        lite ? "INSERT INTO seen SELECT recursive_triggers FROM pragma_recursive_triggers"
             : "INSERT INTO seen SELECT current_setting('lock_timeout')";
    Project project(database);
    project.add("a", {section("CREATE TABLE seen (x text)")});
    project.add("b", {section(set + "; " + seen + "; VACUUM; " + seen, autocommit), section(seen)});
    project.add("c", {section(seen)});
    project.add("d", {section(set)});
    project.add("e", {section(seen)});
    project.upgrade();
    const std::string own = lite ? "1" : "7s";
    const std::string usual = lite ? "0" : "3s";
    CHECK(database.values("SELECT x FROM seen") == Texts{own, own, own, usual, usual});
  });
}

TEST_CASE("session: a temporary table does not hide one of the database from later revisions") {
  on_every_database([](TestDatabase& database) {
    Project project(database);
    project.add("a", {section("CREATE TABLE t (x int)")});
    project.add("b",
                {section("CREATE TEMP TABLE t (x int); CREATE TEMP TABLE \"o\"\"d\" (x int)")});
    project.add("c", {section("INSERT INTO t VALUES (1)")});
    project.upgrade();
    CHECK(database.values("SELECT x FROM t") == Texts{"1"});
  });
}

}  // namespace dbtool
