#!/usr/bin/env python3
"""Clean migrations, harmlessly varied: none may have a failed error, and the warnings are counted by rule.

Each is a random part of a made-up export: some conversations, with their people. The export is written in a guise of
fuzz_formats.py (CSV, NDJSON, arrays, pages, stages, encodings, columns, stamps, words), and the archive again with
other keys' order, white space, escapes, order of tickets and users, batch sizes and order of members. Every migration
has a seed, from which --start makes it again. Exit 0: no error; 1: at least one, with its folder.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import shutil
import sys
import tarfile
import tempfile
import time
from collections import Counter
from pathlib import Path

import archives
import fuzz_formats
from fuzz_formats import Rows
from fuzz_migrations import failures


def part(rows: Rows, draw: random.Random) -> Rows:
    """The rows of some conversations, of which every requester wrote."""
    conversations = sorted({row["CONVERSATION_ID"] for row in rows})
    chosen = set(draw.sample(conversations, draw.randint(3, 60)))
    while True:
        kept = [row for row in rows if row["CONVERSATION_ID"] in chosen]
        authors = {row["AUTHOR_ID"] for row in kept}
        silent = {row["CONVERSATION_ID"] for row in kept if row["TICKET_REQUESTER_ID"] not in authors}
        if not silent:
            return kept
        chosen -= silent


def varied(content: bytes, draw: random.Random) -> bytes:
    """The same archive otherwise: tickets and users of a batch in any order, members in any order and spelling."""
    members = []
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for entry in archive:
            batch = json.loads(archive.extractfile(entry).read())["data"]["tickets"]
            for name in ("data", "users"):
                draw.shuffle(batch[name])
            members.append((entry.name, archives.respelled(batch, draw)))
    draw.shuffle(members)
    return archives.unusual(members, draw)


def judge(binary: str, folder: Path) -> set[str]:
    """The rules that an audit of the varied archive, which must pass, fails as warnings."""
    fuzz_formats.run(binary, "verify", "--archive", "varied.tar.gz", "--reports", "reports", folder=folder)
    report = json.loads((folder / "reports/audit.json").read_text(encoding="utf-8"))
    return failures(report, "warning")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--start", type=int, default=1, help="the seed of the first migration")
    parser.add_argument("--count", type=int, default=1000, help="how many migrations")
    parser.add_argument("--rows", type=int, default=4000, help="rows of the export that they are parts of")
    options = parser.parse_args()
    binary = os.path.abspath(os.environ.get("DESKAUDIT_BINARY", ".build/release/deskaudit"))
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as plain:
        rows, users = fuzz_formats.made_up(binary, Path(plain) / "demo", options.rows)
    told: Counter[str] = Counter()
    for seed in range(options.start, options.start + options.count):
        folder = Path(tempfile.mkdtemp(prefix="deskaudit-clean-"))
        draw = random.Random(seed)
        guise = fuzz_formats.Guise(part(rows, draw), users, seed)
        if guise.format == "page":
            guise.files = 1  # Of several without links, nothing proves which is the last.
        try:
            guise.write(folder)
            plan = json.loads((folder / "migration.yml").read_text(encoding="utf-8"))
            plan["archive"]["batch-size"] = draw.choice([1, 2, 7, 30, 100])
            (folder / "migration.yml").write_text(json.dumps(plan), encoding="utf-8")
            fuzz_formats.run(binary, "build", folder=folder)
            content = (folder / "backup_tickets.tar.gz").read_bytes()
            (folder / "varied.tar.gz").write_bytes(varied(content, draw))
            told.update(judge(binary, folder))
        except AssertionError as problem:
            print(f"seed {seed} ({guise}), kept in {folder}:\n{problem}")
            return 1
        shutil.rmtree(folder)
    for rule, count in told.most_common():
        print(f"{count:7} of {options.count} with a warning of {rule}")
    print(f"{options.count} clean migrations, 0 errors, in {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
