// A rebuild changes what it is asked to change and nothing else.
#include "core/run/replay.h"
#include "tests/dialects/sqlite/database.h"

#include <algorithm>

using namespace dbtool;
using dbtool::test::Database;

namespace {

using Texts = std::vector<std::string>;

const Name t{"", "t"};

/// A change that ALTER TABLE cannot do and that no other part of the table notices.
Operation default_of(const std::string& column, const std::string& value) {
  return {
      AlterColumn{t, column, {.default_value = {{Default{Literal{Literal::Kind::text, value}}}}}}};
}

std::string error_of(Database& database, const std::vector<Operation>& operations) {
  try {
    database.run(operations);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("sqlite rebuild: everything else in the text stays, byte for byte") {
  struct Case {
    std::string before;
    std::string after;
  };
  const std::vector<Case> cases = {
      {"CREATE TABLE t (a TEXT, b INT)", "CREATE TABLE \"t\" (a TEXT DEFAULT 'x', b INT)"},
      {"CREATE TABLE t(a TEXT DEFAULT 'old' UNIQUE ON CONFLICT REPLACE,b)",
       "CREATE TABLE \"t\"(a TEXT DEFAULT 'x' UNIQUE ON CONFLICT REPLACE,b)"},
      {"CREATE TABLE [t] (\n  a TEXT -- the a\n    COLLATE NOCASE, /* between */ [b c] `odd "
       "type`\n)",
       "CREATE TABLE \"t\" (\n  a TEXT DEFAULT 'x' -- the a\n    COLLATE NOCASE, /* between */ [b "
       "c] "
       "`odd type`\n)"},
      {"CREATE TABLE t (a CONSTRAINT nn NOT NULL ON CONFLICT IGNORE CHECK (a <> '--') , "
       "CONSTRAINT k PRIMARY KEY (a COLLATE RTRIM DESC) ON CONFLICT FAIL) WITHOUT ROWID",
       "CREATE TABLE \"t\" (a CONSTRAINT nn NOT NULL ON CONFLICT IGNORE DEFAULT 'x' CHECK (a <> "
       "'--') "
       ", CONSTRAINT k PRIMARY KEY (a COLLATE RTRIM DESC) ON CONFLICT FAIL) WITHOUT ROWID"},
      {"CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, p INTEGER REFERENCES t DEFERRABLE "
       "INITIALLY "
       "DEFERRED CHECK (t.p <> t.id)) STRICT",
       "CREATE TABLE \"t\" (id INTEGER PRIMARY KEY, a TEXT DEFAULT 'x', p INTEGER REFERENCES t "
       "DEFERRABLE INITIALLY DEFERRED CHECK (p <> id)) STRICT"},
  };
  for (const Case& one : cases) {
    INFO(one.before);
    Database database(one.before);
    database.run({default_of("a", "x")});
    CHECK(database.stored("t") == one.after);
  }
}

TEST_CASE("sqlite rebuild: children with ON DELETE CASCADE survive") {
  Database database(R"(
    CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE child (id INTEGER PRIMARY KEY, t_id INTEGER REFERENCES t (id) ON DELETE CASCADE);
    CREATE TABLE loose (t_id INTEGER DEFAULT 1 REFERENCES t (id) ON DELETE SET NULL);
    INSERT INTO t VALUES (1, 'a'), (2, 'b');
    INSERT INTO child VALUES (10, 1), (11, 2);
    INSERT INTO loose VALUES (1), (2);
  )");
  database.run({default_of("name", "x")});
  CHECK(database.rows("SELECT * FROM child ORDER BY id") == Texts{"10|1", "11|2"});
  CHECK(database.rows("SELECT t_id FROM loose ORDER BY 1") == Texts{"1", "2"});
  CHECK(database.stored("child") ==
        "CREATE TABLE child (id INTEGER PRIMARY KEY, t_id INTEGER REFERENCES t (id) ON DELETE "
        "CASCADE)");
  CHECK(database.value("PRAGMA foreign_keys") == "1");
  database.connection().execute("DELETE FROM t WHERE id = 1");
  CHECK(database.rows("SELECT id FROM child") == Texts{"11"});
}

TEST_CASE("sqlite rebuild: a table that refers to itself still does") {
  Database database(R"(
    CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, parent INTEGER REFERENCES t (id) ON DELETE CASCADE);
    INSERT INTO t VALUES (1, 'a', NULL), (2, 'b', 1), (3, 'c', 2);
  )");
  database.run({default_of("name", "x")});
  CHECK(database.value("SELECT \"table\" FROM pragma_foreign_key_list('t')") == "t");
  database.connection().execute("DELETE FROM t WHERE id = 1");
  CHECK(database.value("SELECT count(*) FROM t") == "0");
}

TEST_CASE("sqlite rebuild: triggers, views on views and indexes are there and work") {
  Database database(R"(
    CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, n INTEGER);
    CREATE TABLE log (what TEXT);
    CREATE UNIQUE INDEX t_name ON t (name COLLATE NOCASE DESC);
    CREATE INDEX t_part ON t (n) WHERE n > 3;
    CREATE INDEX t_expr ON t (lower(name), abs(n));
    CREATE VIEW v AS SELECT id, name FROM t WHERE n IS NOT NULL;
    CREATE VIEW w AS SELECT count(*) AS c FROM v;
    CREATE TRIGGER t_in AFTER INSERT ON t BEGIN INSERT INTO log VALUES ('in ' || NEW.name); END;
    CREATE TRIGGER t_up AFTER UPDATE OF name ON t WHEN OLD.name <> NEW.name BEGIN
      INSERT INTO log SELECT 'up ' || c FROM w;
    END;
    CREATE TRIGGER v_in INSTEAD OF INSERT ON v BEGIN
      INSERT INTO t (id, name, n) VALUES (NEW.id, NEW.name, 1);
    END;
    CREATE TRIGGER log_in AFTER INSERT ON log WHEN NEW.what = 'none' BEGIN DELETE FROM t; END;
    INSERT INTO t VALUES (1, 'a', 5);
  )");
  Texts objects = database.rows(
      "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name <> 't' ORDER BY name");
  database.run({default_of("name", "x")});
  CHECK(
      database.rows(
          "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name <> 't' ORDER BY name") ==
      objects);
  database.run_script("INSERT INTO v VALUES (2, 'b'); UPDATE t SET name = 'z' WHERE id = 2");
  CHECK(database.rows("SELECT what FROM log") == Texts{"in a", "in b", "up 2"});
}

TEST_CASE("sqlite rebuild: AUTOINCREMENT never gives an id again") {
  Database database(R"(
    CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT);
    CREATE TABLE other (id INTEGER PRIMARY KEY AUTOINCREMENT);
    INSERT INTO t VALUES (41, 'a'), (5, 'b');
    INSERT INTO other VALUES (8);
    DELETE FROM t WHERE id = 41;
  )");
  database.run({default_of("name", "x")});
  CHECK(database.rows("SELECT name, seq FROM sqlite_sequence ORDER BY name") ==
        Texts{"other|8", "t|41"});
  database.connection().execute("INSERT INTO t (name) VALUES ('c')");
  CHECK(database.value("SELECT max(id) FROM t") == "42");
}

