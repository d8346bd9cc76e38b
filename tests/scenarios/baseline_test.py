"""`baseline`: a database that is there already is adopted in one command, and dbtool goes on from there."""

import re
from pathlib import Path

from harness import SOURCE, Project, expect, run, same

CHINOOK = {"sqlite": "Chinook_Sqlite.sql", "postgresql": "Chinook_PostgreSql.sql"}


def chinook(kind):
    text = (SOURCE / "tests/data/chinook" / CHINOOK[kind]).read_text(encoding="utf-8-sig")
    return re.sub(r"^(DROP DATABASE|CREATE DATABASE).*?;$|^\\c .*$", "", text, flags=re.M)


def odd(kind):
    return (SOURCE / f"tests/data/schemas/{kind}.sql").read_text()


def files(project):
    return sorted(str(path.relative_to(project.folder)) for path in project.folder.rglob("*") if path.is_file())


def refuses(project, code, *arguments):
    """Nothing is written and nothing recorded by a baseline that is refused."""
    before = files(project)
    project.dbtool("baseline", *arguments, code=2 if code.startswith("DBT3") else 7)
    expect(code in project.last_error, f"wanted {code}:\n{project.last_error}")
    same(files(project), before, "files after a refusal")


def nothing_to_do(project):
    out = project.dbtool("migrate", "-m", "again")
    expect("No changes" in out + project.last_error, f"migrate found something after the baseline:\n{out}")
    project.dbtool("check")
    expect("(head)" in project.dbtool("current"), "the baseline is not recorded")


def adopted(project, schema):
    """A schema that no one made for dbtool; what is left alone must be made by hand on another database."""
    project.settings()
    project.database.script(schema)
    before = project.judge()
    out = project.dbtool("baseline")
    expect("Wrote models/" in out and "Stamped" in out, out)
    same(project.judge(), before, "nothing but the state tables may appear")
    nothing_to_do(project)
    expect("Nothing to do" in project.dbtool("baseline"), "a second time should do nothing")
    project.dbtool("downgrade", "--yes", code=8)
    same(project.judge(), before, "schema after a downgrade that was refused")


def others(project, schema):
    """Another database of the schema is stamped, one that differs is not, an empty one is made by the revision."""
    kind = type(project.database)
    with Project(kind) as twin:
        twin.settings()
        twin.database.script(schema)
        for path in files(project):
            if path.startswith(("models", "migrations/versions/")):
                twin.write(path, (project.folder / path).read_text())
        refuses(twin, "DBT750")
        dropped = "Invoice_Line" if kind.kind == "postgresql" else "InvoiceLine"
        twin.database.script(f"ALTER TABLE {dropped} ADD COLUMN stray integer;")
        refuses(twin, "DBT314", "--stamp-only")
        expect("stray" in twin.last_error, twin.last_error)
        twin.database.script(f"ALTER TABLE {dropped} DROP COLUMN stray;")
        twin.dbtool("baseline", "--stamp-only")
        nothing_to_do(twin)
        expect("Nothing to do" in twin.dbtool("baseline", "--stamp-only"), "a second time should do nothing")
    with Project(kind) as empty:
        empty.settings()
        refuses(empty, "DBT311")
        for path in files(project):
            if path.startswith(("models", "migrations/versions/")):
                empty.write(path, (project.folder / path).read_text())
        empty.dbtool("upgrade")
        nothing_to_do(empty)


def with_models(project, schema):
    """Models that somebody has written already count, if they agree."""
    with Project(type(project.database)) as other:
        other.settings()
        other.database.script(schema)
        model = other.dbtool("inspect")
        other.write("models/mine.yaml", model.replace("columns:\n", "columns:\n      stray: text\n", 1))
        refuses(other, "DBT312")
        other.write("models/mine.yaml", model)
        out = other.dbtool("baseline", "-m", "what was there", "--script", "sql")
        expect("models/" not in out.replace("models/mine.yaml", ""), f"models were written:\n{out}")
        same([Path(path).suffix for path in files(other) if "what_was_there" in path], [".sql"], "script")
        nothing_to_do(other)


def in_schemas(kind):
    """Other schemas are adopted where they are named, and named where they are not."""
    schema = """CREATE SCHEMA billing;
        CREATE TYPE billing.state AS ENUM ('open', 'paid');
        CREATE TABLE users (id bigint PRIMARY KEY);
        CREATE TABLE billing.invoices (id serial PRIMARY KEY, user_id bigint REFERENCES users,
                                       state billing.state DEFAULT 'open');
        CREATE VIEW billing.paid AS SELECT id FROM billing.invoices WHERE state = 'paid';"""
    with Project(kind) as one, Project(kind) as two:
        for project in (one, two):
            project.settings()
            project.database.script(schema)
        expect("#   schema billing" in one.dbtool("inspect"), "nobody says that there is another schema")
        one.dbtool("baseline", "--schema", "billing")
        nothing_to_do(one)
        two.copy(one.revisions()[0], "migrations/versions/baseline.yaml")
        two.database.script("ALTER TABLE billing.invoices ALTER COLUMN state SET NOT NULL;")
        refuses(two, "DBT314", "--stamp-only")
        two.database.script("ALTER TABLE billing.invoices ALTER COLUMN state DROP NOT NULL;")
        two.dbtool("baseline", "--stamp-only")


def found_by_init(project):
    with Project(type(project.database)) as fresh:
        out = fresh.dbtool("init", "--url", project.database.url)
        expect("is not empty" in out and "dbtool baseline" in fresh.last_error, out + fresh.last_error)


def scenario(project):
    kind = project.database.kind
    adopted(project, chinook(kind))
    others(project, chinook(kind))
    with_models(project, chinook(kind))
    found_by_init(project)
    if kind == "postgresql":
        in_schemas(type(project.database))
    with Project(type(project.database)) as other:
        adopted(other, odd(kind))


run(scenario)
