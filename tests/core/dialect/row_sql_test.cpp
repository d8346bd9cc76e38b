#include "core/dialect/row_sql.h"

#include "dialects/dialects.h"
#include "tests/support/catch.h"

namespace dbtool {
namespace {

DataRow row(const std::string& name, const std::string& rank) {
  return {
      .values = {{"name", {Literal::Kind::text, name}}, {"rank", {Literal::Kind::number, rank}}}};
}

ChangeRows roles() {
  return {.table = {.name = "roles"}, .key = {"name"}};
}

std::vector<std::string> texts_of(const ChangeRows& rows, const std::string& dialect) {
  const Traits& traits = dialect_named(dialect).traits();
  std::vector<std::string> texts;
  for (const Statement& statement : row_statements(rows, traits.rows, nullptr, {}))
    texts.push_back(with_values(statement, traits.rows, traits.lexical));
  return texts;
}

TEST_CASE("values are written out with their quotes doubled for scripts") {
  ChangeRows rows = roles();
  rows.values = {row("it's $1 ?1", "-2")};
  for (const char* dialect : {"sqlite", "postgresql"})
    CHECK(texts_of(rows, dialect) ==
          std::vector<std::string>{"INSERT INTO roles (name, rank) VALUES ('it''s $1 ?1', -2) ON "
                                   "CONFLICT (name) DO NOTHING"});
}

TEST_CASE("bytes are written as in PostgreSQL, and are bytes in SQLite, too") {
  const Table table = {.name = {.name = "t"},
                       .columns = {{.name = "id", .type = {Integer{}}},
                                   {.name = "a", .type = {Bytes{}}},
                                   {.name = "b", .type = {Bytes{}}}},
                       .primary_key = PrimaryKey{.columns = {"id"}}};
  const Traits& traits = dialect_named("sqlite").traits();
  const ChangeRows rows = {.table = table.name,
                           .key = {"id"},
                           .values = {{.values = {{"id", {Literal::Kind::number, "1"}},
                                                  {"a", {Literal::Kind::text, "\\x00fF"}},
                                                  {"b", {Literal::Kind::text, "\\x0"}}}}}};
  const auto statements = row_statements(rows, traits.rows, &table, {});
  REQUIRE(statements.size() == 1);
  CHECK(with_values(statements[0], traits.rows, traits.lexical) ==
        "INSERT INTO t (id, a, b) VALUES (1, x'00fF', '\\x0') ON CONFLICT (id) DO NOTHING");
  const std::vector<std::string> columns = {"a"};
  CHECK(RowSql(traits.rows, table.name, &table, {"id"}).find_others({}, columns).sql ==
        "SELECT 1, CASE typeof(a) WHEN 'blob' THEN '\\x' || lower(hex(a)) ELSE CAST(a AS TEXT) END "
        "FROM t");
}

TEST_CASE("a row that is set is written only when it differs") {
  ChangeRows rows = roles();
  rows.mode = RowsMode::update;
  rows.values = {row("a", "1")};
  CHECK(texts_of(rows, "postgresql").back() ==
        "UPDATE roles SET rank = 1 WHERE name = 'a' AND (rank IS DISTINCT FROM 1)");
  CHECK(texts_of(rows, "sqlite").back() ==
        "UPDATE roles SET rank = 1 WHERE name = 'a' AND (rank IS NOT 1 COLLATE BINARY)");
}

TEST_CASE("what somebody changed stops an update and a delete") {
  ChangeRows rows = roles();
  rows.mode = RowsMode::update;
  rows.values = {row("a", "2")};
  rows.was = {row("a", "1")};
  rows.remove = {row("b", "3")};
  const auto statements =
      row_statements(rows, dialect_named("postgresql").traits().rows, nullptr, {});
  REQUIRE(statements.size() == 5);
  CHECK(statements[0].check_message == "row roles (name: b) was changed, and is not deleted: {1}");
  CHECK(statements[1].row.removes);
  CHECK(statements[2].check_message == "row roles (name: a) is not there any more");
  CHECK(statements[3].check_message == "row roles (name: a) was changed: {1}");
  CHECK(statements[4].sql.starts_with("UPDATE"));
}

TEST_CASE("the key of rows must be unique in a table that is known") {
  ChangeRows rows = roles();
  rows.key = {"rank"};
  rows.values = {row("a", "1")};
  const Table table{.name = {.name = "roles"},
                    .columns = {{.name = "name"}, {.name = "rank"}},
                    .primary_key = PrimaryKey{.columns = {"name"}}};
  CHECK_THROWS_AS(row_statements(rows, dialect_named("sqlite").traits().rows, &table, {}),
                  UsageError);
}

TEST_CASE("behind rows with numbers of their own the server goes on counting") {
  ChangeRows rows{.table = {.name = "roles"}, .key = {"id"}};
  rows.values = {{.values = {{"id", {Literal::Kind::number, "7"}}}}};
  Table table{.name = {.name = "roles"},
              .columns = {{.name = "id", .identity = Identity{}}},
              .primary_key = PrimaryKey{.columns = {"id"}}};
  const auto last_of = [&](const std::string& dialect) {
    return row_statements(rows, dialect_named(dialect).traits().rows, &table, {}).back().sql;
  };
  CHECK(last_of("postgresql").starts_with("SELECT setval("));
  CHECK(last_of("sqlite").starts_with("INSERT"));
  table.columns[0].identity.reset();
  CHECK(last_of("postgresql").starts_with("INSERT"));
  table.columns[0].default_value = Default{Expression{"nextval('roles_id_seq'::regclass)"}};
  CHECK(last_of("postgresql").starts_with("SELECT setval("));
}

TEST_CASE("the way back of rows deletes what was made and restores what was") {
  ChangeRows rows = roles();
  rows.values = {row("a", "2"), row("new", "5")};
  rows.was = {row("a", "1")};
  rows.remove = {row("b", "3")};
  const std::vector<Operation> back = reverse(rows, Schema{});
  REQUIRE(back.size() == 2);
  const auto& first = std::get<ChangeRows>(back[0].what);
  CHECK(first.remove == std::vector{row("new", "5")});
  CHECK(first.values == std::vector{row("a", "1")});
  CHECK(first.was == std::vector{row("a", "2")});
  CHECK(std::get<ChangeRows>(back[1].what).values == std::vector{row("b", "3")});
}

TEST_CASE("the bounds of a batch are words with one colon") {
  CHECK(with_bounds("a > :after AND b::after <= :upto -- :upto", "1", "9") ==
        "a > 1 AND b::after <= 9 -- :upto");
  CHECK(has_bounds("i > :after AND i <= :upto"));
  CHECK_FALSE(has_bounds("i > ':after' AND i <= :upto"));
}

}  // namespace
}  // namespace dbtool
