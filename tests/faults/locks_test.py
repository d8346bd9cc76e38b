"""Others that hold locks, and many runs at once."""

import contextlib
import signal
import sqlite3
import subprocess
import time

from faults import ALONE, HEAD, PROMPT, REVISIONS, case, expect, reported, require_done_once, run_cases, same
from terminal import Terminal



def together(shop, count, *words):
    """Starts one command many times at once; what each did."""
    processes = [shop.spawn(*words) for _ in range(count)]
    return [finished(process) for process in processes]


def finished(process):
    out, err = process.communicate(timeout=300)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def require_each_once(shop):
    done = [entry[1] for entry in shop.log() if entry[2:] == ("upgrade", "done")]
    same(done, REVISIONS, "what the log says was applied")


@case("sqlite", "postgresql")
def claim_b_fifty_parallel_upgrades_apply_each_revision_once(shop):
    for done in together(shop, 50, "upgrade"):
        expect(done.returncode == 0, f"one of fifty: exit {done.returncode}\n{done.stdout}{done.stderr}")
    require_each_once(shop)
    same(shop.settle("fifty upgrades", "upgrade"), HEAD, "the version")


@case("sqlite", "postgresql")
def twenty_parallel_upgrades_and_five_are_killed(shop):
    processes = [shop.spawn("upgrade") for _ in range(20)]
    for process in processes[:20:4]:
        time.sleep(0.02)
        process.kill()
    for number, process in enumerate(processes):
        done = finished(process)
        expect(done.returncode == 0 or number % 4 == 0, f"one of twenty: exit {done.returncode}\n{done.stdout}{done.stderr}")
    require_each_once(shop)
    shop.settle("twenty upgrades, five killed", "upgrade")


@case("sqlite", "postgresql")
def twenty_parallel_stamps(shop):
    """All to the same revision, then each to one of four: one of them is what is recorded, in a log without gaps."""
    for done in together(shop, 20, "stamp", HEAD):
        expect(done.returncode == 0, f"one of twenty: exit {done.returncode}\n{done.stdout}{done.stderr}")
    same(shop.version(), HEAD, "the version")
    same(len(shop.log()), 1, "entries of the log")
    processes = [shop.spawn("stamp", REVISIONS[number % 4]) for number in range(20)]
    for process in processes:
        done = finished(process)
        expect(done.returncode in (0, 7), f"one of twenty: exit {done.returncode}\n{done.stdout}{done.stderr}")
    version = shop.version()
    expect(version in REVISIONS, f"the version is {version}")
    same(shop.log()[-1][1], version, "the last entry of the log")
    same([int(entry[0]) for entry in shop.log()], list(range(1, len(shop.log()) + 1)), "the numbers of the log")
    shop.dbtool("stamp", "base")
    shop.settle("twenty stamps", "upgrade")


