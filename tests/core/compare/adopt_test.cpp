#include "core/compare/compare.h"
#include "tests/support/catch.h"
#include "tests/support/schema_builder.h"

namespace dbtool {
namespace {

using test::model_of;
using test::schema;
using test::table;
using test::TableBuilder;

TableBuilder users() {
  return table("users").columns({"id bigint", "email text"});
}

/// What is left of the difference once names are adopted.
std::vector<std::string> left(const Table& live, const Table& wanted,
                              std::set<std::string> by_convention) {
  Schema live_schema = schema({.tables = {live}});
  Schema canonical = schema({.tables = {wanted}});
  Model declared = model_of(canonical);
  declared.names_by_convention = std::move(by_convention);
  adopt_live_names(live_schema, canonical, declared);
  CHECK(canonical == declared.schema);
  return test::described(compare({live_schema, canonical, declared}));
}

TEST_CASE("a name by convention gives way to the live one") {
  CHECK(left(users().unique("uq_users_email", {"email"}),
             users().unique("users_email_key", {"email"}), {"users/users_email_key"})
            .empty());
  CHECK(left(users().index("ix", {"email"}), users().index("users_email_idx", {"email"}),
             {"users/users_email_idx"})
            .empty());
  CHECK(left(users().check("ck", "id > 0"), users().check("users_id_check", "id > 0"),
             {"users/users_id_check"})
            .empty());
}

TEST_CASE("a name that was chosen stays, and renames the live one") {
  CHECK(
      left(users().unique("uq_users_email", {"email"}), users().unique("chosen", {"email"}), {}) ==
      std::vector<std::string>{"rename constraint uq_users_email on users to chosen"});
}

TEST_CASE("what has no name in the database is the same under any") {
  CHECK(left(users().unique("?unique:email", {"email"}), users().unique("chosen", {"email"}), {})
            .empty());
}

TEST_CASE("a primary key lends its name too, or that it has none") {
  Table wanted = users().key({"id"});
  Table live = wanted;
  live.primary_key->name = "pk_users";
  CHECK(left(live, wanted, {"users/users_pkey"}).empty());
  live.primary_key->name = "";
  CHECK(left(live, wanted, {}).empty());
}

TEST_CASE("what is not the same lends no name") {
  CHECK(left(users().unique("uq", {"id"}), users().unique("users_email_key", {"email"}),
             {"users/users_email_key"}) ==
        std::vector<std::string>{"drop unique uq on users",
                                 "create unique users_email_key on users"});
}

TEST_CASE("each live name is lent once") {
  CHECK(left(users().check("c", "id > 0"),
             users().check("users_check1", "id > 0").check("users_check2", "id > 0"),
             {"users/users_check1", "users/users_check2"}) ==
        std::vector<std::string>{"create check users_check2 on users"});
}

TEST_CASE("names are found under the old name of a renamed table") {
  Schema live = schema({.tables = {table("accounts").columns({"id bigint"}).key({"id"})}});
  Schema wanted = schema({.tables = {table("users").columns({"id bigint"}).key({"id"})}});
  Model declared = model_of(wanted, {{Rename::Kind::table, {}, "accounts", "users"}});
  declared.names_by_convention = {"users/users_pkey"};
  adopt_live_names(live, wanted, declared);
  CHECK(wanted.tables.begin()->primary_key->name == "accounts_pkey");
  CHECK(test::described(compare({live, wanted, declared})) ==
        std::vector<std::string>{"rename table accounts to users"});
}

TEST_CASE("the model knows the place of an adopted name") {
  Schema live = schema({.tables = {users().unique("u", {"email"})}});
  Schema wanted = schema({.tables = {users().unique("users_email_key", {"email"})}});
  Model declared = model_of(wanted);
  declared.names_by_convention = {"users/users_email_key"};
  declared.declared_at["users/users_email_key"] = {.file = "blog.yaml", .line = 4};
  adopt_live_names(live, wanted, declared);
  CHECK(declared.declared_at.at("users/u").line == 4);
  CHECK(declared.names_by_convention == std::set<std::string>{"users/u"});
}

}  // namespace
}  // namespace dbtool
