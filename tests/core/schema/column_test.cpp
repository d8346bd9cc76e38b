// Columns: each attribute is read to the right value, in both forms and with every override.
#include "tests/core/schema/reading.h"

#include <string>
#include <vector>

using namespace dbtool;

namespace {

using Kind = Literal::Kind;

Column read_one(const std::string& text, const std::string& dialect = "postgresql") {
  Model model = test::load(
      "dbtool: 1\nenums: { state: [a, b] }\ntables:\n  t:\n    columns:\n"
      "      key: { type: bigint, primary_key: true }\n      c: " +
          text + "\n",
      dialect);
  return model.schema.tables.find({"", "t"})->columns.at(1);
}

Column made(Column column) {
  column.name = "c";
  return column;
}

Default value(Kind kind, const std::string& text) {
  return {Literal{kind, text}};
}

}  // namespace

TEST_CASE("columns: the line says type, nullability and default") {
  struct Row {
    std::string text = {};
    Column column = {};
  };
  const std::vector<Row> rows = {
      {"text", {.type = {Text{}}}},
      {"TEXT NOT NULL", {.type = {Text{}}, .nullable = false}},
      {"text null", {.type = {Text{}}}},
      {"numeric(10, 2) not null default 0.50",
       {.type = {Decimal{10, 2}}, .nullable = false, .default_value = value(Kind::number, "0.50")}},
      {"double precision", {.type = {Float{64}}}},
      {"timestamp(3) with time zone default now()",
       {.type = {Timestamp{3, true}}, .default_value = Default{NeutralFunction::now}}},
      {"\"text default 'it''s: # not null'\"",
       {.type = {Text{}}, .default_value = value(Kind::text, "it's: # not null")}},
      {"integer default -1", {.type = {Integer{32}}, .default_value = value(Kind::number, "-1")}},
      {"integer default (1)", {.type = {Integer{32}}, .default_value = value(Kind::number, "1")}},
      {"integer default (1) + (2)",
       {.type = {Integer{32}}, .default_value = Default{Expression{"(1) + (2)"}}}},
      {"boolean default true",
       {.type = {Boolean{}}, .default_value = value(Kind::boolean, "true")}},
      {"boolean default 'f'",
       {.type = {Boolean{}}, .default_value = value(Kind::boolean, "false")}},
      {"text default null", {.type = {Text{}}}},
      {"text default upper('x')",
       {.type = {Text{}}, .default_value = Default{Expression{"upper('x')"}}}},
      {"state default 'b'",
       {.type = {Named{{"", "state"}}}, .default_value = value(Kind::text, "b")}},
      {"'text[]'", {.type = {Text{}, 1}}},
      {"boolean default (key is not null)",
       {.type = {Boolean{}}, .default_value = Default{Expression{"key is not null"}}}},
      {"uuid default uuid()", {.type = {Uuid{}}, .default_value = Default{NeutralFunction::uuid}}}};
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(read_one(row.text) == made(row.column));
  }
}

