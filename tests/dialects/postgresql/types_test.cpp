#include "dialects/postgresql/types.h"

#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace dbtool::postgres {
namespace {

struct Spelling {
  std::string neutral = {};
  std::string in_ddl = {};
  std::string in_catalog = {};  ///< as format_type() prints it
};

/// Every neutral type.
const std::vector<Spelling> spellings = {
    {"boolean", "boolean", "boolean"},
    {"smallint", "smallint", "smallint"},
    {"integer", "integer", "integer"},
    {"bigint", "bigint", "bigint"},
    {"real", "real", "real"},
    {"double", "double precision", "double precision"},
    {"numeric", "numeric", "numeric"},
    {"numeric(10)", "numeric(10)", "numeric(10,0)"},
    {"numeric(10, 2)", "numeric(10, 2)", "numeric(10,2)"},
    {"text", "text", "text"},
    {"varchar(40)", "varchar(40)", "character varying(40)"},
    {"char(3)", "char(3)", "character(3)"},
    {"char(1)", "char(1)", "character(1)"},
    {"blob", "bytea", "bytea"},
    {"date", "date", "date"},
    {"time", "time", "time without time zone"},
    {"time(3)", "time(3)", "time(3) without time zone"},
    {"timetz", "timetz", "time with time zone"},
    {"timetz(0)", "timetz(0)", "time(0) with time zone"},
    {"timestamp", "timestamp", "timestamp without time zone"},
    {"timestamp(3)", "timestamp(3)", "timestamp(3) without time zone"},
    {"timestamptz", "timestamptz", "timestamp with time zone"},
    {"timestamptz(3)", "timestamptz(3)", "timestamp(3) with time zone"},
    {"interval", "interval", "interval"},
    {"uuid", "uuid", "uuid"},
    {"json", "json", "json"},
    {"jsonb", "jsonb", "jsonb"},
    {"integer[]", "integer[]", "integer[]"},
    {"varchar(3)[]", "varchar(3)[]", "character varying(3)[]"},
    {"timestamptz(3)[]", "timestamptz(3)[]", "timestamp(3) with time zone[]"}};

TEST_CASE("types: every neutral type has a spelling, and the catalog's is read as it") {
  for (const Spelling& row : spellings) {
    INFO(row.neutral);
    Type type = canonical_type(parse_type(row.neutral).value());
    CHECK(spell(type) == row.in_ddl);
    CHECK(parse_server_type(row.in_catalog) == type);
    CHECK(parse_server_type(row.in_ddl) == type);
    CHECK(canonical_type(type) == type);
  }
}

TEST_CASE("types: what the server reports differently is canonical") {
  auto canonical = [](const std::string& text) {
    return spell(canonical_type(parse_type(text).value()));
  };
  CHECK(canonical("timestamp(6)") == "timestamp");
  CHECK(canonical("timetz(6)") == "timetz");
  CHECK(canonical("text[][]") == "text[]");
  CHECK(canonical_type({Decimal{5, {}}}) == Type{Decimal{5, 0}});
  CHECK(canonical_type({Text{{}, true}}) == Type{Text{1, true}});
}

TEST_CASE("types: what is no neutral type is native, letter by letter") {
  for (const std::string text : {"inet",
                                 "cidr",
                                 "money",
                                 "tsvector",
                                 "bit(3)",
                                 "bit varying(5)",
                                 "\"char\"",
                                 "citext",
                                 "geometry(Point,4326)",
                                 "interval year to month",
                                 "interval(3)",
                                 "character varying",
                                 "int4range",
                                 "xml",
                                 "name",
                                 "oid",
                                 "\"My Domain\"",
                                 "billing.price",
                                 "inet[]",
                                 "double precision(3)"}) {
    INFO(text);
    Type type = parse_server_type(text);
    CHECK(type == Type{Native{text}});
    CHECK(spell(type) == text);
  }
}

TEST_CASE("types: enums are quoted where they must be") {
  CHECK(spell({Named{{"", "state"}}}) == "state");
  CHECK(spell({Named{{"billing", "Order"}}, 1}) == "billing.\"Order\"[]");
}

TEST_CASE("types: how a column of a type is stored when nothing is said") {
  auto storage = [](const std::string& text) { return usual_storage(parse_server_type(text)); };
  CHECK(storage("integer") == "plain");
  CHECK(storage("timestamp") == "plain");
  CHECK(storage("uuid") == "plain");
  CHECK(storage("numeric(5,2)") == "main");
  for (const char* type : {"text", "character(3)", "bytea", "json", "jsonb", "integer[]"})
    CHECK(storage(type) == "extended");
}

TEST_CASE("types: the server converts by itself only where it certainly does") {
  auto converts = [](const std::string& from, const std::string& to) {
    return assigns(parse_server_type(from), parse_server_type(to));
  };
  CHECK(converts("integer", "text"));
  CHECK(converts("inet", "character varying(40)"));
  CHECK(converts("integer", "bigint"));
  CHECK(converts("bigint", "smallint"));
  CHECK(converts("numeric", "real"));
  CHECK(converts("date", "timestamp with time zone"));
  CHECK(converts("timestamp", "date"));
  CHECK(converts("timestamp", "time"));
  CHECK(converts("json", "jsonb"));
  CHECK(converts("integer[]", "bigint[]"));
  CHECK(!converts("text", "integer"));
  CHECK(!converts("text", "date"));
  CHECK(!converts("boolean", "integer"));
  CHECK(!converts("integer", "integer[]"));
  CHECK(!converts("text", "inet"));
  CHECK(!converts("date", "time"));
}

}  // namespace
}  // namespace dbtool::postgres
