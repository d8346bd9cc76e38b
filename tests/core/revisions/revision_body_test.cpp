#include "core/revisions/revision_body.h"

#include "core/operations/operation_file.h"
#include "tests/core/revisions/mini_graph.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <fstream>
#include <sstream>

using namespace dbtool;
using namespace dbtool::test;

namespace {

/// `[options] sql; sql | [options] sql`, what is no SQL by its description.
std::string text_of(const std::vector<Section>& sections) {
  std::vector<std::string> texts;
  for (const Section& section : sections) {
    const SectionSettings& settings = section.settings;
    std::string text;
    if (!settings.transaction) text += "[off]";
    if (!settings.only.empty()) text += "[" + join(settings.only, ",") + "]";
    if (settings.lock_timeout) {
      text += "[lock " + std::to_string(settings.lock_timeout->count()) + "]";
    }
    if (settings.statement_timeout) {
      text += "[statement " + std::to_string(settings.statement_timeout->count()) + "]";
    }
    if (settings.retries) text += "[retries " + std::to_string(*settings.retries) + "]";
    if (!settings.isolation.empty()) text += "[" + settings.isolation + "]";
    for (const Operation& operation : section.operations) {
      text += " " + describe(operation);
      const RunSql* sql = std::get_if<RunSql>(&operation.what);
      for (const auto& [dialect, statement] : sql ? sql->by_dialect : RunSql().by_dialect) {
        text += " " + dialect + "(" + statement + ")";
      }
      text += ";";
    }
    texts.push_back(text);
  }
  return join(texts, " |");
}

std::string text_of(const RevisionBody& body) {
  std::string text = "up" + text_of(body.upgrade) + " down" + text_of(body.downgrade);
  if (body.irreversible) text += " never " + *body.irreversible;
  return text;
}

std::string places_of(const Error& error) {
  std::string text;
  for (const Problem& problem : error.problems()) {
    text += problem.code + " " + std::to_string(problem.where.line) + ":" +
            std::to_string(problem.where.column) + " " + problem.message;
    text += problem.hint.empty() ? "\n" : " [" + problem.hint + "]\n";
  }
  return text;
}

std::string parse(const std::string& text, const std::string& file, const std::string& dialect) {
  try {
    return text_of(parse_body(text, file, dialect));
  } catch (const UsageError& error) {
    return places_of(error);
  }
}

struct Row {
  const char* text;
  const char* expected;
};
struct ProblemRow {
  const char* text;
  std::vector<std::string> expected;
};

}  // namespace

