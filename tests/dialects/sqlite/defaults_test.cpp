#include "dialects/sqlite/defaults.h"

#include "tests/dialects/sqlite/database.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace dbtool::lite {
namespace {

using Kind = Literal::Kind;

Default value(Kind kind, const std::string& text) {
  return {Literal{kind, text}};
}
Default expression(const std::string& sql) {
  return {Expression{sql}};
}

TEST_CASE("defaults: SQLite's text is the value it stands for on its column") {
  struct Row {
    std::string text = {};
    std::string type = {};
    Default wanted = {};
  };
  const std::vector<Row> rows = {
      {"'draft'", "text", value(Kind::text, "draft")},
      {"'it''s'", "text", value(Kind::text, "it's")},
      {"''", "varchar(3)", value(Kind::text, "")},
      {"('a')", "text", value(Kind::text, "a")},
      {"'1'", "text", value(Kind::text, "1")},
      {"'1'", "integer", value(Kind::number, "1")},
      {"'x'", "integer", value(Kind::text, "x")},
      {"0", "integer", value(Kind::number, "0")},
      {"-1", "integer", value(Kind::number, "-1")},
      {"(-1)", "integer", value(Kind::number, "-1")},
      {"+1", "integer", value(Kind::number, "1")},
      {"0.50", "numeric(5, 2)", value(Kind::number, "0.50")},
      {"1e3", "real", value(Kind::number, "1e3")},
      {"0x10", "integer", value(Kind::number, "0x10")},
      {"1", "boolean", value(Kind::boolean, "true")},
      {"'0'", "boolean", value(Kind::boolean, "false")},
      {"2", "boolean", value(Kind::number, "2")},
      {"TRUE", "boolean", value(Kind::boolean, "true")},
      {"false", "integer", value(Kind::number, "0")},
      {"CURRENT_TIMESTAMP", "timestamp", Default{NeutralFunction::now}},
      {"(current_timestamp)", "timestamp", Default{NeutralFunction::now}},
      {"current_date", "date", Default{NeutralFunction::current_date}},
      {"CURRENT_TIME", "time", Default{NeutralFunction::current_time}},
      {"(datetime('now'))", "timestamp", expression("datetime('now')")},
      {"(1 + 1)", "integer", expression("1 + 1")},
      {"x'00'", "blob", expression("x'00'")},
      {"(1) + (2)", "integer", expression("(1) + (2)")},
      {"draft", "text", value(Kind::text, "draft")},
      {"-'1'", "integer", expression("-'1'")}};
  for (const Row& row : rows) {
    INFO(row.text << " on " << row.type);
    CHECK(lift_default(row.text, parse_type(row.type).value()) == row.wanted);
  }
}

TEST_CASE("defaults: null is none") {
  for (const std::string text : {"NULL", "null", "(NULL)", "((null))"})
    CHECK(!lift_default(text, {Text{}}));
  CHECK(!canonical_default(std::nullopt, {Text{}}));
  CHECK(!canonical_default(value(Kind::null, ""), {Integer{}}));
}

TEST_CASE("defaults: what is declared is what is read back, on every type") {
  const std::vector<std::string> types = {"boolean", "integer", "numeric(5, 2)", "double",
                                          "text",    "blob",    "date",          "timestamptz",
                                          "json",    "uuid",    "integer[]"};
  const std::vector<Default> defaults = {value(Kind::text, "draft"),
                                         value(Kind::text, "it's; -- all 'text'"),
                                         value(Kind::text, ""),
                                         value(Kind::text, "1"),
                                         value(Kind::text, "true"),
                                         value(Kind::text, "2026-01-01"),
                                         value(Kind::text, "{}"),
                                         value(Kind::number, "0"),
                                         value(Kind::number, "-12.50"),
                                         value(Kind::number, "9223372036854775807"),
                                         value(Kind::boolean, "true"),
                                         value(Kind::boolean, "false"),
                                         Default{NeutralFunction::now},
                                         Default{NeutralFunction::current_date},
                                         Default{NeutralFunction::current_time},
                                         Default{NeutralFunction::uuid},
                                         expression("1 + 1"),
                                         expression("(abs(random()))"),
                                         expression("'a' || 'b' -- why")};
  for (const std::string& type_text : types)
    for (const Default& declared : defaults) {
      Type type = parse_type(type_text).value();
      INFO(default_sql(declared, type) << " on " << type_text);
      auto canonical = canonical_default(declared, type);
      REQUIRE(canonical);
      CHECK(lift_default(default_sql(*canonical, type), type) == canonical);
      CHECK(canonical_default(canonical, type) == canonical);
    }
}

TEST_CASE("defaults: SQLite takes each as it is spelled and gives it back") {
  test::Database database;
  struct Row {
    std::string type = {};
    Default declared = {};
    std::string gives = {};
  };
  const std::vector<Row> rows = {{"text", value(Kind::text, "it's"), "it's"},
                                 {"text", value(Kind::boolean, "true"), "true"},
                                 {"boolean", value(Kind::boolean, "true"), "1"},
                                 {"integer", value(Kind::number, "-7"), "-7"},
                                 {"numeric", value(Kind::number, "0.5"), "0.5"},
                                 {"date", Default{NeutralFunction::current_date}, ""},
                                 {"uuid", Default{NeutralFunction::uuid}, ""},
                                 {"integer", expression("1 + 1 -- two"), "2"}};
  int number = 0;
  for (const Row& row : rows) {
    Type type = parse_type(row.type).value();
    std::string table = "t" + std::to_string(++number);
    std::string sql = default_sql(row.declared, type);
    INFO(sql);
    database.connection().execute("CREATE TABLE " + table + " (a, b DEFAULT " + sql + ")");
    database.connection().execute("INSERT INTO " + table + " (a) VALUES (1)");
    std::string found = database.value("SELECT b FROM " + table);
    if (row.gives.empty())
      CHECK(!found.empty());
    else
      CHECK(found == row.gives);
  }
}

TEST_CASE("defaults: a value can be added to a table with rows, a function cannot") {
  CHECK(is_constant(value(Kind::text, "a")));
  CHECK(is_constant(value(Kind::number, "0")));
  CHECK(!is_constant(std::nullopt));
  CHECK(!is_constant(value(Kind::null, "")));
  CHECK(!is_constant(Default{NeutralFunction::now}));
  CHECK(!is_constant(expression("1 + 1")));
}

}  // namespace
}  // namespace dbtool::lite
