// Tables, views, enums and what a file says once: each attribute is read to the right value.
#include "tests/core/schema/reading.h"

#include <string>
#include <vector>

using namespace dbtool;

namespace {

using Options = std::map<std::string, std::string>;
using Words = std::vector<std::string>;

Table table_of(const std::string& text, const std::string& dialect = "postgresql") {
  Model model = test::load(
      "dbtool: 1\ntables:\n  u: { columns: { x: bigint, y: bigint }, unique: "
      "[[x, y]] }\n  t:\n" +
          text,
      dialect);
  return *model.schema.tables.find({"", "t"});
}

const std::string columns = "    columns: { a: bigint not null, b: bigint, c: text }\n";

}  // namespace

TEST_CASE("tables: keys, uniques and checks say each attribute") {
  Table table = table_of(columns + R"(
    primary_key: { name: pk, columns: [a, b], include: [c], deferrable: initially_deferred }
    unique:
      u1: [a]
      u2: { columns: [a, c], nulls_distinct: false, include: [b], deferrable: true }
    checks:
      c1: a > 0
      c2: { sql: b > 0, validate: false, no_inherit: true }
      c3: { postgresql: c ~ 'x', sqlite: c like 'x' }
)");
  CHECK(table.primary_key == PrimaryKey{"pk", {"a", "b"}, {"c"}, Deferrable::initially_deferred});
  CHECK(table.uniques ==
        NamedList<Unique>{{"u1", {"a"}}, {"u2", {"a", "c"}, {"b"}, false, Deferrable::deferrable}});
  CHECK(table.checks ==
        NamedList<Check>{{"c1", {"a > 0"}}, {"c2", {"b > 0"}, false, true}, {"c3", {"c ~ 'x'"}}});
}

TEST_CASE("tables: lists give names by convention") {
  Table table = table_of(columns + R"(
    primary_key: [a]
    unique: [[a, b], { columns: [c], nulls_distinct: false }]
    checks: [a > 0, "b > a", { sql: "c <> ''" }, a < 10]
    indexes: [[a, b], { columns: [{ sql: lower(c) }], unique: true }]
    foreign_keys: [{ columns: [a, b], references: { table: u, columns: [x, y] } }]
)");
  CHECK(table.primary_key == PrimaryKey{"t_pkey", {"a"}});
  CHECK(table.uniques ==
        NamedList<Unique>{{"t_a_b_key", {"a", "b"}}, {"t_c_key", {"c"}, {}, false}});
  CHECK(table.checks == NamedList<Check>{{"t_a_check", {"a > 0"}},
                                         {"t_check", {"b > a"}},
                                         {"t_c_check", {"c <> ''"}},
                                         {"t_a_check1", {"a < 10"}}});
  CHECK(table.indexes ==
        NamedList<Index>{
            {.name = "t_a_b_idx", .parts = {{.column = "a"}, {.column = "b"}}},
            {.name = "t_expr_idx", .parts = {{.expression = {"lower(c)"}}}, .unique = true}});
  CHECK(table.foreign_keys.contains("t_a_b_fkey"));
}

TEST_CASE("tables: an index says each attribute of itself and its parts") {
  Table table = table_of(columns + R"(
    indexes:
      i1: a
      i2:
        columns:
          - { column: a, order: desc, nulls: last }
          - { sql: lower(c), collation: C, opclass: text_pattern_ops, nulls: first }
          - { column: b, opclass: { name: ops, params: { size: 32, on: true } }, order: ASC }
        unique: true
        method: btree
        where: { postgresql: a > 0, sqlite: a > 1 }
        include: [b, c]
        nulls_distinct: false
        with: { fillfactor: 70, deduplicate_items: off }
        tablespace: fast
        concurrently: true
      i3: { columns: [a], method: brin, only: [postgresql] }
      i4: { columns: [a], only: [sqlite] }
)");
  CHECK(table.indexes.size() == 3);
  CHECK(table.indexes.find("i1")->parts == std::vector<IndexPart>{{.column = "a"}});
  CHECK(table.indexes.find("i3")->method == "brin");
  const Index& index = *table.indexes.find("i2");
  CHECK(index.parts ==
        std::vector<IndexPart>{{.column = "a", .descending = true, .nulls = NullsOrder::last},
                               {.expression = {"lower(c)"},
                                .nulls = NullsOrder::first,
                                .opclass = "text_pattern_ops",
                                .collation = "C"},
                               {.column = "b", .opclass = "ops (on='true', size='32')"}});
  CHECK(index.unique);
  CHECK(index.method.empty());
  CHECK(index.where == Expression{"a > 0"});
  CHECK(index.include == Words{"b", "c"});
  CHECK(!index.nulls_distinct);
  CHECK(index.with == Options{{"fillfactor", "70"}, {"deduplicate_items", "off"}});
  CHECK(index.tablespace == "fast");
  CHECK(index.concurrently);
}

