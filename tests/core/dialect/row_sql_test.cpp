#include "core/dialect/row_sql.h"

#include "dialects/dialects.h"
#include "tests/support/catch.h"

#include <array>

namespace dbtool {
namespace {

DataRow row(const std::string& name, const std::string& rank) {
  return {
      .values = {{"name", {Literal::Kind::text, name}}, {"rank", {Literal::Kind::number, rank}}}};
}

const Table* unknown(const Name& /*name*/) {
  return nullptr;
}

TableLookup only(const Table& table) {
  return [&table](const Name& name) { return name == table.name ? &table : nullptr; };
}

ChangeRows roles() {
  return {.table = {.name = "roles"}, .key = {"name"}};
}

std::vector<std::string> texts_of(const ChangeRows& rows, const std::string& dialect) {
  const Traits& traits = dialect_named(dialect).traits();
  std::vector<std::string> texts;
  for (const Statement& statement : row_statements(rows, traits.rows, unknown, {}))
    texts.push_back(with_values(statement, traits.rows, traits.lexical));
  return texts;
}

TEST_CASE("values are written out with their quotes doubled for scripts") {
  ChangeRows rows = roles();
  rows.values = {row("it's $1 ?1", "-2")};
  const std::string text =
      " INTO roles (name, rank) VALUES ('it''s $1 ?1', -2) ON CONFLICT (name) DO NOTHING";
  CHECK(texts_of(rows, "postgresql") == std::vector{"INSERT" + text});
  // A constraint that replaces rows must not.
  CHECK(texts_of(rows, "sqlite") == std::vector{"INSERT OR ABORT" + text});
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
  const auto statements = row_statements(rows, traits.rows, only(table), {});
  REQUIRE(statements.size() == 1);
  CHECK(
      with_values(statements[0], traits.rows, traits.lexical) ==
      "INSERT OR ABORT INTO t (id, a, b) VALUES (1, x'00fF', '\\x0') ON CONFLICT (id) DO NOTHING");
  const RowSql sql(traits.rows, table.name, only(table), {"id"});
  const std::vector<std::string> texts = {sql.text_of("a")};
  CHECK(sql.find_others({}, texts).sql ==
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
        "UPDATE OR ABORT roles SET rank = 1 WHERE name = 'a' AND (rank IS NOT 1 COLLATE BINARY)");
}

TEST_CASE("the other rows of very many are found by an expression that is not deep") {
  ChangeRows rows = roles();
  rows.mode = RowsMode::mirror;
  for (int i = 0; i < 5000; ++i) rows.values.push_back(row("n" + std::to_string(i), "1"));
  const auto connection = dialect_named("sqlite").connect({.dialect = "sqlite", .path = ":memory:"},
                                                          Access::read_write, {});
  connection->execute("CREATE TABLE roles (name TEXT PRIMARY KEY, rank INTEGER)");
  connection->execute("INSERT INTO roles VALUES ('n4999', 1), ('other', 1)");
  const auto statements = row_statements(rows, dialect_named("sqlite").traits().rows, unknown, {});
  CHECK(connection->execute(statements[0].sql, statements[0].values) == 1);
}

TEST_CASE("what somebody changed stops an update and a delete") {
  ChangeRows rows = roles();
  rows.mode = RowsMode::update;
  rows.values = {row("a", "2")};
  rows.was = {row("a", "1")};
  rows.remove = {row("b", "3")};
  const auto statements =
      row_statements(rows, dialect_named("postgresql").traits().rows, unknown, {});
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
  CHECK_THROWS_AS(row_statements(rows, dialect_named("sqlite").traits().rows, only(table), {}),
                  UsageError);
}

TEST_CASE("behind rows with numbers of their own the server goes on counting") {
  ChangeRows rows{.table = {.name = "roles"}, .key = {"id"}};
  rows.values = {{.values = {{"id", {Literal::Kind::number, "7"}}}}};
  Table table{.name = {.name = "roles"},
              .columns = {{.name = "id", .identity = Identity{}}},
              .primary_key = PrimaryKey{.columns = {"id"}}};
  const auto last_of = [&](const std::string& dialect) {
    return row_statements(rows, dialect_named(dialect).traits().rows, only(table), {}).back().sql;
  };
  CHECK(last_of("postgresql").starts_with("SELECT setval("));
  CHECK(last_of("sqlite").starts_with("INSERT"));
  table.columns[0].identity.reset();
  CHECK(last_of("postgresql").starts_with("INSERT"));
  table.columns[0].default_value = Default{Expression{"nextval('roles_id_seq'::regclass)"}};
  CHECK(last_of("postgresql").starts_with("SELECT setval("));
}

/// Prices in currencies, which are told apart by a code, and of other prices.
struct Shop {
  Table currencies = {.name = {.name = "currencies"},
                      .columns = {{.name = "id"}, {.name = "code"}},
                      .primary_key = PrimaryKey{.columns = {"id"}}};
  Table prices = {.name = {.name = "prices"},
                  .columns = {{.name = "name"}, {.name = "currency_id"}, {.name = "base"}},
                  .primary_key = PrimaryKey{.columns = {"name"}}};
  ChangeRows rows = {.table = {.name = "prices"}, .key = {"name"}};

