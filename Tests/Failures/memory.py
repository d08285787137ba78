#!/usr/bin/env python3
"""Every command under valgrind: memory that is read or written though it is not, or no longer, the command's own.

The optimiser ends an object where it is last named, which may be before a pointer into it is used for the last time. A debug
build never shows that, and an optimised one may be right for a long time. Exit 0: nothing was found; 1: something was.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import migration
from migration import COMMANDS, ENVIRONMENT, Command, Migration

FOUND = 99
"""The exit code of a run in which valgrind found something."""
VALGRIND = ["valgrind", "--quiet", "--undef-value-errors=no", f"--error-exitcode={FOUND}", "--child-silent-after-fork=yes"]


def mistake(start: Migration, command: Command) -> str | None:
    """What is wrong with a run; None where nothing is."""
    with tempfile.TemporaryDirectory(dir=start.folder) as name:
        folder = Path(name) / "run"
        start.prepare(folder)
        done = subprocess.run(
            [*VALGRIND, migration.BINARY, *command.arguments],
            cwd=folder,
            env={**ENVIRONMENT, "TMPDIR": str(folder), "DESKAUDIT_SPILL_FROM": "4096"},
            capture_output=True,
        )
        if done.returncode == command.usual:
            return None
        report = re.findall(r"^==\d+== .*", done.stderr.decode(errors="replace"), re.MULTILINE)
        return f"{command.name}: exit {done.returncode}\n" + "\n".join(report[:30])


def main() -> int:
    if not shutil.which("valgrind"):
        print("no valgrind: memory was not looked at")
        return 0
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(os.cpu_count()) as threads:
        # valgrind ends where it can't read what the compiler says of the sources; names of functions stay.
        stripped = Path(name) / "deskaudit"
        subprocess.run(["strip", "--strip-debug", "-o", stripped, migration.BINARY], check=True)
        migration.BINARY = stripped
        start = Migration(Path(name))
        mistakes = [found for found in threads.map(lambda command: mistake(start, command), COMMANDS) if found]
    for found in mistakes:
        print(found)
    print(f"{len(COMMANDS)} commands under valgrind: {len(mistakes)} mistakes")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
