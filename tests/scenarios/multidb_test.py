"""Several databases in one project: one history, steps by database, a failure in the second one and the way on.

    multidb_test.py sqlite|postgresql|mixed
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys

from harness import SERVER, SKIPPED, SOURCE, Failed, Postgres, Sqlite, expect, run_in_client, same
from several import ProjectOfSeveral, Several

EXAMPLE = SOURCE / "examples/multidb"


class Shop(ProjectOfSeveral):
    """The project of the example."""

    def __init__(self, main_kind, users_kind):
        super().__init__(Several({"main": main_kind, "users": users_kind}))

    def models(self, version):
        shutil.copytree(EXAMPLE / version, self.folder / "models", dirs_exist_ok=True)

    def current(self):
        databases = json.loads(self.dbtool("current", "--format", "json"))["databases"]
        return {each["name"]: [revision["revision"] for revision in each["revisions"]] for each in databases}


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
    before = project.judge()
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
    after = project.judge()
    project.dbtool("downgrade")
    same(project.judge(), before, "schemas after the downgrade")
    project.dbtool("upgrade", "--database", "users")
    same(project.current(), {"main": ["a1"], "users": ["b2"]}, "revisions after upgrading one")
    project.dbtool("upgrade")
    same(project.judge(), after, "schemas after upgrading again")


def counts_only_from_one_place(project):
    """A step back is another one in each database when they are not at one place."""
    project.dbtool("downgrade", "--database", "main")
    for words in (["downgrade"], ["upgrade", "+1"], ["downgrade", "current-1"], ["stamp", "-1"], ["downgrade", "--dry-run"]):
        project.dbtool(*words, code=7)
        expect("DBT752" in project.last_error and "main is at a1" in project.last_error, f"{words}:\n{project.last_error}")
    same(project.current(), {"main": ["a1"], "users": ["b2"]}, "revisions after refusals")
    project.dbtool("downgrade", "a1", code=0)
    same(project.current(), {"main": ["a1"], "users": ["a1"]}, "revisions after naming one")
    project.dbtool("upgrade", "+1")
    same(project.current(), {"main": ["b2"], "users": ["b2"]}, "revisions after one step of all")


def prints_scripts_one_by_one(project):
    online = project.judge()
    for words in (["downgrade"], ["upgrade"], ["stamp"], ["redo"]):
        project.dbtool(*words, "--sql", code=2)
        expect("DBT127" in project.last_error, f"two scripts in one were not refused: {words}\n{project.last_error}")
    for option in ("--sql", "--dry-run"):
        project.dbtool("downgrade", "--recorded", option, code=2)
        expect("DBT010" in project.last_error and "goes on" not in project.last_error, project.last_error)
    expect("Nothing was done" in project.dbtool("redo", "--dry-run", "--database", "main"), "redo --dry-run did not say that")
    for target in (["downgrade", "base"], ["upgrade", "head"]):
        for name, database in project.database.databases.items():
            run_in_client(database, project.dbtool(*target, "--sql", "--database", name))
    same(project.judge(), online, "schemas made by the printed scripts")
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


BY_HAND = """revision: e5
revises: d4
upgrade:
  main:
  - sql: CREATE TABLE tills (a int)
  users:
  - sql: CREATE TABLE badges (a int)
downgrade:
  main:
  - sql: DROP TABLE tills
  users:
  - sql: DROP TABLE badges
