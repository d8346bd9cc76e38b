// Every operation on a live database with rows gives what apply() says.
#include "tests/dialects/sqlite/database.h"

using namespace dbtool;
using dbtool::test::Database;

namespace {

const std::string base = R"(
CREATE TABLE authors (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  email VARCHAR(80),
  CONSTRAINT authors_pkey PRIMARY KEY (id),
  CONSTRAINT authors_email_key UNIQUE (email)
);
CREATE TABLE books (
  id INTEGER NOT NULL,
  author_id INTEGER,
  title TEXT,
  price VARCHAR(20) DEFAULT '0',
  state TEXT NOT NULL DEFAULT 'new',
  doubled INTEGER GENERATED ALWAYS AS (id * 2) VIRTUAL,
  CONSTRAINT books_pkey PRIMARY KEY (id AUTOINCREMENT),
  CONSTRAINT books_author_fkey FOREIGN KEY (author_id) REFERENCES authors (id) ON DELETE CASCADE,
  CONSTRAINT books_title_check CHECK (length(title) > 0),
  CONSTRAINT books_state_enum CHECK (state IN ('new', 'used') /* enum state */)
);
CREATE INDEX books_author_idx ON books (author_id);
CREATE INDEX books_title_idx ON books (lower(title) DESC) WHERE title IS NOT NULL;
CREATE TABLE tags (book_id INTEGER NOT NULL, tag TEXT NOT NULL);
CREATE TABLE drafts (tags TEXT);
CREATE VIEW titles AS SELECT id, title FROM books;
CREATE TRIGGER books_seen AFTER INSERT ON books BEGIN
  INSERT INTO tags (book_id, tag) VALUES (NEW.id, 'new');
END;
INSERT INTO authors VALUES (1, 'Ann', 'ann@example.org'), (2, 'Bob', NULL);
INSERT INTO books (id, author_id, title, price) VALUES (7, 1, 'One', '12'), (9, 2, 'Two', '8');
)";

const Name authors{"", "authors"};
const Name books{"", "books"};
const Name tags{"", "tags"};

Default text(const std::string& value) {
  return {Literal{Literal::Kind::text, value}};
}

using Sequence = std::vector<Operation>;

