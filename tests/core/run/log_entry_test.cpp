#include "core/run/log_entry.h"

#include "core/support/digest.h"
#include "tests/support/catch.h"

#include <regex>

namespace dbtool {

TEST_CASE("log entries: the downgrade part of a YAML file and the rest of it, as written") {
  CHECK(script_parts("revision: a\nupgrade:\n  - sql: x\n\n# back\ndowngrade:\n- sql: y\n  # z\n",
                     false) == ScriptParts{"revision: a\nupgrade:\n  - sql: x\n\n# back\n",
                                           "downgrade:\n- sql: y\n  # z\n"});
  CHECK(script_parts("downgrade: irreversible\nupgrade: []\n", false) ==
        ScriptParts{"upgrade: []\n", "downgrade: irreversible\n"});
  CHECK(script_parts("upgrade: []\n", false) == ScriptParts{"upgrade: []\n", ""});
  CHECK(script_parts("", false) == ScriptParts{});
}

TEST_CASE("log entries: the downgrade sections of a SQL file and the rest of it, as written") {
  CHECK(script_parts("-- dbtool:revision a\n-- dbtool:upgrade\nX;\n-- dbtool:downgrade\nY;\n"
                     "-- note\n-- dbtool:upgrade\nZ;\n-- dbtool:downgrade dialect=sqlite\nW;",
                     true) ==
        ScriptParts{"-- dbtool:revision a\n-- dbtool:upgrade\nX;\n-- dbtool:upgrade\nZ;\n",
                    "-- dbtool:downgrade\nY;\n-- note\n-- dbtool:downgrade dialect=sqlite\nW;"});
}

TEST_CASE("log entries: say who ran what from which file") {
  const std::string text = "revision: b\nupgrade: []\ndowngrade:\n  - sql: y\n";
  const Revision revision = {.id = "b", .file = "b.yaml", .parents = {"a", "c"}};
  const RevisionBody body = {.text = text};
  const RunIdentity identity = {.user = "ana", .host = "x1", .run = "r"};
  CHECK(entry_of({.revision = &revision}, body, identity, "1.0") ==
        LogEntry{.revision = "b",
                 .direction = "upgrade",
                 .parents = "a,c",
                 .checksum = sha256(text),
                 .upgrade = "revision: b\nupgrade: []\n",
                 .downgrade = "downgrade:\n  - sql: y\n",
                 .user = "ana",
                 .host = "x1",
                 .tool = "1.0",
                 .run = "r"});
  const LogEntry down =
      entry_of({.revision = &revision, .direction = Direction::downgrade}, body, identity, "1.0");
  CHECK(down.direction == "downgrade");
  CHECK(down.upgrade.empty());
  CHECK(down.downgrade.empty());
}

TEST_CASE("log entries: a body that was read from no file has no checksum") {
  const Revision revision = {.id = "b", .file = "/nowhere/b.yaml"};
  CHECK(entry_of({.revision = &revision}, {}, {}, "").checksum.empty());
}

TEST_CASE("log entries: every run has a user, a host and a number of its own") {
  const RunIdentity one = this_run();
  CHECK_FALSE(one.user.empty());
  CHECK_FALSE(one.host.empty());
  CHECK(one.run != this_run().run);
  CHECK(std::regex_match(
      one.run, std::regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")));
}

}  // namespace dbtool
