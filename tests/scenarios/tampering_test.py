"""Applied scripts are edited, merged late and overtaken: told by those who ask, refused by those who write, accepted one by one."""

import json
import subprocess
import threading
import time

from harness import expect, run, same

FIRST = """revision: aaaaaaaaaaa1
revises: null
message: notes

upgrade:
  - create_table: { name: notes, columns: { id: { type: integer, primary_key: true }, body: text } }
  - sql: INSERT INTO notes (id, body) VALUES (1, 'a  b')

downgrade:
  - drop_table: { name: notes, was: { columns: { id: { type: integer, primary_key: true }, body: text } } }
"""
SECOND = """-- dbtool:revision bbbbbbbbbbb1
-- dbtool:revises aaaaaaaaaaa1
-- dbtool:message more notes

-- dbtool:upgrade
INSERT INTO notes (id, body) VALUES (2, 'x -- y');

-- dbtool:downgrade
DELETE FROM notes WHERE id = 2;
"""
LATE = """revision: ccccccccccc1
revises: aaaaaaaaaaa1
message: written beside
upgrade: []
downgrade: []
"""
MERGE = """revision: ddddddddddd1
revises: [bbbbbbbbbbb1, ccccccccccc1]
message: together
upgrade: []
downgrade: []
"""
COSMETIC = [
    ("a.yaml", FIRST.replace("upgrade:\n", "upgrade:  # forth\n\n", 1).replace("message: notes", "message: the notes")),
    ("a.yaml", "\ufeff" + FIRST.replace("\n", "\r\n")),
    ("a.yaml", FIRST.replace("- sql: INSERT INTO", "- sql: |\n      -- one\n      insert into").replace("(1, 'a  b')\n", "(1, 'a  b')\n")),
    ("b.sql", SECOND.replace("INSERT INTO notes (id, body)", "-- the second\ninsert  into notes\n  (id, body) /* two */")),
    ("b.sql", SECOND.replace("\n", "\r\n")),
]
CHANGED = [
    ("a.yaml", FIRST.replace("'a  b'", "'a b'"), "aaaaaaaaaaa1"),
    ("a.yaml", FIRST.replace("body: text", "text: text"), "aaaaaaaaaaa1"),
    ("b.sql", SECOND.replace("'x -- y'", "'x -- z'"), "bbbbbbbbbbb1"),
    ("b.sql", SECOND.replace("DELETE FROM notes WHERE id = 2;", "DELETE FROM notes;"), "bbbbbbbbbbb1"),
    ("b.sql", SECOND.replace("-- dbtool:upgrade", "-- dbtool:upgrade transaction=off"), "bbbbbbbbbbb1"),
]
WRITERS = [["upgrade"], ["downgrade"], ["redo"], ["stamp", "aaaa"]]


def put(project, file, text):
    path = project.folder / "migrations/versions" / file
    path.write_bytes(text.encode())


def reset(project):
    put(project, "a.yaml", FIRST)
    put(project, "b.sql", SECOND)


def log(project):
    return project.database.rows("SELECT seq, direction, revision, message FROM dbtool_log ORDER BY seq")


def report(project, *arguments, code=0):
    return json.loads(project.dbtool(*arguments, "--format", "json", code=code))


def edits_without_meaning_stop_nothing(project):
    for file, text in COSMETIC:
        reset(project)
        project.dbtool("upgrade")
        put(project, file, text)
        status = report(project, "status")
        same(status["edited"], 0, f"edited, of {text}")
        expect("DBT727" not in project.dbtool("upgrade", "--dry-run") + project.last_error, "a dry run warns")
        expect("! file edited" not in project.dbtool("status"), "status warns")
        project.dbtool("redo")
        project.dbtool("downgrade")
        project.dbtool("upgrade")
        project.dbtool("downgrade", "base")