TEST_CASE("the steps of a YAML revision") {
  const Row row = GENERATE(values<Row>({
      {"upgrade: []\ndowngrade: []\n", "up down"},
      {"upgrade:\ndowngrade:\n", "up down"},
      {"upgrade: []\n", "up down never the file has no downgrade part"},
      {"upgrade: []\ndowngrade: irreversible\n", "up down never "},
      {"upgrade: []\ndowngrade: { irreversible: rows are gone }\n", "up down never rows are gone"},
      {"upgrade: []\ndowngrade: { irreversible: }\n", "up down never "},
      {"upgrade:\n  - sql: A\n  - sql: B\ndowngrade:\n  - sql: C\n",
       "up run SQL any(A); run SQL any(B); down run SQL any(C);"},
      {"upgrade:\n- sql: A\n- section: { transaction: false, ops: [{ sql: B }] }\n- sql: C\n"
       "downgrade: []\n",
       "up run SQL any(A); |[off] run SQL any(B); | run SQL any(C); down"},
      {"upgrade:\n- section: { transaction: false }\n  ops:\n  - sql: A\n  - sql: B\ndowngrade: "
       "[]\n",
       "up[off] run SQL any(A); run SQL any(B); down"},
      {"upgrade:\n- section: { only: [postgresql], lock_timeout: 2s, statement_timeout: 500ms, "
       "retries: 5, isolation: repeatable read, ops: [{ sql: A }] }\ndowngrade: []\n",
       "up[postgresql][lock 2000][statement 500][retries 5][repeatable read] run SQL any(A); down"},
      {"upgrade:\n- section: { only: sqlite, ops: [{ sql: A }] }\n- sql: B\ndowngrade: []\n",
       "up run SQL any(B); down"},
      {"upgrade:\n- section: { lock_timeout: 0, isolation: SERIALIZABLE, ops: [] }\n"
       "downgrade: []\n",
       "up[lock 0][serializable] down"},
      {"upgrade:\n- section:\n  ops: [{ sql: A }]\ndowngrade: []\n", "up run SQL any(A); down"},
      {"lock_timeout: 2s\nretries: 3\nupgrade:\n- sql: A\n"
       "- section: { lock_timeout: 0, ops: [{ sql: B }] }\ndowngrade:\n- sql: C\n",
       "up[lock 2000][retries 3] run SQL any(A); |[lock 0][retries 3] run SQL any(B); "
       "down[lock 2000][retries 3] run SQL any(C);"},
      {"isolation: repeatable read\nstatement_timeout: 5s\nupgrade:\n- sql: A\ndowngrade: []\n",
       "up[statement 5000][repeatable read] run SQL any(A); down"},
      {"isolation: serializable\nupgrade:\n- section: { isolation: read committed, ops: [{ sql: A "
       "}] "
       "}\ndowngrade: []\n",
       "up[read committed] run SQL any(A); down"},
      {"downgrade: []\nupgrade: []\n", "up down"},
      {"x-ticket: 5\nupgrade: []\nx-more: [a]\ndowngrade: []\n", "up down"},
  }));
  INFO(row.text);
  CHECK(parse("revision: a\n" + std::string(row.text), "a.yaml", "postgresql") == row.expected);
}

TEST_CASE("a wrong YAML body is reported at its place") {
  const ProblemRow row = GENERATE(values<ProblemRow>({
      {"", {"DBT607 1:1 the file has no upgrade part"}},
      {"downgrade: []\n", {"DBT607", "upgrade: []"}},
      {"lock_timeout: soon\nupgrade: []\n", {"DBT606 2:15 \"lock_timeout\" is no time span"}},
      {"retries: [1, 2]\nupgrade: []\n", {"DBT606 2:10 \"retries\" must be a number"}},
      {"up: []\ndown: []\n", {"DBT604 2:1", "did you mean \"upgrade\"?", "DBT604 3:1"}},
      {"upgrade: []\nrevises: b\n", {"DBT606 3:1 \"revises\" must stand above the steps"}},
      {"upgrade: []\ndowngrade: []\nnonsense: 1\n", {"DBT604 4:1"}},
      {"upgrade: text\n", {"DBT607 2:10 \"upgrade\" must be a list", "write []"}},
      {"upgrade: { sql: A }\n", {"DBT607 2:10", "put \"- \" before each step"}},
      {"upgrade: []\ndowngrade: ireversible\n", {"DBT607 3:12", "did you mean \"irreversible\"?"}},
      {"upgrade: []\ndowngrade: { irreversible: x, sql: y }\n", {"DBT103 3:31"}},
      {"upgrade: irreversible\ndowngrade: []\n", {"DBT607 2:10"}},
      {"upgrade:\n- section: { transaction: false }\n", {"DBT607 3:12 a section needs \"ops\""}},
      {"upgrade:\n- section: { ops: [] }\n  ops: []\n",
       {"DBT607 3:12 a section has \"ops\" twice"}},
      {"upgrade:\n- section: { ops: [{ section: { ops: [] } }] }\n",
       {"DBT607", "inside of another"}},
      {"upgrade:\n- section: { ops: text }\n", {"DBT607 3:19"}},
      {"upgrade:\n- section: { transacton: false, ops: [] }\n",
       {"DBT103 3:14", "\"transaction\"?"}},
      {"upgrade:\n- section: { transaction: maybe, ops: [] }\n", {"3:27"}},
      {"upgrade:\n- section: { transaction: off, ops: [] }\n", {"3:27", "write false"}},
      {"upgrade:\n- section: { only: [postgres], ops: [] }\n", {"DBT606", "\"postgresql\"?"}},
      {"upgrade:\n- section: { lock_timeout: soon, ops: [] }\n",
       {"DBT606 3:28 \"lock_timeout\" is no"}},
      {"upgrade:\n- section: { retries: -1, ops: [] }\n", {"DBT606 3:23"}},
      {"upgrade:\n- section: { retries: 1.5, ops: [] }\n", {"DBT606"}},
      {"upgrade:\n- section: { isolation: chaos, ops: [] }\n", {"DBT606 3:25 unknown isolation"}},
      {"upgrade:\n- section: text\n", {"3:12"}},
      {"upgrade:\n- section: { ops: [] }\n  sql: x\n", {"DBT103 4:3"}},
      {"upgrade:\n- drop_tabel: { name: x }\n", {"DBT601 3:3", "drop_table"}},
      {"upgrade:\n- text\n", {"3:3"}},
      {"upgrade: [\n", {"DBT100"}},
      {"upgrade: []\nupgrade: []\n", {"DBT105 3:1"}},
      {"upgrade: []\ndowngrade: []\n---\nupgrade: []\n", {"DBT106"}},
  }));
  INFO(row.text);
  const std::string problems = parse("revision: a\n" + std::string(row.text), "a.yaml", "sqlite");
  for (const std::string& part : row.expected) CHECK_THAT(problems, contains(part));
}

