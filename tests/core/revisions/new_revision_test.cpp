#include "core/revisions/new_revision.h"

#include "core/revisions/revision_body.h"
#include "core/revisions/revision_header.h"
#include "tests/core/revisions/mini_graph.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <fstream>
#include <set>
#include <sstream>

using namespace dbtool;
using namespace dbtool::test;

namespace {

std::string generic_template(const std::string& name) {
  std::ifstream file(std::string(DBTOOL_SOURCE_DIR) + "/templates/generic/" + name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

NewRevision example(const std::string& format) {
  NewRevision revision;
  revision.revision.id = "3f2a9c1b7d4e";
  revision.revision.parents = {"9b1d04aa7c21"};
  revision.revision.message = "add post status";
  revision.revision.created = parse_instant("2026-11-21T06:01:09Z");
  revision.format = format;
  revision.template_text = generic_template("script." + format + ".mustache");
  return revision;
}

Operation run_sql(const std::string& text) {
  return {.what = RunSql{.by_dialect = {{"any", text}}}};
}

std::string error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return text_of(error);
  }
  return "no error";
}

}  // namespace

TEST_CASE("new ids are 12 hex digits that nobody takes for a number") {
  std::set<std::string> ids;
  for (int turn = 0; turn < 2000; ++turn) {
    const std::string id = new_revision_id();
    CHECK(id.size() == 12);
    CHECK(id.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(id.find_first_of("abcdf") != std::string::npos);
    CHECK(error_of([&] { check_revision_id(id); }) == "no error");
    ids.insert(id);
  }
  CHECK(ids.size() == 2000);
}

TEST_CASE("ids that people choose") {
  for (const char* id : {"a", "0001", "add_users", "A1_b2", "3f2a9c1b7d4e"}) {
    CHECK(error_of([&] { check_revision_id(id); }) == "no error");
  }
  CHECK(error_of([&] { check_revision_id(std::string(64, 'a')); }) == "no error");
  for (const char* id : {"", "a b", "a-b", "../x", "a/b", "x@y", "1+1", "a:b", "a.b", "head",
                         "base", "über", "a\n"}) {
    INFO(id);
    CHECK_THAT(error_of([&] { check_revision_id(id); }), contains("DBT612"));
  }
  CHECK_THAT(error_of([&] { check_revision_id(std::string(65, 'a')); }),
             contains("longer than 64"));
}

TEST_CASE("slugs") {
  struct Row {
    const char* message;
    const char* slug;
  };
  const Row row = GENERATE(values<Row>({
      {"add post status", "add_post_status"},
      {"Add Users!", "add_users"},
      {"  it's  -- 50% done ", "it_s_50_done"},
      {"snake_case stays", "snake_case_stays"},
      {"", ""},
      {"!!!", ""},
      {"../../etc/passwd", "etc_passwd"},
      {"one two three four five six seven eight nine", "one_two_three_four_five_six_seven_eight"},
      {"exactly forty bytes are here and no more", "exactly_forty_bytes_are_here_and_no_more"},
      {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
      {"größe ändern", "größe_ändern"},
      {"ééééééééééééééééééééééééé", "éééééééééééééééééééé"},
  }));
  CHECK(slug_of(row.message) == row.slug);
}

TEST_CASE("file names come from the template") {
  struct Row {
    const char* file_template;
    const char* zone;
    const char* name;
  };
  const Row row = GENERATE(values<Row>({
      {"{year}{month}{day}_{hour}{minute}_{rev}_{slug}", "UTC",
       "20261121_0601_3f2a9c1b7d4e_add_post_status"},
      {"{rev}_{slug}", "UTC", "3f2a9c1b7d4e_add_post_status"},
      {"{epoch}-{second}", "UTC", "1795240869-09"},
      {"{year}/{month}/{rev}", "UTC", "2026/11/3f2a9c1b7d4e"},
      {"{day}{hour}{minute}", "-07:00", "202301"},
      {"{day}{hour}{minute}", "+05:30", "211131"},
  }));
  NewRevision revision = example("yaml");
  revision.file_template = row.file_template;
  revision.timezone = row.zone;
  CHECK(file_name_of(revision) == row.name);
  revision.revision.message = "";
  CHECK(file_name_of(revision).back() != '_');
}

TEST_CASE("file templates that cannot be are refused") {
  struct Row {
    const char* file_template;
    const char* error;
  };
  const Row row = GENERATE(values<Row>({
      {"{revision}", "DBT614"},
      {"{yaer}", "did you mean \"year\"?"},
      {"{rev", "open brace"},
      {"../{rev}", "leads out of the folder"},
      {"/tmp/{rev}", "leads out of the folder"},
      {"a/../../{rev}", "leads out of the folder"},
      {".{rev}", "not read back"},
      {"{rev}/", "not read back"},
      {".old/{rev}", "not read back"},
      {"", "not read back"},
  }));
  NewRevision revision = example("yaml");
  revision.file_template = row.file_template;
  CHECK_THAT(error_of([&] { file_name_of(revision); }), contains(row.error));
}

TEST_CASE("the text of a YAML revision") {
  NewRevision revision = example("yaml");
  CHECK(revision_text(revision) ==
        "revision: 3f2a9c1b7d4e\n"
        "revises: 9b1d04aa7c21\n"
        "message: add post status\n"
        "created: 2026-11-21T06:01:09Z\n"
        "branch_labels: []\n"
        "depends_on: []\n"
        "\n"
        "upgrade: []\n"
        "\n"
        "downgrade: []\n");
  revision.revision.parents = {"a", "1e12"};
  revision.revision.labels = {"blog"};
  revision.revision.message = "it's: #1";
  revision.body.upgrade = {{.operations = {run_sql("SELECT 1")}}};
  revision.body.irreversible = "rows are gone";
  CHECK(revision_text(revision) ==
        "revision: 3f2a9c1b7d4e\n"
        "revises: [a, \"1e12\"]\n"
        "message: \"it's: #1\"\n"
        "created: 2026-11-21T06:01:09Z\n"
        "branch_labels: [blog]\n"
        "depends_on: []\n"
        "\n"
        "upgrade:\n"
        "  - sql: SELECT 1\n"
        "\n"
        "downgrade: { irreversible: rows are gone }\n");
}

TEST_CASE("the text of a SQL revision") {
  NewRevision revision = example("sql");
  CHECK(revision_text(revision) ==
        "-- dbtool:revision 3f2a9c1b7d4e\n"
        "-- dbtool:revises  9b1d04aa7c21\n"
        "-- dbtool:message  add post status\n"
        "-- dbtool:created  2026-11-21T06:01:09Z\n"
        "\n"
        "-- dbtool:upgrade\n"
        "\n"
        "-- dbtool:downgrade\n");
  revision.revision.labels = {"blog", "shop"};
  revision.revision.depends_on = {"x"};
  revision.revision.message = "two\nlines";
  revision.dialect = "sqlite";
  revision.upgrade_sql = "CREATE TABLE a (b INTEGER);\n";
  revision.body.irreversible = "rows are \"gone\"";
  CHECK(revision_text(revision) ==
        "-- dbtool:revision 3f2a9c1b7d4e\n"
        "-- dbtool:revises  9b1d04aa7c21\n"
        "-- dbtool:labels   blog shop\n"
        "-- dbtool:depends  x\n"
        "-- dbtool:message  two lines\n"
        "-- dbtool:created  2026-11-21T06:01:09Z\n"
        "\n"
        "-- dbtool:upgrade dialect=sqlite\n"
        "CREATE TABLE a (b INTEGER);\n"
        "\n"
        "-- dbtool:downgrade irreversible reason=\"rows are 'gone'\"\n");
  revision.upgrade_sql = "-- dbtool:upgrade transaction=off\nVACUUM;\n";
  CHECK_THAT(revision_text(revision), contains("\n-- dbtool:upgrade transaction=off\nVACUUM;\n\n"));
}

TEST_CASE("a written revision is read back as it was meant") {
  const TempFolder folder;
  const std::string format = GENERATE(as<std::string>{}, "yaml", "sql");
  const std::string message = GENERATE(as<std::string>{}, "plain", "", "it's: #1", "yes", "null",
                                       "[a]", "- b", "Übergröße ✓", "\"quoted\"", "back\\slash",
                                       "{{mustache}}", "<b> & </b>", "*/ -- dbtool:upgrade");
  NewRevision revision = example(format);
  revision.revision.parents = {"123456789012", "1e12", "b"};
  revision.revision.labels = {"on"};
  revision.revision.depends_on = {"007"};
  revision.revision.message = message;
  const auto path = write_revision(revision, folder / "a/b");
  CHECK(revision.revision.file == path.string());
  std::vector<Problem> problems;
  Revision read = read_header(path, problems);
  CHECK(problems.empty());
  read.where = revision.revision.where;
  read.lines = {};
  CHECK(read == revision.revision);
  const RevisionBody body = read_body(read, "sqlite");
  CHECK(body == RevisionBody{.where = body.where, .text = body.text});
}

TEST_CASE("writing makes an id, and overwrites nothing") {
  const TempFolder folder;
  NewRevision revision = example("yaml");
  revision.revision.id = "";
  revision.file_template = "{slug}";
  const auto path = write_revision(revision, folder.path());
  CHECK(path.filename() == "add_post_status.yaml");
  CHECK(revision.revision.id.size() == 12);
  const std::string before = folder.read("add_post_status.yaml");
  NewRevision again = example("yaml");
  again.file_template = "{slug}";
  CHECK_THAT(error_of([&] { write_revision(again, folder.path()); }), contains("DBT110"));
  CHECK(folder.read("add_post_status.yaml") == before);
}

TEST_CASE("nothing is written when the revision would not hold") {
  const TempFolder folder;
  const auto refused = [&](auto change) {
    NewRevision revision = example("yaml");
    change(revision);
    const std::string error = error_of([&] { write_revision(revision, folder / "versions"); });
    CHECK(!std::filesystem::exists(folder / "versions"));
    return error;
  };
  CHECK_THAT(refused([](auto& r) { r.revision.id = "../x"; }), contains("DBT612"));
  CHECK_THAT(refused([](auto& r) { r.revision.labels = {"a b"}; }), contains("DBT612"));
  CHECK_THAT(refused([](auto& r) { r.revision.labels = {r.revision.id}; }), contains("DBT612"));
  CHECK_THAT(refused([](auto& r) { r.revision.message = "\xff"; }), contains("DBT612"));
  CHECK_THAT(refused([](auto& r) { r.file_template = "../{rev}"; }), contains("DBT614"));
  CHECK_THAT(refused([](auto& r) { r.timezone = "Mars/Base"; }), contains("DBT615"));
  CHECK_THAT(refused([](auto& r) { r.template_text = "{{nonsense}}"; }), contains("DBT111"));
  CHECK_THAT(refused([](auto& r) { r.template_text = "revision: {{revision}}\nupgrade: []\n"; }),
             contains("DBT613"));
  CHECK_THAT(refused([](auto& r) { r.template_text = "hello {{revision}}"; }), contains("DBT"));
}

TEST_CASE("a new id or label is no id, label or squashed id of the history") {
  std::vector<Revision> revisions = mini_revisions("a b<a#blog");
  revisions.front().replaces = {"x", "y"};
  const RevisionGraph graph(std::move(revisions));
  const auto error = [&](const std::string& name) {
    return error_of([&] { require_free_name(graph, "revision id", name); });
  };
  CHECK(error("c") == "no error");
  CHECK_THAT(error("a"), contains("DBT732") && contains("revision id \"a\" is the name of a"));
  CHECK_THAT(error("blog"), contains("\"blog\" is a branch label already, of b"));
  CHECK_THAT(error("x"), contains("\"x\" was squashed, into a"));
  CHECK_THAT(error("y"), contains("DBT732"));
}
