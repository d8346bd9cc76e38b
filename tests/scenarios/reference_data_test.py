"""Reference data: rows: of a model from the first revision to the last and back; drift, rows that were there, rows that changed since."""

import subprocess

from harness import PROGRAM, SOURCE, expect, run, same

EXAMPLE = SOURCE / "examples/reference_data"
HAND = """revision: {id}
revises: {revises}
message: by hand

upgrade:
  - rows: {{ table: countries, key: [code], mode: {mode}, values: [{values}] }}

downgrade: irreversible
"""


def rates(project):
    return [f"{country} {kind} {float(percent)}" for country, kind, percent in
            project.database.rows("SELECT country, kind, percent FROM rates ORDER BY 1, 2")]


def roles(project):
    return [" ".join(str(value) for value in row) for row in project.database.rows("SELECT name, title, rank FROM roles ORDER BY name")]


def countries(project):
    return [row[0] for row in project.database.rows("SELECT name FROM countries ORDER BY code")]


def newest(project):
    return project.dbtool("heads").split()[0]


def start(project):
    for file in ("models/shop.yaml", "models/countries.csv"):
        project.copy(EXAMPLE / file, file)
    project.settings()
    project.dbtool("migrate", "-m", "create the shop")
    project.dbtool("upgrade")
    same(countries(project), ['Switzerland, "Helvetia"', "Germany", "France"], "rows of the CSV file")
    same(roles(project), ["editor Editor 2", "viewer It's a \"viewer\" 1"], "rows of the model")
    same(rates(project), ["DE normal 19.0", "DE reduced 7.0", "FR normal 20.0"], "rates")
    same(project.database.rows("SELECT m.login, r.name FROM members m JOIN roles r ON r.id = m.role_id"), [("root", "editor")], "a row of another table")
    expect("No changes" in project.dbtool("migrate"), "nothing is left to do")
    project.dbtool("check")
    script = project.dbtool("upgrade", "--sql", "base:head")
    expect("'It''s a \"viewer\"'" in script and "$1" not in script and "?1" not in script, f"literals are quoted:\n{script}")


def drift_and_missing_rows(project):
    project.database.script("UPDATE roles SET rank = 7 WHERE name = 'editor'")
    project.dbtool("check")
    expect("DBT316" in project.last_error and "rank is 7 and not 2" in project.last_error, f"drift is told: {project.last_error}")
    expect("No changes" in project.dbtool("migrate"), "drift is no change for ensure")
    project.database.script("UPDATE roles SET rank = 2 WHERE name = 'editor'; DELETE FROM roles WHERE name = 'viewer'")
    expect("1 to add (name: viewer)" in project.dbtool("check", code=1), "check sees a row that is missing")
    project.dbtool("migrate", "-m", "viewer")
    project.dbtool("upgrade")
    same(roles(project), ["editor Editor 2", "viewer It's a \"viewer\" 1"], "the missing row is made")
    project.dbtool("downgrade", "-1")
    same(roles(project), ["editor Editor 2"], "and taken back")
    rows_that_were_there(project)
    project.dbtool("upgrade")


def next_year(project):
    before = roles(project), rates(project)
    project.copy(EXAMPLE / "next/shop.yaml", "models/shop.yaml")
    out = project.dbtool("migrate", "-m", "new rates")
    expect("1 to add (name: admin), 1 to change (name: editor)" in out and "1 to delete" in out, f"what differs: {out}")
    project.dbtool("upgrade")
    after = ["admin Administrator 9", "editor Chief editor 3", "viewer It's a \"viewer\" 1"], ["DE normal 19.0", "FR normal 20.5"]
    same((roles(project), rates(project)), after, "rows are set and deleted")
    project.dbtool("check")
    project.dbtool("downgrade", "-1")
    same((roles(project), rates(project)), before, "all of it is taken back")
    project.dbtool("upgrade")
    project.database.script("UPDATE roles SET rank = 4 WHERE name = 'admin'")
    project.dbtool("downgrade", "-1", code=4)
    expect("roles (name: admin) was changed, and is not deleted: rank is \"4\"" in project.last_error, f"a changed row stays: {project.last_error}")
    project.database.script("UPDATE roles SET rank = 9 WHERE name = 'admin'; UPDATE roles SET rank = 4 WHERE name = 'editor'")
    project.dbtool("downgrade", "-1", code=4)
    expect("roles (name: editor) was changed" in project.last_error, f"so does one that was set: {project.last_error}")
    project.database.script("UPDATE roles SET rank = 3 WHERE name = 'editor'")
    project.dbtool("downgrade", "-1")
    same((roles(project), rates(project)), before, "put right, it is taken back")


