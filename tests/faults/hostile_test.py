"""Scripts, models, names and folders that mean harm, or were made by accident."""

import json
import os
import signal
import time

from faults import EVERY, HISTORY, case, expect, run_cases, same

EVIL = """
revision: eeeeeeeeeeee
revises: null
message: evil
upgrade:
{steps}
downgrade:
  - sql: SELECT 1
"""
SECTION = "  - section:\n      transaction: false\n      ops:\n"
NAMES = ["plain", 'quo"te', "apo'strophe", "semi; DROP TABLE untouched; --", "select", "Ünï cödé", "back\\slash", "per%cent", "sp ace", "dol$1lar"]


def steps(*statements, section=False):
    indent = "        - " if section else "  - "
    return (SECTION if section else "") + "\n".join(f"{indent}sql: {json.dumps(text)}" for text in statements)


def refused(shop, what, script, *, codes=(2, 4, 6, 8)):
    """A script that must not have its way: told, and the database is as before; good again without it."""
    shop.only(script)
    before = shop.fingerprint()
    outside = outside_of(shop)
    done = shop.run("upgrade")
    expect(done.returncode in codes, f"{what}: exit {done.returncode}, wanted {codes}\n{done.stdout}{done.stderr}")
    same(shop.fingerprint(), before, f"{what}: the database")
    same(outside_of(shop), outside, f"{what}: files outside of the project's own")
    if EVERY or shop.kind == "sqlite":
        shop.only(*HISTORY)
        shop.settle(what, "upgrade")
        shop.reset()


def outside_of(shop):
    return sorted(path.name for path in shop.folder.iterdir() if not path.name.startswith("app.db"))


@case("sqlite", "postgresql")
def scripts_that_end_our_transaction(shop):
    for word in ("COMMIT", "ROLLBACK", "END", "commit /* ; */ ", "/* x */ COMMIT WORK" if shop.kind == "postgresql" else "COMMIT TRANSACTION",
                 "BEGIN", "ROLLBACK TO SAVEPOINT dbtool_guard"):
        refused(shop, word, EVIL.format(steps=steps("INSERT INTO untouched (body) VALUES ('x')", word, "INSERT INTO untouched (body) VALUES ('y')")))
        refused(shop, word + " in one text", EVIL.format(steps=steps(f"INSERT INTO untouched (body) VALUES ('x'); {word}; INSERT INTO untouched (body) VALUES ('y')")))


@case("postgresql")
def functions_that_end_our_transaction(shop):
    refused(shop, "COMMIT in a block", EVIL.format(steps=steps("INSERT INTO untouched (body) VALUES ('x')", "DO $$ BEGIN COMMIT; END $$")))
    refused(shop, "COMMIT by EXECUTE", EVIL.format(steps=steps("INSERT INTO untouched (body) VALUES ('x')", "DO $$ BEGIN EXECUTE 'COMMIT'; END $$")))
    refused(shop, "its own session ended", EVIL.format(steps=steps("INSERT INTO untouched (body) VALUES ('x')", "SELECT pg_terminate_backend(pg_backend_pid())")),
            codes=(3, 4))