TEST_CASE("sqlite rebuild: rowids stay where they are all a row is known by") {
  Database database(R"(
    CREATE TABLE t (name TEXT);
    INSERT INTO t (rowid, name) VALUES (7, 'a'), (9, 'b');
    CREATE TABLE u (rowid TEXT, _rowid_ TEXT, a TEXT);
    INSERT INTO u (oid, rowid) VALUES (70, 'x');
  )");
  database.run({default_of("name", "x"),
                {AlterColumn{{"", "u"},
                             "a",
                             {.nullable = false,
                              .default_value = {{Default{Literal{Literal::Kind::text, "d"}}}}}}}});
  CHECK(database.rows("SELECT rowid, name FROM t") == Texts{"7|a", "9|b"});
  CHECK(database.rows("SELECT oid, rowid, a FROM u") == Texts{"70|x|d"});
}

TEST_CASE("sqlite rebuild: generated columns are computed, not copied") {
  Database database(R"(
    CREATE TABLE t (a INTEGER, name TEXT, s TEXT GENERATED ALWAYS AS (name || a) STORED, v AS (a * 2));
    INSERT INTO t (a, name) VALUES (1, 'x');
  )");
  database.run({default_of("name", "y")});
  CHECK(database.rows("SELECT a, name, s, v FROM t") == Texts{"1|x|x1|2"});
}

