#include "core/revisions/revision_header.h"

#include "core/support/text.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <fstream>
#include <sys/stat.h>

using namespace dbtool;
using namespace dbtool::test;

namespace {

/// id|parents|message|created|labels|depends_on
std::string text_of(const Revision& revision) {
  const std::string created = revision.created ? to_iso(*revision.created) : "";
  return revision.id + "|" + join(revision.parents, ",") + "|" + revision.message + "|" + created +
         "|" + join(revision.labels, ",") + "|" + join(revision.depends_on, ",");
}

std::string text_of(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems) {
    text += problem.code + " " + std::to_string(problem.where.line) + ":" +
            std::to_string(problem.where.column) + " " + problem.message;
    text += problem.hint.empty() ? "\n" : " [" + problem.hint + "]\n";
  }
  return text;
}

struct Row {
  const char* text;
  const char* expected;
};
struct ProblemRow {
  const char* text;
  std::vector<std::string> expected;
};

constexpr const char* full_header =
    "revision: 3f2a9c1b7d4e\nrevises: 9b1d04aa7c21\nmessage: add post status\n"
    "created: 2026-11-21T06:01:00Z\nbranch_labels: [blog, shop]\ndepends_on: [77c0de12ab34]\n"
    "\nupgrade:\n  - nonsense: {\n";
constexpr const char* full_result =
    "3f2a9c1b7d4e|9b1d04aa7c21|add post status|2026-11-21T06:01:00Z|blog,shop|77c0de12ab34";

}  // namespace

TEST_CASE("the header of a YAML revision") {
  const Row row = GENERATE(values<Row>({
      {full_header, full_result},
      {"revision: a\nupgrade: []\ndowngrade: []\n", "a|||||"},
      {"revision: a", "a|||||"},
      {"revision: a\nrevises: null\n", "a|||||"},
      {"revision: a\nrevises: ~\n", "a|||||"},
      {"revision: a\nrevises:\n", "a|||||"},
      {"revision: a\nrevises:   # nothing\nupgrade:", "a|||||"},
      {"revision: a\nrevises: []\n", "a|||||"},
      {"revision: a\nrevises: [b, c]\n", "a|b,c||||"},
      {"revision: a\nrevises: [ b ,c, ]\n", "a|b,c||||"},
      {"revision: a\nrevises: [\"123\", '1e12']  # merge\n", "a|123,1e12||||"},
      {"revision: a\nrevises:\n  - b\n  - c\nupgrade: []\n", "a|b,c||||"},
      {"revision: a\nrevises:\n- b\n- c\n", "a|b,c||||"},
      {"revision: 123456789012\n", "123456789012|||||"},
      {"revision: 1e12\nrevises: 0x1f\n", "1e12|0x1f||||"},
      {"revision: 007\nrevises: 1.5\n", "007|1.5||||"},
      {"revision: yes\nrevises: no\n", "yes|no||||"},
      {"revision: '3f2a'\nrevises: \"9b1d\"\n", "3f2a|9b1d||||"},
      {"\xef\xbb\xbfrevision: a\nrevises: b\n", "a|b||||"},
      {"revision: a\r\nrevises: b\r\nmessage: two words\r\nupgrade: []\r\n", "a|b|two words|||"},
      {"# a comment\n\n---\nrevision: a\n", "a|||||"},
      {"# a comment\n\n---\nrevision: a # not the id\n", "a|||||"},
      {"revision: a\nmessage: it's #1 # said\n", "a||it's|||"},
      {"revision: a\nmessage: 'it''s'\n", "a||it's|||"},
      {"revision: a\nmessage: \"tab\\there\"\n", "a||tab\there|||"},
      {"revision: a\nmessage: \"a: b # c\"\n", "a||a: b # c|||"},
      {"revision: a\nmessage: |\n  line one\n  upgrade: two\nupgrade: []\n",
       "a||line one\nupgrade: two\n|||"},
      {"revision: a\nmessage: one\n  and two\nupgrade: []\n", "a||one and two|||"},
      {"revision: a\nmessage: https://example.com/x\n", "a||https://example.com/x|||"},
      {"revision: a\nmessage: Übergröße ✓\n", "a||Übergröße ✓|||"},
      {"revision: a\nmessage: null\n", "a|||||"},
      {"{revision: a, revises: [b], upgrade: [], downgrade: []}\n", "a|b||||"},
      {"revision: a\ncreated: 2026-11-21\n", "a|||2026-11-21T00:00:00Z||"},
      {"revision: a\ncreated: 2026-11-21 06:01:00\n", "a|||2026-11-21T06:01:00Z||"},
      {"revision: a\nlabels: blog\ndepends: x\n", "a||||blog|x"},
      {"revision: a\nx-ticket: 17\nx-more: {a: b}\n", "a|||||"},
      {"revision: &id a\nrevises: b\n", "a|b||||"},
      {"revision: a\nupgrade: []\nrevises: late\n", "a|||||"},
  }));
  INFO(row.text);
  std::vector<Problem> problems;
  CHECK(text_of(parse_header(row.text, "a.yaml", problems)) == row.expected);
  CHECK(text_of(problems) == "");
}

