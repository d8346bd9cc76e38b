"""A database last managed by Alembic is taken over as it is, and given back: the rows of alembic_version are the same for both."""

import subprocess
import sys

from harness import SKIPPED, expect, run, same

try:
    import alembic  # noqa: F401
    import sqlalchemy
except ImportError:
    for python in ("/usr/bin/python3",):
        probe = subprocess.run([python, "-c", "import alembic"], capture_output=True)
        if probe.returncode == 0 and sys.executable != python:
            import os
            os.execv(python, [python, *sys.argv])
    print("skipped: Alembic is not installed (Debian: python3-alembic)")
    sys.exit(SKIPPED)

ENV = """
from alembic import context
from sqlalchemy import create_engine
engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()
"""
FIRST = """
from alembic import op
import sqlalchemy as sa
revision = "1975ea83b712"
down_revision = None
def upgrade():
    op.create_table("account", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(50), nullable=False))
def downgrade():
    op.drop_table("account")
"""
SECOND = """
from alembic import op
import sqlalchemy as sa
revision = "ae1027a6acf0"
down_revision = "1975ea83b712"
def upgrade():
    op.add_column("account", sa.Column("note", sa.Text))
def downgrade():
    with op.batch_alter_table("account") as batch:
        batch.drop_column("note")
"""
MODELS = """
dbtool: 1
tables:
  account:
    columns:
      id:   { type: integer, primary_key: true%s }
      name: varchar(50) not null
      note: text
"""


def scenario(project):
    url = project.database.url
    project.write("alembic.ini", f"[alembic]\nscript_location = alembic\nsqlalchemy.url = {url}\n")
    project.write("alembic/env.py", ENV)
    project.write("alembic/versions/1975ea83b712_first.py", FIRST)
    project.write("alembic/versions/ae1027a6acf0_second.py", SECOND)

    def run_alembic(*arguments):
        return subprocess.run([sys.executable, "-m", "alembic", *arguments], cwd=project.folder, check=True,
                              capture_output=True, text=True).stdout

    try:
        run_alembic("upgrade", "head")
    except subprocess.CalledProcessError as failure:
        if "psycopg2" in failure.stderr:
            print("skipped: Alembic has no driver for PostgreSQL (Debian: python3-psycopg2)")
            sys.exit(SKIPPED)
        raise

    # Taken over: the same ids as dbtool revisions, no conversion.
    project.settings()
    serial = {"sqlite": "", "postgresql": ", default: { sql: \"nextval('account_id_seq'::regclass)\" }"}[project.database.kind]
    project.write("models/account.yaml", MODELS % serial)
    for identifier, parent, up, down in (
            ("1975ea83b712", "null", "CREATE TABLE account (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL)", "DROP TABLE account"),
            ("ae1027a6acf0", "1975ea83b712", "ALTER TABLE account ADD COLUMN note TEXT", "ALTER TABLE account DROP COLUMN note")):
        project.write(f"migrations/versions/{identifier}.yaml",
                      f"revision: {identifier}\nrevises: {parent}\nmessage: from alembic\n\nupgrade:\n  - sql: {up}\n\n"
                      f"downgrade:\n  - sql: {down}\n")
    expect(project.dbtool("current").startswith("ae1027a6acf0 (head)"), "the row Alembic left is not understood")
    out = project.dbtool("migrate", "-m", "nothing")
    expect("No changes" in out + project.last_error, f"models and database should agree:\n{out}")
    project.dbtool("downgrade")
    same(run_alembic("current").split()[:1], ["1975ea83b712"], "what Alembic reads after a downgrade by dbtool")

    # And back: Alembic goes on from there, dbtool reads what it leaves.
    run_alembic("upgrade", "head")
    expect(project.dbtool("current").startswith("ae1027a6acf0 (head)"), "the row Alembic left is not understood")
    same(project.database.rows("SELECT version_num FROM alembic_version"), [("ae1027a6acf0",)], "rows of alembic_version")

    # A version table that dbtool made serves Alembic.
    project.dbtool("downgrade", "base", "--yes")
    project.database.script("DROP TABLE alembic_version")
    project.dbtool("upgrade")
    same(run_alembic("current").split()[:1], ["ae1027a6acf0"], "what Alembic reads of a version table made by dbtool")
    run_alembic("downgrade", "base")
    same(project.dbtool("current").strip(), "", "no revision after Alembic went back to base")


run(scenario)
