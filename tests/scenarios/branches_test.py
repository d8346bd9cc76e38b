"""Three developers: two of them begin at the same revision. upgrade is refused with the two ways out, each of which repairs it."""

import re

from harness import expect, run, same

REVISION = """revision: {id}
revises: {revises}   # as it was
message: {message}
created: 2026-11-21T06:0{minute}:00Z
branch_labels: []

upgrade:
  - sql: CREATE TABLE {table} (id INTEGER PRIMARY KEY)

downgrade:
  - sql: DROP TABLE {table}
"""


def write(project, identifier, revises, table, minute):
    project.write(f"migrations/versions/{identifier}.yaml",
                  REVISION.format(id=identifier, revises=revises, message=f"add {table}", table=table, minute=minute))


def tables(project):
    names = {"sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
             "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"}[project.database.kind]
    return sorted(name for (name,) in project.database.rows(names) if name not in ("alembic_version", "dbtool_log"))


def rows(project):
    return sorted(row for (row,) in project.database.rows("SELECT version_num FROM alembic_version"))


def two_heads(project):
    """Ann has applied her branch, Bob's comes with a pull; Cy has both and nothing applied but the base."""
    for path in project.revisions():
        path.unlink()
    write(project, "aaaaaaaaaaa1", "null", "base", 0)
    write(project, "bbbbbbbbbbb1", "aaaaaaaaaaa1", "ann", 1)
    project.dbtool("upgrade")
    write(project, "ccccccccccc1", "aaaaaaaaaaa1", "bob", 2)
    write(project, "ccccccccccc2", "ccccccccccc1", "bob_more", 3)


def clear(project):
    project.dbtool("downgrade", "base", "-y")
    same(tables(project), [], "tables after going back to base")


def scenario(project):
    project.settings()
    project.write("models/none.yaml", "dbtool: 1\ntables: {}\n")

    # Refused, with both ways out; the database stays where it is.
    two_heads(project)
    project.dbtool("upgrade", code=7)
    for word in ("DBT702", "bbbbbbbbbbb1", "ccccccccccc2", "dbtool merge", "dbtool upgrade heads", "dbtool rebase"):
        expect(word in project.last_error, f"\"{word}\" is missing:\n{project.last_error}")
    same(rows(project), ["bbbbbbbbbbb1"], "rows after a refused upgrade")
    project.dbtool("check", "--single-head", code=1)

    # The first way: merge.
    out = project.dbtool("merge", "-m", "join")
    merge = re.search(r"([0-9a-f]{12})_join\.yaml", out).group(1)
    project.dbtool("upgrade")
    same(rows(project), [merge], "rows after merge and upgrade")
    same(tables(project), ["ann", "base", "bob", "bob_more"], "tables after merge and upgrade")
    clear(project)

    # The second way: rebase. Bob's branch is the one that is not applied.
    two_heads(project)
    text = (project.folder / "migrations/versions/ccccccccccc1.yaml").read_bytes()
    out = project.dbtool("rebase", "--dry-run")
    expect("ccccccccccc1  add bob: revises bbbbbbbbbbb1, was aaaaaaaaaaa1" in out, out)
    same((project.folder / "migrations/versions/ccccccccccc1.yaml").read_bytes(), text, "file after a dry run")
    project.dbtool("rebase")
    same((project.folder / "migrations/versions/ccccccccccc1.yaml").read_bytes(),
         text.replace(b"revises: aaaaaaaaaaa1", b"revises: bbbbbbbbbbb1"), "file after the rebase")
    same(project.dbtool("heads").split()[0], "ccccccccccc2", "head after the rebase")
    project.dbtool("upgrade")
    same(rows(project), ["ccccccccccc2"], "rows after rebase and upgrade")
    same(tables(project), ["ann", "base", "bob", "bob_more"], "tables after rebase and upgrade")
    project.dbtool("rebase", code=7)
    clear(project)

    # What is applied does not move, neither by name nor by itself.
    two_heads(project)
    project.dbtool("rebase", "bbbbbbbbbbb1", code=8)
    expect("what is applied cannot be moved" in project.last_error and "bbbbbbbbbbb1" in project.last_error, project.last_error)
    project.dbtool("upgrade", "heads")
    same(rows(project), ["bbbbbbbbbbb1", "ccccccccccc2"], "rows at both heads")
    project.dbtool("rebase", code=8)
    project.dbtool("downgrade", "-1", code=7)
    expect("ccccccccccc2@-1" in project.last_error or "bbbbbbbbbbb1@-1" in project.last_error, project.last_error)
    clear(project)

    # Neither applied: nobody but the user can choose.
    project.dbtool("upgrade", "aaaaaaaaaaa1")
    project.dbtool("rebase", code=7)
    expect("dbtool rebase bbbbbbbbbbb1" in project.last_error and "dbtool rebase ccccccccccc2" in project.last_error, project.last_error)
    project.dbtool("rebase", "bbbb")
    same(project.dbtool("heads").split()[0], "bbbbbbbbbbb1", "head after moving the other side")
    project.dbtool("upgrade")
    same(rows(project), ["bbbbbbbbbbb1"], "rows after the other rebase")

    # Once more: the last revision back and forth, in one run.
    out = project.dbtool("redo")
    expect("done redone=1" in out, out)
    out = project.dbtool("redo", "ccccccccccc1")
    expect("done redone=3" in out, out)
    same(rows(project), ["bbbbbbbbbbb1"], "rows after redo")
    same(tables(project), ["ann", "base", "bob", "bob_more"], "tables after redo")
    project.dbtool("redo", "nope", code=7)

    # A version table without its key may have a row twice.
    project.database.script("DROP TABLE alembic_version; CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);"
                            "INSERT INTO alembic_version VALUES ('aaaaaaaaaaa1'), ('aaaaaaaaaaa1')")
    for words in (["upgrade"], ["downgrade"], ["stamp", "head"]):
        project.dbtool(*words, code=7)
        expect("DBT719" in project.last_error and "dbtool stamp --purge aaaaaaaaaaa1" in project.last_error, project.last_error)
    project.dbtool("stamp", "--purge", "bbbbbbbbbbb1")
    same(rows(project), ["bbbbbbbbbbb1"], "rows after the purge")


run(scenario)
