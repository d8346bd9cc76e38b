"""What files and disks do: full, read-only, failing, damaged."""

import hashlib
import os
import resource
import shutil
import subprocess

from faults import HEAD, PROGRAM, Skipped, case, count_calls, expect, inject, reported, run_cases, same, sampled

NOBODY = 65534
FAILED = (3, 4, 5, 8)  # 8: a backup could not be made, and rows are not put at risk without one


def bytes_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fails_everywhere(shop, call, error):
    """An error at every such call, from each on: reported, rolled back, good again when the cause is gone."""
    count = count_calls(shop, (call,), "upgrade")[call]
    shop.reset()
    numbers = sampled(range(1, count + 1), 10)
    for number in numbers:
        what = f"{error} at {call} {number}"
        done = inject(shop, call, f"error={error}:when={number}+", "upgrade")
        if done.returncode != 0:
            reported(done, FAILED, what)
        shop.settle(what, "upgrade")
        shop.reset()
    return f"{len(numbers)} points"


@case("sqlite")
def full_disk_at_any_write(shop):
    return fails_everywhere(shop, "pwrite64", "ENOSPC")


@case("sqlite")
def failing_disk_at_any_write(shop):
    return fails_everywhere(shop, "pwrite64", "EIO")


@case("sqlite")
def failing_disk_at_any_flush(shop):
    return fails_everywhere(shop, "fdatasync", "EIO")


class SmallDisk:
    """A file system of its own, mounted on a folder of the shop; root may."""

    def __init__(self, shop, size):
        self.folder = shop.folder / "disk"
        self.folder.mkdir()
        if os.geteuid() != 0 or self._mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs") != 0:
            raise Skipped("only root may mount a small disk")
        shop.database.file = self.folder / "app.db"
        shop.database.url = f"sqlite:///{shop.database.file}"
        shop.reset()

    def _mount(self, *words):
        return subprocess.run(["mount", *words, str(self.folder)], capture_output=True).returncode

    def remount(self, options):
        same(self._mount("-o", f"remount,{options}"), 0, f"mounting with {options}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", str(self.folder)], capture_output=True)


