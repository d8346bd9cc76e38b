#include "core/revisions/script_meaning.h"

#include "core/support/digest.h"
#include "core/support/text.h"
#include "tests/support/catch.h"

namespace dbtool {
namespace {

const std::string yaml_script =
    "revision: b\nrevises: a\nmessage: add notes\n\nupgrade:\n"
    "  - add_column: { table: posts, column: { name: note, type: text, default: hey } }\n"
    "  - sql: UPDATE posts SET note = 'a  b'\n\n"
    "downgrade:\n  - drop_column: { table: posts, column: note }\n";
const std::string sql_script =
    "-- dbtool:revision b\n-- dbtool:revises a\n\n-- dbtool:upgrade\n"
    "INSERT INTO posts VALUES ('x -- y', 1);\n-- dbtool:upgrade dialect=postgresql\nSELECT 1;\n\n"
    "-- dbtool:downgrade\nDELETE FROM posts;\n";

struct Edit {
  std::string from;
  std::string to;
};

std::string edited(std::string text, const Edit& edit) {
  const auto at = text.find(edit.from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, edit.from.size(), edit.to);
}

std::string in_dos_form(const std::string& text) {
  return "\xef\xbb\xbf" + replace_all(text, "\n", "\r\n");
}

std::optional<std::string> sqlite_meaning(const std::string& text, const std::string& file) {
  return meaning_of(text, file, "sqlite");
}

}  // namespace

TEST_CASE("script meaning: line ends and a byte order mark change no checksum") {
  CHECK(script_checksum(sql_script) == sha256(sql_script));
  CHECK(script_checksum(in_dos_form(sql_script)) == sha256(sql_script));
  CHECK(script_checksum(edited(sql_script, {"SELECT 1", "SELECT  1"})) != sha256(sql_script));
}

TEST_CASE("script meaning: how a YAML script is laid out does not count") {
  const auto meaning = sqlite_meaning(yaml_script, "b.yaml");
  REQUIRE(meaning);
  const Edit edit = GENERATE(values<Edit>({
      {"upgrade:\n", "upgrade:  # forth\n"},
      {"message: add notes", "message: something else"},
      {"revises: a", "revises: [a]"},
      {"default: hey", "\"default\": 'hey'"},
      {"{ table: posts, column: note }", "{\n      column: note, table: posts }"},
      {"- sql: UPDATE posts SET note = 'a  b'",
       "- sql: |\n      update posts  -- all of them\n         set note = 'a  b'"},
  }));
  CAPTURE(edit.to);
  CHECK(sqlite_meaning(edited(yaml_script, edit), "b.yaml") == meaning);
  CHECK(sqlite_meaning(in_dos_form(yaml_script), "b.yaml") == meaning);
}

TEST_CASE("script meaning: what a YAML script does counts") {
  const Edit edit = GENERATE(values<Edit>({
      {"revises: a", "revises: c"},
      {"revises: a", "revises: a\ndepends_on: c"},
      {"default: hey", "default: Hey"},
      {"name: note", "name: notes"},
      {"'a  b'", "'a b'"},
      {"  - sql: UPDATE posts SET note = 'a  b'\n", ""},
      {"downgrade:\n  - drop_column: { table: posts, column: note }", "downgrade: irreversible"},
  }));
  CAPTURE(edit.to);
  const auto meaning = sqlite_meaning(edited(yaml_script, edit), "b.yaml");
  REQUIRE(meaning);
  CHECK(meaning != sqlite_meaning(yaml_script, "b.yaml"));
}

TEST_CASE("script meaning: comments, white space and other dialects do not count in SQL") {
  const auto meaning = sqlite_meaning(sql_script, "b.sql");
  REQUIRE(meaning);
  const Edit edit = GENERATE(values<Edit>({
      {"INSERT INTO posts", "-- new ones\ninsert  into /* here */ POSTS"},
      {"-- dbtool:revises a\n", "-- dbtool:revises a\n-- dbtool:message more\n-- a note\n"},
      {"SELECT 1", "SELECT 2"},
      {"DELETE FROM posts;\n", "DELETE\n  FROM posts\n;\n\n\n"},
  }));
  CAPTURE(edit.to);
  CHECK(sqlite_meaning(edited(sql_script, edit), "b.sql") == meaning);
  CHECK(sqlite_meaning(in_dos_form(sql_script), "b.sql") == meaning);
}

TEST_CASE("script meaning: literals, statements and settings count in SQL") {
  const Edit edit = GENERATE(values<Edit>({
      {"'x -- y'", "'X -- y'"},
      {"'x -- y'", "'x  -- y'"},
      {", 1)", ", 2)"},
      {"-- dbtool:upgrade\n", "-- dbtool:upgrade transaction=off\n"},
      {"DELETE FROM posts;", ""},
      {"-- dbtool:revises a", "-- dbtool:revises c"},
  }));
  CAPTURE(edit.to);
  const auto meaning = sqlite_meaning(edited(sql_script, edit), "b.sql");
  REQUIRE(meaning);
  CHECK(meaning != sqlite_meaning(sql_script, "b.sql"));
}

TEST_CASE("script meaning: a text that cannot be read has none") {
  CHECK_FALSE(sqlite_meaning("revision: b\nupgrade: [\n", "b.yaml"));
  CHECK_FALSE(sqlite_meaning("revision: b\nupgrade:\n  - frobnicate: x\n", "b.yaml"));
  CHECK_FALSE(sqlite_meaning("-- dbtool:revision b\n-- dbtool:upgrade\nSELECT 'x;\n", "b.sql"));
  CHECK_FALSE(sqlite_meaning("", "b.sql"));
}

}  // namespace dbtool
