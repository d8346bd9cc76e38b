#include "tests/support/sample_operations.h"

#include "tests/support/schema_builder.h"

namespace dbtool::test {
namespace {

const Name users{.name = "users"};
const Name posts{.name = "posts"};
const Name tags{.name = "tags"};
const Name post_status{.name = "post_status"};
const Name mood{.name = "mood"};
const Name recent_posts{.name = "recent_posts"};

Default text_default(const std::string& text) {
  return {Literal{Literal::Kind::text, text}};
}

const Table& table_in(const Schema& schema, const Name& name) {
  return *schema.tables.find(name);
}

void add_table_operations(std::vector<SampleOperation>& samples) {
  Schema before = sample_schema();
  samples.push_back({"create schema", {CreateSchema{"billing"}}});
  samples.push_back({"drop schema", {DropSchema{"archive"}}});
  samples.push_back({"create table",
                     {CreateTable{table("comments")
                                      .columns({"id bigint not null", "post_id bigint not null",
                                                "body text default 'none'"})
                                      .key({"id"})
                                      .foreign_key("comments_post_id_fkey", {"post_id"}, "posts")
                                      .index("comments_post_id_idx", {"post_id"})
                                      .check("comments_body_check", "length(body) > 0")}}});
  samples.push_back({"drop table", {DropTable{tags, table_in(before, tags)}}});
  samples.push_back({"rename table", {RenameTable{tags, "labels"}}});
  samples.push_back({"rename a table others refer to", {RenameTable{users, "people"}}});
  samples.push_back({"comment on a table", {SetComment{"table", users, {}, "People", {}}}});
  samples.push_back(
      {"comment on a column", {SetComment{"column", users, "email", "Where to write", {}}}});
}

void add_column_operations(std::vector<SampleOperation>& samples) {
  Schema before = sample_schema();
  samples.push_back({"add a column", {AddColumn{users, column("age integer")}}});
  samples.push_back({"add a column with a default",
                     {AddColumn{users, column("level integer not null default 3")}}});
  samples.push_back({"drop a column",
                     {DropColumn{posts, "body", *find_column(table_in(before, posts), "body")}}});
  samples.push_back({"rename a column", {RenameColumn{users, "name", "full_name"}}});
  samples.push_back(
      {"rename a column with a key and an index", {RenameColumn{users, "email", "mail"}}});
  samples.push_back({"rename a column in a check", {RenameColumn{posts, "title", "headline"}}});
  samples.push_back({"widen a type",
                     {AlterColumn{users,
                                  "email",
                                  {.type = column("x varchar(320)").type},
                                  {.type = column("x varchar(100)").type},
                                  {}}}});
  samples.push_back({"convert a type",
                     {AlterColumn{tags,
                                  "position",
                                  {.type = column("x text").type},
                                  {.type = column("x integer").type},
                                  "position"}}});
  samples.push_back(
      {"set not null", {AlterColumn{users, "name", {.nullable = false}, {.nullable = true}, {}}}});
  ColumnChange with_default;
  with_default.default_value.emplace(text_default("nobody"));
  ColumnChange without_default;
  without_default.default_value.emplace(std::nullopt);
  samples.push_back(
      {"set a default", {AlterColumn{users, "name", with_default, without_default, {}}}});
  ColumnChange draft;
  draft.default_value.emplace(text_default("draft"));
  samples.push_back({"drop a default", {AlterColumn{posts, "status", without_default, draft, {}}}});
}

void add_index_operations(std::vector<SampleOperation>& samples) {
  const Schema before = sample_schema();
  samples.push_back({"create an index",
                     {CreateIndex{tags,
                                  {.name = "tags_position_idx",
                                   .parts = {{.column = "position", .descending = true}}}}}});
  samples.push_back({"create a partial index",
                     {CreateIndex{tags,
                                  {.name = "tags_first",
                                   .parts = {{.column = "name"}},
                                   .unique = true,
                                   .where = Expression{"position > 0"}}}}});
  const Index* index = table_in(before, posts).indexes.find("posts_author_id_idx");
  samples.push_back({"drop an index", {DropIndex{posts, index->name, *index, false}}});
  samples.push_back({"rename an index", {RenameIndex{posts, index->name, "posts_by_author"}}});
}

void add_constraint_operations(std::vector<SampleOperation>& samples) {
  const Schema before = sample_schema();
  const Table& post_table = table_in(before, posts);
  samples.push_back(
      {"create a unique",
       {CreateConstraint{tags, Unique{.name = "tags_name_key", .columns = {"name"}}}}});
  samples.push_back({"create a check",
                     {CreateConstraint{tags, Check{.name = "tags_position_check",
                                                   .expression = {"position >= 0"}}}}});
  samples.push_back({"create a foreign key",
                     {CreateConstraint{tags, ForeignKey{.name = "tags_post_id_fkey",
                                                        .columns = {"post_id"},
                                                        .references = posts,
                                                        .referenced_columns = {"id"},
                                                        .on_delete = ForeignKeyAction::cascade}}}});
  samples.push_back({"create a primary key",
                     {CreateConstraint{{.name = "plain"},
                                       PrimaryKey{.name = "plain_pkey", .columns = {"code"}}}}});
  samples.push_back(
      {"drop a primary key", {DropConstraint{tags, *table_in(before, tags).primary_key}}});
  samples.push_back(
      {"create a primary key of numbers",
       {CreateConstraint{{.name = "counters"},
                         PrimaryKey{.name = "counters_pkey", .columns = {"number"}}}}});
  samples.push_back({"drop a unique", {DropConstraint{posts, *post_table.uniques.begin()}}});
  samples.push_back({"drop a check", {DropConstraint{posts, *post_table.checks.begin()}}});
  samples.push_back(
      {"drop a foreign key", {DropConstraint{posts, *post_table.foreign_keys.begin()}}});
  samples.push_back(
      {"rename a unique", {RenameConstraint{posts, "posts_slug_key", "posts_slug_unique"}}});
  samples.push_back(
      {"rename a check", {RenameConstraint{posts, "posts_title_check", "posts_title_long"}}});
  samples.push_back({"validate a constraint", {ValidateConstraint{posts, "posts_author_id_fkey"}}});
}

void add_enum_operations(std::vector<SampleOperation>& samples) {
  samples.push_back({"create an enum", {CreateEnum{enumeration("size", {"s", "m", "l"})}}});
  samples.push_back({"drop an enum", {DropEnum{mood, enumeration("mood", {"good", "bad"})}}});
  samples.push_back(
      {"take an enum's value away",
       {AlterEnum{post_status, {"draft", "published"}, {"draft", "published", "archived"}}}});
  samples.push_back(
      {"reorder an enum",
       {AlterEnum{
           post_status, {"published", "draft", "archived"}, {"draft", "published", "archived"}}}});
  samples.push_back({"add a value at the end", {AddEnumValue{post_status, "hidden", {}, {}}}});
  samples.push_back({"add a value before", {AddEnumValue{post_status, "idea", "draft", {}}}});
  samples.push_back({"add a value behind", {AddEnumValue{post_status, "review", {}, "draft"}}});
  samples.push_back({"rename an enum", {RenameEnum{post_status, "status_of_post"}}});
  samples.push_back({"rename an enum's value", {RenameEnumValue{post_status, "draft", "sketch"}}});
}

void add_view_operations(std::vector<SampleOperation>& samples) {
  View recent = view("recent_posts", "SELECT id, slug FROM posts");
  View changed = view("recent_posts", "SELECT id, slug, title FROM posts");
  samples.push_back({"create a view", {CreateView{view("tag_names", "SELECT name FROM tags")}}});
  samples.push_back({"drop a view", {DropView{recent_posts, recent}}});
  samples.push_back({"alter a view", {AlterView{changed, recent}}});
  samples.push_back({"rename a view", {RenameView{recent_posts, "new_posts"}}});
  samples.push_back({"run SQL", {RunSql{{{"any", "SELECT 1"}}, {}}}});
  samples.push_back(
      {"run batches",
       {RunBatches{.by_dialect = {{"any",
                                   "UPDATE plain SET note = note WHERE 1 > :after AND "
                                   "1 <= :upto"}},
                   .table = tags,
                   .key = "id"}}});
  samples.push_back({"rows", {ChangeRows{.table = tags, .key = {"id"}}}});
  samples.push_back(
      {"assert", {Assert{{{"any", "SELECT 1 FROM users WHERE id < 0"}}, false, "ids below zero"}}});
}

}  // namespace

Schema sample_schema() {
  Table user_table =
      table("users")
          .columns({"id bigint not null", "email varchar(100) not null", "name text"})
          .key({"id"})
          .unique("users_email_key", {"email"})
          .index("users_email_name_idx", {"email", "name"});
  Table post_table = table("posts")
                         .columns({"id bigint not null", "author_id bigint not null",
                                   "slug text not null", "title text not null", "body text",
                                   "status post_status not null default draft"})
                         .key({"id"})
                         .unique("posts_slug_key", {"slug"})
                         .check("posts_title_check", "length(title) > 0")
                         .foreign_key("posts_author_id_fkey", {"author_id"}, "users")
                         .index("posts_author_id_idx", {"author_id"});
  Table tag_table = table("tags")
                        .columns({"id bigint not null", "name text not null", "position integer",
                                  "post_id bigint"})
                        .key({"id"});
  return schema({.tables = {user_table, post_table, tag_table,
                            table("plain").columns({"code text not null", "note text"}),
                            table("counters").columns({"number bigint not null", "note text"})},
                 .enums = {enumeration("post_status", {"draft", "published", "archived"}),
                           enumeration("mood", {"good", "bad"})},
                 .views = {view("recent_posts", "SELECT id, slug FROM posts")},
                 .namespaces = {"archive"}});
}

std::vector<SampleOperation> sample_operations() {
  std::vector<SampleOperation> samples;
  add_table_operations(samples);
  add_column_operations(samples);
  add_index_operations(samples);
  add_constraint_operations(samples);
  add_enum_operations(samples);
  add_view_operations(samples);
  samples.push_back(
      {"alter a table's options",
       {AlterTable{
           {.name = "tags"}, {{"postgresql.fillfactor", "70"}}, {{"postgresql.fillfactor", ""}}}}});
  return samples;
}

}  // namespace dbtool::test
