// A declared table, made in a database, differs in nothing from what is declared.
#include "dialects/sqlite/canonical.h"

#include "core/compare/compare.h"
#include "core/schema/model_file.h"
#include "tests/dialects/sqlite/database.h"
#include "tests/support/schema_builder.h"

namespace dbtool {
namespace {

using test::Database;

Model model(const std::string& table) {
  return load_model({{"m.yaml", "dbtool: 1\nenums: { state: [a, b] }\ntables:\n" + table}},
                    "sqlite");
}

std::vector<std::string> left(Database& database, Model declared) {
  Schema live = database.inspect();
  Schema wanted = lite::canonical(declared, live);
  adopt_live_names(live, wanted, declared);
  return test::described(compare({live, wanted, declared}));
}

using Lines = std::vector<std::string>;

TEST_CASE("canonical: whatever a model can say is found again as it was said") {
  const std::vector<std::string> tables = {
      "  t: { columns: { id: { type: bigint, primary_key: true, identity: always } } }\n",
      "  t: { columns: { id: integer primary key, n: varchar(3) not null default 'x' } }\n",
      "  t: { columns: { id: { type: bigint, primary_key: true, autoincrement: true } } }\n",
      "  t: { columns: { a: bigint, b: bigint }, primary_key: [a, b], without_rowid: true }\n",
      "  t: { columns: { a: text, b: { type: timestamptz, default: now() } }, strict: true }\n",
      "  t: { columns: { a: { type: state, default: b }, b: 'integer[]', c: uuid } }\n",
      "  t: { columns: { a: numeric, b: { type: boolean, default: '1' }, c: { type: integer, "
      "default: '007' } } }\n",
      "  t: { columns: { a: { type: text, collation: nocase }, b: { type: integer, generated: "
      "{ sql: length( A ), stored: false } } } }\n",
      "  t: { columns: { a: text }, checks: ['(length(a) > 0)', \"a <> 'x'\"] }\n",
      "  t:\n    columns: { a: text, b: text }\n    indexes: [[a], [{ sql: lower( a ) }, { column: "
      "b, order: desc, nulls: last }]]\n    unique: { u: { columns: [a, b], nulls_distinct: true } "
      "}\n",
      "  t:\n    comment: what it is\n    columns: { a: { type: text, comment: why, storage: plain "
      "} "
      "}\n    unlogged: true\n    with: { fillfactor: 70 }\n",
      "  t: { columns: { a: { type: boolean, default: { sql: \"'f'\" } }, b: { type: char(2), "
      "default: "
      "{ sql: \"'long'\" } }, c: char(0), d: { type: integer, default: { sql: \"'x'\" } }, e: { "
      "type: "
      "numeric, default: { sql: current_date } } } }\n",
      "  t: { columns: { a: { type: { native: POINT }, default: { sql: \"'1,2'\" } } } }\n",
      "  u: { columns: { id: integer primary key } }\n"
      "  t: { columns: { u: { type: integer, references: { column: u.id, on_delete: cascade, "
      "deferrable: initially_deferred } } } }\n"};
  for (const std::string& table : tables) {
    INFO(table);
    Database database;
    Model declared = model(table);
    Schema live = database.inspect();
    Schema wanted = lite::canonical(declared, live);
    database.run(compare({live, wanted, declared}));
    CHECK(left(database, declared) == Lines{});
    CHECK(lite::canonical({.schema = wanted}, {}) == wanted);
  }
}

TEST_CASE("canonical: tables of other tools differ in nothing they do not say otherwise") {
  struct Row {
    std::string sql = {};
    std::string declared = {};
  };
  const std::vector<Row> rows = {
      {"CREATE TABLE t (a DATETIME, b JSON, c CHAR(32), d FLOAT, e TIME)",
       "{ a: timestamptz, b: jsonb, c: uuid, d: real, e: time }"},
      {"CREATE TABLE t (a INT PRIMARY KEY)", "{ a: { type: integer, primary_key: true } }"},
      {"CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY)",
       "{ id: { type: bigint, primary_key: true, identity: true } }"},
      {"CREATE TABLE t (id INTEGER PRIMARY KEY)", "{ id: { type: integer, primary_key: true } }"},
      {"CREATE TABLE t (a TEXT COLLATE NoCase DEFAULT ('x'))",
       "{ a: { type: text, collation: nocase, default: x } }"},
      {"CREATE TABLE t (a BOOLEAN DEFAULT 1, b BOOLEAN DEFAULT FALSE, c INT DEFAULT '5')",
       "{ a: boolean default true, b: boolean default false, c: integer "
       "default 5 }"},
      {"CREATE TABLE t (a TEXT NOT NULL ON CONFLICT IGNORE UNIQUE ON CONFLICT REPLACE)",
       "{ a: text not null unique }"}};
  for (const Row& row : rows) {
    INFO(row.sql);
    Database database(row.sql);
    CHECK(left(database, model("  t: { columns: " + row.declared + " }\n")) == Lines{});
  }
}

TEST_CASE("canonical: what truly differs is seen") {
  struct Row {
    std::string sql = {};
    std::string declared = {};
    std::string change = {};
  };
  const std::vector<Row> rows = {
      {"CREATE TABLE t (a VARCHAR(3))", "{ a: varchar(4) }", "alter column t.a"},
      {"CREATE TABLE t (a INTEGER)", "{ a: bigint }", "alter column t.a"},
      {"CREATE TABLE t (a TEXT)", "{ a: text not null }", "alter column t.a"},
      {"CREATE TABLE t (a TEXT DEFAULT 'X')", "{ a: text default 'x' }", "alter column t.a"},
      {"CREATE TABLE t (a DATE)", "{ a: timestamp }", "alter column t.a"},
      {"CREATE TABLE t (a TEXT)", "{ a: { type: text, collation: nocase } }", "alter column t.a"},
      {"CREATE TABLE t (a INTEGER PRIMARY KEY)",
       "{ a: { type: bigint, primary_key: true, autoincrement: true } }", "alter column t.a"}};
  for (const Row& row : rows) {
    INFO(row.sql);
    Database database(row.sql);
    CHECK(left(database, model("  t: { columns: " + row.declared + " }\n")) == Lines{row.change});
  }
}

}  // namespace
}  // namespace dbtool
