"""Reference rows that name rows of other tables by key: models, the way back, scripts by hand and offline."""

import re

from harness import expect, run, run_in_client, same

MODEL = """dbtool: 1

tables:
  areas:
    columns:
      id: {{ type: bigint, primary_key: true, identity: true }}
      name: varchar(20) not null unique
      parent_id: {{ type: bigint, references: areas.id }}
    rows:
      key: [name]
      mode: update
      values: [{areas}]
  currencies:
    columns:
      id: {{ type: bigint, primary_key: true, identity: true }}
      code: char(3) not null unique
      note: text
    rows:
      key: [code]
      mode: {currency_mode}
      values: [{currencies}]
  prices:
    columns:
      id: {{ type: bigint, primary_key: true, identity: true }}
      currency_id: {{ type: bigint, nullable: false, references: currencies.id }}
      area_id: {{ type: bigint, references: areas.id }}
      amount: integer
    unique: [[currency_id, area_id]]
    rows:
      key: [currency_id, area_id]
      mode: mirror
      values: [{prices}]
  accounts:
    columns:
      name: varchar(20) primary key
      currency_id: {{ type: bigint, references: currencies.id }}
    rows:
      key: [name]
      mode: {account_mode}
      values: [{accounts}]
"""
FIRST = {
    "areas": "{ name: Bern, parent_id: { name: Europe } }, { name: Europe }",
    "currencies": "{ code: EUR }, { code: CHF }", "currency_mode": "ensure",
    "prices": "{ currency_id: { code: CHF }, area_id: { name: Bern, parent_id: { name: Europe } }, amount: 5 }, "
              "{ currency_id: { code: EUR }, area_id: { name: Europe }, amount: 4 }",
    "accounts": "{ name: main, currency_id: { code: EUR } }, { name: none, currency_id: null }", "account_mode": "ensure"}
SECOND = {**FIRST, "currencies": "{ code: EUR }, { code: CHF }, { code: USD }",
          "prices": "{ currency_id: { code: USD }, area_id: { name: Europe }, amount: 6 }, "
                    "{ currency_id: { code: EUR }, area_id: { name: Europe }, amount: 4 }",
          "accounts": "{ name: main, currency_id: { code: USD } }", "account_mode": "update"}
HAND = """revision: {id}
revises: {revises}
message: by hand

upgrade:
  - rows: {{ table: accounts, key: [name], mode: {mode}, values: [{values}] }}

downgrade:
  - rows: {{ table: accounts, key: [name], delete: [{values}] }}
"""


def values(project):
    """Prices and accounts with their parents' names; whatever the ids are."""
    def texts(query):
        return [" ".join(str(value) for value in row) for row in project.database.rows(query)]
    prices = texts("SELECT c.code, a.name, p.amount FROM prices p JOIN currencies c ON c.id = p.currency_id "
                   "JOIN areas a ON a.id = p.area_id ORDER BY 1, 2")
    accounts = texts("SELECT t.name, coalesce(c.code, '-') FROM accounts t LEFT JOIN currencies c ON c.id = t.currency_id ORDER BY 1")
    return prices, accounts


def models(project):
    project.settings()
    project.write("models/shop.yaml", MODEL.format(**FIRST))
    project.dbtool("migrate", "-m", "shop")
    script = project.dbtool("upgrade", "--sql")
    project.dbtool("upgrade")
    first = ["CHF Bern 5", "EUR Europe 4"], ["main EUR", "none -"]
    same(values(project), first, "rows with their parents")
    same(project.database.rows("SELECT b.name FROM areas a JOIN areas b ON b.id = a.parent_id"), [("Europe",)], "a parent in the same table")
    expect("No changes" in project.dbtool("migrate"), "a second migrate is empty")
    project.dbtool("check")
    return script, first


