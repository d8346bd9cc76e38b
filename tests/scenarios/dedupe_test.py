"""Unique after all: the script that revision --template dedupe writes, up and down, also while somebody else writes."""

import sqlite3
import subprocess
import time

from harness import SOURCE, expect, run, same

PEOPLE = """
INSERT INTO users (id, email, name, invited_by) VALUES (1, 'a@x', 'Ann', NULL), (2, 'b@x', 'Ben', 1), (3, 'a@x', 'Ann Lee', 2),
  (4, NULL, 'Nobody', NULL), (5, NULL, 'No one', 3), (6, 'a@x', 'A. Lee', NULL);
INSERT INTO posts (id, author_id, title) VALUES (1, 1, 'one'), (2, 2, 'two'), (3, 3, 'three'), (4, 6, 'six');
"""
USERS = "SELECT id, email, name, invited_by FROM users ORDER BY id"
POSTS = "SELECT id, author_id FROM posts ORDER BY id"


def texts(project, query):
    return [" ".join("" if value is None else str(value) for value in row) for row in project.database.rows(query)]


def can_add(project):
    try:
        project.database.script("INSERT INTO users (id, email) VALUES (9, 'a@x')")
        return True
    except (sqlite3.IntegrityError, subprocess.CalledProcessError):
        return False


def declare_unique(project):
    path = project.folder / "models/people.yaml"
    text = path.read_text().replace("      email: varchar(120)\n", "      email: varchar(120) unique\n")
    path.write_text(text.replace("\ntables:", "\nignore: { tables: ['*_dups_*'] }\n\ntables:"))


def run_beside_a_writer(project):
    """The upgrade waits for the lock, sees an older state, and is repeated."""
    writer = subprocess.Popen(["psql", "-X", "-q", "-h", project.database.socket, "-U", "postgres", "-d", project.database.name],
                              stdin=subprocess.PIPE, text=True)
    writer.stdin.write("BEGIN; UPDATE users SET name = 'Ann Two' WHERE id = 1; SELECT pg_sleep(1.5); COMMIT;\n")
    writer.stdin.close()
    time.sleep(0.5)
    project.dbtool("upgrade")
    writer.wait()
    expect("again in" in project.last_error, f"it was repeated: {project.last_error}")
    expect("1 a@x Ann Two " in texts(project, "SELECT id, email, name, invited_by FROM users_dups_dedede"), "what the other wrote is kept")


def scenario(project):
    project.copy(SOURCE / "examples/dedupe/models/people.yaml", "models/people.yaml")
    project.settings()
    project.dbtool("migrate", "-m", "people")
    project.dbtool("upgrade")
    project.database.script(PEOPLE)
    before = texts(project, USERS), texts(project, POSTS)
    project.dbtool("revision", "--template", "dedupe", "--table", "user", "--columns", "email", code=2)
    expect("DBT748" in project.last_error and "users" in project.last_error, f"a table that is not there: {project.last_error}")
    project.dbtool("revision", "--template", "dedupe", "--table", "users", "--columns", "email", "--keep", "last", "--rev-id", "dededebb0001")
    expect("users_dups_dedede" in project.last_error, f"where the rows go: {project.last_error}")
    project.dbtool("upgrade")
    same(texts(project, "SELECT id, email FROM users ORDER BY id"), ["2 b@x", "4 ", "5 ", "6 a@x"], "the last of each stays")
    same(texts(project, "SELECT id, invited_by FROM users ORDER BY id"), ["2 6", "4 ", "5 6", "6 "], "users point to it")
    same(texts(project, POSTS), ["1 6", "2 2", "3 6", "4 6"], "posts point to it")
    same(texts(project, "SELECT id, name FROM users_dups_dedede ORDER BY id"), ["1 Ann", "3 Ann Lee"], "the others are kept")
    expect(not can_add(project), "the address is unique now")
    declare_unique(project)
    project.dbtool("check")
    project.dbtool("downgrade", "-1")
    same((texts(project, USERS), texts(project, POSTS)), before, "everything is as it was")
    if project.database.kind == "postgresql":
        run_beside_a_writer(project)
    else:
        project.dbtool("upgrade")
    project.dbtool("check")


if __name__ == "__main__":
    run(scenario)
