#include "core/dialect/database_url.h"

#include "core/support/error.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <string>
#include <vector>

using namespace dbtool;
using Parameters = std::map<std::string, std::string>;

namespace {

const std::filesystem::path folder = "/project";

Problem problem_of(const std::string& text) {
  try {
    parse_url(text, folder, "dbtool.yaml:3");
  } catch (const UsageError& error) {
    REQUIRE(error.problems().size() == 1);
    return error.problems()[0];
  }
  return {.message = "(nothing was thrown)"};
}

std::string all_text(const Problem& problem) {
  std::string text = problem.message + "\n" + problem.hint;
  for (const Note& note : problem.notes) text += "\n" + note.text;
  return text;
}

}  // namespace

TEST_CASE("SQLite URLs and paths name the file people mean") {
  struct Row {
    std::string text, path, database;
    Parameters parameters = {};
  };
  const std::vector<Row> rows = {
      {"sqlite:///app.db", "/project/app.db", "app.db"},
      {"sqlite:///data/app.db", "/project/data/app.db", "app.db"},
      {"sqlite:///./app.db", "/project/app.db", "app.db"},
      {"sqlite:///../app.db", "/app.db", "app.db"},
      {"sqlite:////var/app.db", "/var/app.db", "app.db"},
      {"sqlite:app.db", "/project/app.db", "app.db"},
      {"sqlite:/var/app.db", "/var/app.db", "app.db"},
      {"sqlite://app.db", "/project/app.db", "app.db"},
      {"sqlite://data/app", "/project/data/app", "app"},
      {"sqlite3:///app.db", "/project/app.db", "app.db"},
      {"SQLite:///App.DB", "/project/App.DB", "App.DB"},
      {"sqlite+aiosqlite:///app.db", "/project/app.db", "app.db"},
      {"jdbc:sqlite:app.db", "/project/app.db", "app.db"},
      {"sqlite://", ":memory:", ":memory:"},
      {"sqlite::memory:", ":memory:", ":memory:"},
      {"sqlite:///:memory:", ":memory:", ":memory:"},
      {"sqlite://:memory:", ":memory:", ":memory:"},
      {":memory:", ":memory:", ":memory:"},
      {"sqlite:///x?mode=memory&cache=shared", ":memory:", ":memory:", {{"cache", "shared"}}},
      {"app.db", "/project/app.db", "app.db"},
      {"./data/app.sqlite", "/project/data/app.sqlite", "app.sqlite"},
      {"/var/app.sqlite3", "/var/app.sqlite3", "app.sqlite3"},
      {"  app.db\n", "/project/app.db", "app.db"},
      {"100%.db", "/project/100%.db", "100%.db"},
      {"app.db?mode=ro", "/project/app.db", "app.db", {{"mode", "ro"}}},
      {"file:app.db", "/project/app.db", "app.db"},
      {"file:/var/app", "/var/app", "app"},
      {"file:///var/app", "/var/app", "app"},
      {"file://localhost/var/app?mode=rwc", "/var/app", "app", {{"mode", "rwc"}}},
      {"file::memory:?cache=shared", ":memory:", ":memory:", {{"cache", "shared"}}},
      {"sqlite:///file:app.db?mode=ro&uri=true", "/project/app.db", "app.db", {{"mode", "ro"}}},
      {"sqlite:///my%20app.db", "/project/my app.db", "my app.db"},
      {"sqlite:///what%3F.db", "/project/what?.db", "what?.db"},
      {"sqlite:///~/app.db", "/project/~/app.db", "app.db"},
      {"sqlite:///a.db?timeout=2.5&foreign_keys=FALSE",
       "/project/a.db",
       "a.db",
       {{"timeout", "2.5"}, {"foreign_keys", "off"}}},
      {"sqlite:///a.db?foreign_keys=1&check_same_thread=false",
       "/project/a.db",
       "a.db",
       {{"foreign_keys", "on"}}},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    DatabaseUrl url = parse_url(row.text, folder, "--url");
    CHECK(url.dialect == "sqlite");
    CHECK(url.path == row.path);
    CHECK(url.database == row.database);
    CHECK(url.parameters == row.parameters);
    CHECK(url.origin == "--url");
  }
}