TEST_CASE("the sections of a SQL revision") {
  const Row row = GENERATE(values<Row>({
      {"-- dbtool:upgrade\n-- dbtool:downgrade\n", "up down"},
      {"-- dbtool:upgrade\n", "up down never the file has no downgrade part"},
      {"-- dbtool:upgrade\nA;\n\nB;\n\n-- dbtool:downgrade\nC;\n",
       "up run SQL any(A;\n\nB;); down run SQL any(C;);"},
      {"-- dbtool:upgrade\nA;\n-- dbtool:upgrade\nB;\n",
       "up run SQL any(A;); | run SQL any(B;); "
       "down never the file has no downgrade part"},
      {"-- dbtool:upgrade dialect=postgresql transaction=off lock_timeout=2s retries=5\nA;\n"
       "-- dbtool:downgrade\n",
       "up[off][postgresql][lock 2000][retries 5] run SQL postgresql(A;); down"},
      {"-- dbtool:upgrade dialect=sqlite\nA;\n-- dbtool:downgrade\n", "up down"},
      {"-- dbtool:isolation repeatable read\n-- dbtool:lock_timeout 2s\n"
       "-- dbtool:upgrade isolation=serializable\nA;\n-- dbtool:downgrade\nB;\n",
       "up[lock 2000][serializable] run SQL any(A;); "
       "down[lock 2000][repeatable read] run SQL any(B;);"},
      {"-- dbtool:upgrade dialect=sqlite,postgresql\nA;\n-- dbtool:downgrade\n",
       "up[sqlite,postgresql] run SQL any(A;); down"},
      {"-- dbtool:upgrade isolation=\"repeatable read\" statement_timeout=1m\nA;\n"
       "-- dbtool:downgrade\n",
       "up[statement 60000][repeatable read] run SQL any(A;); down"},
      {"-- dbtool:upgrade isolation=serializable transaction=on\nA\n-- dbtool:downgrade\n",
       "up[serializable] run SQL any(A); down"},
      {"-- dbtool:upgrade\n-- only a comment\n\n-- dbtool:downgrade irreversible\n",
       "up down never "},
      {"-- dbtool:upgrade\n-- dbtool:downgrade irreversible reason=\"rows are gone\"\n-- why\n",
       "up down never rows are gone"},
      {"-- dbtool:upgrade\r\nA;\r\nB;\r\n-- dbtool:downgrade\r\n", "up run SQL any(A;\nB;); down"},
      {"/* above */ -- and more\n-- dbtool:upgrade\nA;\n-- dbtool:downgrade\n",
       "up run SQL any(A;); down"},
      {"-- dbtool:upgrade\nSELECT '-- dbtool:x' AS a;\n-- dbtool:downgrade\n",
       "up run SQL any(SELECT '-- dbtool:x' AS a;); down"},
      {"-- dbtool:upgrade\nSELECT $$it's$$;\n-- dbtool:downgrade\n",
       "up run SQL any(SELECT $$it's$$;); down"},
      {"-- dbtool:upgrade\n\n   A;  \n\n\n-- dbtool:downgrade", "up run SQL any(   A;); down"},
  }));
  INFO(row.text);
  const std::string text = "-- dbtool:revision a\n" + std::string(row.text);
  CHECK(parse(text, "a.sql", "postgresql") == row.expected);
}

