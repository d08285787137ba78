#!/usr/bin/env python3
"""System calls that fail, one after another: what each command makes of it.

The first call of a family fails in the first run, the second in the second, and so on until a run has fewer calls: once, and from
there on for good. Each run must end with the right and whole result (exit 0), or with a sentence and exit 2; never by
a signal, never by waiting for good, and with nothing that is not finished, nothing half under its final name, and no
report of a PASS beside an exit code that denies it. Exit 0: all as expected; 1: something was not.
"""

from __future__ import annotations

import argparse
import errno
import os
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from migration import COMMANDS, Command, Migration, run

SHORT = 0
"""In place of an errno: the call reads or writes one byte."""

FAMILIES: dict[str, list[tuple[int, bool]]] = {
    "open": [(errno.EMFILE, False), (errno.EMFILE, True), (errno.EINTR, False)],
    "read": [(errno.EIO, False), (errno.EIO, True), (errno.EINTR, False), (SHORT, False)],
    "write": [(errno.ENOSPC, False), (errno.ENOSPC, True), (errno.EINTR, False), (SHORT, False), (SHORT, True)],
    "sync": [(errno.EIO, False), (errno.EIO, True), (errno.EINTR, False)],
    "rename": [(errno.EIO, False), (errno.EIO, True), (errno.EINTR, False)],
    "close": [(errno.EIO, False), (errno.EIO, True), (errno.EINTR, False)],
    "unlink": [(errno.EIO, False), (errno.EIO, True), (errno.EINTR, False)],
    "space": [(errno.ENOSPC, False), (errno.ENOSPC, True), (errno.EINTR, False)],
    "map": [(errno.ENOMEM, False), (errno.ENOMEM, True)],
    "thread": [(errno.EAGAIN, False), (errno.EAGAIN, True)],
    "memory": [(errno.ENOMEM, False), (errno.ENOMEM, True)],
}
"""What fails, and whether all calls after it do so, too. An EINTR for good would be a retry for good."""


@dataclass
class Failure:
    family: str
    at: int
    error: int
    always: bool

    def __str__(self) -> str:
        error = errno.errorcode.get(self.error, "one byte")
        return f"{self.family} {self.at} {error}{' for good' if self.always else ''}"

    def environment(self, library: Path, count: Path) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(library),
            "FAIL_CALL": self.family,
            "FAIL_AT": str(self.at),
            "FAIL_ERROR": str(self.error),
            "FAIL_ALWAYS": str(int(self.always)),
            "FAIL_COUNT": str(count),
        }


def attempt(migration: Migration, command: Command, failure: Failure, library: Path) -> tuple[int, list[str]]:
    """How many calls of the family there were, and what is wrong with the outcome."""
    with tempfile.TemporaryDirectory(dir=migration.folder) as name:
        folder = Path(name)
        count = folder / "count"
        count.write_bytes(bytes(8))
        migration.prepare(folder / "run")
        done = run(command, folder / "run", failure.environment(library, count))
        calls = int.from_bytes(count.read_bytes(), sys.byteorder)
        mistakes = migration.mistakes(
            command,
            folder / "run",
            done,
            must_succeed=failure.error in (SHORT, errno.EINTR),
            may_crash=failure.family == "memory",
            may_leave=failure.family == "unlink",
        )
        return calls, [f"{command.name}, {failure}: {mistake}" for mistake in mistakes]


def loop(
    migration: Migration, command: Command, family: str, error: int, always: bool, library: Path, step: int, draw: random.Random
) -> tuple[int, list[str]]:
    """Every call fails in a run of its own; with a `step`, one of so many, drawn."""
    # Before some hundred pieces of memory, the program is not begun, and nobody could say anything.
    first = 1000 if family == "memory" else 1
    at = draw.randint(first, max(first, step))
    runs, mistakes = 0, []
    while True:
        calls, found = attempt(migration, command, Failure(family, at, error, always), library)
        runs += 1
        mistakes += found
        if calls < at or len(mistakes) > 20:
            return runs, mistakes
        at += draw.randint(1, 2 * step - 1)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--library", type=Path, required=True, help="fail.c, compiled")
    arguments.add_argument("--step", type=int, default=1, help="fail one call of so many; 1: every call")
    arguments.add_argument("--memory-step", type=int, default=4000, help="the same for pieces of memory, which are many")
    arguments.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    arguments.add_argument("--family", choices=FAMILIES, action="append")
    arguments.add_argument("--command", choices=[command.name for command in COMMANDS], action="append")
    options = arguments.parse_args()
    families = options.family or list(FAMILIES)
    commands = [command for command in COMMANDS if not options.command or command.name in options.command]
    with tempfile.TemporaryDirectory() as name:
        migration = Migration(Path(name))
        tasks = [
            (command, family, error, always)
            for command in commands
            for family in families
            if not command.families or family in command.families
            for error, always in FAMILIES[family]
        ]

        def one(task: tuple[Command, str, int, bool]) -> tuple[int, list[str]]:
            command, family, error, always = task
            step = options.memory_step if family == "memory" else options.step
            draw = random.Random(f"{options.seed} {command.name} {family} {error} {always}")
            return loop(migration, command, family, error, always, options.library, step, draw)

        with ThreadPoolExecutor(os.cpu_count()) as threads:
            outcomes = list(threads.map(one, tasks))
    mistakes = [mistake for _, found in outcomes for mistake in found]
    for mistake in mistakes:
        print(mistake)
    runs = sum(count for count, _ in outcomes)
    print(f"{runs} runs with a failing call: {len(mistakes)} mistakes (--seed {options.seed})")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
