#include "core/support/yaml.h"
#include "tests/support/catch.h"

#include <chrono>
#include <string>
#include <vector>

using namespace dbtool;

namespace {

// One line per node, so that a row of a table can say what a document means.
std::string show(const yaml::Node& node) {
  if (node.is_null()) return "~";
  if (node.is_scalar()) return node.quoted ? "'" + node.text + "'" : node.text;
  std::string text;
  for (const yaml::Node& item : node.items) text += (text.empty() ? "" : " ") + show(item);
  for (const yaml::Entry& entry : node.entries)
    text += (text.empty() ? "" : " ") + entry.key + ":" + show(entry.value);
  return node.is_list() ? "[" + text + "]" : "{" + text + "}";
}

std::string shown(std::string_view text) {
  std::vector<Problem> problems;
  yaml::Node root = yaml::parse(text, "a.yaml", problems);
  for (const Problem& problem : problems) UNSCOPED_INFO(problem.message);
  CHECK(problems.empty());
  return show(root);
}

struct Found {
  std::string code;
  int line = 0, column = 0;
  std::string message;
  bool operator==(const Found&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Found& found) {
  return out << found.code << ' ' << found.line << ':' << found.column << ' ' << found.message;
}

std::vector<Found> problems_of(std::string_view text, const yaml::Limits& limits = {}) {
  std::vector<Problem> problems;
  yaml::parse(text, "a.yaml", problems, limits);
  std::vector<Found> found;
  for (const Problem& problem : problems) {
    CHECK(problem.where.file == "a.yaml");
    found.push_back({problem.code, problem.where.line, problem.where.column, problem.message});
  }
  return found;
}

}  // namespace

TEST_CASE("YAML documents are read as their authors meant them") {
  struct Row {
    std::string text, meaning;
  };
  const std::vector<Row> rows = {
      {"", "~"},
      {"# nothing", "~"},
      {"---\n", "~"},
      {"a", "a"},
      {"a: 1", "{a:1}"},
      {"\xEF\xBB\xBF"
       "a: 1",
       "{a:1}"},
      {"a: 1\r\nb: |\r\n  x\r\n  y\r\n", "{a:1 b:'x\ny\n'}"},
      {"%YAML 1.2\n---\na: 1\n...\n", "{a:1}"},
      {"a: [1, two, \"3\", 'four']", "{a:[1 two '3' 'four']}"},
      {"a: {b: c, d: }", "{a:{b:c d:~}}"},
      {"a: null\nb: ~\nc:\nd: Null\ne: NULL\nf: 'null'", "{a:~ b:~ c:~ d:~ e:~ f:'null'}"},
      {"a: no\nb: 010\nc: 0x10\nd: 1e3\ne: 'no'", "{a:no b:010 c:0x10 d:1e3 e:'no'}"},
      {"on: y\nyes: 1\n1: 2", "{on:y yes:1 1:2}"},
      {"\"null\": 1", "{null:1}"},
      {"- a\n- - b\n  - c\n- d: e\n  f: g", "[a [b c] {d:e f:g}]"},
      {"a: &x [1, 2]\nb: *x", "{a:[1 2] b:[1 2]}"},
      {"a: &x 1\nb: &x 2\nc: *x", "{a:1 b:2 c:2}"},
      {"&k key: 1\nb: *k", "{key:1 b:key}"},
      {"a: !!str 1\nb: !!str\nc: !!int '5'\nd: !!null x\ne: !!map {}\nf: !!seq []",
       "{a:'1' b:'' c:5 d:~ e:{} f:[]}"},
      {"a: \"\\u00e9\\x41\\n\"\nb: 'it''s'",
       "{a:'é"
       "A\n' b:'it's'}"},
      {"a: >\n  one\n  two\n\n  three\nb: |-\n  x", "{a:'one two\nthree\n' b:'x'}"},
      {"a: x # comment\nb: x#y", "{a:x b:x#y}"},
      {"a: now()\nb: 'length(x) > 0'\nc: a, b", "{a:now() b:'length(x) > 0' c:a, b}"},
      {"ключ: значение", "{ключ:значение}"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(shown(row.text) == row.meaning);
  }
}

TEST_CASE("merged keys enter at the place of << and written keys win") {
  struct Row {
    std::string text, meaning;
  };
  const std::string anchors = "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nz: ";
  const std::vector<Row> rows = {
      {"{<<: *x}", "{a:1 b:2}"},           {"{k: 0, <<: *x, l: 9}", "{k:0 a:1 b:2 l:9}"},
      {"{<<: *x, b: 9}", "{a:1 b:9}"},     {"{b: 9, <<: *x}", "{b:9 a:1}"},
      {"{<<: [*x, *y]}", "{a:1 b:2 c:4}"}, {"{<<: [*y, *x], c: 0}", "{b:3 a:1 c:0}"},
      {"{<<: {a: 7}}", "{a:7}"},           {"{<<: []}", "{}"},
      {"{\"<<\": 1}", "{<<:1}"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(shown(anchors + row.text) == "{x:{a:1 b:2} y:{b:3 c:4} z:" + row.meaning + "}");
  }
}

TEST_CASE("a merge may be merged again") {
  CHECK(shown("a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b, z: 3}") ==
        "{a:{x:1} b:{x:1 y:2} c:{x:1 y:2 z:3}}");
}

TEST_CASE("what is wrong with a document is said with its place") {
  struct Row {
    std::string text;
    std::vector<Found> problems;
  };
  const std::vector<Row> rows = {
      {"a: b: c", {{"DBT100", 1, 5, "unexpected \":\""}}},
      {"a: [1, 2\nb: 3", {{"DBT100", 1, 4, "this list is not closed"}}},
      {"a: {b: 1", {{"DBT100", 1, 4, "this map is not closed"}}},
      {"a:\n  b: 1\n c: 2", {{"DBT100", 3, 2, "this does not fit the keys above"}}},
      {"a: [1]]", {{"DBT100", 1, 7, "a bracket that was never opened"}}},
      {"a: *b", {{"DBT100", 1, 4, "no anchor of that name is above"}}},
      {"a: @b", {{"DBT100", 1, 4, "a value cannot begin with this character"}}},
      {"a: `b`", {{"DBT100", 1, 4, "a value cannot begin with this character"}}},
      {"a: \"b\nc: d\n", {{"DBT100", 1, 4, "a quote that is not closed"}}},
      {"a: \"b", {{"DBT100", 1, 6, "a quote that is not closed"}}},
      {"a: &x 'b''\n", {{"DBT100", 1, 4, "a quote that is not closed"}}},
      {"a: !!str \"b\\\"\n", {{"DBT100", 1, 4, "a quote that is not closed"}}},
      {"a: \"\\q\"", {{"DBT100", 1, 7, "unknown escape character: q"}}},
      {"null: 1\n~ : 2",
       {{"DBT116", 1, 1, "null cannot be a key"}, {"DBT116", 2, 1, "null cannot be a key"}}},
      {"? [a]\n: 1", {{"DBT116", 1, 3, "a key must be a single word or text"}}},
      {"- a\nb: 1", {{"DBT100", 2, 1, "this does not belong to what is above"}}},
      {"a: {<<: 1}", {{"DBT116", 1, 5, "\"<<\" needs a map or a list of maps"}}},
      {"a: &x [*x]", {{"DBT101", 1, 8, "this alias stands for something it is part of"}}},
      {"a: &x {<<: *x}", {{"DBT101", 1, 12, "this alias stands for something it is part of"}}},
      {"a: 1\nb: \xFFz", {{"DBT102", 2, 4, "invalid UTF-8"}}},
      {std::string("a: 1\nb: \0", 9), {{"DBT102", 2, 4, "NUL byte"}}},
      {"a: x\x04y", {{"DBT102", 1, 5, "control character 4"}}},
      {"a: 1\rb: 2", {{"DBT102", 1, 5, "carriage return without line feed"}}},
      {"\xFF\xFE"
       "a\0",
       {{"DBT102", 1, 1, "the file is UTF-16"}}},
      {"a: \"x\\0y\"", {{"DBT102", 1, 4, "text with a NUL character"}}},
      {"a: 1\n---\nb: 2", {{"DBT106", 2, 1, "a second document begins"}}},
      {"a: !foo 1\nb: !!binary x\nc: !x {}",
       {{"DBT108", 1, 4, "unknown tag \"!foo\""},
        {"DBT108", 2, 4, "unknown tag \"tag:yaml.org,2002:binary\""},
        {"DBT108", 3, 4, "unknown tag \"!x\""}}},
      {"a: 1\nb: {c: 1, c: 2}\na: 3\na: 4",
       {{"DBT105", 2, 11, "duplicate key \"c\""},
        {"DBT105", 3, 1, "duplicate key \"a\""},
        {"DBT105", 4, 1, "duplicate key \"a\""}}},
      {"a: 1\n\"a\": 2", {{"DBT105", 2, 1, "duplicate key \"a\""}}},
      {"x: &x {}\ny: {<<: *x, <<: *x}", {{"DBT105", 2, 13, "a second \"<<\" in the same map"}}},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(problems_of(row.text) == row.problems);
  }
}

TEST_CASE("of two equal keys the first counts, and the problem names both places") {
  std::vector<Problem> problems;
  yaml::Node root = yaml::parse("a: 1\nb: 2\na: 3\n", "m.yaml", problems);
  CHECK(show(root) == "{a:1 b:2}");
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].where == Location{.file = "m.yaml", .line = 3, .column = 1, .length = 1});
  REQUIRE(problems[0].notes.size() == 1);
  CHECK(problems[0].notes[0].text == "it is first at m.yaml:1:1");
}

TEST_CASE("what stands before a syntax error is kept") {
  std::vector<Problem> problems;
  CHECK(show(yaml::parse("a: 1\nb:\n  c: 2\n  d: @\n", "a.yaml", problems)) == "{a:1 b:{c:2}}");
  CHECK(problems.size() == 1);
}

TEST_CASE("nodes know their place and length") {
  std::vector<Problem> problems;
  yaml::Node root =
      yaml::parse("users:\n  email: { type: \"va'r\", n: 'a''b', é: x  }\n", "m.yaml", problems);
  const yaml::Node& email = *root.find("users")->find("email");
  CHECK(email.where == Location{.file = "m.yaml", .line = 2, .column = 10});
  CHECK(email.entries[0].where == Location{.file = "m.yaml", .line = 2, .column = 12, .length = 4});
  CHECK(email.find("type")->where ==
        Location{.file = "m.yaml", .line = 2, .column = 18, .length = 6});
  CHECK(email.find("n")->where == Location{.file = "m.yaml", .line = 2, .column = 29, .length = 6});
  CHECK(email.find("é")->where == Location{.file = "m.yaml", .line = 2, .column = 41, .length = 1});
  CHECK(root.find("nobody") == nullptr);
}

TEST_CASE("an alias is where it is written, what is in it where that was written") {
  std::vector<Problem> problems;
  yaml::Node root = yaml::parse("a: &x\n  b: 1\nc: *x\n", "m.yaml", problems);
  CHECK(root.find("c")->where.line == 3);
  CHECK(root.find("c")->find("b")->where.line == 2);
}

TEST_CASE("nesting is limited, through aliases too") {
  auto nested = [](int depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(problems_of(nested(64)).empty());
  CHECK(problems_of(nested(65)) ==
        std::vector<Found>{{"DBT101", 1, 65, "nested deeper than 64 levels"}});
  std::string through_alias = "a: &a " + nested(40) + "\nb: [[" + "[[[[[[[[[[[[[[[[[[[[[[ *a" +
                              "]]]]]]]]]]]]]]]]]]]]]]" + "]]";
  REQUIRE(problems_of(through_alias).size() == 1);
  CHECK(problems_of(through_alias)[0].code == "DBT101");
}

TEST_CASE("a bomb of aliases never unfolds") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 9; ++j) bomb += ", " + before;
    bomb += "]\n";
  }
  std::vector<Found> found = problems_of(bomb);
  REQUIRE(found.size() == 1);
  CHECK(found[0].code == "DBT101");
  CHECK(found[0].message == "aliases stand for more than 1000000 values");
}

