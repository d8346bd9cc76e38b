#include "dialects/postgresql/expressions.h"

#include "dialects/postgresql/expression_tree.h"
#include "tests/dialects/postgresql/server.h"

using namespace dbtool;
using namespace dbtool::test;
using postgres::same_expression;
using postgres::without_outer_parentheses;

namespace {

const char* const table_sql = R"(
CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad');
CREATE TABLE t (
  a text, b text, v varchar(40), w varchar, c char(3), m mood, n integer, big bigint, small smallint,
  price numeric(12, 2), r real, d double precision, yes boolean, day date, at timestamp,
  atz timestamptz, span interval, u uuid, j jsonb, js json, tags text[], codes integer[],
  moods mood[], "Odd Name" text, blob bytea))";

// What people write; each is made a check of the table and read back.
const std::vector<std::string> understood = {
    "n >= 0",
    "n > 0 AND n < 100",
    "big >= 0",
    "small > 1",
    "price >= 0",
    "price > 0.5",
    "price >= 0 AND price <= 100",
    "r > 0",
    "d > 0",
    "d > 0.5",
    "n > 0.5",
    "price > n",
    "price >= -1",
    "n > -1",
    "n between 1 and 10",
    "n NOT BETWEEN 1 AND 10",
    "price BETWEEN 0 AND 1",
    "n = 1 OR n = 2 OR n = 3",
    "n = 1 OR (n = 2 OR n = 3)",
    "NOT (n = 1)",
    "not n = 1",
    "n != 1",
    "n <> 1",
    "n IN (1, 2, 3)",
    "n IN (1)",
    "n NOT IN (1, 2)",
    "big IN (1, 2)",
    "small IN (1, 2)",
    "price IN (1, 2)",
    "price IN (0.5, 1)",
    "d IN (1, 2)",
    "n IN (-1, 1)",
    "a IN ('x', 'y')",
    "a NOT IN ('x', 'y')",
    "a IN ('x')",
    "v IN ('x', 'y')",
    "v IN ('x')",
    "w NOT IN ('x', 'y')",
    "c IN ('x', 'y')",
    "m IN ('sad', 'ok')",
    "m = 'ok'",
    "m <> 'ok'",
    "m <> 'ok' OR at IS NOT NULL",
    "a = 'x'",
    "v = 'x'",
    "w = 'x'",
    "c = 'x'",
    "v = a",
    "v = w",
    "a = b",
    "'x' = a",
    "a > b",
    "a LIKE '%@%'",
    "v LIKE '%@%'",
    "v NOT LIKE '%@%'",
    "a ILIKE 'x%'",
    "v NOT ILIKE 'x%'",
    "a ~ '^[a-z]+$'",
    "v ~* '^x'",
    "v !~ '^x'",
    "c LIKE 'x%'",
    "a LIKE b",
    "length(a) > 0",
    "length(v) > 0",
    "char_length(v) > 2",
    "lower(a) = a",
    "lower(v) = v",
    "upper(v) <> ''",
    "trim(a) <> ''",
    "btrim(v) <> ''",
    "ltrim(a) = a",
    "trim(both 'x' from a) = a",
    "left(v, 1) = 'x'",
    "substr(v, 1, 2) = 'xy'",
    "substring(v from 1 for 2) = 'xy'",
    "position('@' in v) > 1",
    "strpos(v, '@') > 1",
    "replace(v, 'a', 'b') = v",
    "split_part(v, '@', 1) <> ''",
    "coalesce(a, '') <> ''",
    "coalesce(v, '') <> ''",
    "coalesce(n, 0) > 0",
    "coalesce(price, 0) > 0",
    "coalesce(big, 0) > 0",
    "nullif(a, '') IS NOT NULL",
    "nullif(v, '') IS NOT NULL",
    "greatest(n, 0) > 0",
    "least(n, 5) < 3",
    "a || b <> ''",
    "a || 'x' <> 'xx'",
    "v || '@' <> 'x'",
    "a || v <> ''",
    "n + 1 > 0",
    "n * 2 > big",
    "price * 2 > 0",
    "price / 2 > 0.5",
    "n % 2 = 0",
    "n - 1 > 0 - 5",
    "-n < 0",
    "n + small > 0",
    "d * 2 > 0",
    "yes",
    "NOT yes",
    "yes = true",
    "yes IS TRUE",
    "yes IS NOT FALSE",
    "yes IS NULL",
    "a IS NULL",
    "a IS NOT NULL",
    "(a IS NULL) = (b IS NULL)",
    "a IS NULL OR b IS NULL",
    "a IS DISTINCT FROM b",
    "a IS NOT DISTINCT FROM 'x'",
    "v IS DISTINCT FROM 'x'",
    "a ISNULL",
    "a NOTNULL",
    "day > '2020-01-01'",
    "day > DATE '2020-01-01'",
    "at > atz",
    "atz > now()",
    "day >= CURRENT_DATE",
    "day - day > 3",
    "day + 1 > day",
    "atz > CURRENT_TIMESTAMP",
    "at > day",
    "span > INTERVAL '1 day'",
    "span > '1 day'",
    "at + interval '1 day' > at",
    "extract(year from day) > 2000",
    "date_trunc('day', at) = at",
    "u <> '00000000-0000-0000-0000-000000000000'",
    "j ? 'x'",
    "j ->> 'x' = 'y'",
    "j -> 'x' IS NOT NULL",
    "(j ->> 'n')::int > 0",
    "(j ->> 'n')::numeric >= 0",
    "j @> '{}'",
    "jsonb_typeof(j) = 'object'",
    "js ->> 'x' = 'y'",
    "'x' = ANY (tags)",
    "1 = ANY (codes)",
    "n = ANY (codes)",
    "a = ANY (ARRAY['x', 'y'])",
    "v = ANY (ARRAY['x', 'y'])",
    "n = ANY (ARRAY[1, 2])",
    "cardinality(tags) > 0",
    "array_length(tags, 1) > 0",
    "tags @> '{}'",
    "tags[1] = 'x'",
    "codes[1] > 0",
    "\"Odd Name\" = 'x'",
    "t.n > 0",
    "N > 0",
    "a::text = 'x'",
    "n::bigint > 5",
    "n::numeric > 5",
    "a::integer > 5",
    "CAST(a AS integer) > 5",
    "CAST(n AS text) = '5'",
    "v::text = 'x'",
    "'x'::text = a",
    "n::text LIKE '5%'",
    "CASE WHEN n > 0 THEN a IS NOT NULL ELSE true END",
    "CASE WHEN n > 0 THEN 'x' ELSE 'y' END = a",
    "CASE n WHEN 1 THEN a ELSE b END = 'x'",
    "CASE WHEN yes THEN 1 ELSE 0 END + n = 1",
    "(n > 0) = yes",
    "n > 0 AND (a = 'x' OR b = 'y')",
    "n > 0 AND n < 5 AND (m = 'ok' OR m = 'sad')",
    "atz AT TIME ZONE 'UTC' > at",
    "a COLLATE \"C\" > 'x'",
    "n > 3000000000",
    "big < 3000000000",
    "big > -3000000000",
    "trim(v) <> ''",
    "trim(leading from v) = v",
    "rtrim(v, 'x') = v",
    "position('@' in a) > 1",
    "a <> ''",
    "a <> 'it''s'",
    "a <> E'a\\\\b'",
    "n /* why */ > 0",
    "v = lower(v)",
    "octet_length(a) < 10",
    "starts_with(v, 'x')",
    "md5(v) <> ''",
    "n & 1 = 1",
    "n > 0 IS TRUE",
    "(a, b) IS NOT NULL OR n > 0",
};

