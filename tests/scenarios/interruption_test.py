"""SIGINT and SIGTERM in the middle of an upgrade: rolled back, unlocked, told, soon; the next run goes on."""

import json
import signal
import subprocess
import time

from harness import PROGRAM, expect, run, same

SOON = 3.0
LONG = {
    "sqlite": "INSERT INTO big SELECT count(*) FROM (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1e12) SELECT x FROM c)",
    "postgresql": "SELECT pg_sleep(600)",
}
FIRST = """
revision: aaaaaaaaaaaa
revises: null
message: quick
upgrade:
  - sql: CREATE TABLE small (x integer)
downgrade:
  - sql: DROP TABLE small
"""
SECOND = """
revision: bbbbbbbbbbbb
revises: aaaaaaaaaaaa
message: slow
upgrade:
  - sql: CREATE TABLE big (x integer)
  - sql: {statement}
downgrade:
  - sql: DROP TABLE big
"""


def write_second(project, statement):
    project.write("migrations/versions/b.yaml", SECOND.format(statement=json.dumps(statement)))


def start(project, *words):
    return subprocess.Popen([PROGRAM, *words], cwd=project.folder, env=project.environment(), text=True,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def wait_until_running(process):
    """Reads stderr up to the long statement, which -vv shows before it runs."""
    seen = ""
    while "pg_sleep" not in seen and "RECURSIVE" not in seen:
        line = process.stderr.readline()
        expect(line, f"it ended too early:\n{seen}")
        seen += line
    time.sleep(0.3)
    return seen


def interrupt(process, number):
    """The exit code, stdout and stderr of a process that was told to end."""
    begin = time.monotonic()
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    taken = time.monotonic() - begin
    expect(taken < SOON, f"signal {number}: it took {taken:.1f} s to end\n{err}")
    return process.returncode, out, err


def has_table(project, name):
    catalog = {"sqlite": "sqlite_master WHERE type = 'table' AND name", "postgresql": "pg_tables WHERE tablename"}
    return bool(project.database.rows(f"SELECT 1 FROM {catalog[project.database.kind]} = '{name}'"))


def rows(project):
    if not has_table(project, "alembic_version"):
        return []
    return [row[0] for row in project.database.rows("SELECT version_num FROM alembic_version")]


def upgrades(project):
    for number in (signal.SIGINT, signal.SIGTERM):
        for words, at in ((["upgrade"], ["aaaaaaaaaaaa"]), (["upgrade", "--single-transaction"], [])):
            what = f"{words} and signal {number}"
            process = start(project, *words, "-vv")
            wait_until_running(process)
            code, out, err = interrupt(process, number)
            same(code, 130, f"{what}: exit code\n{out}{err}")
            same(rows(project), at, f"{what}: rows")
            same((has_table(project, "small"), has_table(project, "big")), (bool(at), False), f"{what}: tables")
            expect("interrupted" in err and "= state" in err and "dbtool upgrade" in err.split("= next")[-1],
                   f"{what}: the report does not say how it is and what to type:\n{err}")
            expect(("aaaaaaaaaaaa" if at else "no revision") in err.split("= state")[-1], f"{what}: the state is not told:\n{err}")
            project.dbtool("status")
            if at:
                project.dbtool("downgrade", "base")


def json_report(project):
    process = start(project, "upgrade", "--format", "json")
    while not rows(project):
        time.sleep(0.05)
    time.sleep(0.5)
    code, out, err = interrupt(process, signal.SIGINT)
    same((code, err), (130, ""), "the JSON report of an interruption")
    report = json.loads(out)
    same((report["ok"], report["exit_code"], report["command"]), (False, 130, "upgrade"), "the JSON report")
    expect(report["findings"] and {"state", "next"} <= {note["label"] for note in report["findings"][0]["notes"]}, report)


def the_waiting_one(project):
    """A second run waits for the first; interrupting it leaves the first alone."""
    holder = start(project, "upgrade", "-vv")
    wait_until_running(holder)
    waiter = start(project, "upgrade")
    time.sleep(2)
    same(waiter.poll(), None, "the one that waits ended")
    code, out, err = interrupt(waiter, signal.SIGINT)
    same(code, 130, f"the one that waits\n{out}{err}")
    expect("Waiting" in err, f"it does not say that it waits:\n{err}")
    done = project.run("upgrade", variables={"DBTOOL_TIMEOUTS_MIGRATION_LOCK": "1s"})
    same(done.returncode, 6, f"patience at its end\n{done.stdout}{done.stderr}")
    expect("= next" in done.stderr, done.stderr)
    same(holder.poll(), None, "the one that holds the lock ended")
    code, out, err = interrupt(holder, signal.SIGINT)
    same(code, 130, f"the one that holds the lock\n{out}{err}")


def scenario(project):
    project.settings()
    project.write("migrations/versions/a.yaml", FIRST)
    write_second(project, LONG[project.database.kind])
    upgrades(project)
    json_report(project)
    the_waiting_one(project)
    write_second(project, "INSERT INTO big VALUES (1)")
    project.dbtool("upgrade")
    same(rows(project), ["bbbbbbbbbbbb"], "rows after running again")
    same(len(project.database.rows("SELECT x FROM big")), 1, "what the second revision did")


run(scenario)
