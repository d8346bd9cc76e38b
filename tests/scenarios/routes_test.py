"""The rows of tests/core/revisions/routes.txt through the program: what runs in which order, the version rows after it, the errors."""

import re
import shlex

from harness import SOURCE, Failed, expect, run, same


def read_rows():
    graphs, rows = {}, []
    for line in (SOURCE / "tests/core/revisions/routes.txt").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        if "|" not in line:
            name, text = line.split(":", 1)
            graphs[name] = text.strip()
            continue
        cells = [cell.strip() for cell in line.split("|")] + [""]
        rows.append((graphs.get(cells[0], cells[0]), *cells[1:5]))
    return rows


def script(word):
    """One revision of a graph in one line: `c<a,b+dep#label@60`."""
    parts = re.split(r"([<+#@])", word)
    lines = [f"-- dbtool:revision {parts[0]}"]
    for sign, value in zip(parts[1::2], parts[2::2]):
        if sign == "@":
            lines.append(f"-- dbtool:created 1970-01-01T00:00:{int(value):02}Z")
        else:
            key = {"<": "revises", "+": "depends_on", "#": "branch_labels"}[sign]
            lines.append(f"-- dbtool:{key} {value.replace(',', ' ')}")
    return "\n".join(lines) + "\n\n-- dbtool:upgrade\n\n-- dbtool:downgrade\n"


def set_up(project, graph, rows):
    versions = project.folder / "migrations/versions"
    for path in versions.glob("*"):
        path.unlink()
    for word in graph.split():
        project.write(f"migrations/versions/{re.split('[<+#@]', word)[0]}.sql", script(word))
    project.database.script("DELETE FROM alembic_version; DELETE FROM dbtool_log;" +
                            "".join(f"INSERT INTO alembic_version VALUES ('{row}');" for row in rows.split()))


def recorded(project):
    return " ".join(sorted(row for (row,) in project.database.rows("SELECT version_num FROM alembic_version")))


def below(graph, row):
    """What a revision stands on, by its parents."""
    parents = {re.split("[<+#@]", word)[0]: (re.search("<([^+#@]+)", word) or ["", ""])[1].split(",") for word in graph.split()}
    found, left = set(), [row]
    while left:
        new = set(parents.get(left.pop(), [])) - found - {""}
        found |= new
        left += new
    return found


def check(project, graph, rows, command, steps, rows_after):
    set_up(project, graph, rows)
    if not command.startswith("stamp") and any(set(rows.split()) & below(graph, row) for row in rows.split()):
        steps = "! DBT753"  # core answers for such rows, which no run leaves; the program does not run from them
    refused = steps.startswith("! ")
    project.dbtool(*shlex.split(command), code=7 if refused else 0)
    if refused:
        for part in (part.strip() for part in steps[2:].split("&")):
            code = re.match(r"DBT\d+", part)
            # The program names the database and says more of rows that no file has.
            words = part.strip('"') if "DBT703" in project.last_error else part[code.end():].strip() if code else part
            for wanted in ([code.group()] if code else []) + ([words] if not code or words != part else []):
                expect(wanted in project.last_error, f"\"{wanted}\" is missing:\n{project.last_error}")
        same(recorded(project), " ".join(sorted(rows.split())), "rows after a refusal")
        return
    same(recorded(project), " ".join(sorted(rows_after.split())), "rows after")
    if not command.startswith("stamp"):
        ran = [revision for (revision,) in project.database.rows("SELECT revision FROM dbtool_log WHERE status = 'done' ORDER BY seq")]
        same(ran, [step.split(":")[0].strip() for step in steps.split(";") if step.strip()], "what ran")


def scenario(project):
    project.settings()
    (project.folder / "migrations/versions").mkdir(parents=True, exist_ok=True)
    project.dbtool("stamp", "base")
    project.write("migrations/versions/a.sql", script("a"))
    project.dbtool("upgrade")
    failures, rows = [], read_rows()
    expect(len(rows) >= 200, f"only {len(rows)} rows")
    for row in rows:
        try:
            check(project, *row)
        except Failed as failure:
            failures.append(f"{' | '.join(row)}\n{failure}")
    expect(not failures, "\n\n".join(failures))


run(scenario)
