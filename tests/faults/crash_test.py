"""Killed and told to end: at every system call that writes, at every message to the server, at random."""

import random
import signal
import time

from faults import ALONE, BATCHES, EVERY, HEAD, REVISIONS, case, count_calls, expect, inject, reported, require_done_once, run_cases, same, sampled

WRITES = ("pwrite64", "write", "fdatasync", "fsync", "unlink", "ftruncate")
MESSAGES = ("sendto", "recvfrom")


def points(shop, calls, most, start, *words):
    """Every call to be killed at, as (call, number)."""
    counts = count_calls(shop, calls, *words)
    shop.reset(start)
    every = [(call, number) for call in calls for number in range(1, counts[call] + 1)]
    return sampled(every, most)


def kill_everywhere(shop, calls, most, *words, start=""):
    seen = set()
    chosen = points(shop, calls, most, start, *words)
    for call, number in chosen:
        inject(shop, call, f"signal=KILL:when={number}", *words)
        seen.add(shop.settle(f"killed at {call} {number}", *words))
        shop.reset(start)
    return f"{len(chosen)} points, {len(seen)} different versions found"


@case("sqlite")
def claim_a_killed_at_any_write_the_next_run_converges(shop):
    return kill_everywhere(shop, WRITES, 36, "upgrade")


@case("sqlite")
def claim_a_killed_in_one_transaction_the_next_run_converges(shop):
    return kill_everywhere(shop, ("pwrite64", "fdatasync"), 12, "upgrade", REVISIONS[1], "--single-transaction")


@case("postgresql")
def claim_a_killed_at_any_message_the_next_run_converges(shop):
    return kill_everywhere(shop, MESSAGES, 24, "upgrade")


@case("sqlite", "postgresql")
def killed_while_going_down(shop):
    shop.dbtool("upgrade")
    calls = {"sqlite": ("pwrite64", "fdatasync", "unlink"), "postgresql": ("sendto",)}[shop.kind]
    return kill_everywhere(shop, calls, 10, "downgrade", "base", start=HEAD)


@case("sqlite", "postgresql")
def killed_around_steps_outside_a_transaction(shop):
    """Steps that may run again, and a script with a transaction of its own, whose record is inside."""
    shop.only(ALONE[shop.kind])
    calls = {"sqlite": ("pwrite64", "fdatasync", "unlink"), "postgresql": ("sendto",)}[shop.kind]
    chosen = points(shop, calls, 16, "", "upgrade")
    for call, number in chosen:
        inject(shop, call, f"signal=KILL:when={number}", "upgrade")
        done = shop.run("upgrade")
        same(done.returncode, 0, f"killed at {call} {number}, again\n{done.stdout}{done.stderr}")
        require_done_once(shop, f"killed at {call} {number}")
        shop.reset()
    return f"{len(chosen)} points"


def visits(shop):
    """How often the batches came to each row, and the step behind them to each account."""
    if not any("visits" in line for line in shop.database.schema().splitlines()):
        return {}
    found = dict(shop.database.rows("SELECT visits, count(*) FROM orders GROUP BY visits"))
    return {int(times): int(rows) for times, rows in found.items()}


def require_visited_once(shop, what):
    shop.database.require_unlocked()
    shop.database.require_sound()
    same(shop.version(), "bbbbbbbbbbb1", f"{what}: the version")
    same(visits(shop), {1: 400}, f"{what}: how often each row was come to")
    same(shop.database.rows("SELECT DISTINCT joined FROM accounts"), [("2026-01-01!",)], f"{what}: the step behind the batches")
    same(shop.litter(), [], f"{what}: files that are left")


