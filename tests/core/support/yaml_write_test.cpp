#include "core/support/match.h"
#include "core/support/yaml.h"
#include "tests/support/catch.h"

#include <random>
#include <string>
#include <vector>

using namespace dbtool;
using List = Value::List;
using Map = Value::Map;

namespace {

struct Row {
  Value value;
  std::string text;
};

Map column(const std::string& name, const std::string& type) {
  return {{"name", name}, {"type", type}};
}

// Whether the node says what the value says.
bool same(const Value& value, const yaml::Node& node) {
  auto plain = [&](const std::string& text) {
    return node.is_scalar() && !node.quoted && node.text == text;
  };
  return match(
      value.data, [&](std::nullptr_t) { return node.is_null(); },
      [&](bool flag) { return plain(flag ? "true" : "false"); },
      [&](std::int64_t number) { return plain(std::to_string(number)); },
      [&](double number) { return node.is_scalar() && std::stod(node.text) == number; },
      [&](const std::string& text) { return node.is_scalar() && node.text == text; },
      [&](const List& list) {
        if (!node.is_list() || node.items.size() != list.size()) return false;
        for (std::size_t i = 0; i < list.size(); ++i)
          if (!same(list[i], node.items[i])) return false;
        return true;
      },
      [&](const Map& map) {
        if (!node.is_map() || node.entries.size() != map.size()) return false;
        for (std::size_t i = 0; i < map.size(); ++i)
          if (map[i].first != node.entries[i].key || !same(map[i].second, node.entries[i].value))
            return false;
        return true;
      });
}

void check_round_trip(const Value& value, int width) {
  std::string text = yaml::write(value, width);
  std::vector<Problem> problems;
  yaml::Node node = yaml::parse(text, "a.yaml", problems);
  INFO(text);
  for (const Problem& problem : problems) UNSCOPED_INFO(problem.message);
  REQUIRE(problems.empty());
  REQUIRE(same(value, node));
}

const std::vector<std::string> nasty_texts = {
    "",
    " ",
    "a",
    " a",
    "a ",
    "\t",
    "\ta",
    "a\t",
    "a\tb",
    "\n",
    "\n\n",
    "a\n",
    "a\n\n",
    "\na",
    "\n a",
    " \n",
    " \na",
    "a\nb",
    "a\n\nb",
    "a\n \nb",
    "a\n  b\n",
    "  a\nb",
    "a\n\tb",
    "\ta\nb",
    "a \nb ",
    "a\n# b",
    "# a",
    "a # b",
    "a#b",
    "a: b",
    "a:",
    ":a",
    ":",
    "::",
    "a:b",
    "a::text",
    "- a",
    "-",
    "--",
    "-- a",
    "---",
    "--- a",
    "...",
    "... a",
    "? a",
    "?",
    "?a",
    "!a",
    "&a",
    "*a",
    "*",
    "|",
    "> a",
    "%a",
    "@a",
    "`a`",
    "\"a\"",
    "'a'",
    "it's",
    "\"it's\"",
    "a \\ b",
    "\\",
    "a\\nb",
    "{",
    "}",
    "{a}",
    "[",
    "]",
    "[a, b]",
    "a, b",
    "a,b",
    ",",
    "a{b",
    "a]b",
    "numeric(10,2)",
    "null",
    "Null",
    "~",
    "true",
    "True",
    "no",
    "NO",
    "y",
    "N",
    "on",
    "off",
    "=",
    "<<",
    "0",
    "1",
    "-1",
    "+1",
    "1.5",
    ".5",
    "1.",
    "1e5",
    "1E-5",
    "1.5e+3",
    "0x1F",
    "0o17",
    "017",
    "0b11",
    "1_000",
    "1:30",
    "1,000",
    ".inf",
    "-.INF",
    ".nan",
    "2026-11-21",
    "2026-1-2",
    "2026-11-21T06:01:00Z",
    "2026-11-21 06:01:00",
    "3f2a9c1b7d4e",
    "123456789e12",
    "é",
    "日本語",
    "😀",
    "\x01",
    "\x07",
    "\x1b[0m",
    "\x7f",
    "\u0085",
    "\u00a0",
    "\u2028",
    "\u2029",
    "\ufeff",
    "\uffff",
    "\r",
    "a\r\nb",
    "a\rb",
    "SELECT 1;\nSELECT ': #';\n",
    "now()",
    "length(title) > 0",
    "status = 'published'",
    "x IN ('a', \"b\")",
    "${A:-b}",
    "%d",
    "a\xc2\x80"
    "b",
    "<a>",
    "key: |\n  x",
    "- - -",
    "a ? b",
    "a & b",
};

}  // namespace