TEST_CASE("sqlite rebuild: names may be anything") {
  Database database(R"(
    CREATE TABLE "a ""b"" c'd" ([x y] TEXT, `select` TEXT, "größe" INTEGER, "qu""ote" TEXT, CHECK ("qu""ote" <> ''));
    CREATE INDEX "in dex" ON "a ""b"" c'd" ([x y], "qu""ote");
    CREATE VIEW "v w" AS SELECT * FROM "a ""b"" c'd";
    INSERT INTO "a ""b"" c'd" VALUES ('1', '2', 3, '4');
  )");
  const Name odd{"", "a \"b\" c'd"};
  database.run({{AlterColumn{odd, "x y", {.nullable = false}}},
                {AlterColumn{odd, "select", {.type = Type{Integer{}}}}},
                {DropColumn{odd, "größe"}},
                {AddColumn{odd,
                           {.name = "n\"ew",
                            .type = {Date{}},
                            .default_value = Default{NeutralFunction::current_date}}}}});
  CHECK(
      database.rows("SELECT \"x y\", \"select\", typeof(\"select\"), \"qu\"\"ote\" FROM \"v w\"") ==
      Texts{"1|2|integer|4"});
  CHECK(database.table(odd.name).indexes.size() == 1);
  CHECK(database.table(odd.name).columns.back().name == "n\"ew");
}

TEST_CASE("sqlite rebuild: rows that referred to nothing before do not stop it, new ones do") {
  Database database(R"(
    CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE child (t_id INTEGER REFERENCES t (id), nowhere INTEGER REFERENCES missing (id));
    PRAGMA foreign_keys = OFF;
    INSERT INTO child VALUES (99, 1);
    PRAGMA foreign_keys = ON;
    INSERT INTO t VALUES (1, 'a');
  )");
  database.run({default_of("name", "x")});
  std::vector<Operation> breaks = {default_of("name", "y"),
                                   {RunSql{{{"any", "INSERT INTO child VALUES (98, NULL)"}}}}};
  CHECK_THAT(error_of(database, breaks), contains("refers to a row of \"t\" that is not there"));
  CHECK(database.value("SELECT count(*) FROM child") == "1");
  CHECK(database.stored("t") ==
        "CREATE TABLE \"t\" (id INTEGER PRIMARY KEY, name TEXT DEFAULT 'x')");
  CHECK(database.value("PRAGMA foreign_keys") == "1");
}

TEST_CASE("sqlite rebuild: what would lose values fails and changes nothing") {
  struct Case {
    std::string column;
    std::string value;
    Operation change;
    std::string error;
  };
  const Operation to_integer = {AlterColumn{t, "c", {.type = Type{Integer{}}}}};
  const Operation to_double = {AlterColumn{t, "c", {.type = Type{Float{64}}}}};
  const Operation to_text = {AlterColumn{t, "c", {.type = Type{Text{}}}}};
  const std::vector<Case> cases = {
      {"c TEXT", "'3.14159265358979323846'", to_integer, "would lose digits"},
      {"c BIGINT", "9007199254740993", to_double, "would lose digits"},
      {"c REAL", "0.1 + 0.2", to_text, "would lose digits"},
      {"c TEXT", "NULL", {AlterColumn{t, "c", {.nullable = false}}}, "t.c is NULL in 1 row and"},
      {"c TEXT",
       "'x'",
       {CreateConstraint{t, Check{"k", {"c <> 'x'"}}}},
       "CHECK constraint failed: k"},
      {"c TEXT", "'x'", {AlterTable{t, {{"sqlite.strict", "true"}}}}, "no error"},
      {"c INTEGER",
       "'x'",
       {AlterTable{t, {{"sqlite.strict", "true"}}}},
       "cannot store TEXT value in INTEGER column t.c"},
  };
  for (const Case& one : cases) {
    INFO(one.column << " " << one.value);
    Database database("CREATE TABLE t (" + one.column + "); INSERT INTO t VALUES (" + one.value +
                      ")");
    Texts before = database.rows("SELECT c, typeof(c) FROM t");
    CHECK_THAT(error_of(database, {one.change}), contains(one.error));
    CHECK(database.rows("SELECT c, typeof(c) FROM t") == before);
  }
}

