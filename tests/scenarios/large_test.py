"""A first migration of hundreds of tables: on PostgreSQL several revisions, each small enough for the server's lock table; up and
down, and again."""

import json
import re

from harness import expect, run, same

TABLES = 650


def models():
    lines = ["dbtool: 1", "tables:"]
    for number in range(TABLES):
        lines += [f"  t{number:04d}:", "    columns:", "      id: { type: bigint, primary_key: true, identity: true }",
                  f"      parent: {{ type: bigint, references: t{max(number - 1, 0):04d}.id, index: true }}",
                  "      name: { type: text, unique: true }"]
    return "\n".join(lines) + "\n"


def revises(path):
    return re.search(r"^revises: (.*)$", path.read_text(), re.MULTILINE).group(1)


def scenario(project):
    project.settings()
    project.write("models/many.yaml", models())
    report = json.loads(project.dbtool("--format", "json", "migrate", "-m", "create", "--rev-id", "aaa111", "--branch-label", "many"))
    written = [revision["revision"] for revision in report["revisions"]]
    expected = 1 if project.database.kind == "sqlite" else 2
    same(len(written), expected, "the number of revisions")
    same(written[-1], "aaa111", "the id that was asked for")
    same(project.dbtool("heads").split()[0], "aaa111", "the head")
    scripts = {path.name.split("_")[2]: path for path in project.revisions()}
    same([revises(scripts[name]) for name in written], ["null", *written[:-1]], "what each revises")
    expect(all(("many" in scripts[name].read_text()) == (name == written[0]) for name in written), "the label is not on the first")
    if expected > 1:
        expect("(1 of 2)" in scripts[written[0]].read_text(), "the message does not count")

    project.dbtool("upgrade")
    first = project.judge()
    expect("t0649" in first, "the last table is not there")
    expect("No changes" in project.dbtool("migrate", "-m", "nothing"), "a second migrate finds something")
    project.dbtool("downgrade", "base", "--yes")
    expect("t0000" not in project.judge(), "the way back leaves tables")
    project.dbtool("upgrade")
    same(project.judge(), first, "the schema after down and up")


run(scenario)
