"""`--sql`: the scripts printed for psql and sqlite3, run by them unchanged, make the same database as the online run."""

import subprocess

from harness import SOURCE, Project, expect, run, same


def client(database):
    if database.kind == "sqlite":
        return ["sqlite3", "-bail", str(database.file)]
    return ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", database.socket, "-U", "postgres", "-d", database.name]


def run_script(project, text):
    done = subprocess.run(client(project.database), input=text, text=True, capture_output=True)
    expect(done.returncode == 0, f"the client refused the script:\n{done.stderr}\n{text}")


def scenario(project):
    blog = SOURCE / "examples/blog"
    project.settings()
    for version, message in (("models", "create"), ("next", "grow")):
        project.copy(blog / version / "blog.yaml", "models/blog.yaml")
        project.dbtool("migrate", "-m", message)
        project.dbtool("upgrade")
    online = project.judge()
    with Project(type(project.database)) as other:
        other.settings()
        for revision in project.revisions():
            other.copy(revision, f"migrations/versions/{revision.name}")
        run_script(other, other.dbtool("upgrade", "head", "--sql"))
        same(other.judge(), online, "schema made by the printed script")
        expect("(head)" in other.dbtool("current"), "the printed script did not record the head")
        run_script(other, other.dbtool("downgrade", "head:base", "--sql"))
        same(other.dbtool("current").strip(), "", "revision after the printed downgrade")
        expect("users" not in other.judge(), "tables are left after the printed downgrade")
        other.dbtool("upgrade")
        same(other.judge(), online, "schema after upgrading again")


run(scenario)