TEST_CASE("sqlite rebuild: types convert what converts without loss") {
  struct Case {
    std::string column;
    std::string values;
    Type to;
    Texts rows;
  };
  const std::vector<Case> cases = {
      {"c TEXT",
       "('12'), ('abc'), ('1.5'), (NULL), (x'00')",
       {Integer{}},
       {"12|integer", "abc|text", "1.5|real", "NULL|null", std::string("\0|blob", 6)}},
      {"c INTEGER", "(1), (2)", {Text{}}, {"1|text", "2|text"}},
      {"c DATETIME",
       "(20260101), ('2026-01-01')",
       {Timestamp{}},
       {"20260101|text", "2026-01-01|text"}},
      {"c INTEGER", "(7)", {Float{64}}, {"7.0|real"}},
      {"c TEXT", "('12345678901234567')", {Integer{64}}, {"12345678901234567|integer"}},
  };
  for (const Case& one : cases) {
    INFO(one.column);
    Database database("CREATE TABLE t (" + one.column + "); INSERT INTO t VALUES " + one.values);
    database.run({{AlterColumn{t, "c", {.type = one.to}}}});
    CHECK(database.rows("SELECT c, typeof(c) FROM t") == one.rows);
  }
}

TEST_CASE("sqlite rebuild: using says how values convert") {
  Database database("CREATE TABLE t (c TEXT); INSERT INTO t VALUES ('yes'), ('no')");
  database.run({{AlterColumn{
      .table = t, .column = "c", .to = {.type = Type{Boolean{}}}, .using_sql = "c = 'yes'"}}});
  CHECK(database.rows("SELECT c, typeof(c) FROM t") == Texts{"1|integer", "0|integer"});
}

TEST_CASE("sqlite rebuild: refuses what it cannot do without loss") {
  struct Case {
    std::string script;
    Operation change;
    std::string error;
  };
  const std::vector<Case> cases = {
      {"CREATE TABLE t (a, b, UNIQUE (a, b))", {DropColumn{t, "a"}}, "\"t.a\" is used by unique"},
      {"CREATE TABLE t (a, b CHECK (b > a))", {DropColumn{t, "a"}}, "used by column \"b\""},
      {"CREATE TABLE t (a, b AS (a + 1))", {DropColumn{t, "a"}}, "used by column \"b\""},
      {"CREATE TABLE t (a, b); CREATE INDEX i ON t (a, b)",
       {DropColumn{t, "a"}},
       "used by index \"i\""},
      {"CREATE TABLE t (a, b); CREATE INDEX i ON t (b) WHERE a > 1",
       {DropColumn{t, "a"}},
       "used by index \"i\""},
      {"CREATE TABLE t (a, b); CREATE TRIGGER g AFTER DELETE ON t BEGIN SELECT OLD.a; END",
       {DropColumn{t, "a"}},
       "used by trigger \"g\""},
      {"CREATE TABLE t (a, b); CREATE TRIGGER g UPDATE OF [a] ON t BEGIN SELECT 1; END",
       {DropColumn{t, "a"}},
       "used by trigger \"g\""},
      {"CREATE TABLE t (a)", {DropColumn{t, "a"}}, "which has no other"},
      {"CREATE VIRTUAL TABLE t USING fts5(a)",
       {DropColumn{t, "a"}},
       "virtual table \"t\" cannot be changed"},
      {"CREATE VIEW t AS SELECT 1 AS a", {DropColumn{t, "a"}}, "view \"t\" cannot be changed"},
      {"CREATE TABLE u (a)", {DropColumn{t, "a"}}, "there is no table \"t\""},
      {"CREATE TABLE t (ab)", {DropColumn{t, "abc"}}, "table \"t\" has no column \"abc\""},
      {"CREATE TABLE t (a)", {DropConstraint{t, Check{"k"}}}, "has no constraint \"k\""},
      {"CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE TABLE c (t_id REFERENCES T ON DELETE "
       "CASCADE)",
       {DropTable{t}},
       "table c has a foreign key to t"},
      {"CREATE TABLE t (a, b UNIQUE); CREATE VIEW v AS SELECT b FROM t",
       {DropColumn{t, "b"}},
       "no such column: b"},
      {"CREATE TABLE t (a, b UNIQUE); CREATE TABLE o (x); CREATE TRIGGER g INSERT ON o BEGIN "
       "INSERT INTO t (b) VALUES (1); END",
       {DropColumn{t, "b"}},
       "no column named b"},
  };
  for (const Case& one : cases) {
    INFO(one.script);
    Database database(one.script);
    Texts before = database.rows("SELECT * FROM sqlite_schema");
    CHECK_THAT(error_of(database, {one.change}), contains(one.error));
    CHECK(database.rows("SELECT * FROM sqlite_schema") == before);
  }
}