TEST_CASE("the number of values and the size of a file are limited") {
  yaml::Limits limits = {.bytes = 20, .nodes = 4, .aliased = 5};
  CHECK(problems_of("[1, 2, 3]", limits).empty());
  CHECK(problems_of("[1, 2, 3, 4]", limits)[0].message == "more than 4 values");
  CHECK(problems_of(std::string(21, 'a'), limits)[0].message == "the file is larger than 20 bytes");
  CHECK(problems_of(std::string(65U << 20U, 'a'))[0].code == "DBT101");
}

TEST_CASE("what aliases stand for is counted apart from what is written") {
  yaml::Limits limits = {.nodes = 100, .aliased = 5};
  CHECK(problems_of("[&a [x], *a]", limits).empty());
  CHECK(problems_of("[&a [x], *a, *a]", limits)[0].message ==
        "aliases stand for more than 5 values");
}

TEST_CASE("a large file without aliases is read") {
  std::string text = "a:\n";
  for (int i = 0; i < 1'200'000; ++i) text += "- x\n";
  std::size_t items = 0;
  std::vector<Problem> problems;
  yaml::parse_items(text, "m.yaml", problems, [&](const std::string&, const yaml::Node&) {
    ++items;
    return true;
  });
  CHECK(problems.empty());
  CHECK(items == 1'200'000);
}

