// From one schema to another and back again, with rows: what is left is what was there.
#include "core/compare/compare.h"
#include "dialects/sqlite/canonical.h"
#include "tests/dialects/sqlite/database.h"
#include "tests/support/schema_builder.h"

namespace dbtool {
namespace {

using test::Database;

struct Pair {
  std::string what = {};
  std::string from = {};
  std::string to = {};
};

/// What is still to do to reach the schema.
std::vector<Operation> rest(Database& database, const Schema& schema) {
  Model declared{.schema = schema};
  const Schema live = database.inspect();
  Schema wanted = lite::canonical(declared, live);
  adopt_live_names(live, wanted, declared);
  return compare({live, wanted, declared});
}

void go_both_ways(const std::string& from, const std::string& to) {
  INFO(from + "  ->  " + to);
  Database database(from);
  const Schema before = database.inspect();
  const Schema after = Database(to).inspect();
  const std::vector<Operation> there = rest(database, after);
  const std::vector<Operation> back = reverse_all(there, before);
  CHECK_FALSE(there.empty());
  database.run(there);
  CHECK(test::described(rest(database, after)) == std::vector<std::string>{});
  database.run(back);
  CHECK(database.inspect().tables == before.tables);
}

TEST_CASE("sqlite: a change of a table can be taken back, in both directions") {
  const std::vector<Pair> pairs = {
      {"NOT NULL gets a conflict clause", "CREATE TABLE t (a TEXT NOT NULL)",
       "CREATE TABLE t (a TEXT NOT NULL ON CONFLICT IGNORE DEFAULT 'x')"},
      {"NOT NULL with a conflict clause goes", "CREATE TABLE t (a TEXT NOT NULL ON CONFLICT FAIL)",
       "CREATE TABLE t (a TEXT)"},
      {"STRICT keeps INT and ANY", "CREATE TABLE t (a INT, b ANY, c TEXT)",
       "CREATE TABLE t (a INT, b ANY, c TEXT) STRICT"},
      {"the key of rows becomes another", "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)",
       "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT) WITHOUT ROWID"},
      {"one of two unique keys has a conflict clause",
       "CREATE TABLE t (a TEXT UNIQUE, UNIQUE (a) ON CONFLICT IGNORE)",
       "CREATE TABLE t (a TEXT UNIQUE, b TEXT NOT NULL DEFAULT '', UNIQUE (a) ON CONFLICT IGNORE)"},
      {"types of one class, declared otherwise", "CREATE TABLE t (a REAL, b 'TIMESTAMPTZ TEXT')",
       "CREATE TABLE t (a DOUBLE PRECISION, b DATETIME)"},
      {"constraints without a comma between", "CREATE TABLE t (a INT, UNIQUE (a) CHECK (a > 0))",
       "CREATE TABLE t (a INT, CHECK (a > 0))"},
      {"a default in double quotes", "CREATE TABLE t (a TEXT DEFAULT \"x\"\"y\")",
       "CREATE TABLE t (a TEXT NOT NULL DEFAULT \"x\"\"y\")"},
      {"a column with DEFAULT NULL is computed", "CREATE TABLE t (a INT, b INT DEFAULT NULL)",
       "CREATE TABLE t (a INT, b INT GENERATED ALWAYS AS (a + 1) STORED)"},
      {"a check with quoted names, beside another change",
       "CREATE TABLE t (\"a\" INT, b INT, CHECK (\"a\" > [B]))",
       "CREATE TABLE t (a INT NOT NULL DEFAULT 1, b INT, CHECK (`A` > b))"},
      {"JSON functions", "CREATE TABLE t (a TEXT CHECK (json_valid(a)))",
       "CREATE TABLE t (a TEXT CHECK (json_valid(a) OR a IS NULL), b TEXT "
       "GENERATED ALWAYS AS (json_extract(a, '$.b')) STORED)"}};
  for (const Pair& pair : pairs) {
    INFO(pair.what);
    go_both_ways(pair.from, pair.to);
    go_both_ways(pair.to, pair.from);
  }
}

TEST_CASE("sqlite: an index of a JSON function does not make a database unreadable") {
  Database database("CREATE TABLE t (a TEXT); CREATE INDEX i ON t (json_extract(a, '$.b'))");
  CHECK(database.inspect().tables.begin()->indexes.size() == 1);
}

}  // namespace
}  // namespace dbtool