TEST_CASE("PostgreSQL URLs become libpq's parameters") {
  struct Row {
    std::string text;
    Parameters parameters;
    std::string database;
  };
  const std::vector<Row> rows = {
      {"postgresql://u:p@h:5433/db",
       {{"user", "u"}, {"password", "p"}, {"host", "h"}, {"port", "5433"}, {"dbname", "db"}},
       "db"},
      {"postgres://h/db", {{"host", "h"}, {"dbname", "db"}}, "db"},
      {"POSTGRES://h/db", {{"host", "h"}, {"dbname", "db"}}, "db"},
      {"postgresql+psycopg2://u@h/db", {{"user", "u"}, {"host", "h"}, {"dbname", "db"}}, "db"},
      {"jdbc:postgresql://h/db?user=u&password=p&ssl=true&currentSchema=app",
       {{"host", "h"},
        {"dbname", "db"},
        {"user", "u"},
        {"password", "p"},
        {"sslmode", "require"},
        {"options", "-c search_path=app"}},
       "db"},
      {"postgres://u:p@ss@h/db",
       {{"user", "u"}, {"password", "p@ss"}, {"host", "h"}, {"dbname", "db"}},
       "db"},
      {"postgres://u:p%40%2F%25@h/db",
       {{"user", "u"}, {"password", "p@/%"}, {"host", "h"}, {"dbname", "db"}},
       "db"},
      {"postgres://u:p^w@h/db",
       {{"user", "u"}, {"password", "p^w"}, {"host", "h"}, {"dbname", "db"}},
       "db"},
      {"postgres://u:p#w@h/db",
       {{"user", "u"}, {"password", "p#w"}, {"host", "h"}, {"dbname", "db"}},
       "db"},
      {"postgres://u:p?w@h/db",
       {{"user", "u"}, {"password", "p?w"}, {"host", "h"}, {"dbname", "db"}},
       "db"},
      {"postgres://u:a:b@h", {{"user", "u"}, {"password", "a:b"}, {"host", "h"}}, "u"},
      {"postgres://u:@h", {{"user", "u"}, {"password", ""}, {"host", "h"}}, "u"},
      {"postgresql://", {}, "postgresql"},
      {"postgresql:///db", {{"dbname", "db"}}, "db"},
      {"postgresql:///db?host=/var/run", {{"dbname", "db"}, {"host", "/var/run"}}, "db"},
      {"postgresql://?host=/var/run&user=a@b", {{"host", "/var/run"}, {"user", "a@b"}}, "a@b"},
      {"postgresql://%2Fvar%2Frun/db", {{"host", "/var/run"}, {"dbname", "db"}}, "db"},
      {"postgresql:///db?socket=/x", {{"dbname", "db"}, {"host", "/x"}}, "db"},
      {"postgresql://?service=blog", {{"service", "blog"}}, "blog"},
      {"postgresql://h1:5432,h2:5433/db",
       {{"host", "h1,h2"}, {"port", "5432,5433"}, {"dbname", "db"}},
       "db"},
      {"postgresql://h1,h2:5433/db",
       {{"host", "h1,h2"}, {"port", ",5433"}, {"dbname", "db"}},
       "db"},
      {"postgresql://h1,h2/db", {{"host", "h1,h2"}, {"dbname", "db"}}, "db"},
      {"postgresql://[::1]:5432/db", {{"host", "::1"}, {"port", "5432"}, {"dbname", "db"}}, "db"},
      {"postgresql://u@[fe80::1%25eth0],h/db",
       {{"user", "u"}, {"host", "fe80::1%eth0,h"}, {"dbname", "db"}},
       "db"},
      {"postgresql://h/db?search_path=a,%20b",
       {{"host", "h"}, {"dbname", "db"}, {"options", "-c search_path=a,\\ b"}},
       "db"},
      {"postgresql://h/db?options=-c%20jit%3Doff&schema=app",
       {{"host", "h"}, {"dbname", "db"}, {"options", "-c jit=off -c search_path=app"}},
       "db"},
      {"postgresql://h/db?sslmode=verify-full&ssl=require",
       {{"host", "h"}, {"dbname", "db"}, {"sslmode", "require"}},
       "db"},
      {"postgresql://h/db?ssl=false",
       {{"host", "h"}, {"dbname", "db"}, {"sslmode", "disable"}},
       "db"},
      {"postgresql://h/db?application_name=me@x/y",
       {{"host", "h"}, {"dbname", "db"}, {"application_name", "me@x/y"}},
       "db"},
      {"postgresql://h/db?pool_size=5&pgbouncer=true&connection_limit=1",
       {{"host", "h"}, {"dbname", "db"}},
       "db"},
      {"host=h port=5433 dbname=db user=u password='it\\'s a \\\\'",
       {{"host", "h"},
        {"port", "5433"},
        {"dbname", "db"},
        {"user", "u"},
        {"password", "it's a \\"}},
       "db"},
      {"  dbname = db  search_path=app ",
       {{"dbname", "db"}, {"options", "-c search_path=app"}},
       "db"},
      {"service=blog", {{"service", "blog"}}, "blog"},
      {"user=x dbname=app.db", {{"user", "x"}, {"dbname", "app.db"}}, "app.db"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    DatabaseUrl url = parse_url(row.text, folder, "--url");
    CHECK(url.dialect == "postgresql");
    CHECK(url.path.empty());
    CHECK(url.parameters["fallback_application_name"] == "dbtool");
    url.parameters.erase("fallback_application_name");
    CHECK(url.parameters == row.parameters);
    CHECK(url.database == row.database);
  }
}

TEST_CASE("what is dropped from a URL is noted") {
  CHECK(parse_url("postgresql+asyncpg://h/db?pool_size=5", folder, "").notes ==
        std::vector<std::string>{"\"+asyncpg\" of the database URL is ignored",
                                 "\"pool_size\" of the database URL is ignored"});
  CHECK(parse_url("sqlite:///~/a.db", folder, "").notes ==
        std::vector<std::string>{"\"~\" is not expanded: it is the name of a folder here"});
  CHECK(parse_url("sqlite:///a.db", folder, "").notes.empty());
}

TEST_CASE("a relative SQLite file whose absolute namesake exists is noted") {
  test::TempFolder temp;
  std::string absolute = temp.write("app.db", "").string();
  DatabaseUrl url = parse_url("sqlite://" + absolute, folder, "");
  CHECK(url.path == "/project" + absolute);
  REQUIRE(url.notes.size() == 1);
  CHECK_THAT(url.notes[0], contains("sqlite:///" + absolute));
}

TEST_CASE("an unreadable URL is an error that says what is wrong") {
  struct Row {
    std::string text, code, message, hint;
  };
  const std::vector<Row> rows = {
      {"", "DBT210", "is empty", ""},
      {" \n", "DBT210", "is empty", ""},
      {"nonsense", "DBT210", "cannot be read", "postgresql://"},
      {"u:secret@h/db", "DBT210", "cannot be read", "postgresql://"},
      {"postgresql:h/db", "DBT210", "lacks \"//\" after the scheme (character 12)",
       "postgresql://"},
      {"mysql://h/db", "DBT211", "unknown scheme \"mysql\"", "postgresql and sqlite"},
      {"postgresq://h/db", "DBT211", "unknown scheme \"postgresq\"",
       "did you mean \"postgresql\"?"},
      {"psql://h/db", "DBT211", "unknown scheme \"psql\"", "did you mean \"postgresql\"?"},
      {"sqlit:///a.db", "DBT211", "unknown scheme \"sqlit\"", "did you mean \"sqlite\"?"},
      {"postgres://u:secret/w@h/db", "DBT210", "stray \"@\" (character 22)", "%2F"},
      {"postgres://u:12/w@h/db", "DBT210", "stray \"@\"", "%2F"},
      {"postgres://u:x@ss/w@h/db", "DBT210", "stray \"@\"", "%40"},
      {"postgres://u:secret%w@h/db", "DBT210", "\"%\" that begins no %XX (character 20)", "%25"},
      {"postgres://u:secret%", "DBT214", "port", "%25"},
      {"postgres://u:secret", "DBT214", "port that is no number from 1 to 65535", "%40"},
      {"postgres://u:se@secret?cret@h/db", "DBT210", "not name=value", "%3F"},
      {"postgres://u:p%00@h/db", "DBT210", "NUL", ""},
      {"postgres://u:p@h/a/b", "DBT210", "stray \"/\"", "%2F"},
      {"postgres://h:0/db", "DBT214", "port", ""},
      {"postgres://h:65536/db", "DBT214", "port", ""},
      {"postgres://h/db?port=x", "DBT214", "port", ""},
      {"postgres://::1/db", "DBT210", "several \":\"", "[ ]"},
      {"postgres://[::1/db", "DBT210", "\"[\" without \"]\"", ""},
      {"postgres://[::1]x/db", "DBT210", "between \"]\" and the port", ""},
      {"postgres://h/db?sslmod=require", "DBT213", "unknown parameter \"sslmod\"",
       "did you mean \"sslmode\"?"},
      {"postgres://h/db?serch_path=a", "DBT213", "unknown parameter \"serch_path\"",
       "did you mean \"search_path\"?"},
      {"postgres://h/db?sslmode=requir", "DBT214", "\"sslmode\"", "did you mean \"require\"?"},
      {"postgres://u:se cret@h/db", "DBT210", "blank (character 16)", "%20"},
      {"postgres://h/d\nb", "DBT210", "control character (character 15)", ""},
      {"hots=h dbname=db", "DBT213", "unknown parameter \"hots\"", "did you mean \"host\"?"},
      {"host=h secret", "DBT210", "not keyword=value", "quotes"},
      {"host=h password='secret", "DBT210", "quote that is not closed (character 17)", ""},
      {"sqlite:", "DBT210", "names no file", "sqlite:///app.db"},
      {"sqlite:///", "DBT210", "names no file", "sqlite:///app.db"},
      {"sqlite:///data/", "DBT210", "names no file", "sqlite:///app.db"},
      {"sqlite:///a.db?mode=r", "DBT214", "one of ro, rw, rwc and memory for \"mode\"", ""},
      {"sqlite:///a.db?mod=ro", "DBT213", "unknown parameter \"mod\"", "did you mean \"mode\"?"},
      {"sqlite:///a.db?timeout=5s", "DBT214", "number of seconds", ""},
      {"sqlite:///a.db?foreign_keys=maybe", "DBT214", "on or off", ""},
      {"sqlite:///a%.db", "DBT210", "\"%\"", "%25"},
      {"file://server/a.db", "DBT210", "names a host", ""},
      {"app.db?x", "DBT213", "unknown parameter \"x\"", ""},
      {std::string(100'000, ':'), "DBT210", "cannot be read", ""},
      {std::string(100'000, '@'), "DBT210", "cannot be read", ""},
  };
  for (const Row& row : rows) {
    INFO(row.text.substr(0, 60));
    Problem problem = problem_of(row.text);
    CHECK(problem.code == row.code);
    CHECK_THAT(problem.message, contains(row.message));
    CHECK_THAT(problem.hint, contains(row.hint));
    CHECK_THAT(all_text(problem), contains("dbtool.yaml:3"));
    CHECK_THAT(all_text(problem), !contains("secret"));
  }
}

TEST_CASE("a URL is printed without its password") {
  struct Row {
    std::string text, redacted;
  };
  const std::vector<Row> rows = {
      {"postgresql://u:p@h:5433/db", "postgresql://u:***@h:5433/db"},
      {"postgresql+x://u:p@ss@h/my%20db?sslmode=require", "postgresql://u:***@h/my%20db"},
      {"postgresql://u@h", "postgresql://u@h"},
      {"postgresql:///db?host=/var/run", "postgresql://%2Fvar%2Frun/db"},
      {"postgresql://a:1,[::1]:2/db", "postgresql://a:1,[::1]:2/db"},
      {"host=a,b port=5432 password=p", "postgresql://:***@a:5432,b:5432"},
      {"service=blog", "postgresql://?service=blog"},
      {"sqlite:///app.db", "sqlite:////project/app.db"},
      {"sqlite://", "sqlite://"},
  };
  for (const Row& row : rows) CHECK(redacted(parse_url(row.text, folder, "")) == row.redacted);
}

TEST_CASE("what is printed of a URL can be read again") {
  for (const char* text :
       {"postgresql://u@h:5433/my%20db", "postgresql://%2Fvar%2Frun/db",
        "postgresql://a:1,[::1]:2/db", "sqlite:////project/app.db", "sqlite://"}) {
    DatabaseUrl url = parse_url(text, folder, "");
    CHECK(redacted(url) == text);
    CHECK(parse_url(redacted(url), folder, "").parameters == url.parameters);
  }
}

TEST_CASE("a password is hidden in any text, however it is spelled") {
  DatabaseUrl url = {.dialect = "postgresql",
                     .parameters = {{"user", "ann"}, {"password", "p@s/s%'\\w"}, {"dbname", "db"}}};
  struct Row {
    std::string text, redacted;
  };
  const std::vector<Row> rows = {
      {"no password here", "no password here"},
      {"got p@s/s%'\\w.", "got ***."},
      {"got p%40s%2Fs%25%27%5Cw.", "got ***."},
      {"got p%40s%2fs%25%27%5cw.", "got ***."},
      {"got p@s%2Fs%'\\w.", "got ***."},
      {"got 'p@s/s%\\'\\\\w'", "got '***'"},
      {"got 'p@s/s%''\\w'", "got '***'"},
      {"postgresql://ann:other@h/db", "postgresql://ann:***@h/db"},
      {"host=h password=other dbname=db", "host=h password=*** dbname=db"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(redact(row.text, url) == row.redacted);
  }
}

TEST_CASE("hiding a common password leaves other words whole") {
  DatabaseUrl url = parse_url("postgresql://ann:post@h/db", folder, "");
  CHECK(redact("postgresql: post, %40post, repost", url) == "postgresql: ***, %40***, repost");
  url = parse_url("postgresql://postgres:postgres@h/db", folder, "");
  CHECK(redact("role \"postgres\" at postgresql://postgres:postgres@h", url) ==
        "role \"postgres\" at postgresql://postgres:***@h");
}

TEST_CASE("passwords in URLs are hidden without knowing them") {
  struct Row {
    std::string text, redacted;
  };
  const std::vector<Row> rows = {
      {"postgresql://u:p@h/db", "postgresql://u:***@h/db"},
      {"postgresql://u:p@ss@h/db", "postgresql://u:***@h/db"},
      {"postgresql://u:p/w@h/db", "postgresql://u:***@h/db"},
      {"postgresql://u:p\"w@h/db", "postgresql://u:***@h/db"},
      {"from postgresql://u:p@h/db and mysql://v:q@i",
       "from postgresql://u:***@h/db and mysql://v:***@i"},
      {"postgresql://u@h:5432/db", "postgresql://u@h:5432/db"},
      {"postgresql://h:5432/db", "postgresql://h:5432/db"},
      {"sqlite:///a.db", "sqlite:///a.db"},
      {"postgresql://h/db?user=u&password=p", "postgresql://h/db?user=u&password=***"},
      {"host=h PASSWORD = 'it\\'s it' user=u", "host=h PASSWORD = *** user=u"},
      {"password authentication failed", "password authentication failed"},
      {"password=", "password=***"},
      {"postgresql:/u:p@h/db", "postgresql:/u:***@h/db"},
      {"postgresql//u:p@h/db", "postgresql//u:***@h/db"},
      {"postgresql:///u:p@h/db", "postgresql:///u:***@h/db"},
      {"://", "://"},
  };
  for (const Row& row : rows) CHECK(redact_url_text(row.text) == row.redacted);
}
