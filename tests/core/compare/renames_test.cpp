#include "core/compare/compare.h"
#include "core/support/error.h"
#include "tests/support/catch.h"
#include "tests/support/schema_builder.h"

namespace dbtool {
namespace {

using test::described;
using test::model_of;
using test::schema;
using test::table;
using test::view;
using Kind = Rename::Kind;
using Sentences = std::vector<std::string>;

const Name users{.name = "users"};

Rename table_rename(const std::string& from, const std::string& to) {
  return {Kind::table, {}, from, to};
}
Rename column_rename(const std::string& from, const std::string& to) {
  return {Kind::column, users, from, to};
}
Schema of(std::vector<Table> tables) {
  return schema({.tables = std::move(tables)});
}

Sentences sentences(const Schema& live, const Schema& wanted, std::vector<Rename> renames) {
  Model declared = model_of(wanted, std::move(renames));
  std::vector<Operation> operations = compare({live, wanted, declared});
  CHECK(test::unordered(test::after(operations, live)) == test::unordered(wanted));
  CHECK(test::unordered(test::after(reverse_all(operations, live),
                                    test::after(operations, live))) == test::unordered(live));
  return described(operations);
}

TEST_CASE("a rename is pending while the old name is there and the new one is not") {
  std::vector<Rename> declared = {table_rename("accounts", "users")};
  CHECK(pending_renames(of({table("accounts")}), declared) == declared);
  CHECK(pending_renames(of({table("users")}), declared).empty());
  CHECK(pending_renames(of({table("accounts"), table("users")}), declared).empty());
  CHECK(pending_renames({}, declared).empty());
}

TEST_CASE("a column's rename is looked for under the old name of its table") {
  Schema live = of({table("accounts").columns({"mail text"})});
  std::vector<Rename> declared = {column_rename("mail", "email"),
                                  table_rename("accounts", "users")};
  CHECK(pending_renames(live, declared) ==
        std::vector{table_rename("accounts", "users"), column_rename("mail", "email")});
}

TEST_CASE("of several old names the first that is there counts") {
  std::vector<Rename> declared = {table_rename("accounts", "users"),
                                  table_rename("people", "users")};
  CHECK(pending_renames(of({table("people")}), declared) ==
        std::vector{table_rename("people", "users")});
  CHECK(pending_renames(of({table("accounts"), table("people")}), declared) ==
        std::vector{table_rename("accounts", "users")});
}

TEST_CASE("renames that follow each other are done in the order that keeps names free") {
  std::vector<Rename> declared = {column_rename("a", "b"), column_rename("b", "c")};
  CHECK(pending_renames(of({table("users").columns({"a text", "b text"})}), declared) ==
        std::vector{column_rename("b", "c"), column_rename("a", "b")});
}

TEST_CASE("a rename into another schema is refused") {
  Schema live = of({table("old.accounts")});
  CHECK_THROWS_AS(pending_renames(live, {table_rename("old.accounts", "new.accounts")}),
                  UsageError);
}

TEST_CASE("a name without a schema stands in the other's") {
  Rename rename = table_rename("app.accounts", "users");
  CHECK(pending_renames(of({table("app.accounts")}), {rename}) == std::vector{rename});
  CHECK(pending_renames(of({table("app.accounts"), table("app.users")}), {rename}).empty());
  rename = table_rename("accounts", "app.users");
  CHECK(pending_renames(of({table("app.accounts")}), {rename}) == std::vector{rename});
}

TEST_CASE("every kind of rename has its operation, what holds others first") {
  std::vector<Rename> renames = {
      {Kind::index, users, "i", "j"}, {Kind::enum_value, {.name = "mood"}, "good", "fine"},
      column_rename("mail", "email"), {Kind::enum_type, {}, "feeling", "mood"},
      {Kind::view, {}, "v", "w"},     {Kind::table, {}, "app.accounts", "app.users"}};
  CHECK(described(rename_operations(renames)) ==
        Sentences{"rename table app.accounts to users", "rename view v to w",
                  "rename enum feeling to mood", "rename column users.mail to email",
                  "rename value good of enum mood to fine", "rename index i on users to j"});
}

TEST_CASE("a renamed table is compared under its new name") {
  Schema live = of({table("accounts").columns({"id bigint", "mail text"}).key({"id"}),
                    table("posts").columns({"id bigint"}).foreign_key("f", {"id"}, "accounts")});
  Table renamed = table("users").columns({"id bigint", "email text", "age integer"}).key({"id"});
  renamed.primary_key->name = "accounts_pkey";
  Schema wanted =
      of({renamed, table("posts").columns({"id bigint"}).foreign_key("f", {"id"}, "users")});
  CHECK(sentences(live, wanted,
                  {table_rename("accounts", "users"), column_rename("mail", "email")}) ==
        Sentences{"rename table accounts to users", "rename column users.mail to email",
                  "add column users.age"});
}

TEST_CASE("an annotation that stays for ever does nothing any more") {
  Schema same = of({table("users").columns({"email text"})});
  CHECK(sentences(same, same, {table_rename("accounts", "users"), column_rename("mail", "email")})
            .empty());
}

TEST_CASE("a new table may take the old name of a renamed one") {
  Schema live = of({table("accounts").columns({"id bigint"})});
  Schema wanted =
      of({table("users").columns({"id bigint"}), table("accounts").columns({"n text"})});
  CHECK(sentences(live, wanted, {table_rename("accounts", "users")}) ==
        Sentences{"rename table accounts to users", "create table accounts"});
}

TEST_CASE("views of a renamed column are made again, views of a renamed table follow it") {
  Schema live = schema({.tables = {table("accounts").columns({"mail text", "age integer"})},
                        .views = {view("ages", "SELECT age FROM accounts"),
                                  view("mails", "SELECT mail FROM accounts"),
                                  view("some", "SELECT mail FROM mails")}});
  Schema wanted = schema({.tables = {table("users").columns({"email text", "age integer"})},
                          .views = {view("ages", "SELECT age FROM users"),
                                    view("mails", "SELECT email AS mail FROM users"),
                                    view("some", "SELECT mail FROM mails")}});
  CHECK(sentences(live, wanted,
                  {table_rename("accounts", "users"), column_rename("mail", "email")}) ==
        Sentences{"drop view some", "drop view mails", "rename table accounts to users",
                  "rename column users.mail to email", "create view mails", "create view some"});
}

TEST_CASE("an ignored view of a renamed column stays, with what it stands on") {
  Schema live = schema({.tables = {table("users").columns({"mail text"})},
                        .views = {view("v", "SELECT mail FROM users")}});
  Model declared =
      model_of(of({table("users").columns({"email text"})}), {column_rename("mail", "email")});
  declared.ignored["views"] = {"v"};
  CHECK(described(compare({live, declared.schema, declared})) ==
        Sentences{"rename column users.mail to email"});
}

TEST_CASE("a value of an enum is renamed and others are added to it") {
  Schema live = schema({.enums = {test::enumeration("mood", {"good", "bad"})}});
  Schema wanted = schema({.enums = {test::enumeration("mood", {"fine", "so-so", "bad"})}});
  CHECK(sentences(live, wanted, {{Kind::enum_value, {.name = "mood"}, "good", "fine"}}) ==
        Sentences{"rename value good of enum mood to fine", "add value so-so to enum mood"});
}

std::vector<std::string> pairs(const std::vector<RenameCandidate>& candidates) {
  std::vector<std::string> texts;
  for (const RenameCandidate& candidate : candidates)
    texts.push_back(candidate.rename.from + " → " + candidate.rename.to);
  return texts;
}

TEST_CASE("columns of one type are candidates, the likeliest first") {
  Schema live = of({table("t").columns({"id bigint", "subtitle text", "size integer"})});
  Schema wanted = of({table("t").columns({"id bigint", "summary text", "length integer"})});
  auto candidates = rename_candidates(live, wanted, {});
  CHECK(pairs(candidates) == Sentences{"subtitle → summary", "size → length"});
  CHECK(candidates.front().rename.table == Name{.name = "t"});
}

TEST_CASE("columns of different types are no candidates") {
  CHECK(rename_candidates(of({table("t").columns({"a text", "b text"})}),
                          of({table("t").columns({"a text", "c boolean"})}), {})
            .empty());
}

TEST_CASE("a name is in one pair only, the best") {
  Schema live = of({table("t").columns({"id bigint", "mail text"})});
  Schema wanted = of({table("t").columns({"id bigint", "email text", "phone text"})});
  CHECK(pairs(rename_candidates(live, wanted, {})) == Sentences{"mail → email"});
}

TEST_CASE("tables that share their columns are candidates") {
  Schema live = of({table("accounts").columns({"id bigint", "email text", "name text"}),
                    table("logs").columns({"at timestamp", "line text"})});
  Schema wanted =
      of({table("users").columns({"id bigint", "email text", "name text", "age integer"}),
          table("colors").columns({"rgb text"})});
  CHECK(pairs(rename_candidates(live, wanted, {})) == Sentences{"accounts → users"});
}

TEST_CASE("what is known to be renamed is asked for no more, its columns are") {
  Schema live = of({table("accounts").columns({"id bigint", "mail text"})});
  Schema wanted = of({table("users").columns({"id bigint", "email text"})});
  CHECK(pairs(rename_candidates(live, wanted, {table_rename("accounts", "users")})) ==
        Sentences{"mail → email"});
}

}  // namespace
}  // namespace dbtool
