#include "dialects/postgresql/index_definition.h"

#include "dialects/postgresql/postgresql.h"
#include "tests/dialects/postgresql/server.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace dbtool::postgres {
namespace {

struct Row {
  std::string definition = {};
  Index index = {};
};

const std::vector<Row> rows = {
    {"CREATE INDEX i ON public.t USING btree (a)", {.name = "i", .parts = {{.column = "a"}}}},
    {"CREATE UNIQUE INDEX \"I x\" ON public.t USING btree (a, \"B\")",
     {.name = "I x", .parts = {{.column = "a"}, {.column = "B"}}, .unique = true}},
    {"CREATE INDEX i ON ONLY public.t USING hash (a)",
     {.name = "i", .parts = {{.column = "a"}}, .method = "hash"}},
    {"CREATE INDEX i ON public.t USING btree (a DESC, b NULLS FIRST, c DESC NULLS LAST)",
     {.name = "i",
      .parts = {{.column = "a", .descending = true},
                {.column = "b", .nulls = NullsOrder::first},
                {.column = "c", .descending = true, .nulls = NullsOrder::last}}}},
    {"CREATE INDEX i ON public.t USING btree (lower(a), ((b + 1)), COALESCE(a, 'x,)'::text))",
     {.name = "i",
      .parts = {{.expression = {"lower(a)"}},
                {.expression = {"b + 1"}},
                {.expression = {"COALESCE(a, 'x,)'::text)"}}}}},
    {"CREATE INDEX i ON public.t USING btree (((a)::text) text_pattern_ops)",
     {.name = "i", .parts = {{.expression = {"(a)::text"}, .opclass = "text_pattern_ops"}}}},
    {"CREATE INDEX i ON public.t USING btree (a COLLATE \"C\" varchar_pattern_ops DESC)",
     {.name = "i",
      .parts = {{.column = "a",
                 .descending = true,
                 .opclass = "varchar_pattern_ops",
                 .collation = "C"}}}},
    {"CREATE INDEX i ON public.t USING btree (a COLLATE pg_catalog.\"de_DE\")",
     {.name = "i", .parts = {{.column = "a", .collation = "pg_catalog.de_DE"}}}},
    {"CREATE INDEX i ON public.t USING gist (a gist_trgm_ops (siglen='32'), b)",
     {.name = "i",
      .parts = {{.column = "a", .opclass = "gist_trgm_ops (siglen='32')"}, {.column = "b"}},
      .method = "gist"}},
    {"CREATE UNIQUE INDEX i ON public.t USING btree (a) INCLUDE (b, \"C, d\") NULLS NOT DISTINCT",
     {.name = "i",
      .parts = {{.column = "a"}},
      .unique = true,
      .include = {"b", "C, d"},
      .nulls_distinct = false}},
    {"CREATE INDEX i ON public.t USING btree (a) WITH (fillfactor='70', "
     "deduplicate_items='off') WHERE ((status = 'a b'::text) AND (a IS NOT NULL))",
     {.name = "i",
      .parts = {{.column = "a"}},
      .where = Expression{"(status = 'a b'::text) AND (a IS NOT NULL)"},
      .with = {{"fillfactor", "70"}, {"deduplicate_items", "off"}}}},
    {"CREATE INDEX i ON public.\"using\" USING btree (\"desc\", \"nulls\" DESC)",
     {.name = "i", .parts = {{.column = "desc"}, {.column = "nulls", .descending = true}}}},
    {"CREATE INDEX i ON public.t USING gin (tags, to_tsvector('english'::regconfig, body))",
     {.name = "i",
      .parts = {{.column = "tags"}, {.expression = {"to_tsvector('english'::regconfig, body)"}}},
      .method = "gin"}}};

TEST_CASE("index definitions: every clause the server prints is read") {
  for (const Row& row : rows) {
    INFO(row.definition);
    CHECK(parse_index_definition(row.definition) == row.index);
  }
}

TEST_CASE("index definitions: the server prints what was read from it") {
  if (test::no_server()) return;
  test::TestServer server;
  server.run(
      "CREATE TABLE t (a text, b integer, c text, \"B\" text, \"desc\" text, \"nulls\" text, "
      "tags text[], body text, v varchar(9))");
  const std::vector<std::string> definitions = {
      "CREATE INDEX i ON t (a)",
      "CREATE UNIQUE INDEX i ON t (a, \"B\") INCLUDE (b) NULLS NOT DISTINCT WITH (fillfactor=70)",
      "CREATE INDEX i ON t (a DESC, b NULLS FIRST, c COLLATE \"C\" text_pattern_ops DESC)",
      "CREATE INDEX i ON t (lower(a), (b + 1), coalesce(a, 'x,)'), (b::text)) WHERE a <> 'x' AND "
      "b IN (1, 2)",
      "CREATE INDEX i ON t (\"desc\", \"nulls\" DESC NULLS LAST)",
      "CREATE INDEX i ON t USING gin (tags, to_tsvector('english', body))",
      "CREATE INDEX i ON t USING hash (v varchar_pattern_ops)",
      "CREATE INDEX i ON t USING brin (b int4_minmax_multi_ops (values_per_range=16))"};
  for (const std::string& definition : definitions) {
    INFO(definition);
    server.run(definition);
    std::string printed = server.value("SELECT pg_get_indexdef('i'::regclass)");
    Schema schema = server.inspect();
    const Index read = *schema.tables.find({"", "t"})->indexes.find("i");
    server.run("DROP INDEX i");
    const std::vector<Operation> make = {{CreateIndex{{"", "t"}, read}}};
    for (const Statement& statement : postgresql().render(make, {})) server.run(statement.sql);
    CHECK(server.value("SELECT pg_get_indexdef('i'::regclass)") == printed);
    server.run("DROP INDEX i");
  }
}

}  // namespace
}  // namespace dbtool::postgres