def changed_meaning_is_refused(project):
    for file, text, revision in CHANGED:
        reset(project)
        project.dbtool("upgrade")
        put(project, file, text)
        before = log(project)
        for command in WRITERS:
            project.dbtool(*command, code=7)
            for word in ("DBT727", revision, file, "- ", "+ ", f"dbtool repair {revision} --reason", "nothing was done"):
                expect(word in project.last_error, f"{command}: \"{word}\" is missing:\n{project.last_error}")
        same(log(project), before, "the log after writers were refused")
        expect("! file edited since" in project.dbtool("status"), "status is silent")
        expect("warning[DBT303]" in project.last_error, project.last_error)
        status = report(project, "status")
        same((status["edited"], [r["revision"] for r in status["revisions"] if r["edited"]]), (1, [revision]), "status")
        expect("DBT303" in project.dbtool("check", code=1) + project.last_error, "check is silent")
        expect("warning[DBT727]" in project.dbtool("upgrade", "--dry-run") + project.last_error, "a dry run is silent")
        project.dbtool("stamp", "--purge", "bbbb")  # forgets what is recorded: nothing is compared
        project.dbtool("current")
        reset(project)
        project.dbtool("downgrade", "base")


def repair_accepts_one(project):
    reset(project)
    project.dbtool("upgrade")
    put(project, "a.yaml", FIRST.replace("'a  b'", "'a b'"))
    put(project, "b.sql", SECOND.replace("id = 2;", "id > 1;"))
    before = log(project)
    project.dbtool("repair", code=2)
    project.dbtool("repair", "bbbb", code=2)
    expect("\"--reason\" is needed" in project.last_error, project.last_error)
    project.dbtool("repair", "bbbb", "--reason", " ", code=2)
    project.dbtool("repair", "nope", "--reason", "x", code=7)
    dry = project.dbtool("repair", "bbbb", "--dry-run")
    for line in ("- DELETE FROM notes WHERE id = 2;", "+ DELETE FROM notes WHERE id > 1;", "Nothing was recorded."):
        expect(line in dry, f"\"{line}\" is missing:\n{dry}")
    same(log(project), before, "the log after a dry run")
    answer = report(project, "repair", "bbbb", "--reason", "it's safer: 'id > 1'")
    same([answer[key] for key in ("revision", "edited", "laid_out_anew", "recorded")], ["bbbbbbbbbbb1", True, False, True], "repair")
    expect("+ DELETE FROM notes WHERE id > 1;" in answer["differences"], answer["differences"])
    same(log(project)[len(before):], [(type(before[0][0])(len(before) + 1), "repair", "bbbbbbbbbbb1", "it's safer: 'id > 1'")], "the log")
    expect("Nothing to do" in project.dbtool("repair", "bbbb", "--reason", "again"), "repaired twice")
    project.dbtool("downgrade", code=7)  # the other one is still not what was applied
    expect("aaaaaaaaaaa1" in project.last_error and "bbbbbbbbbbb1 means" not in project.last_error, project.last_error)
    project.dbtool("repair", "aaaa", "--reason", "so be it")
    same(report(project, "status")["edited"], 0, "edited after the repairs")

    # What was accepted is what the log takes back when the file is gone.
    (project.folder / "migrations/versions/b.sql").unlink()
    project.database.script("INSERT INTO notes (id, body) VALUES (3, 'z')")
    project.dbtool("downgrade", "--recorded")
    same([str(row[0]) for row in project.database.rows("SELECT id FROM notes ORDER BY id")], ["1"], "rows after the accepted way back")
    put(project, "b.sql", SECOND)
    project.dbtool("repair", "bbbb", "--reason", "x", code=7)
    expect("DBT729" in project.last_error, project.last_error)
    put(project, "a.yaml", FIRST.replace("  - sql", "  - sqll"))
    project.dbtool("repair", "aaaa", "--reason", "x", code=2)
    reset(project)
    project.dbtool("repair", "aaaa", "--reason", "back again")
    project.dbtool("downgrade", "base")


def a_stamp_declares_what_is_there(project):
    reset(project)
    project.dbtool("upgrade")
    project.dbtool("stamp", "aaaa")
    put(project, "b.sql", SECOND.replace("'x -- y'", "'x -- z'"))
    project.dbtool("stamp", "bbbb")
    same(report(project, "status")["edited"], 0, "edited: the stamp declared it")
    put(project, "b.sql", SECOND)
    project.dbtool("downgrade", "base")


