#include "core/operations/operation.h"

#include "tests/support/catch.h"
#include "tests/support/sample_operations.h"
#include "tests/support/schema_builder.h"

#include <set>

namespace dbtool {
namespace {

using test::column;
using test::sample_operations;
using test::sample_schema;
using test::table;

Schema start() {
  return sample_schema();
}

std::string failure_of(const Operation& operation, Schema schema = start()) {
  try {
    apply(operation, schema);
  } catch (const UsageError& error) {
    return error.problems().front().code + " " + error.what();
  }
  return "applied";
}

TEST_CASE("the samples hold every kind of operation") {
  std::set<std::size_t> kinds;
  for (const auto& sample : sample_operations()) kinds.insert(sample.operation.what.index());
  CHECK(kinds.size() == std::variant_size_v<decltype(Operation::what)>);
}

TEST_CASE("an operation taken back leaves the schema as it was") {
  for (const auto& sample : sample_operations()) {
    INFO(sample.name);
    Schema schema = start();
    std::vector<Operation> back = reverse(sample.operation, schema);
    apply(sample.operation, schema);
    for (const Operation& operation : back) apply(operation, schema);
    CHECK(test::unordered(schema) == test::unordered(start()));
  }
}

TEST_CASE("a key over columns that are nullable, as SQLite has them, comes back with them") {
  Schema before;
  Table tags{.name = {"", "tags"}, .columns = {{.name = "a"}, {.name = "b", .nullable = false}}};
  tags.primary_key = PrimaryKey{.name = "tags_pkey", .columns = {"a", "b"}};
  before.tables.add(tags);
  Schema schema = before;
  std::vector<Operation> back = reverse({DropConstraint{tags.name, *tags.primary_key}}, schema);
  apply({DropConstraint{tags.name, *tags.primary_key}}, schema);
  for (const Operation& operation : back) apply(operation, schema);
  CHECK(schema == before);
}

TEST_CASE("a foreign key may reference a table outside of the schema only where it says so") {
  Table tags{.name = {"", "tags"}, .columns = {{.name = "a"}}};
  ForeignKey key{.name = "f", .columns = {"a"}, .references = {"", "elsewhere"}};
  tags.foreign_keys.add(key);
  CHECK(failure_of({CreateTable{tags}}, {}).find("elsewhere") != std::string::npos);
  tags.foreign_keys.update_all([](ForeignKey& each) { each.external = {true}; });
  CHECK(failure_of({CreateTable{tags}}, {}) == "applied");
}

TEST_CASE("an operation changes the schema unless it is SQL or says what is so already") {
  const std::set<std::string> without_effect = {"run SQL", "run batches", "rows", "assert",
                                                "validate a constraint"};
  for (const auto& sample : sample_operations()) {
    INFO(sample.name);
    Schema schema = start();
    apply(sample.operation, schema);
    CHECK((schema == start()) == without_effect.contains(sample.name));
  }
}

TEST_CASE("an operation taken back twice is the operation") {
  const std::set<std::string> asymmetric = {"add a value at the end",
                                            "add a value before",
                                            "add a value behind",
                                            "run SQL",
                                            "run batches",
                                            "rows",
                                            "assert",
                                            "validate a constraint",
                                            "convert a type"};
  for (const auto& sample : sample_operations()) {
    if (asymmetric.contains(sample.name)) continue;
    INFO(sample.name);
    Schema schema = start();
    std::vector<Operation> back = reverse(sample.operation, schema);
    REQUIRE(back.size() == 1);
    apply(sample.operation, schema);
    CHECK(reverse(back.front(), schema) == std::vector{sample.operation});
  }
}

TEST_CASE("what cannot be applied says what is missing or in the way") {
  const Name users{.name = "users"};
  const Name posts{.name = "posts"};
  const Name nothing{.name = "usrs"};
  struct Case {
    Operation operation;
    std::string message;
  };
  const std::vector<Case> cases = {
      {{CreateSchema{"archive"}}, "there is a schema \"archive\" already"},
      {{DropSchema{"attic"}}, "there is no schema \"attic\""},
      {{CreateTable{table("users")}}, "there is a table \"users\" already"},
      {{CreateTable{table("recent_posts")}}, "there is a view \"recent_posts\" already"},
      {{CreateTable{table("t").columns({"a text", "a text"})}},
       "table \"t\" has two columns \"a\""},
      {{CreateTable{table("t").columns({"a text"}).unique("u", {"b"})}},
       "unique \"u\" names column \"b\", which table \"t\" does not have"},
      {{CreateTable{table("t").columns({"a bigint"}).foreign_key("f", {"a"}, "user")}},
       "foreign key \"f\" references table \"user\", which does not exist"},
      {{CreateTable{table("t").columns({"a bigint"}).foreign_key("f", {"a"}, "users", {"uid"})}},
       "foreign key \"f\" names column \"uid\", which table \"users\" does not have"},
      {{DropTable{nothing, {}}}, "there is no table \"usrs\""},
      {{DropTable{users, {}}},
       "table \"users\" is referenced by foreign key \"posts_author_id_fkey\" of table \"posts\""},
      {{RenameTable{users, "posts"}}, "there is a table \"posts\" already"},
      {{AddColumn{users, column("email text")}}, "table \"users\" has a column \"email\" already"},
      {{DropColumn{users, "nme", {}}}, "table \"users\" has no column \"nme\""},
      {{DropColumn{users, "id", {}}},
       "column \"users.id\" is used by foreign key \"posts_author_id_fkey\" of table \"posts\""},
      {{DropColumn{users, "name", {}}},
       "column \"users.name\" is used by index \"users_email_name_idx\""},
      {{RenameColumn{users, "name", "email"}}, "table \"users\" has a column \"email\" already"},
      {{AlterColumn{users, "nme", {}, {}, {}}}, "table \"users\" has no column \"nme\""},
      {{CreateIndex{users, {.name = "users_email_name_idx"}}},
       "table \"users\" has an index \"users_email_name_idx\" already"},
      {{DropIndex{users, "x", {}, false}}, "table \"users\" has no index \"x\""},
      {{CreateConstraint{users, Unique{.name = "users_email_key"}}},
       "table \"users\" has a constraint \"users_email_key\" already"},
      {{CreateConstraint{users, PrimaryKey{.name = "other"}}},
       "table \"users\" has a primary key already"},
      {{DropConstraint{users, Unique{.name = "x"}}}, "table \"users\" has no constraint \"x\""},
      {{RenameConstraint{posts, "posts_slug_key", "posts_title_check"}},
       "table \"posts\" has a constraint \"posts_title_check\" already"},
      {{CreateEnum{test::enumeration("mood", {})}}, "there is an enum \"mood\" already"},
      {{DropEnum{{.name = "post_status"}, {}}},
       "enum \"post_status\" is the type of column \"status\""},
      {{AddEnumValue{{.name = "mood"}, "good", {}, {}}},
       "enum \"mood\" has a value \"good\" already"},
      {{AddEnumValue{{.name = "mood"}, "fair", "god", {}}}, "enum \"mood\" has no value \"god\""},
      {{RenameEnumValue{{.name = "mood"}, "good", "bad"}},
       "enum \"mood\" has a value \"bad\" already"},
      {{CreateView{test::view("users", "SELECT 1")}}, "there is a table \"users\" already"},
      {{DropView{nothing, {}}}, "there is no view \"usrs\""},
  };
  for (const Case& given : cases) CHECK(failure_of(given.operation) == "DBT620 " + given.message);
}

TEST_CASE("a problem stands where the operation stands, with a suggestion") {
  Schema schema = start();
  Operation operation{DropTable{{.name = "usrs"}, {}}, {.file = "a.yaml", .line = 7, .column = 5}};
  try {
    apply(operation, schema);
    FAIL("applied");
  } catch (const UsageError& error) {
    CHECK(error.problems().front().where == operation.where);
    CHECK(error.problems().front().hint == "did you mean \"users\"?");
  }
}

TEST_CASE("operations describe themselves and name their subject") {
  struct Case {
    Operation operation;
    std::string sentence;
    std::string subject;
  };
  const Name users{.name = "users"};
  const Name invoices{.schema = "billing", .name = "invoices"};
  const std::vector<Case> cases = {
      {{AddColumn{users, column("email text")}}, "add column users.email", "users"},
      {{CreateTable{table("billing.invoices")}},
       "create table billing.invoices",
       "billing.invoices"},
      {{RenameTable{invoices, "bills"}},
       "rename table billing.invoices to bills",
       "billing.invoices"},
      {{CreateConstraint{users, Unique{.name = "users_email_key"}}},
       "create unique users_email_key on users",
       "users"},
      {{DropConstraint{users, PrimaryKey{}}}, "drop primary key on users", "users"},
      {{CreateIndex{users, {.name = "i"}}}, "create index i on users", "users"},
      {{SetComment{"column", users, "email", "x", {}}}, "comment on column users.email", "users"},
      {{AddEnumValue{{.name = "mood"}, "fair", {}, {}}}, "add value fair to enum mood", "mood"},
      {{RunSql{}}, "run SQL", ""},
      {{ChangeRows{.table = invoices, .key = {"id"}}},
       "rows of billing.invoices",
       "billing.invoices"},
      {{RunBatches{.table = users}}, "run SQL over the rows of users, 5000 at a time", "users"},
      {{Assert{{}, false, "no orphans"}}, "assert: no orphans", ""},
  };
  for (const Case& given : cases) {
    CHECK(describe(given.operation) == given.sentence);
    CHECK(to_text(subject(given.operation)) == given.subject);
  }
}

TEST_CASE("the text for a dialect is its own, or the one for any") {
  const std::map<std::string, std::string> texts = {{"any", "a"}, {"sqlite", "s"}};
  CHECK(*text_for(texts, "sqlite") == "s");
  CHECK(*text_for(texts, "postgresql") == "a");
  CHECK(text_for({{"sqlite", "s"}}, "postgresql") == nullptr);
}

}  // namespace
}  // namespace dbtool
