#!/usr/bin/env python3
"""Clean migrations, harmlessly varied: none may have a failed error, and the warnings are counted by rule.

Each is a random part of a made-up export: some conversations, with their people. The export is written in a guise of
fuzz_formats.py (CSV of any delimiter, quoting and line end, NDJSON, arrays, pages; stages cut anywhere, with and without an
overlap; encodings, columns, stamps, words; gzip of any level and members), and the archive again with other keys' order,
white space, escapes, order of tickets and users, batch sizes below the plan's, order of members, tar format, and members
and levels of gzip. The one warning that there may be is that of names with ./, where there are some. Every
migration has a seed, from which --start makes it again. Exit 0: no error, and no other warning; 1: at least one, with
its folder.
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


PART_OF_A_MAIL = "cid:1"
"""The address of an image that the demo's bodies have, of which every archive has a warning."""
SIZES = [1, 2, 7, 30, 100]


def part(rows: Rows, draw: random.Random) -> Rows:
    """The rows of some conversations, of which every requester wrote."""
    conversations = sorted({row["CONVERSATION_ID"] for row in rows})
    chosen = set(draw.sample(conversations, draw.randint(3, 60)))
    while True:
        kept = [row for row in rows if row["CONVERSATION_ID"] in chosen]
        authors = {row["AUTHOR_ID"] for row in kept}
        silent = {row["CONVERSATION_ID"] for row in kept if row["TICKET_REQUESTER_ID"] not in authors}
        if not silent:
            return [row | {"BODY": row["BODY"].replace(PART_OF_A_MAIL, "https://img.example.org/1.png")} for row in kept]
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


def has_dots(content: bytes) -> bool:
    """Whether an archive has names with ./."""
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        return any(name.startswith("./") for name in archive.getnames())


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
            sizes = sorted(draw.choices(SIZES, k=2))
            plan["archive"]["batch-size"] = sizes[0]
            (folder / "migration.yml").write_text(json.dumps(plan), encoding="utf-8")
            fuzz_formats.run(binary, "build", folder=folder)
            content = (folder / "backup_tickets.tar.gz").read_bytes()
            content = varied(content, draw)
            (folder / "varied.tar.gz").write_bytes(content)
            plan["archive"]["batch-size"] = sizes[1]
            (folder / "migration.yml").write_text(json.dumps(plan), encoding="utf-8")
            warnings = judge(binary, folder)
            told.update(warnings)
            if warnings != ({"members-are-named-plainly"} if has_dots(content) else set()):
                raise AssertionError(f"verify warns of {', '.join(sorted(warnings)) or 'nothing'}")
        except AssertionError as problem:
            print(f"seed {seed} ({guise}), kept in {folder}:\n{problem}")
            return 1
        shutil.rmtree(folder)
    for rule, count in told.most_common():
        print(f"{count:7} of {options.count} with a warning of {rule}")
    print(f"{options.count} clean migrations, 0 errors, no other warning, in {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