/// What the server prints of each.
std::vector<std::string> printed(TestServer& server, const std::vector<std::string>& all) {
  std::vector<std::string> texts;
  for (const std::string& written : all) {
    INFO(written);
    server.run("ALTER TABLE t ADD CONSTRAINT k CHECK (" + written + ")");
    texts.push_back(server.value(
        "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conrelid = 't'::regclass"));
    server.run("ALTER TABLE t DROP CONSTRAINT k");
  }
  return texts;
}

std::string flat(const std::string& text) {
  return postgres::normal_form(postgres::parse_expression(text).value());
}

}  // namespace

TEST_CASE("expressions: what the server prints of a check is known without asking it") {
  if (no_server()) return;
  TestServer server;
  server.run(table_sql);
  const Table table = *server.inspect().tables.begin();
  std::vector<std::string> texts = printed(server, understood);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    INFO(understood[i]);
    INFO(texts[i]);
    CHECK(same_expression(understood[i], without_outer_parentheses(texts[i]), table));
  }
}

TEST_CASE("expressions: none is taken for another") {
  if (no_server()) return;
  TestServer server;
  server.run(table_sql);
  const Table table = *server.inspect().tables.begin();
  std::vector<std::string> texts = printed(server, understood);
  for (std::size_t i = 0; i < texts.size(); ++i)
    for (std::size_t j = 0; j < texts.size(); ++j) {
      if (flat(texts[i]) == flat(texts[j]) || !same_expression(understood[i], texts[j], table))
        continue;
      FAIL_CHECK(understood[i] + "  is not  " + texts[j]);
    }
}

TEST_CASE("expressions: what only the server can tell is left to it") {
  const Table table{.name = {"", "t"}, .columns = {{.name = "a", .type = {Text{}}}}};
  CHECK_FALSE(same_expression("f(a, 'x')", "f(a, 'x'::citext)", table));
  CHECK_FALSE(same_expression("a SIMILAR TO 'x'", "a ~ similar_to_escape('x'::text)", table));
  CHECK_FALSE(same_expression("unheard > 0", "unheard > (0)::numeric", table));
  CHECK_FALSE(same_expression("a > (SELECT 1)", "a > (SELECT 2)", table));
  CHECK_FALSE(same_expression("a >", "a <", table));
  CHECK(same_expression("A  =  'x' -- why", "((a = 'x'))", table));
}

TEST_CASE("expressions: outer parentheses go only when they hold all of it") {
  CHECK(without_outer_parentheses("((a) = (b))") == "(a) = (b)");
  CHECK(without_outer_parentheses("(a) = (b)") == "(a) = (b)");
  CHECK(without_outer_parentheses("(a = ')')") == "a = ')'");
  CHECK(without_outer_parentheses("()") == "");
}