def rows_that_were_there(project):
    project.database.script("INSERT INTO roles (name, title, rank) VALUES ('viewer', 'Mine', 1)")
    project.dbtool("upgrade")
    expect("roles (name: viewer) is there already and stays as it is: title is \"Mine\"" in project.last_error,
           f"the row that was there is told: {project.last_error}")
    expect("viewer Mine 1" in roles(project), "and left alone")
    project.dbtool("downgrade", "-1")
    expect("viewer Mine 1" in roles(project), "the way back leaves what was there before")
    project.database.script("DELETE FROM roles WHERE name = 'viewer'")


def rows_that_are_set(project):
    project.database.script("INSERT INTO roles (name, title, rank) VALUES ('admin', 'Mine', 9)")
    project.dbtool("upgrade")
    expect("roles (name: admin) is there already and is set: title is \"Mine\"" in project.last_error, f"what it was is told: {project.last_error}")
    expect("admin Administrator 9" in roles(project), "mode: update sets it")
    project.dbtool("downgrade", "-1")
    expect("admin Administrator 9" in roles(project), "it was there before, and stays")
    project.database.script("DELETE FROM roles WHERE name = 'admin'")
    project.dbtool("upgrade")


def by_hand(project):
    def add(number, mode, values):
        identifier = f"aaaaaaaaaaa{number}"
        project.write(f"migrations/versions/{identifier}.yaml", HAND.format(id=identifier, revises=newest(project), mode=mode, values=values))

    add(1, "update", "{ code: AT, name: Austria, in_union: true }, { code: CH, name: Switzerland }")
    project.dbtool("upgrade")
    same(countries(project), ["Austria", "Switzerland", "Germany", "France"], "made and set by hand")
    add(2, "ensure", "{ code: XX, name: Germany }")
    project.dbtool("upgrade", code=4)
    expect("unique" in project.last_error.lower() and "DBT401" in project.last_error, f"another unique constraint: {project.last_error}")
    (project.folder / "migrations/versions/aaaaaaaaaaa2.yaml").unlink()
    add(3, "ensure", "{ name: Nowhere }")
    project.dbtool("upgrade", code=2)
    expect("DBT633" in project.last_error, f"a row without its key: {project.last_error}")
    path = project.folder / "migrations/versions/aaaaaaaaaaa3.yaml"
    path.write_text(path.read_text().replace("key: [code]", "key: [in_union]").replace("name: Nowhere", "code: YY, in_union: true"))
    project.dbtool("upgrade", code=2)
    expect("DBT634" in project.last_error, f"a key that is not unique: {project.last_error}")
    path.unlink()


STRICT = {
    "sqlite": """
CREATE TABLE strict_ones (k TEXT PRIMARY KEY, u TEXT UNIQUE ON CONFLICT REPLACE, n TEXT NOT NULL ON CONFLICT IGNORE,
  c INTEGER CHECK (c > 0), f CHAR(2) REFERENCES countries (code));
CREATE TABLE writes (n INTEGER);
CREATE TRIGGER writes_i AFTER INSERT ON strict_ones BEGIN INSERT INTO writes VALUES (1); END;
CREATE TRIGGER writes_u AFTER UPDATE ON strict_ones BEGIN INSERT INTO writes VALUES (1); END;
CREATE TRIGGER passes BEFORE INSERT ON strict_ones WHEN NEW.k = 'passed' BEGIN SELECT RAISE(IGNORE); END;
""",
    "postgresql": """
CREATE TABLE strict_ones (k text PRIMARY KEY, u text UNIQUE, n text NOT NULL, c integer CHECK (c > 0), f char(2) REFERENCES countries (code));
CREATE TABLE writes (n integer);
CREATE FUNCTION writes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO writes VALUES (1); RETURN NULL; END $$;
CREATE TRIGGER writes AFTER INSERT OR UPDATE ON strict_ones FOR EACH ROW EXECUTE FUNCTION writes();
CREATE FUNCTION passes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN CASE WHEN NEW.k = 'passed' THEN NULL ELSE NEW END; END $$;
CREATE TRIGGER passes BEFORE INSERT ON strict_ones FOR EACH ROW EXECUTE FUNCTION passes();
"""}