def changes(project, first):
    project.write("models/shop.yaml", MODEL.format(**SECOND))
    out = project.dbtool("migrate", "-m", "dollars")
    expect("1 to delete (currency_id: {code: CHF}, area_id: {name: Bern})" in out, f"what differs: {out}")
    expect(not re.search(r"_id: [0-9]", newest(project)[1]), f"ids of parents are not in the script:\n{newest(project)[1]}")
    project.dbtool("upgrade")
    second = ["EUR Europe 4", "USD Europe 6"], ["main USD", "none -"]
    same(values(project), second, "parents are made first, and named")
    expect("No changes" in project.dbtool("migrate"), "nothing is left to do")
    project.dbtool("downgrade", "-1")
    same(values(project), first, "all of it is taken back")
    same(project.database.rows("SELECT count(*) FROM currencies WHERE code = 'USD'")[0][0] in (0, "0"), True, "the parent, too")
    project.dbtool("upgrade")
    project.database.script("UPDATE prices SET area_id = NULL WHERE amount = 6")
    project.dbtool("downgrade", "-1", code=4)
    same(project.database.rows("SELECT count(*) FROM prices WHERE area_id IS NULL")[0][0] in (1, "1"), True, "a row that was changed stays")
    project.database.script("UPDATE prices SET area_id = (SELECT id FROM areas WHERE name = 'Europe') WHERE amount = 6")
    project.database.script("UPDATE accounts SET currency_id = (SELECT id FROM currencies WHERE code = 'CHF') WHERE name = 'main'")
    project.dbtool("downgrade", "-1", code=4)
    expect("accounts (name: main) was changed: currency_id is" in project.last_error, f"another parent is a change: {project.last_error}")
    same(values(project)[1], ["main CHF", "none -"], "and stays")


def newest(project):
    head = project.dbtool("heads").split()[0]
    path = next(path for path in (project.folder / "migrations/versions").glob("*.yaml") if head in path.read_text().splitlines()[0])
    return path, path.read_text()


def add(project, number, mode, values):
    identifier = f"aaaaaaaaaaa{number}"
    head = project.dbtool("heads").split()[0]
    return project.write(f"migrations/versions/{identifier}.yaml", HAND.format(id=identifier, revises=head, mode=mode, values=values))


def by_hand(project):
    before = values(project)
    for given, message in (
            ("{ name: a, currency_id: { code: XXX } }", "row accounts (name: a) needs one row currencies (code: XXX) for currency_id, and there is none"),
            ("{ name: a, currency_id: { note: same } }", "needs one row currencies (note: same) for currency_id, and there are 2")):
        project.database.script("UPDATE currencies SET note = 'same' WHERE code <> 'USD'")
        path = add(project, 1, "mirror", given)
        project.dbtool("upgrade", code=4)
        expect(message in project.last_error and "DBT410" in project.last_error, f"not one parent: {project.last_error}")
        same(values(project), before, "nothing is written or deleted")
        offline = project.dbtool("upgrade", "--sql", f"{head_of(path)}:head")
        run_in_client(project.database, offline, code=1)
        same(values(project), before, "nor by a script")
        path.unlink()
    for given, message in (("{ name: a, currency_id: { kode: EUR } }", "table currencies has no column \"kode\""),
                           ("{ name: { code: EUR } }", "column \"name\" of table accounts has no foreign key")):
        path = add(project, 1, "ensure", given)
        project.dbtool("upgrade", code=2)
        expect(message in project.last_error and "DBT638" in project.last_error, f"no such parent: {project.last_error}")
        path.unlink()
    add(project, 1, "ensure", "{ name: a, currency_id: { code: EUR } }")
    project.dbtool("upgrade")
    expect("a EUR" in values(project)[1], "made by hand")
    project.dbtool("downgrade", "-1")
    same(values(project), before, "and taken back")
    project.dbtool("upgrade")
    project.database.script("UPDATE accounts SET currency_id = NULL WHERE name = 'a'")
    project.dbtool("downgrade", "-1", code=4)
    expect("accounts (name: a) was changed, and is not deleted: currency_id is null" in project.last_error, project.last_error)


def head_of(path):
    """The revision that a script stands on."""
    return next(line.split()[1] for line in path.read_text().splitlines() if line.startswith("revises:"))


def offline(project, script, first):
    """The script of the first revision, on an empty database."""
    with type(project)(type(project.database)) as other:
        run_in_client(other.database, script)
        same(values(other), first, "the script makes the same rows")


def scenario(project):
    script, first = models(project)
    offline(project, script, first)
    changes(project, first)
    by_hand(project)


if __name__ == "__main__":
    run(scenario)
