"""What servers, databases and roles are set to: a run works with it, or says why not and leaves nothing."""

import time
from urllib.parse import quote

from faults import HEAD, REVISIONS, case, expect, reported, run_cases, same
from server import OwnServer

# Scripts run as they always do, whatever database and role say.
SETTINGS = {
    "short times": ["statement_timeout = '1ms'", "lock_timeout = '1ms'", "idle_in_transaction_session_timeout = '1ms'", "idle_session_timeout = '5ms'"],
    "other ways to write": ["client_encoding = 'LATIN1'", "standard_conforming_strings = off", "bytea_output = 'escape'", "DateStyle = 'German'",
                            "TimeZone = 'Asia/Kathmandu'", "quote_all_identifiers = on", "client_min_messages = debug1"],
    "other ways to work": ["default_transaction_isolation = 'serializable'", "default_transaction_deferrable = on", "row_security = off",
                           "session_replication_role = replica", "enable_seqscan = off", "plan_cache_mode = force_generic_plan"],
}


@case("postgresql")
def settings_of_the_database(shop):
    for what, settings in SETTINGS.items():
        shop.reset()
        for setting in settings:
            shop.database._psql("postgres", f"ALTER DATABASE {shop.database.name} SET {setting}")
        same(shop.run("upgrade").returncode, 0, f"{what}: upgrade")
        same(shop.run("downgrade", "base").returncode, 0, f"{what}: downgrade")
        shop.database._psql("postgres", f"ALTER DATABASE {shop.database.name} RESET ALL")
        shop.settle(what, "upgrade")
    return f"{sum(map(len, SETTINGS.values()))} settings"


class Role:
    """A role of the server that may log in, and nothing more."""

    def __init__(self, shop, name):
        self.shop, self.name, self.quoted = shop, name, '"' + name.replace('"', '""') + '"'

    def __enter__(self):
        self.shop.database._psql("postgres", f"CREATE ROLE {self.quoted} LOGIN")
        return self

    def __exit__(self, *_):
        self.shop.database.script(f"DROP OWNED BY {self.quoted} CASCADE")
        self.shop.database._psql("postgres", f"DROP ROLE {self.quoted}")

    def grant(self, *statements):
        self.shop.database.script("; ".join(statement.replace("ROLE", self.quoted) for statement in statements))

    def run(self, *command):
        return self.shop.run(*command, variables={"DATABASE_URL": self.shop.database.url.replace("postgres@", quote(self.name, safe="") + "@")})


MAY_MIGRATE = ("GRANT USAGE, CREATE ON SCHEMA public TO ROLE", "ALTER TABLE accounts OWNER TO ROLE", "ALTER TABLE orders OWNER TO ROLE",
               "ALTER TABLE untouched OWNER TO ROLE")


@case("postgresql")
def a_role_that_may_not_create(shop):
    """Not even temporary tables are made where nothing may be made, and nothing is told to be recorded."""
    with Role(shop, shop.database.name + "_app") as role:
        for grants in ((), ("GRANT USAGE ON SCHEMA public TO ROLE", "GRANT ALL ON ALL TABLES IN SCHEMA public TO ROLE")):
            if grants:
                role.grant(*grants)
            for command in (("upgrade",), ("stamp", "head")):
                done = role.run(*command)
                reported(done, (4,), f"{grants}: {command}")
                expect("SQLSTATE 3F000" in done.stderr or "permission denied" in done.stderr, f"{grants}: {done.stderr}")
                same((shop.version(), shop.contents()), ("", shop.known[""][1]), f"{grants}: {command}: version and rows")
        role.grant(*MAY_MIGRATE)
        same(role.run("upgrade").returncode, 0, "when it may")
        same(shop.version(), HEAD, "the version")


