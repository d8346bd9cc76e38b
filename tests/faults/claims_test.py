"""The claims about secrets, readers and rebuilds. Those about crashes, parallel runs and waiting are with their like."""

import hashlib
import urllib.parse

from faults import STATE_TABLES, case, expect, quoted, run_cases, same, snapshot

SECRET = "s3cr3t/p@ss:w&rd"
EVERYTHING = [["status"], ["current", "-v"], ["history"], ["heads"], ["branches"], ["show"], ["config"], ["config", "-v"], ["check"], ["diff"],
              ["upgrade"], ["upgrade", "--dry-run"], ["upgrade", "--sql"], ["downgrade", "base"], ["stamp", "head"], ["migrate", "-m", "x"]]
READERS = [["status"], ["current"], ["current", "-v"], ["history", "-i"], ["heads"], ["branches"], ["show", "head"], ["check"], ["diff"],
           ["upgrade", "--dry-run"], ["upgrade", "--sql"], ["downgrade", "--sql", "aaaaaaaaaaa4:base"], ["config"]]


def spellings(secret):
    return {secret, urllib.parse.quote(secret, safe=""), urllib.parse.quote(secret), urllib.parse.quote_plus(secret)}


@case("postgresql")
def claim_d_no_command_prints_a_secret(shop):
    """With a server that answers, with one that does not, in text and JSON, as loud as can be."""
    coded = urllib.parse.quote(SECRET, safe="")
    name, folder = shop.database.name, shop.database.socket
    urls = [f"postgresql://postgres:{coded}@/{name}?host={folder}", f"postgresql://postgres@/{name}?host={folder}&password={coded}",
            f"postgresql://postgres:{coded}@127.0.0.1:1/{name}?connect_timeout=2", f"postgresql://postgres:{coded}@/nowhere?host={folder}",
            f"postgresql://postgres:{coded}@[bad/{name}", f"postgres:/u:{coded}@/x", f"postgresql//u:{coded}@/x", f"postgresql+psycopg2://postgres:{coded}@/{name}?host={folder}&bad=1"]
    for url in urls:
        for words in EVERYTHING:
            for more in (["-vv"], ["--format", "json"]):
                done = shop.run(*words, *more, variables={"DATABASE_URL": url})
                for secret in spellings(SECRET):
                    expect(secret not in done.stdout + done.stderr, f"{words} {more} with {url} shows {secret}:\n{done.stdout}{done.stderr}")
    for path in shop.folder.rglob("*"):
        if path.is_file():
            text = path.read_text(errors="replace")
            expect(not any(secret in text for secret in spellings(SECRET)), f"a secret is in {path}")
    rows = repr(shop.database.rows("SELECT * FROM dbtool_log"))
    expect(not any(secret in rows for secret in spellings(SECRET)), "a secret is in dbtool_log")


def everything(shop):
    """All there is: the bytes of the file, or the rows and tables of the server."""
    if shop.kind == "sqlite":
        return hashlib.sha256(shop.database.file.read_bytes()).hexdigest(), sorted(path.name for path in shop.folder.rglob("*"))
    return shop.fingerprint(), sorted(shop.database.tables()), sorted(path.name for path in shop.folder.rglob("*"))


@case("sqlite", "postgresql")
def claim_e_readers_never_write(shop):
    """Before the first run and after the last; the server refuses writing to them, and does not have to."""
    if shop.kind == "postgresql":
        shop.database._psql("postgres", f"ALTER DATABASE {shop.database.name} SET default_transaction_read_only = on")
    for start in ("no revision", "head"):
        before = everything(shop)
        for words in READERS:
            done = shop.run(*words)
            expect(done.returncode in (0, 1, 2), f"{words} at {start}: exit {done.returncode}\n{done.stdout}{done.stderr}")
            expect("read-only" not in done.stderr, f"{words} at {start} tried to write:\n{done.stderr}")
            same(everything(shop), before, f"what there is after {words} at {start}")
        if start == "head":
            break
        if shop.kind == "postgresql":
            shop.database._psql("postgres", f"ALTER DATABASE {shop.database.name} RESET default_transaction_read_only")
        shop.dbtool("upgrade")
        if shop.kind == "postgresql":
            shop.database._psql("postgres", f"ALTER DATABASE {shop.database.name} SET default_transaction_read_only = on")


