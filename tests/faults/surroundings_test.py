"""What happens around a run: signals, limits, streams, files that change while it runs, odd places."""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
from urllib.parse import quote

from faults import HEAD, PROGRAM, case, expect, reported, run_cases, same

SLOW_SQL = {
    "sqlite": "UPDATE untouched SET body = body WHERE id = 1 AND "
              "(WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 12000000) SELECT max(x) FROM c) > 0",
    "postgresql": "SELECT pg_sleep(2)",
}
SLOW = """
revision: ccccccccccc1
revises: aaaaaaaaaaa4
message: slow
upgrade:
  - sql: UPDATE orders SET paid = 1
  - sql: {sql}
downgrade:
  - sql: SELECT 1
"""
AFTER = """
revision: ccccccccccc2
revises: ccccccccccc1
message: after
upgrade:
  - sql: INSERT INTO untouched (body) VALUES ('as planned')
downgrade:
  - sql: DELETE FROM untouched WHERE body = 'as planned'
"""


def spawn_slow(shop, *words, **options):
    """A run that has all of the history behind it and a slow statement before it."""
    if shop.version() != HEAD:
        shop.dbtool("upgrade")
    shop.write("migrations/versions/4.yaml", SLOW.replace("{sql}", SLOW_SQL[shop.kind]))
    shop.write("migrations/versions/5.yaml", AFTER)
    process = shop.spawn("upgrade", *words, **options)
    wait_until(process, lambda: is_slow(shop))
    return process


def is_slow(shop):
    """Whether the first statement of the slow revision has run."""
    if shop.kind == "sqlite":
        return shop.database.file.with_name("app.db-journal").exists()
    return shop.database.rows("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' "
                              "AND query = 'SELECT pg_sleep(2)'") != []


def wait_until(process, happened):
    deadline = time.monotonic() + 30
    while not happened() and process.poll() is None:
        expect(time.monotonic() < deadline, "the run does not begin")
        time.sleep(0.02)
    time.sleep(0.05)


def ended(process):
    process.stdout, process.stderr = process.communicate(timeout=60)
    return process


def without_slow(shop):
    for number in (4, 5):
        (shop.folder / f"migrations/versions/{number}.yaml").unlink()


@case("sqlite", "postgresql")
def terminal_closed(shop):
    """SIGHUP is an end as any other; under nohup the run goes on."""
    done = ended_by(shop, signal.SIGHUP)
    reported(done, (130,), "SIGHUP")
    same(shop.require_consistent("SIGHUP"), HEAD, "the version")
    done = ended_by(shop, signal.SIGHUP, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    same((done.returncode, shop.version()), (0, "ccccccccccc2"), f"SIGHUP under nohup\n{done.stderr}")


def ended_by(shop, number, **options):
    process = spawn_slow(shop, **options)
    process.send_signal(number)
    return ended(process)


@case("sqlite", "postgresql")
def stopped_and_continued(shop):
    process = spawn_slow(shop)
    process.send_signal(signal.SIGSTOP)
    time.sleep(2)
    process.send_signal(signal.SIGCONT)
    same((ended(process).returncode, shop.version()), (0, "ccccccccccc2"), "stopped and continued")


@case("sqlite", "postgresql")
def two_signals_at_once(shop):
    process = spawn_slow(shop)
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGINT)
    same(ended(process).returncode, 130, "two signals")
    shop.require_consistent("two signals", may_be_left=("app.db-journal",))
    shop.dbtool("upgrade")
    same((shop.version(), shop.litter()), ("ccccccccccc2", []), "the version and what is left, run again")


@case("sqlite", "postgresql")
def files_that_change_while_it_runs(shop):
    """What was read before the run is what runs, and what is recorded."""
    process = spawn_slow(shop)
    shop.write("migrations/versions/5.yaml", AFTER.replace("as planned", "edited meanwhile"))
    same(ended(process).returncode, 0, f"a script edited meanwhile\n{process.stderr}")
    same((shop.rows_named("as planned"), shop.rows_named("edited meanwhile")), (1, 0), "rows of the script that was planned")
    expect("means something else" in shop.run("status").stderr, "the edit is not told")
    shop.write("migrations/versions/5.yaml", AFTER)
    shop.dbtool("downgrade", HEAD)
    process = spawn_slow(shop)
    shutil.move(shop.folder / "migrations", shop.folder / "away")
    shutil.move(shop.folder / "dbtool.yaml", shop.folder / "away.yaml")
    same(ended(process).returncode, 0, f"the project taken away meanwhile\n{process.stderr}")
    same((shop.rows_named("as planned"), shop.version()), (1, "ccccccccccc2"), "what ran")


