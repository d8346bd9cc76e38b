"""Without a database: `migrate --offline` writes the file that the online one writes, and scripts printed with `--sql`, run unchanged
by psql and sqlite3, make the databases that the online runs make, step by step, up and down, for every folder of examples."""

import re

from harness import SERVER, SOURCE, Project, expect, run, run_in_client, same
from several import ProjectOfSeveral, Several


class Example:
    """A folder of examples: its models, and what they become: the folder next/, or the files of evolution/ in turn."""

    def __init__(self, folder):
        self.name = folder.name
        self.settings = (folder / "dbtool.yaml").read_text()
        names = re.findall(r"\$\{(\w+)_URL:-", self.settings)
        self.databases = [] if names == ["DATABASE"] else [name.lower() for name in names]
        self.versions = [self.models_in(folder / "models")]
        if (folder / "next").exists():
            self.versions.append(self.models_in(folder / "next"))
        (first,) = self.versions[0] if (folder / "evolution").exists() else [None]
        self.versions += [{first: path} for path in sorted((folder / "evolution").glob("*.yaml"))]
        self.has_rows = any(re.search(r"^\s+rows:", path.read_text(), re.M) for path in folder.rglob("*.yaml"))
        self.scripts = sorted((folder / "migrations/versions").glob("*"))
        self.ids = ["base"] + [f"{self.name}{number}" for number in range(len(self.versions))]

    @staticmethod
    def models_in(folder):
        return {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}

    def project(self, kind):
        """Its project on databases of a kind, without models."""
        project = ProjectOfSeveral(Several(dict.fromkeys(self.databases, kind))) if self.databases else Project(kind)
        project.write("dbtool.yaml", self.settings)
        project.write("migrations/versions/.gitkeep", "")
        return project

    def take_models(self, project, number):
        """Each version goes over the one before it."""
        for version in self.versions[:number + 1]:
            for name, path in version.items():
                project.copy(path, f"models/{name}")

    def each(self, project):
        """The databases, each with what names it to the program."""
        if not self.databases:
            return [(project.database, [])]
        return [(database, ["--database", name]) for name, database in project.database.databases.items()]


# One without models has scripts written by hand, and a scenario of its own.
EXAMPLES = [Example(folder) for folder in sorted((SOURCE / "examples").iterdir()) if (folder / "models").exists()]


def nowhere(kind):
    """Databases that cannot be reached: whatever connects to one fails."""

    class Nowhere:
        def __init__(self, _folder):
            self.kind = kind
            self.url = {"sqlite": "sqlite:////nowhere/app.db", "postgresql": "postgresql://nobody@/x?host=/nowhere"}[kind]

        def drop(self):
            pass

    return Nowhere


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


def offline_file(example, number, kind, scripts, scratch):
    """What a project that has the scripts alone writes."""
    with example.project(nowhere(kind)) as alone:
        take_scripts(alone, scripts)
        example.take_models(alone, number)
        if scratch:
            alone.write("dbtool.yaml", f"{example.settings}scratch_url: {scratch}\n")
        alone.dbtool("check", "--offline", code=1)
        alone.dbtool("migrate", "--offline", "-m", "step", "--rev-id", example.ids[number + 1])
        return without_time(alone.revisions()[-1])


def tell_story(example, project, kind):
    """Online, with every script held against the ones written offline; the schema after each."""
    schemas = [judge(project)]
    for number, rev_id in enumerate(example.ids[1:]):
        before = project.revisions()
        example.take_models(project, number)
        project.dbtool("migrate", "-m", "step", "--rev-id", rev_id)
        online = without_time(project.revisions()[-1])
        if not example.has_rows:  # which only a database has
            offline = offline_file(example, number, kind, before, None)
            with_server = offline_file(example, number, kind, before, SERVER) if kind != "sqlite" else offline
            same(with_server, online, f"the script {rev_id} written offline")
            same(without_queries(offline), without_queries(online), f"the script {rev_id} written without any server")
        project.dbtool("upgrade")
        project.dbtool("check", "--offline")
        schemas.append(judge(project))
    return schemas


def go(example, project, *words, code=0):
    """The script of a command, printed and run, on each database."""
    for database, name in example.each(project):
        run_in_client(database, project.dbtool(*words, "--sql", *name), code)


def is_at(example, project, rev_id, what):
    for database, name in example.each(project):
        same(project.dbtool("current", *name).split()[:1], [rev_id] if rev_id != "base" else [], what)
        rows = database.rows("SELECT version_num FROM alembic_version")
        same(rows, [(rev_id,)] if rev_id != "base" else [], f"{what}: rows")


