#!/usr/bin/env python3
"""Tries every hostile input of the checklist: outcome, exit code, time and memory of each, in a table.

None may end in a signal, pass where something is lost, or take more than 5 s of the processor or 256 MB; each that is refused is told in
a sentence. `--long` tries the large inputs, too. Exit 0: all as expected; 1: something was not.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable

import archives
import exports
from desk import BINARY, MEBIBYTES, SECONDS, Desk, Run, run, write

RIGHT_TO_BUILD = {
    exports.SAME: {0}, exports.REFUSED: {1, 2}, exports.LOST: {0, 1, 2}, exports.EITHER: {0, 1, 2}, exports.UNREADABLE: {64},
}  # fmt: skip
RIGHT_TO_VERIFY = RIGHT_TO_BUILD | {exports.LOST: {1, 2}}
"""The exit codes that are right for the intact archive."""


def mistakes(name: str, done: Run, right: set[int], seconds: float) -> list[str]:
    """What is wrong with a run."""
    found = []
    if done.exit not in right:
        found.append(f"exit {done.exit}, expected {' or '.join(map(str, sorted(right)))}")
    if done.exit in (1, 2) and not done.sentence:
        found.append("nothing is said")
    if "fault of the tool" in done.output.lower() or "Fatal error" in done.output:
        found.append("says that it is a fault of the tool")
    if done.seconds > seconds:
        found.append(f"{done.seconds:.1f} s")
    if done.mebibytes > MEBIBYTES:
        found.append(f"{done.mebibytes} MB")
    return [f"{name}: {mistake}" for mistake in found]


class Table:
    """What was tried, and what was wrong."""

    def __init__(self, seconds: float) -> None:
        self.rows: list[str] = []
        self.wrong: list[str] = []
        self.seconds = seconds
        self.slowest = self.largest = 0.0

    def add(self, line: str, what: str, command: str, done: Run, right: set[int]) -> None:
        self.wrong += mistakes(f"{line}, {what}: {command}", done, right, self.seconds)
        self.slowest, self.largest = max(self.slowest, done.seconds), max(self.largest, done.mebibytes)
        sentence = done.sentence.replace("|", "\\|").replace("`", "'")[:140]
        self.rows.append(f"| {line} | {what} | {command} | {done.exit} | {done.seconds:.2f} | {done.mebibytes} | {sentence} |")


Tried = tuple[str, str, str, Run, set[int]]


def try_archive(desk: Desk, folder: Path, line: str, what: str, right: set[int], make: archives.Archive) -> list[Tried]:
    """`verify` on an archive."""
    write(folder)
    archives.save(make(desk), folder / "backup.tar.gz")
    return [(line, what, "verify", run(["verify"], folder), right)]


def try_export(desk: Desk, folder: Path, line: str, what: str, right: str, prepare: exports.Prepare) -> list[Tried]:
    """`build` on an export, and `verify` of what it wrote and of the intact archive."""
    prepare(folder)
    built = run(["build"], folder)
    archive = folder / "backup.tar.gz"
    leaves = archive.exists() or any(folder.glob("*.partial"))
    # Exit 2 is right only where nothing was left.
    tried: list[Tried] = [(line, what, "build", built, RIGHT_TO_BUILD[right] - ({2} if leaves else set()))]
    if archive.exists():
        # What build wrote of exports without a fault passes; it may leave out what it says that it can't read.
        tried.append((line, what, "verify of it", run(["verify"], folder), {0} if built.exit == 0 else {1, 2}))
    archive.write_bytes(desk.packed)
    tried.append((line, what, "verify of the intact", run(["verify"], folder), RIGHT_TO_VERIFY[right]))
    return tried


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--long", action="store_true", help="the large inputs, too")
    options.add_argument("--only", default="", help="the inputs whose line has this text")
    options.add_argument("--seconds", type=float, default=SECONDS, help="what each may take of the processor; for a debug build")
    options.add_argument("--table", action="store_true", help="print the table")
    given = options.parse_args()
    if not BINARY.exists():
        sys.exit(f"{BINARY} is not there: build it, or name another with DESKAUDIT_BINARY")
    table = Table(given.seconds)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        desk = Desk(root / "desk")

        def attempt(task: tuple[int, Callable[..., list[Tried]], tuple]) -> list[Tried]:
            number, attempt, case = task
            folder = root / str(number)
            folder.mkdir()
            tried = attempt(desk, folder, *case)
            shutil.rmtree(folder)
            return tried

        cases = [(try_archive, case) for case in archives.CASES] + [(try_export, case) for case in exports.CASES]
        wanted = [
            (number, attempt, (line, what, right, make))
            for number, (attempt, (line, what, right, is_large, make)) in enumerate(cases)
            if (given.long or not is_large) and given.only in f"{line} {what}"
        ]
        # Large inputs one at a time: what they take is measured.
        with ThreadPoolExecutor(1 if given.long else 2) as pool:
            for tried in pool.map(attempt, wanted):
                for row in tried:
                    table.add(*row)
    if given.table:
        print("| Line | Input | Command | Exit | Seconds | MB | It says |\n| --- | --- | --- | ---: | ---: | ---: | --- |")
        print("\n".join(table.rows))
    for mistake in table.wrong:
        print(mistake)
    print(
        f"hostile inputs: {len(table.rows)} runs, {len(table.wrong)} mistakes; "
        f"at most {table.slowest:.1f} s and {table.largest:.0f} MB"
    )
    return 1 if table.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
