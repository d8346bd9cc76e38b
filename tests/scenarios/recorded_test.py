"""A branch was applied and its files are gone: asked, dbtool says what it was; told, it takes it back by the log, word by word."""

from harness import expect, run, same

BASE = """revision: aaaaaaaaaaa1
revises: null
message: base

upgrade:
  - create_table: { name: base, columns: { id: { type: integer, primary_key: true } } }

downgrade:
  - drop_table: { name: base, was: { columns: { id: { type: integer, primary_key: true } } } }
"""
GONE = """revision: bbbbbbbbbbb1
revises: aaaaaaaaaaa1
message: add likes

upgrade:
  - create_table: { name: likes, columns: { id: { type: integer, primary_key: true } } }
  - sql: INSERT INTO base VALUES (7)

downgrade:
  # the exact words count, comments too
  - sql: DELETE FROM base WHERE id = 7
  - drop_table: { name: likes, was: { columns: { id: { type: integer, primary_key: true } } } }
"""
GONE_TOO = """-- dbtool:revision bbbbbbbbbbb2
-- dbtool:revises bbbbbbbbbbb1
-- dbtool:depends_on ddddddddddd1
-- dbtool:message more likes

-- dbtool:upgrade
ALTER TABLE likes ADD COLUMN note TEXT;

-- dbtool:downgrade
INSERT INTO base VALUES (8);
-- dbtool:downgrade dialect=sqlite
ALTER TABLE likes DROP COLUMN note;
-- dbtool:downgrade dialect=postgresql
ALTER TABLE likes DROP COLUMN note;
"""
OTHER = """revision: ddddddddddd1
revises: null
message: other

upgrade: []

downgrade: []
"""
ONE_WAY = """revision: ccccccccccc1
revises: aaaaaaaaaaa1
message: one way

upgrade: []

downgrade: irreversible
"""


def rows(project):
    return sorted(row for (row,) in project.database.rows("SELECT version_num FROM alembic_version"))


def scenario(project):
    project.settings()
    project.write("models/none.yaml", "dbtool: 1\ntables: {}\n")
    project.write("migrations/versions/a.yaml", BASE)
    project.write("migrations/versions/d.yaml", OTHER)
    gone = [project.write("migrations/versions/b1.yaml", GONE), project.write("migrations/versions/b2.sql", GONE_TOO)]
    project.dbtool("upgrade")
    same(rows(project), ["bbbbbbbbbbb2"], "rows: the dependency is implied")
    for path in gone:
        path.unlink()

    # Asked: what it is, and everything that can be answered all the same.
    same(project.dbtool("current"), "bbbbbbbbbbb2 (no file)\n", "current")
    for word in ("DBT703", "bbbbbbbbbbb2", "it was \"more likes\"", "@", "dbtool downgrade --recorded bbbbbbbbbbb2"):
        expect(word in project.last_error, f"\"{word}\" is missing:\n{project.last_error}")
    project.dbtool("current", "--check-heads", code=1)
    expect("bbbbbbbbbbb2  applied, and in no file" in project.dbtool("status"), "status is silent about it")
    expect("aaaaaaaaaaa1" in project.dbtool("history", "-i"), "history -i")
    expect("\"unknown\": [" in project.dbtool("current", "--format", "json"), "JSON has no unknown rows")

    # Writers refuse.
    for command in (["upgrade"], ["downgrade"], ["stamp", "head"], ["migrate"], ["check"], ["redo"]):
        project.dbtool(*command, code=7)
        expect("bbbbbbbbbbb2" in project.last_error, f"{command}: {project.last_error}")

    # Told: the newest alone, then the rest; what it depended on stays.
    project.dbtool("downgrade", "--recorded", "nope", code=7)
    project.dbtool("downgrade", "--recorded", "bbbbbbbbbbb2")
    same(rows(project), ["bbbbbbbbbbb1", "ddddddddddd1"], "rows after the first step")
    same([str(row[0]) for row in project.database.rows("SELECT id FROM base ORDER BY id")], ["7", "8"], "rows of the table")
    project.dbtool("downgrade", "--recorded")
    same(rows(project), ["aaaaaaaaaaa1", "ddddddddddd1"], "rows after all of it")
    same([str(row[0]) for row in project.database.rows("SELECT id FROM base ORDER BY id")], ["8"], "rows of the table")
    project.dbtool("upgrade", "heads")
    expect("Nothing to do" in project.dbtool("downgrade", "--recorded"), "nothing is left to take back")
    same(sorted(project.database.rows("SELECT direction, revision FROM dbtool_log WHERE seq > 4 ORDER BY seq")),
         [("downgrade", "bbbbbbbbbbb1"), ("downgrade", "bbbbbbbbbbb2")], "the log goes on")

    # No way back is no way back.
    one_way = project.write("migrations/versions/c.yaml", ONE_WAY)
    project.dbtool("upgrade", "heads")
    one_way.unlink()
    project.dbtool("downgrade", "--recorded", code=8)
    same(rows(project), ["ccccccccccc1", "ddddddddddd1"], "rows after a refusal")

    # What was only stamped has no text.
    project.database.script("UPDATE alembic_version SET version_num = 'eeeeeeeeeee1' WHERE version_num = 'ccccccccccc1'")
    project.dbtool("downgrade", "--recorded", code=7)
    expect("DBT726" in project.last_error, project.last_error)


run(scenario)
