#!/usr/bin/env python3
"""A small migration whose archive and exports are cut at each length, and of which each bit is turned, one at a time.

`verify` must find it, or what is decoded must be the same: for the archive its bytes by Python's zlib, for an export the
meaning of its rows by Python's csv. Exit 0: all as expected; 1: something was not.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import shutil
import sys
import tempfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable, Iterator

from desk import BINARY, HEADER, PLAN, run

WORDS = "printer socket driver paper invoice caf\u00e9 router cable, screen \"tray\" line\nbreak".split(" ")


def migration(draw: random.Random, tickets: int) -> tuple[bytes, bytes]:
    """A chat of some conversations and the list of users."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    people = [(index + 1, f"Person {index}", f"p{index}@example.org") for index in range(8)]
    comment = 0
    for ticket in range(tickets):
        day = f"2021-03-{ticket % 28 + 1:02}"
        requester = draw.choice(people)
        for part in range(draw.randint(1, 4)):
            author = requester if part == 0 else draw.choice(people)
            comment += 1
            body = " ".join(draw.choices(WORDS, k=draw.randint(1, 12)))
            public = draw.choice(["true", "false"])
            writer.writerow(
                [f"{day}T09:00:00Z", requester[0], 1000 + comment, 500 + ticket, public, body, f"{day}T09:{part:02}:{draw.randint(0, 59):02}Z", *author]
            )
    users = "id,email\n" + "".join(f"{9000 + number},{email}\n" for number, _, email in people[:5])
    return (HEADER + out.getvalue()).encode(), users.encode()


def address(text: str) -> str:
    """An e-mail without its case and the space around it."""
    return text.strip().lower()


FOLDS = {
    "EMAIL": address,
    "email": address,
    "COMMENT_PUBLIC": str.lower,
    "TICKET_CREATED_AT": str.upper,
    "COMMENT_CREATED_AT": str.upper,
}
"""What of a value means nothing."""


def meaning(text: bytes) -> object:
    """What an export says; None for one that says nothing certain."""
    try:
        rows = list(csv.reader(io.StringIO(text.decode(), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    head, *rest = rows or [[]]
    columns = {name: index for index, name in enumerate(head)}
    named: set[str] = set()
    for row in rest:
        for name, fold in FOLDS.items():
            if columns.get(name, len(row)) < len(row):
                row[columns[name]] = fold(row[columns[name]])
        if len(row) == len(head) == 10:
            # A person's name is that of the first row with the person.
            row[columns.get("NAME", 0)] *= row[7] not in named
            named.add(row[7])
    return head, [row for row in rest if row]


def decoded(packed: bytes) -> bytes | None:
    """The bytes of a gzip file of one member."""
    inflater = zlib.decompressobj(31)
    try:
        whole = inflater.decompress(packed) + inflater.flush()
    except zlib.error:
        return None
    return whole if inflater.eof and not inflater.unused_data else None


READINGS: dict[str, Callable[[bytes], object]] = {"backup.tar.gz": decoded, "chat.csv": meaning, "users.csv": meaning}
"""The files of the migration that are damaged, and what reads them."""


def answers(content: bytes, reading: Callable[[bytes], object]) -> bytes:
    """For each damage a 1 if what is decoded is the same, else a 0: those that cut to 0, 1, 2 … bytes, then each bit of each byte."""
    same = reading(content)
    every = damaged(content, 1, random.Random())
    return b"".join(b"1" if reading(spoiled) == same else b"0" for _, spoiled in every)


def damaged(content: bytes, share: float, draw: random.Random) -> Iterator[tuple[str, bytes]]:
    """A share of all cuts and turned bits."""
    for length in range(len(content)):
        if draw.random() < share:
            yield f"cut to {length} bytes", content[:length]
    for place in range(len(content)):
        for bit in range(8):
            if draw.random() < share:
                yield f"bit {bit} of byte {place} turned", content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--share", type=float, default=1.0, help="the share of all damages that is tried")
    options.add_argument("--tickets", type=int, default=60, help="the conversations of the migration; 60 are 20 kB")
    options.add_argument("--seed", type=int, default=random.randrange(1 << 32), help="of the migration and of the share")
    options.add_argument("--into", metavar="DIR", help="only write the migration and what each damage means, for SweepTests")
    given = options.parse_args()
    if not BINARY.exists():
        sys.exit(f"{BINARY} is not there: build it, or name another with DESKAUDIT_BINARY")
    draw = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        chat, users = migration(draw, given.tickets)
        intact = Path(given.into) if given.into else root / "intact"
        intact.mkdir(parents=True)
        (intact / "chat.csv").write_bytes(chat)
        (intact / "users.csv").write_bytes(users)
        (intact / "migration.yml").write_text(PLAN.replace("USERS", "users.csv").replace("batch-size: 2", "batch-size: 20"))
        if run(["build"], intact).exit != 0 or run(["verify"], intact).exit != 0:
            sys.exit("the intact migration is not built, or does not pass")
        # A digest of the archive would find everything, and hide what else finds it.
        (intact / "backup.tar.gz.sha256").unlink()
        shutil.rmtree(intact / "reports", ignore_errors=True)
        if given.into:
            for file, reading in READINGS.items():
                (intact / f"{file}.same").write_bytes(answers((intact / file).read_bytes(), reading))
            return 0
        folders = []
        for index in range(2):
            folders.append(root / f"run{index}")
            shutil.copytree(intact, folders[-1])
        wrong: list[str] = []
        counts = {"found": 0, "the same": 0}

        def judge(damage: tuple[str, str, bytes, bool]) -> None:
            file, what, content, is_same = damage
            folder = folders.pop()
            (folder / file).write_bytes(content)
            done = run(["verify"], folder)
            shutil.copy(intact / file, folder / file)
            folders.append(folder)
            counts["the same" if done.exit == 0 else "found"] += 1
            if done.exit not in (0, 1, 2) or (done.exit == 0) > is_same or file == "backup.tar.gz" and done.exit != 0 and is_same:
                wrong.append(f"seed {given.seed}, {file}, {what}: exit {done.exit}: {done.sentence}")

        def damages() -> Iterator[tuple[str, str, bytes, bool]]:
            for file, reading in READINGS.items():
                content = (intact / file).read_bytes()
                same = reading(content)
                for what, spoiled in damaged(content, given.share, draw):
                    yield file, what, spoiled, reading(spoiled) == same

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(judge, damages()))
        size = sum((intact / file).stat().st_size for file in READINGS)
    for mistake in wrong:
        print(mistake)
    print(
        f"sweep, seed {given.seed}: {size:,} bytes, {sum(counts.values()):,} damages, {counts['found']:,} found, "
        f"{counts['the same']:,} decoded the same, {len(wrong)} mistakes"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
