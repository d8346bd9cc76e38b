// Names that are written otherwise than the database keeps them, and are the same.
#include "core/schema/model_file.h"
#include "tests/support/catch.h"
#include "tests/support/live_schema.h"

using namespace dbtool;

namespace {

Model model(const std::string& tables, const std::string& dialect) {
  return load_model({{"m.yaml", "dbtool: 1\n" + tables}}, dialect);
}

std::vector<std::string> lines(const std::vector<Operation>& operations) {
  std::vector<std::string> all;
  for (const Operation& operation : operations) all.push_back(describe(operation));
  return all;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("names: the default schema written out is the default schema") {
  test::on_every_database([](test::TestDatabase& database) {
    const std::string dialect = database.dialect().traits().name;
    const std::string schema = dialect == "sqlite" ? "main." : "public.";
    CAPTURE(dialect);
    test::LiveSchema live(database);
    const std::string tables = "tables:\n  " + schema +
                               "users: { columns: { id: { type: bigint, primary_key: true } } }\n"
                               "  posts: { columns: { user_id: { type: bigint, references: " +
                               schema + "users.id } } }\nviews:\n  v: SELECT id FROM " + schema +
                               "users\n";
    live.run(live.difference_to(model(tables, dialect)));
    CHECK(lines(live.difference_to(model(tables, dialect))) == Lines{});
    live.execute("INSERT INTO users VALUES (1)");
    const std::string plain =
        "tables:\n  users: { columns: { id: { type: bigint, primary_key: true } } }\n  " + schema +
        "posts: { columns: { user_id: { type: bigint, references: users.id } } }\n"
        "views:\n  " +
        schema + "v: SELECT id FROM users\n";
    Model same = model(plain, dialect);
    same.schema.views = live.inspect().views;
    CHECK(lines(live.difference_to(same)) == Lines{});
    CHECK(live.rows().size() == 1);
  });
}

TEST_CASE("names: a schema that is only usually the default one is itself") {
  const std::string text =
      "dbtool: 1\ntables:\n  public.t: { columns: { id: bigint } }\n"
      "  app.t: { columns: { id: bigint } }\n";
  Model model = load_model({{"m.yaml", text}}, "postgresql", [] { return std::string("app"); });
  CHECK(model.schema.tables.contains({"public", "t"}));
  CHECK(model.schema.tables.contains({"", "t"}));
  CHECK(model.schema.namespaces.contains("public"));
}

TEST_CASE("names: a pattern may name the default schema") {
  const std::string text =
      "dbtool: 1\nignore: { tables: [public.audit_*] }\n"
      "tables:\n  t: { columns: { id: bigint } }\n";
  test::on_every_database([&](test::TestDatabase& database) {
    if (database.dialect().traits().name == "sqlite") return;
    test::LiveSchema live(database);
    live.execute("CREATE TABLE audit_log (id bigint)");
    live.execute("CREATE TABLE t (id bigint)");
    CHECK(lines(live.difference_to(load_model({{"m.yaml", text}}, "postgresql"))) == Lines{});
  });
}

TEST_CASE("names: where case means nothing, nothing is dropped for it") {
  test::on_every_database([](test::TestDatabase& database) {
    if (!database.dialect().traits().names_ignore_case) return;
    test::LiveSchema live(database);
    live.execute(
        "CREATE TABLE Users (Id INTEGER PRIMARY KEY, EMail TEXT NOT NULL, Age INTEGER, "
        "CHECK (AGE > 0))");
    live.execute(
        "CREATE TABLE Posts (Id INTEGER PRIMARY KEY, User_Id INTEGER REFERENCES USERS (ID))");
    live.execute("CREATE INDEX Users_Mail ON Users (EMAIL)");
    live.execute("CREATE VIEW Mails AS SELECT Email FROM Users");
    live.execute("CREATE TABLE Audit (x TEXT)");
    live.execute("INSERT INTO Users VALUES (1, 'a@b', 7)");
    live.execute("INSERT INTO Posts VALUES (1, 1)");
    live.execute("INSERT INTO Audit VALUES ('kept')");
    const std::string text =
        "ignore: { tables: [aud*] }\n"
        "tables:\n"
        "  users:\n"
        "    columns:\n"
        "      id: { type: bigint, primary_key: true, identity: true }\n"
        "      email: text not null\n"
        "      age: integer\n"
        "    checks: [age > 0]\n"
        "    indexes: { users_mail: [email] }\n"
        "  posts:\n"
        "    columns:\n"
        "      id: { type: bigint, primary_key: true, identity: true }\n"
        "      user_id: { type: integer, references: users.id }\n"
        "views: { mails: SELECT Email FROM Users }\n";
    CHECK(lines(live.difference_to(model(text, "sqlite"))) == Lines{});

    std::string changed = text;
    changed.replace(changed.find("age: integer"), 12, "age: { type: text, renamed_from: AGE }");
    changed.replace(changed.find("text not null"), 13, "{ type: text, default: none }");
    std::vector<std::string> rows = live.rows();
    live.run(live.difference_to(model(changed, "sqlite")));
    CHECK(lines(live.difference_to(model(changed, "sqlite"))) == Lines{});
    CHECK(live.rows().size() == rows.size());
    CHECK(database.values("SELECT email || age || (SELECT count(*) FROM posts) FROM users") ==
          Lines{"a@b71"});

    std::string renamed = changed;
    renamed.replace(renamed.find("  users:\n"), 9, "  people:\n    renamed_from: users\n");
    renamed.replace(renamed.find("users.id"), 8, "people.id");
    renamed.replace(renamed.find("email: {"), 8, "mail: { renamed_from: EMAIL,");
    renamed.replace(renamed.find("[email]"), 7, "[mail]");
    renamed.replace(renamed.find("SELECT Email FROM Users"), 23, "SELECT Mail FROM People");
    live.run(live.difference_to(model(renamed, "sqlite")));
    CHECK(lines(live.difference_to(model(renamed, "sqlite"))) == Lines{});
    CHECK(database.values("SELECT mail || age || (SELECT count(*) FROM posts) FROM people") ==
          Lines{"a@b71"});
  });
}
