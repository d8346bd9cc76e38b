#include "core/revisions/header_text.h"

#include "core/support/error.h"
#include "tests/support/catch.h"

using namespace dbtool;

namespace {

struct Row {
  const char* before;  ///< the line or lines of `revises`
  std::vector<std::string> parents;
  const char* after;
};

std::string yaml_head(const std::string& revises, const std::string& line_end = "\n") {
  return "# ours" + line_end + "revision: aaa1" + line_end + revises + "message: 'x: y' # said" +
         line_end + line_end + "upgrade:" + line_end + "  - sql: revises" + line_end;
}

std::string sql(const std::string& revises) {
  return "-- dbtool:revision aaa1\n" + revises +
         "-- dbtool:message x\n\n-- dbtool:upgrade\nSELECT 1;\n";
}

}  // namespace

TEST_CASE("header text: YAML parents are replaced, nothing else") {
  for (const Row& row : std::vector<Row>{
           {"revises: bbb1\n", {"ccc1"}, "revises: ccc1\n"},
           {"revises:   bbb1   # why\n", {"ccc1"}, "revises:   ccc1   # why\n"},
           {"revises: \"bbb1\"\n", {"ccc1"}, "revises: ccc1\n"},
           {"revises: 'bbb1' # x\n", {"ccc1"}, "revises: ccc1 # x\n"},
           {"revises: [bbb1, bbb2]\n", {"ccc1"}, "revises: ccc1\n"},
           {"revises: [bbb1] # [x]\n", {"ccc1", "ccc2"}, "revises: [ccc1, ccc2] # [x]\n"},
           {"revises:\n  - bbb1\n  - bbb2\n", {"ccc1"}, "revises: ccc1\n"},
           {"revises:\n- bbb1\n", {"ccc1"}, "revises: ccc1\n"},
           {"revises: null\n", {"ccc1"}, "revises: ccc1\n"},
           {"revises:\n", {"ccc1"}, "revises: ccc1\n"},
           {"revises: bbb1\n", {}, "revises: null\n"},
           {"revises: bbb1\n", {"123456789012"}, "revises: \"123456789012\"\n"},
       }) {
    INFO(row.before);
    CHECK(with_parents(yaml_head(row.before), "a.yaml", row.parents) == yaml_head(row.after));
  }
}

TEST_CASE("header text: line ends stay what they are") {
  CHECK(with_parents(yaml_head("revises: bbb1\r\n", "\r\n"), "a.yml", {"c"}) ==
        yaml_head("revises: c\r\n", "\r\n"));
}

TEST_CASE("header text: SQL parents are replaced, nothing else") {
  for (const Row& row : std::vector<Row>{
           {"-- dbtool:revises bbb1\n", {"ccc1"}, "-- dbtool:revises ccc1\n"},
           {"-- dbtool:revises  bbb1, bbb2\n", {"ccc1"}, "-- dbtool:revises  ccc1\n"},
           {"-- dbtool:revises\n", {"ccc1"}, "-- dbtool:revises ccc1\n"},
           {"-- dbtool:revises null\n", {"a1", "b1"}, "-- dbtool:revises a1 b1\n"},
           {"-- dbtool:revises bbb1\n", {}, "-- dbtool:revises null\n"},
       }) {
    INFO(row.before);
    CHECK(with_parents(sql(row.before), "a.sql", row.parents) == sql(row.after));
  }
}

TEST_CASE("header text: what cannot be replaced is refused") {
  CHECK_THROWS_WITH(with_parents(yaml_head(""), "a.yaml", {"c"}),
                    "\"revises\" is not written in a way that can be changed");
  CHECK_THROWS_AS(with_parents("{revision: a, revises: b, upgrade: []}\n", "a.yaml", {"c"}),
                  UsageError);
  CHECK_THROWS_AS(with_parents(sql(""), "a.sql", {"c"}), UsageError);
}

TEST_CASE("header text: replaces comes after revises") {
  CHECK(with_replaces(yaml_head("revises: null\n"), "a.yaml", {"b1", "c1"}) ==
        yaml_head("revises: null\nreplaces: [b1, c1]\n"));
  CHECK(with_replaces(sql("-- dbtool:revises b\n"), "a.sql", {"b1", "c1"}) ==
        sql("-- dbtool:revises b\n-- dbtool:replaces b1 c1\n"));
}
