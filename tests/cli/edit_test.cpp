#include "tests/support/catch.h"
#include "tests/support/project.h"

using namespace dbtool::test;

namespace {

const std::string script = "migrations/versions/a.yaml";

/// A project with one revision and an "editor": a script that runs this on the file.
struct Edited {
  explicit Edited(const std::string& editor) {
    project.write(script,
                  "revision: aaaaaaaaaaa1\nrevises: null\nmessage: first\n\nupgrade: []\n\n"
                  "downgrade: []\n");
    project.write("editor.sh", "for last; do :; done\n" + editor + "\n");
    project.environment["VISUAL"] = "sh '" + (project.folder().path() / "editor.sh").string() + "'";
    project.environment["TMPDIR"] = project.folder().path().string();
  }
  std::string text() const { return project.read(script); }

  Project project;
};

}  // namespace

TEST_CASE("edit: what the editor leaves becomes the script") {
  Edited edited("sed -i 's/first/the very first/' \"$last\"");
  CHECK(edited.project.ok({"edit"}) == "Wrote migrations/versions/a.yaml\n");
  CHECK_THAT(edited.text(), contains("message: the very first\n"));
  CHECK(edited.project.files("").size() == 3);  // settings, script, editor
}

TEST_CASE("edit: nothing changed is said") {
  Edited edited(":");
  CHECK(edited.project.ok({"edit", "aaaa"}) == "No change: migrations/versions/a.yaml\n");
}

TEST_CASE("edit: a mistake leaves the script as it was, with what was typed beside") {
  struct Case {
    std::string editor;
    std::string says;
  };
  for (const Case& c : std::vector<Case>{
           {"sed -i 's/upgrade: ../upgrade: [{}/' \"$last\"", "error[DBT"},
           {"sed -i 's/^revises: null/revises: bbbbbbbbbbb1/' \"$last\"", "error[DBT710]"},
           {"echo '  - drop_tabel: x' > \"$last\"", "error[DBT"},
           {": > \"$last\"", "the file is empty"}}) {
    Edited edited(c.editor);
    const std::string before = edited.text();
    Ran ran = edited.project.run({"edit"});
    INFO(c.editor << ran.err);
    CHECK(ran.exit_code == 2);
    CHECK_THAT(ran.err, contains(c.says) && contains("is unchanged; what was typed is in"));
    CHECK(edited.text() == before);
    CHECK(edited.project.files("").size() == 4);
  }
}

TEST_CASE("edit: an editor that fails changes nothing") {
  Edited edited("echo x >> \"$last\"; exit 3");
  const std::string before = edited.text();
  Ran ran = edited.project.run({"edit"});
  CHECK(ran.exit_code == 2);
  CHECK_THAT(ran.err, contains("the editor ended with 3") && contains("the script is unchanged"));
  CHECK(edited.text() == before);
}

TEST_CASE("edit: needs an editor, by VISUAL before EDITOR") {
  Edited edited("echo '# by VISUAL' >> \"$last\"");
  edited.project.environment["EDITOR"] = "false";
  edited.project.ok({"edit"});
  CHECK_THAT(edited.text(), contains("# by VISUAL"));
  edited.project.environment.erase("VISUAL");
  CHECK_THAT(edited.project.run({"edit"}).err, contains("the editor ended with 1"));
  edited.project.environment.erase("EDITOR");
  CHECK_THAT(edited.project.run({"edit"}).err, contains("no editor is named"));
  edited.project.environment["EDITOR"] = "no-such-editor-here";
  CHECK_THAT(edited.project.run({"edit"}).err, contains("cannot start \"no-such-editor-here\""));
}

TEST_CASE("after_write: programs run on a script that was written, a failure is told") {
  Project project;
  const std::string settings = project.read("dbtool.yaml");
  project.write("dbtool.yaml", settings + "after_write: [[sed, -i, s/one/two/, '{path}']]\n");
  project.ok({"revision", "-m", "one"});
  CHECK_THAT(project.script("one.yaml"), contains("message: two\n"));

  project.write("dbtool.yaml",
                settings + "after_write: [[sh, -c, 'echo no $1; exit 4', sh, '{path}']]\n");
  Ran ran = project.run({"revision", "-m", "three"});
  CHECK(ran.exit_code == 2);
  CHECK_THAT(ran.err, contains("error[DBT117]: a program of after_write failed: exit 4") &&
                          contains("three.yaml\n") && contains("is written and stays"));
  CHECK_THAT(project.script("three.yaml"), contains("message: three\n"));

  project.write("dbtool.yaml", settings + "after_write: [[cp, /dev/null, '{path}']]\n");
  CHECK_THAT(project.run({"revision", "-m", "four"}).err, contains("the file is empty"));

  project.write("dbtool.yaml", settings + "after_write: [sed -i]\n");
  CHECK_THAT(project.run({"heads"}).err, contains("must be a list of commands"));
}