@case("postgresql")
def a_role_that_may_only_read(shop):
    shop.dbtool("upgrade", REVISIONS[1])
    with Role(shop, shop.database.name + "_ro") as role:
        role.grant("GRANT USAGE ON SCHEMA public TO ROLE", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO ROLE")
        for command in (("current",), ("status",), ("history", "-v"), ("inspect",), ("upgrade", "--dry-run")):
            same(role.run(*command).returncode, 0, f"{command}")
        for command in (("upgrade",), ("downgrade", "-1"), ("stamp", "head")):
            reported(role.run(*command), (4, 5), f"{command}")
        same((shop.version(), shop.contents()), (REVISIONS[1], shop.known[REVISIONS[1]][1]), "version and rows")
        role.grant("REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM ROLE")
        for command in (("current",), ("status",), ("upgrade",)):
            done = role.run(*command)
            expect(done.returncode == 4 and "permission denied" in done.stderr, f"{command}: exit {done.returncode}\n{done.stdout}{done.stderr}")


@case("postgresql")
def odd_role_names(shop):
    for number, name in enumerate(('Odd "Us\'er;-- ', "ünï 日本 ", "a@b:c/d?e#f ", "x%41 ", "\\ ")):
        with Role(shop, name + shop.database.name[-6:]) as role:
            shop.reset()
            role.grant(*MAY_MIGRATE)
            same(role.run("upgrade").returncode, 0, f"as {role.name!r}")
            same(role.run("downgrade", "base").returncode, 0, f"as {role.name!r}")


@case("postgresql")
def encodings_of_databases(shop):
    """What an encoding has no character for is an error; in between, nothing is lost."""
    script = """
revision: aaaaaaaaaaa5
revises: aaaaaaaaaaa4
message: größe
upgrade:
  - sql: INSERT INTO untouched (body) VALUES ('größe {}')
downgrade:
  - sql: DELETE FROM untouched WHERE body LIKE 'größe%'
"""
    url, name = shop.database.url, shop.database.name
    for encoding in ("LATIN1", "SQL_ASCII", "EUC_JP"):
        other = f"{name}_{encoding.lower()}"
        shop.database._psql("postgres", f"CREATE DATABASE {other} TEMPLATE template0 ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'")
        try:
            shop.database.name, shop.database.url = other, url.replace(name, other)
            shop.reset()
            shop.dbtool("upgrade")
            shop.write("migrations/versions/4.yaml", script.format("☃"))
            done = shop.run("upgrade")
            if encoding == "SQL_ASCII":
                same(done.returncode, 0, encoding)
            else:
                reported(done, (4,), encoding)
            (shop.folder / "migrations/versions/4.yaml").unlink()
        finally:
            shop.database._psql("postgres", f"DROP DATABASE {other} WITH (FORCE)")
            shop.database.name, shop.database.url = name, url


@case("postgresql")
def out_of_connections(shop):
    with OwnServer(shop, "max_connections = 4", "superuser_reserved_connections = 0", "max_wal_senders = 0") as server:
        for others, code in ((4, 3), (3, 0)):
            sessions = [server.session("SELECT pg_sleep(3)") for _ in range(others)]
            time.sleep(0.7)
            done = shop.run("upgrade")
            same(done.returncode, code, f"{others} of 4 connections taken\n{done.stderr}")
            for session in sessions:
                session.wait()
        same(shop.require_consistent("out of connections"), HEAD, "the version")


@case("postgresql")
def more_than_the_lock_table_holds(shop):
    steps = "".join(f"  - create_table: {{ name: t{i}, columns: {{ id: {{ type: integer, primary_key: true }} }} }}\n" for i in range(400))
    with OwnServer(shop, "max_connections = 5", "max_locks_per_transaction = 10"):
        shop.dbtool("upgrade")
        script = shop.write("migrations/versions/4.yaml", f"revision: aaaaaaaaaaa5\nrevises: {HEAD}\nupgrade:\n{steps}downgrade: []\n")
        done = shop.run("upgrade")
        reported(done, (4,), "out of locks")
        expect("do less in one revision" in done.stderr, f"what to do is not told\n{done.stderr}")
        script.unlink()
        same(shop.settle("out of locks", "upgrade"), HEAD, "the version")


@case("postgresql")
def a_full_tablespace(shop):
    """In a transaction and outside of one: an index that came half-way is made again."""
    with OwnServer(shop) as server, server.small_tablespace("1m"):
        shop.dbtool("upgrade")
        shop.database.script("CREATE TABLE many AS SELECT x AS id, md5(x::text) AS text FROM generate_series(1, 8000) AS x")
        begin = f"revision: aaaaaaaaaaa5\nrevises: {HEAD}\nupgrade:\n"
        for steps, codes in (("  - sql: CREATE TABLE big TABLESPACE small AS SELECT repeat(text, 10) FROM many\n", (4,)),
                             ("  - section: { transaction: false }\n    ops:\n"
                              "      - sql: CREATE INDEX CONCURRENTLY half ON many (text, (text || 'a'), (text || 'b')) TABLESPACE small\n", (5, 4))):
            script = shop.write("migrations/versions/4.yaml", begin + steps + "downgrade:\n  - sql: DROP INDEX half\n")
            done = shop.run("upgrade")
            reported(done, codes, steps)
            expect("No space left on device" in done.stderr, f"the cause is not told\n{done.stderr}")
            same(shop.version(), HEAD, "the version")
        server.grow("8m")
        same(shop.run("upgrade").returncode, 0, "when there is room")
        same(shop.database.rows("SELECT count(*) FROM pg_index WHERE indexrelid = 'half'::regclass AND indisvalid"), [("1",)], "the index")
        shop.dbtool("downgrade", "-1")
        script.unlink()
        shop.database.script("DROP TABLE many")


@case("postgresql")
def a_standby(shop):
    """Readers read; writers are refused before any work."""
    with OwnServer(shop) as server:
        shop.dbtool("upgrade", REVISIONS[1])
        with server.standby() as socket:
            url = {"DATABASE_URL": shop.database.url.replace(shop.database.socket, socket)}
            for command in (("current",), ("status",), ("history", "-v"), ("inspect",), ("locks",), ("upgrade", "--dry-run")):
                same(shop.run(*command, variables=url).returncode, 0, f"{command} at a standby")
            for command in (("upgrade",), ("downgrade", "-1"), ("stamp", "head"), ("repair", REVISIONS[0], "--reason", "x")):
                done = shop.run(*command, variables=url)
                expect(done.returncode == 8 and "DBT812" in done.stderr, f"{command}: exit {done.returncode}\n{done.stderr}")


@case("postgresql")
def a_standby_that_does_not_answer(shop):
    """COMMIT waits for it, for ever: it is said, and whoever interrupts finds it committed on this server."""
    with OwnServer(shop):
        for command, version in (("stamp", REVISIONS[0]), ("upgrade", HEAD)):
            shop.reset()
            wait_for_standby(shop, "nobody")
            process = shop.spawn(command, version, variables={"DBTOOL_TIMEOUTS_CONNECT": "5s"})
            said = ""
            while "COMMIT is not answered" not in said:
                line = process.stderr.readline()
                expect(line, f"{command}: it ended\n{said}")
                said += line
            expect("standby" in said, f"{command}: what is waited for is not told\n{said}")
            process.terminate()
            out, err = process.communicate(timeout=30)
            expect(process.returncode in (0, 130), f"{command}: exit {process.returncode}\n{out}{said}{err}")
            wait_for_standby(shop, "")
            shop.settle(f"{command}, a standby that does not answer", "upgrade") if command == "upgrade" else None


def wait_for_standby(shop, name):
    """Commits wait for a standby of that name; empty: for none."""
    shop.database._psql("postgres", f"SET synchronous_commit = local; ALTER SYSTEM SET synchronous_standby_names = '{name}'")
    shop.database._psql("postgres", "SELECT pg_reload_conf()")


@case("postgresql")
def crashes_at_any_moment(shop):
    """As after a power cut, over and over: the same story each time."""
    with OwnServer(shop) as server:
        for pause in (0.06, 0.12, 0.2):
            process = shop.spawn("upgrade")
            time.sleep(pause)
            server.control("-m", "immediate", "restart")
            process.stdout, process.stderr = process.communicate(timeout=60)
            if process.returncode != 0:
                reported(process, (3, 4, 5), f"a crash after {pause} s")
            shop.settle(f"a crash after {pause} s", "upgrade")
            shop.reset()


@case("postgresql")
def a_back_end_that_is_killed(shop):
    """kill -9 of one session: the server throws all of them out and recovers."""
    with OwnServer(shop) as server:
        shop.dbtool("upgrade")
        script = shop.write("migrations/versions/4.yaml", f"revision: aaaaaaaaaaa5\nrevises: {HEAD}\nupgrade:\n"
                            "  - sql: UPDATE orders SET paid = 1\n  - sql: SELECT pg_sleep(600)\ndowngrade: []\n")
        process = shop.spawn("upgrade")
        end = time.monotonic() + 30
        while not (found := shop.database.rows("SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'")):
            expect(time.monotonic() < end, "the slow statement was not reached")
            time.sleep(0.05)
        server.kill(found[0][0])
        process.stdout, process.stderr = process.communicate(timeout=60)
        reported(process, (3, 4), "a killed back end")
        script.unlink()
        server.wait()
        same(shop.settle("a killed back end", "upgrade"), HEAD, "the version")


run_cases()
