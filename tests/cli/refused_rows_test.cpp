#include "tests/support/catch.h"
#include "tests/support/postgres_server.h"
#include "tests/support/project.h"

#include <memory>

using namespace dbtool::test;

namespace {

const char* const tables = R"(revision: aaaaaaaaaaa1
revises: null

upgrade:
  - create_table: { name: shops, columns: { id: { type: bigint, nullable: false } }, primary_key: [id] }
  - create_table:
      name: sales
      columns: { "no": { type: integer }, shop: { type: bigint }, price: { type: integer }, note: { type: text } }
  - sql: INSERT INTO shops (id) VALUES (1)
  - sql: INSERT INTO sales ("no", shop, price, note) VALUES (1, 1, 5, 'a')
  - sql: INSERT INTO sales ("no", shop, price, note) VALUES (1, 7, -5, 'a')
  - sql: INSERT INTO sales ("no", shop, price, note) VALUES (2, 8, NULL, NULL)
  - sql: INSERT INTO sales ("no", shop, price, note) VALUES (2, NULL, -1, 'b')
downgrade: []
)";

struct Case {
  const char* step;
  const char* rows;  ///< what the error says of them
};

const std::vector<Case> cases = {
    {"create_constraint: { table: sales, name: sales_no_key, unique: [\"no\"] }",
     "several rows of sales have the same (no): (1), (2)\n"},
    {"create_constraint: { table: sales, name: sales_key, unique: [\"no\", note] }",
     "several rows of sales have the same (no, note): (1, a)\n"},
    {"create_index: { table: sales, name: sales_no_idx, columns: [\"no\"], unique: true }",
     "several rows of sales have the same (no): (1), (2)\n"},
    {"create_constraint: { table: sales, name: sales_shop_fkey, foreign_key: { columns: [shop], "
     "references: "
     "{ table: shops, columns: [id] } } }",
     "rows of sales refer by (shop) to what shops has not: (7), (8)\n"},
    {"create_constraint: { table: sales, name: sales_price_check, check: price > 0 }",
     "2 rows of sales do not have price > 0\n"},
    {"create_constraint: { table: sales, name: sales_pkey, primary_key: [note] }",
     "note is NULL in 1 row"},
    {"sql: INSERT INTO shops (id) VALUES (1)", ""},
};

std::string with_step(const std::string& step) {
  return "revision: bbbbbbbbbbb1\nrevises: aaaaaaaaaaa1\n\nupgrade:\n  - " + step +
         "\ndowngrade: []\n";
}

}  // namespace

TEST_CASE("upgrade: rows that stand in the way of a step are named") {
  for (const std::string kind : {"sqlite", "postgresql"}) {
    if (kind == "postgresql" && !postgres_server()) {
      WARN("skipped: no server");
      continue;
    }
    const std::unique_ptr<TempDatabase> database(kind == "postgresql" ? new TempDatabase : nullptr);
    const Project project(database ? database->url() : "sqlite:///app.db");
    project.write("migrations/versions/a.yaml", tables);
    project.ok({"upgrade"});
    for (const Case& each : cases) {
      CAPTURE(kind, each.step);
      project.write("migrations/versions/b.yaml", with_step(each.step));
      const Ran ran = project.run({"upgrade", "--no-backup"});
      CHECK(ran.exit_code == 4);
      CHECK_THAT(ran.err, contains(each.rows) && contains("b.yaml:5:"));
      if (*each.rows == '\0') CHECK(ran.err.find("= rows ") == std::string::npos);
    }
  }
}