FULL = """
PRAGMA foreign_keys = ON;
CREATE TABLE parent (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT COLLATE NOCASE NOT NULL DEFAULT 'it''s', code VARCHAR(8) UNIQUE,
  size INTEGER CHECK (size > 0), doubled INTEGER GENERATED ALWAYS AS (size * 2) VIRTUAL, kept INTEGER AS (size + 1) STORED, data BLOB, amount NUMERIC, whatever,
  up INTEGER REFERENCES parent (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT named UNIQUE (name, code) ON CONFLICT IGNORE, CHECK (name <> 'x') /* kept */);
CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parent ON DELETE CASCADE);
CREATE TABLE note (parent_id INTEGER REFERENCES parent (id) ON DELETE SET NULL, body TEXT) STRICT;
CREATE INDEX parent_upper ON parent (upper(name), size DESC) WHERE size > 2;
CREATE UNIQUE INDEX parent_code ON parent (code COLLATE NOCASE);
CREATE VIEW parents AS SELECT id, name, doubled FROM parent WHERE size > 1;
CREATE TABLE seen (what TEXT, id INTEGER);
CREATE TRIGGER parent_added AFTER INSERT ON parent BEGIN INSERT INTO seen VALUES ('added', new.id); END;
CREATE TRIGGER parent_gone BEFORE DELETE ON parent WHEN old.size > 0 BEGIN INSERT INTO seen VALUES ('gone; really', old.id); END;
CREATE TRIGGER parents_view INSTEAD OF INSERT ON parents BEGIN INSERT INTO parent (name) VALUES (new.name); END;
INSERT INTO parent (name, code, size, data, amount, whatever, up)
  WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 500)
  SELECT 'n' || x, CASE WHEN x % 2 THEN 'c' || x END, x, zeroblob(x % 40), x / 4.0, CASE x % 3 WHEN 0 THEN 'text' WHEN 1 THEN x ELSE x'00ff' END, nullif(x - 1, 0) FROM c;
INSERT INTO child SELECT id, id FROM parent;
INSERT INTO note SELECT id, 'note ' || id FROM parent;
DELETE FROM parent WHERE id > 490;
"""
REBUILD = """
revision: dddddddddddd
revises: null
message: rebuild
upgrade:
  - alter_column: { table: parent, column: amount, type: text, was: { type: numeric } }
downgrade:
  - alter_column: { table: parent, column: amount, type: numeric, was: { type: text } }
"""


def with_types(database, table):
    """Every value with its storage class, by rowid."""
    columns = [row[1] for row in database.rows(f"PRAGMA table_info({quoted(table)})") if row[1] != "amount"]
    values = ", ".join(f"typeof({quoted(name)}), quote({quoted(name)})" for name in columns)
    return database.rows(f"SELECT rowid, {values} FROM {quoted(table)} ORDER BY rowid")


@case("sqlite")
def claim_f_no_rebuild_loses_a_row_a_child_a_sequence_a_trigger_or_a_constraint(shop):
    for path in (shop.folder / "migrations/versions").glob("*.yaml"):
        path.unlink()
    shop.write("migrations/versions/0.yaml", REBUILD)
    shop.database.script(FULL)

    def all_of_it():
        schema = snapshot.sqlite_snapshot(str(shop.database.file), snapshot.options(ignore_table=list(STATE_TABLES)))
        lines = [line for line in schema.splitlines() if " amount " not in line]
        rows = {table: with_types(shop.database, table) for table in shop.database.tables() if table not in STATE_TABLES}
        sequences = shop.database.rows("SELECT * FROM sqlite_sequence ORDER BY name")
        texts = shop.database.rows("SELECT type, name, sql FROM sqlite_master WHERE tbl_name NOT IN ('alembic_version', 'dbtool_log', 'parent') ORDER BY 1, 2")
        return lines, rows, sequences, texts

    before = all_of_it()
    for words in (["upgrade"], ["downgrade", "base"], ["upgrade"]):
        shop.dbtool(*words)
        after = all_of_it()
        for found, wanted, what in zip(after, before, ("the schema", "the rows", "the sequences", "the stored texts")):
            same(found, wanted, f"{what} after {words}")
        shop.database.require_sound()
    same(shop.database.rows("SELECT count(*) FROM seen WHERE what <> 'added'"), [(10,)], "triggers that fired")


run_cases()
