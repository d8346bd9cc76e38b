"""Workloads of the benchmarks: projects of a given size, the same SQL for the raw clients. A pure function of the arguments."""

from pathlib import Path

HEAD = "dbtool: 1\nurl: \"${DATABASE_URL}\"\nmodels: models\nmigrations: migrations\n"


def revision_id(number):
    return f"{number:08d}beef"


def up_statements(number):
    table, parent = f"t_{number:05d}", f"t_{max(number - 1, 1):05d}"
    return [
        f"CREATE TABLE {table} (\n  id INTEGER NOT NULL,\n  parent_id INTEGER,\n  code INTEGER NOT NULL,\n"
        f"  title VARCHAR(200) NOT NULL,\n  amount NUMERIC(12, 2) DEFAULT 0 NOT NULL,\n  active BOOLEAN NOT NULL,\n"
        f"  created_at TIMESTAMP NOT NULL,\n  note TEXT,\n  CONSTRAINT pk_{table} PRIMARY KEY (id),\n"
        f"  CONSTRAINT fk_{table} FOREIGN KEY (parent_id) REFERENCES {parent} (id),\n"
        f"  CONSTRAINT uq_{table} UNIQUE (code)\n)",
        f"CREATE INDEX ix_{table}_parent ON {table} (parent_id)",
        f"CREATE INDEX ix_{table}_title ON {table} (title, created_at)",
    ]


def down_statements(number):
    return [f"DROP INDEX ix_t_{number:05d}_title", f"DROP INDEX ix_t_{number:05d}_parent", f"DROP TABLE t_{number:05d}"]


def text(statements):
    return "".join(statement + ";\n" for statement in statements)


def history(folder: Path, count: int):
    """A project with `count` SQL revisions, each one table of eight columns, a foreign key, a unique and two indexes."""
    versions = folder / "migrations/versions"
    versions.mkdir(parents=True)
    (folder / "dbtool.yaml").write_text(HEAD)
    for number in range(1, count + 1):
        lines = [f"-- dbtool:revision {revision_id(number)}"]
        if number > 1:
            lines.append(f"-- dbtool:revises {revision_id(number - 1)}")
        lines.append(f"-- dbtool:message create t_{number:05d}")
        (versions / f"{number:05d}_create.sql").write_text(
            "\n".join(lines) + "\n\n-- dbtool:upgrade\n" + text(up_statements(number)) +
            "\n-- dbtool:downgrade\n" + text(down_statements(number)))


def branched_history(folder: Path, count: int, merges: int):
    """As history(), but every `count / merges` revisions two branches part and meet again: that many merges."""
    history(folder, count)
    versions, length = folder / "migrations/versions", count // merges
    for block in range(merges):
        first, last = block * length + 1, (block + 1) * length
        middle = (first + last) // 2
        begin = f"{revision_id(first)}"
        rewrite(versions / f"{middle:05d}_create.sql", f"revises {begin}")
        rewrite(versions / f"{last:05d}_create.sql", f"revises {revision_id(middle - 1)} {revision_id(last - 1)}")


def rewrite(path: Path, revises: str):
    lines = path.read_text().splitlines()
    lines[1] = f"-- dbtool:{revises}"
    path.write_text("\n".join(lines) + "\n")


def raw_script(count: int, direction: str, transactions: str):
    """The same SQL for a raw client: one transaction, or one each, with the version row moved as dbtool moves it."""
    parts = ["CREATE TABLE alembic_version (version_num VARCHAR(255) NOT NULL PRIMARY KEY);\n"] if direction == "up" else []
    numbers = range(1, count + 1) if direction == "up" else range(count, 0, -1)
    if transactions == "one":
        parts.append("BEGIN;\n")
    for number in numbers:
        if transactions == "each":
            parts.append("BEGIN;\n")
        parts.append(text(up_statements(number) if direction == "up" else down_statements(number)))
        before = revision_id(number - 1) if direction == "up" else revision_id(number)
        after = revision_id(number) if direction == "up" else revision_id(number - 1)
        if direction == "up" and number == 1:
            parts.append(f"INSERT INTO alembic_version VALUES ('{after}');\n")
        elif direction == "down" and number == 1:
            parts.append(f"DELETE FROM alembic_version WHERE version_num = '{before}';\n")
        else:
            parts.append(f"UPDATE alembic_version SET version_num = '{after}' WHERE version_num = '{before}';\n")
        if transactions == "each":
            parts.append("COMMIT;\n")
    if transactions == "one":
        parts.append("COMMIT;\n")
    return "".join(parts)


def models(tables: int, changed_percent: float = 0):
    """Models of `tables` tables of eight columns: keys, foreign key, unique, check, two indexes, defaults, comments, enums."""
    changed = max(1, int(tables * changed_percent / 100)) if changed_percent else 0
    lines = ["dbtool: 1", "", "enums:"]
    lines += [f"  status_{number:03d}: [new, open, held, closed]" for number in range(1, max(1, tables // 100) + 1)]
    lines += ["", "tables:"]
    for number in range(1, tables + 1):
        parent, status = f"tab_{max(number - 1, 1):05d}", f"status_{(number - 1) % max(1, tables // 100) + 1:03d}"
        lines += [
            f"  tab_{number:05d}:", f"    comment: table number {number}", "    columns:",
            "      id: { type: integer, primary_key: true }",
            f"      parent_id: {{ type: integer, references: {{ column: {parent}.id, on_delete: cascade }}, index: true }}",
            "      code: { type: varchar(40), nullable: false, unique: true }",
            f"      title: {{ type: varchar({250 if number <= changed else 200}), nullable: false, default: untitled }}",
            '      amount: { type: "numeric(12, 2)", nullable: false, default: 0, comment: in cents }',
            f"      status: {{ type: {status}, nullable: false, default: new }}",
            "      created_at: timestamp not null default now()",
            "      note: text"]
        if number <= changed:
            lines.append("      extra: integer")
        lines += ["    checks:", f"      ck_{number:05d}_amount: amount >= 0", "    indexes:", f"      ix_{number:05d}_title: [title, created_at]"]
    return "\n".join(lines) + "\n"