@case("postgresql")
def scripts_that_drop_the_migration_lock(shop):
    second = HISTORY[0].replace("revises: null", "revises: eeeeeeeeeeee")
    for text in ("SELECT pg_advisory_unlock_all()", "DISCARD ALL"):
        shop.only(EVIL.format(steps=steps(text, section=True)), second)
        done = shop.run("upgrade")
        expect(done.returncode != 0 and "lock" in done.stderr, f"{text}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        expect("notes" not in shop.database.tables(), f"{text}: the next revision ran without the lock")
        done = shop.run("upgrade")
        expect(done.returncode == 0, f"{text}, run again: exit {done.returncode}\n{done.stdout}{done.stderr}")
        shop.reset()


@case("sqlite")
def scripts_that_reach_into_the_file(shop):
    other = shop.folder / "other.db"
    for text in (f"VACUUM INTO '{other}'", "SELECT load_extension('x')", "SELECT writefile('x', 'y')",
                 "UPDATE sqlite_master SET sql = 'x'"):
        refused(shop, text, EVIL.format(steps=steps(text)))
    refused(shop, "writable_schema", EVIL.format(steps=steps("PRAGMA writable_schema = ON", "UPDATE sqlite_master SET sql = '' WHERE name = 'untouched'")))


@case("sqlite")
def scripts_that_attach_another_file(shop):
    other = shop.folder / "other.db"
    for section in (False, True):
        for text in (f"ATTACH '{other}' AS other", f"/* x */ attach database '{other}' AS other", f"VACUUM INTO '{other}'", "DETACH other"):
            refused(shop, text, EVIL.format(steps=steps(text, "CREATE TABLE other.x (y)", section=section)))


@case("sqlite")
def settings_a_script_leaves_do_not_harm_the_next(shop):
    """Without a journal a failure could not be rolled back; with foreign keys off, rows would lose their parents unseen."""
    fails = """
revision: ffffffffffff
revises: eeeeeeeeeeee
message: fails
upgrade:
  - sql: DELETE FROM untouched
  - sql: INSERT INTO orders (account_id, amount) VALUES (100000, 1)
  - sql: SELECT no_such_function()
downgrade:
  - sql: SELECT 1
"""
    for text in ("PRAGMA journal_mode = OFF", "PRAGMA journal_mode = MEMORY", "PRAGMA foreign_keys = OFF", "PRAGMA ignore_check_constraints = ON",
                 "PRAGMA synchronous = OFF", "PRAGMA recursive_triggers = ON", "PRAGMA query_only = ON", "PRAGMA locking_mode = EXCLUSIVE"):
        shop.only(EVIL.format(steps=steps(text, section=True)), fails)
        before = shop.fingerprint()
        done = shop.run("upgrade")
        expect(done.returncode != 0, f"{text}: exit {done.returncode}\n{done.stdout}")
        same(shop.fingerprint(), before, f"{text}: the database after a failure in the next revision")
        shop.database.require_sound()
        shop.reset()


@case("sqlite")
def no_journal_and_killed(shop):
    """Switched off by a script, the journal is back for the next revision."""
    slow = EVIL.replace("eeeeeeeeeeee", "ffffffffffff").replace("revises: null", "revises: eeeeeeeeeeee").format(steps=steps(
        "UPDATE untouched SET body = body || 'x'",
        "PRAGMA cache_size = 1", "UPDATE untouched SET body = body || hex(zeroblob(2000))",
        "INSERT INTO orders (account_id, amount) SELECT 1, count(*) FROM (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1e12) SELECT x FROM c)"))
    shop.only(EVIL.format(steps=steps("PRAGMA journal_mode = OFF", section=True)), slow)
    before = shop.fingerprint()
    process = shop.spawn("upgrade")
    time.sleep(1.5)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    shop.database.require_sound()
    same(shop.fingerprint(), before, "the database after a kill")


def odd_model(name):
    return f"""tables:
  {json.dumps(name)}:
    columns:
      id: {{ type: integer, primary_key: true }}
      {json.dumps(name)}: {{ type: text, nullable: false, default: {json.dumps(name)}, unique: true }}
      {json.dumps("ref " + name)}: {{ type: integer, references: {"other.id"} }}
    indexes:
      - {{ name: {json.dumps("ix " + name)}, columns: [{json.dumps(name)}] }}
"""


@case("sqlite", "postgresql")
def quotes_and_statements_in_names(shop):
    """Every name goes through migrate, upgrade, check and downgrade as itself."""
    shop.only()
    bystander = shop.contents()["untouched"]
    models = "dbtool: 1\ntables:\n  other: { columns: { id: { type: integer, primary_key: true } } }\n"
    models += "\n".join(odd_model(name).removeprefix("tables:\n") for name in NAMES)
    shop.write("models/odd.yaml", models)
    done = shop.run("migrate", "-m", "odd '; DROP TABLE untouched; -- names", "--allow-drops", "-y")
    for path in (shop.folder / "migrations/versions").glob("*.yaml"):
        text = path.read_text()
        kept = []
        skip = False
        for line in text.splitlines():
            if line.startswith("  - "):
                skip = any(f"drop_{what}" in line for what in ("table", "trigger", "index", "view"))
            elif not line.startswith("    "):
                skip = False
            kept += [] if skip else [line]
        path.write_text("\n".join(kept) + "\n")
    expect(done.returncode in (0, 8), f"migrate: exit {done.returncode}\n{done.stdout}{done.stderr}")
    upgraded = shop.run("upgrade")
    expect(upgraded.returncode == 0, f"upgrade: exit {upgraded.returncode}\n{upgraded.stdout}{upgraded.stderr}")
    tables = shop.database.tables()
    for name in NAMES:
        expect(name in tables, f"{name!r} is not a table: {tables}")
    same(shop.contents()["untouched"], bystander, "a table whose name is in a name")


@case("sqlite", "postgresql")
def a_statement_as_the_name_of_the_version_table(shop):
    shop.write("dbtool.yaml", "dbtool: 1\nurl: \"${DATABASE_URL}\"\nmodels: models\nmigrations: migrations\n"
               "version_table: 'v\"; DROP TABLE untouched; --'\n")
    before = shop.contents()["untouched"]
    done = shop.run("upgrade")
    expect(done.returncode in (0, 2), f"exit {done.returncode}\n{done.stdout}{done.stderr}")
    shop.run("stamp", "base")
    same(shop.contents()["untouched"], before, "the table in the name")


@case("sqlite", "postgresql")
def names_that_leave_the_folder(shop):
    before = sorted(str(path) for path in shop.folder.parent.glob("*.yaml"))
    for words in (["revision", "-m", "x", "--rev-id", "../../x"], ["revision", "-m", "x", "--rev-id", "/tmp/x"],
                  ["revision", "-m", "x", "--version-path", "../outside"], ["upgrade", "../../etc/passwd"], ["show", "../../etc/passwd"],
                  ["revision", "-m", "x", "--rev-id", "a'; DROP TABLE untouched; --"], ["stamp", "x'; DROP TABLE untouched; --"]):
        done = shop.run(*words)
        expect(done.returncode in (2, 7, 8), f"{words}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    done = shop.run("revision", "-m", "../../../up and $(touch pwned) `touch pwned` \n over", "--head", "aaaaaaaaaaa4")
    expect(done.returncode in (0, 2), f"exit {done.returncode}\n{done.stderr}")
    expect(not (shop.folder / "pwned").exists(), "a message was run as a command")
    same(sorted(str(path) for path in shop.folder.parent.glob("*.yaml")), before, "files above the project")
    same(sorted(path.name for path in shop.folder.glob("*.yaml")), ["dbtool.yaml"], "files beside the settings")


@case("sqlite", "postgresql")
def what_is_no_file_in_versions(shop):
    """Links out of the folder, links to nothing, pipes, devices and folders: told or left alone, never waited for."""
    versions = shop.folder / "migrations/versions"
    outside = shop.write("outside.yaml", HISTORY[0].replace("aaaaaaaaaaa1", "dddddddddddd"))
    made = {
        "a link out of the folder": lambda path: path.symlink_to(outside),
        "a link to a device": lambda path: path.symlink_to("/dev/zero"),
        "a link to nothing": lambda path: path.symlink_to("nothing"),
        "a link to itself": lambda path: path.symlink_to(path.name),
        "a pipe": os.mkfifo,
        "a folder": lambda path: path.mkdir(),
        "a link to a folder": lambda path: path.symlink_to("/etc"),
    }
    for what, make in made.items():
        path = versions / "evil.yaml"
        make(path)
        begin = time.monotonic()
        done = shop.run("upgrade", "aaaaaaaaaaa2")
        expect(done.returncode in (0, 2, 7, 8), f"{what}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        expect(time.monotonic() - begin < 10, f"{what}: it took {time.monotonic() - begin:.0f} s")
        expect("dddddddddddd" not in shop.run("history").stdout, f"{what}: it was read")
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        shop.settle(what, "upgrade")
        shop.reset()


HUGE = 3 << 30
CONTENTS = {
    "NUL bytes": b"revision: eeeeeeeeeeee\nrevises: aaaaaaaaaaa4\nmessage: x\nupgrade:\n  - sql: SELECT 1\0; DROP TABLE untouched\n",
    "bytes that are no UTF-8": b"revision: eeeeeeeeeeee\nrevises: aaaaaaaaaaa4\nmessage: \xff\xfe\n",
    "UTF-16": "revision: eeeeeeeeeeee\nrevises: null\n".encode("utf-16"),
    "laughs": ("a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(12))).encode(),
    "an alias of itself": b"revision: &x [*x]\nrevises: null\n",
    "depth": b"a: " + b"[" * 100000,
    "depth of maps": b"".join(b" " * i + b"a:\n" for i in range(3000)),
    "a second document": b"revision: eeeeeeeeeeee\nrevises: aaaaaaaaaaa4\n---\nrevision: x\n",
    "a tag": b"revision: !!python/object/apply:os.system ['touch pwned']\n",
    "nothing": b"",
}


@case("sqlite", "postgresql")
def hostile_contents(shop):
    """In a script, in a model and in the settings: an error in time, never a crash, and the database is left alone."""
    before = shop.fingerprint()
    for target, words in (("migrations/versions/evil.yaml", "upgrade"), ("models/evil.yaml", "check"), ("dbtool.yaml", "status")):
        sound = (shop.folder / target).read_bytes() if (shop.folder / target).exists() else None
        for what, data in CONTENTS.items():
            path = shop.write(target, "")
            path.write_bytes(data)
            begin = time.monotonic()
            done = shop.run(words)
            expect(done.returncode in (0, 1, 2, 7), f"{what} in {target}: exit {done.returncode}\n{done.stdout}{done.stderr}"[:2000])
            expect(time.monotonic() - begin < 10, f"{what} in {target}: it took {time.monotonic() - begin:.0f} s")
            if words == "upgrade" and what != "nothing":
                expect(done.returncode in (2, 7), f"{what} in {target}: it was not refused")
                same(shop.fingerprint(), before, f"{what} in {target}: the database")
            if done.returncode == 0 and words == "upgrade":
                shop.reset()
        path.unlink() if sound is None else path.write_bytes(sound)
    shop.settle("hostile contents", "upgrade")


@case("sqlite")
def a_huge_file(shop):
    """Sparse, far larger than any script: refused before it is read."""
    path = shop.folder / "migrations/versions/huge.yaml"
    with path.open("wb") as file:
        file.truncate(HUGE)
    begin = time.monotonic()
    done = shop.run("upgrade")
    expect(done.returncode in (2, 7), f"exit {done.returncode}\n{done.stdout}{done.stderr}")
    expect(time.monotonic() - begin < 5, f"it took {time.monotonic() - begin:.0f} s")
    path.unlink()
    shop.settle("a huge file", "upgrade")


run_cases()
