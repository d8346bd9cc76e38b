#include "core/support/yaml.h"

#include "tests/support/catch.h"

#include <string>
#include <vector>

using namespace dbtool;
using Strings = std::vector<std::string>;

namespace {

yaml::Node node_of(std::string_view text) {
  std::vector<Problem> problems;
  yaml::Node node = yaml::parse(text, "m.yaml", problems);
  REQUIRE(problems.empty());
  return node;
}

}  // namespace

TEST_CASE("a key that nobody asked for is reported with what was meant") {
  yaml::Node node = node_of("type: text\nnullabel: false\nx-note: mine\n");
  std::vector<Problem> problems;
  yaml::MapReader map(node, "column users.email", problems);
  map.find("type");
  map.find("nullable");
  map.allow("default");
  map.finish();
  REQUIRE(problems.size() == 1);
  CHECK(problems[0] == Problem{.code = "DBT103",
                               .message = "unknown attribute \"nullabel\" in column users.email",
                               .where = {.file = "m.yaml", .line = 2, .column = 1, .length = 8},
                               .hint = "did you mean \"nullable\"?",
                               .notes = {{.label = "known", .text = "type, nullable, default"}}});
}

TEST_CASE("values are read by their kind and absent keys leave things as they are") {
  yaml::Node node = node_of(
      "name: users\ncount: 010\nflag: TRUE\nlist: [a, 1]\none: a\nnone: ~\nquoted: 'false'\n");
  std::vector<Problem> problems;
  yaml::MapReader map(node, "table users", problems);
  std::string text = "before";
  std::int64_t number = 7;
  bool flag = false;
  Strings list = {"before"};

  CHECK_FALSE(map.read("absent", text));
  CHECK_FALSE(map.read("absent", number));
  CHECK_FALSE(map.read("absent", flag));
  CHECK_FALSE(map.read("absent", list));
  CHECK_FALSE(map.read("none", text));
  CHECK_FALSE(map.read("none", list));
  CHECK((text == "before" && number == 7 && !flag && list == Strings{"before"}));

  CHECK((map.read("name", text) && text == "users"));
  CHECK((map.read("count", number) && number == 10));
  CHECK((map.read("flag", flag) && flag));
  CHECK((map.read("quoted", flag) && !flag));
  CHECK((map.read("list", list) && list == Strings{"a", "1"}));
  CHECK((map.read("one", list) && list == Strings{"a"}));
  CHECK(map.find("none")->is_null());
  map.finish();
  CHECK(problems.empty());
}

TEST_CASE("a value of the wrong kind is reported with what it must be") {
  struct Row {
    std::string key, message, hint;
  };
  yaml::Node node = node_of(
      "text: [a]\nflag: yes\noff: 0\nword: tru\nempty:\nnumber: 0x10\nbig: 99999999999999999999\n"
      "list: {a: b}\nnested: [a, [b], ~]\n");
  std::vector<Problem> problems;
  yaml::MapReader map(node, "column c", problems);
  std::string text;
  bool flag = false;
  std::int64_t number = 0;
  Strings list;
  map.read("text", text);
  for (const char* key : {"flag", "off", "word", "empty"}) map.read(key, flag);
  for (const char* key : {"number", "big", "empty"}) map.read(key, number);
  map.read("list", list);
  map.read("nested", list);

  const std::vector<Row> rows = {
      {"text", "\"text\" of column c must be text", "write one value, in quotes where needed"},
      {"flag", "\"flag\" of column c must be true or false", "write true"},
      {"off", "\"off\" of column c must be true or false", "write false"},
      {"word", "\"word\" of column c must be true or false", "did you mean \"true\"?"},
      {"empty", "\"empty\" of column c must be true or false", ""},
      {"number", "\"number\" of column c must be a whole number", "write digits, as in 10"},
      {"big", "\"big\" of column c must be a whole number", "write digits, as in 10"},
      {"empty", "\"empty\" of column c must be a whole number", "write digits, as in 10"},
      {"list", "\"list\" of column c must be a list", "write [a, b]"},
      {"nested", "each item of \"nested\" of column c must be text",
       "write one value, in quotes where needed"},
      {"nested", "each item of \"nested\" of column c must be text",
       "write one value, in quotes where needed"},
  };
  REQUIRE(problems.size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(problems[i].code == "DBT119");
    CHECK(problems[i].message == rows[i].message);
    CHECK(problems[i].hint == rows[i].hint);
    CHECK(problems[i].where.line == node.find(rows[i].key)->where.line);
  }
}

TEST_CASE("a missing key and a map that is none are reported once") {
  std::vector<Problem> problems;
  yaml::Node map_node = node_of("a: 1");
  yaml::MapReader map(map_node, "table t", problems);
  CHECK(map.require("columns") == nullptr);
  CHECK(map.require("a") != nullptr);
  yaml::Node list_node = node_of("[a]");
  yaml::MapReader list(list_node, "table u", problems);
  CHECK(list.require("columns") == nullptr);
  list.finish();
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].code == "DBT118");
  CHECK(problems[0].message == "table t needs \"columns\"");
  CHECK(problems[1].message == "table u must be a map");
}