const std::vector<Sequence>& sequences() {
  static const std::vector<Sequence> all = {
      {{CreateTable{
          {.name = {"", "notes"},
           .columns =
               {{.name = "id", .type = {Integer{64}}, .nullable = false, .identity = Identity{}},
                {.name = "body", .type = {Json{}}},
                {.name = "at",
                 .type = {Timestamp{.with_zone = true}},
                 .default_value = Default{NeutralFunction::now}}},
           .primary_key = PrimaryKey{"notes_pkey", {"id"}},
           .indexes = {{.name = "notes_at_idx",
                        .parts = {{.column = "at", .descending = true}}}}}}}},
      {{DropTable{{"", "drafts"}}}},
      {{RenameTable{authors, "writers"}}},
      {{AddColumn{authors, {.name = "born", .type = {Date{}}}}}},
      {{AddColumn{authors,
                  {.name = "rank",
                   .type = {Integer{}},
                   .nullable = false,
                   .default_value = Default{Literal{Literal::Kind::number, "3"}}}}}},
      {{AddColumn{authors,
                  {.name = "since",
                   .type = {Timestamp{}},
                   .nullable = false,
                   .default_value = Default{NeutralFunction::now}}}}},
      {{AddColumn{
          authors,
          {.name = "shout", .type = {Text{}}, .generated = Generated{{"upper(name)"}, true}}}}},
      {{AddColumn{
          authors,
          {.name = "shout", .type = {Text{}}, .generated = Generated{{"upper(name)"}, false}}}}},
      {{AddColumn{
          authors,
          {.name = "mood", .type = {Named{{"", "state"}}}, .default_value = text("used")}}}},
      {{AddColumn{tags, {.name = "author_id", .type = {Integer{}}}}},
       {CreateConstraint{tags, ForeignKey{.name = "tags_author_id_fkey",
                                          .columns = {"author_id"},
                                          .references = authors,
                                          .referenced_columns = {"id"}}}}},
      {{DropColumn{books, "price"}}},
      {{DropColumn{authors, "email"}}},
      {{DropColumn{books, "state"}}},
      {{DropColumn{books, "author_id"}}},
      {{RenameColumn{authors, "name", "full_name"}}},
      {{RenameColumn{books, "title", "select"}}},
      {{RenameColumn{books, "state", "condition"}}},
      {{AlterColumn{books, "price", {.type = Type{Decimal{10, 2}}}, {.type = Type{Text{20}}}}}},
      {{AlterColumn{books, "price", {.type = Type{Integer{}}, .default_value = {{std::nullopt}}}}}},
      {{AlterColumn{authors, "email", {.nullable = false, .default_value = {{text("none")}}}}}},
      {{AlterColumn{authors, "name", {.nullable = true}}}},
      {{AlterColumn{authors, "name", {.collation = "NOCASE"}}}},
      {{AlterColumn{books, "title", {.default_value = {{Default{Expression{"hex(1)"}}}}}}}},
      {{AlterColumn{books, "doubled", {.generated = {{Generated{{"id * 2"}, true}}}}}}},
      {{AlterColumn{books, "doubled", {.generated = {{std::nullopt}}}}}},
      {{AlterColumn{books, "id", {.autoincrement = false}}}},
      {{AlterColumn{authors, "id", {.autoincrement = true}}}},
      {
          {AlterColumn{authors, "name", {.type = Type{Named{{"", "mood"}}}}}},
      },
      {{AlterColumn{books, "state", {.type = Type{Text{}}}}}},
      {{CreateIndex{authors,
                    {.name = "authors_name_idx", .parts = {{.column = "name"}}, .unique = true}}}},
      {{DropIndex{books, "books_author_idx"}}},
      {{RenameIndex{books, "books_title_idx", "titles_idx"}}},
      {{CreateConstraint{tags, PrimaryKey{"tags_pkey", {"book_id", "tag"}}}}},
      {{CreateConstraint{tags, Unique{"tags_key", {"tag", "book_id"}}}}},
      {{CreateConstraint{tags, Check{"tags_check", {"tag <> ''"}}}}},
      {{CreateConstraint{tags, ForeignKey{.name = "tags_book_fkey",
                                          .columns = {"book_id"},
                                          .references = books,
                                          .referenced_columns = {"id"},
                                          .on_delete = ForeignKeyAction::cascade,
                                          .deferrable = Deferrable::initially_deferred}}}},
      {{DropConstraint{authors, Unique{"authors_email_key", {"email"}}}}},
      {{DropConstraint{books, ForeignKey{.name = "books_author_fkey"}}}},
      {{DropConstraint{books, Check{"books_title_check"}}}},
      {{RenameConstraint{books, "books_title_check", "title_check"}}},
      {{RenameConstraint{books, "books_pkey", "pk"}}},
      {{CreateEnum{{.name = {"", "size"}, .values = {"s", "m"}}}},
       {AddColumn{tags, {.name = "size", .type = {Named{{"", "size"}}}}}}},
      {{AddEnumValue{{"", "state"}, "lost", "", "new"}}},
      {{AlterEnum{{"", "state"}, {"used", "new"}}}},
      {{RenameEnum{{"", "state"}, "book_state"}}},
      {{RenameEnumValue{{"", "state"}, "new", "fresh"}}},
      {{CreateView{{.name = {"", "names"}, .query = {"SELECT name FROM authors"}}}}},
      {{DropView{{"", "titles"}}}},
      {{AlterView{{.name = {"", "titles"}, .query = {"SELECT title FROM books"}}}}},
      {{RenameView{{"", "titles"}, "book_titles"}}},
      {{AlterTable{tags, {{"sqlite.strict", "true"}}}}},
      {{SetComment{"table", books, "", "what we sell"}}},
      {{RenameTable{authors, "writers"}},
       {RenameColumn{{"", "writers"}, "name", "full_name"}},
       {AlterColumn{{"", "writers"}, "full_name", {.nullable = true}}},
       {AlterColumn{books, "title", {.nullable = false}}}},
      {{AddColumn{authors, {.name = "a", .type = {Text{}}}}},
       {AlterColumn{authors, "a", {.nullable = false, .default_value = {{text("x")}}}}},
       {CreateIndex{authors, {.name = "a_idx", .parts = {{.column = "a"}}}}}},
  };
  return all;
}

