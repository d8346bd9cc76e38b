#include "core/support/sql_tokens.h"

#include "core/support/error.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

using namespace dbtool;

namespace {

// "w:select n:1 s:'x'": one letter per kind.
std::string show(std::string_view source, const sql::LexicalRules& rules, bool comments = false) {
  constexpr std::string_view letters = "wqsnpyc;!";
  std::string text;
  for (const sql::Token& token : sql::tokenize(source, rules, comments)) {
    if (!text.empty()) text += ' ';
    text += letters[static_cast<std::size_t>(token.kind)];
    text += ':';
    text += token.text;
    CHECK(source.substr(token.offset, token.text.size()) == token.text);
  }
  return text;
}

struct Row {
  std::string source, tokens;
};

sql::Token only_token(std::string_view source, const sql::LexicalRules& rules) {
  std::vector<sql::Token> tokens = sql::tokenize(source, rules);
  REQUIRE(tokens.size() == 1);
  return tokens[0];
}

}  // namespace

TEST_CASE("PostgreSQL text is cut into tokens") {
  const std::vector<Row> rows = {
      {"", ""},
      {" \t\r\n\v\f", ""},
      {"SELECT a1, _b$c", "w:SELECT w:a1 y:, w:_b$c"},
      {"tëst \"T\"\"x\"", "w:tëst q:\"T\"\"x\""},
      {"'a''b' e'\\'' E'\\\\' x'0F' B'01' n'x' U&'\\0061' u&\"x\"",
       "s:'a''b' s:e'\\'' s:E'\\\\' s:x'0F' s:B'01' s:n'x' s:U&'\\0061' q:u&\"x\""},
      {"1 1.5 .5 1. 1e5 1.5E-3 1e 0x1F 0b11 0o17 1_000",
       "n:1 n:1.5 n:.5 n:1. n:1e5 n:1.5E-3 n:1 w:e n:0x1F n:0b11 n:0o17 n:1_000"},
      {"1..10", "n:1 y:.. n:10"},
      {"a.b.c", "w:a y:. w:b y:. w:c"},
      {"$1 $$a$$ $t$ $$ $t$ a$1", "p:$1 s:$$a$$ s:$t$ $$ $t$ w:a$1"},
      {"$ $a", "y:$ y:$ w:a"},
      {"a::text[1:2]", "w:a y::: w:text y:[ n:1 y:: n:2 y:]"},
      {"a=-1", "w:a y:= y:- n:1"},
      {"a@-1", "w:a y:@- n:1"},
      {"a<>b!=c<=d>=e", "w:a y:<> w:b y:!= w:c y:<= w:d y:>= w:e"},
      {"a->>'b' #>> c @> d ?| e || f", "w:a y:->> s:'b' y:#>> w:c y:@> w:d y:?| w:e y:|| w:f"},
      {"a*/*c*/b", "w:a y:* w:b"},
      {"a+--c\nb", "w:a y:+ w:b"},
      {"a := b => c", "w:a y::= w:b y:=> w:c"},
      {"(a);b", "y:( w:a y:) ;:; w:b"},
      {"a `b` [c]", "w:a y:` w:b y:` y:[ w:c y:]"},
      {"/* /* */ */ a", "w:a"},
      {"-- a\rb", "w:b"},
      {"\xEF\xBB\xBF"
       "a",
       "w:a"},
      {"'a", "!:'a"},
      {"a \"b", "w:a !:\"b"},
      {"/* /* */", "!:/* /* */"},
      {"/*", "!:/*"},
      {"/*/", "!:/*/"},
      {"$a$ $b$", "!:$a$ $b$"},
      {"E'\\", "!:E'\\"},
      {"'", "!:'"},
      {"-", "y:-"},
      {"/", "y:/"},
      {"\x01", "y:\x01"},
  };
  for (const Row& row : rows) {
    INFO(row.source);
    CHECK(show(row.source, sql::postgresql_rules()) == row.tokens);
  }
}

TEST_CASE("SQLite text is cut into tokens") {
  const std::vector<Row> rows = {
      {"\"a\" [b]]c `d``e` 'f'", "q:\"a\" q:[b] y:] w:c q:`d``e` s:'f'"},
      {"? ?1 :a @b $c", "p:? p:?1 p::a p:@b p:$c"},
      {"E'\\'", "w:E s:'\\'"},
      {"x'0F'", "s:x'0F'"},
      {"$$a$$", "p:$$a$$"},
      {"a==b||-c", "w:a y:== w:b y:|| y:- w:c"},
      {"a->>b<<1", "w:a y:->> w:b y:<< n:1"},
      {"1<-1", "n:1 y:< y:- n:1"},
      {"/* /* */ a", "w:a"},
      {"-- a\rb\nc", "w:c"},
      {"[a", "!:[a"},
      {"`a", "!:`a"},
  };
  for (const Row& row : rows) {
    INFO(row.source);
    CHECK(show(row.source, sql::sqlite_rules()) == row.tokens);
  }
}

