"""A database that is there already: Chinook's own DDL and data, models written for it, `stamp head`, and on from there."""

import re

from harness import SOURCE, expect, run, same


def own_script(kind):
    name = {"sqlite": "Chinook_Sqlite.sql", "postgresql": "Chinook_PostgreSql.sql"}[kind]
    text = (SOURCE / "tests/data/chinook" / name).read_text(encoding="utf-8-sig")
    text = re.sub(r"^(DROP DATABASE|CREATE DATABASE).*?;$|^\\c .*$", "", text, flags=re.M)
    return text


def scenario(project):
    kind = project.database.kind
    project.settings()
    project.database.script(own_script(kind))
    models = {"sqlite": SOURCE / "tests/data/chinook/sqlite_models.yaml",
              "postgresql": SOURCE / "examples/chinook/models/chinook.yaml"}[kind]
    project.copy(models, "models/chinook.yaml")
    untouched = project.judge()
    tracks = {"sqlite": "Track", "postgresql": "track"}[kind]
    count = project.database.rows(f"SELECT count(*) FROM {tracks}")

    out = project.dbtool("migrate", "-m", "baseline")
    expect("No changes" in out + project.last_error, f"models and database should agree:\n{out}")
    project.dbtool("diff", "--exit-code")
    same(project.dbtool("current").strip(), "", "an unversioned database has no current revision")

    project.dbtool("revision", "-m", "baseline")
    project.dbtool("stamp", "head")
    expect("(head)" in project.dbtool("current"), "stamp head did not record the head")
    same(project.judge(), untouched, "nothing but the version table may appear")

    text = models.read_text()
    artist = {"sqlite": "Artist", "postgresql": "artist"}[kind]
    text = re.sub(rf"(  {artist}:\n    columns:\n)", r"\1      country: varchar(40)\n", text)
    project.write("models/chinook.yaml", text)
    project.dbtool("migrate", "-m", "artists have a country")
    project.dbtool("upgrade")
    expect("No changes" in project.dbtool("migrate", "-m", "again") + project.last_error, "a second migrate found something")
    same(project.database.rows(f"SELECT count(*) FROM {tracks}"), count, "rows")
    expect("DROP COLUMN country" in project.dbtool("downgrade", "--sql"), "the way back as SQL")
    project.dbtool("downgrade")
    same(project.judge(), untouched, "schema after going back")


run(scenario)