std::string describe_all(const Sequence& operations) {
  std::string text;
  for (const Operation& operation : operations) text += describe(operation) + "; ";
  return text;
}

Schema as_reported(Schema schema) {
  return sqlite().canonical({.schema = std::move(schema)}, {}, {});
}

}  // namespace

TEST_CASE("sqlite: after operations the database is what apply() says") {
  for (const Sequence& operations : sequences()) {
    INFO(describe_all(operations));
    Database database(base);
    Schema expected = database.inspect();
    for (const Operation& operation : operations) {
      if (std::holds_alternative<AlterColumn>(operation.what) &&
          !expected.enums.contains({"", "mood"}))
        expected.enums.add({.name = {"", "mood"}, .values = {"Ann", "Bob"}});
      apply(operation, expected);
    }
    Sequence run = operations;
    if (describe(operations[0]) == "alter column authors.name")
      run.insert(run.begin(), {CreateEnum{{.name = {"", "mood"}, .values = {"Ann", "Bob"}}}});
    auto books_before = database.value("SELECT count(*) FROM books");
    database.run(run);
    Schema after = database.inspect();
    expected = as_reported(expected);
    CHECK(as_reported(after).enums == expected.enums);
    CHECK(after.views == expected.views);
    for (const Table& table : expected.tables) {
      INFO(database.stored(table.name.name));
      const Table* found = after.tables.find(table.name);
      REQUIRE(found != nullptr);
      CHECK(found->columns == table.columns);
      CHECK(found->primary_key == table.primary_key);
      CHECK(found->uniques == table.uniques);
      CHECK(found->foreign_keys == table.foreign_keys);
      CHECK(found->checks == table.checks);
      CHECK(found->indexes == table.indexes);
      CHECK(found->options == table.options);
    }
    CHECK(after.tables.size() == expected.tables.size());
    CHECK(database.rows("PRAGMA foreign_key_check").empty());
    CHECK(database.value("PRAGMA foreign_keys") == "1");
    CHECK(database.value("PRAGMA quick_check") == "ok");
    CHECK(database.value(
              "SELECT count(*) FROM sqlite_schema WHERE name LIKE '\\_dbtool%' ESCAPE '\\'") ==
          "0");
    if (after.tables.contains(books))
      CHECK(database.value("SELECT count(*) FROM books") == books_before);
  }
}

TEST_CASE("add column: a trigger that counts the columns is not broken") {
  Database database;
  database.run_script(
      "CREATE TABLE notes (a TEXT); CREATE TABLE audit (a TEXT);"
      "CREATE TRIGGER seen AFTER INSERT ON notes BEGIN INSERT INTO audit VALUES (NEW.a); END");
  const std::string before = database.stored("audit");
  CHECK_THROWS_AS(database.run({{AddColumn{{"", "audit"}, {.name = "b", .type = {Text{}}}}}}),
                  DatabaseError);
  CHECK(database.stored("audit") == before);
  database.run({{AddColumn{{"", "notes"}, {.name = "b", .type = {Text{}}}}}});
  database.run_script("INSERT INTO notes VALUES ('x', 'y')");
  CHECK(database.value("SELECT a FROM audit") == "x");
}

TEST_CASE("drop table: a trigger of another table that uses it must go before") {
  Database database;
  database.run_script(
      "CREATE TABLE notes (a TEXT, kind TEXT); CREATE TABLE audit (a TEXT); CREATE TABLE kind (a "
      "TEXT); CREATE TRIGGER seen AFTER INSERT ON notes WHEN NEW.kind <> 'audit' BEGIN INSERT INTO "
      "audit VALUES (NEW.a); END");
  const Operation drop_audit = {DropTable{{"", "audit"}}};
  CHECK_THROWS_AS(database.run({drop_audit}), DatabaseError);
  CHECK(database.value("SELECT count(*) FROM audit") == "0");
  database.run({{DropTable{{"", "kind"}}}});
  SECTION("dropped with SQL in the same section, in whatever order") {
    database.run({drop_audit, {RunSql{{{"any", "DROP TRIGGER seen"}}}}});
  }
  SECTION("dropped with its own table") {
    database.run({drop_audit, {DropTable{{"", "notes"}}}});
  }
  CHECK(database.value("SELECT count(*) FROM sqlite_schema WHERE name = 'seen'") == "0");
}