TEST_CASE("sqlite rebuild: views and triggers that were broken before are not its business") {
  Database database(R"(
    CREATE TABLE t (name TEXT);
    CREATE TABLE gone (x);
    CREATE VIEW broken AS SELECT x FROM t, gone;
    CREATE TRIGGER odd AFTER INSERT ON t BEGIN SELECT no_such_function(NEW.name); END;
    DROP TABLE gone;
  )");
  database.run({default_of("name", "x")});
  CHECK(database.value("SELECT count(*) FROM sqlite_schema WHERE name IN ('broken', 'odd')") ==
        "2");
}

TEST_CASE("sqlite rebuild: a view that was dropped before need not work") {
  Database database(R"(
    CREATE TABLE t (name TEXT);
    CREATE VIEW v AS SELECT name FROM t;
    CREATE TRIGGER into_v INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (NEW.name); END;
  )");
  database.run({{DropView{{"", "v"}}}, default_of("name", "x")});
  CHECK(database.stored("t") == "CREATE TABLE \"t\" (name TEXT DEFAULT 'x')");
  CHECK(database.value("SELECT count(*) FROM sqlite_schema") == "1");
}

TEST_CASE("sqlite rebuild: a dropped view silences no check of what has a like name") {
  Database database(R"(
    CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE other (id INTEGER);
    CREATE VIEW t_o AS SELECT id FROM other;
    CREATE VIEW "o" AS SELECT id FROM other;
    CREATE TRIGGER t_in AFTER INSERT ON t BEGIN INSERT INTO other VALUES (NEW.id); END;
  )");
  auto checks = [&](const std::vector<Operation>& operations) {
    return std::ranges::count(database.render(operations),
                              std::string("EXPLAIN INSERT INTO t DEFAULT VALUES"), &Statement::sql);
  };
  CHECK(checks({default_of("name", "x")}) == 1);
  CHECK(checks({{DropView{{"", "o"}}}, default_of("name", "x")}) == 1);
}

TEST_CASE("sqlite rebuild: a trigger that has a renamed column's name in a longer one is current") {
  Database database(R"(
    CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, video_id INTEGER);
    CREATE TRIGGER t_up AFTER UPDATE OF video_id ON t BEGIN SELECT NEW.video_id; END;
  )");
  CHECK(error_of(database, {{RenameColumn{t, "id", "number"}}, default_of("name", "x")}) ==
        "no error");
}