TEST_CASE("the header of a SQL revision") {
  const Row row = GENERATE(values<Row>({
      {"-- dbtool:revision 3f2a9c1b7d4e\n-- dbtool:revises  9b1d04aa7c21\n"
       "-- dbtool:message  add post status\n-- dbtool:created 2026-11-21T06:01:00Z\n"
       "-- dbtool:branch_labels blog, shop\n-- dbtool:depends_on 77c0de12ab34\n\n"
       "-- dbtool:upgrade\nSELECT 'unfinished\n",
       full_result},
      {"-- dbtool:revision a", "a|||||"},
      {"-- dbtool:revision a\n-- dbtool:revises\n", "a|||||"},
      {"-- dbtool:revision a\n-- dbtool:revises null\n", "a|||||"},
      {"-- dbtool:revision a\n-- dbtool:revises b c\n", "a|b,c||||"},
      {"-- dbtool:revision a\n-- dbtool:revises b,c ,d\n", "a|b,c,d||||"},
      {"-- dbtool:revision\ta\r\n-- dbtool:message it's: \"so\"\r\n", "a||it's: \"so\"|||"},
      {"-- dbtool:revision a\n-- dbtool:labels x y\n-- dbtool:depends z\n", "a||||x,y|z"},
      {"\xef\xbb\xbf-- dbtool:revision a\n", "a|||||"},
      {"/* about */\n-- plain comment\n-- dbtool:revision 1e12\n", "1e12|||||"},
      {"-- dbtool:revision a\n-- dbtool:message\n", "a|||||"},
      {"-- dbtool:revision a\n-- dbtool:upgrade\n-- dbtool:message late\n", "a|||||"},
  }));
  INFO(row.text);
  std::vector<Problem> problems;
  CHECK(text_of(parse_header(row.text, "a.SQL", problems)) == row.expected);
  CHECK(text_of(problems) == "");
}

TEST_CASE("a wrong YAML header is reported at its place") {
  const ProblemRow row = GENERATE(values<ProblemRow>({
      {"", {"DBT603 1:1 the file is empty"}},
      {"upgrade: []\n", {"DBT603 1:1 the header names no revision"}},
      {"upgrade: []\nrevision: a\n", {"DBT603 1:1"}},
      {"revision:\n", {"DBT603"}},
      {"revision: [a, b]\n", {"DBT603 1:11 a file holds one revision"}},
      {"revision: {a: b}\n", {"DBT606 1:11"}},
      {"revision: a\nrevisse: b\n", {"DBT604 2:1 unknown header word \"revisse\"", "\"revises\"?"}},
      {"revision: a\ndown_revision: b\n", {"DBT604 2:1", "[did you mean \"revises\"?]"}},
      {"revision: a\nup: []\n", {"DBT604 2:1", "[did you mean \"upgrade\"?]"}},
      {"revision: a\nmessage: x\nup:\n  - sql: x\n", {"DBT604 3:1"}},
      {"revision: a\nlabels: x\nbranch_labels: y\n",
       {"DBT606 3:1 \"branch_labels\" is there twice"}},
      {"revision: a\nrevision: b\n", {"DBT606 2:1 \"revision\" is there twice"}},
      {"revision: a\ncreated: yesterday\n", {"DBT606 2:10", "2026-11-21T06:01:00Z"}},
      {"revision: a\nrevises: [b, {c: d}]\n", {"DBT606 2:10"}},
      {"revision: a\nmessage: [unclosed\n", {"2:"}},
      {"revision: a\nmessage: 'unclosed\n", {"2:"}},
      {"revision: a: b\n", {"1:"}},
      {"revision: \xff\xfe\n", {"1:"}},
      {"revision: a\nmessage: \x1b[31m\n", {"2:"}},
      {"\x7f"
       "ELF\x01\x02",
       {"DBT"}},
      {"databaseChangeLog:\n  - changeSet: {}\n", {"DBT604"}},
  }));
  INFO(row.text);
  std::vector<Problem> problems;
  parse_header(row.text, "a.yaml", problems);
  const std::string text = text_of(problems);
  for (const std::string& part : row.expected) CHECK_THAT(text, contains(part));
}

