#!/usr/bin/env python3
"""Limits and signals: little memory, few open files, small files, a full disk, a reader that goes away, and an end at any moment.

As in failures.py, each run must end with the right and whole result, or with a sentence and exit 2 (of a signal that
asks for the end: 128 and its number), and leave nothing that is not finished. Exit 0: all as expected; 1: something was not.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable, Iterator

from migration import BINARY, COMMANDS, ENVIRONMENT, Command, Migration, run

Task = Callable[[], list[str]]


def begins(kind: int, limit: int) -> bool:
    """Whether there is enough for the program to begin: what the kernel and ld.so do before is not its own."""
    probe = Command("version", ["--version"], [])
    done = run(probe, Path("."), limits={kind: limit})
    return done is not None and done.returncode in (0, 2)


def bounded(migration: Migration, command: Command, kind: int, limit: int, what: str) -> list[str]:
    """What is wrong after a run under a limit of the system."""
    with tempfile.TemporaryDirectory(dir=migration.folder) as name:
        folder = Path(name) / "run"
        migration.prepare(folder)
        done = run(command, folder, limits={kind: limit})
        if done is not None and done.returncode not in (0, 1, 2) and not begins(kind, limit):
            return []
        may_crash = kind == resource.RLIMIT_AS
        return [f"{command.name}, {what}: {mistake}" for mistake in migration.mistakes(command, folder, done, may_crash=may_crash)]


def limits(migration: Migration, is_long: bool) -> Iterator[Task]:
    """The same commands under every limit."""
    for command in COMMANDS:
        for size in range(40_000, 1_200_000, 10_000 if is_long else 120_000):
            yield lambda command=command, size=size: bounded(
                migration, command, resource.RLIMIT_AS, size * 1024, f"{size} KiB of addresses"
            )
        for count in range(3, 41, 1 if is_long else 6):
            yield lambda command=command, count=count: bounded(
                migration, command, resource.RLIMIT_NOFILE, count, f"{count} open files"
            )
        for size in (0, 1, 100, 5_000) if is_long else (0, 100):
            yield lambda command=command, size=size: bounded(
                migration, command, resource.RLIMIT_FSIZE, size, f"files of {size} bytes"
            )


def full_disk(migration: Migration, command: Command, size: int) -> list[str]:
    """On a file system with room for the input, and for so many bytes more."""
    with tempfile.TemporaryDirectory(dir=migration.folder) as name:
        disk = Path(name)
        used = sum((path.stat().st_size + 4095) // 4096 * 4096 for path in migration.start.rglob("*") if path.is_file())
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={used + size}", "tmpfs", disk], check=True)
        try:
            folder = disk / "run"
            migration.prepare(folder)
            done = run(command, folder)
            return [f"{command.name}, {size} bytes of disk: {mistake}" for mistake in migration.mistakes(command, folder, done)]
        finally:
            subprocess.run(["umount", "-l", disk], check=True)


def disks(migration: Migration, is_long: bool) -> Iterator[Task]:
    """Skipped aloud where nobody may mount."""
    probe = Path(tempfile.mkdtemp(dir=migration.folder))
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", probe], capture_output=True).returncode != 0:
        print("skipped: the full disk, because only root may mount a file system")
        return
    subprocess.run(["umount", probe], check=True)
    for command in COMMANDS:
        for size in range(0, 400_000, 4096 if is_long else 80_000):
            yield lambda command=command, size=size: full_disk(migration, command, size)


def gone_reader(migration: Migration, arguments: list[str]) -> list[str]:
    """Standard output is a pipe that nobody reads from any more."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [BINARY, *arguments], cwd=migration.start, stdout=writer, stderr=subprocess.PIPE, timeout=60
        )
    finally:
        os.close(writer)
    return [] if done.returncode == 0 else [f"{' '.join(arguments)} | head: exit {done.returncode}: {done.stderr[-300:]!r}"]