TEST_CASE("sqlite rebuild: a constraint that goes and comes back keeps ON CONFLICT and its words") {
  Database database(R"(
    CREATE TABLE t (
      a TEXT, b TEXT,
      CONSTRAINT ab UNIQUE (a COLLATE NOCASE, b DESC) ON CONFLICT REPLACE,
      CONSTRAINT k PRIMARY KEY (b) ON CONFLICT IGNORE
    );
  )");
  Table before = database.table("t");
  const Unique ab = *before.uniques.find("ab");
  const PrimaryKey key = *before.primary_key;
  database.run({{DropConstraint{t, ab}}, {DropConstraint{t, key}}});
  database.run({{CreateConstraint{t, ab}}, {CreateConstraint{t, key}}});
  CHECK(database.table("t").uniques == before.uniques);
  CHECK(database.table("t").primary_key == before.primary_key);
  CHECK_THAT(database.stored("t"),
             contains("UNIQUE (a COLLATE \"NOCASE\", b DESC) ON CONFLICT REPLACE") &&
                 contains("PRIMARY KEY (b) ON CONFLICT IGNORE"));
}

TEST_CASE("sqlite rebuild: a check with the table's own name is the same without it") {
  Database database("CREATE TABLE t (a INT, b INT, CHECK (t.a < \"T\".b))");
  const Table before = database.table("t");
  database.run({default_of("a", "1")});
  Model declared;
  declared.schema.tables.add(before);
  Schema live = database.inspect();
  Schema wanted = sqlite().canonical(declared, live, {});
  CHECK(wanted.tables.begin()->checks == live.tables.begin()->checks);
  database.run({{DropConstraint{t, *before.checks.begin()}}});
  CHECK(database.table("t").checks.empty());
}

TEST_CASE("sqlite rebuild: checks without a name are known by what they say, not by their place") {
  Database database("CREATE TABLE t (a TEXT, n INT CHECK (n > 1), CHECK (n < 9))");
  const NamedList<Check> before = database.table("t").checks;
  const Check first = *before.find("?check:n > 1");
  database.run({{DropConstraint{t, first}}});
  database.run({{CreateConstraint{t, first}}});
  CHECK(database.table("t").checks == before);
}

TEST_CASE("sqlite rebuild: a failure leaves the database and the session as they were") {
  Database database(
      "CREATE TABLE t (name TEXT); INSERT INTO t VALUES ('a'); CREATE TABLE p (id INTEGER PRIMARY "
      "KEY)");
  Texts before = database.rows("SELECT * FROM sqlite_schema");
  CHECK_THAT(error_of(database, {default_of("name", "x"), {RunSql{{{"any", "SELECT nonsense"}}}}}),
             contains("no such column: nonsense"));
  CHECK(database.rows("SELECT * FROM sqlite_schema") == before);
  CHECK(database.value("PRAGMA foreign_keys") == "1");
  CHECK(database.value("PRAGMA legacy_alter_table") == "0");
}

TEST_CASE("sqlite rebuild: without the frame it does not start") {
  Database database("CREATE TABLE t (name TEXT)");
  Statement first = database.render({default_of("name", "x")}).front();
  CHECK(first.check_message ==
        "foreign keys must be off while t is rebuilt; let it run in a transaction");
  CHECK(database.rows(first.sql).size() == 1);
}

TEST_CASE("sqlite rebuild: neighbouring changes of a table share one") {
  Database database(
      "CREATE TABLE t (a TEXT, b TEXT, c TEXT); CREATE TABLE u (x TEXT); CREATE INDEX i ON t (a)");
  std::vector<Operation> changes = {default_of("a", "1"),
                                    {DropIndex{t, "i"}},
                                    default_of("b", "2"),
                                    {SetComment{"table", t, "", "x"}},
                                    {AddColumn{t, {.name = "d", .type = {Text{}}}}},
                                    {DropColumn{t, "c"}},
                                    {CreateIndex{t, {.name = "j", .parts = {{.column = "d"}}}}}};
  int drops = 0;
  for (const Statement& statement : database.render(changes))
    if (statement.sql == "DROP TABLE t") ++drops;
  CHECK(drops == 1);
  database.run(changes);
  CHECK(database.stored("t") ==
        "CREATE TABLE \"t\" (a TEXT DEFAULT '1', b TEXT DEFAULT '2', d TEXT)");
  CHECK(database.rows("SELECT name FROM sqlite_schema WHERE type = 'index'") == Texts{"j"});
}

