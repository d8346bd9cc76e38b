"""Where a setting comes from: option, variable, .env, environment of dbtool.yaml, top level, default; protected; no secret is printed."""

import json

from harness import expect, run, same

SECRET = "s3cr3t/p@ss"
CODED = "s3cr3t%2Fp%40ss"

SETTINGS = """
dbtool: 1
url: "${APP_URL:-sqlite:///top.db}"
timezone: Europe/Berlin
environments:
  staging: { url: "sqlite:///staging.db", script_format: sql }
  production: { url: "${PROD_URL:?set PROD_URL first}", protected: true }
"""


def origin(project, key, *words, **variables):
    report = json.loads(project.run("--format", "json", "config", key, "--show-origin", *words,
                                    variables={"DATABASE_URL": None, **variables}).stdout)
    expect(report["ok"], report)
    return report["settings"][0]["value"], report["settings"][0]["origin"]


def precedence(project):
    url = "url"
    same(origin(project, url), ("sqlite:///top.db", "dbtool.yaml:3"), "top level")
    same(origin(project, url, "--env", "staging"), ("sqlite:///staging.db", "dbtool.yaml:6"), "environment")
    same(origin(project, url, DBTOOL_ENV="staging")[0], "sqlite:///staging.db", "DBTOOL_ENV")
    same(origin(project, "script_format", "--env=staging")[0], "sql", "a setting of an environment")
    same(origin(project, "timezone", "--env=staging")[0], "Europe/Berlin", "a setting below an environment")
    same(origin(project, "script_format"), ("yaml", "default"), "default")
    same(origin(project, url, "-x", "APP_URL=sqlite:///x.db")[0], "sqlite:///x.db", "-x")
    same(origin(project, url, APP_URL="sqlite:///variable.db")[0], "sqlite:///variable.db", "${NAME}")
    project.write(".env", "# of this machine\nDATABASE_URL='sqlite:///dotenv.db'\n")
    same(origin(project, url, "--env", "staging"), ("sqlite:///dotenv.db", ".env:2"), ".env over an environment")
    same(origin(project, url, DATABASE_URL="sqlite:///real.db"), ("sqlite:///real.db", "environment DATABASE_URL"), "a variable over .env")
    same(origin(project, url, DATABASE_URL="sqlite:///real.db", DBTOOL_URL="sqlite:///own.db")[0], "sqlite:///own.db", "DBTOOL_URL")
    same(origin(project, url, "-u", "sqlite:///option.db", DBTOOL_URL="sqlite:///own.db"), ("sqlite:///option.db", "--url"), "option")
    same(origin(project, "timezone", DBTOOL_TIMEZONE="UTC")[0], "UTC", "DBTOOL_<KEY>")
    same(origin(project, "migrations", DBTOOL_DIRECTORY="other")[0], "other", "DBTOOL_DIRECTORY")
    (project.folder / ".env").unlink()
    done = project.run("config", "--env", "nope")
    expect(done.returncode == 2 and "production" in done.stderr, f"an unknown environment: {done.stderr}")
    done = project.run("status", "--env", "production", variables={"DATABASE_URL": None})
    expect(done.returncode == 2 and "set PROD_URL first" in done.stderr, f"a variable that is required: {done.stderr}")
    same(project.run("config", "script_format", "--env", "production", variables={"DATABASE_URL": None}).stdout, "yaml\n", "other settings then")
    for name, value, word in (("DBTOOL_FORMAT", "xml", "text and json"), ("DBTOOL_COLOR", "red", "auto, always and never")):
        done = project.run("heads", variables={name: value})
        expect(done.returncode == 2 and name in done.stderr and word in done.stderr, f"{name}={value}: {done.stderr}")
    expect(project.run("list-templates", variables={"DBTOOL_FORMAT": "json"}).stdout.startswith("{"), "DBTOOL_FORMAT=json")


def is_protected(project):
    name = project.database.url.split("?")[0].split("/")[-1]
    production = {"variables": {"DATABASE_URL": None, "PROD_URL": project.database.url, "DBTOOL_ENV": "production"}}
    project.write("models/t.yaml", "dbtool: 1\ntables: { t: { columns: { id: bigint primary key, note: text } } }\n")
    for words in (["migrate", "-m", "first"], ["upgrade"]):
        done = project.run(*words, **production)
        same(done.returncode, 0, f"{words} adds only\n{done.stderr}")
    for words in (["downgrade"], ["downgrade", "--yes"], ["downgrade", "--confirm", "other"]):
        done = project.run(*words, **production)
        expect(done.returncode == 8 and f"--confirm={name}" in done.stderr, f"{words} of what is protected: {done.returncode} {done.stderr}")
    project.write("models/t.yaml", "dbtool: 1\ntables: { t: { columns: { id: bigint primary key } } }\n")
    same(project.run("migrate", "-m", "drop note", "--no-renames", **production).returncode, 0, "migrate")
    done = project.run("upgrade", **production)
    expect(done.returncode == 8 and "t.note" in done.stderr, f"an upgrade that loses data: {done.returncode} {done.stderr}")
    same(project.run("upgrade", f"--confirm={name}", **production).returncode, 0, "confirmed")
    same(project.run("downgrade", "--confirm", name, **production).returncode, 0, "confirmed, back")


def secrets(project):
    """The password in every place it can come from; none in what is said, by the driver either."""
    server = f"postgresql://app:{CODED}@localhost:1/shop"
    failing = [server, f"postgresql://app:{SECRET}@localhost:1/shop", f"{server}?sslmode=nope", f"{server}?nope=1", f"mysql://app:{CODED}@h/db",
               f"postgres://app:{CODED}@[::1/shop", f"host=localhost port=1 user=app password={CODED} dbname=shop",
               f"postgresql://localhost:1/shop?user=app&password={CODED}", f"postgresql+psycopg2://app:{CODED}@localhost:1/shop",
               f"jdbc:postgresql://localhost:1/shop?user=app&password={CODED}", f"sqlite:///none/there.db?password={CODED}"]
    project.write("secret.yaml", f"dbtool: 1\nurl: \"{server}\"\nmodels: models\n")
    project.write(".env", f"DATABASE_URL={server}\n")
    places = [([], {"DATABASE_URL": url}) for url in failing] + [(["--url", url], {"DATABASE_URL": None}) for url in failing]
    places += [(["-c", "secret.yaml"], {"DATABASE_URL": None}), ([], {"DATABASE_URL": None}), ([], {"DBTOOL_URL": server})]
    for words, variables in places:
        for command in (["status"], ["upgrade", "-vv"], ["config"], ["config", "url", "--show-origin"], ["current", "--format", "json"],
                        ["config", "--format", "json"], ["init"]):
            done = project.run(*words, *command, variables=variables)
            said = done.stdout + done.stderr
            expect(done.returncode in (0, 2, 3), f"{words} {variables} {command}: exit {done.returncode}\n{said}")
            expect("s3cr3t" not in said and "p%40ss" not in said, f"{words} {variables} {command} tells the password:\n{said}")
    (project.folder / ".env").unlink()
    fresh = project.folder / "fresh"
    fresh.mkdir()
    done = project.run("init", "--url", server, cwd=fresh, variables={"DATABASE_URL": None})
    expect("s3cr3t" not in done.stdout + done.stderr + (fresh / "dbtool.yaml").read_text(), "init writes the password down")


def scenario(project):
    project.write("dbtool.yaml", SETTINGS.lstrip("\n").replace("dbtool: 1", "# settings\ndbtool: 1"))
    project.write("migrations/versions/.gitkeep", "")
    precedence(project)
    is_protected(project)
    secrets(project)


run(scenario)