def late_revisions_are_named(project):
    reset(project)
    project.dbtool("upgrade")
    put(project, "c.yaml", LATE)
    put(project, "d.yaml", MERGE)
    expect("pending, merged late" in project.dbtool("status"), "status is silent")
    status = report(project, "status")
    same((status["late"], [r["revision"] for r in status["revisions"] if r["late"]]), (1, ["ccccccccccc1"]), "status")
    for command in (["upgrade", "--dry-run"], ["upgrade"]):
        project.dbtool(*command)
        for word in ("warning[DBT728]", "ccccccccccc1  written beside"):
            expect(word in project.last_error, f"\"{word}\" is missing:\n{project.last_error}")
        expect("ddddddddddd1  together\n" not in project.last_error.split("cause")[0], "the merge is not late")
    same(project.dbtool("current"), "ddddddddddd1 (head)\n", "the route is run as it is")
    project.dbtool("downgrade", "base")
    for file in ("c.yaml", "d.yaml"):
        (project.folder / "migrations/versions" / file).unlink()


class Writer:
    """Another program that moves the version row while dbtool waits for it, outside of dbtool's lock and log."""

    def __init__(self, project, sql):
        self.project, self.sql = project, sql

    def __enter__(self):
        if self.project.database.kind == "sqlite":
            import sqlite3
            self.connection = sqlite3.connect(self.project.database.file, isolation_level=None, check_same_thread=False)
            self.connection.execute("BEGIN IMMEDIATE")
            self.connection.execute(self.sql)
            self.finish = lambda: self.connection.execute("COMMIT")
        else:
            database = self.project.database
            self.psql = subprocess.Popen(["psql", "-X", "-q", "-h", database.socket, "-U", "postgres", "-d", database.name],
                                         stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
            self.psql.stdin.write(f"BEGIN;\n{self.sql};\nSELECT pg_advisory_lock(7);\n")
            self.psql.stdin.flush()
            while not database.rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 7"):
                time.sleep(0.05)
            self.finish = lambda: self.psql.communicate("COMMIT;\n")
        self.timer = threading.Timer(1.0, self.finish)
        self.timer.start()
        return self

    def __exit__(self, *_):
        self.timer.join()


def overtaken_runs_stop_or_plan_again(project):
    reset(project)
    project.dbtool("upgrade", "aaaa")
    forward = "UPDATE alembic_version SET version_num = 'bbbbbbbbbbb1'"
    back = "UPDATE alembic_version SET version_num = 'aaaaaaaaaaa1'"
    with Writer(project, forward):
        project.dbtool("upgrade", code=7)
    for word in ("DBT720", "--on-stale=replan"):
        expect(word in project.last_error, f"\"{word}\" is missing:\n{project.last_error}")
    project.database.script(back)
    with Writer(project, forward):
        out = project.dbtool("upgrade", "--on-stale", "replan")
    expect("planning again" in project.last_error and "Nothing to do" in out, out + project.last_error)
    project.database.script("INSERT INTO notes (id, body) VALUES (2, 'by hand')")
    with Writer(project, back):
        project.dbtool("downgrade", "--on-stale", "replan", code=7)  # one back must not become two
    expect("a route that ends at base" in project.last_error, project.last_error)
    same(project.dbtool("current"), "aaaaaaaaaaa1\n", "nothing more was taken back")
    with Writer(project, forward):
        project.dbtool("stamp", "bbbb", "--on-stale=replan")
    same(project.dbtool("current"), "bbbbbbbbbbb1 (head)\n", "stamped")
    project.dbtool("upgrade", "--on-stale", "never", code=2)


def scenario(project):
    project.settings()
    project.write("models/notes.yaml", "dbtool: 1\ntables:\n  notes:\n    columns: { id: { type: integer, primary_key: true }, body: text }\n")
    edits_without_meaning_stop_nothing(project)
    changed_meaning_is_refused(project)
    repair_accepts_one(project)
    a_stamp_declares_what_is_there(project)
    late_revisions_are_named(project)
    overtaken_runs_stop_or_plan_again(project)


run(scenario)
