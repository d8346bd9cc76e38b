"""What a PostgreSQL server and the way to it do: sessions ended, connections cut around COMMIT, restarts."""

import shutil
import socket
import tempfile
import threading
import time
from pathlib import Path

from faults import HEAD, case, expect, reported, run_cases, same, sampled
from server import OwnServer


SLOW = """
revision: aaaaaaaaaaa5
revises: aaaaaaaaaaa4
message: slow
upgrade:
  - sql: UPDATE orders SET paid = 1
  - sql: SELECT pg_sleep(600)
downgrade:
  - sql: SELECT 1
"""


class Proxy:
    """Listens on a socket of its own, passes bytes on, and cuts the connection at the n-th COMMIT."""

    def __init__(self, shop, cut="", number=0, comes_back=True, pools=False):
        self.shop, self.cut, self.number, self.comes_back, self.pools = shop, cut, number, comes_back, pools
        self.commits = 0
        self.is_cut = False
        self.server = next(Path(shop.database.socket).glob(".s.PGSQL.*[0-9]"))
        self.folder = tempfile.mkdtemp(prefix="dbtool-proxy-")
        self.listener = socket.socket(socket.AF_UNIX)

    def __enter__(self):
        self.listener.bind(f"{self.folder}/{self.server.name}")
        self.listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()
        self.url = self.shop.database.url.replace(self.shop.database.socket, self.folder)
        return self

    def __exit__(self, *_):
        self.listener.close()
        shutil.rmtree(self.folder)

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if self.is_cut and not self.comes_back:
                client.close()
                continue
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self.server))
            threading.Thread(target=self._to_server, args=(client, server), daemon=True).start()
            threading.Thread(target=self._pass_on, args=(server, client), daemon=True).start()

    def _to_server(self, client, server):
        while data := read(client):
            if b"COMMIT\0" in data and not self.is_cut:
                self.commits += 1
                if self.commits == self.number:
                    self.is_cut = True
                    if self.cut == "after":
                        close(client, socket.SHUT_WR)  # the answer does not reach the client
                        send(server, data)
                        time.sleep(0.3)
                    close(client)
                    close(server)
                    return
            send(server, data)
        close(server)

    def _pass_on(self, server, client):
        """Of the connection that is cut after COMMIT no answer comes through; one made later is a sound one."""
        was_sound = not self.is_cut
        while data := read(server):
            if self.pools:
                data = with_another_key(data)
            if was_sound and self.is_cut and self.cut == "after":
                continue
            send(client, data)
        close(client)


def with_another_key(data):
    """A pooler tells its clients a process of its own to cancel: BackendKeyData."""
    place = data.find(b"K\x00\x00\x00\x0c")
    return data if place < 0 else data[:place + 5] + b"\x00\x00\x00\x01" + data[place + 9:]


def read(end):
    try:
        return end.recv(65536)
    except OSError:
        return b""


def send(end, data):
    try:
        end.sendall(data)
    except OSError:
        pass


def close(end, how=socket.SHUT_RDWR):
    try:
        end.shutdown(how)
    except OSError:
        pass


def commits_of(shop):
    with Proxy(shop) as proxy:
        done = shop.run("upgrade", variables={"DATABASE_URL": proxy.url})
        same(done.returncode, 0, f"through the proxy\n{done.stderr}")
    shop.reset()
    return proxy.commits


def cut_at_every_commit(shop, cut, comes_back, check):
    numbers = sampled(range(1, commits_of(shop) + 1), 6)
    for number in numbers:
        what = f"cut {cut} COMMIT {number}"
        with Proxy(shop, cut, number, comes_back) as proxy:
            done = shop.run("upgrade", variables={"DATABASE_URL": proxy.url})
        expect(proxy.is_cut, f"{what}: it was not cut")
        check(done, what)
        shop.settle(what, "upgrade")
        shop.reset()
    return f"{len(numbers)} points"


def ends_or_reports(done, what):
    if done.returncode != 0:
        reported(done, (3, 4, 5), what)


@case("postgresql")
def cut_before_commit_arrives(shop):
    return cut_at_every_commit(shop, "before", True, ends_or_reports)


@case("postgresql")
def cut_before_commit_arrives_and_no_way_back(shop):
    return cut_at_every_commit(shop, "before", False, ends_or_reports)


@case("postgresql")
def cut_after_commit_arrived(shop):
    return cut_at_every_commit(shop, "after", True, ends_or_reports)


@case("postgresql")
def cut_after_commit_arrived_and_no_way_back(shop):
    return cut_at_every_commit(shop, "after", False, ends_or_reports)


@case("postgresql")
def commit_in_doubt_is_found_out(shop):
    """Where a way back is, the report does not leave open what happened."""
    def check(done, what):
        ends_or_reports(done, what)
        expect("it is applied or it is not" not in done.stderr, f"{what}: left open\n{done.stderr}")
        if done.returncode != 0:
            at = shop.version() or "no revision"
            state = next(line for line in done.stderr.splitlines() if "= state" in line)
            expect(at in state, f"{what}: at {at}, and the report says\n{state}")
    cut_at_every_commit(shop, "before", True, check)
    return cut_at_every_commit(shop, "after", True, check)


