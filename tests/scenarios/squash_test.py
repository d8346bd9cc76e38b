"""Three revisions become one: databases at the end, in the middle and before know where they are and go on."""

import re

from harness import expect, run, same

YAML = """revision: {id}
revises: {revises}
message: {message}
created: 2026-11-21T06:00:0{number}Z

upgrade:
  - sql: {up}

downgrade:
  - sql: {down}
"""
SQL = """-- dbtool:revision {id}
-- dbtool:revises {revises}
-- dbtool:message {message}
-- dbtool:created 2026-11-21T06:00:0{number}Z

-- dbtool:upgrade
{up};

-- dbtool:downgrade
{down};
"""
IDS = ["aaaaaaaaaaa1", "aaaaaaaaaaa2", "aaaaaaaaaaa3", "aaaaaaaaaaa4"]
STEPS = [("CREATE TABLE one (id INTEGER PRIMARY KEY)", "DROP TABLE one"),
         ("ALTER TABLE one ADD COLUMN note TEXT", "ALTER TABLE one DROP COLUMN note"),
         ("CREATE TABLE two (id INTEGER PRIMARY KEY)", "DROP TABLE two"),
         ("CREATE TABLE three (id INTEGER PRIMARY KEY)", "DROP TABLE three")]


def write(project, form):
    for path in project.revisions():
        path.unlink()
    for number, (up, down) in enumerate(STEPS):
        text, ending = (YAML, "yaml") if form == "yaml" else (SQL, "sql")
        project.write(f"migrations/versions/{IDS[number]}.{ending}",
                      text.format(id=IDS[number], revises=IDS[number - 1] if number else "null", message=f"step {number}",
                                  number=number, up=up, down=down))


def rows(project):
    return sorted(row for (row,) in project.database.rows("SELECT version_num FROM alembic_version"))


def squash(project, form):
    out = project.dbtool("squash", "--to", IDS[2], "-m", "the beginning")
    expect("3 revisions are one now" in out, out)
    names = [path.name for path in project.revisions()]
    same(len(names), 2, "files after the squash")
    new = next(path for path in project.revisions() if "the_beginning" in path.name)
    same(new.suffix, "." + form, "form of the new script")
    expect(re.search(r"replaces:? ", new.read_text()) and all(identifier in new.read_text() for identifier in IDS[:3]), new.read_text())
    return re.search(r"revision:? +(\w+)", new.read_text()).group(1)


def at_the_end(project, form):
    write(project, form)
    fourth = next(path for path in project.revisions() if IDS[3] in path.name)
    before = fourth.read_bytes()
    project.dbtool("upgrade", IDS[2])
    schema = project.judge()
    whole = squash(project, form)
    same(fourth.read_bytes(), before, "the script that comes after")
    same(rows(project), [IDS[2]], "rows: the squash touches no database")
    expect(project.dbtool("current").startswith(whole), "a row at the end is the squashed revision")
    expect(f"{whole}  the beginning" in project.dbtool("history", "-i") and "(current)" in project.last_error + project.dbtool("history", "-i"),
           "the squashed revision is current")
    project.dbtool("upgrade", whole)
    project.dbtool("upgrade")
    same(rows(project), [IDS[3]], "rows after going on")
    project.dbtool("downgrade")
    same(rows(project), [whole], "rows after coming back")
    same(project.judge(), schema, "schema after coming back")
    project.dbtool("downgrade", "base", "-y")
    project.dbtool("upgrade", whole)
    same(project.judge(), schema, "schema that the squashed revision makes")
    project.database.script(f"UPDATE alembic_version SET version_num = '{IDS[2]}'")
    project.dbtool("stamp", whole)
    same(rows(project), [whole], "rows after stamp")
    project.database.script(f"UPDATE alembic_version SET version_num = '{IDS[2]}'")
    project.dbtool("downgrade", "base", "-y")
    same(rows(project), [], "rows at base")


def in_the_middle(project, form):
    write(project, form)
    project.dbtool("upgrade", IDS[1])
    project.dbtool("squash", "--to", IDS[2], code=7)
    expect(f"dbtool upgrade {IDS[2]}" in project.last_error, project.last_error)
    same(len(project.revisions()), 4, "files after a refused squash")

    # Somebody else squashed: this database hears how to go on, and can.
    project.dbtool("--url", "sqlite:///elsewhere.db", "squash", "--to", IDS[2], "-m", "the beginning")
    for command in (["upgrade"], ["downgrade"], ["migrate"], ["stamp", "head"]):
        project.dbtool(*command, code=7)
        expect("DBT718" in project.last_error and "in the middle of what was squashed into" in project.last_error
               and f"dbtool upgrade {IDS[2]}" in project.last_error and "dbtool downgrade --recorded" in project.last_error,
               f"{command}: {project.last_error}")
    same(project.dbtool("current"), f"{IDS[1]} (no file)\n", "current in the middle")
    project.dbtool("downgrade", "--recorded")
    same(rows(project), [], "rows after taking it back")
    project.dbtool("upgrade")
    same(rows(project), [IDS[3]], "rows after going on")
    project.dbtool("downgrade", "base", "-y")


def left_overs(project, form):
    write(project, form)
    old = {path: path.read_text() for path in project.revisions()}
    project.dbtool("squash", "--to", IDS[2], "--dry-run")
    same({path: path.read_text() for path in project.revisions()}, old, "files after a dry run")
    squash(project, form)
    for path, text in old.items():
        path.write_text(text)
    project.dbtool("heads", code=7)
    expect("DBT717" in project.last_error and "which is still there" in project.last_error, project.last_error)


def scenario(project):
    project.settings()
    project.write("models/none.yaml", "dbtool: 1\ntables: {}\n")
    for form in ("yaml", "sql"):
        at_the_end(project, form)
        in_the_middle(project, form)
        left_overs(project, form)


run(scenario)