TEST_CASE("columns: the map says each attribute") {
  struct Row {
    std::string text = {};
    Column column = {};
  };
  const std::vector<Row> rows = {
      {"{ type: text }", {.type = {Text{}}}},
      {"{ type: text, nullable: false }", {.type = {Text{}}, .nullable = false}},
      {"{ type: text, comment: \"what: it # is\" }",
       {.type = {Text{}}, .comment = "what: it # is"}},
      {"{ type: bigint, identity: true }",
       {.type = {Integer{64}}, .nullable = false, .identity = Identity{}}},
      {"{ type: bigint, identity: always }",
       {.type = {Integer{64}}, .nullable = false, .identity = Identity{.always = true}}},
      {"{ type: bigint, identity: by default }",
       {.type = {Integer{64}}, .nullable = false, .identity = Identity{}}},
      {"{ type: bigint, identity: false }", {.type = {Integer{64}}}},
      {"{ type: bigint, identity: { mode: always, start: 10, increment: -2, min: -100, max: 10, "
       "cache: 5, cycle: true } }",
       {.type = {Integer{64}},
        .nullable = false,
        .identity = Identity{true, {10, -2, -100, 10, 5, true}}}},
      {"{ type: integer, generated: key + 1 }",
       {.type = {Integer{32}}, .generated = Generated{{"key + 1"}, true}}},
      {"{ type: integer, generated: { sql: { postgresql: key + 2, sqlite: key + 3 }, stored: true "
       "} }",
       {.type = {Integer{32}}, .generated = Generated{{"key + 2"}, true}}},
      {"{ type: text, collation: de_DE }", {.type = {Text{}}, .collation = "de_DE"}},
      {"{ type: text, collation: { sqlite: NOCASE } }", {.type = {Text{}}}},
      {"{ type: text, storage: external, compression: lz4, statistics: 500 }",
       {.type = {Text{}},
        .options = {{"postgresql.storage", "external"},
                    {"postgresql.compression", "lz4"},
                    {"postgresql.statistics", "500"}}}},
      {"{ type: { native: \"geometry(Point, 4326)\" } }",
       {.type = {Native{"geometry(Point, 4326)"}}}},
      {"{ type: { postgresql: { native: tsvector }, sqlite: text } }",
       {.type = {Native{"tsvector"}}}},
      {"{ type: { enum: state } }", {.type = {Named{{"", "state"}}}}},
      {"{ type: \"state[]\" }", {.type = {Named{{"", "state"}}, 1}}},
      {"{ type: text, sqlite: { type: integer, nullable: false } }", {.type = {Text{}}}},
      {"{ type: text, postgresql: { type: jsonb, nullable: false, default: \"{}\" } }",
       {.type = {Json{true}}, .nullable = false, .default_value = value(Kind::text, "{}")}},
      {"{ type: text, x-owner: me, x-tags: [a, b] }", {.type = {Text{}}}}};
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(read_one(row.text) == made(row.column));
  }
}

TEST_CASE("columns: options of PostgreSQL mean nothing to SQLite") {
  CHECK(read_one("{ type: text, storage: external, compression: lz4, statistics: 5 }", "sqlite") ==
        made({.type = {Text{}}}));
  CHECK(read_one("{ type: text, collation: { sqlite: NOCASE } }", "sqlite").collation == "NOCASE");
  CHECK(read_one("{ type: { postgresql: inet, sqlite: text } }", "sqlite").type == Type{Text{}});
  CHECK(read_one("{ type: text, only: [postgresql, sqlite] }", "sqlite").type == Type{Text{}});
}

TEST_CASE("columns: a default is a value, a function or an expression") {
  struct Row {
    std::string type = {};
    std::string text = {};
    std::optional<Default> wanted = {};
  };
  const std::vector<Row> rows = {
      {"text", "draft", value(Kind::text, "draft")},
      {"text", "1", value(Kind::text, "1")},
      {"text", "0123", value(Kind::text, "0123")},
      {"text", "true", value(Kind::text, "true")},
      {"text", "yes", value(Kind::text, "yes")},
      {"text", "\"null\"", value(Kind::text, "null")},
      {"text", "null", std::nullopt},
      {"text", "~", std::nullopt},
      {"text", "\"\"", value(Kind::text, "")},
      {"text", "now", value(Kind::text, "now")},
      {"text", "a (b)", value(Kind::text, "a (b)")},
      {"date", "2026-01-01", value(Kind::text, "2026-01-01")},
      {"json", "\"{}\"", value(Kind::text, "{}")},
      {"state", "a", value(Kind::text, "a")},
      {"integer", "7", value(Kind::number, "7")},
      {"integer", "\"7\"", value(Kind::number, "7")},
      {"integer", "007", value(Kind::number, "7")},
      {"integer", "-0", value(Kind::number, "-0")},
      {"numeric", "1e3", value(Kind::number, "1e3")},
      {"numeric", ".5", value(Kind::number, "0.5")},
      {"boolean", "TRUE", value(Kind::boolean, "true")},
      {"boolean", "1", value(Kind::boolean, "true")},
      {"boolean", "f", value(Kind::boolean, "false")},
      {"timestamptz", "now()", Default{NeutralFunction::now}},
      {"timestamptz", "\"NOW()\"", Default{NeutralFunction::now}},
      {"timestamptz", "current_timestamp", Default{NeutralFunction::now}},
      {"date", "current_date", Default{NeutralFunction::current_date}},
      {"time", "CURRENT_TIME", Default{NeutralFunction::current_time}},
      {"uuid", "uuid()", Default{NeutralFunction::uuid}},
      {"uuid", "gen_random_uuid()", Default{NeutralFunction::uuid}},
      {"text", "{ sql: upper('x') }", Default{Expression{"upper('x')"}}},
      {"text", "{ sql: \"'x'\" }", value(Kind::text, "x")},
      {"integer", "{ sql: \"'7'\" }", value(Kind::number, "7")},
      {"integer", "{ sql: { postgresql: random()::int, sqlite: random() } }",
       Default{Expression{"random()::int"}}},
      {"integer", "{ postgresql: 1, sqlite: 2 }", value(Kind::number, "1")},
      {"integer", "{ sqlite: 2 }", std::nullopt}};
  for (const Row& row : rows) {
    INFO(row.type << " " << row.text);
    CHECK(read_one("{ type: " + row.type + ", default: " + row.text + " }").default_value ==
          row.wanted);
  }
}

