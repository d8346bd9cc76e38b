"""Bad input: models, scripts, settings, URLs and command lines, each with its exact output and exit code.

The expected texts are in tests/golden/bad_input.txt; DBTOOL_UPDATE_GOLDEN=1 writes them anew, for review.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from harness import PROGRAM, SOURCE

GOLDEN = SOURCE / "tests/golden/bad_input.txt"
SECRET = "s3cr3t"
HEAD = "dbtool: 1\n"
T = HEAD + "tables:\n  users:\n    columns:\n"
ID = T + "      id: { type: bigint, primary_key: true, identity: true }\n"
GOOD_REVISION = "revision: aaaa1111bbbb\nrevises: null\nmessage: one\n\nupgrade:\n  - sql: SELECT 1\n\ndowngrade:\n  - sql: SELECT 1\n"
SQL_HEAD = "-- dbtool:revision aaaa1111bbbb\n-- dbtool:message one\n\n"
PLAIN = HEAD + "url: sqlite:///app.db\n"


def model(name, text, command=("migrate", "-m", "x")):
    return (name, {"models/m.yaml": text}, command)


def script(name, text, command=("upgrade",), file="a.yaml"):
    return (name, {f"migrations/versions/{file}": text, "models/m.yaml": ID}, command)


def settings(name, text, command=("current",)):
    return (name, {"dbtool.yaml": text, "models/m.yaml": ID}, command)


def url(name, text, command=("current",)):
    return (name, {"models/m.yaml": ID}, ("--url", text, *command))


CASES = [
    model("model: empty file", ""),
    model("model: no tables", HEAD),
    model("model: no format version", "tables: {}\n"),
    model("model: a later format", "dbtool: 9\ntables: {}\n"),
    model("model: syntax", T + "      id: { type: bigint\n"),
    model("model: tab as indentation", HEAD + "tables:\n\tusers: {}\n"),
    model("model: unknown key at the top", HEAD + "tabels:\n  users: {}\n"),
    model("model: unknown key of a table", HEAD + "tables:\n  users:\n    colums:\n      id: bigint\n"),
    model("model: unknown key of a column", T + "      id: { type: bigint, nullabel: false }\n"),
    model("model: two mistakes at once", T + "      id: { typ: bigint }\n      name: strng\n"),
    model("model: duplicate key", T + "      id: bigint\n      id: text\n"),
    model("model: unknown type", T + "      id: bigintt\n"),
    model("model: type without end", T + "      id: varchar(40\n"),
    model("model: unknown table in a reference", ID + "      boss_id: { type: bigint, references: user.id }\n"),
    model("model: unknown column in a reference", ID + "      boss_id: { type: bigint, references: users.uid }\n"),
    model("model: reference to a column that is no key", ID + "      a: text\n      b: { type: text, references: users.a }\n"),
    model("model: unknown action", ID + "      b: { type: bigint, references: { column: users.id, on_delete: casade } }\n"),
    model("model: unknown column in an index", ID + "    indexes: { users_i: [nam] }\n"),
    model("model: unknown column in a key", T + "      id: bigint\n    primary_key: [uid]\n"),
    model("model: nullable primary key", T + "      id: { type: bigint, primary_key: true, nullable: true }\n"),
    model("model: default that looks like a call", T + "      id: { type: text, default: gen_id() }\n"),
    model("model: identity on text", T + "      id: { type: text, identity: true }\n"),
    model("model: generated and default", ID + "      n: { type: integer, default: 1, generated: id + 1 }\n"),
    model("model: empty enum", HEAD + "enums: { state: [] }\ntables:\n  t: { columns: { s: state } }\n"),
    model("model: enum value twice", HEAD + "enums: { state: [a, a] }\ntables:\n  t: { columns: { s: state } }\n"),
    model("model: a table in two files", ID, ("migrate", "-m", "x")),
    model("model: two documents", ID + "---\ntables: {}\n"),
    model("model: alias bomb", HEAD + "x-a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
        f"x-{chr(98 + i)}: &{chr(98 + i)} [" + ",".join(f"*{chr(97 + i)}" for _ in range(10)) + "]\n" for i in range(7)) + "tables: {}\n"),
    model("model: too deep", HEAD + "x-a: " + "[" * 200 + "]" * 200 + "\ntables: {}\n"),
    model("model: not UTF-8", b"dbtool: 1\ntables:\n  caf\xe9: {}\n"),
    model("model: a kind that is not managed", ID + "    triggers: { t: { timing: before, events: [insert], body: SELECT 1 } }\n"),
    model("model: a table without columns", HEAD + "tables:\n  users: {}\n"),
    model("model: one-line column with rubbish", T + "      id: bigint primary kye\n"),
    model("model: PostgreSQL schema on SQLite", HEAD + "tables:\n  billing.users: { columns: { id: bigint } }\n"),
    ("models: folder missing", {}, ("migrate", "-m", "x")),
    script("script: no revision", "message: x\nupgrade: []\ndowngrade: []\n", ("heads",)),
    script("script: syntax", GOOD_REVISION.replace("- sql: SELECT 1\n\ndowngrade", "- sql: [SELECT\n\ndowngrade")),
    script("script: unknown operation", GOOD_REVISION.replace("- sql: SELECT 1\n\nd", "- add_colum: { table: t }\n\nd")),
    script("script: unknown attribute", GOOD_REVISION.replace("- sql: SELECT 1\n\nd", "- rename_table: { table: t, too: u }\n\nd")),
    script("script: missing attribute", GOOD_REVISION.replace("- sql: SELECT 1\n\nd", "- rename_table: { table: t }\n\nd")),
    script("script: unknown key at the top", GOOD_REVISION + "upgrad: []\n"),
    script("script: SQL that fails", GOOD_REVISION.replace("SELECT 1\n\nd", "SELEC 1\n\nd")),
    script("script: table that is not there", GOOD_REVISION.replace(
        "- sql: SELECT 1\n\nd", "- add_column: { table: nope, column: { name: a, type: text } }\n\nd")),
    script("script: unterminated string", GOOD_REVISION.replace("SELECT 1\n\nd", "SELECT 'a\n\nd")),
    script("script: COMMIT inside", GOOD_REVISION.replace("SELECT 1\n\nd", "COMMIT\n\nd")),
    script("script: missing parent", GOOD_REVISION.replace("null", "cccc2222dddd"), ("heads",)),
    script("script: its own parent", GOOD_REVISION.replace("null", "aaaa1111bbbb"), ("heads",)),
    ("script: two files, one id", {"migrations/versions/a.yaml": GOOD_REVISION, "migrations/versions/b.yaml": GOOD_REVISION}, ("heads",)),
    script("script: id with a blank", GOOD_REVISION.replace("aaaa1111bbbb", '"a b"'), ("heads",)),
    script("script: irreversible", GOOD_REVISION.split("downgrade")[0] + "downgrade: { irreversible: data is gone }\n", ("downgrade", "--sql", "head:base")),
    script("script: SQL file, unknown word", "-- dbtool:revison aaaa1111bbbb\n\n-- dbtool:upgrade\nSELECT 1;\n", ("heads",), "a.sql"),
    script("script: SQL file, unknown option", SQL_HEAD + "-- dbtool:upgrade transction=off\nSELECT 1;\n", ("upgrade",), "a.sql"),
    script("script: SQL file, text before a section", SQL_HEAD + "SELECT 1;\n-- dbtool:upgrade\n", ("upgrade",), "a.sql"),
    script("script: SQL file of another tool", "-- migrate:up\nSELECT 1;\n-- migrate:down\n", ("heads",), "a.sql"),
    script("script: SQL file, error in the second statement", SQL_HEAD + "-- dbtool:upgrade\nSELECT 1;\nSELECT * FROM nope;\n", ("upgrade",), "a.sql"),
    settings("settings: unknown key", PLAIN + "modles: models\n"),
    settings("settings: wrong kind", PLAIN + "timeouts: 5\n"),
    settings("settings: bad duration", PLAIN + "timeouts: { lock: soon }\n"),
    settings("settings: bad script format", PLAIN + "script_format: xml\n"),
    settings("settings: missing variable", HEAD + 'url: "${NO_SUCH_VARIABLE:?set it first}"\n'),
    settings("settings: unset variable", HEAD + 'url: "${NO_SUCH_VARIABLE}"\n'),
    settings("settings: syntax", "url: [\n"),
    settings("settings: a later format", "dbtool: 7\n"),
    settings("settings: unknown environment", PLAIN + "environments: { staging: {} }\n", ("--env", "stagign", "current")),
    settings("settings: bad file template", PLAIN + 'file_template: "{rev}/{slug}"\n', ("revision", "-m", "x")),
    settings("settings: file not there", PLAIN, ("-c", "nope.yaml", "current")),
    url("url: unknown scheme", f"mysql://u:{SECRET}@h/db"),
    url("url: nearly right scheme", f"postgrsql://u:{SECRET}@h/db"),
    url("url: bad port", f"postgresql://u:{SECRET}@h:port/db"),
    url("url: stray percent", f"postgresql://u:{SECRET}%w@h/db"),
    url("url: unknown parameter", f"postgresql://u:{SECRET}@h/db?sslmod=require"),
    url("url: slash in the password", f"postgresql://u:{SECRET}/x@h/db"),
    url("url: empty", ""),
    url("url: no server", f"postgresql://u:{SECRET}@/db?host=/nonexistent"),
    url("url: host refuses", f"postgresql://u:{SECRET}@127.0.0.1:1/db?connect_timeout=2"),
    url("url: folder instead of a file", "sqlite:///models", ("upgrade",)),
    ("url: not a database", {"app.db": "this is no database, it only has the name of one" * 40}, ("--url", "sqlite:///app.db", "current")),
    url("url: bad SQLite parameter", "sqlite:///app.db?mode=rx"),
    ("usage: unknown command", {}, ("upgrde",)),
    ("usage: foreign word", {}, ("deploy",)),
    ("usage: unknown option", {}, ("upgrade", "--sqll")),
    ("usage: missing value", {}, ("revision", "-m")),
    ("usage: option twice", {}, ("revision", "-m", "a", "-m", "b")),
    ("usage: bad format", {}, ("current", "--format", "xml")),
    ("usage: too many words", {}, ("upgrade", "a", "b")),
    script("usage: unknown revision", GOOD_REVISION, ("upgrade", "zzzz")),
    script("usage: beyond the end", GOOD_REVISION, ("upgrade", "+5")),
    script("usage: downgrade with nothing applied", GOOD_REVISION, ("downgrade",)),
    script("usage: rev-id with a slash", GOOD_REVISION, ("revision", "-m", "x", "--rev-id", "../x")),
]


def run_case(files, command):
    folder = Path(tempfile.mkdtemp(prefix="dbtool-bad-"))
    (folder / "migrations/versions").mkdir(parents=True)
    try:
        for name, text in {"dbtool.yaml": PLAIN, **files}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
        done = subprocess.run([PROGRAM, *command], cwd=folder, capture_output=True, env=environment, stdin=subprocess.DEVNULL, timeout=60)
        return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace").replace(str(folder), "FOLDER")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    sections, failures = [], []
    for name, files, command in CASES:
        if name.endswith("in two files"):
            files = {**files, "models/n.yaml": ID}
        code, text = run_case(files, command)
        if SECRET in text or SECRET in text.replace("%", ""):
            failures.append(f"{name}: a secret is shown")
        if code not in (2, 3, 4, 7, 8) or "DBT900" in text or "bug in dbtool" in text:
            failures.append(f"{name}: exit {code}\n{text}")
        sections.append(f"##### {name}\n$ dbtool {' '.join(command)}\n{text.rstrip()}\nexit {code}\n")
    found = "\n".join(sections)
    if os.environ.get("DBTOOL_UPDATE_GOLDEN"):
        GOLDEN.write_text(found)
    wanted = dict(part.split("\n", 1) for part in GOLDEN.read_text().split("##### ")[1:])
    for section in sections:
        name, body = section.removeprefix("##### ").split("\n", 1)
        if wanted.get(name, "").strip() != body.strip():
            failures.append(f"{name}\n--- found\n{body}\n--- wanted\n{wanted.get(name)}")
    print("\n\n".join(failures) or f"{len(sections)} cases passed")
    sys.exit(bool(failures))


main()