TEST_CASE("a revision script is written as people would write it") {
  Value was = Map{{"type", "post_status"}, {"nullable", false}, {"default", "draft"}};
  Value script = Map{
      {"revision", "3f2a9c1b7d4e"},
      {"revises", nullptr},
      {"message", "add post status"},
      {"branch_labels", List{}},
      {"upgrade",
       List{Map{{"create_enum",
                 Map{{"name", "post_status"}, {"values", List{"draft", "published", "archived"}}}}},
            Map{{"add_column",
                 Map{{"table", "posts"},
                     {"column",
                      Map{{"name", "status"}, {"type", "post_status"}, {"default", "draft"}}}}}},
            Map{{"sql", "UPDATE posts SET status = 'published' WHERE published_at IS NOT NULL"}},
            Map{{"sql", "UPDATE posts\nSET status = 'x'\n"}},
            Map{{"alter_column", Map{{"table", "posts"},
                                     {"column", "status"},
                                     {"default", Map{{"sql", "now()"}}},
                                     {"was", Map{{"default", Map{{"sql", "lower(name)"}}}}}}}}}},
      {"downgrade",
       List{Map{{"drop_column", Map{{"table", "posts"}, {"column", "status"}, {"was", was}}}}}},
  };
  CHECK(yaml::write(script) == R"(revision: 3f2a9c1b7d4e
revises: null
message: add post status
branch_labels: []
upgrade:
  - create_enum: { name: post_status, values: [draft, published, archived] }
  - add_column: { table: posts, column: { name: status, type: post_status, default: draft } }
  - sql: UPDATE posts SET status = 'published' WHERE published_at IS NOT NULL
  - sql: |
      UPDATE posts
      SET status = 'x'
  - alter_column:
      table: posts
      column: status
      default: { sql: now() }
      was: { default: { sql: lower(name) } }
downgrade:
  - drop_column:
      table: posts
      column: status
      was: { type: post_status, nullable: false, default: draft }
)");
  CHECK(
      yaml::write(List{Map{{"drop_column", Map{{"table", "t"}, {"was", was}}}}}) ==
      "- drop_column: { table: t, was: { type: post_status, nullable: false, default: draft } }\n");
}

TEST_CASE("what is too long for a line is broken level by level") {
  Value operation = List{
      Map{{"create_table",
           Map{{"name", "posts"},
               {"columns", List{column("id", "bigint"), column("title", "varchar(200)")}},
               {"indexes",
                Map{{"posts_recent", Map{{"columns", List{"author_id", Map{{"column", "created_at"},
                                                                           {"order", "desc"}}}},
                                         {"where", "status = 'published'"}}}}},
               {"comment", "What people wrote"}}}}};
  CHECK(yaml::write(operation) == R"(- create_table:
    name: posts
    columns:
      - { name: id, type: bigint }
      - { name: title, type: varchar(200) }
    indexes:
      posts_recent:
        columns: [author_id, { column: created_at, order: desc }]
        where: status = 'published'
    comment: What people wrote
)");
}

TEST_CASE("a model is written as people would write it") {
  Value model =
      Map{{"dbtool", 1},
          {"enums", Map{{"post_status", List{"draft", "published"}}}},
          {"tables",
           Map{{"users",
                Map{{"comment", "People: who can sign in"},
                    {"columns",
                     Map{{"id", Map{{"type", "bigint"}, {"primary_key", true}, {"identity", true}}},
                         {"price", Map{{"type", "numeric(10,2)"}, {"default", 0.5}}},
                         {"name", "text not null"}}},
                    {"checks", Map{{"users_name_check", "length(name) > 0"}}}}}}},
          {"views", Map{{"v", Map{{"query", "SELECT 1"}}}}},
          {"timeouts", Map{{"connect", "10s"}, {"statement", 0}}}};
  CHECK(yaml::write(model) == R"yaml(dbtool: 1
enums:
  post_status: [draft, published]
tables:
  users:
    comment: "People: who can sign in"
    columns:
      id: { type: bigint, primary_key: true, identity: true }
      price: { type: "numeric(10,2)", default: 0.5 }
      name: text not null
    checks: { users_name_check: length(name) > 0 }
views:
  v: { query: SELECT 1 }
timeouts: { connect: 10s, statement: 0 }
)yaml");
}