TEST_CASE("tables: a foreign key says each attribute") {
  Table table = table_of(columns + R"(
    foreign_keys:
      f1:
        columns: [a, b]
        references: { table: u, columns: [y, x] }
        on_delete: set_null
        set_columns: [b]
        on_update: no action
        match: full
        deferrable: true
        validate: false
      f2: { columns: [b, a], references: { table: u, columns: [x, y] }, on_delete: SET DEFAULT }
)");
  const ForeignKey& key = *table.foreign_keys.find("f1");
  CHECK(key.columns == Words{"a", "b"});
  CHECK(key.references == Name{"", "u"});
  CHECK(key.referenced_columns == Words{"y", "x"});
  CHECK(key.on_delete == ForeignKeyAction::set_null);
  CHECK(key.on_update == ForeignKeyAction::no_action);
  CHECK(key.set_columns == Words{"b"});
  CHECK(key.match_full);
  CHECK(key.deferrable == Deferrable::deferrable);
  CHECK(!key.validated);
  CHECK(table.foreign_keys.find("f2")->on_delete == ForeignKeyAction::set_default);
}

TEST_CASE("tables: options count for their database") {
  const std::string text = columns + R"(
    primary_key: [a]
    strict: true
    without_rowid: true
    unlogged: true
    tablespace: fast
    partition_by: RANGE (a)
    with: { fillfactor: 70, autovacuum_enabled: false }
    comment: "what: it is"
)";
  Table table = table_of(text);
  CHECK(table.options == Options{{"postgresql.unlogged", "true"},
                                 {"postgresql.tablespace", "fast"},
                                 {"postgresql.partition_by", "RANGE (a)"},
                                 {"postgresql.fillfactor", "70"},
                                 {"postgresql.autovacuum_enabled", "false"}});
  CHECK(table.comment == "what: it is");
  CHECK(table_of(text, "sqlite").options ==
        Options{{"sqlite.strict", "true"}, {"sqlite.without_rowid", "true"}});
}

TEST_CASE("tables: overrides add to what is keyed by name and take the place of all else") {
  const std::string text = columns + R"(
    comment: one
    checks: { c1: a > 0, c2: a > 1 }
    unique: { u1: [a] }
    postgresql:
      comment: two
      columns: { c: jsonb, d: text }
      checks: { c2: a > 2, c3: a > 3 }
      unique: { u2: [b] }
      indexes: { i1: [d] }
)";
  Table sqlite = table_of(text, "sqlite");
  Table postgresql = table_of(text);
  CHECK(sqlite.comment == "one");
  CHECK(postgresql.comment == "two");
  CHECK(sqlite.columns.size() == 3);
  REQUIRE(postgresql.columns.size() == 4);
  CHECK(postgresql.columns[2].type == Type{Json{true}});
  CHECK(postgresql.checks ==
        NamedList<Check>{{"c1", {"a > 0"}}, {"c2", {"a > 2"}}, {"c3", {"a > 3"}}});
  CHECK(sqlite.checks == NamedList<Check>{{"c1", {"a > 0"}}, {"c2", {"a > 1"}}});
  CHECK(postgresql.uniques.size() == 2);
  CHECK(postgresql.indexes.contains("i1"));
}

TEST_CASE("files: defaults count in their file alone") {
  const std::string one =
      "dbtool: 1\ndefaults: { nullable: false, on_delete: cascade, identity: always, strict: true, "
      "postgresql: { schema: app } }\n"
      "tables:\n  t:\n    columns:\n      id: { type: bigint, primary_key: true, identity: true }\n"
      "      a: text\n      b: text null\n      t_id: { type: bigint, references: t.id }\n"
      "enums: { e: [x] }\nviews: { v: SELECT a FROM t }\n";
  const std::string two =
      "dbtool: 1\ntables:\n  s: { columns: { a: text, t_id: { type: bigint, "
      "references: app.t.id } } }\n";
  Model model = load_model({{"one.yaml", one}, {"two.yaml", two}}, "postgresql");
  const Table& t = *model.schema.tables.find({"app", "t"});
  CHECK(t.columns[0].identity->always);
  CHECK(!t.columns[1].nullable);
  CHECK(t.columns[2].nullable);
  CHECK(t.foreign_keys.begin()->on_delete == ForeignKeyAction::cascade);
  CHECK(t.foreign_keys.begin()->references == Name{"app", "t"});
  CHECK(model.schema.enums.contains({"app", "e"}));
  CHECK(model.schema.views.contains({"app", "v"}));
  CHECK(model.schema.namespaces.contains("app"));
  CHECK(model.schema.dependencies == std::vector<Dependency>{{{"app", "v"}, {"app", "t"}, {}}});
  const Table& s = *model.schema.tables.find({"", "s"});
  CHECK(s.columns[0].nullable);
  CHECK(s.foreign_keys.begin()->on_delete == ForeignKeyAction::no_action);
  CHECK(model.files == Words{"one.yaml", "two.yaml"});
  CHECK(load_model({{"one.yaml", one}}, "sqlite").schema.tables.find({"", "t"})->options ==
        Options{{"sqlite.strict", "true"}});
}