TEST_CASE("columns: short forms declare parts of the table") {
  Model model = test::load(R"(dbtool: 1
tables:
  u:
    columns: { id: { type: bigint, primary_key: true } }
  t:
    columns:
      a: bigint primary key
      b: { type: text, unique: true, index: true }
      c: { type: text, unique: u_c, index: i_c }
      d: { type: text, index: { method: hash, where: d > 'a' }, check: d <> '' }
      e: { type: text, check: { e_long: length(e) > 3, e_low: { sql: lower(e) = e, validate: false } } }
      f: { type: text, check: { postgresql: f ~ 'x', sqlite: f like 'x' }, unique: false, index: false }
      g: { type: bigint, references: u }
      h: { type: bigint, references: { column: u.id, name: t_h, on_delete: set null, on_update: cascade, match: full, deferrable: initially_deferred, validate: false } }
      i: { type: bigint, references: { table: u, columns: [id], deferrable: true } }
      j: { type: bigint, references: { table: u, column: id } }
)");
  const Table& t = *model.schema.tables.find({"", "t"});
  CHECK(t.primary_key == PrimaryKey{"t_pkey", {"a"}});
  CHECK(t.uniques == NamedList<Unique>{{"t_b_key", {"b"}}, {"u_c", {"c"}}});
  CHECK(t.indexes == NamedList<Index>{{.name = "t_b_idx", .parts = {{.column = "b"}}},
                                      {.name = "i_c", .parts = {{.column = "c"}}},
                                      {.name = "t_d_idx",
                                       .parts = {{.column = "d"}},
                                       .method = "hash",
                                       .where = Expression{"d > 'a'"}}});
  CHECK(t.checks == NamedList<Check>{{"t_d_check", {"d <> ''"}},
                                     {"e_long", {"length(e) > 3"}},
                                     {"e_low", {"lower(e) = e"}, false},
                                     {"t_f_check", {"f ~ 'x'"}}});
  ForeignKey g{.name = "t_g_fkey", .columns = {"g"}, .references = {"", "u"}};
  g.referenced_columns = {"id"};
  ForeignKey h = g;
  h.name = "t_h";
  h.columns = {"h"};
  h.on_delete = ForeignKeyAction::set_null;
  h.on_update = ForeignKeyAction::cascade;
  h.match_full = true;
  h.deferrable = Deferrable::initially_deferred;
  h.validated = false;
  ForeignKey i = g;
  i.name = "t_i_fkey";
  i.columns = {"i"};
  i.deferrable = Deferrable::deferrable;
  ForeignKey j = g;
  j.name = "t_j_fkey";
  j.columns = {"j"};
  CHECK(t.foreign_keys == NamedList<ForeignKey>{g, h, i, j});
}
