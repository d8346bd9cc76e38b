#include "dialects/postgresql/defaults.h"

#include "core/support/text.h"
#include "dialects/postgresql/names.h"
#include "dialects/postgresql/types.h"
#include "tests/dialects/postgresql/server.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace dbtool::postgres {
namespace {

using Kind = Literal::Kind;

Default value(Kind kind, const std::string& text) {
  return {Literal{kind, text}};
}
Default expression(const std::string& sql) {
  return {Expression{sql}};
}

/// A default as the server prints it on a column of the type.
struct Row {
  std::string type = {};
  std::string text = {};
  Default wanted = {};
};

const std::vector<Row> rows = {
    {"character varying(20)", "'x'::character varying", value(Kind::text, "x")},
    {"text", "'it''s'::text", value(Kind::text, "it's")},
    {"text", "''::text", value(Kind::text, "")},
    {"text", "E'a\\\\b'::text", value(Kind::text, "a\\b")},
    {"text", "'1'::text", value(Kind::text, "1")},
    {"text", "'now()'::text", value(Kind::text, "now()")},
    {"character(3)", "'abc'::bpchar", value(Kind::text, "abc")},
    {"integer", "0", value(Kind::number, "0")},
    {"integer", "'-1'::integer", value(Kind::number, "-1")},
    {"integer", "(-1)", value(Kind::number, "-1")},
    {"bigint", "'9223372036854775807'::bigint", value(Kind::number, "9223372036854775807")},
    {"numeric(10,2)", "0.50", value(Kind::number, "0.50")},
    {"numeric", "(0)::numeric", value(Kind::number, "0")},
    {"double precision", "'-1.5'::numeric", value(Kind::number, "-1.5")},
    {"double precision", "'Infinity'::double precision", value(Kind::text, "Infinity")},
    {"boolean", "true", value(Kind::boolean, "true")},
    {"boolean", "false", value(Kind::boolean, "false")},
    {"date", "'2026-01-01'::date", value(Kind::text, "2026-01-01")},
    {"timestamp with time zone", "'2026-01-01 00:00:00+00'::timestamp with time zone",
     value(Kind::text, "2026-01-01 00:00:00+00")},
    {"time without time zone", "'12:00:00'::time without time zone", value(Kind::text, "12:00:00")},
    {"interval", "'1 day'::interval", value(Kind::text, "1 day")},
    {"uuid", "'00000000-0000-0000-0000-000000000000'::uuid",
     value(Kind::text, "00000000-0000-0000-0000-000000000000")},
    {"jsonb", "'{}'::jsonb", value(Kind::text, "{}")},
    {"bytea", "'\\x00'::bytea", value(Kind::text, "\\x00")},
    {"integer[]", "'{1,2}'::integer[]", value(Kind::text, "{1,2}")},
    {"text[]", "'{}'::text[]", value(Kind::text, "{}")},
    {"bit(3)", "'101'::\"bit\"", expression("'101'::\"bit\"")},
    {"bit varying(5)", "'1'::bit varying", value(Kind::text, "1")},
    {"money", "'$1.00'::money", value(Kind::text, "$1.00")},
    {"inet", "'127.0.0.1'::inet", value(Kind::text, "127.0.0.1")},
    {"tsvector", "''::tsvector", value(Kind::text, "")},
    {"timestamp with time zone", "now()", Default{NeutralFunction::now}},
    {"timestamp with time zone", "CURRENT_TIMESTAMP", Default{NeutralFunction::now}},
    {"date", "CURRENT_DATE", Default{NeutralFunction::current_date}},
    {"time with time zone", "CURRENT_TIME", Default{NeutralFunction::current_time}},
    {"uuid", "gen_random_uuid()", Default{NeutralFunction::uuid}},
    {"bigint", "nextval('users_id_seq'::regclass)",
     expression("nextval('users_id_seq'::regclass)")},
    {"text[]", "ARRAY['a'::text, 'b'::text]", expression("ARRAY['a'::text, 'b'::text]")},
    {"timestamp without time zone", "(now() + '1 day'::interval)",
     expression("now() + '1 day'::interval")},
    {"text", "('a'::text || 'b'::text)", expression("'a'::text || 'b'::text")},
    {"date", "('now'::text)::date", expression("('now'::text)::date")},
    {"text", "(CURRENT_USER)::text", expression("(CURRENT_USER)::text")},
    {"numeric", "random()", expression("random()")},
    {"timestamp(3) without time zone", "CURRENT_TIMESTAMP(3)", expression("CURRENT_TIMESTAMP(3)")}};

TEST_CASE("defaults: the catalog's text is the value it stands for on its column") {
  for (const Row& row : rows) {
    INFO(row.type << " DEFAULT " << row.text);
    auto lifted = lift_default(row.text, parse_server_type(row.type));
    CHECK(lifted == row.wanted);
    CHECK(canonical_default(lifted, parse_server_type(row.type)) == lifted);
  }
}

TEST_CASE("defaults: null is none") {
  for (const std::string text : {"NULL", "NULL::character varying", "(NULL)::text"})
    CHECK(!lift_default(text, {Text{}}));
  CHECK(!canonical_default(std::nullopt, {Text{}}));
  CHECK(!canonical_default(value(Kind::null, ""), {Text{}}));
}

TEST_CASE("defaults: a number with an exponent is written as the server writes it") {
  auto canonical = [](const std::string& number) {
    return canonical_default(value(Kind::number, number), {Float{}});
  };
  CHECK(canonical("1e999") == value(Kind::number, "1e999"));
  const std::vector<std::pair<std::string, std::string>> numbers = {
      {"1.5e3", "1500"}, {"1E2", "100"},   {"1e-3", "0.001"}, {"-1.50e1", "-15.0"},
      {"0.5e+1", "5"},   {"12e-1", "1.2"}, {"0e0", "0"}};
  for (const auto& [number, wanted] : numbers)
    CHECK(canonical(number) == value(Kind::number, wanted));
  if (test::no_server()) return;
  test::TestServer server;
  for (const auto& [number, wanted] : numbers)
    CHECK(server.value("SELECT " + number + "::numeric") == wanted);
}

TEST_CASE("defaults: DEFAULT takes some expressions as they are and others in parentheses") {
  auto sql = [](const std::string& text) { return default_sql(expression(text)); };
  CHECK(sql("nextval('s'::regclass)") == "nextval('s'::regclass)");
  CHECK(sql("ARRAY['a'::text]") == "ARRAY['a'::text]");
  CHECK(sql("(now())::date") == "(now())::date");
  CHECK(sql("1 + 1") == "(1 + 1)");
  CHECK(sql("a.f(1)") == "a.f(1)");
  CHECK(sql("now() AT TIME ZONE 'utc'") == "(now() AT TIME ZONE 'utc')");
  CHECK(sql("'a' || 'b'") == "('a' || 'b')");
  CHECK(default_sql(value(Kind::text, "it's\\")) == "E'it''s\\\\'");
  CHECK(default_sql(Default{NeutralFunction::uuid}) == "gen_random_uuid()");
}

TEST_CASE("defaults: the sequence of a default is told from other calls") {
  auto sequence = [](const std::string& sql) { return sequence_of(expression(sql)); };
  CHECK(sequence("nextval('users_id_seq'::regclass)") == "users_id_seq");
  CHECK(sequence("nextval('billing.\"S\"'::regclass)") == "billing.\"S\"");
  CHECK(sequence("nextval('s')") == "s");
  CHECK(!sequence("currval('s'::regclass)"));
  CHECK(!sequence("nextval('s'::regclass) + 1"));
  CHECK(!sequence_of(std::nullopt));
  CHECK(!sequence_of(value(Kind::text, "nextval('s')")));
}

TEST_CASE("defaults: the sequence of a serial column is called as the server calls it") {
  CHECK(serial_sequence({"shop", "users"}, "id") == Name{"shop", "users_id_seq"});
  if (test::no_server()) return;
  test::TestServer server;
  const std::string a40(40, 'a');
  const std::string b40(40, 'b');
  const std::string wide = "x" + replace_all(std::string(30, '.'), ".", "\u00e9");
  for (const auto& [table, column] :
       std::vector<std::pair<std::string, std::string>>{{a40, b40},
                                                        {a40, "id"},
                                                        {"t", a40 + "bbbbbbbbbbbbbbbbbbbbb"},
                                                        {wide, b40},
                                                        {b40, wide}}) {
    INFO(table << " " << column);
    server.run("CREATE TABLE " + quote(table) + " (" + quote(column) + " serial)");
    CHECK(server.value("SELECT pg_get_serial_sequence(" + literal(quote(table)) + ", " +
                       literal(column) + ")") ==
          "public." + quote(serial_sequence({"", table}, column)));
    server.run("DROP TABLE " + quote(table));
  }
}

TEST_CASE("defaults: the server takes each as it is spelled, and gives back the same") {
  if (test::no_server()) return;
  test::TestServer server;
  server.run("CREATE SEQUENCE users_id_seq");
  int number = 0;
  for (const Row& row : rows) {
    std::string sql = default_sql(row.wanted);
    INFO(row.type << " DEFAULT " << sql);
    Name table{"", "t" + std::to_string(++number)};
    server.run("CREATE TABLE " + table.name + " (c " + row.type + " DEFAULT " + sql + ")");
    Schema schema = server.inspect({.tables = {table}});
    REQUIRE(schema.tables.contains(table));
    const Column& column = schema.tables.find(table)->columns.at(0);
    CHECK(column.type == parse_server_type(row.type));
    CHECK(canonical_default(column.default_value, column.type) == column.default_value);
    std::string read =
        server.value("SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = '" +
                     table.name + "'::regclass");
    CHECK(lift_default(read, column.type) == column.default_value);
    REQUIRE(column.default_value);
    server.run("ALTER TABLE " + table.name + " ALTER c SET DEFAULT " +
               default_sql(*column.default_value));
    CHECK(server.value("SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = '" +
                       table.name + "'::regclass") == read);
  }
}

}  // namespace
}  // namespace dbtool::postgres
