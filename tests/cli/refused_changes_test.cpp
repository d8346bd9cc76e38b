// What migrate does not write without a word: drops that may be renames, and drops of most tables.
#include "tests/support/catch.h"
#include "tests/support/project.h"

#include <string>

using namespace dbtool::test;

namespace {

/// A project whose database has what the first models declare.
struct Changed {
  Changed(const std::string& before, const std::string& after) {
    project.write("models/m.yaml", "dbtool: 1\ntables:\n" + before);
    project.ok({"migrate", "-m", "first"});
    project.ok({"upgrade"});
    project.write("models/m.yaml", "dbtool: 1\ntables:\n" + after);
  }
  Project project = Project("sqlite:///app.db");
};

std::string customers(const std::string& columns) {
  return "  customers:\n    columns:\n      id: { type: bigint, primary_key: true }\n      "
         "last_name: "
         "text not null\n" +
         columns;
}

const std::string four_tables =
    "  a: { columns: { id: integer } }\n  b: { columns: { x: text, y: date } }\n"
    "  c: { columns: { n: boolean, m: json } }\n  d: { columns: { q: bytes } }\n";

}  // namespace

TEST_CASE("migrate: a column that may have been renamed is dropped only when told so") {
  Changed changed(customers("      fax: text\n"), customers("      fax_number: text\n"));
  const Project& project = changed.project;
  const Ran refused = project.run({"migrate", "-m", "second"});
  CHECK(refused.exit_code == 8);
  CHECK_THAT(refused.err, contains("DBT806") && contains("customers.fax is gone") &&
                              contains("dbtool migrate --rename customers.fax=fax_number") &&
                              contains("dbtool migrate --no-renames"));
  CHECK_THAT(project.ok({"migrate", "-m", "second", "--rename", "customers.fax=fax_number"}),
             contains("fax_number"));
  CHECK_THAT(project.script("second.yaml"), contains("rename_column"));

  Changed other(customers("      fax: text\n"), customers("      fax_number: text\n"));
  other.project.ok({"migrate", "-m", "second", "--no-renames"});
  CHECK_THAT(other.project.script("second.yaml"),
             contains("drop_column") && contains("add_column"));
}

TEST_CASE("migrate: a drop beside an addition that is something else is not refused") {
  struct Case {
    std::string before, after;
  };
  const Case one = GENERATE_COPY(values<Case>({
      {"      fax: text\n      email: text\n", "      email: text\n      birthday: date\n"},
      {"      fax: text\n", "      points: integer not null default 0\n"},
      {"      fax: text\n      email: text\n", "      email: text\n      website: text\n"},
      {"      fax: text\n      born: date\n", "      born: date\n      support_rep: bigint\n"},
  }));
  INFO(one.before + "->\n" + one.after);
  Changed changed(customers(one.before), customers(one.after));
  const Ran outcome = changed.project.run({"migrate", "-m", "second"});
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(changed.project.script("second.yaml"), contains("drop_column"));
}

TEST_CASE("migrate: a table that may have been renamed is dropped only when told so") {
  const std::string people = "    columns: { id: bigint, name: text, born: date, city: text }\n";
  const std::string rest = "  other:\n    columns: { n: integer }\n";
  Changed changed("  people:\n" + people + rest, "  persons:\n" + people + rest);
  const Ran refused = changed.project.run({"migrate", "-m", "second"});
  CHECK(refused.exit_code == 8);
  CHECK_THAT(refused.err, contains("DBT806") && contains("dbtool migrate --rename people=persons"));
}

TEST_CASE("migrate: most tables are dropped only when told so") {
  Changed changed(four_tables, "  a: { columns: { id: integer } }\n");
  const Project& project = changed.project;
  const Ran refused = project.run({"migrate", "-m", "second"});
  CHECK(refused.exit_code == 8);
  CHECK_THAT(refused.err, contains("DBT801") && contains("would drop 3 of the 4 tables") &&
                              contains("dbtool migrate --allow-drops"));
  project.ok({"migrate", "-m", "second", "--allow-drops"});
  CHECK_THAT(project.script("second.yaml"), contains("drop_table"));
}

TEST_CASE("migrate: one table of four is dropped without more ado") {
  Changed changed(four_tables, four_tables.substr(0, four_tables.find("  d:")));
  CHECK(changed.project.run({"migrate", "-m", "second"}).exit_code == 0);
}
