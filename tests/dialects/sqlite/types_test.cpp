#include "dialects/sqlite/types.h"

#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace dbtool::lite {
namespace {

struct Spelling {
  std::string neutral = {};
  std::string declared = {};
  std::string in_strict = {};
};

/// Every neutral type.
const std::vector<Spelling> spellings = {{"boolean", "BOOLEAN", "INTEGER"},
                                         {"smallint", "SMALLINT", "INTEGER"},
                                         {"integer", "INTEGER", "INTEGER"},
                                         {"bigint", "BIGINT", "INTEGER"},
                                         {"real", "REAL", "REAL"},
                                         {"double", "DOUBLE", "REAL"},
                                         {"numeric", "NUMERIC", "REAL"},
                                         {"numeric(10)", "NUMERIC(10, 0)", "REAL"},
                                         {"numeric(10, 2)", "NUMERIC(10, 2)", "REAL"},
                                         {"text", "TEXT", "TEXT"},
                                         {"varchar(40)", "VARCHAR(40)", "TEXT"},
                                         {"char(3)", "CHAR(3)", "TEXT"},
                                         {"blob", "BLOB", "BLOB"},
                                         {"date", "DATE TEXT", "TEXT"},
                                         {"time", "TIME TEXT", "TEXT"},
                                         {"time(3)", "TIME TEXT(3)", "TEXT"},
                                         {"timetz", "TIMETZ TEXT", "TEXT"},
                                         {"timestamp", "TIMESTAMP TEXT", "TEXT"},
                                         {"timestamp(3)", "TIMESTAMP TEXT(3)", "TEXT"},
                                         {"timestamptz", "TIMESTAMPTZ TEXT", "TEXT"},
                                         {"timestamptz(0)", "TIMESTAMPTZ TEXT(0)", "TEXT"},
                                         {"interval", "DURATION TEXT", "TEXT"},
                                         {"uuid", "UUID TEXT", "TEXT"},
                                         {"json", "JSON TEXT", "TEXT"},
                                         {"jsonb", "JSONB TEXT", "TEXT"}};

TEST_CASE("types: every neutral type has a spelling that is read back as it") {
  for (const Spelling& row : spellings) {
    INFO(row.neutral);
    Type type = parse_type(row.neutral).value();
    CHECK(spell(type, false) == row.declared);
    CHECK(spell(type, true) == row.in_strict);
    CHECK(parse_declared(row.declared) == type);
    CHECK(same_spelling(spell(parse_declared(row.declared), false), row.declared));
  }
}

TEST_CASE("types: values keep what they are in every spelling") {
  for (const Spelling& row : spellings) {
    INFO(row.neutral);
    bool is_text = row.in_strict == "TEXT";
    CHECK((affinity_of(row.declared) == Affinity::text) == is_text);
    CHECK((affinity_of(row.in_strict) == Affinity::text) == is_text);
  }
}

TEST_CASE("types: arrays are JSON, enums are text, native types are as they are written") {
  CHECK(spell({Integer{}, 2}, false) == "JSON TEXT");
  CHECK(spell({Integer{}, 1}, true) == "TEXT");
  CHECK(spell({Named{{"", "state"}}}, false) == "TEXT");
  CHECK(spell({Native{"POINT(2)"}}, false) == "POINT(2)");
  CHECK(parse_declared("POINT(2)") == Type{Native{"POINT(2)"}});
}

TEST_CASE("types: what other tools declare is told") {
  struct Row {
    std::string declared = {};
    std::string neutral = {};
  };
  const std::vector<Row> rows = {{"int", "integer"},
                                 {"INT8", "bigint"},
                                 {"TINYINT", "smallint"},
                                 {"MEDIUMINT", "integer"},
                                 {"UNSIGNED BIG INT", "bigint"},
                                 {"double precision", "double"},
                                 {"FLOAT", "double"},
                                 {"DECIMAL(10,5)", "numeric(10, 5)"},
                                 {"NVARCHAR( 160 )", "varchar(160)"},
                                 {"VARYING CHARACTER(255)", "varchar(255)"},
                                 {"NATIVE CHARACTER(70)", "char(70)"},
                                 {"CLOB", "text"},
                                 {"varchar", "text"},
                                 {"DATETIME", "timestamp"},
                                 {"date", "date"},
                                 {"Timestamp", "timestamp"},
                                 {"uuid", "uuid"},
                                 {"json", "json"},
                                 {"timestamp\n  text", "timestamp"},
                                 {"bool", "boolean"}};
  for (const Row& row : rows) {
    INFO(row.declared);
    CHECK(to_text(parse_declared(row.declared)) == row.neutral);
  }
}

TEST_CASE("types: what cannot be told is native, letter by letter") {
  for (const std::string declared :
       {"", "STRING_LIST", "VARCHAR(10, 2)", "GEOMETRY", "TIMESTAMP TEXT(3) X", "DATE TEXT(3)",
        "UUID BLOB", "text[]", "INTEGER(8) UNSIGNED"}) {
    INFO(declared);
    CHECK(parse_declared(declared) == Type{Native{declared}});
    CHECK(spell(parse_declared(declared), false) == declared);
  }
}

TEST_CASE("types: spellings differ in letter case and blanks only") {
  CHECK(same_spelling("numeric(10,2)", "NUMERIC ( 10, 2 )"));
  CHECK(same_spelling("Double\tPrecision", "double precision"));
  CHECK(!same_spelling("varchar(10)", "varchar(11)"));
}

TEST_CASE("types: what other tools declare differently for the same values is one class") {
  auto alike = [](const std::string& a, const std::string& b) {
    return same_class(parse_declared(a), parse_declared(b)) &&
           same_class(parse_declared(b), parse_declared(a));
  };
  CHECK(alike("DATETIME", "TIMESTAMPTZ TEXT"));
  CHECK(alike("TIMESTAMP", "TIMESTAMP TEXT(3)"));
  CHECK(alike("TIME", "TIMETZ TEXT"));
  CHECK(alike("JSON", "JSONB TEXT"));
  CHECK(alike("CHAR(32)", "UUID TEXT"));
  CHECK(alike("VARCHAR(36)", "UUID"));
  CHECK(alike("FLOAT", "REAL"));
  CHECK(!alike("VARCHAR(32)", "VARCHAR(36)"));
  CHECK(!alike("VARCHAR(10)", "UUID"));
  CHECK(!alike("INTEGER", "BIGINT"));
  CHECK(!alike("DATE", "TIMESTAMP"));
  CHECK(!alike("TEXT", "JSON"));
}

TEST_CASE("types: affinity follows the rules of SQLite") {
  struct Row {
    std::string declared = {};
    Affinity affinity = {};
  };
  const std::vector<Row> rows = {
      {"INT", Affinity::integer},        {"POINT", Affinity::integer},
      {"CHARINT", Affinity::integer},    {"VARCHAR(3)", Affinity::text},
      {"CLOB", Affinity::text},          {"text", Affinity::text},
      {"BLOB", Affinity::blob},          {"", Affinity::blob},
      {"REAL", Affinity::real},          {"FLOAT", Affinity::real},
      {"DOUBLE", Affinity::real},        {"NUMERIC", Affinity::numeric},
      {"BOOLEAN", Affinity::numeric},    {"DATE", Affinity::numeric},
      {"UUID", Affinity::numeric},       {"STRING", Affinity::numeric},
      {"INTERVAL", Affinity::integer},   {"JSON", Affinity::numeric},
      {"DURATION TEXT", Affinity::text}, {"FLOATING POINT", Affinity::integer}};
  for (const Row& row : rows) {
    INFO(row.declared);
    CHECK(affinity_of(row.declared) == row.affinity);
  }
}

}  // namespace
}  // namespace dbtool::lite
