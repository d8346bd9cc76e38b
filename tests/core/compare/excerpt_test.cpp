#include "core/compare/excerpt.h"

#include "tests/support/catch.h"

namespace dbtool {
namespace {

Table table(const std::string& name, const std::vector<std::string>& refers_to = {}) {
  Table table = {.name = {"", name},
                 .columns = {{.name = "id", .type = {.kind = Integer{}}}},
                 .indexes = {{.name = "ix_" + name, .parts = {{.column = "id"}}}}};
  for (const std::string& other : refers_to)
    table.foreign_keys.add({.name = "fk_" + other,
                            .columns = {"id"},
                            .references = {"", other},
                            .referenced_columns = {"id"}});
  return table;
}

/// people <- posts <- comments; tags; latest reads posts and tags, hot reads latest.
Schema blog() {
  Schema schema = {
      .enums = {{.name = {"", "color"}, .values = {"red"}},
                {.name = {"", "size"}, .values = {"big"}}},
      .tables = {table("people"), table("posts", {"people"}), table("comments", {"posts"}),
                 table("tags"), table("likes", {"posts"}), table("logs"), table("my files")},
      .views = {{.name = {"", "latest"}, .query = {"SELECT * FROM posts, tags"}},
                {.name = {"", "hot"}, .query = {"SELECT * FROM latest"}}}};
  const Type color = {.kind = Named{.name = {"", "color"}}};
  schema.tables.find({"", "tags"})->columns.push_back({.name = "color", .type = color});
  schema.tables.find({"", "logs"})->checks.add({.name = "c", .expression = {"x = 'big'::size"}});
  return schema;
}

using Names = std::set<std::string>;

Names names_of(const std::set<Name>& names) {
  Names texts;
  for (const Name& name : names) texts.insert(name.name);
  return texts;
}

Excerpt excerpt_for(const Schema& live, const Schema& wanted, const std::string& text) {
  const Model declared = {.schema = wanted};
  return excerpt_of(Comparison{.live = live, .wanted = wanted, .declared = declared},
                    script_words(text));
}

}  // namespace

TEST_CASE("excerpt: what a script names is kept with what it needs and what needs it") {
  struct Row {
    std::string script;
    Names relations, enums;
  };
  const Row row = GENERATE(values<Row>({
      {"nothing at all", {}, {}},
      {"drop_table: {table: comments}", {"comments", "posts"}, {}},
      {"ALTER TABLE \"People\" ADD x int", {"people", "posts"}, {}},
      {"drop_index: {name: ix_people}", {"people", "posts"}, {}},
      {"rename_constraint: {name: fk_people}",
       {"people", "posts", "comments", "likes", "latest", "hot", "tags"},
       {"color"}},
      {"drop_view: hot", {"hot", "latest", "posts", "tags"}, {"color"}},
      {"add_enum_value: {enum: color}", {"tags", "latest", "hot", "posts"}, {"color"}},
      {"drop_table: logs", {"logs"}, {"size"}},
      {"drop_table: my files", {"my files"}, {}},
  }));
  INFO(row.script);
  const Excerpt excerpt = excerpt_for(blog(), blog(), row.script);
  CHECK(names_of(excerpt.relations) == row.relations);
  CHECK(names_of(excerpt.enums) == row.enums);
}

TEST_CASE("excerpt: what differs is kept although the script does not name it") {
  Schema wanted = blog();
  wanted.tables.remove({"", "logs"});
  wanted.tables.add(table("files", {"comments"}));
  wanted.enums.find({"", "size"})->values.push_back("small");
  const Excerpt excerpt = excerpt_for(blog(), wanted, "");
  CHECK(names_of(excerpt.relations) == Names{"logs", "files", "comments"});
  CHECK(names_of(excerpt.enums) == Names{"size"});
}

TEST_CASE("excerpt: the contents of a namespace that goes are kept") {
  Schema live = {.namespaces = {{.name = "app"}, {.name = "old"}},
                 .tables = {{.name = {"app", "a"}}, {.name = {"old", "b"}}}};
  Schema wanted = live;
  wanted.namespaces.remove("old");
  const Excerpt excerpt = excerpt_for(live, wanted, "");
  CHECK(excerpt.relations == std::set<Name>{{"old", "b"}});
  CHECK(cut(live, excerpt).namespaces.size() == 2);
}

TEST_CASE("excerpt: a cut schema has no foreign keys to what is left out") {
  const Schema part = cut(blog(), excerpt_for(blog(), blog(), "people"));
  CHECK(part.tables.size() == 2);
  CHECK(part.tables.find({"", "posts"})->foreign_keys.size() == 1);
  CHECK(part.views.empty());
  const Schema other = cut(blog(), excerpt_for(blog(), blog(), "comments"));
  CHECK(other.tables.find({"", "comments"})->foreign_keys.size() == 1);
  CHECK(other.tables.find({"", "posts"})->foreign_keys.empty());
}

}  // namespace dbtool
