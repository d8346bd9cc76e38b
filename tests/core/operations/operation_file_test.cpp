#include "core/operations/operation_file.h"

#include "tests/support/catch.h"
#include "tests/support/sample_operations.h"
#include "tests/support/schema_builder.h"

namespace dbtool {
namespace {

using test::column;
using test::table;

struct ReadResult {
  Operation operation = {};
  std::vector<Problem> problems = {};
};

ReadResult read(const std::string& text) {
  ReadResult result;
  yaml::Node node = yaml::parse(text, "a.yaml", result.problems);
  PartContext context{.problems = result.problems};
  result.operation = read_operation(node, context);
  return result;
}

Operation read_well(const std::string& text) {
  ReadResult result = read(text);
  INFO(text);
  for (const Problem& problem : result.problems) FAIL_CHECK(problem.code + " " + problem.message);
  return result.operation;
}

std::string first_problem(const std::string& text) {
  ReadResult result = read(text);
  if (result.problems.empty()) return "none";
  const Problem& problem = result.problems.front();
  return problem.code + " " + problem.message + (problem.hint.empty() ? "" : ": " + problem.hint);
}

template <class What>
What read_as(const std::string& text) {
  return std::get<What>(read_well(text).what);
}

/// Operations with every attribute a database can have, which the samples leave out.
std::vector<Operation> rich_operations() {
  const Name bills{.schema = "billing", .name = "bills"};
  Column id{.name = "id", .type = {Integer{64}}, .nullable = false, .comment = "Key"};
  id.identity = Identity{true, {.start = 10, .cache = 5, .cycle = true}};
  Column sum{.name = "sum", .type = {Decimal{10, 2}}, .collation = "C"};
  sum.generated = Generated{{"net + vat"}, true};
  sum.options = {{"postgresql.storage", "external"}};
  Column at{
      .name = "at", .type = {Timestamp{3, true}}, .default_value = Default{NeutralFunction::now}};
  Column tags{
      .name = "tags", .type = {Text{}, 1}, .default_value = Default{Expression{"ARRAY['a']"}}};
  Table whole{.name = bills, .columns = {id, sum, at, tags}, .comment = "Bills: what is owed"};
  whole.primary_key = PrimaryKey{"bills_pkey", {"id"}, {"at"}, Deferrable::deferrable};
  whole.uniques.add({"u", {"at", "sum"}, {"id"}, false, Deferrable::initially_deferred});
  whole.checks.add({"c", {"sum > 0 AND at <> 'x: y'"}, true, true});
  ForeignKey key{.name = "f", .columns = {"id", "sum"}, .references = {.name = "orders"}};
  key.referenced_columns = {"a", "b"};
  key.on_delete = ForeignKeyAction::set_null;
  key.on_update = ForeignKeyAction::restrict;
  key.set_columns = {"sum"};
  key.match_full = true;
  key.deferrable = Deferrable::initially_deferred;
  whole.foreign_keys.add(key);
  key.validated = false;
  Index index{.name = "i", .unique = true, .method = "gin", .where = Expression{"sum > 0"}};
  index.parts = {{.column = "at", .descending = true, .nulls = NullsOrder::last},
                 {.expression = {"lower(tags)"}, .opclass = "text_ops", .collation = "C"}};
  index.include = {"id"};
  index.nulls_distinct = false;
  index.with = {{"fillfactor", "70"}};
  index.tablespace = "fast";
  whole.indexes.add(index);
  index.concurrently = true;
  whole.options = {
      {"postgresql.unlogged", "true"}, {"postgresql.fillfactor", "80"}, {"sqlite.strict", "true"}};
  Enum kinds{bills, {"null", "yes", "a b"}, "Kinds"};
  View view{.name = bills, .query = {"SELECT 1\nFROM x"}, .columns = {"a"}, .materialized = true};
  view.comment = "One";
  view.options = {{"postgresql.security_barrier", "true"}};
  ColumnChange everything{.type = id.type, .nullable = true, .autoincrement = true};
  everything.default_value.emplace(Default{Literal{Literal::Kind::null, {}}});
  everything.generated.emplace(sum.generated);
  everything.identity.emplace(id.identity);
  everything.version.emplace(VersionMode::bump);
  everything.collation = "NOCASE";
  everything.options = sum.options;
  ColumnChange nothing{.nullable = false, .autoincrement = false};
  nothing.default_value.emplace(std::nullopt);
  nothing.generated.emplace(std::nullopt);
  nothing.identity.emplace(std::nullopt);
  nothing.version.emplace(std::nullopt);
  nothing.collation = "";
  nothing.options.emplace();
  return {{CreateTable{whole}},
          {DropTable{bills, whole}},
          {DropTable{bills, {}}},
          {AddColumn{bills, sum}},
          {DropColumn{bills, "id", id}},
          {DropColumn{bills, "tags", tags}},
          {AlterColumn{bills, "sum", everything, nothing, "sum::numeric"}},
          {AlterColumn{bills, "sum", nothing, everything, {}}},
          {CreateIndex{bills, index}},
          {DropIndex{bills, "i", index, true}},
          {CreateConstraint{bills, *whole.primary_key}},
          {CreateConstraint{bills, *whole.uniques.begin()}},
          {CreateConstraint{bills, *whole.checks.begin()}},
          {CreateConstraint{bills, key}},
          {DropConstraint{bills, key}},
          {DropConstraint{bills, PrimaryKey{.name = "bills_pkey"}}},
          {DropConstraint{bills, PrimaryKey{.columns = {"id"}}}},
          {CreateEnum{kinds}},
          {DropEnum{bills, kinds}},
          {CreateView{view}},
          {DropView{bills, view}},
          {AlterView{view, {.name = bills, .query = {"SELECT 2"}}}},
          {SetComment{"schema", {.name = "billing"}, {}, "Money", "Cash"}},
          {SetComment{"enum", bills, {}, {}, "Kinds"}},
          {AlterTable{bills,
                      {{"sqlite.strict", ""}, {"postgresql.fillfactor", "70"}},
                      {{"sqlite.strict", "true"}, {"postgresql.fillfactor", ""}}}},
          {RunSql{{{"postgresql", "SELECT 1;\nSELECT 2"}, {"sqlite", "SELECT 3"}}, {}}},
          {ChangeRows{
              .table = {.name = "roles"},
              .key = {"name"},
              .mode = RowsMode::mirror,
              .values = {{.values = {{"name", {Literal::Kind::text, "1"}},
                                     {"rank", {Literal::Kind::number, "-1.5"}}}},
                         {.values = {{"name", {Literal::Kind::text, "2"}},
                                     {"team",
                                      {.parent = {{"code", {{Literal::Kind::number, "7"}}}}}}}}},
              .was = {{.values = {{"name", {Literal::Kind::text, "1"}},
                                  {"rank", {Literal::Kind::null, {}}}}}},
              .remove = {{.values = {{"name", {Literal::Kind::text, "null"}}}}}}},
          {RunBatches{.by_dialect = {{"sqlite", "DELETE FROM t WHERE i > :after AND i <= :upto"}},
                      .table = {.name = "t"},
                      .key = "i",
                      .pause = std::chrono::milliseconds(50)}},
          {Assert{{{"sqlite", "SELECT 1"}}, true, "none: left"}}};
}

void check_identity(const Operation& operation) {
  std::string text = yaml::write(write_operation(operation));
  INFO(text);
  ReadResult result = read(text);
  for (const Problem& problem : result.problems) FAIL_CHECK(problem.code + " " + problem.message);
  CHECK(result.operation == operation);
}

TEST_CASE("what is written is read back equal, for every kind of operation") {
  for (const auto& sample : test::sample_operations()) check_identity(sample.operation);
}

TEST_CASE("what is written is read back equal, with every attribute") {
  for (const Operation& operation : rich_operations()) check_identity(operation);
}

TEST_CASE("the words are those that are written") {
  std::vector<std::string> words = operation_words();
  for (const auto& sample : test::sample_operations()) {
    Value written = write_operation(sample.operation);
    const std::string& word = std::get<Value::Map>(written.data).front().first;
    CHECK(std::count(words.begin(), words.end(), word) == 1);
  }
}

TEST_CASE("operations are read as people write them") {
  const Name posts{.name = "posts"};
  ColumnChange set_default;
  set_default.default_value.emplace(Default{Literal{Literal::Kind::text, "draft"}});
  ColumnChange drop_default;
  drop_default.default_value.emplace(std::nullopt);
  struct Case {
    std::string text;
    Operation operation;
  };
  const std::vector<Case> cases = {
      {"create_enum: { name: post_status, values: [draft, published] }",
       {CreateEnum{test::enumeration("post_status", {"draft", "published"})}}},
      {"add_column: { table: posts, column: { name: status, type: text, default: draft } }",
       {AddColumn{posts, column("status text default draft")}}},
      {"alter_column: { table: posts, column: status, nullable: false, was: { nullable: true } }",
       {AlterColumn{posts, "status", {.nullable = false}, {.nullable = true}, {}}}},
      {"alter_column: { table: posts, column: status, default: draft, was: { default: null } }",
       {AlterColumn{posts, "status", set_default, drop_default, {}}}},
      {"drop_column: { table: posts, column: status, was: { type: text, nullable: false } }",
       {DropColumn{posts, "status", column("status text not null")}}},
      {"create_index: { table: posts, name: i, columns: [a, { column: b, order: desc }] }",
       {CreateIndex{
           posts, {.name = "i", .parts = {{.column = "a"}, {.column = "b", .descending = true}}}}}},
      {"drop_index: { table: posts, name: i }", {DropIndex{posts, "i", {}, false}}},
      {"create_constraint: { table: posts, name: u, unique: [a, b], nulls_distinct: false }",
       {CreateConstraint{posts,
                         Unique{.name = "u", .columns = {"a", "b"}, .nulls_distinct = false}}}},
      {"create_constraint: { table: posts, name: c, check: \"a > 0\" }",
       {CreateConstraint{posts, Check{.name = "c", .expression = {"a > 0"}}}}},
      {"create_constraint: { table: posts, name: f, foreign_key: { columns: [a], references: { "
       "table: "
       "users, columns: [id] }, on_delete: cascade } }",
       {CreateConstraint{posts, ForeignKey{.name = "f",
                                           .columns = {"a"},
                                           .references = {.name = "users"},
                                           .referenced_columns = {"id"},
                                           .on_delete = ForeignKeyAction::cascade}}}},
      {"drop_constraint: { table: posts, name: u, was: { unique: [a] } }",
       {DropConstraint{posts, Unique{"u", {"a"}}}}},
      {"comment: { table: posts, column: title, text: Shown on top }",
       {SetComment{"column", posts, "title", "Shown on top", {}}}},
      {"comment: { view: recent, text: null, was: Old }",
       {SetComment{"view", {.name = "recent"}, {}, {}, "Old"}}},
      {"alter_table: { table: posts, strict: true, was: { strict: false } }",
       {AlterTable{posts, {{"sqlite.strict", "true"}}, {{"sqlite.strict", ""}}}}},
      {"alter_table: { table: posts, with: { autovacuum_enabled: false }, was: { with: { "
       "autovacuum_enabled: null } } }",
       {AlterTable{posts,
                   {{"postgresql.autovacuum_enabled", "false"}},
                   {{"postgresql.autovacuum_enabled", ""}}}}},
      {"sql: UPDATE posts SET a = 1", {RunSql{{{"any", "UPDATE posts SET a = 1"}}, {}}}},
      {"sql: { sqlite: VACUUM }", {RunSql{{{"sqlite", "VACUUM"}}, {}}}},
      {"assert: { none: SELECT 1, message: no rows }",
       {Assert{{{"any", "SELECT 1"}}, false, "no rows"}}},
      {"assert: { exists: SELECT 1 }", {Assert{{{"any", "SELECT 1"}}, true, {}}}},
      {"rows: { table: roles, key: [name], values: [{ name: editor, rank: 2, gone: null }] }",
       {ChangeRows{.table = {.name = "roles"},
                   .key = {"name"},
                   .values = {{.values = {{"name", {Literal::Kind::text, "editor"}},
                                          {"rank", {Literal::Kind::number, "2"}},
                                          {"gone", {Literal::Kind::null, {}}}}}}}}},
      {"rows: { table: roles, key: [id], mode: update, delete: [{ id: '1', on: true }] }",
       {ChangeRows{.table = {.name = "roles"},
                   .key = {"id"},
                   .mode = RowsMode::update,
                   .remove = {{.values = {{"id", {Literal::Kind::text, "1"}},
                                          {"on", {Literal::Kind::boolean, "true"}}}}}}}},
      {"sql: { run: 'UPDATE t SET a = 1 WHERE id > :after AND id <= :upto', "
       "batch: { table: t, key: id, size: 10, pause: 1s } }",
       {RunBatches{.by_dialect = {{"any", "UPDATE t SET a = 1 WHERE id > :after AND id <= :upto"}},
                   .table = {.name = "t"},
                   .key = "id",
                   .size = 10,
                   .pause = std::chrono::seconds(1)}}},
      {"create_view: { name: app.v, query: SELECT 1 }",
       {CreateView{test::view("app.v", "SELECT 1")}}},
      {"rename_column: { table: app.users, column: a, to: b }",
       {RenameColumn{{.schema = "app", .name = "users"}, "a", "b"}}},
  };
  for (const Case& given : cases) {
    INFO(given.text);
    CHECK(read_well(given.text) == given.operation);
  }
}

TEST_CASE("null is no default, and SQL NULL is a default") {
  auto none = read_as<AlterColumn>("alter_column: { table: t, column: c, default: null }");
  REQUIRE(none.to.default_value.has_value());
  CHECK_FALSE(none.to.default_value->has_value());
  auto null =
      read_as<AlterColumn>("alter_column: { table: t, column: c, default: { sql: \"NULL\" } }");
  CHECK(null.to.default_value == std::optional(Default{Literal{Literal::Kind::null, {}}}));
  auto untouched = read_as<AlterColumn>("alter_column: { table: t, column: c, nullable: true }");
  CHECK_FALSE(untouched.to.default_value.has_value());
}

TEST_CASE("a created table is read in the words of the model") {
  auto create = read_as<CreateTable>(R"(
create_table:
  name: posts
  columns:
    id: { type: bigint, nullable: false }
    title: { type: text, default: none }
  primary_key: { name: posts_pkey, columns: [id] }
  unique: { posts_title_key: [title] }
)");
  CHECK(create.table == table("posts")
                            .columns({"id bigint not null", "title text default none"})
                            .key({"id"})
                            .unique("posts_title_key", {"title"})
                            .
                            operator Table());
}

TEST_CASE("every operation knows its place") {
  std::vector<Problem> problems;
  yaml::Node steps = yaml::parse("- drop_view: { name: v }\n- sql: SELECT 1\n", "a.yaml", problems);
  PartContext context{.problems = problems};
  Location second = read_operation(steps.items.at(1), context).where;
  CHECK(second.file == "a.yaml");
  CHECK(second.line == 2);
  CHECK(second.column == 3);
}

TEST_CASE("SQL knows where its text begins") {
  struct Case {
    std::string text;
    int line;
    int column;
  };
  const std::vector<Case> cases = {{"sql: SELECT 1", 1, 6},
                                   {"sql: \"SELECT 1\"", 1, 7},
                                   {"sql: |\n  UPDATE a\n  SET b", 2, 3},
                                   {"sql: |2\n\n     SELECT 1\n", 2, 3},
                                   {"sql:\n  sqlite: |-\n      SELECT 1\n", 3, 7}};
  for (const Case& given : cases) {
    INFO(given.text);
    auto sql = read_as<RunSql>(given.text);
    CHECK(sql.places.begin()->second.line == given.line);
    CHECK(sql.places.begin()->second.column == given.column);
  }
}

TEST_CASE("what is wrong with a step is said") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"add_colum: {}", "DBT601 unknown operation \"add_colum\": did you mean \"add_column\"?"},
      {"just text",
       "DBT621 a step must be a map with a single key: write it as \"- add_column: { … }\""},
      {"{ sql: SELECT 1, drop_view: { name: v } }",
       "DBT621 a step must be a map with a single key: write it as \"- add_column: { … }\""},
      {"drop_view: v", "DBT119 drop_view must be a map: write { key: value }"},
      {"drop_view: {}", "DBT118 drop_view needs \"name\": add name:"},
      {"rename_table: { table: a }", "DBT118 rename_table needs \"to\": add to:"},
      {"rename_table: { table: a, too: b, to: b }",
       "DBT103 unknown attribute \"too\" in rename_table: did you mean \"to\"?"},
      {"create_constraint: { table: t, name: c }",
       "DBT622 create_constraint must say what it is: primary_key, unique, foreign_key or check"},
      {"create_constraint: { table: t, name: c, check: a, unique: [b] }",
       "DBT622 create_constraint is both \"unique\" and \"check\""},
      {"create_constraint: { table: t, unique: [b] }",
       "DBT118 create_constraint needs \"name\": add name:"},
      {"add_enum_value: { name: e, value: a, before: b, after: c }",
       "DBT622 add_enum_value has both \"before\" and \"after\": leave one of them out"},
      {"alter_column: { table: t, column: c, comment: x }",
       "DBT623 \"comment\" is an operation of its own here: add a step with comment"},
      {"alter_column: { table: t, column: c, nulable: true }",
       "DBT103 unknown attribute \"nulable\" in a column: did you mean \"nullable\"?"},
      {"sql: { postgres: SELECT 1 }",
       "DBT103 unknown attribute \"postgres\" in sql: did you mean \"postgresql\"?"},
      {"assert: { message: x }", "DBT118 assert needs \"none\": add none:"},
      {"create_index: { table: t, name: i, columns: [a], uniqe: true }",
       "DBT103 unknown attribute \"uniqe\" in index i: did you mean \"unique\"?"},
  };
  for (const auto& [text, problem] : cases) CHECK(first_problem(text) == problem);
}

}  // namespace
}  // namespace dbtool