TEST_CASE("items of lists under the outermost keys can be taken as they are read") {
  std::vector<std::string> taken;
  std::vector<Problem> problems;
  yaml::Node root = yaml::parse_items(
      "a: [1, [2]]\nb: { c: [3] }\nd: [4]\n", "m.yaml", problems,
      [&](const std::string& key, const yaml::Node& item) {
        taken.push_back(key + " " + (item.is_list() ? item.items[0].text : item.text));
        return key == "a";
      });
  CHECK(problems.empty());
  CHECK(taken == std::vector<std::string>{"a 1", "a 2", "d 4"});
  CHECK(root.find("a")->items.empty());
  CHECK(root.find("b")->find("c")->items.size() == 1);
  CHECK(root.find("d")->items.size() == 1);
}

TEST_CASE("hostile documents end in problems and in time") {
  const std::size_t many = 1U << 20U;
  auto repeat = [](std::string_view piece, std::size_t bytes) {
    std::string text;
    while (text.size() < bytes) text += piece;
    return text;
  };
  struct Row {
    std::string name, text;
    bool sound;
  };
  const std::vector<Row> rows = {
      {"brackets", repeat("[", many), false},
      {"braces", repeat("{", many), false},
      {"mixed", repeat("[{a: ", many), false},
      {"dashes", repeat("- ", many), false},
      {"questions", repeat("? ", many), false},
      {"colons", repeat("a: ", many), false},
      {"quotes", repeat("\"", many), false},
      {"one quote", "a: '" + repeat("x\n", many), false},
      {"anchors", repeat("&a ", many), false},
      {"tags", repeat("! ", many), false},
      {"long key", repeat("k", many) + ": 1", false},
      {"wide list", repeat("- x\n", many), true},
      {"blank lines", "a:" + repeat("\n", many) + " b", true},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    auto start = std::chrono::steady_clock::now();
    CHECK(problems_of(row.text).empty() == row.sound);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
  }
}

TEST_CASE("a scalar knows where its text begins") {
  struct Row {
    std::string text;
    int line, column;
  };
  const std::vector<Row> rows = {
      {"a: SELECT 1", 1, 4},
      {"a: \"SELECT 1\"", 1, 5},
      {"a: 'SELECT 1'", 1, 5},
      {"a: !!str \"SELECT 1\"", 1, 11},
      {"a: |\n    SELECT 1\n", 2, 5},
      {"a: |2-\n    SELECT 1\n", 2, 3},
      {"a: &x |\n\n  SELECT 1\n", 2, 3},
      {"a: >\n  SELECT\n  1\n", 2, 3},
      {"a: |", 2, 1},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    std::vector<Problem> problems;
    yaml::Node root = yaml::parse(row.text, "a.yaml", problems);
    const Location& where = root.find("a")->text_where;
    CHECK(where == Location{.file = "a.yaml", .line = row.line, .column = row.column});
  }
}
