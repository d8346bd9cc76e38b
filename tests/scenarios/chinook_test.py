"""Chinook: its schema built from models, its data loaded, seven changes of the models applied, taken back, applied again.

After every step a second `migrate` finds nothing, every row is counted, columns no revision touched keep their checksum, and the
judge sees the same schema on the way down and up as before.
"""

import hashlib
import re

from harness import SOURCE, run, same, expect

EVOLUTION = sorted((SOURCE / "examples/chinook/evolution").glob("*.yaml"))
UNTOUCHED = {
    "artist": "artist_id, name", "album": "album_id, title, artist_id", "genre": "genre_id, name",
    "playlist": "playlist_id, name", "playlist_track": "playlist_id, track_id",
    "customer": "customer_id, first_name, last_name, email, support_rep_id",
    "employee": "employee_id, last_name, first_name, reports_to, hire_date",
    "invoice": "invoice_id, customer_id, invoice_date, total",
    "invoice_line": "invoice_line_id, invoice_id, track_id, unit_price, quantity",
    "track": "track_id, name, album_id, composer, milliseconds, bytes, unit_price",
}


def inserts():
    """The data part of the PostgreSQL script; the same statements run on SQLite."""
    text = (SOURCE / "tests/data/chinook/Chinook_PostgreSql.sql").read_text(encoding="utf-8-sig")
    statements = re.findall(r"^INSERT INTO .*?;\n", text, re.S | re.M)
    order = ["genre", "media_type", "artist", "album", "track", "employee", "customer", "invoice", "invoice_line", "playlist",
             "playlist_track"]
    table = lambda statement: re.match(r"INSERT INTO (\w+)", statement)[1]
    statements = [re.sub(r"\bN'", "'", statement) for statement in statements]  # N'…' is not SQLite's
    return "".join(sorted(statements, key=lambda statement: order.index(table(statement))))


def fingerprint(project):
    marks = {}
    for table, columns in UNTOUCHED.items():
        rows = project.database.rows(f"SELECT {columns} FROM {table} ORDER BY {columns}")
        text = "\n".join("|".join(str(value) for value in row) for row in rows)
        marks[table] = (len(rows), hashlib.sha256(text.encode()).hexdigest())
    return marks


def media_rows(project, table):
    return project.database.rows(f"SELECT * FROM {table} ORDER BY media_type_id")


def nothing_more(project):
    before = project.revisions()
    out = project.dbtool("migrate", "-m", "nothing")
    expect("No changes" in out + project.last_error, f"a second migrate found something:\n{out}")
    same(project.revisions(), before, "files after a migrate that finds nothing")
    project.dbtool("check")


def judge(project):
    return project.judge("--ignore-column-order")


def scenario(project):
    project.settings()
    project.copy(SOURCE / "examples/chinook/models/chinook.yaml", "models/chinook.yaml")
    project.dbtool("migrate", "-m", "create chinook")
    project.dbtool("upgrade")
    nothing_more(project)
    project.database.script(inserts())
    marks = fingerprint(project)
    media = media_rows(project, "media_type")
    expect(marks["track"][0] == 3503 and marks["playlist_track"][0] == 8715, f"the data was not loaded: {marks}")

    snapshots = [judge(project)]
    for step in EVOLUTION:
        project.copy(step, "models/chinook.yaml")
        project.dbtool("migrate", "-m", step.stem)
        same(judge(project), snapshots[-1], f"{step.stem}: migrate touched the database")
        project.dbtool("upgrade")
        nothing_more(project)
        same(fingerprint(project), marks, f"{step.stem}: rows after the upgrade")
        same(media_rows(project, "media_format"), media, f"{step.stem}: rows of the renamed table")
        snapshots.append(judge(project))

    for index in range(len(EVOLUTION) - 1, 0, -1):
        project.dbtool("downgrade")
        same(judge(project), snapshots[index], f"schema after going back to step {index}")
        same(fingerprint(project), marks, f"rows after going back to step {index}")
    project.dbtool("downgrade")
    same(judge(project), snapshots[0], "schema after going back to the start")
    same(media_rows(project, "media_type"), media, "rows of the table renamed back")

    project.dbtool("upgrade")
    same(judge(project), snapshots[-1], "schema after upgrading again")
    same(fingerprint(project), marks, "rows after upgrading again")
    nothing_more(project)

    project.dbtool("downgrade", "base", "--yes")
    expect("album" not in judge(project), "tables are left after downgrade base")
    project.dbtool("upgrade")
    same(judge(project), snapshots[-1], "schema after downgrade base and upgrade")
    nothing_more(project)


run(scenario)