TEST_CASE("a wrong SQL header is reported at its place") {
  const ProblemRow row = GENERATE(values<ProblemRow>({
      {"", {"DBT603 1:1 the file is empty"}},
      {"CREATE TABLE a (b int);\n", {"DBT603 1:1 the header names no revision"}},
      {"-- dbtool:revision a b\n", {"DBT603 1:20"}},
      {"-- dbtool:revision a\n-- dbtool:revize b\n",
       {"DBT604 2:11", "[did you mean \"revises\"?]"}},
      {"-- dbtool:revision a\n-- dbtool:up\n", {"DBT604 2:11", "[did you mean \"upgrade\"?]"}},
      {"-- dbtool:revision a\n-- dbtool:down x=y\n", {"[did you mean \"downgrade\"?]"}},
      {"-- dbtool:revision a\n-- dbtool:revision b\n", {"DBT606 2:11"}},
      {"-- dbtool:revision a\n--dbtool:revises b\n", {"DBT604 2:1 this comment is ignored"}},
      {"-- dbtool:revision a\n  -- dbtool:revises b\n", {"DBT604 2:1"}},
      {"-- dbtool:revision a\n-- DBTOOL:revises b\n", {"DBT604 2:1"}},
      {"-- dbtool:revision a\n-- dbtool:message \x1b[31m\n", {"DBT606 2:11"}},
      {"-- dbtool:revision a\n-- dbtool:message \xff\n", {"DBT606 2:11"}},
      {"-- migrate:up\nCREATE TABLE a (b int);\n", {"DBT602 1:1 this is a file of dbmate"}},
      {"-- +goose Up\nCREATE TABLE a (b int);\n", {"DBT602", "goose"}},
      {"--liquibase formatted sql\n", {"DBT602", "Liquibase"}},
  }));
  INFO(row.text);
  std::vector<Problem> problems;
  parse_header(row.text, "a.sql", problems);
  const std::string text = text_of(problems);
  for (const std::string& part : row.expected) CHECK_THAT(text, contains(part));
}

TEST_CASE("places of header words") {
  std::vector<Problem> problems;
  const Revision yaml =
      parse_header("revision: abc\nrevises: x\nlabels: [y]\ndepends_on: z\n", "a.yaml", problems);
  CHECK(yaml.where == Location{.file = "a.yaml", .line = 1, .column = 11, .length = 3});
  CHECK(yaml.lines == HeaderLines{.revises = 2, .depends_on = 4, .labels = 3});
  const Revision sql =
      parse_header("\n-- dbtool:revision abc\n-- dbtool:revises x\n", "a.sql", problems);
  CHECK(sql.where == Location{.file = "a.sql", .line = 2, .column = 20, .length = 3});
  CHECK(sql.lines.revises == 3);
}

TEST_CASE("a header longer than the first bytes is read to its end") {
  const TempFolder folder;
  const std::string comments(20'000, '#');
  std::vector<Problem> problems;
  const auto long_yaml =
      folder.write("a.yaml", "revision: a\n" + comments + "\nrevises: b\nupgrade: []\n");
  CHECK(read_header(long_yaml, problems).parents == std::vector<std::string>{"b"});
  const auto long_sql = folder.write("a.sql", "-- dbtool:revision a\n--" + comments +
                                                  "\n-- dbtool:revises b\n-- dbtool:upgrade\n");
  CHECK(read_header(long_sql, problems).parents == std::vector<std::string>{"b"});
  CHECK(problems.empty());
}

TEST_CASE("hostile files end in a problem, quickly") {
  const TempFolder folder;
  std::vector<Problem> problems;
  const std::string ten_megabytes(10'000'000, 'x');
  read_header(folder.write("a.yaml", "revision: " + ten_megabytes), problems);
  CHECK_THAT(text_of(problems), contains("DBT603 1:1 no upgrade part in the first 64 KB"));
  problems.clear();
  read_header(folder.write("b.sql", ten_megabytes), problems);
  CHECK_THAT(text_of(problems), contains("DBT603"));
  problems.clear();
  read_header(folder.write("c.yaml", std::string("revision: a\0b\nupgrade: []\n", 26)), problems);
  CHECK(problems.size() == 1);
  problems.clear();
  read_header(folder / "missing.yaml", problems);
  CHECK_THAT(text_of(problems), contains("DBT109"));
  problems.clear();
  REQUIRE(::mkfifo((folder / "pipe.yaml").c_str(), 0600) == 0);
  read_header(folder / "pipe.yaml", problems);
  CHECK_THAT(text_of(problems), contains("DBT109"));
}
