"""`edit` at a terminal: what does not hold is shown, and the editor opens again at the line of the mistake, until it is right or given up."""

from harness import expect, run, same
from terminal import Terminal

SCRIPT = """revision: e1
revises: null
message: first
created: 2026-01-01T00:00:00Z

upgrade:
  - create_table:
      name: notes
      columns:
        id: { type: integer }

downgrade:
  - drop_table: { name: notes }
"""
EDITOR = """#!/bin/sh
# Writes down how it was called, and makes the changes of its turn.
echo "$@" >> calls
turn=$(wc -l < calls)
for last; do :; done
sed -i -f "turn$turn" "$last"
"""
QUESTION = "Edit it again?"


def edit(project, *turns):
    """The terminal of `dbtool edit`, with an editor that makes one change a turn."""
    (project.folder / "calls").unlink(missing_ok=True)
    for number, turn in enumerate(turns, 1):
        project.write(f"turn{number}", turn + "\n")
    editor = project.write("editor.sh", EDITOR)
    return Terminal(project, "edit", "e1", variables={"VISUAL": None, "EDITOR": f"sh {editor}", "TMPDIR": str(project.folder)})


def calls(project):
    return (project.folder / "calls").read_text().splitlines()


def drafts(project):
    return list(project.folder.glob("dbtool-edit-*"))


def opens_again_at_the_mistake(project, script):
    asked = edit(project, "s/create_table/create_tabel/", "s/revises: null/revises: nobody/; s/create_tabel/create_table/", "s/nobody/null/")
    asked.wait_for(QUESTION)
    expect("create_tabel" in asked.shown and "did you mean" in asked.shown, f"the mistake is not shown:\n{asked.shown}")
    same(script.read_text(), SCRIPT, "the script while the draft is wrong")
    asked.type("y\n")
    asked.wait_for(QUESTION, times=2)
    expect("nobody" in asked.shown, f"the second mistake is not shown:\n{asked.shown}")
    asked.type("y\n")
    same(asked.end(), 0, f"right in the end\n{asked.shown}")
    opened = calls(project)
    same(len(opened), 3, "times the editor was opened")
    same([call.split()[0].startswith("+") for call in opened], [False, True, True], f"lines told to the editor: {opened}")
    same([call.split()[0] for call in opened[1:]], ["+7", "+2"], "lines of the mistakes")
    same(script.read_text(), SCRIPT, "the script after all was put right")
    expect("No change" in asked.shown, asked.shown)


def takes_what_is_right(project, script):
    asked = edit(project, "s/message: first/message: the very first/")
    same(asked.end(), 0, asked.shown)
    expect(f"Wrote migrations/versions/{script.name}" in asked.shown, asked.shown)
    expect("message: the very first" in script.read_text(), script.read_text())
    same(drafts(project), [], "drafts left after all went well")
    script.write_text(SCRIPT)


def gives_up(project, script):
    for answer, code in (("n\n", 2), ("\x03", 130), ("\x04", 8)):
        asked = edit(project, "s/create_table/create_tabel/")
        asked.wait_for(QUESTION)
        asked.type(answer)
        same(asked.end(), code, f"{answer!r} at the question\n{asked.shown}")
        same(script.read_text(), SCRIPT, "the script after giving up")
        (draft,) = drafts(project)
        expect("create_tabel" in (draft / script.name).read_text(), "what was typed is lost")
        if answer == "n\n":
            expect(f"{draft.name}/{script.name}" in asked.shown, f"where the draft is, is not told:\n{asked.shown}")
        (draft / script.name).unlink()
        draft.rmdir()


def scenario(project):
    project.settings()
    script = project.write("migrations/versions/e1.yaml", SCRIPT)
    opens_again_at_the_mistake(project, script)
    takes_what_is_right(project, script)
    gives_up(project, script)
    project.dbtool("upgrade")


run(scenario)
