#include "tests/dialects/sqlite/database.h"

using namespace dbtool;
using dbtool::test::Database;

namespace {

/// Tables as other tools and people write them.
const std::vector<std::string> tables = {
    "CREATE TABLE t (a)",
    "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
    "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, b BOOLEAN DEFAULT 1)",
    "CREATE TABLE t (id INTEGER NOT NULL, n VARCHAR(40), CONSTRAINT pk_t PRIMARY KEY (id))",
    "CREATE TABLE t (a INT PRIMARY KEY, b DATETIME, c NVARCHAR(160), d CHAR(32), e \"odd "
    "type\"(3))",
    "CREATE TABLE t (a BIGINT NOT NULL PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE t (a INTEGER NOT NULL, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID, STRICT",
    "CREATE TABLE t (a INTEGER, b REAL, c TEXT, d BLOB, e ANY) STRICT",
    "CREATE TABLE t (a TEXT UNIQUE ON CONFLICT REPLACE, b TEXT NOT NULL ON CONFLICT IGNORE)",
    "CREATE TABLE t (a TEXT DEFAULT \"x\", b DEFAULT [y z], c TEXT DEFAULT word)",
    "CREATE TABLE t (a TEXT PRIMARY KEY, b ANY) STRICT",
    "CREATE TABLE t (a INTEGER PRIMARY KEY, b ANY) STRICT",
    "CREATE TABLE t (a, b, c, UNIQUE (a, b), CONSTRAINT u UNIQUE (b, c), UNIQUE (c COLLATE "
    "NOCASE))",
    "CREATE TABLE t (a CHECK (a > 0), b CONSTRAINT positive CHECK (b > 0), CHECK (a <> b))",
    "CREATE TABLE t (a TEXT COLLATE NOCASE, b TEXT GENERATED ALWAYS AS (a || 'x') STORED, c AS "
    "(1))",
    "CREATE TABLE t (p INTEGER REFERENCES t (id) ON DELETE CASCADE, id INTEGER PRIMARY KEY)",
    "CREATE TABLE t (a, b, FOREIGN KEY (a, b) REFERENCES o (x, y) ON UPDATE SET NULL "
    "DEFERRABLE INITIALLY DEFERRED, CONSTRAINT f FOREIGN KEY (b) REFERENCES o (x) MATCH FULL)",
    "CREATE TABLE t (a TEXT DEFAULT 'it''s', b NUMERIC DEFAULT -1.5, c DEFAULT CURRENT_TIMESTAMP, "
    "d DEFAULT (1 + 1), e DEFAULT NULL, f DEFAULT (x'00'), g DEFAULT true, h BOOLEAN DEFAULT "
    "false)",
    "CREATE TABLE \"a \"\"b\"\" c\" ([x y] INT, `back` TEXT, \"select\" TEXT, \"größe\" TEXT, "
    "UNIQUE([x y]))",
    "CREATE TABLE t (id INTEGER PRIMARY KEY DESC, a)",
    "CREATE TABLE t (a TEXT /* why */ NOT NULL, -- the a\n b INT -- the b\n)",
    "CREATE TABLE t (status TEXT, CONSTRAINT t_status_enum CHECK (\"status\" IN ('a', 'b') "
    "/* enum state */))",
};

}  // namespace

TEST_CASE("sqlite: a table inspected and made again is the same") {
  for (const std::string& sql : tables) {
    INFO(sql);
    Database database(sql);
    Schema schema = database.inspect();
    Database copy;
    std::vector<Operation> operations;
    for (const Enum& definition : schema.enums) operations.push_back({CreateEnum{definition}});
    for (const Table& table : schema.tables) operations.push_back({CreateTable{table}});
    copy.run(operations);
    for (const Table& table : schema.tables) INFO(copy.stored(table.name.name));
    CHECK(copy.inspect() == schema);
  }
}