TEST_CASE("files: names follow the convention") {
  struct Row {
    std::string naming = {};
    Words names = {};  // primary key, unique, check, foreign key, index
  };
  const std::vector<Row> rows = {
      {"postgres", {"t_pkey", "t_a_b_key", "t_c_check", "t_a_b_fkey", "t_b_c_idx"}},
      {"sqlalchemy", {"pk_t", "uq_t_a", "ck_t_c", "fk_t_a_u", "ix_t_b"}},
      {"rails", {"t_pkey", "index_t_on_a_and_b", "chk_t_c", "fk_t_a_b", "index_t_on_b_and_c"}},
      {"{ pk: \"pk_{table}_{columns}\", uq: \"{columns_and}\", ck: \"c{n}\", fk: "
       "\"{table}_{referred_table}\", ix: \"i_{column}\" }",
       {"pk_t_a", "a_and_b", "c1", "t_u", "i_b"}}};
  for (const Row& row : rows) {
    INFO(row.naming);
    Model model = test::load("dbtool: 1\nnaming: " + row.naming + R"(
tables:
  u: { columns: { x: bigint, y: bigint }, unique: { u_key: [x, y] } }
  t:
    columns: { a: bigint, b: bigint, c: text }
    primary_key: [a]
    unique: [[a, b]]
    checks: ["c <> ''"]
    foreign_keys: [{ columns: [a, b], references: { table: u, columns: [x, y] } }]
    indexes: [[b, c]]
)");
    const Table& t = *model.schema.tables.find({"", "t"});
    CHECK(Words{t.primary_key->name, t.uniques.begin()->name, t.checks.begin()->name,
                t.foreign_keys.begin()->name, t.indexes.begin()->name} == row.names);
  }
}

TEST_CASE("files: a long name is cut to 63 bytes, and stays its own") {
  const std::string table(60, 't');
  Model model = test::load("dbtool: 1\ntables:\n  " + table +
                           ":\n    columns: { aaa: { type: text, unique: true }, aab: { type: "
                           "text, unique: true } }\n    indexes: [[aaa], [aaa], [aaa]]\n");
  const Table& found = *model.schema.tables.begin();
  std::set<std::string> names;
  for (const Unique& unique : found.uniques) names.insert(unique.name);
  for (const Index& index : found.indexes) names.insert(index.name);
  CHECK(names.size() == 5);
  for (const std::string& name : names) CHECK(name.size() <= 63);
}

TEST_CASE("files: what is ignored, renamed, not managed and converted is kept beside the schema") {
  Model model = test::load(R"(dbtool: 1
ignore: { tables: [audit_*, "!audit_log"], views: v_old, functions: [f], extensions: ["*"] }
enums:
  e: { values: [a, { value: b, renamed_from: [c, d] }], renamed_from: old_e }
tables:
  t:
    renamed_from: [t1, t2]
    columns: { a: { type: integer, renamed_from: aa, using: "a::integer" } }
    indexes: { i: { columns: [a], renamed_from: ii }, j: { columns: [a], managed: false } }
  n: { managed: false }
views:
  v: { query: SELECT 1 AS one, renamed_from: w, managed: false }
)");
  CHECK(model.ignored["tables"] == Words{"audit_*", "!audit_log", "n"});
  CHECK(model.ignored["views"] == Words{"v_old", "v"});
  CHECK(model.ignored["indexes"] == Words{"j"});
  CHECK(model.conversions == Options{{"t/a", "a::integer"}});
  using Kind = Rename::Kind;
  const std::vector<Rename> wanted = {{Kind::enum_type, {}, "old_e", "e"},
                                      {Kind::enum_value, {"", "e"}, "c", "b"},
                                      {Kind::enum_value, {"", "e"}, "d", "b"},
                                      {Kind::table, {}, "t1", "t"},
                                      {Kind::table, {}, "t2", "t"},
                                      {Kind::view, {}, "w", "v"},
                                      {Kind::column, {"", "t"}, "aa", "a"},
                                      {Kind::index, {"", "t"}, "ii", "i"}};
  CHECK(model.renames == wanted);
}

