#include "dialects/postgresql/version_trigger.h"

#include "core/support/text.h"
#include "dialects/postgresql/postgresql.h"
#include "tests/dialects/postgresql/server.h"

using namespace dbtool;
using namespace dbtool::test;

namespace {

const Scope both_schemas{.schemas = {"shop"}};
const char* const functions =
    "SELECT string_agg(p.oid::regprocedure::text, ' ' ORDER BY 1) FROM pg_proc p "
    "WHERE obj_description(p.oid, 'pg_proc') LIKE 'dbtool:version:1%'";

Table pages(const Name& name, const std::string& column, VersionMode mode) {
  return {.name = name,
          .columns = {{.name = "id", .type = {Integer{64}}, .nullable = false},
                      {.name = "title", .type = {Text{}}},
                      {.name = column,
                       .type = {Integer{64}},
                       .nullable = false,
                       .default_value = Default{Literal{Literal::Kind::number, "1"}},
                       .version = mode}},
          .primary_key = PrimaryKey{.name = name.name + "_pkey", .columns = {"id"}}};
}

void run(TestServer& server, const std::vector<Operation>& operations) {
  for (const Statement& statement :
       postgresql().render(operations, tables_in(postgresql(), server.connection()))) {
    INFO(statement.sql);
    server.run(statement.sql);
  }
}

std::string refusal(TestServer& server, const std::string& sql) {
  try {
    server.run(sql);
  } catch (const DatabaseError& error) {
    return error.details().sqlstate;
  }
  return "none";
}

}  // namespace

TEST_CASE("version trigger: it goes with its table and column through every change") {
  if (no_server()) return;
  const Name name{"shop", "Pa\"ges"};
  const std::string column = "row version";
  struct Row {
    std::string what = {};
    Operation operation = {};
  };
  auto mode = [](std::optional<VersionMode> to) { return ColumnChange{.version = to}; };
  const std::vector<Row> rows = {
      {"rename of the table", {RenameTable{name, "sheets"}}},
      {"rename of the column", {RenameColumn{name, column, "w"}}},
      {"mode", {AlterColumn{.table = name, .column = column, .to = mode(VersionMode::strict)}}},
      {"a version no more", {AlterColumn{.table = name, .column = column, .to = mode({})}}},
      {"its type",
       {AlterColumn{.table = name, .column = column, .to = {.type = Type{Integer{32}}}}}},
      {"drop of the column", {DropColumn{name, column, {}}}},
      {"drop of the table", {DropTable{name, {}}}}};
  TestServer server;
  server.run("CREATE SCHEMA shop");
  for (const Row& row : rows) {
    INFO(row.what);
    run(server, {{CreateTable{pages(name, column, VersionMode::bump)}}});
    server.run("INSERT INTO shop.\"Pa\"\"ges\" VALUES (1, 'a')");
    Schema before = server.inspect(both_schemas);
    CHECK(before.unmanaged.empty());
    CHECK(before.tables.find(name)->columns[2].version == VersionMode::bump);
    Schema wanted = before;
    apply(row.operation, wanted);
    run(server, {row.operation});
    CHECK(server.inspect(both_schemas) == wanted);
    run(server, reverse(row.operation, before));
    CHECK(server.inspect(both_schemas) == before);
    server.run("INSERT INTO shop.\"Pa\"\"ges\" VALUES (2, 'a')");
    server.run("UPDATE shop.\"Pa\"\"ges\" SET title = 'b' WHERE id = 2");
    CHECK(server.value("SELECT \"row version\" FROM shop.\"Pa\"\"ges\" WHERE id = 2") == "2");
    CHECK(refusal(server, "UPDATE shop.\"Pa\"\"ges\" SET \"row version\" = 9") == "DT001");
    run(server, {{DropTable{name, {}}}});
    CHECK(server.value(functions).empty());
  }
}

TEST_CASE("version trigger: tables share the function until the last one goes") {
  if (no_server()) return;
  TestServer server;
  run(server, {{CreateTable{pages({"", "a"}, "v", VersionMode::strict)}},
               {CreateTable{pages({"", "b"}, "v", VersionMode::strict)}}});
  run(server, {{DropTable{{"", "a"}, pages({"", "a"}, "v", VersionMode::strict)}}});
  CHECK(server.value(functions) == "dbtool_strict_v()");
  server.run("INSERT INTO b VALUES (1, 'a')");
  CHECK(refusal(server, "UPDATE b SET title = 'b'") == "DT001");
  run(server, {{DropColumn{{"", "b"}, "v", {}}}});
  CHECK(server.value(functions).empty());
}

TEST_CASE("version trigger: one that was changed or switched off is none, and is made again") {
  if (no_server()) return;
  const std::vector<std::string> changes = {
      "ALTER TABLE a DISABLE TRIGGER dbtool_strict_v",
      "CREATE OR REPLACE FUNCTION dbtool_strict_v() RETURNS trigger LANGUAGE plpgsql AS "
      "'BEGIN RETURN NEW; END'",
      "DROP TRIGGER dbtool_strict_v ON a"};
  for (const std::string& change : changes) {
    INFO(change);
    TestServer server;
    run(server, {{CreateTable{pages({"", "a"}, "v", VersionMode::strict)}}});
    Schema before = server.inspect();
    server.run(change);
    CHECK(server.inspect().tables.begin()->columns[2].version == std::nullopt);
    run(server,
        {{AlterColumn{.table = {"", "a"}, .column = "v", .to = {.version = VersionMode::strict}}}});
    CHECK(server.inspect() == before);
  }
}

TEST_CASE("version trigger: the column cannot be dropped underneath it") {
  if (no_server()) return;
  TestServer server;
  run(server, {{CreateTable{pages({"", "a"}, "v", VersionMode::strict)}}});
  CHECK(refusal(server, "ALTER TABLE a DROP COLUMN v") == "2BP01");
}