TEST_CASE("a wrong SQL body is reported at its place") {
  const ProblemRow row = GENERATE(values<ProblemRow>({
      {"", {"DBT607 1:1 the file has no upgrade part"}},
      {"CREATE TABLE a (b int);\n", {"DBT605 2:1", "DBT607"}},
      {"-- text\n  CREATE TABLE a (b int);\n-- dbtool:upgrade\n", {"DBT605 3:3"}},
      {"'open\n-- dbtool:upgrade\n", {"DBT605 2:1"}},
      {"-- dbtool:up\n", {"DBT604 2:11", "did you mean \"upgrade\"?"}},
      {"-- dbtool:upgrade\n-- dbtool:down\n", {"DBT604 3:11", "did you mean \"downgrade\"?"}},
      {"-- dbtool:upgrade\n-- dbtool:message late\n",
       {"DBT604 3:11 \"message\" cannot stand inside"}},
      {"-- dbtool:upgrade\n  -- dbtool:downgrade\n", {"DBT604 3:1 this comment is ignored"}},
      {"-- dbtool:upgrade\n--dbtool:downgrade\n", {"DBT604 3:1"}},
      {"-- dbtool:upgrade transactoin=off\n", {"DBT604 2:19", "did you mean \"transaction\"?"}},
      {"-- dbtool:upgrade only=sqlite\n", {"DBT604 2:19", "did you mean \"dialect\"?"}},
      {"-- dbtool:upgrade transaction=maybe\n", {"DBT606 2:19"}},
      {"-- dbtool:upgrade transaction=off transaction=on\n", {"DBT606 2:35", "twice"}},
      {"-- dbtool:upgrade dialect=postgres\n", {"DBT606 2:19", "did you mean \"postgresql\"?"}},
      {"-- dbtool:upgrade dialect=\n", {"DBT606 2:19"}},
      {"-- dbtool:upgrade lock_timeout=x\n", {"DBT606 2:19"}},
      {"-- dbtool:upgrade retries=many\n", {"DBT606"}},
      {"-- dbtool:isolation chaos\n-- dbtool:upgrade\n", {"DBT606 2:21 unknown isolation"}},
      {"-- dbtool:upgrade isolation=\"open\n", {"DBT606", "not closed"}},
      {"-- dbtool:upgrade irreversible\n", {"DBT604 2:19"}},
      {"-- dbtool:upgrade\n-- dbtool:downgrade irreversible why=x\n", {"DBT604 3:34"}},
      {"-- dbtool:upgrade\n-- dbtool:downgrade irreversible\nDROP TABLE a;\n", {"DBT607 4:1"}},
      {"-- dbtool:upgrade\n-- dbtool:downgrade irreversible\n-- dbtool:downgrade\nA;\n",
       {"DBT607 3:11"}},
      {"-- dbtool:upgrade\n\n\nSELECT 1;\n  SELECT 'open;\n", {"DBT610 6:10"}},
      {"-- dbtool:upgrade dialect=postgresql\nSELECT $x$ open;\n", {"DBT610 3:8"}},
      {"-- dbtool:upgrade dialect=sqlite\nSELECT [open;\n", {"DBT610 3:8"}},
      {"-- dbtool:upgrade\n/* open\n", {"DBT610 3:1"}},
      {"-- dbtool:upgrade\nSELECT '\xff';\n", {"DBT606 3:1 the file is not UTF-8"}},
  }));
  INFO(row.text);
  const std::string text = "-- dbtool:revision a\n" + std::string(row.text);
  std::string problems = parse(text, "a.sql", "postgresql");
  if (std::string(row.text).find("sqlite\nSELECT [") != std::string::npos) {
    problems = parse(text, "a.sql", "sqlite");
  }
  for (const std::string& part : row.expected) CHECK_THAT(problems, contains(part));
}

