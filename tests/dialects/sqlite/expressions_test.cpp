#include "dialects/sqlite/expressions.h"

#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace dbtool::lite {
namespace {

TEST_CASE("expressions: brackets around all of it go, others stay") {
  struct Row {
    std::string sql = {};
    std::string inside = {};
  };
  const std::vector<Row> rows = {{"a > 0", "a > 0"},
                                 {"  ( a > 0 ) ", "a > 0"},
                                 {"((a))", "a"},
                                 {"(a) + (b)", "(a) + (b)"},
                                 {"((a) + (b))", "(a) + (b)"},
                                 {"(a, b)", "a, b"},
                                 {"(')')", "')'"},
                                 {"(\")\")", "\")\""},
                                 {"(a -- )\n)", "a -- )"},
                                 {"(a) -- b", "(a) -- b"},
                                 {"/* ( */ (a)", "/* ( */ (a)"},
                                 {"()", ""},
                                 {"", ""}};
  for (const Row& row : rows) {
    INFO(row.sql);
    CHECK(bare(row.sql) == row.inside);
  }
}

TEST_CASE("expressions: one pair of brackets holds everything") {
  CHECK(bracketed("a") == "(a)");
  CHECK(bracketed("((a))") == "(a)");
  CHECK(bracketed("(a) + (b)") == "((a) + (b))");
  CHECK(bracketed("a -- why") == "(a -- why\n)");
  CHECK(bracketed("a /* why */") == "(a /* why */)");
}

TEST_CASE("expressions: the same but for case of words, blanks, comments and outer brackets") {
  auto same = [](const std::string& a, const std::string& b) {
    return same_expression({a}, {b}) && same_expression({b}, {a});
  };
  CHECK(same("length(Name)>0", "( LENGTH ( name ) > 0 )"));
  CHECK(same("a IN ('x','y')", "a in ('x', 'y') -- both"));
  CHECK(!same("a = 'X'", "a = 'x'"));
  CHECK(!same("a > 0", "a > 00"));
  CHECK(!same("a", "b"));
  CHECK(!same("(a) + b", "a + b"));
  CHECK(!same("SELECT \"A\"", "SELECT a"));
}

TEST_CASE("expressions: in a table, quotes that a name does not need say nothing") {
  auto same = [](const std::string& a, const std::string& b) {
    return same_expression({a}, {b}, "t");
  };
  CHECK(same("\"A\" > [b] + `c`", "a > B + c"));
  CHECK(same("\"t\".\"a\" > 0", "A > 0"));
  CHECK(same("[two words] > 0", "\"Two Words\" > 0"));
  CHECK(!same("\"order\" > 0", "'order' > 0"));
  CHECK(!same("a = 'b'", "a = \"b\""));
}

}  // namespace
}  // namespace dbtool::lite
