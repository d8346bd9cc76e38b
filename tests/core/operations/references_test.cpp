#include "core/operations/references.h"

#include "core/operations/operation.h"
#include "tests/support/catch.h"
#include "tests/support/schema_builder.h"

namespace dbtool {
namespace {

using test::schema;
using test::table;

const Name posts{.name = "posts"};

std::string check_after(const Operation& operation, const std::string& expression) {
  Schema given = schema(
      {.tables = {table("posts").columns({"title text", "size integer"}).check("c", expression)}});
  apply(operation, given);
  return given.tables.begin()->checks.begin()->expression.sql;
}

std::string view_after(const Operation& operation, const std::string& query) {
  Schema given = schema({.tables = {table("posts").columns({"title text", "size integer"}),
                                    table("users").columns({"title text"})},
                         .views = {test::view("v", query)}});
  apply(operation, given);
  return given.views.begin()->query.sql;
}

TEST_CASE("renaming a column rewrites the expressions that speak of it") {
  const Operation rename{RenameColumn{posts, "title", "headline"}};
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"length(title) > 0", "length(headline) > 0"},
      {"length(\"title\") > 0", "length(headline) > 0"},
      {"posts.title <> ''", "posts.headline <> ''"},
      {"TITLE <> 'title'", "headline <> 'title'"},
      {"title(size) > 0 /* title */", "title(size) > 0 /* title */"},
      {"other.title = 1", "other.title = 1"},
      {"cast(size as title) = 1", "cast(size as title) = 1"},
      {"size::title = 1", "size::title = 1"},
      {"title = title", "headline = headline"},
  };
  for (const auto& [before, after] : cases) CHECK(check_after(rename, before) == after);
}

TEST_CASE("a new name that is a word of SQL or has blanks is quoted") {
  CHECK(check_after({RenameColumn{posts, "title", "order"}}, "title > ''") == "\"order\" > ''");
  CHECK(check_after({RenameColumn{posts, "title", "Big title"}}, "title > ''") ==
        "\"Big title\" > ''");
}

TEST_CASE("renaming a column rewrites views only where the column is clearly meant") {
  const Operation rename{RenameColumn{posts, "title", "headline"}};
  CHECK(view_after(rename, "SELECT title FROM posts") == "SELECT headline FROM posts");
  CHECK(view_after(rename, "SELECT title FROM users") == "SELECT title FROM users");
  CHECK(view_after(rename, "SELECT title FROM posts JOIN users USING (title)") ==
        "SELECT title FROM posts JOIN users USING (title)");
}

TEST_CASE("renaming a table rewrites the views that read it") {
  const Operation rename{RenameTable{posts, "articles"}};
  CHECK(view_after(rename, "SELECT posts.title FROM posts") ==
        "SELECT articles.title FROM articles");
  CHECK(view_after(rename, "SELECT title AS posts FROM users") ==
        "SELECT title AS posts FROM users");
}

TEST_CASE("renaming a column takes keys, indexes and foreign keys along") {
  Schema given =
      schema({.tables = {table("users").columns({"id bigint"}).key({"id"}).index("i", {"id"}),
                         table("posts").columns({"id bigint"}).foreign_key("f", {"id"}, "users")}});
  apply(Operation{RenameColumn{{.name = "users"}, "id", "uid"}}, given);
  const Table& users = *given.tables.find({.name = "users"});
  CHECK(users.primary_key->columns == std::vector<std::string>{"uid"});
  CHECK(users.indexes.begin()->parts.front().column == "uid");
  const ForeignKey& key = *given.tables.find(posts)->foreign_keys.begin();
  CHECK(key.columns == std::vector<std::string>{"id"});
  CHECK(key.referenced_columns == std::vector<std::string>{"uid"});
}

TEST_CASE("dropping a column takes along what uses no other column, and brings it back") {
  Schema before = schema({.tables = {table("users")
                                         .columns({"id bigint", "email text"})
                                         .key({"id"})
                                         .unique("u", {"email"})
                                         .index("i", {"email"})
                                         .check("c", "email <> ''")}});
  Schema given = before;
  Operation drop{DropColumn{{.name = "users"}, "email", {}}};
  std::vector<Operation> back = reverse(drop, given);
  apply(drop, given);
  CHECK(given.tables.begin()->uniques.empty());
  CHECK(given.tables.begin()->indexes.empty());
  CHECK(given.tables.begin()->checks.empty());
  for (const Operation& operation : back) apply(operation, given);
  CHECK(given == before);
}

TEST_CASE("renaming an enum's value renames the defaults that have it") {
  Schema given = schema({.tables = {table("posts").columns({"status mood default good"})},
                         .enums = {test::enumeration("mood", {"good", "bad"})}});
  apply(Operation{RenameEnumValue{{.name = "mood"}, "good", "fine"}}, given);
  CHECK(given.tables.begin()->columns.front() == test::column("status mood default fine"));
}

TEST_CASE("a primary key makes its columns not null, and gives that back") {
  Schema before = schema({.tables = {table("users").columns({"id bigint"})}});
  Schema given = before;
  Operation create{CreateConstraint{{.name = "users"}, PrimaryKey{"users_pkey", {"id"}}}};
  std::vector<Operation> back = reverse(create, given);
  apply(create, given);
  CHECK_FALSE(given.tables.begin()->columns.front().nullable);
  for (const Operation& operation : back) apply(operation, given);
  CHECK(given == before);
}

}  // namespace
}  // namespace dbtool
