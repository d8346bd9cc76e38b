"""Version columns: optimistic locking that the database enforces, through renames, rebuilds and all modes."""

import sqlite3
import subprocess
import threading

from harness import SOURCE, Project, expect, run, same

EXAMPLE = SOURCE / "examples/versions"


def refused(database, statement):
    """Whether the database takes a statement for one about stale data."""
    if database.kind == "sqlite":
        try:
            database.script(statement + ";")
        except sqlite3.IntegrityError as error:
            return str(error).startswith("stale data: ")
        return False
    done = subprocess.run(["psql", "-X", "-q", "-v", "VERBOSITY=verbose", "-h", database.socket, "-U", "postgres",
                           "-d", database.name, "-c", statement], text=True, capture_output=True)
    return "ERROR:  DT001: stale data: " in done.stderr and "row is at version" in done.stderr


def value(database, query):
    return int(database.rows(query)[0][0])


def unchanged(project):
    out = project.dbtool("migrate", "-m", "again")
    expect("No changes" in out + project.last_error, f"a second migrate found something:\n{out}")
    project.dbtool("diff", "--exit-code")
    project.dbtool("check")


def saved(database, page, version):
    """A client that keeps the contract; how many rows it changed."""
    update = f"UPDATE pages SET body = 'new', version = version + 1 WHERE id = {page} AND version = {version}"
    if database.kind == "sqlite":
        connection = sqlite3.connect(database.file, timeout=30)
        with connection:
            count = connection.execute(update).rowcount
        connection.close()
        return count
    return len([row for row in database.rows(update + " RETURNING id") if row != ("",)])


def two_clients(database):
    """Both have read version 1: one wins, the other is told."""
    database.script("INSERT INTO pages (title) VALUES ('first')")
    counts = []
    clients = [threading.Thread(target=lambda: counts.append(saved(database, 1, 1))) for _ in range(8)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    same(sorted(counts), [0] * 7 + [1], "rows changed by eight clients that read the same version")
    same(value(database, "SELECT version FROM pages"), 2, "the version after them")


def strict(database, table, column):
    current = value(database, f"SELECT {column} FROM {table}")
    expect(refused(database, f"UPDATE {table} SET {column} = {column}"), f"{table}: an update left the version alone")
    expect(refused(database, f"UPDATE {table} SET {column} = {column} + 2"), f"{table}: a version was left out")
    expect(refused(database, f"UPDATE {table} SET {column} = {column} - 1"), f"{table}: a version went back")
    same(value(database, f"SELECT {column} FROM {table}"), current, "the version after refused updates")
    database.script(f"UPDATE {table} SET {column} = {column} + 1")
    same(value(database, f"SELECT {column} FROM {table}"), current + 1, "the version after an update")


def bump(database, table, column, other):
    current = value(database, f"SELECT {column} FROM {table}")
    database.script(f"UPDATE {table} SET {other} = {other}")
    same(value(database, f"SELECT {column} FROM {table}"), current + 1, "the version after an update that ignores it")
    database.script(f"UPDATE {table} SET {column} = {column} + 1")
    same(value(database, f"SELECT {column} FROM {table}"), current + 2, "the version after one that writes it")
    expect(refused(database, f"UPDATE {table} SET {column} = {column} - 1"), f"{table}: a version went back")
    expect(refused(database, f"UPDATE {table} SET {column} = {column} + 7"), f"{table}: a version was left out")


def inspected(project):
    """`inspect` alone says the same models, without a word about triggers."""
    text = project.dbtool("inspect")
    expect("type: version" in text, f"inspect does not know versions:\n{text}")
    expect("trigger" not in text and "function" not in text, f"inspect lists parts of versions:\n{text}")


def printed(project, online):
    """The scripts printed by --sql make the same database."""
    with Project(type(project.database)) as other:
        other.settings()
        for revision in project.revisions():
            other.copy(revision, f"migrations/versions/{revision.name}")
        other.database.script(other.dbtool("upgrade", "head", "--sql"))
        same(other.judge(), online, "schema made by the printed script")
        other.database.script(other.dbtool("downgrade", "head:base", "--sql"))
        expect("pages" not in other.judge() and "dbtool_" not in other.judge(), "something is left after the way down")


# A column becomes a version, changes, is none any more, goes, comes back and is renamed with its table.
CONVERSIONS = [
    "t: v: bigint not null default 1; a: text",
    "t: v: version; a: text",
    "t: v: { type: version, mode: bump }; a: varchar(20)",
    "t: v: integer; a: varchar(20)",
    "t: v: { type: version, mode: bump }; a: text not null default 'x'; b: { type: timestamptz, nullable: false, default: now() }",
    "t: a: text not null default 'x'",
    "t: a: text not null default 'x'; v: { type: version, mode: bump }",
    "u: a: text not null default 'x'; w: { type: version, mode: bump, renamed_from: v }",
]


def model_of(line):
    table, columns = line.split(": ", 1)
    return (f"dbtool: 1\ntables:\n  {table}:\n    renamed_from: t\n    columns:\n"
            "      id: { type: bigint, primary_key: true, identity: true }\n" +
            "".join(f"      {column}\n" for column in columns.split("; ")))


def conversions(kind, form):
    """There and back, as steps and as SQL."""
    with Project(kind) as project:
        project.settings()
        judged = []
        for number, line in enumerate(CONVERSIONS):
            project.write("models/t.yaml", model_of(line))
            anew = form == "sql" and kind.kind == "sqlite" and number in (2, 3, 4)
            project.dbtool("migrate", "-m", f"step {number}", "--yes", "--script", "yaml" if anew else form)
            project.dbtool("upgrade")
            if number == 0:
                project.database.script("INSERT INTO t (a) VALUES ('one')")
            unchanged(project)
            judged.append(project.judge("--ignore-column-order"))
        for before in reversed(judged[:-1]):
            project.dbtool("downgrade", "--yes")
            same(project.judge("--ignore-column-order"), before, f"schema after the way back, {form}")
        project.dbtool("upgrade")
        same(project.judge("--ignore-column-order"), judged[-1], f"schema after going there again, {form}")


def scenario(project):
    database = project.database
    project.settings()
    project.copy(EXAMPLE / "models/wiki.yaml", "models/wiki.yaml")
    project.dbtool("migrate", "-m", "create the wiki")
    project.dbtool("upgrade")
    first = project.judge()
    unchanged(project)
    inspected(project)
    two_clients(database)
    strict(database, "pages", "version")
    database.script("INSERT INTO stock (warehouse, article, amount) VALUES ('north', 'nail', 4)")
    bump(database, "stock", "version", "amount")

    project.copy(EXAMPLE / "next/wiki.yaml", "models/wiki.yaml")
    project.dbtool("migrate", "-m", "versions the other way round")
    project.dbtool("upgrade")
    second = project.judge()
    unchanged(project)
    inspected(project)
    bump(database, "articles", "revision", "body")
    strict(database, "stock", "version")
    same(value(database, "SELECT count(*) FROM articles"), 1, "rows")

    project.dbtool("downgrade")
    same(project.judge(), first, "schema after the way back")
    strict(database, "pages", "version")
    bump(database, "stock", "version", "amount")
    project.dbtool("upgrade")
    same(project.judge(), second, "schema after going there again")
    project.dbtool("downgrade", "base")
    expect("dbtool_" not in project.judge() and "stock" not in project.judge(), "something is left at base")
    project.dbtool("upgrade")
    printed(project, second)
    for form in ("yaml", "sql"):
        conversions(type(database), form)


run(scenario)
