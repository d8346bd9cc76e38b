"""Tables that keep what is applied, as no program leaves them: wrong shapes, wrong rows, a log that was tampered with."""

from faults import HEAD, REVISIONS, case, expect, run_cases, same

FIRST, SECOND = REVISIONS[:2]
TABLE = "CREATE TABLE alembic_version (version_num VARCHAR(32))"
# What stands in alembic_version, and whether a run may go on from there.
UNSOUND = {
    "a row without a revision": f"{TABLE}; INSERT INTO alembic_version VALUES (NULL)",
    "a revision and a row without one": f"{TABLE}; INSERT INTO alembic_version VALUES ('{FIRST}'), (NULL)",
    "an empty id": f"{TABLE}; INSERT INTO alembic_version VALUES ('')",
    "a revision twice": f"{TABLE}; INSERT INTO alembic_version VALUES ('{FIRST}'), ('{FIRST}')",
    "a revision and one above it": f"{TABLE}; INSERT INTO alembic_version VALUES ('{FIRST}'), ('{SECOND}')",
    "another column": "CREATE TABLE alembic_version (version TEXT)",
    "a log of another shape": f"{TABLE}; CREATE TABLE dbtool_log (a INTEGER)",
}
UNKNOWN = {
    "an unknown revision": f"{TABLE}; INSERT INTO alembic_version VALUES ('deadbeef')",
    "a line break in the id": f"{TABLE}; INSERT INTO alembic_version VALUES ('{FIRST}\n')",
    "a number": "CREATE TABLE alembic_version (version_num INTEGER); INSERT INTO alembic_version VALUES (5)",
}
# Nothing can be recorded there, so that nothing may run.
IN_THE_WAY = {
    "a view": f"CREATE VIEW alembic_version AS SELECT '{FIRST}' AS version_num",
    "a log that is a view": "CREATE VIEW dbtool_log AS SELECT 1 AS seq",
}
SOUND = {
    "a column more": f"CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY, note TEXT DEFAULT 'x')",
    "capital letters": "CREATE TABLE ALEMBIC_VERSION (VERSION_NUM VARCHAR(32) PRIMARY KEY)",
}


def untouched(shop, what):
    """Tables and rows of the user are as before any revision."""
    tables = set(shop.database.tables())
    expect("notes" not in tables, f"{what}: a revision ran again")
    same(shop.contents(), shop.known[""][1], f"{what}: the rows")


def refused(shop, shapes, codes, exits):
    for what, sql in shapes.items():
        for command in (("upgrade",), ("downgrade", "base"), ("upgrade", "--dry-run")):
            shop.reset()
            shop.database.script(sql)
            done = shop.run(*command)
            text = f"{what}, {' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}"
            if "--dry-run" not in command and "downgrade" not in command:
                expect(done.returncode in exits and any(code in done.stderr for code in codes), text)
            untouched(shop, text)
    return f"{len(shapes)} shapes"


@case("sqlite", "postgresql")
def unsound_version_tables(shop):
    return refused(shop, UNSOUND, ("DBT749", "DBT719", "DBT753"), (7,))


@case("sqlite", "postgresql")
def unknown_versions(shop):
    return refused(shop, UNKNOWN, ("DBT703",), (7,))


@case("sqlite", "postgresql")
def something_else_of_the_name(shop):
    return refused(shop, IN_THE_WAY, ("already exists",), (4,))


@case("sqlite", "postgresql")
def other_version_tables_that_work(shop):
    for what, sql in SOUND.items():
        shop.reset()
        shop.database.script(sql)
        shop.dbtool("upgrade")
        same(shop.database.rows("SELECT version_num FROM alembic_version"), [(HEAD,)], what)


@case("sqlite", "postgresql")
def stamp_mends_a_revision_with_one_above_it(shop):
    shop.dbtool("upgrade", SECOND)
    shop.database.script(f"INSERT INTO alembic_version VALUES ('{FIRST}')")
    expect(f"dbtool stamp {SECOND}" in shop.run("upgrade").stderr, "the way out is not told")
    expect("DBT753" in shop.run("status").stderr, "status does not tell")
    shop.dbtool("stamp", SECOND)
    same(shop.settle("stamped", "upgrade"), SECOND, "the version")


@case("sqlite")
def a_trigger_that_takes_versions_away(shop):
    shop.database.script(f"{TABLE}; CREATE TRIGGER gone AFTER INSERT ON alembic_version BEGIN DELETE FROM alembic_version; END")
    done = shop.run("upgrade")
    expect(done.returncode == 7 and "DBT720" in done.stderr, f"exit {done.returncode}\n{done.stderr}")


TAMPERED = {
    "dropped": "DROP TABLE dbtool_log",
    "emptied": "DELETE FROM dbtool_log",
    "a gap": "DELETE FROM dbtool_log WHERE seq = 2",
    "other numbers": "UPDATE dbtool_log SET seq = seq + 100",
    "negative numbers": "UPDATE dbtool_log SET seq = -seq",
    "unknown words": "UPDATE dbtool_log SET status = 'nonsense', direction = 'sideways'",
    "other texts": "UPDATE dbtool_log SET detail = '{', upgrade = 'garbage', downgrade = '[', started = 'yesterday', finished = '', duration_ms = -5",
    "a column more": "ALTER TABLE dbtool_log ADD COLUMN extra TEXT DEFAULT 'x'",
}


@case("sqlite", "postgresql")
def a_log_that_was_tampered_with(shop):
    """The version rows count: nothing runs twice, and where it can be told, an edit of the log is no reason to stop."""
    for what, sql in TAMPERED.items():
        shop.reset(SECOND)
        shop.database.script(sql)
        for command in (("current",), ("status",), ("history", "-v")):
            same(shop.run(*command).returncode, 0, f"{what}: {command}")
        done = shop.run("upgrade")
        expect(done.returncode in (0, 7), f"{what}: exit {done.returncode}\n{done.stderr}")
        version = shop.version()
        same(version, HEAD if done.returncode == 0 else SECOND, f"{what}: the version")
        same(shop.fingerprint(), shop.known[version], f"{what}: the database")
    return f"{len(TAMPERED)} ways"


run_cases()