def terminate(shop):
    """Ends every other session of the database; how many."""
    return len(shop.database.rows(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{shop.database.name}' AND pid <> pg_backend_pid()"))


@case("postgresql")
def terminated_at_different_steps(shop):
    for pause in (0.02, 0.05, 0.08, 0.1, 0.12, 0.15, 0.2):
        process = shop.spawn("upgrade")
        time.sleep(pause)
        terminate(shop)
        out, err = process.communicate(timeout=60)
        if process.returncode != 0:
            expect(process.returncode in (3, 4, 5), f"terminated: exit {process.returncode}\n{out}{err}")
            expect("= next" in err, f"terminated: what next?\n{out}{err}")
        shop.settle(f"terminated after {pause} s", "upgrade")
        shop.reset()


def wait_until_asleep(shop):
    end = time.monotonic() + 30
    while not shop.database.rows(f"SELECT 1 FROM pg_stat_activity WHERE datname = '{shop.database.name}' AND query LIKE 'SELECT pg_sleep%'"):
        expect(time.monotonic() < end, "the slow statement was not reached")
        time.sleep(0.05)


def in_the_middle(shop, what, fault):
    """A fault while a revision's second statement runs: that revision is not there, all before it is."""
    script = shop.write("migrations/versions/4.yaml", SLOW)
    process = shop.spawn("upgrade")
    wait_until_asleep(shop)
    fault()
    out, err = process.communicate(timeout=60)
    process.stdout, process.stderr = out, err
    reported(process, (3, 4), what)
    script.unlink()
    version = shop.settle(what, "upgrade")
    expect(version, f"{what}: revisions that were committed before are gone")
    expect(version in err, f"{what}: the report does not say {version}:\n{err}")
    shop.reset()


@case("postgresql")
def terminated_in_a_statement(shop):
    in_the_middle(shop, "terminated in a statement", lambda: terminate(shop))


@case("postgresql")
def restarted_server(shop):
    """In order, and as after a power cut: what the report calls applied is."""
    with OwnServer(shop) as server:
        for mode in ("fast", "immediate"):
            in_the_middle(shop, f"a server restarted ({mode})", lambda: server.control("-m", mode, "restart"))


@case("postgresql")
def stopped_server(shop):
    """Gone for longer: told in time, good again when it is back."""
    with OwnServer(shop) as server:
        shop.write("migrations/versions/4.yaml", SLOW)
        process = shop.spawn("upgrade")
        wait_until_asleep(shop)
        server.control("-m", "immediate", "stop")
        out, err = process.communicate(timeout=60)
        expect(process.returncode in (3, 4, 5) and "= next" in err, f"exit {process.returncode}\n{out}{err}")
        done = shop.run("upgrade")
        expect(done.returncode == 3 and "= next" in done.stderr, f"exit {done.returncode}\n{done.stderr}")
        (shop.folder / "migrations/versions/4.yaml").unlink()
        server.start()
        same(shop.settle("a stopped server", "upgrade"), HEAD, "the version")


@case("postgresql")
def a_server_that_does_not_answer(shop):
    """Who told the run to end does not wait for the server; be it one session or all of it."""
    with OwnServer(shop) as server:
        shop.write("migrations/versions/4.yaml", SLOW)
        for whole in (False, True):
            process = shop.spawn("upgrade")
            wait_until_asleep(shop)
            back_end = shop.database.rows("SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'")[0][0]
            with server.stopped(back_end, *([server.postmaster()] if whole else [])):
                begin = time.monotonic()
                process.terminate()
                process.stdout, process.stderr = process.communicate(timeout=60)
                expect(time.monotonic() - begin < 3, f"it took {time.monotonic() - begin:.1f} s to end")
            reported(process, (130,), "a server that does not answer")
            same(shop.require_consistent("a server that does not answer"), HEAD, "the version")
        (shop.folder / "migrations/versions/4.yaml").unlink()
        shop.settle("a server that does not answer", "upgrade")


@case("postgresql")
def a_server_that_only_reads(shop):
    shop.database._psql("postgres", f"ALTER DATABASE {shop.database.name} SET default_transaction_read_only = on")
    done = shop.run("upgrade")
    expect(done.returncode in (3, 4, 8) and "= next" in done.stderr, f"exit {done.returncode}\n{done.stdout}{done.stderr}")
    shop.database._psql("postgres", f"ALTER DATABASE {shop.database.name} RESET default_transaction_read_only")
    same(shop.settle("a server that only reads", "upgrade"), "", "the version")


@case("postgresql")
def a_pooler(shop):
    """Its sessions belong to nobody: writers are refused before any work, readers read."""
    with Proxy(shop, pools=True) as proxy:
        for command in (("upgrade",), ("downgrade", "base"), ("stamp", "head")):
            done = shop.run(*command, variables={"DATABASE_URL": proxy.url})
            expect(done.returncode == 8 and "DBT813" in done.stderr, f"{command}: exit {done.returncode}\n{done.stderr}")
        same(shop.run("current", variables={"DATABASE_URL": proxy.url}).returncode, 0, "current")
    same(shop.settle("a pooler", "upgrade"), "", "the version")


@case("postgresql")
def a_lock_that_a_script_gives_away(shop):
    """The lock is proven before every revision and before every step outside a transaction."""
    section = "  - section: { transaction: false, repeatable: true }\n    ops:\n"
    for steps in ("  - sql: SELECT pg_advisory_unlock_all()\n",
                  section + "      - sql: SELECT pg_advisory_unlock_all()\n      - sql: INSERT INTO untouched (body) VALUES ('unprotected')\n"):
        shop.reset(HEAD)
        script = f"revision: aaaaaaaaaaa5\nrevises: {HEAD}\nupgrade:\n{steps}downgrade: []\n"
        after = "revision: aaaaaaaaaaa6\nrevises: aaaaaaaaaaa5\nupgrade:\n  - sql: INSERT INTO untouched (body) VALUES ('unprotected')\ndowngrade: []\n"
        files = [shop.write("migrations/versions/4.yaml", script), shop.write("migrations/versions/5.yaml", after)]
        done = shop.run("upgrade")
        expect("DBT407" in done.stderr, f"exit {done.returncode}\n{done.stderr}")
        same(shop.rows_named("unprotected"), 0, "rows that were written without the lock")
        for file in files:
            file.unlink()


run_cases()