@case("sqlite")
def database_file_moved_while_it_runs(shop):
    """Nothing is told to be done in a file that has lost its name."""
    faults = {
        "moved": lambda file: file.rename(shop.folder / "away.db"),
        "removed": lambda file: file.unlink(),
        "replaced": lambda file: os.replace(shop.folder / "older.db", file),
    }
    for what, fault in faults.items():
        shop.reset()
        shop.dbtool("upgrade")
        shutil.copy(shop.database.file, shop.folder / "older.db")
        process = spawn_slow(shop)
        fault(shop.database.file)
        reported(ended(process), (4,), what)
        expect("moved, removed or replaced" in process.stderr, f"{what}: the cause is not told\n{process.stderr}")
        without_slow(shop)
        for file in (shop.folder / "away.db", shop.database.file):
            if file.exists():
                connection = sqlite3.connect(file)
                same(connection.execute("SELECT count(*) FROM orders WHERE paid = 1").fetchone(), (0,), f"{what}: rows of the revision in {file.name}")
                connection.close()
        shop.database.clear()
        for name in ("away.db", "away.db-journal", "older.db"):
            (shop.folder / name).unlink(missing_ok=True)


@case("sqlite", "postgresql")
def few_files(shop):
    """As many open files as there may be: it works, or says why not."""
    for most in (4, 5, 6, 7, 8, 10):
        shop.reset()
        done = shop.run("upgrade", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (most, most)))
        expect(done.returncode in (0, 2, 3, 4, 5, 8), f"{most} files: exit {done.returncode}\n{done.stderr}")
        expect(done.returncode == 0 or "error[DBT" in done.stderr, f"{most} files: no reason\n{done.stderr}")
        shop.settle(f"{most} files", "upgrade")


@case("sqlite")
def no_leave_to_read_the_project(shop):
    shop.folder.chmod(0o700)
    if os.geteuid() != 0:
        return "skipped: only root can be somebody else"
    for command in ("upgrade", "current", "history"):
        done = subprocess.run(["setpriv", "--reuid=65534", "--clear-groups", PROGRAM, command], cwd=shop.folder, text=True,
                              env=shop.environment(), capture_output=True)
        same(done.returncode, 2, f"{command}\n{done.stderr}")
        expect("DBT903" in done.stderr, f"{command}: {done.stderr}")


@case("sqlite")
def odd_names(shop):
    """The file that the URL names is the one that is written, whatever it is called."""
    folder = shop.folder / "odd"
    for name in ("a%41b", "a?b", "a#b", "a b", "aé日", "a\nb", "a'b", 'a"b', "-x", "a;b", "a\\b", "a&mode=ro", "file:x", ":memory:"):
        folder.mkdir()
        shutil.copy(shop.database.file, folder / name)
        shop.run("upgrade", variables={"DATABASE_URL": "sqlite:///" + quote(str(folder / name))})
        connection = sqlite3.connect(folder / name)
        same(connection.execute("SELECT version_num FROM alembic_version").fetchall(), [(HEAD,)], f"the version of {name!r}")
        connection.close()
        expect(all(found.startswith(name) for found in os.listdir(folder)), f"{name!r}: {os.listdir(folder)}")
        shutil.rmtree(folder)


@case("sqlite")
def links(shop):
    """A link stays a link, and what it leads to is what is written."""
    real = shop.folder / "real.db"
    for link in (os.symlink, os.link):
        shop.reset()
        shop.database.file.rename(real)
        link(real, shop.database.file)
        same(shop.settle(link.__name__, "upgrade"), "", "the version before")
        expect(shop.database.file.samefile(real), f"{link.__name__}: another file is there now")
        shop.database.file.unlink()
        real.rename(shop.database.file)


@case("sqlite")
def ways_to_keep_a_file(shop):
    """Journal modes, page sizes, encodings and the numbers in the header stay as they are."""
    settings = [("journal_mode", mode) for mode in ("wal", "persist", "truncate")]
    settings += [("page_size", 512), ("page_size", 65536), ("auto_vacuum", 1), ("auto_vacuum", 2), ("application_id", 77), ("user_version", 99)]
    for name, value in settings:
        shop.reset()
        connection = sqlite3.connect(shop.database.file, isolation_level=None)
        connection.execute(f"PRAGMA {name} = {value}")
        connection.execute("VACUUM")
        connection.close()
        shop.settle(f"{name} {value}", "upgrade")
        shop.settle(f"{name} {value}", "downgrade", "base")
        if value not in ("persist", "truncate"):  # are kept by connections, not by files
            same(shop.database.rows(f"PRAGMA {name}"), [(value,)], name)


run_cases()
