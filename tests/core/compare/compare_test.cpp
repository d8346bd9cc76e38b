#include "core/compare/compare.h"

#include "tests/support/catch.h"
#include "tests/support/schema_builder.h"

namespace dbtool {
namespace {

using test::column;
using test::described;
using test::enumeration;
using test::model_of;
using test::schema;
using test::table;
using test::TableBuilder;
using test::view;
using Sentences = std::vector<std::string>;

std::vector<Operation> difference_of(const Schema& live, const Schema& wanted,
                                     std::vector<Rename> renames = {}) {
  Model declared = model_of(wanted, std::move(renames));
  return compare({live, wanted, declared});
}

/// The sentences of a difference that does what it should and can be taken back.
Sentences sentences(const Schema& live, const Schema& wanted, std::vector<Rename> renames = {}) {
  std::vector<Operation> operations = difference_of(live, wanted, std::move(renames));
  std::vector<Operation> back = reverse_all(operations, live);
  CHECK(test::unordered(test::after(operations, live)) == test::unordered(wanted));
  CHECK(test::unordered(test::after(back, test::after(operations, live))) == test::unordered(live));
  return described(operations);
}

TableBuilder users() {
  return table("users").columns({"id bigint not null", "email text"}).key({"id"});
}
TableBuilder posts() {
  return table("posts").columns({"id bigint not null", "author_id bigint"}).key({"id"});
}
TableBuilder posts_of_users() {
  return posts().foreign_key("posts_author_id_fkey", {"author_id"}, "users");
}
Schema of(std::vector<Table> tables) {
  return schema({.tables = std::move(tables)});
}

TEST_CASE("equal schemas differ in nothing") {
  Schema same = of({users(), posts_of_users()});
  CHECK(sentences(same, same).empty());
}

TEST_CASE("tables are created in the order their foreign keys need") {
  CHECK(sentences({}, of({users(), posts_of_users()})) ==
        Sentences{"create table users", "create table posts"});
}

TEST_CASE("tables are dropped in the order their foreign keys need") {
  CHECK(sentences(of({users(), posts_of_users()}), {}) ==
        Sentences{"drop table posts", "drop table users"});
}

TEST_CASE("foreign keys that form a cycle come after the tables and go before them") {
  Schema cycle =
      of({table("a").columns({"id bigint"}).key({"id"}).foreign_key("a_b", {"id"}, "b"),
          table("b").columns({"id bigint"}).key({"id"}).foreign_key("b_a", {"id"}, "a")});
  CHECK(sentences({}, cycle) ==
        Sentences{"create table b", "create table a", "create foreign key b_a on b"});
  CHECK(sentences(cycle, {}) ==
        Sentences{"drop foreign key b_a on b", "drop table a", "drop table b"});
}

TEST_CASE("a table that refers to itself is created whole") {
  Schema tree = of({table("nodes")
                        .columns({"id bigint", "up bigint"})
                        .key({"id"})
                        .foreign_key("nodes_up_fkey", {"up"}, "nodes")});
  CHECK(sentences({}, tree) == Sentences{"create table nodes"});
  CHECK(sentences(tree, {}) == Sentences{"drop table nodes"});
}

TEST_CASE("a table that others still refer to is dropped after their foreign keys") {
  CHECK(sentences(of({users(), posts_of_users()}), of({posts()})) ==
        Sentences{"drop foreign key posts_author_id_fkey on posts", "drop table users"});
}

TEST_CASE("columns are added, altered and dropped, in this order") {
  Schema live = of({table("users").columns({"id bigint", "name text", "old text"})});
  Schema wanted = of({table("users").columns({"id bigint", "name text not null", "age integer"})});
  CHECK(sentences(live, wanted) ==
        Sentences{"add column users.age", "alter column users.name", "drop column users.old"});
}

TEST_CASE("the order of columns is no difference") {
  CHECK(difference_of(of({table("t").columns({"a text", "b text"})}),
                      of({table("t").columns({"b text", "a text"})}))
            .empty());
}

TEST_CASE("altering a column says only what changes, and what it was") {
  auto operations = difference_of(of({table("t").columns({"a varchar(10) default x"})}),
                                  of({table("t").columns({"a varchar(20) default x"})}));
  REQUIRE(operations.size() == 1);
  const auto& alter = std::get<AlterColumn>(operations.front().what);
  CHECK(alter.to == ColumnChange{.type = column("a varchar(20)").type});
  CHECK(alter.was == ColumnChange{.type = column("a varchar(10)").type});
}

TEST_CASE("a change of type takes the declared conversion, another change does not") {
  Model declared = model_of(of({table("t").columns({"a integer", "b text not null"})}));
  declared.conversions = {{"t/a", "length(a)"}, {"t/b", "upper(b)"}};
  Schema live = of({table("t").columns({"a text", "b text"})});
  auto operations = compare({live, declared.schema, declared});
  REQUIRE(operations.size() == 2);
  CHECK(std::get<AlterColumn>(operations[0].what).using_sql == "length(a)");
  CHECK(std::get<AlterColumn>(operations[1].what).using_sql.empty());
}

TEST_CASE("operations use the user's words, the canonical schema decides") {
  Schema live = of({table("t").columns({"a text", "b integer"})});
  Schema canonical = of({table("t").columns({"a text", "b bigint", "c text default 1"})});
  Model declared =
      model_of(of({table("t").columns({"a varchar(9)", "b bigint", "c text default one"})}));
  auto operations = compare({live, canonical, declared});
  REQUIRE(described(operations) == Sentences{"add column t.c", "alter column t.b"});
  CHECK(std::get<AddColumn>(operations[0].what).column == column("c text default one"));
}

TEST_CASE("an index or constraint of a dropped column goes before it") {
  Schema live = of({table("t").columns({"a text", "b text"}).index("i", {"b"}).unique("u", {"b"})});
  CHECK(sentences(live, of({table("t").columns({"a text"})})) ==
        Sentences{"drop index i on t", "drop unique u on t", "drop column t.b"});
}

TEST_CASE("an index of a new column comes after it") {
  Schema live = of({table("t").columns({"a text"})});
  Schema wanted =
      of({table("t").columns({"a text", "b text"}).index("i", {"b"}).unique("u", {"b"})});
  CHECK(sentences(live, wanted) ==
        Sentences{"add column t.b", "create unique u on t", "create index i on t"});
}

TEST_CASE("a constraint that changes is dropped and created") {
  Schema live = of({table("t").columns({"a text", "b text"}).unique("u", {"a"})});
  Schema wanted = of({table("t").columns({"a text", "b text"}).unique("u", {"a", "b"})});
  CHECK(sentences(live, wanted) == Sentences{"drop unique u on t", "create unique u on t"});
}

TEST_CASE("what differs only in its name is renamed") {
  Schema live = of({users().unique("u", {"email"}).index("i", {"email"}).check("c", "id > 0")});
  Schema wanted =
      of({users().unique("u2", {"email"}).index("i2", {"email"}).check("c2", "id > 0")});
  CHECK(sentences(live, wanted) == Sentences{"rename constraint u on users to u2",
                                             "rename constraint c on users to c2",
                                             "rename index i on users to i2"});
}

TEST_CASE("a constraint without a name in the database is the same under any name") {
  Schema live = of({users().unique("?unique:email", {"email"})});
  CHECK(difference_of(live, of({users().unique("users_email_key", {"email"})})).empty());
}

TEST_CASE("an index and a unique of one name take turns") {
  Schema with_index = of({users().index("users_email", {"email"})});
  Schema with_unique = of({users().unique("users_email", {"email"})});
  CHECK(sentences(with_index, with_unique) ==
        Sentences{"drop index users_email on users", "create unique users_email on users"});
  CHECK(sentences(with_unique, with_index) ==
        Sentences{"drop unique users_email on users", "create index users_email on users"});
}

TEST_CASE("foreign keys go and come back around the key they rest on") {
  Schema live = of({users(), posts_of_users()});
  Table wider = users();
  wider.primary_key->include = {"email"};
  CHECK(sentences(live, of({wider, posts_of_users()})) ==
        Sentences{"drop foreign key posts_author_id_fkey on posts",
                  "drop primary key users_pkey on users", "create primary key users_pkey on users",
                  "create foreign key posts_author_id_fkey on posts"});
}

TEST_CASE("foreign keys go and come back when their columns change to another kind of type") {
  Schema live = of({users(), posts_of_users()});
  Table text_users = users();
  text_users.columns.front().type = {Uuid{}};
  Table text_posts = posts_of_users();
  text_posts.columns.back().type = {Uuid{}};
  CHECK(sentences(live, of({text_users, text_posts})) ==
        Sentences{"drop foreign key posts_author_id_fkey on posts", "alter column posts.author_id",
                  "alter column users.id", "create foreign key posts_author_id_fkey on posts"});
}

TEST_CASE("foreign keys stay when their columns grow") {
  Table narrow = users();
  narrow.columns.front().type = {Integer{32}};
  CHECK(sentences(of({narrow, posts_of_users()}), of({users(), posts_of_users()})) ==
        Sentences{"alter column users.id"});
}

TEST_CASE("a foreign key that was not checked is validated, never the other way round") {
  Table checked = posts_of_users();
  Table unchecked = checked;
  unchecked.foreign_keys.update_all([](ForeignKey& key) { key.validated = false; });
  CHECK(sentences(of({users(), unchecked}), of({users(), checked})) ==
        Sentences{"validate constraint posts_author_id_fkey on posts"});
  CHECK(difference_of(of({users(), checked}), of({users(), unchecked})).empty());
}

TEST_CASE("how an index is to be built is no difference") {
  Table concurrently = users().index("i", {"email"});
  concurrently.indexes.update_all([](Index& index) { index.concurrently = true; });
  CHECK(difference_of(of({users().index("i", {"email"})}), of({concurrently})).empty());
}

TEST_CASE("enums come before the tables that use them and go after") {
  Schema with = schema({.tables = {table("t").columns({"a mood"})},
                        .enums = {enumeration("mood", {"good", "bad"})}});
  CHECK(sentences({}, with) == Sentences{"create enum mood", "create table t"});
  CHECK(sentences(with, {}) == Sentences{"drop table t", "drop enum mood"});
}

TEST_CASE("an enum and a table of one name take turns") {
  Schema type = schema(
      {.tables = {table("t").columns({"a int"})}, .enums = {enumeration("mood", {"good", "bad"})}});
  Schema relation = of({table("t").columns({"a int"}), table("mood").columns({"a int"})});
  CHECK(sentences(type, relation) == Sentences{"drop enum mood", "create table mood"});
  CHECK(sentences(relation, type) == Sentences{"drop table mood", "create enum mood"});
}

TEST_CASE("an enum is dropped after the column that had it changed its type") {
  Schema with = schema({.tables = {table("t").columns({"a mood"})},
                        .enums = {enumeration("mood", {"good", "bad"})}});
  Schema without = of({table("t").columns({"a text"})});
  CHECK(sentences(with, without) == Sentences{"alter column t.a", "drop enum mood"});
  CHECK(sentences(without, with) == Sentences{"create enum mood", "alter column t.a"});
}

TEST_CASE("checks and indexes that speak of an enum's values let it change") {
  auto with = [](const std::string& value, Sentences values) {
    return schema({.tables = {table("t").columns({"a e"}).check("k", "a <> '" + value + "'")},
                   .enums = {enumeration("e", std::move(values))}});
  };
  CHECK(sentences(with("x", {"x", "y"}), with("y", {"y"})) ==
        Sentences{"drop check k on t", "alter enum e", "create check k on t"});
  CHECK(sentences(with("x", {"x"}), with("y", {"x", "y"})) ==
        Sentences{"add value y to enum e", "drop check k on t", "create check k on t"});
}

struct EnumCase {
  Sentences live;
  Sentences wanted;
  Sentences operations;
};

TEST_CASE("values are added to an enum where they belong, else the enum is altered") {
  const std::vector<EnumCase> cases = {
      {{"a"}, {"a", "b"}, {"add value b to enum e"}},
      {{"b"}, {"a", "b"}, {"add value a to enum e"}},
      {{"a", "d"}, {"a", "b", "c", "d"}, {"add value b to enum e", "add value c to enum e"}},
      {{"c"},
       {"a", "b", "c", "d"},
       {"add value a to enum e", "add value b to enum e", "add value d to enum e"}},
      {{}, {"a", "b"}, {"add value a to enum e", "add value b to enum e"}},
      {{"a", "b"}, {"a"}, {"alter enum e"}},
      {{"a", "b"}, {"b", "a"}, {"alter enum e"}},
  };
  for (const EnumCase& given : cases)
    CHECK(sentences(schema({.enums = {enumeration("e", given.live)}}),
                    schema({.enums = {enumeration("e", given.wanted)}})) == given.operations);
}

TEST_CASE("a default moves with the values of its enum") {
  auto with = [](const std::string& value, Sentences values) {
    return schema({.tables = {table("t").columns({"a e default " + value})},
                   .enums = {enumeration("e", std::move(values))}});
  };
  CHECK(sentences(with("x", {"x", "y"}), with("y", {"y"})) ==
        Sentences{"alter column t.a", "alter enum e"});
  CHECK(sentences(with("x", {"x", "y"}), with("z", {"z", "x"})) ==
        Sentences{"alter enum e", "alter column t.a"});
  CHECK(sentences(with("x", {"x"}), with("z", {"z"})) ==
        Sentences{"alter column t.a", "alter enum e", "alter column t.a"});
}

TEST_CASE("views come after what they use and go before it") {
  Schema with =
      schema({.tables = {users()},
              .views = {view("b", "SELECT id FROM users"), view("a", "SELECT id FROM b")}});
  CHECK(sentences({}, with) == Sentences{"create table users", "create view b", "create view a"});
  CHECK(sentences(with, {}) == Sentences{"drop view a", "drop view b", "drop table users"});
}

TEST_CASE("a view goes and comes back around a column that changes its type") {
  auto with = [](const std::string& type) {
    return schema({.tables = {table("t").columns({"a " + type, "b text"})},
                   .views = {view("v", "SELECT a FROM t"), view("w", "SELECT a FROM v"),
                             view("other", "SELECT b FROM t")}});
  };
  CHECK(sentences(with("integer"), with("bigint")) == Sentences{"drop view w", "drop view v",
                                                                "alter column t.a", "create view v",
                                                                "create view w"});
}

TEST_CASE("the catalog says which columns a view uses") {
  Schema live = schema({.tables = {table("t").columns({"a integer", "b integer"})},
                        .views = {view("v", "SELECT * FROM t")}});
  live.dependencies = {{{.name = "v"}, {.name = "t"}, "a"}};
  Schema wanted = live;
  find_column(*wanted.tables.find({.name = "t"}), "b")->type = {Integer{64}};
  CHECK(sentences(live, wanted) == Sentences{"alter column t.b"});
}

TEST_CASE("a view that changes is altered, and the views on it are made again") {
  Schema live =
      schema({.tables = {users()},
              .views = {view("v", "SELECT id FROM users"), view("w", "SELECT id FROM v")}});
  Schema wanted = live;
  wanted.views.add(view("v", "SELECT id, email FROM users"));
  CHECK(sentences(live, wanted) == Sentences{"drop view w", "alter view v", "create view w"});
}

TEST_CASE("a view lets go of a table before it is dropped, and waits for a new one") {
  Schema live = schema({.tables = {users()}, .views = {view("v", "SELECT id FROM users")}});
  Schema wanted = schema({.tables = {posts()}, .views = {view("v", "SELECT id FROM posts")}});
  CHECK(sentences(live, wanted) ==
        Sentences{"drop view v", "create table posts", "create view v", "drop table users"});
}

TEST_CASE("a table that becomes a view makes place for it") {
  Schema live = of({users(), posts()});
  Schema wanted = schema({.tables = {users()}, .views = {view("posts", "SELECT id FROM users")}});
  CHECK(sentences(live, wanted) == Sentences{"drop table posts", "create view posts"});
}

TEST_CASE("an ignored view in the way is made again as it was") {
  Schema live = schema(
      {.tables = {table("t").columns({"a integer"})}, .views = {view("v", "SELECT a FROM t")}});
  Model declared = model_of(of({table("t").columns({"a bigint"})}));
  declared.ignored["views"] = {"*"};
  auto operations = compare({live, declared.schema, declared});
  REQUIRE(described(operations) == Sentences{"drop view v", "alter column t.a", "create view v"});
  CHECK(std::get<CreateView>(operations.back().what).view == *live.views.begin());
}

TEST_CASE("ignored tables are neither created, changed nor dropped") {
  Schema live = of({table("legacy_a").columns({"a text"}), table("legacy_b").columns({"a text"})});
  Model declared = model_of(of(
      {table("legacy_b").columns({"a integer"}), table("legacy_c").columns({"a text"}), users()}));
  declared.ignored["tables"] = {"legacy_*"};
  CHECK(described(compare({live, declared.schema, declared})) == Sentences{"create table users"});
  declared.ignored["tables"] = {"legacy_*", "!legacy_a"};
  CHECK(described(compare({live, declared.schema, declared})) ==
        Sentences{"create table users", "drop table legacy_a"});
}

TEST_CASE("comments and options are set") {
  Schema live = of({users().comment("old")});
  Table wanted = users().comment("People").option("sqlite.strict", "true");
  wanted.columns.front().comment = "Key";
  CHECK(sentences(live, of({wanted})) ==
        Sentences{"alter table users", "comment on column users.id", "comment on table users"});
}

TEST_CASE("schemas come before what is in them and go after") {
  Schema with = schema({.tables = {table("billing.bills").columns({"a text"})},
                        .enums = {enumeration("billing.kind", {"x"})},
                        .views = {view("billing.v", "SELECT a FROM billing.bills")},
                        .namespaces = {"billing"}});
  CHECK(sentences({}, with) == Sentences{"create schema billing", "create enum billing.kind",
                                         "create table billing.bills", "create view billing.v"});
  CHECK(sentences(with, {}) == Sentences{"drop view billing.v", "drop table billing.bills",
                                         "drop enum billing.kind", "drop schema billing"});
}

TEST_CASE("changes of one table stand together") {
  Schema live = of({table("a").columns({"x text"}), table("b").columns({"x text"})});
  Schema wanted = of({table("a").columns({"x text not null", "y text"}).index("ai", {"y"}),
                      table("b").columns({"x text not null", "y text"}).index("bi", {"y"})});
  CHECK(sentences(live, wanted) == Sentences{"add column a.y", "alter column a.x",
                                             "create index ai on a", "add column b.y",
                                             "alter column b.x", "create index bi on b"});
}

TEST_CASE("columns that differ in case alone make place first") {
  CHECK(sentences(of({table("t").columns({"a text", "B text"})}),
                  of({table("t").columns({"a text", "b text"})})) ==
        Sentences{"drop column t.B", "add column t.b"});
}

}  // namespace
}  // namespace dbtool