TEST_CASE("statements know where they stand in a SQL file") {
  const RevisionBody body = parse_body(
      "-- dbtool:revision a\n-- dbtool:upgrade\n\n\n  A;\nB;\n-- dbtool:downgrade "
      "dialect=sqlite\nC;\n",
      "a.sql", "sqlite");
  const Operation& up = body.upgrade[0].operations[0];
  CHECK(std::get<RunSql>(up.what).places.at("any") ==
        Location{.file = "a.sql", .line = 5, .column = 1});
  CHECK(up.where == Location{.file = "a.sql", .line = 5, .column = 1});
  const Operation& down = body.downgrade[0].operations[0];
  CHECK(std::get<RunSql>(down.what).places.at("sqlite") ==
        Location{.file = "a.sql", .line = 8, .column = 1});
  CHECK(body.where.line == 7);
}

TEST_CASE("without a dialect nothing is left out") {
  CHECK(parse("-- dbtool:revision a\n-- dbtool:upgrade dialect=sqlite\nA;\n"
              "-- dbtool:upgrade dialect=postgresql\nB;\n-- dbtool:downgrade\n",
              "a.sql",
              "") == "up[sqlite] run SQL sqlite(A;); |[postgresql] run SQL postgresql(B;); down");
}

TEST_CASE("steps that are written are read back equal") {
  RevisionBody body;
  const Operation insert{.what = RunSql{.by_dialect = {{"any", "INSERT INTO t VALUES ('a: #')"}}}};
  const Operation multi{.what = RunSql{.by_dialect = {{"any", "UPDATE t\nSET a = 1;\nSELECT 2"}}}};
  const Operation both{.what = RunSql{.by_dialect = {{"postgresql", "P"}, {"sqlite", "S"}}}};
  const Operation drop{.what = RenameTable{.table = {"", "users"}, .to = "people"}};
  body.upgrade = {
      {.operations = {insert, multi, drop}},
      {.operations = {both}},
      {.settings = {.transaction = false,
                    .only = {"postgresql"},
                    .lock_timeout = std::chrono::milliseconds(1500),
                    .statement_timeout = std::chrono::minutes(5),
                    .retries = 3,
                    .isolation = "serializable"},
       .operations = {insert}},
      {.operations = {multi}},
      {.settings = {.lock_timeout = std::chrono::milliseconds(0)}},
  };
  body.downgrade = {{.settings = {.only = {"sqlite"}}, .operations = {both}}};
  RevisionBody read = parse_body("revision: a\n" + write_yaml_steps(body), "a.yaml", "");
  body.where = read.where;
  CHECK(read == body);

  body.downgrade.clear();
  for (const char* reason : {"", "rows: are #gone", "two\nlines"}) {
    body.irreversible = reason;
    read = parse_body("revision: a\n" + write_yaml_steps(body), "a.yaml", "");
    body.where = read.where;
    CHECK(read == body);
  }
  CHECK(write_yaml_steps({}) == "upgrade: []\n\ndowngrade: []\n");
}

