"""A throw-away PostgreSQL server for faults that a shared one must not have."""

import contextlib
import glob
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from faults import Skipped


class OwnServer:
    """May be stopped, crashed and filled, with the shop's database on it."""

    def __init__(self, shop, *settings):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
        if not found or (os.geteuid() == 0 and not shutil.which("runuser")):
            raise Skipped("no server can be started here")
        self.shop, self.bin, self.settings = shop, Path(found[-1]).parent, settings
        self.folder = Path(tempfile.mkdtemp(prefix="dbtool-server-"))

    def control(self, *words):
        self._control(self.folder / "data", *words)

    def start(self):
        self.control("start", "-o", f"-k {self.folder} -c listen_addresses=''")

    def wait(self):
        """Until it has recovered from a crash."""
        end = time.monotonic() + 30
        while self.session("SELECT 1").wait() != 0 and time.monotonic() < end:
            time.sleep(0.1)

    def session(self, sql):
        return subprocess.Popen(["psql", "-X", "-h", str(self.folder), "-U", "postgres", "-d", "postgres", "-c", sql],
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def signal(self, name, process):
        """To one of the server's processes, by its id."""
        self._run("kill", f"-{name}", str(int(process)))

    def kill(self, process):
        self.signal("KILL", process)

    @contextlib.contextmanager
    def stopped(self, *processes):
        """They take connections and bytes, and answer nothing."""
        for process in processes:
            self.signal("STOP", process)
        try:
            yield
        finally:
            for process in processes:
                self.signal("CONT", process)

    def postmaster(self):
        return (self.folder / "data/postmaster.pid").read_text(encoding="utf-8").split()[0]

    @contextlib.contextmanager
    def small_tablespace(self, size):
        """A tablespace "small" on a disk of that size; root may mount one."""
        disk = self.folder / "disk"
        disk.mkdir()
        if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)], capture_output=True).returncode != 0:
            raise Skipped("only root may mount a small disk")
        try:
            shutil.chown(disk, "postgres")
            self.shop.database._psql("postgres", f"CREATE TABLESPACE small LOCATION '{disk}'")
            yield
        finally:
            self.control("-m", "immediate", "stop")
            subprocess.run(["umount", "-l", str(disk)], capture_output=True)

    def grow(self, size):
        subprocess.run(["mount", "-o", f"remount,size={size}", str(self.folder / "disk")], check=True)

    @contextlib.contextmanager
    def standby(self):
        """A copy that follows and may only be read; the folder of its socket."""
        data, socket = self.folder / "standby", self.folder / "standby-socket"
        socket.mkdir()
        if os.geteuid() == 0:
            shutil.chown(socket, "postgres")
        self._run(str(self.bin / "pg_basebackup"), "-h", str(self.folder), "-U", "postgres", "-D", str(data), "-R", "-c", "fast")
        self._control(data, "start", "-o", f"-k {socket} -c listen_addresses=''")
        try:
            yield str(socket)
        finally:
            self._control(data, "-m", "immediate", "stop")

    def _control(self, data, *words):
        self._run(str(self.bin / "pg_ctl"), "-w", "-D", str(data), "-l", f"{data}.log", *words)

    def _run(self, *words):
        prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run([*prefix, *words], cwd="/tmp", check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run(str(self.bin / "initdb"), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-N", "-D", f"{self.folder}/data")
        with open(self.folder / "data/postgresql.conf", "a", encoding="utf-8") as file:
            file.writelines(f"{setting}\n" for setting in self.settings)
        self.start()
        database = self.shop.database
        self.usual, database.socket = database.socket, str(self.folder)
        database.url = database.url.replace(self.usual, database.socket)
        database._psql("postgres", f"CREATE DATABASE {database.name}")
        self.shop.reset()
        return self

    def __exit__(self, *_):
        with contextlib.suppress(subprocess.CalledProcessError):  # it may be down
            self.control("-m", "immediate", "stop")
        self.shop.database.url = self.shop.database.url.replace(self.shop.database.socket, self.usual)
        self.shop.database.socket = self.usual
        shutil.rmtree(self.folder)
