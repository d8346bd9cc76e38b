"""What only asks never writes: no table, no file, no transaction; on read-only databases and in read-only folders, too."""

import os
import subprocess

from harness import SOURCE, expect, run, same

ASKING = [["status"], ["current"], ["current", "-v"], ["heads"], ["branches"], ["history", "-i"], ["history", "-r", "-1:current"], ["show"],
          ["show", "current"], ["check"], ["diff"], ["diff", "--sql"], ["config"], ["list-templates"], ["help"], ["upgrade", "--dry-run"],
          ["upgrade", "--sql"], ["upgrade", "--sql", "base:head"], ["downgrade", "--dry-run", "base"], ["downgrade", "--sql", "base"],
          ["stamp", "--sql", "head"], ["migrate", "--sql", "--no-prove"], ["completion"]]
EMPTY = [words for words in ASKING if words[0] not in ("downgrade", "migrate") and "current" not in words[1:] and "-1:current" not in words]


def files(project):
    """Every file with its bytes, the folder's own times left out."""
    return {str(path.relative_to(project.folder)): path.read_bytes()
            for path in sorted(project.folder.rglob("*")) if path.is_file()}


def ask_all(project, questions, what, variables=None):
    before = files(project)
    for words in questions:
        done = project.run(*words, variables=variables)
        expect(done.returncode in (0, 1), f"{what}: dbtool {' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        same(sorted(files(project)), sorted(before), f"{what}: files after dbtool {' '.join(words)}")
    expect(files(project) == before, f"{what}: a file was changed")


def tables(project):
    catalog = {"sqlite": "SELECT name FROM sqlite_master", "postgresql": "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"}
    return sorted(row[0] for row in project.database.rows(catalog[project.database.kind]))


def as_nobody(folder):
    """Root may write everywhere: read-only is tried as somebody else where that is possible."""
    if os.geteuid() != 0:
        return {}
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, 65534, 65534)
    return {"user": 65534, "group": 65534}


def read_only_sqlite(project):
    versions = project.folder / "migrations/versions"
    identity = as_nobody(project.folder)
    places = [path for path in [project.folder, *project.folder.rglob("*")]]
    reachable = subprocess.run(["cat", str(project.folder / "dbtool.yaml")], capture_output=True, **identity).returncode == 0
    if not reachable:
        identity = {}
    try:
        for path in places:
            path.chmod(0o555 if path.is_dir() else 0o444)
        before = files(project)
        for words in ASKING:
            done = project.run(*words, **identity)
            expect(done.returncode in (0, 1), f"read-only: dbtool {' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        expect(files(project) == before, "read-only: something was written")
        if identity:
            done = project.run("downgrade", **identity)
            expect(done.returncode in (3, 4), f"a downgrade of a file that cannot be written: {done.returncode}\n{done.stderr}")
            expect("readonly" in done.stderr or "read-only" in done.stderr or "permission" in done.stderr.lower(), done.stderr)
            expect(files(project) == before, "a refused downgrade wrote something")
    finally:
        for path in places:
            path.chmod(0o755 if path.is_dir() else 0o644)
    expect(versions.is_dir(), "the folder of scripts is gone")


def read_only_postgres(project):
    count = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()"
    expect(project.database.rows(count), "no statistics")
    project.database.script(f"ALTER DATABASE {project.database.name} SET default_transaction_read_only = on")
    ask_all(project, ASKING, "default_transaction_read_only")
    done = project.run("downgrade")
    expect(done.returncode == 8 and "DBT812" in done.stderr, f"a downgrade of a read-only database: {done.returncode}\n{done.stderr}")
    project.database.script(f"SET default_transaction_read_only = off; ALTER DATABASE {project.database.name} RESET default_transaction_read_only")


def scenario(project):
    project.settings()
    model = (SOURCE / "examples/blog/models/blog.yaml").read_text()
    project.write("models/blog.yaml", model.split("\nviews:")[0] + "\n")
    project.dbtool("revision", "-m", "first")
    ask_all(project, EMPTY, "nothing there yet")
    if project.database.kind == "sqlite":
        expect(not project.database.file.exists(), "asking made the database")
    else:
        same(tables(project), [], "asking made tables")
    project.dbtool("upgrade")
    project.dbtool("migrate", "-m", "blog")
    project.dbtool("upgrade")
    before = tables(project)
    ask_all(project, ASKING, "in use")
    same(tables(project), before, "tables after asking")
    {"sqlite": read_only_sqlite, "postgresql": read_only_postgres}[project.database.kind](project)
    project.dbtool("downgrade")
    project.dbtool("upgrade")


run(scenario)
