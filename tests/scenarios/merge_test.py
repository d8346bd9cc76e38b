"""Two heads: told, refused, merged through the program; up, down and up again; a head that others depend on is no second head."""

from harness import expect, run, same

MODEL = """
dbtool: 1
tables:
  users:
    columns:
      id: { type: bigint, primary_key: true, identity: true }
"""
COLUMN = """
revision: {revision}
revises: [{parent}]
message: {message}
branch_labels: [{label}]
upgrade:
  - add_column: {{ table: users, column: {{ name: {column}, type: text }} }}
downgrade:
  - drop_column: {{ table: users, column: {column}, was: {{ type: text }} }}
"""
FIRST, BLOG, SHOP = "aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"
MERGE, DEPENDENT = "dddddddddddd", "eeeeeeeeeeee"


def rows(project):
    return sorted(row[0] for row in project.database.rows("SELECT version_num FROM alembic_version"))


def first_words(text):
    return [line.split()[0] for line in text.splitlines()]


def branch(project, revision, label, column):
    project.write(f"migrations/versions/{label}.yaml",
                  COLUMN.format(revision=revision, parent=FIRST, message=f"add {column}", label=label, column=column))


def two_heads(project):
    same(sorted(first_words(project.dbtool("heads"))), [BLOG, SHOP], "heads")
    lines = project.dbtool("branches").splitlines()
    same(lines[0].split()[0], FIRST, "where it branches")
    same(sorted(line.split()[1] for line in lines[1:]), [BLOG, SHOP], "into what it branches")
    expect(all(line.startswith("    ") for line in lines[1:]), lines)
    expect("dbtool merge" in project.dbtool("check", code=1), "check does not name merge")
    project.dbtool("upgrade", code=7)
    expect(BLOG in project.last_error and SHOP in project.last_error and "dbtool merge" in project.last_error, project.last_error)
    project.dbtool("migrate", "-m", "x", code=7)
    project.dbtool("merge", BLOG, code=7)
    project.dbtool("merge", BLOG, FIRST, code=7)
    project.dbtool("upgrade", "heads")
    same(rows(project), [BLOG, SHOP], "rows of two heads")
    same(sorted(first_words(project.dbtool("current"))), [BLOG, SHOP], "current")
    project.dbtool("current", "--check-heads")
    project.dbtool("downgrade", "-1", code=7)
    expect(BLOG in project.last_error and SHOP in project.last_error, f"-1 of two rows names both:\n{project.last_error}")
    project.dbtool("downgrade", "blog@-1")
    same(rows(project), [SHOP], "rows after blog@-1")


def merged(project):
    out = project.dbtool("merge", "--rev-id", MERGE, "-m", "one again")
    expect("\nWrote " in out and f"Several sides change users: {BLOG} and {SHOP}" in out, out)
    same(first_words(project.dbtool("heads")), [MERGE], "heads after the merge")
    shown = project.dbtool("show", MERGE)
    expect(f"Merges: {BLOG}, {SHOP}" in shown or f"Merges: {SHOP}, {BLOG}" in shown, shown)
    project.dbtool("merge", code=7)
    expect("nothing to merge" in project.last_error, project.last_error)
    project.dbtool("upgrade")
    same(rows(project), [MERGE], "rows of the merge")
    top = project.judge("--ignore-column-order")
    project.dbtool("check", code=1)
    project.dbtool("downgrade", code=7)
    expect(BLOG in project.last_error and SHOP in project.last_error, f"one step below a merge is two:\n{project.last_error}")
    project.dbtool("downgrade", BLOG)
    same(rows(project), [BLOG, SHOP], "rows below the merge")
    project.dbtool("upgrade")
    project.dbtool("downgrade", FIRST)
    same(rows(project), [FIRST], "rows below both branches")
    project.dbtool("downgrade", "base")
    same(rows(project), [], "rows at the base")
    project.dbtool("upgrade")
    same(project.judge("--ignore-column-order"), top, "schema after up, down and up")


def dependencies(project):
    """A branch that depends on the other one's tip: one real head, nothing to merge."""
    next(path for path in project.revisions() if MERGE in path.read_text()).unlink()
    project.dbtool("downgrade", "base", code=7)
    project.dbtool("stamp", "--purge", BLOG, SHOP)
    project.dbtool("revision", "--rev-id", DEPENDENT, "-m", "needs shop", "--head", BLOG, "--depends-on", SHOP)
    same(sorted(first_words(project.dbtool("heads"))), [SHOP, DEPENDENT], "heads")
    expect("(effective head)" in project.dbtool("heads"), "which of them is a head in effect only")
    same(first_words(project.dbtool("heads", "--resolve-dependencies")), [DEPENDENT], "real heads")
    project.dbtool("merge", code=7)
    expect("nothing to merge" in project.last_error and DEPENDENT in project.last_error, project.last_error)
    project.dbtool("upgrade")
    same(rows(project), [DEPENDENT], "rows of a tip that has the other one in it")
    project.dbtool("merge", SHOP, DEPENDENT, "-m", "by name")
    project.dbtool("upgrade")


def scenario(project):
    project.settings()
    project.write("models/users.yaml", MODEL)
    project.dbtool("migrate", "-m", "users", "--rev-id", FIRST)
    branch(project, BLOG, "blog", "bio")
    branch(project, SHOP, "shop", "address")
    two_heads(project)
    merged(project)
    dependencies(project)


run(scenario)
