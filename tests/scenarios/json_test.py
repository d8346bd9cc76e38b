"""`--format json`: every command prints one object of the documented shape, and nothing else."""

import json
import re

from harness import SOURCE, expect, run, same

TEXT, FLAG, NUMBER, LIST = str, bool, int, list
MAYBE_TEXT, MAYBE_FLAG, MAYBE_NUMBER = (str, type(None)), (bool, type(None)), (int, type(None))

REVISION = {"revision": TEXT, "revises": LIST, "depends_on": LIST, "branch_labels": LIST, "replaces": LIST, "message": TEXT,
            "created": MAYBE_TEXT,
            "path": TEXT, "is_head": FLAG, "is_current": MAYBE_FLAG, "applied": MAYBE_FLAG}
FINDING = {"code": MAYBE_TEXT, "severity": TEXT, "message": TEXT, "file": MAYBE_TEXT, "line": MAYBE_NUMBER, "column": MAYBE_NUMBER,
           "help": MAYBE_TEXT, "notes": LIST}
CHANGE = {"action": TEXT, "object": TEXT, "name": TEXT, "table": MAYBE_TEXT, "detail": TEXT, "file": MAYBE_TEXT, "line": MAYBE_NUMBER,
          "column": MAYBE_NUMBER}
SETTING = {"key": TEXT, "value": TEXT, "origin": TEXT}
CHECK = {"name": TEXT, "result": TEXT, "detail": TEXT}
DATABASE = {"name": TEXT, "url": TEXT, "origin": TEXT, "dialect": TEXT, "server": TEXT}

MODEL = """
dbtool: 1
tables:
  users:
    columns:
      id: { type: bigint, primary_key: true, identity: true }
      name: { type: text, nullable: false }
"""


def has_shape(value, shape, what, more=()):
    same(set(value), set(shape) | set(more), f"members of {what}")
    for member, kinds in shape.items():
        fits = isinstance(value[member], kinds) and not (kinds in (NUMBER, MAYBE_NUMBER) and isinstance(value[member], bool))
        expect(fits, f"{what}: {member} is {value[member]!r}")


def each(values, shape, what, more=()):
    for number, value in enumerate(values):
        has_shape(value, shape, f"{what} {number}", more)


def no_member_twice(members):
    names = [name for name, _ in members]
    same(names, list(dict(members)), "members of an object")
    return dict(members)


class Reports:
    """Runs commands and checks what every report has."""

    def __init__(self, project):
        self.project = project
        self.version = project.dbtool("--version").split()[1]
        self.commands = set()

    def read(self, *words):
        """The report of a command, whatever its exit code, with what every report has checked."""
        done = self.project.run("--format", "json", *words, variables={"EDITOR": "true", "VISUAL": "true"})
        what = f"dbtool --format json {' '.join(words)}"
        code = done.returncode
        same(done.stderr, "", f"{what}: stderr")
        report = json.loads(done.stdout, object_pairs_hook=no_member_twice)
        same(list(report)[:5], ["dbtool", "report", "command", "ok", "exit_code"], f"{what}: the first members")
        same((report["dbtool"], report["report"], report["ok"], report["exit_code"]), (self.version, 1, code == 0, code), what)
        each(report["findings"], FINDING, f"{what}: finding")
        expect(all(finding["severity"] in ("error", "warning", "note") for finding in report["findings"]), what)
        expect(code in (0, 1) or report["findings"], f"{what}: exit {code} without a finding")
        return report

    def ask(self, *words, code=0, members=()):
        what = f"dbtool --format json {' '.join(words)}"
        report = self.read(*words)
        same(report["exit_code"], code, f"{what}: exit code\n{report}\n")
        same(set(report) - {"dbtool", "report", "command", "ok", "exit_code", "findings"}, set(members), f"{what}: members of its own")
        if report["command"]:
            self.commands.add(report["command"])
        return report

    def revisions(self, *words, count, **options):
        members = {"revisions", *options.pop("members", ())}
        report = self.ask(*words, members=members)
        same(len(report["revisions"]), count, f"{words}: revisions\n{report}")
        each(report["revisions"], REVISION, f"{words}: revision", options.pop("more", ()))
        return report


def before_the_first_revision(reports, project):
    created = reports.ask("init", members=["created"])["created"]
    expect("dbtool.yaml" in created and all((project.folder / name).exists() for name in created), created)
    project.write("models/schema.yaml", MODEL)
    same(reports.ask("list-templates", members=["templates"])["templates"], ["generic", "multidb"], "templates")
    reports.revisions("heads", count=0)
    reports.revisions("current", count=0, members=["unknown"])
    changes = reports.ask("diff", members=["changes"])["changes"]
    each(changes, CHANGE, "diff: change")
    same([(c["action"], c["object"], c["name"]) for c in changes], [("add", "table", "users")], "changes of diff")
    expect("CREATE TABLE" in reports.ask("diff", "--sql", members=["changes", "sql"])["sql"], "diff --sql has no SQL")
    reports.ask("diff", "--exit-code", code=1, members=["changes"])
    report = reports.ask("check", code=1, members=["changes", "checks"])
    each(report["checks"], CHECK, "check")
    each(report["changes"], CHANGE, "check: change")
    same([finding["code"] for finding in report["findings"]], ["DBT301"], "findings of check")