TEST_CASE("sqlite rebuild: statistics are gathered again") {
  Database database(
      "CREATE TABLE t (name TEXT); CREATE INDEX i ON t (name); INSERT INTO t VALUES ('a'), ('b'); "
      "ANALYZE");
  Texts before = database.rows("SELECT * FROM sqlite_stat1 ORDER BY idx");
  database.run({default_of("name", "x")});
  CHECK(database.rows("SELECT * FROM sqlite_stat1 ORDER BY idx") == before);
}

TEST_CASE("sqlite rebuild: a conflict clause of the table does not drop rows") {
  Database database(R"(
    CREATE TABLE t (a TEXT UNIQUE ON CONFLICT REPLACE);
    INSERT INTO t VALUES ('1'), ('01');
  )");
  CHECK_THAT(error_of(database, {{AlterColumn{t, "a", {.type = Type{Integer{}}}}}}),
             contains("UNIQUE constraint failed: t.a"));
  CHECK(database.rows("SELECT a FROM t") == Texts{"1", "01"});
}

TEST_CASE("sqlite rebuild: a copy that is not the same is noticed, whatever rows are known by") {
  struct Case {
    std::string table;
    std::string damage;
  };
  const std::string rowid = "CREATE TABLE t (a TEXT COLLATE NOCASE, b)";
  const std::string alias = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b)";
  const std::string key = "CREATE TABLE t (a TEXT PRIMARY KEY, b) WITHOUT ROWID";
  const Case one = GENERATE_COPY(values<Case>({
      {rowid, "SET a = 'X' WHERE a = 'x'"},
      {rowid, "SET b = NULL WHERE b = 2"},
      {rowid, "SET rowid = 77 WHERE b = 2"},
      {alias, "SET b = '2' WHERE b = 2"},
      {alias, "SET id = 77 WHERE b = 2"},
      {key, "SET a = 'z' WHERE b = 2"},
      {key, "SET b = 3 WHERE b = 2"},
  }));
  INFO(one.table + ": " + one.damage);
  Database database(one.table + "; INSERT INTO t (a, b) VALUES ('x', 1), ('y', 2), ('w', 3);" +
                    "PRAGMA foreign_keys = OFF");
  std::size_t differing = 0;
  bool compared = false;
  for (const Statement& statement : database.render({default_of("a", "x")})) {
    if (!compared && statement.check_message.empty()) database.connection().execute(statement.sql);
    if (statement.purpose != "rebuild t: compare the rows") continue;
    compared = true;
    CHECK(database.rows(statement.sql).empty());
    database.connection().execute("UPDATE _dbtool_new_t " + one.damage);
    differing = database.rows(statement.sql).size();
  }
  CHECK(differing == 1);
}

TEST_CASE("sqlite rebuild: a plan looks for what it does not know of the table") {
  struct Case {
    std::string script;
    Texts unknown;
  };
  const Case one = GENERATE(values<Case>({
      {"", {}},
      {"CREATE TABLE u (z TEXT); CREATE INDEX u_z ON u (z)", {}},
      {"CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END", {"tr"}},
      {"CREATE INDEX \"It's\" ON t (lower(a))", {"It's"}},
      {"ALTER TABLE t ADD COLUMN c TEXT", {"c"}},
      {"ALTER TABLE t ADD COLUMN g TEXT AS (a || 'x')", {"g"}},
  }));
  INFO(one.script);
  Database database("CREATE TABLE t (a TEXT, B INT UNIQUE); CREATE INDEX i ON t (a)");
  const Schema planned = database.inspect();
  database.run_script(one.script);
  const std::vector<Operation> operations = {default_of("a", "x")};
  bool looked = false;
  for (const Statement& statement : sqlite().render(operations, tables_of(planned))) {
    if (statement.purpose != "rebuild t: look for what would be lost") continue;
    looked = true;
    CHECK(database.rows(statement.sql) == one.unknown);
  }
  CHECK(looked);
  for (const Statement& statement : database.render(operations))
    CHECK(statement.purpose != "rebuild t: look for what would be lost");
}