  Shop() {
    prices.foreign_keys.add({.name = "a",
                             .columns = {"currency_id"},
                             .references = currencies.name,
                             .referenced_columns = {"id"}});
    prices.foreign_keys.add({.name = "b",
                             .columns = {"base"},
                             .references = prices.name,
                             .referenced_columns = {"name"}});
  }

  std::vector<Statement> statements(const std::string& dialect) const {
    const auto find = [this](const Name& name) {
      return name == prices.name ? &prices : name == currencies.name ? &currencies : nullptr;
    };
    return row_statements(rows, dialect_named(dialect).traits().rows, find, {});
  }
  std::vector<std::string> texts(const std::string& dialect) const {
    const Traits& traits = dialect_named(dialect).traits();
    std::vector<std::string> texts;
    for (const Statement& statement : statements(dialect))
      texts.push_back(with_values(statement, traits.rows, traits.lexical));
    return texts;
  }
};

RowValue named(const std::string& column, const std::string& text) {
  return {.parent = {{column, {{Literal::Kind::text, text}}}}};
}

TEST_CASE("a parent named by a row is looked for before anything is written, and once") {
  Shop shop;
  shop.rows.mode = RowsMode::mirror;
  shop.rows.values = {
      {.values = {{"name", {{Literal::Kind::text, "a"}}}, {"currency_id", named("code", "EUR")}}},
      {.values = {{"name", {{Literal::Kind::text, "b"}}}, {"currency_id", named("code", "EUR")}}}};
  const auto statements = shop.statements("postgresql");
  CHECK(statements[0].check_message ==
        "row prices (name: a) needs one row currencies (code: EUR) for currency_id, and {1}");
  const std::string found =
      "SELECT named.id FROM currencies AS named WHERE named.code = 'EUR' AND named.id IS NOT NULL";
  const auto texts = shop.texts("postgresql");
  REQUIRE(texts.size() == 7);
  CHECK(texts[0] ==
        "SELECT CASE n WHEN 0 THEN 'there is none' ELSE 'there are ' || n END FROM (SELECT "
        "count(*) AS n FROM (" +
            found + ") AS parents) AS counted WHERE n <> 1");
  CHECK(texts[1].starts_with("DELETE"));
  CHECK(texts[2] == "INSERT INTO prices (name, currency_id) VALUES ('a', (" + found +
                        ")) ON CONFLICT (name) DO NOTHING");
  CHECK(texts[3] == "UPDATE prices SET currency_id = (" + found +
                        ") WHERE name = 'a' AND ((currency_id IN (" + found + ")) IS NOT TRUE)");
  CHECK(texts.back() == texts[0]);
  CHECK(shop.texts("sqlite").size() == 6);
}

TEST_CASE("a parent in the same table is looked for when the rows before it are made") {
  Shop shop;
  shop.rows.values = {
      {.values = {{"name", {{Literal::Kind::text, "a"}}}}},
      {.values = {{"name", {{Literal::Kind::text, "b"}}}, {"base", named("name", "a")}}}};
  const auto statements = shop.statements("sqlite");
  REQUIRE(statements.size() == 3);
  CHECK(statements[0].sql.starts_with("INSERT"));
  CHECK(statements[1].check_message.starts_with("row prices (name: b) needs one row prices"));
}

TEST_CASE("a key and what a parent is named by may name a parent, too") {
  Shop shop;
  shop.rows.key = {"base"};
  shop.prices.uniques.add({.name = "u", .columns = {"base"}});
  shop.rows.remove = {{.values = {{"base", {.parent = {{"currency_id", named("code", "EUR")}}}}}}};
  const auto texts = shop.texts("sqlite");
  REQUIRE(texts.size() == 1);
  CHECK(texts[0] ==
        "DELETE FROM prices WHERE base IN (SELECT named.name FROM prices AS named WHERE "
        "named.currency_id IN (SELECT named.id FROM currencies AS named WHERE named.code = 'EUR' "
        "AND named.id IS NOT NULL) AND named.name IS NOT NULL)");
}

TEST_CASE("a map that names no row of another table is refused") {
  for (const auto& [column, parent, problem] : std::vector<std::array<std::string, 3>>{
           {"name", "code",
            "column \"name\" of table prices has no foreign key, and cannot name a "
            "row of another table"},
           {"currency_id", "kode",
            "table currencies has no column \"kode\" to name its rows by"}}) {
    Shop shop;
    shop.rows.values = {{.values = {{"name", {{Literal::Kind::text, "a"}}}}}};
    shop.rows.values[0].values.emplace_back(column, named(parent, "EUR"));
    try {
      shop.statements("sqlite");
      FAIL("not refused");
    } catch (const UsageError& error) {
      CHECK(error.problems().front().code == "DBT638");
      CHECK(error.problems().front().message == problem);
    }
  }
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