def rows_step(project, mode, values):
    return project.write("migrations/versions/aaaaaaaaaaa5.yaml",
                         HAND.format(id="aaaaaaaaaaa5", revises=newest(project), mode=mode, values=values).replace("countries", "strict_ones")
                         .replace("key: [code]", "key: [k]"))


def only_the_key_counts(project):
    """A row is passed over only where one with its key is there; everything else that is broken stops the revision."""
    project.database.script(STRICT[project.database.kind])
    project.database.script("INSERT INTO strict_ones (k, u, n) VALUES ('old', 'x', 'y')")
    before = project.database.rows("SELECT k, u, n FROM strict_ones ORDER BY k")
    for values in ("{ k: a, u: x, n: y }", "{ k: a, u: a }", "{ k: a, n: y, c: 0 }", "{ k: a, n: y, f: ZZ }", "{ k: old, u: x }"):
        path = rows_step(project, "ensure", values)
        project.dbtool("upgrade", code=4)
        expect("DBT401" in project.last_error, f"{values}: {project.last_error}")
        path.unlink()
    path = rows_step(project, "ensure", "{ k: passed, n: y }")
    project.dbtool("upgrade", code=4)
    expect("row strict_ones (k: passed) was not made, and is not there" in project.last_error, f"a trigger passes it over: {project.last_error}")
    path.unlink()
    same(project.database.rows("SELECT k, u, n FROM strict_ones ORDER BY k"), before, "no row comes or goes")


def second_run(project):
    """The same rows again, in every mode: nothing is written."""
    for mode in ("ensure", "update", "mirror"):
        path = rows_step(project, mode, "{ k: old, u: x, n: y, c: null, f: DE }, { k: new, u: null, n: z, c: 2, f: null }")
        if mode == "ensure":
            project.database.script("UPDATE strict_ones SET f = 'DE'")
            project.dbtool("upgrade")
            project.dbtool("stamp", "-1")
        project.database.script("DELETE FROM writes")
        project.dbtool("upgrade")
        same(str(project.database.rows("SELECT count(*) FROM writes")[0][0]), "0", f"mode {mode} writes nothing the second time")
        project.dbtool("stamp", "-1")
        path.unlink()


def parallel(project):
    """Many runs at once, while somebody else writes the same rows: one row each."""
    values = ", ".join(f"{{ code: 'Z{letter}', name: 'Zone {letter}' }}" for letter in "ABCDEFGH")
    project.write("migrations/versions/aaaaaaaaaaa4.yaml", HAND.format(id="aaaaaaaaaaa4", revises=newest(project), mode="ensure", values=values))
    runs = [subprocess.Popen([PROGRAM, "upgrade"], cwd=project.folder, env=project.environment(), stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, text=True) for _ in range(50)]
    failed = [error for _, error, code in ((*each.communicate(), each.returncode) for each in runs) if code != 0]
    expect(not failed, f"runs that failed: {failed[:1]}")
    same(project.database.rows("SELECT count(*) FROM countries WHERE code LIKE 'Z%'")[0][0] in (8, "8"), True, "one row each")


def scenario(project):
    start(project)
    drift_and_missing_rows(project)
    next_year(project)
    rows_that_are_set(project)
    by_hand(project)
    only_the_key_counts(project)
    second_run(project)
    parallel(project)


if __name__ == "__main__":
    run(scenario)
