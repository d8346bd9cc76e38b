"""Random histories with merges, labels and dependencies, the same upgrades and downgrades by dbtool's graph code and by Alembic's:
the version rows must be equal. What differs must be one of the differences listed below, and is counted."""

import os
import random
import subprocess
import sys
import warnings
from collections import Counter
from types import SimpleNamespace

SKIPPED = 77
GRAPHS, MOVES, MOST = 500, 8, 30

try:
    from alembic.runtime.migration import HeadMaintainer, MigrationStep
    from alembic.script.revision import Revision, RevisionError, RevisionMap
    from alembic.util import CommandError
except ImportError:
    if sys.executable != "/usr/bin/python3" and subprocess.run(["/usr/bin/python3", "-c", "import alembic"], capture_output=True).returncode == 0:
        os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])
    print("skipped: Alembic is not installed (Debian: python3-alembic)")
    sys.exit(SKIPPED)

# What dbtool refuses where Alembic goes on: code, and whether Alembic must then have left the rows alone.
EXPLAINED = {
    "DBT707": ("a target behind the rows of an upgrade, or not applied for a downgrade, is an error instead of nothing", True),
    "DBT709": ("a downgrade of one branch does not take down another one that stands on the same revisions", False),
    "DBT705": ("steps from several revisions are not clear; Alembic takes one of them, with a warning", False),
    "DBT700": ("a revision that is not on the branch is an error; Alembic looks at the branch only where it walks", False),
}
LOST = "expected one row, found none:"
UNRESOLVED = "not resolved:"
UNCLEAR = ("Ambiguous walk", "Multiple heads", "Requested revision", "Not a valid downgrade target", UNRESOLVED)
NOTHING = "Revision Nothing to drop is not an ancestor"
DIFFERENCES = {
    "lost": "done here: Alembic ends in the middle, looking for a version row that its own steps did not write",
    "nothing": "nothing to do here: Alembic fails when nothing stands on the target of a downgrade",
    "wider": "done here: Alembic does not resolve it (effective heads, walks that the branch makes clear, heads that depend on others)",
    "kept": "a branch down to the base leaves what other branches stand on: Alembic takes everything down",
    "implied": "equal but for rows that others stand on: where a merge revises a revision and what that one stands on, Alembic leaves both",
}


class Heads(HeadMaintainer):
    """Alembic's bookkeeping of the version rows, without a database."""

    def __init__(self, rows):
        super().__init__(None, rows)

    def _insert_version(self, version):
        self.heads.add(version)

    def _delete_version(self, version):
        self.heads.remove(version)

    def _update_version(self, from_, to_):
        self.heads.remove(from_)
        self.heads.add(to_)


class Script(Revision):
    module = SimpleNamespace(upgrade=None, downgrade=None)
    doc = ""


def alembic_graph(revisions):
    return RevisionMap(lambda: [Script(r["id"], tuple(r["parents"]) or None, dependencies=tuple(r["depends"]) or None,
                                       branch_labels=r["labels"] or None) for r in revisions])


def alembic_rows(graph, rows, command):
    """The rows after the command, or the error."""
    verb, target = command.split()
    current = tuple(sorted(rows))
    try:
        if verb == "upgrade":
            scripts = reversed(list(graph.iterate_revisions(target, current, implicit_base=True)))
            steps = [MigrationStep.upgrade_from_script(graph, script) for script in scripts]
        else:
            scripts = graph.iterate_revisions(current, target, select_for_downgrade=True)
            steps = [MigrationStep.downgrade_from_script(graph, script) for script in scripts]
        heads = Heads(rows)
        for step in steps:
            heads.update_to_step(step)
        return set(heads.heads), None
    except (RevisionError, CommandError) as error:
        return set(rows), str(error)
    except (AssertionError, ValueError) as error:
        return set(rows), f"{UNRESOLVED} {command}: {error!r}"
    except KeyError as row:
        return set(rows), f"{LOST} {row}"


def stood_on(rows, revisions):
    """What the rows stand on."""
    declaring = {label: r["id"] for r in revisions for label in r["labels"]}
    below = {r["id"]: [declaring.get(name, name) for name in r["parents"] + r["depends"]] for r in revisions}
    seen, todo = set(), [parent for row in rows for parent in below[row]]
    while todo:
        revision = todo.pop()
        if revision not in seen:
            seen.add(revision)
            todo += below[revision]
    return seen