TEST_CASE("steps by database: each reads its own, and those of all") {
  const std::string yaml =
      "revision: a\nupgrade:\n  main:\n  - sql: M\n  users:\n  - sql: U\n  - section: {ops: [{sql: "
      "V}]}\ndowngrade:\n- section: {database: users, ops: [{sql: D}]}\n- sql: A\n";
  const std::string sql =
      "-- dbtool:revision a\n-- dbtool:upgrade database=main\nM;\n-- dbtool:upgrade "
      "database=users\nU;\n-- dbtool:upgrade database=users\nV;\n-- dbtool:downgrade "
      "database=users\nD;\n-- dbtool:downgrade\nA;\n";
  const auto statements = [](const std::vector<Section>& sections) {
    std::string text;
    for (const Section& section : sections)
      for (const Operation& operation : section.operations)
        text += std::get<RunSql>(operation.what).by_dialect.at("any").substr(0, 1);
    return text;
  };
  for (const auto& [text, file] : {std::pair(yaml, "a.yaml"), std::pair(sql, "a.sql")}) {
    const auto read = [&, &text = text, &file = file](const std::string& database) {
      const RevisionBody body = parse_body(text, file, "sqlite", database);
      CHECK(body.databases.contains("users"));
      return statements(body.upgrade) + " " + statements(body.downgrade);
    };
    INFO(file);
    CHECK(read("main") == "M A");
    CHECK(read("users") == "UV DA");
    CHECK(read("") == "MUV DA");
    CHECK(parse_body(text, file, "sqlite", "main").databases.contains("users"));
  }
}

TEST_CASE("steps by database are written as lists by name") {
  const Operation insert{.what = RunSql{.by_dialect = {{"any", "INSERT"}}}};
  RevisionBody body;
  body.upgrade = {{.settings = {.databases = {"main"}}, .operations = {insert}},
                  {.settings = {.databases = {"users"}}}};
  CHECK(write_yaml_part(body, Direction::upgrade) ==
        "upgrade:\n  main:\n    - sql: INSERT\n  users: []\n");
  body.upgrade[1] = {.settings = {.transaction = false, .databases = {"main", "users"}},
                     .operations = {insert}};
  const RevisionBody read =
      parse_body("revision: a\n" + write_yaml_part(body, Direction::upgrade) + "downgrade: []\n",
                 "a.yaml", "");
  CHECK(read.upgrade == body.upgrade);
}

TEST_CASE("the way back of one database may be irreversible") {
  const std::string text =
      "revision: a\nupgrade: []\ndowngrade:\n  main: {irreversible: gone}\n  users: []\n";
  CHECK(parse_body(text, "a.yaml", "", "main").irreversible == "gone");
  CHECK_FALSE(parse_body(text, "a.yaml", "", "users").irreversible.has_value());
}

