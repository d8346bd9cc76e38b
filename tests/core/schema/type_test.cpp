#include "core/schema/type.h"

#include "tests/support/catch.h"

#include <string>
#include <vector>

using namespace dbtool;

namespace {

struct Row {
  std::string text;
  std::string neutral;
};

}  // namespace

TEST_CASE("type: every spelling gives its neutral one") {
  const std::vector<Row> rows = {{"boolean", "boolean"},
                                 {"BOOL", "boolean"},
                                 {"int2", "smallint"},
                                 {"INT", "integer"},
                                 {"BigInteger", "bigint"},
                                 {"float4", "real"},
                                 {"Float", "double"},
                                 {"double  precision", "double"},
                                 {"decimal(10,2)", "numeric(10, 2)"},
                                 {"numeric(10)", "numeric(10)"},
                                 {"numeric( 10 , 0 )", "numeric(10)"},
                                 {"numeric", "numeric"},
                                 {"String", "text"},
                                 {"varchar", "text"},
                                 {"character varying(40)", "varchar(40)"},
                                 {"NVARCHAR(160)", "varchar(160)"},
                                 {"char", "char(1)"},
                                 {"bpchar(3)", "char(3)"},
                                 {"LargeBinary", "blob"},
                                 {"datetime", "timestamp"},
                                 {"timestamp(3) with time zone", "timestamptz(3)"},
                                 {"timestamp without time zone", "timestamp"},
                                 {"time(6)", "time(6)"},
                                 {"text[]", "text[]"},
                                 {"integer [][]", "integer[][]"},
                                 {"varchar(10)[]", "varchar(10)[]"},
                                 {"post_status", "post_status"},
                                 {"billing.status[]", "billing.status[]"}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto type = parse_type(row.text);
    REQUIRE(type);
    CHECK(to_text(*type) == row.neutral);
    CHECK(parse_type(row.neutral) == type);
  }
}

TEST_CASE("type: what cannot be read gives nothing") {
  for (const std::string text :
       {"", "  ", "varchar(", "varchar()", "varchar(x)", "varchar(1, 2)", "numeric(1, 2, 3)",
        "integer(4)", "two words", "a[] b", "1text", "text[3]", "strng(3)", "varchar(-1)", ".x"}) {
    CAPTURE(text);
    CHECK(!parse_type(text));
  }
}

TEST_CASE("type: one word that is no type is a name") {
  const auto type = parse_type("billing.status");
  REQUIRE(type);
  CHECK(std::get<Named>(type->kind).name == Name{"billing", "status"});
}
