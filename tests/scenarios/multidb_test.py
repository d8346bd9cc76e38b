"""Several databases in one project: one history, steps by database, a failure in the second one and the way on.

    multidb_test.py sqlite|postgresql|mixed
"""

import json
import os
import shutil
import subprocess
import sys

from harness import SERVER, SKIPPED, SOURCE, Failed, Postgres, Project, Sqlite, expect, same

EXAMPLE = SOURCE / "examples/multidb"


class Shop:
    """The two databases of the example."""

    def __init__(self, main_class, users_class):
        self.classes = {"main": main_class, "users": users_class}
        self.url = ""

    def __call__(self, folder):
        self.databases = {}
        for name, kind in self.classes.items():
            database = kind(folder)
            if kind is Sqlite:
                database.file = folder / f"{name}.db"
                database.url = f"sqlite:///{database.file}"
            self.databases[name] = database
            os.environ[f"{name.upper()}_URL"] = database.url
        return self

    def drop(self):
        for database in self.databases.values():
            database.drop()


class ShopProject(Project):
    def __getitem__(self, name):
        return self.database.databases[name]

    def models(self, version):
        shutil.copytree(EXAMPLE / version, self.folder / "models", dirs_exist_ok=True)

    def snapshot(self):
        text = ""
        for name, database in self.database.databases.items():
            text += f"{name}\n" + subprocess.run(
                [sys.executable, str(SOURCE / "tests/tools/snapshot.py"), *database.judge_arguments(),
                 "--ignore-table", "alembic_version", "--ignore-table", "dbtool_log"],
                text=True, capture_output=True, check=True).stdout
        return text

    def current(self):
        databases = json.loads(self.dbtool("current", "--format", "json"))["databases"]
        return {each["name"]: [revision["revision"] for revision in each["revisions"]] for each in databases}


def client(database):
    if database.kind == "sqlite":
        return ["sqlite3", "-bail", str(database.file)]
    return ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", database.socket, "-U", "postgres", "-d", database.name]


def migrate(project, message, rev_id):
    """Online, after the same without the databases."""
    texts = []
    for options in (["--offline"], []):
        project.dbtool("migrate", "-m", message, "--rev-id", rev_id, *options)
        path = project.revisions()[-1]
        texts.append("".join(line for line in path.read_text().splitlines(True) if not line.startswith("created:")))
        if options:
            path.unlink()
    same(texts[0], texts[1], f"the script {rev_id} written offline")


def grows_from_its_models(project):
    project.copy(EXAMPLE / "dbtool.yaml", "dbtool.yaml")
    project.models("models")
    migrate(project, "open the shop", "a1")
    script = project.revisions()[0].read_text()
    expect("\n  main:\n" in script and "\n  users:\n" in script, "the steps are not listed by database:\n" + script)
    project.dbtool("check", code=1)
    project.dbtool("upgrade")
    same(project.current(), {"main": ["a1"], "users": ["a1"]}, "revisions after the first upgrade")
    project.dbtool("check")
    project.dbtool("check", "--offline")
    project.dbtool("diff", "--exit-code")
    expect(project.dbtool("migrate").count("No changes") == 2, "a second migrate found something")
    same(len(project.revisions()), 1, "number of scripts")


def goes_on_after_a_failure(project):
    project.models("next")
    before = project.snapshot()
    migrate(project, "grow the shop", "b2")
    project["users"].script("ALTER TABLE people ADD COLUMN name text")
    project.dbtool("upgrade", code=2 if project["users"].kind == "sqlite" else 4)
    for word in ("main is at b2 (done)", "users is at a1 (failed)"):
        expect(word in project.last_error, f"\"{word}\" is not told:\n{project.last_error}")
    same(project.current(), {"main": ["b2"], "users": ["a1"]}, "revisions after the failure")
    expect("users:" in project.dbtool("status", "--exit-code", code=1), "status does not name the databases")
    project["users"].script("ALTER TABLE people DROP COLUMN name")
    expect("Nothing to do" in project.dbtool("upgrade"), "the first database was not left alone")
    same(project.current(), {"main": ["b2"], "users": ["b2"]}, "revisions after going on")
    project.dbtool("check")
    after = project.snapshot()
    project.dbtool("downgrade")
    same(project.snapshot(), before, "schemas after the downgrade")
    project.dbtool("upgrade", "--database", "users")
    same(project.current(), {"main": ["a1"], "users": ["b2"]}, "revisions after upgrading one")
    project.dbtool("upgrade")
    same(project.snapshot(), after, "schemas after upgrading again")


