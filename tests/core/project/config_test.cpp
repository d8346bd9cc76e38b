#include "core/project/config.h"

#include "core/project/settings.h"
#include "core/support/error.h"
#include "core/support/file.h"
#include "core/support/text.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

namespace dbtool {
namespace {

namespace fs = std::filesystem;
using test::TempFolder;
using Environment = std::map<std::string, std::string>;

struct Project {
  TempFolder folder = {};

  explicit Project(const std::string& yaml) { folder.write("dbtool.yaml", yaml); }

  ConfigRequest request(const Environment& environment = {}) const {
    return {.working_directory = folder.path(),
            .variable = [=](const std::string& name) -> std::optional<std::string> {
              auto found = environment.find(name);
              return found == environment.end() ? std::nullopt : std::optional(found->second);
            }};
  }
  Config load(const Environment& environment = {}) const {
    return load_config(request(environment));
  }
  /// "line:column code message | hint" of each problem.
  std::vector<std::string> problems(const Environment& environment = {}) const {
    try {
      load(environment);
    } catch (const UsageError& error) {
      std::vector<std::string> lines;
      for (const Problem& problem : error.problems())
        lines.push_back(std::to_string(problem.where.line) + ":" +
                        std::to_string(problem.where.column) + " " + problem.code + " " +
                        problem.message + (problem.hint.empty() ? "" : " | " + problem.hint));
      return lines;
    }
    return {};
  }
  std::string at(int line) const {
    return (folder.path() / "dbtool.yaml").string() + ":" + std::to_string(line);
  }
};

}  // namespace

TEST_CASE("config: without a file everything has its default") {
  const TempFolder folder;
  const Config config = load_config({.working_directory = folder.path()});
  CHECK(config.file.empty());
  CHECK(config.folder == folder.path());
  CHECK(config.models.patterns == std::vector<std::string>{"models"});
  CHECK(config.versions == std::vector<fs::path>{folder.path() / "migrations" / "versions"});
  CHECK(config.version_table == Name{"", "alembic_version"});
  CHECK(config.log_table == Name{"", "dbtool_log"});
  CHECK(config.timeouts.migration_lock == std::chrono::seconds(60));
  CHECK(config.origins.at("url") == "default");
}

TEST_CASE("config: every key is read") {
  const Project project(R"(dbtool: 1
url: sqlite:///app.db
models: [a.yaml, b/*.yaml]
migrations: db/migrations
versions: [first, second/deep]
recursive_versions: true
script_format: sql
file_template: "{rev}"
timezone: Europe/Vienna
version_table: meta.versions
log_table: null
timeouts: { connect: 5s, lock: 500ms, statement: 2m, migration_lock: 0 }
protected: true
scratch_url: postgresql://localhost/scratch
)");
  const Config config = project.load();
  CHECK(config.url == "sqlite:///app.db");
  CHECK(config.models.patterns == std::vector<std::string>{"a.yaml", "b/*.yaml"});
  CHECK(config.migrations == "db/migrations");
  CHECK(config.versions ==
        std::vector<fs::path>{project.folder / "first", project.folder / "second/deep"});
  CHECK(config.recursive_versions);
  CHECK(config.script_format == "sql");
  CHECK(config.file_template == "{rev}");
  CHECK(config.timezone == "Europe/Vienna");
  CHECK(config.version_table == Name{"meta", "versions"});
  CHECK_FALSE(config.log_table);
  CHECK(config.timeouts.connect == std::chrono::seconds(5));
  CHECK(config.timeouts.lock == std::chrono::milliseconds(500));
  CHECK(config.timeouts.statement == std::chrono::minutes(2));
  CHECK(config.timeouts.migration_lock == std::chrono::seconds(0));
  CHECK(config.is_protected);
  CHECK(config.scratch_url == "postgresql://localhost/scratch");
  CHECK(config.origins.at("timeouts.lock") == project.at(12));
  CHECK(config.origins.at("url") == project.at(2));
}

TEST_CASE("config: models may come from a program") {
  const Config config = Project("models: { command: [python3, export.py] }").load();
  CHECK(config.models.command == std::vector<std::string>{"python3", "export.py"});
  CHECK(config.models.patterns.empty());
}

TEST_CASE("config: the file is found upward, or named") {
  const Project project("timezone: Asia/Tokyo");
  fs::create_directories(project.folder / "deep/deeper");
  ConfigRequest request = {.working_directory = project.folder / "deep/deeper"};
  CHECK(load_config(request).file == project.folder / "dbtool.yaml");
  CHECK(load_config(request).folder == project.folder.path());

  project.folder.write("other.yaml", "timezone: Asia/Seoul");
  request.config_file = "../../other.yaml";
  CHECK(load_config(request).timezone == "Asia/Seoul");
  request.config_file.reset();
  request.variable = [](const std::string& name) -> std::optional<std::string> {
    return name == "DBTOOL_CONFIG" ? std::optional<std::string>("../../other.yaml") : std::nullopt;
  };
  CHECK(load_config(request).timezone == "Asia/Seoul");
  request.config_file = "none.yaml";
  CHECK_THROWS_WITH(load_config(request), "there is no file \"none.yaml\"");
}

TEST_CASE("config: options, variables, .env, environment and file in this order") {
  const Project project(R"(url: sqlite:///top.db
environments:
  test: { url: "sqlite:///test.db" }
)");
  Environment environment;
  ConfigRequest request = project.request();
  auto url = [&] {
    request.variable = project.request(environment).variable;
    const Config config = load_config(request);
    return config.url + " from " + config.origins.at("url");
  };
  CHECK(url() == "sqlite:///top.db from " + project.at(1));
  request.environment = "test";
  CHECK(url() == "sqlite:///test.db from " + project.at(3));
  project.folder.write(".env", "# dev\nDATABASE_URL=sqlite:///dotenv.db\n");
  CHECK(url() == "sqlite:///dotenv.db from " + (project.folder / ".env").string() + ":2");
  environment["DATABASE_URL"] = "sqlite:///real.db";
  CHECK(url() == "sqlite:///real.db from environment DATABASE_URL");
  environment["DBTOOL_DATABASE_URL"] = "sqlite:///named.db";
  CHECK(url() == "sqlite:///named.db from environment DBTOOL_DATABASE_URL");
  environment["DBTOOL_URL"] = "sqlite:///own.db";
  CHECK(url() == "sqlite:///own.db from environment DBTOOL_URL");
  request.options["url"] = "sqlite:///option.db";
  CHECK(url() == "sqlite:///option.db from --url");
}

TEST_CASE("config: every setting has a variable of its own") {
  const Project project("timeouts: { lock: 1s }");
  const Config config = project.load({{"DBTOOL_TIMEOUTS_LOCK", "9s"},
                                      {"DBTOOL_MIGRATIONS", "db"},
                                      {"DBTOOL_VERSIONS", "a:b"},
                                      {"DBTOOL_PROTECTED", "true"},
                                      {"DBTOOL_SOMETHING_ELSE", "x"}});
  CHECK(config.timeouts.lock == std::chrono::seconds(9));
  CHECK(config.migrations == "db");
  CHECK(config.versions == std::vector<fs::path>{project.folder / "a", project.folder / "b"});
  CHECK(config.is_protected);
  CHECK(config.origins.at("protected") == "environment DBTOOL_PROTECTED");
}

TEST_CASE("config: an environment is merged key by key") {
  const Project project(R"(timezone: Asia/Tokyo
timeouts: { connect: 1s, lock: 2s }
environments:
  production: { protected: true, timeouts: { lock: 9s } }
  test:
)");
  ConfigRequest request = project.request({{"DBTOOL_ENV", "production"}});
  const Config config = load_config(request);
  CHECK(config.environment == "production");
  CHECK(config.origins.at("environment") == "environment DBTOOL_ENV");
  CHECK(config.timezone == "Asia/Tokyo");
  CHECK(config.is_protected);
  CHECK(config.timeouts.connect == std::chrono::seconds(1));
  CHECK(config.timeouts.lock == std::chrono::seconds(9));
  request.environment = "test";
  CHECK_FALSE(load_config(request).is_protected);
}

TEST_CASE("config: an unknown environment is an error that lists those there are") {
  const Project project("environments: { production: {}, test: {} }");
  ConfigRequest request = project.request();
  request.environment = "prodction";
  try {
    load_config(request);
    FAIL("no error");
  } catch (const UsageError& error) {
    const Problem& problem = error.problems().front();
    CHECK(problem.code == "DBT121");
    CHECK(problem.message == "there is no environment \"prodction\"");
    CHECK(problem.hint == "did you mean \"production\"?");
    CHECK(problem.notes == std::vector<Note>{{"known", "production, test"}});
  }
}

TEST_CASE("config: mistakes are told with their place") {
  struct Case {
    std::string yaml;
    std::vector<std::string> problems;
  };
  const std::vector<Case> cases = {
      {"modles: x",
       {"1:1 DBT103 unknown attribute \"modles\" in the settings | did you mean \"models\"?"}},
      {"timeouts: { lok: 3s }",
       {"1:13 DBT103 unknown attribute \"lok\" in timeouts | did you mean \"lock\"?"}},
      {"environments:\n  test: { urll: x }",
       {"2:11 DBT103 unknown attribute \"urll\" in environment test | did you mean \"url\"?"}},
      {"environments:\n  test: { dbtool: 1 }",
       {"2:11 DBT103 unknown attribute \"dbtool\" in environment test"}},
      {"timeouts: { lock: soon }",
       {"1:19 DBT123 \"timeouts.lock\" must be a duration such as 3s, 500ms or 0, not \"soon\""}},
      {"script_format: xml", {"1:16 DBT123 \"script_format\" must be yaml or sql, not \"xml\""}},
      {"protected: maybe", {"1:12 DBT123 \"protected\" must be true or false, not \"maybe\""}},
      {"versions: {}", {"1:11 DBT123 \"versions\" must be a folder or a list of folders"}},
      {"models: { program: x }",
       {"1:9 DBT123 \"models\" must be a folder, a file, a list of these, or { command: [program, "
        "…] }"}},
      {"models: []",
       {"1:9 DBT123 \"models\" must be a folder, a file, a list of these, or { command: [program, "
        "…] }"}},
      {"dbtool: 2\nnew_key: 1",
       {"1:9 DBT124 this file has format 2, and this dbtool reads format 1 | a newer dbtool is "
        "needed"}},
      {"dbtool: one", {"1:9 DBT124 \"dbtool\" must be the version of the format, 1"}},
      {"timezone: ${ZONE}",
       {"1:11 DBT122 the variable ZONE is not set | set it, or give a default: ${ZONE:-…}"}},
      {"script_format: xml\nprotected: maybe",
       {"1:16 DBT123 \"script_format\" must be yaml or sql, not \"xml\"",
        "2:12 DBT123 \"protected\" must be true or false, not \"maybe\""}},
  };
  for (const Case& one : cases) {
    INFO(one.yaml);
    CHECK(Project(one.yaml).problems() == one.problems);
  }
}

TEST_CASE("config: a wrong variable is told with its name") {
  try {
    Project("").load({{"DBTOOL_SCRIPT_FORMAT", "xml"}});
    FAIL("no error");
  } catch (const UsageError& error) {
    CHECK(error.problems().front().notes ==
          std::vector<Note>{{"from", "environment DBTOOL_SCRIPT_FORMAT"}});
  }
}

TEST_CASE("config: variables stand in values, and a missing one in url waits") {
  const Project project(R"(url: "${DB_HOST:?set DB_HOST}"
models: "${MODELS:-here}"
timezone: Asia/Tokyo
)");
  const Config without = project.load();
  CHECK(without.models.patterns == std::vector<std::string>{"here"});
  CHECK_THROWS_WITH(database_url(without), "set DB_HOST");
  CHECK(project.load({{"DB_HOST", "sqlite:///x.db"}}).url == "sqlite:///x.db");
}

TEST_CASE("config: no database at all is told when one is wanted") {
  CHECK_THROWS_WITH(database_url(Project("").load()), "no database is named");
}

TEST_CASE(
    "config: a SQLite file is relative to dbtool.yaml, or for --url to the folder one is in") {
  const Project project("url: sqlite:///app.db");
  fs::create_directories(project.folder / "sub");
  ConfigRequest request = project.request();
  request.working_directory = project.folder / "sub";
  CHECK(database_url(load_config(request)).path == (project.folder / "app.db").string());
  request.options["url"] = "sqlite:///app.db";
  CHECK(database_url(load_config(request)).path == (project.folder / "sub/app.db").string());
  request.options["migrations"] = "elsewhere";
  CHECK(load_config(request).versions.front() == project.folder / "sub/elsewhere/versions");
}

TEST_CASE("config: the man page has every key") {
  const std::string page = read_file(fs::path(DBTOOL_SOURCE_DIR) / "man/dbtool.yaml.5");
  for (const std::string& name : setting_names())
    CHECK_THAT(page, contains("\n.It Cm " + split(name, '.').back() + "\n"));
}

TEST_CASE("config: settings are shown in order and without secrets") {
  const auto settings =
      settings_of(Project("url: postgresql://app:geheim@db/blog\nlog_table: null").load());
  std::vector<std::string> names;
  for (const auto& [name, value] : settings) names.push_back(name);
  CHECK(names == std::vector<std::string>{"url", "models", "migrations", "versions",
                                          "recursive_versions", "script_format", "file_template",
                                          "timezone", "after_write", "backup", "version_table",
                                          "log_table", "timeouts.connect", "timeouts.lock",
                                          "timeouts.statement", "timeouts.migration_lock",
                                          "protected", "scratch_url", "environment"});
  const std::map<std::string, std::string> values(settings.begin(), settings.end());
  CHECK(values.at("url") == "postgresql://app:***@db/blog");
  CHECK(values.at("log_table") == "null");
  CHECK(values.at("timeouts.lock") == "3s");
  CHECK(values.at("timeouts.statement") == "0");
  CHECK(values.at("protected") == "false");
}

TEST_CASE("config: what is said of one database goes over what is said of all") {
  const Project project(
      "url: sqlite:///all.db\nmodels: all\ndatabases:\n"
      "  users: { url: 'sqlite:///${USERS}', models: people, timeouts: { lock: 1s } }\n"
      "  audit: { version_table: audit_version, log_table: null }\n"
      "environments: { production: { databases: { users: { protected: true } } } }\n");
  ConfigRequest request = project.request({{"USERS", "u.db"}, {"DATABASE_URL", "sqlite:///x.db"}});
  const Config none = load_config(request);
  CHECK(none.databases == std::vector<std::string>{"users", "audit"});
  CHECK(none.database.empty());
  CHECK_THROWS_WITH(database_url(none), contains("several databases"));

  request.database = "users";
  request.environment = "production";
  const Config users = load_config(request);
  CHECK(users.url == "sqlite:///u.db");
  CHECK(users.models.patterns == std::vector<std::string>{"people"});
  CHECK(users.timeouts.lock == std::chrono::seconds(1));
  CHECK(users.is_protected);

  request.database = "audit";
  const Config audit = load_config(request);
  CHECK(audit.url.empty());
  CHECK(audit.models.patterns == std::vector<std::string>{"all"});
  CHECK(audit.version_table == Name{"", "audit_version"});
  CHECK_FALSE(audit.log_table.has_value());
  CHECK_FALSE(audit.is_protected);
  request.options["url"] = "sqlite:///given.db";
  CHECK(load_config(request).url == "sqlite:///given.db");

  request.database = "user";
  CHECK_THROWS_WITH(load_config(request), contains("there is no database \"user\""));
}

TEST_CASE("config: mistakes under databases have their places") {
  const Project project(
      "databases:\n  a b: { url: x.db }\n  users: { modles: m, timeouts: { lok: 1s } }\n");
  CHECK(project.problems() ==
        std::vector<std::string>{
            "2:3 DBT123 \"a b\" is no name of a database | use letters, digits, - and _",
            "3:12 DBT103 unknown attribute \"modles\" in database users | did you mean \"models\"?",
            "3:35 DBT103 unknown attribute \"lok\" in timeouts | did you mean \"lock\"?"});
}

}  // namespace dbtool