def ends_at_base(graph, command, before):
    """Whether what a downgrade names is, for Alembic, the base."""
    verb, target = command.split()
    if verb != "downgrade":
        return False
    return graph._parse_downgrade_target(tuple(sorted(before)), target, assert_relative_length=True)[1] in (None, "base")


def difference(graph, command, error, found, wanted, before, revisions):
    """Which of the listed differences it is; None: the rows are equal; empty: none of the list."""
    if error is None:
        if found == wanted:
            return None
        if found == wanted - stood_on(wanted, revisions):
            return "implied"
        keeps_more = found | stood_on(found, revisions) > wanted | stood_on(wanted, revisions)
        return "kept" if keeps_more and ends_at_base(graph, command, before) else ""
    if error.startswith(LOST):
        return "lost"
    if error.startswith(UNCLEAR):
        return "wider"
    return "nothing" if error.startswith(NOTHING) and found == before else ""


def random_revisions(chance):
    revisions = []
    for number in range(chance.randint(1, MOST)):
        ids = [r["id"] for r in revisions]
        recent = ids[-6:]
        kind = chance.random()
        parents = [] if not ids or kind < 0.07 else chance.sample(recent, min(len(recent), 2 if kind > 0.85 else 1))
        others = [i for i in ids if i not in parents]
        depends = chance.sample(others, 1) if others and chance.random() < 0.15 else []
        revisions.append({"id": f"r{number:03}x", "parents": parents, "depends": depends,
                          "labels": [f"label{number}"] if chance.random() < 0.1 else []})
    return revisions


def text_of(revisions):
    def part(sign, words):
        return sign + ",".join(words) if words else ""
    return " ".join(r["id"] + part("<", r["parents"]) + part("+", r["depends"]) + part("#", r["labels"]) for r in revisions)


def random_command(chance, revisions):
    ids = [r["id"] for r in revisions]
    labels = [label for r in revisions for label in r["labels"]]
    one, other, branch = chance.choice(ids), chance.choice(ids), chance.choice(ids + 3 * labels)
    verb = chance.choice(["upgrade", "upgrade", "downgrade"])
    if chance.random() < 0.6:
        ends = ["heads", *labels] if verb == "upgrade" else ["base"]
        return f"{verb} {chance.choice(ends) if chance.random() < 0.2 else one}"
    forms = ["head-1", "base+2", f"{one}+1", f"{one}-1", f"{branch}@head-1", f"{branch}@base+2", f"{branch}@{other}"]
    if verb == "upgrade":
        forms += ["head", "+1", "+2", f"{branch}@head", f"{branch}@heads", f"{branch}@+1", f"{branch}@+2"]
    else:
        forms += ["-1", "-2", f"{branch}@base", f"{branch}@-1", f"{branch}@-2"]
    return f"{verb} {chance.choice(forms)}"


def main():
    warnings.simplefilter("ignore")
    chance = random.Random(20261121)
    program = subprocess.Popen([os.environ["DBTOOL_ROUTES"]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    refused, listed, failures, moves, equal = Counter(), Counter(), [], 0, 0
    for number in range(GRAPHS):
        revisions = random_revisions(chance)
        graph, text, rows = alembic_graph(revisions), text_of(revisions), set()
        for _ in range(MOVES):
            command = random_command(chance, revisions)
            wanted, error = alembic_rows(graph, rows, command)
            print(f"{text}|{' '.join(sorted(rows))}|{command}", file=program.stdin, flush=True)
            answer = program.stdout.readline().strip()
            moves += 1
            where = f"graph {number}: {text}\n  at {sorted(rows)}: {command}\n  dbtool: {answer}\n  Alembic: {error or sorted(wanted)}"
            if answer.startswith("! "):
                code = answer.split()[1]
                refused[code] += 1
                known = code in EXPLAINED and (not EXPLAINED[code][1] or wanted == rows)
                if not known and error is None:
                    failures.append(where)
                continue
            kind = difference(graph, command, error, set(answer.split()), wanted, rows, revisions)
            if kind is None:
                equal += 1
            elif kind:
                listed[kind] += 1
            else:
                failures.append(where)
            rows = set(answer.split())
    program.stdin.close()
    program.wait()
    print("\n\n".join(failures[:20]))
    print(f"{GRAPHS} graphs, {moves} commands: {equal} with equal rows, {len(failures)} differences that are not listed")
    for kind, count in sorted(listed.items()):
        print(f"  {count} {DIFFERENCES[kind]}")
    for code, count in sorted(refused.items()):
        print(f"  {count} refused here ({code}): {EXPLAINED.get(code, ('Alembic refuses it too',))[0]}")
    sys.exit(bool(failures))


main()