def follow_story(example, project, kind, schemas):
    """The same scripts printed, without asking the database where it is."""
    ids = example.ids
    for number, rev_id in enumerate(ids[1:]):
        go(example, project, "upgrade", f"{ids[number]}:{rev_id}")
        same(judge(project), schemas[number + 1], f"schema made by the printed {rev_id}")
        is_at(example, project, rev_id, "what is recorded")
    go(example, project, "upgrade", "base:head", "--dialect", kind, code=1)
    for number in range(len(ids) - 2, -1, -1):
        go(example, project, "downgrade", ids[number], "--from", ids[number + 1])
        same(judge(project), schemas[number], f"schema after the printed way back to {ids[number]}")
        is_at(example, project, ids[number], "what is recorded on the way back")
    go(example, project, "upgrade")
    same(judge(project), schemas[-1], "schema made by one script from where the database is")
    is_at(example, project, ids[-1], "what one script recorded")
    go(example, project, "stamp", ids[1])
    is_at(example, project, ids[1], "what the printed stamp recorded")
    go(example, project, "stamp", f"{ids[1]}:{ids[-1]}")
    up = [("upgrade", rev_id) for rev_id in ids[1:]]
    log = up + [("downgrade", rev_id) for rev_id in reversed(ids[1:])] + up + [("stamp", ids[1]), ("stamp", ids[-1])]
    for database, _ in example.each(project):
        same(database.rows("SELECT direction, revision FROM dbtool_log ORDER BY seq"), log, "the log of the printed scripts")
    go(example, project, "downgrade", "base")
    same(judge(project), schemas[0], "schema after one script back to the base")
    go(example, project, "upgrade", "base:head")
    project.dbtool("downgrade")
    project.dbtool("upgrade")
    same(judge(project), schemas[-1], "schema after going on online")
    project.dbtool("check")
    go(example, project, "redo", f"-{min(2, len(ids) - 1)}")
    same(judge(project), schemas[-1], "schema after the printed redo")
    is_at(example, project, ids[-1], "what the printed redo recorded")
    go(example, project, "redo", "--from", ids[-1], "--dialect", kind)
    same(judge(project), schemas[-1], "schema after the redo printed without a database")


def follow_scripts(example, online, printed):
    """An example of scripts alone, which find rows when the second one runs."""
    for number, script in enumerate(example.scripts):
        for project in (online, printed):
            take_scripts(project, [script])
            if number == 1:
                project.database.script("INSERT INTO posts (id, body) VALUES (1, 'one'), (2, 'three')")
        online.dbtool("upgrade")
        go(example, printed, "upgrade")
        same(judge(printed), judge(online), f"schema made by the printed {script.name}")
        rows = "SELECT id, body, words FROM posts ORDER BY id"
        same(printed.database.rows(rows), online.database.rows(rows), f"rows after the printed {script.name}")
        same(printed.dbtool("current"), online.dbtool("current"), f"what the printed {script.name} recorded")
    for script in reversed(example.scripts):
        online.dbtool("downgrade")
        go(example, printed, "downgrade")
        same(judge(printed), judge(online), f"schema after taking back {script.name}")


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


WIDER = "revision: w{0}\nrevises: {1}\nupgrade:\n" \
    "- alter_column: {{ table: w, column: a, type: varchar({0}0), was: {{ type: varchar({2}0) }} }}\n" \
    "downgrade: []\n"
WATCHED = """revision: w1
revises: null
upgrade:
- create_table: { name: w, columns: { a: varchar(10) } }
- sql:
    sqlite: CREATE TRIGGER watch AFTER INSERT ON w BEGIN DELETE FROM w WHERE a = ''; END
    postgresql: CREATE TRIGGER watch BEFORE UPDATE ON w FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()
    describes: []
downgrade: []
"""


def loses_nothing_it_does_not_know(project):
    """What hangs on a table without being in any operation is kept, or the printed script is refused."""
    project.write("migrations/versions/w1.yaml", WATCHED)
    for number in (2, 3):
        project.write(f"migrations/versions/w{number}.yaml", WIDER.format(number, f"w{number - 1}", number - 1))
    triggers = "SELECT count(*) FROM " + \
        ("sqlite_master WHERE type = 'trigger'" if project.database.kind == "sqlite" else "pg_trigger WHERE tgname = 'watch'")
    project.dbtool("upgrade", "w1")
    count = project.database.rows(triggers)
    run_in_client(project.database, project.dbtool("upgrade", "--sql", "w2"))
    same(project.database.rows(triggers), count, "triggers after a printed script that looked at the database")
    script = project.dbtool("upgrade", "--sql", "w2:w3")
    is_refused = project.database.kind == "sqlite"
    run_in_client(project.database, script, code=1 if is_refused else 0)
    if is_refused:
        expect("w has …, which this script does not know" in script, f"why it is refused is not told:\n{script}")
        project.dbtool("upgrade")
    same(project.database.rows(triggers), count, "triggers after the next one")
    same(project.dbtool("current").strip(), "w3 (head)", "where the database is")


def scenario(project):
    kind = type(project.database)
    for example in EXAMPLES:
        with example.project(kind) as online, example.project(kind) as printed:
            for each in (online, printed):
                for database, _ in example.each(each):
                    database.script("")
            if example.scripts:
                follow_scripts(example, online, printed)
                continue
            schemas = tell_story(example, online, kind.kind)
            take_scripts(printed, online.revisions())
            example.take_models(printed, len(example.versions) - 1)
            follow_story(example, printed, kind.kind, schemas)
    project.settings()
    names_what_it_cannot_follow(project)
    with Project(kind) as watched:
        watched.settings()
        loses_nothing_it_does_not_know(watched)


run(scenario)