def revisions_and_runs(reports):
    expect("CREATE TABLE" in reports.ask("migrate", "--sql", members=["changes", "sql"])["sql"], "migrate --sql has no SQL")
    written = reports.revisions("migrate", "-m", "first", count=1, members=["changes"])["revisions"][0]
    same((written["message"], written["is_head"], written["is_current"], written["applied"]), ("first", True, False, False), "written")
    same(reports.revisions("upgrade", "--dry-run", count=1, members=["tried"], more=["statements"])["revisions"][0]["revision"], written["revision"], "planned")
    sql = reports.ask("upgrade", "--sql", "--tag", "for review\nof two", members=["sql"])["sql"]
    expect(sql.startswith("-- for review of two\n"), f"the tag is no comment:\n{sql}")
    report = reports.ask("upgrade", members=["applied", "current"])
    same((report["applied"], report["current"]), ([written["revision"]], [written["revision"]]), "upgrade")
    same(reports.ask("upgrade", members=["applied", "current"])["applied"], [], "a second upgrade")
    reports.revisions("migrate", "-m", "nothing", count=0, members=["changes"])
    same(reports.ask("migrate", "--sql", members=["changes", "sql"])["sql"], "", "migrate --sql without a difference")
    second = reports.revisions("revision", "-m", "second", "--branch-label", "blog", count=1)["revisions"][0]
    same((second["revises"], second["branch_labels"]), ([written["revision"]], ["blog"]), "revision")
    return written["revision"], second["revision"]


def questions(reports, first, second):
    report = reports.revisions("status", count=2, members=["database", "pending", "edited", "late", "unknown"], more=["applied_at", "applied_by", "edited", "laid_out_anew", "late"])
    has_shape(report["database"], DATABASE, "status: database")
    same((report["pending"], report["edited"]), (1, 0), "status")
    reports.ask("status", "--exit-code", code=1, members=["database", "pending", "edited", "late", "unknown", "revisions"])
    listed = reports.revisions("history", "-i", count=2)["revisions"]
    same([(r["revision"], r["is_head"], r["is_current"], r["applied"]) for r in listed],
         [(second, True, False, False), (first, False, True, True)], "history -i")
    listed = reports.revisions("history", count=2)["revisions"]
    same([(r["is_current"], r["applied"]) for r in listed], [(None, None)] * 2, "history, which does not ask the database")
    reports.revisions("history", "-v", "-r", "-1:current", count=1)
    reports.revisions("show", second, count=1)
    reports.revisions("heads", "-v", count=1)
    reports.revisions("branches", count=0)
    same(reports.revisions("current", "-v", count=1, members=["unknown"])["revisions"][0]["revision"], first, "current")
    reports.ask("current", "--check-heads", code=1, members=["revisions", "unknown"])
    reports.ask("check", code=1, members=["checks"])
    each(reports.ask("config", "--show-origin", members=["settings"])["settings"], SETTING, "setting")
    same([s["key"] for s in reports.ask("config", "url", members=["settings"])["settings"]], ["url"], "config url")


def ways_back(reports, first, second):
    reports.ask("stamp", "--sql", "head", members=["sql"])
    report = reports.ask("stamp", "head", members=["before", "current"])
    same((report["before"], report["current"]), ([first], [second]), "stamp")
    reports.revisions("downgrade", "-n", count=1, members=["tried"], more=["statements"])
    reports.ask("downgrade", "--sql", members=["sql"])
    report = reports.ask("downgrade", "base", members=["reverted", "current"])
    same((report["reverted"], report["current"]), ([second, first], []), "downgrade")


def merging(reports, first, second):
    third = reports.revisions("revision", "-m", "third", "--head", first, "--splice", count=1)["revisions"][0]["revision"]
    reports.revisions("branches", count=1)
    merged = reports.revisions("merge", count=1, members=["overlaps"])["revisions"][0]
    same(sorted(merged["revises"]), sorted([second, third]), "parents of the merge")


def words_and_mistakes(reports):
    expect("Usage" in reports.ask("help", "upgrade", members=["help"])["help"], "help without usage")
    expect("Usage" in reports.ask("upgrade", "--help", members=["help"])["help"], "--help without usage")
    expect("complete" in reports.ask("completion", "bash", members=["script"])["script"], "no completion script")
    same(reports.ask("upgrde", code=2)["command"], None, "the command of a word that is none")
    same(reports.ask("upgrade", "--nope", code=2)["command"], "upgrade", "the command of a wrong option")
    same(reports.ask("show", "nope", code=7)["findings"][0]["code"], "DBT700", "an unknown revision")
    unreachable = reports.ask("-u", "postgresql://u:hunter2@localhost:1/x", "upgrade", code=3)
    expect("hunter2" not in json.dumps(unreachable), "a password in a report")
    reports.project.write("models/schema.yaml", "dbtool: 1\ntables:\n  t:\n    columns: { id: { tipe: text } }\n")
    found = reports.ask("diff", code=2)["findings"][0]
    same((found["file"], found["line"]), ("models/schema.yaml", 4), "the place of a mistake")


def scenario(project):
    reports = Reports(project)
    before_the_first_revision(reports, project)
    first, second = revisions_and_runs(reports)
    questions(reports, first, second)
    ways_back(reports, first, second)
    merging(reports, first, second)
    words_and_mistakes(reports)
    commands_of_the_page(reports)


def commands_of_the_page(reports):
    """Commands with scenarios of their own: here only that they report, too."""
    page = (SOURCE / "man/dbtool.1").read_text()
    commands = set(re.findall(r"^\.Ss (\S+)$", page.split(".Sh COMMANDS")[1].split(".Sh OUTPUT")[0], re.M))
    expect(reports.commands <= commands and len(commands) >= 19, f"the page has {sorted(commands)}")
    for command in sorted(commands - reports.commands):
        same(reports.read(command)["command"], command, "the command of a report")


run(scenario)
