#include "tests/dialects/postgresql/server.h"

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
