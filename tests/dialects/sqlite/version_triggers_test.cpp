#include "dialects/sqlite/version_triggers.h"

#include "tests/dialects/sqlite/database.h"

using namespace dbtool;
using dbtool::test::Database;

namespace {

Column version(const std::string& name, VersionMode mode) {
  return {.name = name,
          .type = {Integer{64}},
          .nullable = false,
          .default_value = Default{Literal{Literal::Kind::number, "1"}},
          .version = mode};
}

Table pages(VersionMode mode) {
  return {.name = {"", "pages"},
          .columns = {{.name = "id", .type = {Integer{64}}, .nullable = false},
                      {.name = "title", .type = {Text{}}},
                      version("v", mode)},
          .primary_key = PrimaryKey{.name = "pages_pkey", .columns = {"id"}}};
}

std::optional<VersionMode> mode_of(Database& database, const std::string& table) {
  for (const Column& column : database.table(table).columns)
    if (column.version) return column.version;
  return std::nullopt;
}

bool is_refused(Database& database, const std::string& sql) {
  try {
    database.connection().execute(sql);
  } catch (const DatabaseError& error) {
    return std::string(error.what()).find("stale data: ") != std::string::npos;
  }
  return false;
}

std::string triggers(Database& database) {
  return join(database.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger' ORDER BY name"),
              " ");
}

}  // namespace

TEST_CASE("version triggers: the update finds its row whatever identifies it") {
  struct Row {
    std::string what = {};
    Table table = {};
  };
  std::vector<Row> rows = {{"rowid", pages(VersionMode::bump)},
                           {"a column rowid", pages(VersionMode::bump)},
                           {"no rowid, a key of two", pages(VersionMode::bump)},
                           {"names with quotes", pages(VersionMode::bump)},
                           {"a strict table", pages(VersionMode::bump)}};
  rows[1].table.columns[1].name = "rowid";
  rows[2].table.options["sqlite.without_rowid"] = "true";
  rows[2].table.columns[1].nullable = false;
  rows[2].table.primary_key->columns = {"title", "id"};
  rows[4].table.options["sqlite.strict"] = "true";
  rows[3].table.name.name = "Pa\"ge's";
  rows[3].table.columns[2].name = "row version";
  for (const Row& row : rows) {
    for (const char* recursive : {"OFF", "ON"}) {
      INFO(row.what << ", recursive triggers " << recursive);
      Database database;
      database.run({{CreateTable{row.table}}});
      CHECK(database.table(row.table.name.name).columns[2].version == VersionMode::bump);
      CHECK(database.inspect().unmanaged.empty());
      std::string table = sql::quote_name(row.table.name.name);
      std::string column = sql::quote_name(row.table.columns[2].name);
      database.run_script("PRAGMA recursive_triggers = " + std::string(recursive));
      std::string other = row.table.columns[1].name;
      database.run_script("INSERT INTO " + table + " (id, " + other +
                          ") VALUES (1, 'a'), (2, 'b')");
      database.run_script("UPDATE " + table + " SET " + other + " = " + other + " || '!'");
      database.run_script("UPDATE " + table + " SET " + other + " = 'c' WHERE id = 2");
      CHECK(database.rows("SELECT id, " + column + " FROM " + table + " ORDER BY id") ==
            std::vector<std::string>{"1|2", "2|3"});
      CHECK(is_refused(database, "UPDATE " + table + " SET " + column + " = 9"));
    }
  }
}

TEST_CASE("version triggers: they go with their table and column through every change") {
  struct Row {
    std::string what = {};
    Operation operation = {};
    std::string triggers = {};
  };
  const Name name{"", "pages"};
  const std::vector<Row> rows = {
      {"rename of the table", {RenameTable{name, "sheets"}}, "sheets_v_bump sheets_v_guard"},
      {"rename of the column", {RenameColumn{name, "v", "w"}}, "pages_w_bump pages_w_guard"},
      {"mode",
       {AlterColumn{.table = name, .column = "v", .to = {.version = VersionMode::strict}}},
       "pages_v_guard"},
      {"a version no more",
       {AlterColumn{.table = name, .column = "v", .to = {.version = std::optional<VersionMode>()}}},
       ""},
      {"rebuild",
       {AlterColumn{.table = name, .column = "title", .to = {.type = Type{Text{40}}}}},
       "pages_v_bump pages_v_guard"},
      {"a column that is called rowid",
       {AddColumn{name, {.name = "rowid", .type = {Text{}}}}},
       "pages_v_bump pages_v_guard"},
      {"drop of the column", {DropColumn{name, "v", {}}}, ""},
      {"drop of the table", {DropTable{name, {}}}, ""}};
  for (const Row& row : rows) {
    INFO(row.what);
    Database database;
    database.run({{CreateTable{pages(VersionMode::bump)}}});
    Schema before = database.inspect();
    std::vector<Operation> back = reverse(row.operation, before);
    database.run_script("INSERT INTO pages (id, title) VALUES (1, 'a')");
    database.run({row.operation});
    CHECK(triggers(database) == row.triggers);
    Schema wanted = before;
    apply(row.operation, wanted);
    CHECK(database.inspect() == wanted);
    if (std::holds_alternative<DropTable>(row.operation.what)) continue;
    database.run(back);
    CHECK(database.inspect() == before);
    CHECK(triggers(database) == "pages_v_bump pages_v_guard");
    database.run_script("UPDATE pages SET title = 'b'");
    CHECK(database.value("SELECT v FROM pages") == "2");
  }
}

TEST_CASE("version triggers: they are known after a rename that SQL did") {
  Database database;
  database.run({{CreateTable{pages(VersionMode::bump)}}});
  database.run_script(
      "ALTER TABLE pages RENAME TO \"My sheets\"; ALTER TABLE \"My sheets\" RENAME v TO \"the v\"");
  CHECK(mode_of(database, "My sheets") == VersionMode::bump);
  database.run({{DropColumn{{"", "My sheets"}, "the v", {}}}});
  CHECK(triggers(database).empty());
}

TEST_CASE("version triggers: one that was changed by hand is a difference and makes room") {
  Database database;
  database.run({{CreateTable{pages(VersionMode::strict)}}});
  std::string text = database.stored("pages_v_guard");
  database.run_script("DROP TRIGGER pages_v_guard");
  database.run_script(replace_all(text, "+ 1", "+ 2"));
  CHECK(mode_of(database, "pages") == std::nullopt);
  CHECK(database.inspect().unmanaged.size() == 1);
  database.run({{AlterColumn{
      .table = {"", "pages"}, .column = "v", .to = {.version = VersionMode::strict}}}});
  CHECK(mode_of(database, "pages") == VersionMode::strict);
  CHECK(database.inspect().unmanaged.empty());
}