TEST_CASE("SQL says what it makes of the schema") {
  const char* drop = "drop_table: {name: t}";
  const std::string yaml =
      std::string("revision: a\nupgrade:\n- sql:\n    any: A\n    describes: [{") + drop +
      "}]\n- sql: B\ndowngrade: []\n";
  const std::string sql =
      std::string("-- dbtool:revision a\n-- dbtool:upgrade\n-- dbtool:describes {") + drop +
      "}\nA;\n-- dbtool:describes []\n-- dbtool:downgrade\nB;\n";
  const RevisionBody from_yaml = parse_body(yaml, "a.yaml", "");
  const RevisionBody from_sql = parse_body(sql, "a.sql", "");
  const auto described = [](const Section& section, std::size_t index) {
    return std::get<RunSql>(section.operations.at(index).what).describes;
  };
  const auto first = described(from_yaml.upgrade[0], 0);
  REQUIRE(first.has_value());
  REQUIRE(first->operations.size() == 1);
  CHECK(describe(first->operations[0]) == "drop table t");
  CHECK_FALSE(described(from_yaml.upgrade[0], 1).has_value());
  CHECK(described(from_sql.upgrade[0], 0) == first);
  CHECK_FALSE(described(from_sql.downgrade[0], 0).has_value());
  const std::string text = "revision: a\n" + write_yaml_steps(from_yaml);
  CHECK(parse_body(text, "a.yaml", "").upgrade == from_yaml.upgrade);
  CHECK_THAT(
      parse("revision: a\nupgrade: [{sql: {any: A, describes: [{sql: B}]}}]\ndowngrade: []\n",
            "a.yaml", ""),
      contains("must say in other steps"));
  CHECK_THAT(parse("-- dbtool:revision a\n-- dbtool:upgrade\n-- dbtool:describes {drop_tabel: "
                   "{name: t}}\nA;\n-- dbtool:downgrade\n",
                   "a.sql", ""),
             contains("DBT601 3:22"));
}

TEST_CASE("hostile bodies end in problems") {
  const std::string revision = "revision: a\n";
  CHECK_THAT(parse(revision + std::string("upgrade: [\0]\n", 13), "a.yaml", ""), contains("DBT"));
  CHECK_THAT(
      parse(std::string("-- dbtool:revision a\n-- dbtool:upgrade\nA\0B;\n", 44), "a.sql", ""),
      contains("DBT606 3:1"));
  CHECK_THAT(parse(revision + "upgrade: " + std::string(100'000, '['), "a.yaml", ""),
             contains("DBT101"));
  CHECK_THAT(parse("\x7f"
                   "ELF\x02\x01",
                   "a.sql", ""),
             contains("DBT605"));
  CHECK_THAT(parse("\x7f"
                   "ELF\x02\x01",
                   "a.yaml", ""),
             contains("DBT"));
  CHECK_THAT(parse("", "a.yaml", ""), contains("DBT603"));
  CHECK_THAT(parse("", "a.sql", ""), contains("DBT603"));
  CHECK_THAT(parse("-- migrate:up\nA;\n", "a.sql", ""), contains("DBT602"));
  std::string bomb = revision + "x-a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c < 'k'; ++c) {
    const std::string name(1, c), before(1, static_cast<char>(c - 1));
    bomb += "x-" + name + ": &" + name + " [";
    for (int i = 0; i < 8; ++i) bomb += "*" + before + ", ";
    bomb += "*" + before + "]\n";
  }
  CHECK_THAT(parse(bomb + "upgrade: []\n", "a.yaml", ""), contains("DBT101"));
}

TEST_CASE("the manual names every operation and every setting of a section") {
  std::ifstream file(std::string(DBTOOL_SOURCE_DIR) + "/man/dbtool-revision.5");
  std::stringstream manual;
  manual << file.rdbuf();
  for (const std::string& word : operation_words()) {
    CHECK_THAT(manual.str(), contains("\n.It Cm " + word + "\n"));
  }
  for (const char* key : {"transaction", "only", "lock_timeout", "statement_timeout", "retries",
                          "isolation", "ops"}) {
    CHECK_THAT(manual.str(), contains(key));
  }
}

TEST_CASE("a body is read from its file, which must still be the same revision") {
  const TempFolder folder;
  const auto path = folder.write("a.yaml", "revision: a\nupgrade:\n- sql: A\ndowngrade: []\n");
  Revision revision{.id = "a", .file = path.string()};
  CHECK(text_of(read_body(revision, "sqlite")) == "up run SQL any(A); down");
  revision.id = "b";
  CHECK_THROWS_WITH(read_body(revision, "sqlite"), contains("a moment ago"));
  revision.file = (folder / "gone.yaml").string();
  CHECK_THROWS_AS(read_body(revision, "sqlite"), UsageError);
}