"""


def goes_back_by_the_log(project):
    before = project.judge()
    script = project.write("migrations/versions/e5.yaml", BY_HAND)
    project.dbtool("upgrade")
    expect("tills" in project.judge() and "badges" in project.judge(), "the steps of each database did not run")
    script.unlink()
    project.dbtool("downgrade", code=7)
    project.dbtool("downgrade", "--recorded")
    same(project.judge(), before, "schemas after taking back, by the log, each its own steps")
    same(project.current(), {"main": ["d4"], "users": ["d4"]}, "revisions after that")


def moves_and_squashes(project):
    """What one database has is as good as applied; a squash waits for the last of them."""
    side = project.write("migrations/versions/s1.yaml", "revision: s1\nrevises: c3\nupgrade: []\ndowngrade: []\n")
    project.dbtool("upgrade", "s1", "--database", "users")
    project.dbtool("rebase", "s1", code=8)
    expect("DBT808" in project.last_error and "s1" in project.last_error, project.last_error)
    project.dbtool("downgrade", "s1@-1", "--database", "users")
    project.dbtool("stamp", "d4", "--database", "users")
    project.dbtool("rebase")
    expect("revises: d4" in side.read_text(), side.read_text())
    side.unlink()
    project.dbtool("downgrade", "c3", "--database", "users")
    project.dbtool("squash", "--to", "d4", code=7)
    expect("DBT745" in project.last_error and "c3" in project.last_error, project.last_error)
    project["users"].script("DELETE FROM people")
    project.dbtool("upgrade")
    before = project.judge()
    project.dbtool("squash", "--to", "d4", "--rev-id", "all1", "-m", "all of it")
    same(len(project.revisions()), 1, "scripts after the squash")
    project.dbtool("upgrade")
    same(project.current(), {"main": ["all1"], "users": ["all1"]}, "revisions after the squash")
    project.dbtool("downgrade", "base")
    project.dbtool("upgrade")
    same(project.judge(), before, "schemas made by the one script")
    project.dbtool("check")


def tells_names_apart(project):
    same(project.dbtool("config", "databases").strip(), "main, users", "names of the databases")
    project.dbtool("upgrade", "--database", "user", code=2)
    expect("DBT128" in project.last_error and "users" in project.last_error, "no suggestion for an unknown name")
    project.dbtool("upgrade", "--url", project["main"].url, code=2)
    main = project["main"]
    users_url = main.url
    if main.kind == "sqlite":
        other = project.folder / "other.db"
        os.link(main.file, other)
        users_url = f"sqlite:///{other}"
    rows = main.rows("SELECT count(*) FROM dbtool_log")
    done = project.run("downgrade", variables={"USERS_URL": users_url})
    expect(done.returncode == 2 and "DBT129" in done.stderr, "two names for one database were not found out")
    away = {"MAIN_URL": "postgresql://nobody@/x?host=/nowhere"}
    done = project.run("current", variables=away)
    expect(done.returncode == 3 and "all1" in done.stdout, f"the other database was not asked:\n{done.stdout}{done.stderr}")
    done = project.run("downgrade", "base", variables=away)
    expect(done.returncode == 3 and "nothing was done" in done.stderr, f"one is away:\n{done.stderr}")
    same(project.current(), {"main": ["all1"], "users": ["all1"]}, "revisions after that")
    same(main.rows("SELECT count(*) FROM dbtool_log"), rows, "entries of the log")
    if main.kind == "sqlite":
        one_is_locked(project, main)


def one_is_locked(project, main):
    writer = sqlite3.connect(main.file, isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    quick = {"DBTOOL_TIMEOUTS_LOCK": "100ms", "DBTOOL_TIMEOUTS_MIGRATION_LOCK": "100ms"}
    done = project.run("current", variables=quick)
    expect(done.returncode == 6 and "all1" in done.stdout and "database   main" in done.stderr, f"one is locked:\n{done.stdout}{done.stderr}")
    done = project.run("downgrade", "base", variables=quick)
    expect(done.returncode == 6 and "nothing was done" in done.stderr and "database   main" in done.stderr, f"one is locked:\n{done.stderr}")
    writer.close()
    same(project.current(), {"main": ["all1"], "users": ["all1"]}, "revisions after that")


def begins_with_the_template(project):
    with Shop(Sqlite, Sqlite) as other:
        other.dbtool("init", "--template", "multidb")
        other.models("models")
        for name in ("main", "users"):
            (other.folder / f"models/{name}/schema.yaml").unlink()
        other.dbtool("migrate", "-m", "open the shop")
        other.dbtool("upgrade")
        other.dbtool("check")
        made = other.judge()
        other.dbtool("downgrade", "base")
        other.revisions()[0].unlink()
        other.dbtool("migrate", "-m", "open the shop in SQL", "--script", "sql")
        other.dbtool("upgrade")
        same(other.judge(), made, "schemas made by one script in SQL")
        other.dbtool("check")


def main():
    kinds = {"sqlite": (Sqlite, Sqlite), "postgresql": (Postgres, Postgres), "mixed": (Sqlite, Postgres)}
    kind = sys.argv[1]
    if kind != "sqlite" and not SERVER:
        print("skipped: no server (DBTOOL_TEST_POSTGRES is not set)")
        sys.exit(SKIPPED)
    with Shop(*kinds[kind]) as project:
        try:
            for part in (grows_from_its_models, goes_on_after_a_failure, counts_only_from_one_place, prints_scripts_one_by_one,
                         writes_sql_and_empty_scripts, goes_back_by_the_log, moves_and_squashes, tells_names_apart, begins_with_the_template):
                part(project)
        except (Failed, subprocess.CalledProcessError) as failure:
            print(failure)
            print(getattr(failure, "stderr", "") or "")
            sys.exit(1)
    print("passed")


main()
