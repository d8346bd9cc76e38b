#!/usr/bin/env python3
"""Speed and memory of dbtool against the raw clients, in one interleaved run.

    scripts/with-postgres.sh tests/bench/bench.py --program build/release/dbtool [--only startup,history,branches,upgrade,first,migrate] [--quick]

Prints Markdown tables: wall and CPU seconds are medians, memory is the peak of the process; the ratio is the median of the
ratios of neighbouring runs, which holds on a machine whose speed drifts. The server runs with fsync on (DBTOOL_TEST_FSYNC=on).
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import workloads

SERVER = os.environ.get("DBTOOL_TEST_POSTGRES", "")


class Run:
    """One finished process: wall, CPU (user + system), peak memory."""

    def __init__(self, arguments, cwd, environment, stdin=None):
        begin = time.perf_counter()
        process = subprocess.Popen(arguments, cwd=cwd, env=environment, stdin=stdin or subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        error = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.wall = time.perf_counter() - begin
        self.cpu = usage.ru_utime + usage.ru_stime
        self.memory = usage.ru_maxrss / 1024
        if process.returncode not in (0, 1):
            raise SystemExit(f"{arguments}: exit {process.returncode}\n{error.decode()}")


def median(runs, what):
    return statistics.median(getattr(run, what) for run in runs)


def ratio(ours, theirs, what="wall"):
    return statistics.median(getattr(a, what) / max(getattr(b, what), 1e-6) for a, b in zip(ours, theirs))


class Sqlite:
    name = "SQLite"

    def __init__(self, folder):
        self.file = folder / "bench.db"
        self.url = f"sqlite:///{self.file}"

    def client(self):
        return ["sqlite3", "-bail", str(self.file)]

    def ask(self, query):
        return ["sqlite3", str(self.file), query]

    def settle(self):
        pass

    def remove(self):
        self.file.unlink(missing_ok=True)


class Postgres:
    name = "PostgreSQL"

    def __init__(self, _folder):
        self.database = "bench_" + uuid.uuid4().hex[:10]
        self.socket = SERVER.split("host=")[1]
        self.url = f"postgresql://postgres@/{self.database}?host={self.socket}"
        self.admin(f"CREATE DATABASE {self.database} TEMPLATE template0")

    def admin(self, sql):
        subprocess.run(["psql", "-X", "-q", "-h", self.socket, "-U", "postgres", "-d", "postgres", "-c", sql], check=True)

    def client(self):
        return ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.socket, "-U", "postgres", "-d", self.database]

    def ask(self, query):
        return [*self.client(), "-A", "-t", "-c", query]

    def settle(self):
        """What a run left to be written is not the next one's to pay."""
        self.admin("CHECKPOINT")

    def remove(self):
        self.admin(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")


class Bench:
    def __init__(self, program, runs):
        self.program, self.runs = program, runs

    def dbtool(self, folder, database, *arguments):
        environment = {**os.environ, "DATABASE_URL": database.url if database else "sqlite:///none.db"}
        return Run([self.program, *arguments], folder, environment)

    @staticmethod
    def raw(folder, arguments, script=None):
        if script is None:
            return Run(arguments, folder, os.environ)
        with open(script, "rb") as stream:
            return Run(arguments, folder, os.environ, stream)


def table(title, header, rows):
    print(f"\n### {title}\n\n| {' | '.join(header)} |\n|{'---|' * len(header)}")
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    sys.stdout.flush()


def databases():
    return [Sqlite, Postgres] if SERVER else [Sqlite]


def startup(bench, programs):
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workloads.history(folder, 1)
        for program, what in (("bench_empty", "empty program, linked as dbtool"), ("bench_empty_shared", "empty program, shared libraries")):
            ours, theirs = [], []
            for _ in range(bench.runs * 4):
                ours.append(bench.dbtool(folder, None, "--version"))
                theirs.append(bench.raw(folder, [str(programs / program)]))
            rows.append(("--version", what, *figures(ours, theirs)))
        for kind in databases():
            database = kind(folder)
            bench.dbtool(folder, database, "upgrade")
            ours, theirs = [], []
            for _ in range(bench.runs * 4):
                ours.append(bench.dbtool(folder, database, "current"))
                theirs.append(bench.raw(folder, database.ask("SELECT version_num FROM alembic_version")))
            rows.append((f"current, {kind.name}", database.client()[0], *figures(ours, theirs)))
            database.remove()
    table("Start-up", ("command", "against", "ms", "against ms", "ratio", "CPU ms", "against CPU ms", "CPU ratio", "MB"), rows)


def figures(ours, theirs):
    cells = []
    for what in ("wall", "cpu"):
        cells += [f"{median(ours, what) * 1000:.1f}", f"{median(theirs, what) * 1000:.1f}", f"{ratio(ours, theirs, what):.2f}"]
    return (*cells, f"{median(ours, 'memory'):.0f}")


def history(bench, sizes):
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            workloads.history(folder, size)
            for command in (["heads"], ["history"]):
                bench.dbtool(folder, None, *command)
                runs = [bench.dbtool(folder, None, *command) for _ in range(bench.runs)]
                rows.append((f"{size:,}", " ".join(command), f"{median(runs, 'cpu'):.3f}", f"{median(runs, 'wall'):.3f}",
                             f"{median(runs, 'memory'):.0f}"))
    table("History", ("revisions", "command", "CPU s", "wall s", "MB"), rows)


def branches(bench, sizes):
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            workloads.branched_history(folder, size, max(1, size // 100))
            database = Sqlite(folder)
            bench.dbtool(folder, database, "stamp", "head")
            for command in (["heads"], ["history"], ["current"], ["upgrade", "--sql", "base:head"]):
                bench.dbtool(folder, database, *command)
                runs = [bench.dbtool(folder, database, *command) for _ in range(bench.runs)]
                rows.append((f"{size:,}", f"{max(1, size // 100):,}", " ".join(command), f"{median(runs, 'cpu'):.3f}",
                             f"{median(runs, 'wall'):.3f}", f"{median(runs, 'memory'):.0f}"))
            database.remove()
    table("History with merges", ("revisions", "merges", "command", "CPU s", "wall s", "MB"), rows)


def upgrade(bench, sizes):
    rows = []
    for kind in databases():
        for size in sizes:
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                workloads.history(folder, size)
                scripts = {}
                for direction in ("up", "down"):
                    for transactions in ("one", "each"):
                        scripts[direction, transactions] = folder / f"{direction}_{transactions}.sql"
                        scripts[direction, transactions].write_text(workloads.raw_script(size, direction, transactions))
                runs = {key: [] for key in ("ours up", "ours down", "one up", "one down", "each up", "each down")}
                for _ in range(max(3, bench.runs // 2) if size >= 1000 else bench.runs):
                    measure_upgrade(bench, kind, folder, size, scripts, runs)
                for direction in ("up", "down"):
                    ours, one, each = (runs[f"{who} {direction}"] for who in ("ours", "one", "each"))
                    rows.append((kind.name, f"{size:,}", direction, f"{median(ours, 'wall'):.3f}",
                                 f"{median(one, 'wall'):.3f} ({ratio(ours, one):.2f})" if one else "out of lock memory",
                                 f"{median(each, 'wall'):.3f} ({ratio(ours, each):.2f})",
                                 f"{ratio(ours, one, 'cpu'):.2f}" if one else "-", f"{median(ours, 'memory'):.0f}"))
    table("Upgrade and downgrade, wall s (ratio)", ("database", "revisions", "direction", "dbtool", "raw, one transaction",
                                                    "raw, a transaction each", "CPU to one transaction", "MB"), rows)


def measure_upgrade(bench, kind, folder, size, scripts, runs):
    database = kind(folder)
    database.settle()
    runs["ours up"].append(bench.dbtool(folder, database, "upgrade"))
    database.settle()
    runs["ours down"].append(bench.dbtool(folder, database, "downgrade", "base", "--yes"))
    database.remove()
    for transactions in ("one", "each"):
        database = kind(folder)
        database.settle()
        runs[f"{transactions} up"].append(bench.raw(folder, database.client(), scripts["up", transactions]))
        database.settle()
        if not (kind is Postgres and transactions == "one" and size >= 1000):
            runs[f"{transactions} down"].append(bench.raw(folder, database.client(), scripts["down", transactions]))
        database.remove()


def build_schema(bench, folder, database):
    """Makes the models' tables with the raw client: 5,000 in one transaction do not fit into PostgreSQL's lock table."""
    bench.dbtool(folder, database, "migrate", "-m", "create", "--no-prove", "--script", "sql")
    script = next((folder / "migrations/versions").glob("*create.sql")).read_text()
    statements = script.split("-- dbtool:downgrade")[0]
    path = folder / "create.sql"
    path.write_text(f"BEGIN;\n{statements}\nCOMMIT;\n" if isinstance(database, Sqlite) else statements)
    bench.raw(folder, database.client(), path)
    bench.dbtool(folder, database, "stamp", "head")


def first_migrate(bench, sizes):
    """The first migration of a whole model, and what it takes to apply and to take back."""
    rows = []
    for kind in databases():
        for size in sizes:
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                workloads.history(folder, 0)
                (folder / "models").mkdir()
                (folder / "models/schema.yaml").write_text(workloads.models(size))
                database = kind(folder)
                for command in (("migrate", "-m", "create"), ("upgrade",), ("downgrade", "base", "--yes")):
                    run = bench.dbtool(folder, database, *command)
                    files = len(list((folder / "migrations/versions").glob("*create*")))
                    rows.append((kind.name, f"{size:,}", files, command[0], f"{run.cpu:.2f}", f"{run.wall:.2f}", f"{run.memory:.0f}"))
                database.remove()
    table("First migrate", ("database", "tables", "revisions", "command", "CPU s", "wall s", "MB"), rows)


def migrate(bench, sizes):
    rows = []
    for kind in databases():
        for size in sizes:
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                workloads.history(folder, 0)
                (folder / "models").mkdir()
                model = folder / "models/schema.yaml"
                model.write_text(workloads.models(size))
                database = kind(folder)
                build_schema(bench, folder, database)
                for change, message in ((0, "nothing"), (1, "one percent")):
                    model.write_text(workloads.models(size, change))
                    runs = []
                    for _ in range(bench.runs):
                        runs.append(bench.dbtool(folder, database, "migrate", "-m", message))
                        for path in (folder / "migrations/versions").glob("*one_percent*"):
                            path.unlink()
                    cpu = median(runs, "cpu")
                    rows.append((kind.name, f"{size:,}", f"{change} % changed", f"{cpu:.3f}", f"{cpu / size * 1e6:.0f}",
                                 f"{median(runs, 'wall'):.3f}", f"{median(runs, 'memory'):.0f}"))
                database.remove()
    table("Migrate", ("database", "tables", "models", "CPU s", "CPU µs per table", "wall s", "MB"), rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--only", default="startup,history,branches,upgrade,first,migrate")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="small sizes only")
    options = parser.parse_args()
    program = str(Path(options.program).resolve())
    bench = Bench(program, options.runs)
    small = options.quick
    wanted = options.only.split(",")
    if "startup" in wanted:
        startup(bench, Path(program).parent / "tests")
    if "history" in wanted:
        history(bench, (10, 1000) if small else (10, 1000, 10000))
    if "branches" in wanted:
        branches(bench, (100, 1000) if small else (100, 1000, 10000))
    if "upgrade" in wanted:
        upgrade(bench, (10, 100) if small else (10, 100, 1000))
    if "first" in wanted:
        first_migrate(bench, (10, 100) if small else (10, 100, 1000, 5000))
    if "migrate" in wanted:
        migrate(bench, (10, 100) if small else (10, 100, 1000, 5000))


if __name__ == "__main__":
    main()
