#include "core/compare/compare.h"
#include "tests/support/catch.h"
#include "tests/support/schema_builder.h"

namespace dbtool {
namespace {

using test::column;
using test::schema;
using test::table;

const Name users{.name = "users"};

std::string line_of(const Change& change) {
  std::string name = change.table.empty() ? change.name : change.table + "/" + change.name;
  return change.action + " " + change.object + " " + name +
         (change.detail.empty() ? "" : ": " + change.detail);
}

std::vector<std::string> lines(const std::vector<Operation>& operations) {
  std::vector<std::string> texts;
  for (const Change& change : changes_of(operations, {})) texts.push_back(line_of(change));
  return texts;
}

AlterColumn altered(const std::string& from, const std::string& to) {
  ColumnChange change = difference(column(from), column(to));
  return {users, "email", change, values_of(change, column(from)), {}};
}

TEST_CASE("each operation is a line of a difference") {
  struct Case {
    Operation operation;
    std::string line;
  };
  const std::vector<Case> cases = {
      {{CreateTable{table("users").columns({"id bigint", "email text"}).unique("u", {"email"})}},
       "add table users: 2 columns"},
      {{RenameTable{{.name = "accounts"}, "users"}}, "rename table users: accounts → users"},
      {{AddColumn{users, column("status post_status not null default draft")}},
       "add column users/status: post_status not null default 'draft'"},
      {{DropColumn{users, "age", column("age integer")}}, "remove column users/age: integer"},
      {{altered("email varchar(255)", "email varchar(320)")},
       "change column users/email: varchar(255) → varchar(320)"},
      {{altered("email text", "email text not null default draft")},
       "change column users/email: not null, default 'draft'"},
      {{altered("email text not null default 1", "email text")},
       "change column users/email: nullable, no default"},
      {{RenameColumn{users, "mail", "email"}}, "rename column users/email: mail → email"},
      {{CreateIndex{users, {.name = "i", .parts = {{.column = "email"}}, .unique = true}}},
       "add index users/i: unique (email)"},
      {{CreateConstraint{users, Check{.name = "c", .expression = {"id > 0"}}}},
       "add check users/c: id > 0"},
      {{CreateConstraint{users, ForeignKey{.name = "f",
                                           .columns = {"a"},
                                           .references = {.name = "teams"},
                                           .referenced_columns = {"id"}}}},
       "add foreign key users/f: (a) → teams (id)"},
      {{AddEnumValue{{.name = "mood"}, "fair", {}, {}}}, "change enum mood: add value fair"},
      {{AlterTable{users, {{"sqlite.strict", "true"}}, {}}},
       "change table users: sqlite.strict true"},
      {{SetComment{"column", users, "email", "Where", {}}}, "change column users/email: comment"},
      {{DropView{{.name = "v"}, {}}}, "remove view v"},
  };
  for (const Case& given : cases)
    CHECK(lines({given.operation}) == std::vector<std::string>{given.line});
}

TEST_CASE("what is dropped and made again is one change") {
  View view = test::view("v", "SELECT 1");
  CHECK(lines({{DropView{view.name, view}}, {CreateView{view}}}) ==
        std::vector<std::string>{"change view v: made again"});
  CHECK(lines({{DropConstraint{users, Unique{"u", {"a"}}}},
               {CreateConstraint{users, Unique{"u", {"a", "b"}}}}}) ==
        std::vector<std::string>{"change unique users/u: (a) → (a, b)"});
}

TEST_CASE("a change stands where the model declares it, else where its table is") {
  Model declared;
  declared.declared_at["users.email"] = {.file = "blog.yaml", .line = 12, .column = 14};
  declared.declared_at["table users"] = {.file = "blog.yaml", .line = 9};
  auto changes = changes_of({{AddColumn{users, column("email text")}},
                             {DropColumn{users, "age", column("age integer")}},
                             {CreateTable{table("users")}},
                             {DropTable{{.name = "posts"}, {}}}},
                            declared);
  CHECK(changes[0].where.line == 12);
  CHECK(changes[1].where.line == 9);
  CHECK(changes[2].where.line == 9);
  CHECK(changes[3].where == Location{});
}

}  // namespace
}  // namespace dbtool