@case("sqlite")
def full_disk_until_room_is_made(shop):
    size = (shop.database.file.stat().st_size // 4096 + 1) * 4
    with SmallDisk(shop, "1m") as disk:
        for room in (4, 12, 24, 40):
            shop.reset()
            disk.remount(f"size={size + room}k")
            done = shop.run("upgrade")
            reported(done, FAILED, f"a disk with {room} kB left")
            expect("full" in done.stderr or "disk" in done.stderr, f"the cause is not told:\n{done.stderr}")
            shop.require_consistent(f"a disk with {room} kB left", may_be_left=("app.db-journal",))
            disk.remount("size=4m")
            shop.settle(f"a disk with {room} kB left", "upgrade")


@case("sqlite")
def read_only_file_system(shop):
    with SmallDisk(shop, "4m") as disk:
        disk.remount("ro")
        before = bytes_of(shop.database.file)
        done = shop.run("upgrade")
        reported(done, (3, 4), "a read-only file system")
        same(bytes_of(shop.database.file), before, "the file")
        disk.remount("rw")
        shop.settle("a read-only file system", "upgrade")


@case("sqlite")
def file_size_limit(shop):
    """What a file may grow to is limited: an error, and not the end of the program by a signal."""
    limit = shop.database.file.stat().st_size + 8192
    done = shop.run("upgrade", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    reported(done, FAILED, "a limit on the size of files")
    shop.settle("a limit on the size of files", "upgrade")


def as_nobody(shop, *words):
    """Root may write everywhere, so permissions are tried as somebody else."""
    if os.geteuid() != 0:
        return shop.run(*words)
    program = shop.folder / "dbtool"
    if not program.exists():
        shutil.copyfile(PROGRAM, program)
        program.chmod(0o755)
    return subprocess.run([str(program), *words], cwd=shop.folder, text=True, env=shop.environment(), capture_output=True,
                          stdin=subprocess.DEVNULL, user=NOBODY, group=NOBODY, extra_groups=[])


@case("sqlite")
def read_only_file(shop):
    shop.folder.chmod(0o777)
    shop.database.file.chmod(0o444)
    before = bytes_of(shop.database.file)
    done = as_nobody(shop, "upgrade")
    reported(done, (3, 4), "a read-only file")
    same(bytes_of(shop.database.file), before, "the file")
    shop.database.file.chmod(0o644)
    shop.settle("a read-only file", "upgrade")


@case("sqlite")
def read_only_folder(shop):
    shop.folder.chmod(0o555)
    shop.database.file.chmod(0o666)
    before = bytes_of(shop.database.file)
    program = shop.folder / "dbtool"
    done = as_nobody(shop, "upgrade")
    reported(done, (3, 4), "a read-only folder")
    same(bytes_of(shop.database.file), before, "the file")
    expect(program.exists() or os.geteuid() != 0, "the program was not copied")
    shop.folder.chmod(0o755)
    shop.settle("a read-only folder", "upgrade")


@case("sqlite", "postgresql")
def read_only_versions_folder(shop):
    """A new script that cannot be written is told, and half of it is not left."""
    versions = shop.folder / "migrations/versions"
    shop.folder.chmod(0o755)
    versions.chmod(0o555)
    before = sorted(path.name for path in versions.iterdir())
    done = as_nobody(shop, "revision", "-m", "new")
    expect(done.returncode in (2, 3, 4), f"revision: exit {done.returncode}\n{done.stderr}")
    same(sorted(path.name for path in versions.iterdir()), before, "the scripts")
    versions.chmod(0o755)
    shop.settle("a read-only folder of scripts", "upgrade")


@case("sqlite", "postgresql")
def nobody_listens(shop):
    """Standard output on a full device, closed, or a pipe that was left: the database does not care."""
    for stream in ("/dev/full", "closed", "left"):
        if stream == "/dev/full":
            with open("/dev/full", "w") as full:
                done = shop.run("upgrade", stdout=full)
        elif stream == "closed":
            done = subprocess.run(["sh", "-c", '"$0" upgrade >&- 2>&-', PROGRAM], cwd=shop.folder, env=shop.environment())
        else:
            done = subprocess.run(["sh", "-c", '"$0" upgrade 2>&1 | true', PROGRAM], cwd=shop.folder, env=shop.environment())
        expect(done.returncode >= 0, f"{stream}: the program ended by signal {-done.returncode}")
        shop.settle(f"standard output is {stream}", "upgrade")
        shop.reset()


def damaged(shop, what, change, *, codes, must_fail=True):
    """A damaged file: told, not written to, and good again when the sound one is put back."""
    sound = shop.database.file.read_bytes()
    shop.database.file.write_bytes(change(sound))
    before = bytes_of(shop.database.file)
    for words in (["status"], ["upgrade"]):
        done = shop.run(*words)
        expect(done.returncode >= 0, f"{what}: dbtool {words[0]} ended by signal {-done.returncode}")
        if words == ["upgrade"] and (must_fail or done.returncode != 0):
            expect(done.returncode in codes and "= next" in done.stderr, f"{what}: exit {done.returncode}\n{done.stdout}{done.stderr}")
            same(bytes_of(shop.database.file), before, f"{what}: the damaged file")
    shop.database.clear()
    shop.database.file.write_bytes(sound)
    shop.settle(what, "upgrade")
    shop.reset()


@case("sqlite")
def damaged_header(shop):
    damaged(shop, "another format", lambda data: b"not a database!!" + data[16:], codes=(3,))
    damaged(shop, "a page size that is none", lambda data: data[:16] + b"\x00\x03" + data[18:], codes=(3,))
    damaged(shop, "noise", lambda data: bytes(range(256)) * 64, codes=(3,))
    damaged(shop, "half the file", lambda data: data[:len(data) // 2 + 100], codes=(3, 4))


@case("sqlite")
def damaged_page_in_the_middle(shop):
    count = shop.database.file.stat().st_size // 4096
    for page in sampled(range(1, count), 8):
        for noise in (b"\x00" * 4096, b"\xff" * 4096):
            damaged(shop, f"page {page + 1} of {count}", lambda data: data[:page * 4096] + noise + data[page * 4096 + 4096:],
                    codes=(3, 4, 5), must_fail=False)


@case("sqlite")
def damage_in_a_table_that_no_revision_touches(shop):
    """What cannot be read whole is not written to: a run on a damaged file would be taken for a sound one."""
    root = shop.database.rows("SELECT rootpage FROM sqlite_master WHERE name = 'untouched'")[0][0] - 1
    damaged(shop, "the table that no revision touches", lambda data: data[:root * 4096] + b"\xff" * 4096 + data[root * 4096 + 4096:], codes=(3, 4))


@case("sqlite")
def a_folder_and_an_empty_file_in_place_of_the_database(shop):
    shop.database.clear()
    shop.database.file.mkdir()
    done = shop.run("upgrade")
    expect(done.returncode == 3 and "= next" in done.stderr, f"a folder: exit {done.returncode}\n{done.stderr}")
    shop.database.file.rmdir()
    shop.database.file.write_bytes(b"")
    shop.reset()
    shop.settle("an empty file", "upgrade")
    same(shop.version(), HEAD, "version")


@case("sqlite")
def write_ahead_log(shop):
    """The same in WAL mode, with a log that a reader keeps from being folded in."""
    shop.database.rows("PRAGMA journal_mode=WAL")
    count = count_calls(shop, ("pwrite64",), "upgrade")["pwrite64"]
    for number in sampled(range(1, count + 1), 8):
        shop.reset()
        shop.database.rows("PRAGMA journal_mode=WAL")
        inject(shop, "pwrite64", f"signal=KILL:when={number}", "upgrade")
        shop.database.rows("SELECT 1 FROM sqlite_master")
        shop.settle(f"killed at pwrite64 {number} in WAL mode", "upgrade")


run_cases()
