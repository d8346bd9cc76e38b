#include "core/operations/touched.h"

#include "core/support/text.h"
#include "tests/support/catch.h"

using namespace dbtool;

namespace {

std::string text_of(const std::set<Touched>& touched) {
  std::vector<std::string> words;
  for (const Touched& each : touched) words.push_back(to_text(each));
  return join(words, " ");
}

}  // namespace

TEST_CASE("touched: columns with their tables, both names of a rename") {
  const Name posts{"", "posts"};
  CHECK(text_of(touched_by({AddColumn{posts, {.name = "title"}}})) == "posts posts.title");
  CHECK(text_of(touched_by({RenameColumn{posts, "a", "b"}})) == "posts posts.a posts.b");
  CHECK(text_of(touched_by({RenameTable{posts, "articles"}})) == "articles posts");
  CHECK(text_of(touched_by({CreateIndex{posts, {}}})) == "posts");
  CHECK(text_of(touched_by({CreateTable{{.name = {"blog", "posts"}}}})) == "blog.posts");
  CHECK(text_of(touched_by({CreateEnum{{.name = {"", "mood"}}}})) == "mood");
  CHECK(text_of(touched_by({Assert{}})).empty());
}

TEST_CASE("touched: SQL by the names after its words") {
  struct Row {
    const char* sql;
    const char* touched;
  };
  for (const Row& row : std::vector<Row>{
           {"CREATE TABLE IF NOT EXISTS posts (id int)", "posts"},
           {"ALTER TABLE ONLY blog.posts ADD title text", "blog.posts"},
           {"INSERT INTO \"Posts\" SELECT * FROM old JOIN tags t ON t.id = 1", "Posts old tags"},
           {"UPDATE posts SET a = 'from x' -- from y", "posts"},
           {"CREATE INDEX i ON posts (a)", "posts"},
           {"CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON posts (a)", "posts"},
           {"CREATE TYPE mood AS ENUM ('x')", "mood"},
           {"ALTER TABLE a ALTER b TYPE integer, ADD FOREIGN KEY (c) REFERENCES d ON DELETE "
            "CASCADE ON UPDATE CASCADE",
            "a"},
           {"SELECT 1", ""},
       }) {
    INFO(row.sql);
    CHECK(text_of(touched_by_sql(row.sql, sql::postgresql_rules())) == row.touched);
  }
}