TEST_CASE("comments are kept only when asked for") {
  CHECK(show("a -- b\n/* c */ d", sql::sqlite_rules(), true) == "w:a c:-- b c:/* c */ w:d");
}

TEST_CASE("a keyword is a word in any case, but no quoted name") {
  CHECK(only_token("Select", sql::sqlite_rules()).is("SELECT"));
  CHECK_FALSE(only_token("selects", sql::sqlite_rules()).is("select"));
  CHECK_FALSE(only_token("\"select\"", sql::sqlite_rules()).is("select"));
  CHECK(only_token("(", sql::sqlite_rules()).is_symbol("("));
}

TEST_CASE("folded text is equal when the server sees no difference") {
  struct Pair {
    std::string a, b;
    bool equal;
  };
  const std::vector<Pair> pairs = {
      {"SELECT  1", "select\n1", true},
      {"a/* c */+b -- d", "a + b", true},
      {"length(title)>0", "LENGTH ( title ) > 0", true},
      {"a != b", "a <> b", true},
      {"1E5", "1e5", true},
      {"'A'", "'a'", false},
      {"\"A\"", "\"a\"", false},
      {"\"a\"", "a", false},
      {"a - -1", "a --1", false},
      {"ab", "a b", false},
      {"E'a'", "E 'a'", false},
  };
  for (const Pair& pair : pairs) {
    INFO(pair.a << " / " << pair.b);
    const auto rules = sql::postgresql_rules();
    CHECK((sql::fold(pair.a, rules) == sql::fold(pair.b, rules)) == pair.equal);
  }
  CHECK(sql::fold("[A b] == `c\"` ; 'X'", sql::sqlite_rules()) == "\"A b\" = \"c\"\"\" ; 'X'");
  CHECK(sql::fold("a == b", sql::postgresql_rules()) == "a == b");
  CHECK(sql::fold("[]", sql::sqlite_rules()) == "\"\"");
}

TEST_CASE("names and strings stand for text") {
  const auto pg = sql::postgresql_rules();
  const auto lite = sql::sqlite_rules();
  CHECK(sql::name_of(only_token("Users", pg)) == "Users");
  CHECK(sql::name_of(only_token("\"a\"\"b\"", pg)) == "a\"b");
  CHECK(sql::name_of(only_token("U&\"d\\0061t\\+000061\\\\\"", pg)) == "data\\");
  CHECK(sql::name_of(only_token("[a \"b\"]", lite)) == "a \"b\"");
  CHECK(sql::name_of(only_token("`a``b`", lite)) == "a`b");
  CHECK(sql::name_of(only_token("'a'", lite)) == "a");

  const std::vector<Row> strings = {
      {"''", ""},
      {"'it''s'", "it's"},
      {"'a\\n'", "a\\n"},
      {"E'a\\n\\t\\'\\\\b''c'", "a\n\t'\\b'c"},
      {"e'\\x41\\101\\u00e9\\U0001F600\\q'", "AAé😀q"},
      {"U&'\\20AC!'", "€!"},
      {"$$it's$$", "it's"},
      {"$x$ $$ $x$", " $$ "},
      {"x'0F'", "0F"},
  };
  for (const Row& row : strings) {
    INFO(row.source);
    CHECK(sql::string_of(only_token(row.source, pg)) == row.tokens);
  }
}

TEST_CASE("what is quoted is one token that stands for the text") {
  for (const std::string text :
       {"users", "a b", "it's \"x\"", "--", "/*", "é", "'", "\"", "a]b`c"}) {
    INFO(text);
    for (const auto& rules : {sql::postgresql_rules(), sql::sqlite_rules()}) {
      CHECK(sql::name_of(only_token(sql::quote_name(text), rules)) == text);
      CHECK(sql::string_of(only_token(sql::quote_string(text), rules)) == text);
    }
  }
  CHECK(sql::quote_string("") == "''");
  CHECK_THROWS_AS(sql::quote_name(""), UsageError);
  CHECK_THROWS_AS(sql::quote_name(std::string_view("a\0b", 3)), UsageError);
}

TEST_CASE("a place in a text has a line and a column") {
  struct Place {
    std::size_t offset;
    int line, column;
  };
  for (const Place& place : {Place{0, 1, 1}, Place{2, 1, 3}, Place{3, 2, 1}, Place{4, 3, 1},
                             Place{5, 3, 2}, Place{99, 3, 3}})
    CHECK(line_and_column("ab\n\ncd", place.offset) == std::pair(place.line, place.column));
}
