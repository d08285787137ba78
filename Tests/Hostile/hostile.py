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
from pathlib import Path

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


def try_archives(table: Table, desk: Desk, root: Path, is_long: bool, only: str) -> None:
    """`verify` on each archive."""
    folder = root / "archive"
    folder.mkdir()
    write(folder)
    for line, what, right, is_large, make in archives.CASES:
        if is_large and not is_long or only not in f"{line} {what}":
            continue
        archives.save(make(desk), folder / "backup.tar.gz")
        table.add(line, what, "verify", run(["verify"], folder), right)


def try_exports(table: Table, desk: Desk, root: Path, is_long: bool, only: str) -> None:
    """`build` on each export, and `verify` of what it wrote and of the intact archive."""
    for line, what, right, is_large, prepare in exports.CASES:
        if is_large and not is_long or only not in f"{line} {what}":
            continue
        folder = root / "export"
        folder.mkdir()
        prepare(folder)
        built = run(["build"], folder)
        table.add(line, what, "build", built, RIGHT_TO_BUILD[right])
        archive = folder / "backup.tar.gz"
        if built.exit == 2 and (archive.exists() or list(folder.glob("*.partial"))):
            table.wrong.append(f"{line}, {what}: build ended in 2 and left a file")
        if archive.exists():
            # What build wrote of exports without a fault passes; it may leave out what it says that it can't read.
            table.add(line, what, "verify of it", run(["verify"], folder), {0} if built.exit == 0 else {1, 2})
        archive.write_bytes(desk.packed)
        table.add(line, what, "verify of the intact", run(["verify"], folder), RIGHT_TO_VERIFY[right])
        shutil.rmtree(folder)


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
        try_archives(table, desk, root, given.long, given.only)
        try_exports(table, desk, root, given.long, given.only)
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
