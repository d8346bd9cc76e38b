#include "dialects/postgresql/names.h"

#include "tests/dialects/postgresql/server.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace dbtool::postgres {
namespace {

TEST_CASE("names: quoted only where they must be") {
  struct Row {
    std::string name = {};
    std::string sql = {};
  };
  const std::vector<Row> rows = {
      {"users", "users"},   {"_a1", "_a1"},         {"Users", "\"Users\""},
      {"user", "\"user\""}, {"order", "\"order\""}, {"1st", "\"1st\""},
      {"a b", "\"a b\""},   {"a\"b", "\"a\"\"b\""}, {"größe", "\"größe\""},
      {"a$b", "\"a$b\""},   {"name", "name"},       {"system_user", "\"system_user\""}};
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(quote(row.name) == row.sql);
  }
  CHECK_THROWS(quote(""));
}

TEST_CASE("names: a schema is quoted for itself") {
  CHECK(quote(Name{"", "users"}) == "users");
  CHECK(quote(Name{"Sales", "order"}) == "\"Sales\".\"order\"");
  CHECK(quote_list(std::vector<std::string>{"a", "B", "c"}) == "a, \"B\", c");
}

TEST_CASE("names: text is a literal that no setting misreads") {
  CHECK(literal("") == "''");
  CHECK(literal("it's") == "'it''s'");
  CHECK(literal("a\\b") == "E'a\\\\b'");
  CHECK(literal("\\'") == "E'\\\\'''");
}

TEST_CASE("names: arrays as the server prints them") {
  struct Row {
    std::string text = {};
    std::vector<std::string> elements = {};
  };
  const std::vector<Row> rows = {{"", {}},
                                 {"{}", {}},
                                 {"{a}", {"a"}},
                                 {"{a,b c,\"d,e\"}", {"a", "b c", "d,e"}},
                                 {"{\"a\\\"b\",\"c\\\\d\"}", {"a\"b", "c\\d"}},
                                 {"{\"\",x}", {"", "x"}}};
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(array_elements(row.text) == row.elements);
  }
}

TEST_CASE("names: a body is quoted with a tag it does not hold") {
  CHECK(dollar_quoted("a") == "$$a$$");
  CHECK(dollar_quoted("a $$ b") == "$q1$a $$ b$q1$");
  CHECK(dollar_quoted("$$ $q1$") == "$q2$$$ $q1$$q2$");
}

TEST_CASE("names: the server reads each name, text and array as it was meant") {
  if (test::no_server()) return;
  test::TestServer server;
  auto value = [&](const std::string& query) { return server.value(query); };
  for (const std::string text : {"a", "it's", "a\\b", "\"", "$$", "{,}", "größe", "line\nline"}) {
    INFO(text);
    CHECK(value("SELECT " + literal(text)) == text);
    CHECK(array_elements(value("SELECT ARRAY[" + literal(text) + ", 'x']")) ==
          std::vector<std::string>{text, "x"});
    CHECK(value("SELECT " + dollar_quoted(text)) == text);
    CHECK(value("SELECT k FROM (SELECT 1 AS " + quote(text) +
                ") t, json_object_keys(to_json(t)) k") == text);
  }
}

}  // namespace
}  // namespace dbtool::postgres