TEST_CASE("single values have their form") {
  const std::vector<Row> rows = {
      {nullptr, "null"},
      {true, "true"},
      {-5, "-5"},
      {1.0, "1.0"},
      {1e20, "1.0e+20"},
      {0.1, "0.1"},
      {-1e-7, "-1.0e-07"},
      {List{}, "[]"},
      {Map{}, "{}"},
      {List{1, "a", nullptr}, "- 1\n- a\n- null"},
      {List{List{1, 2}, List{}}, "- [1, 2]\n- []"},
      {Map{{"a", ""}}, "a: \"\""},
      {Map{{"no", "no"}}, "\"no\": \"no\""},
      {Map{{"a", "x = \"y\""}}, "a: x = \"y\""},
      {Map{{"a", "\"x\""}}, "a: '\"x\"'"},
      {Map{{"a", "'\"x\\\""}}, "a: \"'\\\"x\\\\\\\"\""},
      {Map{{"a", "x\x01\u2028"}}, "a: \"x\\x01\\u2028\""},
      {Map{{"a", "x\n"}}, "a: |\n  x"},
      {Map{{"a", "x\ny"}}, "a: |-\n  x\n  y"},
      {Map{{"a", " x\n\ny\n\n"}}, "a: |2+\n   x\n\n  y\n"},
      {Map{{"a", "\nx"}}, "a: \"\\nx\""},
      {Map{{"a", Map{{"b", Map{{"c", 1}, {"d", Map{{"e", 1}}}}}}}},
       "a:\n  b: { c: 1, d: { e: 1 } }"},
  };
  for (const Row& row : rows) CHECK(yaml::write(row.value) == row.text + "\n");
}

TEST_CASE("every text comes back as it was, in block and in flow") {
  for (const std::string& text : nasty_texts) {
    INFO(text);
    for (int width : {20, 100, 10'000}) {
      check_round_trip(text, width);
      check_round_trip(List{text, "x"}, width);
      check_round_trip(Map{{"a", text}, {"b", 1}}, width);
      check_round_trip(Map{{text, "x"}, {"other", text}}, width);
      check_round_trip(Map{{"a", Map{{"b", List{text, text}}, {"c", text}}}, {"d", 1}}, width);
      check_round_trip(List{Map{{"op", Map{{text, text}, {"list", List{text}}}}}}, width);
      check_round_trip(List{List{text}, Map{{"a", text}, {"b", List{Map{{text, text}}}}}}, width);
    }
  }
}

namespace {

// Trees of random shape with nasty texts; the same every time.
class Random {
 public:
  Value value(int depth) {
    std::size_t kind = below(depth > 0 ? 9 : 5);
    if (kind == 0) return nullptr;
    if (kind == 1) return below(2) == 0;
    if (kind == 2) return static_cast<std::int64_t>(below(1000)) - 500;
    if (kind < 5) return text();
    if (kind < 7) return list(depth);
    return map(depth);
  }

 private:
  std::size_t below(std::size_t limit) { return generator_() % limit; }
  std::string text() {
    std::string text = nasty_texts[below(nasty_texts.size())];
    return below(4) == 0 ? text + nasty_texts[below(nasty_texts.size())] : text;
  }
  Value list(int depth) {
    List list;
    for (std::size_t i = below(5); i > 0; --i) list.push_back(value(depth - 1));
    return list;
  }
  Value map(int depth) {
    Map map;
    for (std::size_t i = below(5); i > 0; --i)
      map.emplace_back(text() + std::to_string(i), value(depth - 1));
    return map;
  }

  std::mt19937 generator_{20261121};
};

}  // namespace

TEST_CASE("trees of any shape come back as they were") {
  Random random;
  for (int i = 0; i < 3000; ++i) check_round_trip(random.value(5), i % 3 == 0 ? 30 : 100);
}

TEST_CASE("a key longer than YAML's limit is announced") {
  std::string key(2000, 'k');
  check_round_trip(Map{{"a", Map{{key, "x"}, {"b", 1}}}}, 100'000);
  check_round_trip(List{Map{{key, List{Map{{key, 1}}}}}}, 100);
}

TEST_CASE("text that is not UTF-8 is refused rather than changed") {
  CHECK_THROWS_AS(yaml::write(Map{{"a", "\xFF"}}), UsageError);
  CHECK_THROWS_AS(yaml::write(Map{{"a", "x\n\xFF"}}), UsageError);
  CHECK_THROWS_AS(yaml::write(List{List{"\xFF"}}), UsageError);
}