@case("sqlite", "postgresql")
def killed_between_batches_each_row_is_done_once(shop):
    """What is committed is whole batches; the next run goes on behind them, up and down."""
    shop.only(BATCHES)
    calls = {"sqlite": ("pwrite64", "fdatasync"), "postgresql": MESSAGES}[shop.kind]
    in_between = set()
    chosen = points(shop, calls, 20, "", "upgrade")
    for call, number in chosen:
        what = f"killed at {call} {number}"
        inject(shop, call, f"signal=KILL:when={number}", "upgrade")
        shop.database.require_unlocked()
        found = visits(shop)
        expect(set(found) <= {0, 1} and found.get(1, 0) in (0, 60, 120, 180, 240, 300, 360, 400), f"{what}: {found} is no number of whole batches")
        in_between.add(found.get(1, 0))
        same(shop.run("upgrade").returncode, 0, f"{what}: again")
        require_visited_once(shop, what)
        inject(shop, call, f"signal=KILL:when={number}", "downgrade", "base")
        same(shop.run("downgrade", "base").returncode, 0, f"{what}, going down: again")
        same(shop.fingerprint(), shop.known[""], f"{what}, going down: the database at no revision")
        shop.reset()
    expect(len(in_between) > 3, f"the samples never hit the middle: {in_between}")
    return f"{len(chosen)} points, {len(in_between)} different numbers of rows found"


@case("sqlite")
def killed_in_a_trial(shop):
    """The copy that is tried on holds all rows of the database, and goes with the process."""
    before = shop.fingerprint()
    chosen = points(shop, ("pread64",), 8, "", "upgrade", "--dry-run")
    for call, number in chosen:
        inject(shop, call, f"signal=KILL:when={number}", "upgrade", "--dry-run")
        same((shop.litter(), shop.fingerprint()), ([], before), f"killed at {call} {number}: what is left, and the database")
    return f"{len(chosen)} points"


@case("sqlite", "postgresql")
def killed_at_any_moment(shop):
    """Without a tracer: the moments are drawn, the same ones each time."""
    moments = random.Random(4)
    for _ in range(60 if EVERY else 6):
        process = shop.spawn("upgrade")
        time.sleep(moments.uniform(0.0, 0.25))
        process.kill()
        process.communicate()
        shop.settle("killed", "upgrade")
        shop.reset()


@case("sqlite", "postgresql")
def told_to_end_at_any_moment(shop):
    """SIGTERM and SIGINT: 130 and a report, or done before the signal came."""
    moments = random.Random(5)
    for turn in range(10):
        number = (signal.SIGTERM, signal.SIGINT)[turn % 2]
        process = shop.spawn("upgrade")
        time.sleep(moments.uniform(0.02, 0.25))
        begin = time.monotonic()
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
        expect(time.monotonic() - begin < 3, f"signal {number}: it took {time.monotonic() - begin:.1f} s to end")
        expect(process.returncode in (0, 130, -number), f"signal {number}: exit {process.returncode}\n{out}{err}")
        if process.returncode == 130:
            process.stdout, process.stderr = out, err
            reported(process, (130,), f"signal {number}")
        shop.settle(f"signal {number}", "upgrade")
        shop.reset()


@case("sqlite", "postgresql")
def told_to_end_in_a_pause_between_batches(shop):
    shop.only(BATCHES.replace("size: 60", "size: 60, pause: 60s"))
    process = shop.spawn("upgrade")
    end = time.monotonic() + 30
    while visits(shop).get(1, 0) == 0:
        expect(time.monotonic() < end, "the first batch was not reached")
        time.sleep(0.1)
    begin = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.stdout, process.stderr = process.communicate(timeout=90)
    expect(time.monotonic() - begin < 3, f"it took {time.monotonic() - begin:.1f} s to end")
    reported(process, (130, 5), "SIGTERM in a pause")
    shop.only(BATCHES)
    same(shop.run("upgrade").returncode, 0, "SIGTERM in a pause, again")
    require_visited_once(shop, "SIGTERM in a pause")


@case("sqlite", "postgresql")
def killed_twice_in_a_row(shop):
    """A second crash on the way out of the first."""
    call = {"sqlite": "pwrite64", "postgresql": "sendto"}[shop.kind]
    for number in sampled(range(5, 45), 8):
        inject(shop, call, f"signal=KILL:when={number}", "upgrade")
        inject(shop, call, f"signal=KILL:when={max(number // 2, 2)}", "upgrade")
        shop.settle(f"killed at {call} {number}, then at {number // 2}", "upgrade")
        shop.reset()


run_cases()