TEST_CASE("views: the query, its columns and options") {
  Model model = test::load(R"(dbtool: 1
tables: { t: { columns: { a: text, b: text } }, hidden: { columns: { a: text } } }
views:
  plain: SELECT a FROM t;
  full:
    query: { postgresql: "SELECT a FROM t AS x", sqlite: SELECT b FROM t }
    columns: [z]
    comment: what it shows
    check_option: cascaded
    security_barrier: true
    security_invoker: true
    depends_on: [hidden, plain]
  stored: { query: "SELECT a FROM full_, plain WHERE a <> 'FROM hidden'", materialized: true, tablespace: fast, with: { fillfactor: 70 } }
  full_: |
    -- FROM hidden
    SELECT a FROM "full"
)");
  const View& full = *model.schema.views.find({"", "full"});
  CHECK(model.schema.views.find({"", "plain"})->query.sql == "SELECT a FROM t");
  CHECK(full.query.sql == "SELECT a FROM t AS x");
  CHECK(full.columns == Words{"z"});
  CHECK(full.comment == "what it shows");
  CHECK(full.options == Options{{"postgresql.check_option", "cascaded"},
                                {"postgresql.security_barrier", "true"},
                                {"postgresql.security_invoker", "true"}});
  const View& stored = *model.schema.views.find({"", "stored"});
  CHECK(stored.materialized);
  CHECK(stored.options ==
        Options{{"postgresql.tablespace", "fast"}, {"postgresql.fillfactor", "70"}});
  auto view = [](const char* name, const char* uses) {
    return Dependency{{"", name}, {"", uses}, {}};
  };
  CHECK(model.schema.dependencies ==
        std::vector<Dependency>{view("full", "hidden"), view("full", "plain"), view("full", "t"),
                                view("full_", "full"), view("plain", "t"), view("stored", "full_"),
                                view("stored", "plain")});
}

TEST_CASE("YAML: anchors and merges share what they say, and the place is kept") {
  Model model = test::load(R"(dbtool: 1
x-id: &id { type: bigint, primary_key: true, identity: true }
x-a: &a { a1: text, a2: text }
x-b: &b { b1: text, a2: integer }
tables:
  t:
    columns:
      id: *id
      first: text
      <<: [*a, *b]
      last: text
      b1: boolean
  u: { columns: { id: { <<: *id, identity: always } } }
)");
  const Table& t = *model.schema.tables.find({"", "t"});
  Words names;
  for (const Column& column : t.columns) names.push_back(column.name);
  CHECK(names == Words{"id", "first", "a1", "a2", "last", "b1"});
  CHECK(find_column(t, "a2")->type == Type{Text{}});
  CHECK(find_column(t, "b1")->type == Type{Boolean{}});
  CHECK(model.schema.tables.find({"", "u"})->columns[0].identity->always);
}

TEST_CASE("YAML: words that other readers take for something else are names") {
  Model model = test::load(R"(dbtool: 1
enums: { answer: [yes, no, on, off, y, n, 0123, 1e3, "null", true] }
tables:
  no: { columns: { yes: answer, on: text, 0123: text, 1.5: text, "null": text, true: text, =: text } }
  "a: b": { columns: { "#": text, "x y": text, größe: text, "\u00e9": text } }
)");
  CHECK(model.schema.enums.begin()->values ==
        Words{"yes", "no", "on", "off", "y", "n", "0123", "1e3", "null", "true"});
  Words names;
  for (const Column& column : model.schema.tables.find({"", "no"})->columns)
    names.push_back(column.name);
  CHECK(names == Words{"yes", "on", "0123", "1.5", "null", "true", "="});
  CHECK(find_column(*model.schema.tables.find({"", "a: b"}), "é") != nullptr);
}

TEST_CASE("YAML: a mark at the front, CRLF and very long lines do no harm") {
  const std::string text =
      "\xEF\xBB\xBF"
      "dbtool: 1\r\ntables:\r\n  t:\r\n    comment: " +
      std::string(100'000, 'x') + "\r\n    columns: { a: text }\r\n";
  Model model = test::load(text);
  CHECK(model.schema.tables.begin()->comment.size() == 100'000);
  CHECK(model.declared_at.at("t.a").line == 5);
}