def prints_scripts_one_by_one(project):
    online = project.snapshot()
    project.dbtool("downgrade", "--sql", code=2)
    expect("DBT127" in project.last_error, "two scripts in one were not refused")
    for target in (["downgrade", "base"], ["upgrade", "head"]):
        for name, database in project.database.databases.items():
            script = project.dbtool(*target, "--sql", "--database", name)
            done = subprocess.run(client(database), input=script, text=True, capture_output=True)
            expect(done.returncode == 0, f"the client refused the script:\n{done.stderr}\n{script}")
    same(project.snapshot(), online, "schemas made by the printed scripts")
    project.dbtool("stamp", "a1")
    same(project.current(), {"main": ["a1"], "users": ["a1"]}, "revisions after the stamp")
    project.dbtool("stamp", "b2")


def writes_sql_and_empty_scripts(project):
    project.dbtool("revision", "-m", "by hand", "--rev-id", "c3")
    script = project.revisions()[-1].read_text()
    expect("upgrade:\n  main: []\n  users: []\n" in script, "no place for each database:\n" + script)
    project.dbtool("revision", "-m", "by hand", "--rev-id", "d4", "--script", "sql")
    path = project.revisions()[-1]
    text = path.read_text().replace("-- dbtool:upgrade database=users\n",
                                    "-- dbtool:upgrade database=users\nINSERT INTO people (email) VALUES ('a@b');\n")
    path.write_text(text)
    project.dbtool("upgrade")
    same(project["users"].rows("SELECT email FROM people"), [("a@b",)], "what the SQL script did")
    path.write_text(text.replace("database=users", "database=user"))
    expect("has no database \"user\"" in project.dbtool("check", code=1), "a name that is none was not found out")
    path.write_text(text)


def tells_names_apart(project):
    same(project.dbtool("config", "databases").strip(), "main, users", "names of the databases")
    project.dbtool("upgrade", "--database", "user", code=2)
    expect("DBT128" in project.last_error and "users" in project.last_error, "no suggestion for an unknown name")
    project.dbtool("upgrade", "--url", project["main"].url, code=2)
    users = os.environ["USERS_URL"]
    main = project["main"]
    os.environ["USERS_URL"] = main.url
    if main.kind == "sqlite":
        other = project.folder / "other.db"
        os.link(main.file, other)
        os.environ["USERS_URL"] = f"sqlite:///{other}"
    rows = project["main"].rows("SELECT count(*) FROM dbtool_log")
    project.dbtool("downgrade", code=2)
    os.environ["USERS_URL"] = users
    expect("DBT129" in project.last_error, "two names for one database were not found out")
    same(project["main"].rows("SELECT count(*) FROM dbtool_log"), rows, "entries of the log")


def begins_with_the_template(project):
    with ShopProject(Shop(Sqlite, Sqlite)) as other:
        other.dbtool("init", "--template", "multidb")
        other.models("models")
        for name in ("main", "users"):
            (other.folder / f"models/{name}/schema.yaml").unlink()
        other.dbtool("migrate", "-m", "open the shop")
        other.dbtool("upgrade")
        other.dbtool("check")


def main():
    kinds = {"sqlite": (Sqlite, Sqlite), "postgresql": (Postgres, Postgres), "mixed": (Sqlite, Postgres)}
    kind = sys.argv[1]
    if kind != "sqlite" and not SERVER:
        print("skipped: no server (DBTOOL_TEST_POSTGRES is not set)")
        sys.exit(SKIPPED)
    with ShopProject(Shop(*kinds[kind])) as project:
        try:
            for part in (grows_from_its_models, goes_on_after_a_failure, prints_scripts_one_by_one,
                         writes_sql_and_empty_scripts, tells_names_apart, begins_with_the_template):
                part(project)
        except (Failed, subprocess.CalledProcessError) as failure:
            print(failure)
            print(getattr(failure, "stderr", "") or "")
            sys.exit(1)
    print("passed")


main()