def gone_readers(migration: Migration) -> Iterator[Task]:
    """For each command that prints what it found."""
    audit = "reports/audit.json"
    for arguments in (
        ["build", "--output", "piped.tar.gz"],
        ["verify", "--archive", "new.tar.gz", "--reports", "piped"],
        ["profile"],
        ["profile", "--format", "json"],
        ["init", "chat.csv.gz", "users.csv", "--output", "-"],
        ["plan"],
        ["grade", audit, "--reports", "graded"],
        ["compare", audit, audit],
        ["trend", "reports"],
        ["render", audit, "--reports", "rendered"],
        ["rules"],
        ["explain", "public-flags-are-unchanged"],
        ["schema", "plan"],
        ["decide", "--into", "piped.csv"],
        ["--help"],
    ):
        yield lambda arguments=arguments: gone_reader(migration, arguments)


ENDS = {signal.SIGKILL: -9, signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGINT: 130}


def ended(migration: Migration, command: Command, number: signal.Signals, after: float) -> list[str]:
    """What is wrong after an end at a moment, and after a run that follows it."""
    with tempfile.TemporaryDirectory(dir=migration.folder) as name:
        folder = Path(name) / "run"
        migration.prepare(folder)
        process = subprocess.Popen(
            [BINARY, *command.arguments], cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        time.sleep(after)
        process.send_signal(number)
        out, errors = process.communicate(timeout=60)
        done = subprocess.CompletedProcess(process.args, process.returncode, out, errors)
        words = f"{command.name}, {number.name} after {after:.4f} s"
        mistakes = []
        # Before the program has begun, a signal does what it does to every process.
        if done.returncode not in (ENDS[number], -number, command.usual):
            mistakes.append(f"exit {done.returncode}: {errors[-300:]!r}")
        may_leave = command.leaves and number == signal.SIGKILL
        mistakes += migration.leftovers(folder) if number != signal.SIGKILL else []
        mistakes += migration.wrong_files(command, folder, done.returncode, may_leave=True)
        # A sample that was whole before the end is not written over.
        shutil.rmtree(folder / "sample", ignore_errors=True)
        again = run(command, folder)
        found = migration.mistakes(command, folder, again, must_succeed=True, may_leave=may_leave)
        mistakes += [f"the run after it: {mistake}" for mistake in found]
        return [f"{words}: {mistake}" for mistake in mistakes]


def ends(migration: Migration, count: int, draw: random.Random) -> Iterator[Task]:
    """At moments that are drawn from the time that each command takes."""
    seconds: dict[str, float] = {}
    for command in COMMANDS:
        folder = migration.folder / "timed"
        migration.prepare(folder)
        start = time.monotonic()
        run(command, folder)
        seconds[command.name] = time.monotonic() - start
        shutil.rmtree(folder)
    for _ in range(count):
        command, number = draw.choice(COMMANDS), draw.choice(list(ENDS))
        after = draw.random() * seconds[command.name] * 1.2
        yield lambda command=command, number=number, after=after: ended(migration, command, number, after)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--long", action="store_true", help="more limits, and 500 ends instead of 20")
    arguments.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    arguments.add_argument("--only", choices=["limits", "disks", "readers", "ends"], action="append")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        migration = Migration(Path(name))
        parts = {
            "limits": lambda: limits(migration, options.long),
            "disks": lambda: disks(migration, options.long),
            "readers": lambda: gone_readers(migration),
            "ends": lambda: ends(migration, 500 if options.long else 20, random.Random(options.seed)),
        }
        tasks = [task for part in options.only or parts for task in parts[part]()]
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            mistakes = [mistake for found in threads.map(lambda task: task(), tasks) for mistake in found]
    for mistake in mistakes:
        print(mistake)
    print(f"{len(tasks)} runs under limits and signals: {len(mistakes)} mistakes (--seed {options.seed})")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