@case("sqlite", "postgresql")
def parallel_upgrades_and_downgrades(shop):
    for _ in range(3):
        processes = [shop.spawn(*(["upgrade"] if number % 2 else ["downgrade", "base"])) for number in range(12)]
        for process in processes:
            done = finished(process)
            expect(done.returncode in (0, 6, 7), f"{process.args[1]}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        shop.settle("upgrades and downgrades", "upgrade")


@case("sqlite", "postgresql")
def parallel_runs_of_steps_outside_a_transaction(shop):
    """Between such a step and its record nothing else keeps the others out."""
    shop.only(ALONE[shop.kind])
    for done in together(shop, 20, "upgrade"):
        expect(done.returncode == 0, f"one of twenty: exit {done.returncode}\n{done.stdout}{done.stderr}")
    require_done_once(shop, "twenty upgrades")


class Holder:
    """Another program that has locked something until it is told to end."""

    def __init__(self, shop, lock):
        self.shop, self.lock = shop, lock

    def __enter__(self):
        if self.shop.kind == "sqlite":
            self.connection = sqlite3.connect(self.shop.database.file, isolation_level=None)
            for statement in self.lock:
                self.connection.execute(statement).fetchone()
            return self
        self.psql = subprocess.Popen(["psql", "-X", "-q", "-A", "-t", "-h", self.shop.database.socket, "-U", "postgres", "-d", self.shop.database.name],
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.psql.stdin.write(";\n".join(self.lock) + ";\nSELECT 'held';\n")
        self.psql.stdin.flush()
        while self.psql.stdout.readline().strip() != "held":
            expect(self.psql.poll() is None, "psql ended")
        return self

    def __exit__(self, *_):
        if self.shop.kind == "sqlite":
            self.connection.close()
        else:
            with contextlib.suppress(BrokenPipeError):
                self.psql.stdin.close()
            self.psql.wait()
            self.psql.stdout.close()


def patience_ends(shop, what, lock, *, at="", variables=PROMPT):
    """Held for ever: 6 and a report; held for a while: done when it is let go."""
    with Holder(shop, lock):
        done = shop.run("upgrade", variables=variables)
        reported(done, (6,), what)
    same(shop.require_consistent(what), at, f"{what}: the version")
    shop.settle(what, "upgrade")
    shop.reset()
    with Holder(shop, lock):
        process = shop.spawn("upgrade")
        time.sleep(1.5)
        expect(process.poll() is None, f"{what}: it did not wait")
    done = finished(process)
    expect(done.returncode == 0, f"{what}: exit {done.returncode} when it was let go\n{done.stdout}{done.stderr}")
    shop.settle(what, "upgrade")
    shop.reset()


@case("sqlite")
def another_writer(shop):
    patience_ends(shop, "another writer", ["BEGIN IMMEDIATE"])
    patience_ends(shop, "another that has the file to itself", ["BEGIN EXCLUSIVE"])


@case("sqlite")
def a_reader_that_stays(shop):
    """In rollback mode it keeps COMMIT from ending."""
    patience_ends(shop, "a reader that stays", ["BEGIN", "SELECT count(*) FROM orders"])


@case("postgresql")
def a_table_that_is_locked(shop):
    patience = {**PROMPT, "DBTOOL_TIMEOUTS_LOCK": "20ms"}
    patience_ends(shop, "a locked table", ["BEGIN", "LOCK TABLE accounts IN ACCESS EXCLUSIVE MODE"], variables=patience)


@case("postgresql")
def the_migration_lock_is_held(shop):
    """By another program's session that took the same keys."""
    key = fnv("alembic_version")
    lock = [f"SELECT pg_advisory_lock(1684173935, {key})"]
    with Holder(shop, lock):
        done = shop.run("upgrade", variables=PROMPT)
        reported(done, (6,), "a held migration lock")
        expect("psql" in done.stderr, f"the holder is not named:\n{done.stderr}")
    shop.settle("a held migration lock", "upgrade")


@case("postgresql")
def the_holder_of_the_migration_lock_is_ended(shop):
    """Only when somebody says yes, and no other session."""
    lock = [f"SELECT pg_advisory_lock(1684173935, {fnv('alembic_version')})"]
    with Holder(shop, ["SELECT pg_advisory_lock(7, 7)"]) as other, Holder(shop, lock) as holder:
        done = shop.run("locks", "--terminate-holder")
        expect(done.returncode == 8 and "--terminate-holder --yes" in done.stderr, f"nobody said yes: exit {done.returncode}\n{done.stderr}")
        asked = Terminal(shop, "locks", "--terminate-holder")
        asked.wait_for("[y/n]")
        asked.type("n\n")
        same(asked.end(), 8, f"answered no\n{asked.shown}")
        reported(shop.run("upgrade", variables=PROMPT), (6,), "the lock is still held")
        out = shop.dbtool("locks", "--terminate-holder", "--yes")
        expect("psql (process " in out and "is free" in out, f"what was done is not told:\n{out}")
        holder.psql.stdin.write("SELECT 1;\n")
        holder.psql.stdin.flush()
        expect(holder.psql.wait(timeout=30) != 0, "the holder lives")
        expect(other.psql.poll() is None, "another session was ended")
        same(shop.database.rows("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7"), [("1",)], "the other lock")
    same(shop.settle("a lock that was taken away", "upgrade"), "", "the version before")


def fnv(text):
    value = 2166136261
    for byte in text.encode():
        value = (value ^ byte) * 16777619 % 2**32
    return value - 2**32 if value >= 2**31 else value


@case("postgresql")
def claim_c_no_statement_waits_for_a_lock_longer_than_three_seconds(shop):
    longest = 0.0
    with Holder(shop, ["BEGIN", "LOCK TABLE accounts IN ACCESS EXCLUSIVE MODE"]):
        process = shop.spawn("upgrade")
        end = time.monotonic() + 8
        while time.monotonic() < end:
            waits = shop.database.rows("SELECT extract(epoch FROM clock_timestamp() - min(waitstart)) FROM pg_locks WHERE NOT granted "
                                       "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
            longest = max(longest, float(waits[0][0] or 0))
            time.sleep(0.1)
        expect(process.poll() is None, "it did not try again")
    expect(finished(process).returncode == 0, "it did not end well when the table was let go")
    expect(1 < longest < 3.3, f"the longest wait was {longest:.1f} s")
    shop.settle("waiting for a table", "upgrade")
    return f"longest wait {longest:.1f} s"


@case("sqlite")
def a_lock_of_a_process_that_is_stopped(shop):
    """A holder that neither works nor ends: told, and nothing is broken when it goes on."""
    holder = shop.spawn("upgrade")
    time.sleep(0.08)
    holder.send_signal(signal.SIGSTOP)
    done = shop.run("upgrade", variables=PROMPT)
    expect(done.returncode in (0, 6), f"exit {done.returncode}\n{done.stdout}{done.stderr}")
    holder.send_signal(signal.SIGCONT)
    out = finished(holder)
    expect(out.returncode == 0, f"the holder: exit {out.returncode}\n{out.stderr}")
    shop.settle("a stopped holder", "upgrade")


@case("sqlite")
def runs_that_wait_in_wal_mode(shop):
    """Each takes one revision, some are killed: who waits keeps its hold on the files of the log."""
    for _ in range(3):
        shop.database.script("PRAGMA journal_mode = WAL")
        runs = [shop.spawn("upgrade", "+1") for _ in range(12)]
        for run in runs[::4]:
            time.sleep(0.05)
            run.kill()
        for run in runs:
            out, err = run.communicate(timeout=120)
            expect(run.returncode in (0, 7, -9), f"exit {run.returncode}\n{out}{err}")
        shop.settle("runs in WAL mode", "upgrade")
        shop.reset()


run_cases()
