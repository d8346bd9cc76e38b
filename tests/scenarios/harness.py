"""What the scenarios share: a project folder, a database of either kind, the program, the judge."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

SOURCE = Path(os.environ["DBTOOL_SOURCE"])
PROGRAM = os.environ["DBTOOL"]
SERVER = os.environ.get("DBTOOL_TEST_POSTGRES", "")
SKIPPED = 77


class Failed(Exception):
    pass


def expect(condition, message):
    if not condition:
        raise Failed(message)


def same(found, wanted, what):
    expect(found == wanted, f"{what}:\n--- found\n{found}\n--- wanted\n{wanted}")


class Sqlite:
    kind = "sqlite"

    def __init__(self, folder):
        self.file = folder / "app.db"
        self.url = f"sqlite:///{self.file}"

    def script(self, text):
        with sqlite3.connect(self.file) as connection:
            connection.executescript(text)

    def rows(self, query):
        with sqlite3.connect(self.file) as connection:
            return [tuple(row) for row in connection.execute(query)]

    def judge_arguments(self):
        return ["--sqlite", str(self.file)]

    def client(self):
        """The database's own client, as users run scripts with it."""
        return ["sqlite3", "-bail", str(self.file)]

    def drop(self):
        pass


class Postgres:
    kind = "postgresql"

    def __init__(self, _folder):
        self.name = "scenario_" + uuid.uuid4().hex[:12]
        self.socket = SERVER.split("host=")[1]
        self._psql("postgres", f"CREATE DATABASE {self.name} TEMPLATE template0")
        self.url = f"postgresql://postgres@/{self.name}?host={self.socket}"

    def _psql(self, database, text, *options):
        return subprocess.run(
            ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.socket, "-U", "postgres", "-d", database, *options],
            input=text, text=True, capture_output=True, check=True).stdout

    def script(self, text):
        self._psql(self.name, text)

    def rows(self, query):
        text = self._psql(self.name, query, "-A", "-t", "-F", "\x1f")
        return [tuple(line.split("\x1f")) for line in text.splitlines()]

    def judge_arguments(self):
        return ["--pg", f"host={self.socket} user=postgres dbname={self.name}"]

    def client(self):
        return ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.socket, "-U", "postgres", "-d", self.name]

    def drop(self):
        self._psql("postgres", f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")


def run_in_client(database, script, code=0):
    """Runs a script with the database's own client; `code` 1: it must be refused."""
    done = subprocess.run(database.client(), input=script, text=True, capture_output=True)
    expect((done.returncode == 0) == (code == 0), f"the client ended with {done.returncode}:\n{done.stderr}\n{script}")


class Project:
    """A project folder of its own with a database; gone at the end."""

    def __init__(self, database_class):
        self.folder = Path(tempfile.mkdtemp(prefix="dbtool-scenario-"))
        self.database = database_class(self.folder)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.database.drop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def copy(self, source, target):
        path = self.folder / target
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, path)

    def write(self, target, text):
        path = self.folder / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def settings(self):
        self.write("migrations/versions/.gitkeep", "")
        self.write("dbtool.yaml", "dbtool: 1\nurl: \"${DATABASE_URL}\"\nmodels: models\nmigrations: migrations\n")

    def environment(self, variables=None):
        """The variables the program gets: the caller's, without settings of dbtool but for those given."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DBTOOL", "PG"))}
        return {**inherited, "DATABASE_URL": self.database.url, "NO_COLOR": "1", "CI": "true", **(variables or {})}

    def run(self, *arguments, variables=None, cwd=None, **options):
        """Runs the program to whatever end; its exit code, stdout and stderr. A variable of None is taken away."""
        environment = {name: value for name, value in self.environment(variables).items() if value is not None}
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
        return subprocess.run([PROGRAM, *arguments], cwd=cwd or self.folder, text=True, env=environment, timeout=300,
                              **{**streams, **options})

    def dbtool(self, *arguments, code=0):
        """Runs the program; stdout. Any other exit code than the expected one fails the scenario."""
        done = self.run(*arguments)
        self.last_error = done.stderr
        expect(done.returncode == code,
               f"dbtool {' '.join(arguments)}: exit {done.returncode}, wanted {code}\n{done.stdout}{done.stderr}")
        return done.stdout

    def judge(self, *options):
        """The canonical text of the live schema, without dbtool's own tables."""
        return subprocess.run(
            [sys.executable, str(SOURCE / "tests/tools/snapshot.py"), *self.database.judge_arguments(),
             "--ignore-table", "alembic_version", "--ignore-table", "dbtool_log", *options],
            text=True, capture_output=True, check=True).stdout

    def revisions(self):
        return sorted((self.folder / "migrations/versions").glob("*.*ml")) + \
            sorted((self.folder / "migrations/versions").glob("*.sql"))


def run(scenario):
    """Runs a scenario on the database kind named on the command line."""
    kind = sys.argv[1]
    if kind == "postgresql" and not SERVER:
        print("skipped: no server (DBTOOL_TEST_POSTGRES is not set)")
        sys.exit(SKIPPED)
    with Project({"sqlite": Sqlite, "postgresql": Postgres}[kind]) as project:
        try:
            scenario(project)
        except (Failed, subprocess.CalledProcessError) as failure:
            print(failure)
            print(getattr(failure, "stderr", "") or "")
            sys.exit(1)
    print("passed")
