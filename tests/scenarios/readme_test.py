"""The first migration of the README, line by line as it stands there, and the commands its text names."""

import re
import subprocess

from harness import PROGRAM, SOURCE, expect, run, same


def section(title):
    text = (SOURCE / "README.md").read_text()
    return text.split(f"\n## {title}\n")[1].split("\n## ")[0]


def first_migration():
    """The indented block of the section, as a shell script."""
    block = re.search(r"(?:^    .*\n|^\n)+", section("A first migration").lstrip("\n"), re.M).group(0)
    return re.sub(r"^    ", "", block, flags=re.M)


def shell(project, script, variables):
    """Runs a script with the program first in the PATH."""
    tools = project.folder / "bin"
    tools.mkdir(exist_ok=True)
    if not (tools / "dbtool").exists():
        (tools / "dbtool").symlink_to(PROGRAM)
    environment = project.environment(variables)
    environment["PATH"] = f"{tools}:{environment['PATH']}"
    environment = {name: value for name, value in environment.items() if value is not None}
    done = subprocess.run(["bash", "-euc", script], cwd=project.folder, text=True, capture_output=True, env=environment,
                          stdin=subprocess.DEVNULL, timeout=120)
    expect(done.returncode == 0, f"exit {done.returncode}\n{script}\n{done.stdout}{done.stderr}")
    return done.stdout


def scenario(project):
    script = first_migration()
    lines = [line for line in script.splitlines() if line]
    expect(len(lines) <= 14 and script.startswith("mkdir shop && cd shop\n") and "dbtool upgrade" in script, f"is this it?\n{script}")
    # On SQLite nothing is named at all; for PostgreSQL the README says to export DATABASE_URL.
    url = None if project.database.kind == "sqlite" else project.database.url
    out = shell(project, script, {"DATABASE_URL": url})
    expect("Up to date" in out and "add customers" in out, f"status at the end:\n{out}")
    if url is None:
        project.database.file = project.folder / "shop/app.db"
    same([row[0] for row in project.database.rows("SELECT count(*) FROM customers")], [0 if url is None else "0"], "the table")

    model = (project.folder / "shop/models/shop.yaml").read_text()
    project.write("shop/models/shop.yaml", model + "      name:  text\n")
    out = shell(project, "cd shop; dbtool migrate -m 'add names'; dbtool upgrade; dbtool check", {"DATABASE_URL": url})
    expect("add_names" in out, out)

    # A database that is there already.
    adopt = re.search(r"`(dbtool baseline)`", section("A first migration").replace("\n", " "))
    expect(adopt, "the README does not say how to take over a database")
    out = shell(project, f"rm -r shop/migrations/versions/*.yaml; cd shop; dbtool stamp --purge base; dbtool diff; {adopt.group(1)}; "
                "dbtool check", {"DATABASE_URL": url})
    expect("No difference" in out and "Stamped" in out, out)

    help_text = project.dbtool("--help")
    commands = set(re.findall(r"^  (?:Start|Change|Apply|Ask|More|     )\s+(\S+)  +\S", help_text, re.M))
    named = set(re.findall(r"`([a-z-]+)`", section("Commands").split("Every command")[0]))
    same(sorted(named), sorted(commands), "the commands of the README and of --help")


run(scenario)
