"""Without a database: `migrate --offline` writes the file that the online one writes, and scripts printed with `--sql`, run unchanged
by psql and sqlite3, make the databases that the online runs make, step by step, up and down, for every example."""

import re
import subprocess

from harness import SERVER, SOURCE, Project, expect, run, same

STORIES = {
    "blog": [SOURCE / "examples/blog" / version / "blog.yaml" for version in ("models", "next")],
    "chinook": [SOURCE / "examples/chinook/models/chinook.yaml",
                *sorted((SOURCE / "examples/chinook/evolution").glob("*.yaml"))],
}


class Nowhere:
    """A database that cannot be reached: whatever connects to it fails."""

    def __init__(self, kind):
        self.url = {"sqlite": "sqlite:////nowhere/app.db", "postgresql": "postgresql://nobody@/x?host=/nowhere"}[kind]

    def __call__(self, _folder):
        return self

    def drop(self):
        pass


def client(database):
    if database.kind == "sqlite":
        return ["sqlite3", "-bail", str(database.file)]
    return ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", database.socket, "-U", "postgres", "-d", database.name]


def run_script(project, text, code=0):
    done = subprocess.run(client(project.database), input=text, text=True, capture_output=True)
    expect((done.returncode == 0) == (code == 0), f"the client ended with {done.returncode}:\n{done.stderr}\n{text}")


def without_time(path):
    return "".join(line for line in path.read_text().splitlines(True) if not line.startswith("created:"))


def without_queries(text):
    """A server writes the query of a view that is replaced in its own words; without one they are the user's."""
    return re.sub(r"query: \|-\n(?: {8,}.*\n)+", "query: …\n", text)


def judge(project):
    return project.judge("--ignore-column-order")


def take_scripts(project, scripts):
    for script in scripts:
        project.copy(script, f"migrations/versions/{script.name}")


def offline_file(project, models, rev_id, name, scratch):
    """What a project that has the scripts alone writes."""
    with Project(Nowhere(project.database.kind)) as alone:
        alone.settings()
        (alone.folder / "migrations/versions").mkdir(parents=True, exist_ok=True)
        take_scripts(alone, project.revisions())
        alone.copy(models, f"models/{name}.yaml")
        if scratch:
            settings = (alone.folder / "dbtool.yaml").read_text()
            alone.write("dbtool.yaml", f"{settings}scratch_url: {scratch}\n")
        alone.dbtool("check", "--offline", code=1)
        alone.dbtool("migrate", "--offline", "-m", "step", "--rev-id", rev_id)
        return without_time(alone.revisions()[-1])


def tell_story(project, name, story):
    """Online, with every script held against the ones written offline; the schema after each."""
    schemas = []
    for number, models in enumerate(story):
        rev_id = f"{name}{number}"
        offline = offline_file(project, models, rev_id, name, None)
        with_server = offline_file(project, models, rev_id, name, SERVER) if project.database.kind != "sqlite" else offline
        project.copy(models, f"models/{name}.yaml")
        project.dbtool("migrate", "-m", "step", "--rev-id", rev_id)
        online = without_time(project.revisions()[-1])
        same(with_server, online, f"the script {rev_id} written offline")
        same(without_queries(offline), without_queries(online), f"the script {rev_id} written without any server")
        project.dbtool("upgrade")
        project.dbtool("check", "--offline")
        schemas.append(judge(project))
    return schemas


def follow_story(project, name, story, schemas):
    """The same scripts printed, without asking the database where it is."""
    ids = ["base"] + [f"{name}{number}" for number in range(len(story))]
    project.database.script("")
    empty = judge(project)
    for number in range(len(story)):
        run_script(project, project.dbtool("upgrade", "--sql", f"{ids[number]}:{ids[number + 1]}"))
        same(judge(project), schemas[number], f"schema made by the printed {ids[number + 1]}")
        same(project.dbtool("current").split()[0], ids[number + 1], "what is recorded")
    again = project.dbtool("upgrade", "--sql", "base:head", "--dialect", project.database.kind)
    run_script(project, again, code=1)
    for number in range(len(story) - 1, -1, -1):
        run_script(project, project.dbtool("downgrade", "--sql", ids[number], "--from", ids[number + 1]))
        same(judge(project), schemas[number - 1] if number else empty, f"schema after the printed way back to {ids[number]}")
    same(project.dbtool("current").strip(), "", "what is recorded at the end")
    run_script(project, project.dbtool("upgrade", "--sql"))
    same(judge(project), schemas[-1], "schema made by one script from where the database is")
    run_script(project, project.dbtool("stamp", "--sql", ids[1]))
    same(project.dbtool("current").split()[0], ids[1], "what the printed stamp recorded")
    run_script(project, project.dbtool("stamp", "--sql", f"{ids[1]}:{ids[-1]}"))
    log = project.database.rows("SELECT direction, revision FROM dbtool_log ORDER BY seq")
    up = [("upgrade", id) for id in ids[1:]]
    same(log, up + [("downgrade", id) for id in reversed(ids[1:])] + up + [("stamp", ids[1]), ("stamp", ids[-1])],
         "the log of the printed scripts")
    project.dbtool("downgrade")
    project.dbtool("upgrade")
    same(judge(project), schemas[-1], "schema after going on online")


def names_what_it_cannot_follow(project):
    project.write("migrations/versions/z.yaml", "revision: z1\nrevises: null\nupgrade:\n- sql: CREATE TABLE z (a int)\ndowngrade: []\n")
    project.write("migrations/versions/z.sql", "-- dbtool:revision z2\n-- dbtool:revises z1\n-- dbtool:upgrade\n"
                  "CREATE TABLE zz (a int);\n-- dbtool:downgrade\nDROP TABLE zz;\n")
    project.write("models/z.yaml", "dbtool: 1\ntables:\n  z: { columns: { a: integer } }\n  zz: { columns: { a: integer } }\n")
    project.dbtool("migrate", "--offline", code=2)
    for word in ("z.yaml:4", "z.sql:4", "describes"):
        expect(word in project.last_error, f"\"{word}\" is not told:\n{project.last_error}")
    expect("z.yaml:4" in project.dbtool("check", "--offline", code=1), "check does not name the script")
    table = "{ create_table: { name: %s, columns: { a: integer } } }"
    project.write("migrations/versions/z.yaml", "revision: z1\nrevises: null\nupgrade:\n- sql:\n    any: CREATE TABLE z (a int)\n"
                  f"    describes: [{table % 'z'}]\ndowngrade: []\n")
    project.write("migrations/versions/z.sql", "-- dbtool:revision z2\n-- dbtool:revises z1\n-- dbtool:upgrade\n"
                  f"-- dbtool:describes {table % 'zz'}\nCREATE TABLE zz (a integer);\n-- dbtool:downgrade\nDROP TABLE zz;\n")
    project.dbtool("check", "--offline")
    project.dbtool("upgrade")
    project.dbtool("check")


def scenario(project):
    for name, story in STORIES.items():
        with Project(type(project.database)) as online:
            online.settings()
            schemas = tell_story(online, name, story)
            with Project(type(project.database)) as printed:
                printed.settings()
                take_scripts(printed, online.revisions())
                printed.copy(story[-1], f"models/{name}.yaml")
                follow_story(printed, name, story, schemas)
    project.settings()
    names_what_it_cannot_follow(project)


run(scenario)
