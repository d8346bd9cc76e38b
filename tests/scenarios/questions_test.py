"""Questions at a terminal: a rename, a downgrade to the base; yes, no, abort, Ctrl-C; never asked without a terminal."""

import os
import signal
import time

from harness import expect, run, same
from terminal import Terminal

MODEL = """
dbtool: 1
tables:
  posts:
    columns:
      id: { type: bigint, primary_key: true, identity: true }
      {column}: text
"""
QUESTION = "Was it renamed?"


def declare(project, column):
    project.write("models/schema.yaml", MODEL.replace("{column}", column))


def scripts(project):
    return {path.name for path in project.revisions()}


def new_script(project, before):
    new = [path for path in project.revisions() if path.name not in before]
    same(len(new), 1, "new scripts")
    return new[0].read_text()


def renames(project):
    declare(project, "summary")
    before = scripts(project)
    asked = Terminal(project, "migrate", "-m", "rename")
    asked.wait_for(QUESTION)
    same(scripts(project), before, "files while the question is open")
    asked.type("x\n")
    asked.type("Y\n")
    same(asked.end(), 0, f"answered yes\n{asked.shown}")
    same(asked.shown.count(QUESTION), 2, f"asked again after a letter that is no answer\n{asked.shown}")
    script = new_script(project, before)
    expect("rename_column" in script and "drop_column" not in script, f"yes did not rename:\n{script}")
    project.dbtool("upgrade")
    same(project.database.rows("SELECT summary FROM posts"), [("kept",)], "rows after the rename")


def refusals(project):
    declare(project, "subtitle")
    before = scripts(project)
    asked = Terminal(project, "migrate", "-m", "abort")
    asked.wait_for(QUESTION)
    asked.type("a\n")
    same(asked.end(), 8, f"answered abort\n{asked.shown}")
    expect("nothing was written" in asked.shown, asked.shown)

    for key in ("\x03", signal.SIGINT, signal.SIGTERM):
        asked = Terminal(project, "migrate", "-m", "interrupted")
        asked.wait_for(QUESTION)
        started = time.monotonic()
        if isinstance(key, str):
            asked.type(key)
        else:
            os.kill(asked.process, key)
        same(asked.end(), 130, f"{key!r} at the question\n{asked.shown}")
        expect(time.monotonic() - started < 3, "it took too long to end")

    asked = Terminal(project, "migrate", "-m", "end of input")
    asked.wait_for(QUESTION)
    asked.type("\x04")
    same(asked.end(), 8, f"end of input\n{asked.shown}")
    same(scripts(project), before, "files after refusals")

    asked = Terminal(project, "migrate", "-m", "drop")
    asked.wait_for(QUESTION)
    asked.type("no\n")
    same(asked.end(), 0, f"answered no\n{asked.shown}")
    script = new_script(project, before)
    expect("drop_column" in script and "rename_column" not in script, f"no did not drop:\n{script}")
    next(path for path in project.revisions() if path.name not in before).unlink()


def nobody_there(project):
    before = scripts(project)
    done = project.run("migrate", "-m", "unasked")
    same(done.returncode, 8, f"without a terminal\n{done.stdout}{done.stderr}")
    expect(QUESTION not in done.stderr and "--rename posts.summary=subtitle" in done.stderr, done.stderr)
    for words, variables in ((["--no-input"], {}), (["--format", "json"], {}), ([], {"CI": "true"}), ([], {"DBTOOL_NO_INPUT": "1"})):
        there = Terminal(project, "migrate", "-m", "unasked", *words, variables=variables)
        same(there.end(), 8, f"{words} {variables} on a terminal\n{there.shown}")
        expect(QUESTION not in there.shown, f"{words} {variables} asked:\n{there.shown}")
    same(scripts(project), before, "files when nobody was asked")
    declare(project, "summary")


def back_to_the_base(project):
    question = "This reverts all 2 revisions"
    before = project.database.rows("SELECT version_num FROM alembic_version")
    asked = Terminal(project, "downgrade", "base")
    asked.wait_for(question)
    asked.type("n\n")
    same(asked.end(), 8, f"no\n{asked.shown}")
    asked = Terminal(project, "downgrade", "base")
    asked.wait_for(question)
    asked.type("\x03")
    same(asked.end(), 130, f"Ctrl-C\n{asked.shown}")
    same(project.database.rows("SELECT version_num FROM alembic_version"), before, "rows after two refusals")
    asked = Terminal(project, "downgrade", "base")
    asked.wait_for(question)
    asked.type("y\n")
    same(asked.end(), 0, f"yes\n{asked.shown}")
    unasked = Terminal(project, "upgrade")
    same(unasked.end(), 0, unasked.shown)
    unasked = Terminal(project, "downgrade", "base", "--yes")
    same(unasked.end(), 0, unasked.shown)
    expect(question not in unasked.shown, f"--yes asked:\n{unasked.shown}")


def scenario(project):
    project.settings()
    declare(project, "subtitle")
    project.dbtool("migrate", "-m", "first")
    project.dbtool("upgrade")
    project.database.script("INSERT INTO posts (subtitle) VALUES ('kept');")
    renames(project)
    refusals(project)
    nobody_there(project)
    back_to_the_base(project)


run(scenario)
