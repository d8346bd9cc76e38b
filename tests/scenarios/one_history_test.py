"""One history, two databases: scripts that `migrate` wrote against SQLite run on PostgreSQL, and `migrate` finds nothing there."""

import os

from harness import PROGRAM, SOURCE, Postgres, Sqlite, expect, run


def scenario(project):
    other_kind = {"sqlite": Sqlite, "postgresql": Postgres}[project.database.kind]
    writer_kind = Postgres if other_kind is Sqlite else Sqlite
    if writer_kind is Postgres and not os.environ.get("DBTOOL_TEST_POSTGRES"):
        return
    blog = SOURCE / "examples/blog"
    project.settings()
    reader, writer = project.database, writer_kind(project.folder / "..") if writer_kind is Postgres else Sqlite(project.folder)
    try:
        for version, message in (("models", "create"), ("next", "grow")):
            project.copy(blog / version / "blog.yaml", "models/blog.yaml")
            project.database = writer
            project.dbtool("migrate", "-m", message)
            project.dbtool("upgrade")
        project.database = reader
        project.dbtool("upgrade")
        out = project.dbtool("migrate", "-m", "nothing")
        expect("No changes" in out + project.last_error, f"scripts written against {writer.kind} made another schema here:\n{out}")
        project.dbtool("downgrade", "base", "--yes")
        project.dbtool("upgrade")
        out = project.dbtool("migrate", "-m", "nothing")
        expect("No changes" in out + project.last_error, f"down and up again made another schema:\n{out}")
    finally:
        writer.drop()
        project.database = reader


run(scenario)
