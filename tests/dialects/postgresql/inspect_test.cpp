#include "tests/dialects/postgresql/server.h"

#include <algorithm>

using namespace dbtool;
using namespace dbtool::test;

TEST_CASE("inspect: an empty database is an empty schema") {
  if (no_server()) return;
  TestServer server;
  CHECK(server.inspect() == Schema{});
}

TEST_CASE("inspect: columns come with type, nullability, default and comment") {
  if (no_server()) return;
  TestServer server;
  server.run(
      "CREATE TYPE mood AS ENUM ('sad', 'it''s ok');"
      "CREATE TABLE people (id bigint GENERATED ALWAYS AS IDENTITY (START WITH 10) PRIMARY KEY,"
      " name varchar(40) COLLATE \"C\" DEFAULT 'x' NOT NULL, m mood DEFAULT 'sad', tags text[]);"
      "COMMENT ON COLUMN people.name IS 'what they are called'");
  Schema schema = server.inspect();
  REQUIRE(schema.tables.size() == 1);
  const Table& people = *schema.tables.begin();
  REQUIRE(people.columns.size() == 4);
  CHECK(people.columns[0] ==
        Column{.name = "id",
               .type = {Integer{64}},
               .nullable = false,
               .identity = Identity{.always = true, .options = {.start = 10}}});
  CHECK(people.columns[1] == Column{.name = "name",
                                    .type = {Text{.length = 40}},
                                    .nullable = false,
                                    .default_value = Default{Literal{Literal::Kind::text, "x"}},
                                    .collation = "C",
                                    .comment = "what they are called"});
  CHECK(people.columns[2] == Column{.name = "m",
                                    .type = {Named{{"", "mood"}}},
                                    .default_value = Default{Literal{Literal::Kind::text, "sad"}}});
  CHECK(people.columns[3] ==
        Column{.name = "tags", .type = {.kind = Text{}, .array_dimensions = 1}});
  CHECK(people.primary_key == PrimaryKey{.name = "people_pkey", .columns = {"id"}});
  CHECK(*schema.enums.begin() == Enum{.name = {"", "mood"}, .values = {"sad", "it's ok"}});
}

TEST_CASE("inspect: what is left alone is named") {
  if (no_server()) return;
  TestServer server;
  server.run(R"(
CREATE EXTENSION btree_gist;
CREATE TABLE t (id integer PRIMARY KEY, r int4range, CONSTRAINT ex EXCLUDE USING gist (r WITH &&));
CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;
CREATE INDEX m_a ON m (a);
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION e();
CREATE COLLATION german FROM "C";
CREATE PUBLICATION news FOR TABLE t;
CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq);
ALTER TABLE t REPLICA IDENTITY FULL;
COMMENT ON CONSTRAINT t_pkey ON t IS 'the key';
COMMENT ON INDEX t_pkey IS 'its index';
COMMENT ON COLUMN m.a IS 'one';
GRANT SELECT ON t TO PUBLIC)");
  auto names = [](const Schema& schema) {
    std::vector<std::string> all;
    for (const Unmanaged& one : schema.unmanaged) all.push_back(one.kind + " " + one.name);
    return all;
  };
  const Schema schema = server.inspect();
  CHECK(names(schema) ==
        std::vector<std::string>{
            "collation public.german", "comment on column a of m",
            "comment on constraint t_pkey of t", "comment on index t_pkey", "event trigger watch",
            "exclusion constraint ex on t", "extension btree_gist", "function e()",
            "function f(integer)", "grants on t", "index m_a on m",
            "operator public.===(integer,integer)", "publication news", "replica identity on t"});
  auto definition = [](const Schema& from) {
    return std::ranges::find(from.unmanaged, "function f(integer)",
                             [](const Unmanaged& one) { return one.kind + " " + one.name; })
        ->definition;
  };
  CHECK(definition(schema).empty());
  const std::string before = definition(server.inspect({.definitions = true}));
  server.run("CREATE OR REPLACE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 2'");
  CHECK(definition(server.inspect({.definitions = true})) != before);
}
