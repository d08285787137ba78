"""How a decision names its conflict, and how a sheet of decisions is filled in and saved: by the text of Sources/README.md."""

from __future__ import annotations

import csv
import hashlib
import io
import random
from pathlib import Path

COLUMNS = [
    "status", "kind", "record", "source", "lines", "differs", "shows",
    "keep", "owner", "date", "reason", "conflict", "side",
]  # fmt: skip
YES = ["yes", "YES", "x", " y ", "TRUE", "1"]
NO = ["", "", "", "no", "-", "FALSE", " "]


def short(data: bytes) -> str:
    """The first eight bytes of a digest."""
    return hashlib.sha256(data).hexdigest()[:16]


def side(source: str, fields: list[tuple[str, bytes]]) -> str:
    """What distinguishes one side: the source, and the fields that are not null."""
    data = source.encode() + b"\0"
    for name, text in fields:
        if text:
            data += name.encode() + b"\0" + str(len(text)).encode() + b":" + text
    return "s" + short(data)


def name(record: str, key: int, qualifier: bytes, sides: list[str]) -> str:
    """How a decision names its conflict."""
    data = f"{record}\0{key}\0".encode() + qualifier + b"\0" + "".join(sorted(set(sides))).encode()
    return f"{record}:{key}:{short(data)}"


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a sheet as the tool writes it."""
    text = path.read_bytes()
    if not text.startswith(b"\xef\xbb\xbf"):
        raise ValueError("the sheet has no byte order mark")
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))
    if rows and list(rows[0]) != COLUMNS:
        raise ValueError(f"the sheet has the columns {list(rows[0])}")
    return rows


def fill(rows: list[dict[str, str]], draw: random.Random, share: float) -> dict[str, str | None]:
    """Decide a share of the conflicts that nobody has decided. What the sheet says then: the side that each keeps, or None."""
    groups: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        groups.setdefault(row["conflict"], []).append(row)
    said: dict[str, str | None] = {}
    for conflict, sides in groups.items():
        kept = [row for row in sides if row["keep"].strip().lower() in {"yes", "x", "y", "true", "1"}]
        if not kept and draw.random() < share:
            for row in sides:
                row["keep"] = draw.choice(NO)
            kept = [draw.choice(sides)]
            kept[0] |= {
                "keep": draw.choice(YES),
                "owner": draw.choice(["J. Diaz", "=Ann", "李 雷", 'O"Hara, Pat']),
                "date": draw.choice(["", "2026-11-20", "20.11.26"]),
                "reason": draw.choice(["the later one", "- seen with the customer", "+1", "two\nlines"]),
            }
        said[conflict] = kept[0]["side"] if kept else None
    return said


def save(path: Path, rows: list[dict[str, str]], draw: random.Random) -> None:
    """Save a sheet as one of several spreadsheets would."""
    columns = list(COLUMNS)
    if draw.random() < 0.3:
        draw.shuffle(columns)
    if draw.random() < 0.3:
        columns.insert(draw.randrange(len(columns)), "notes")
    if draw.random() < 0.3:
        draw.shuffle(rows)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(
        text, columns, delimiter=draw.choice([",", ";", "\t"]), restval="", extrasaction="ignore",
        lineterminator=draw.choice(["\n", "\r\n"]), quoting=draw.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    )  # fmt: skip
    writer.writeheader()
    for row in rows:
        writer.writerow(row)
        if draw.random() < 0.05:
            writer.writerow({})
    path.write_bytes(draw.choice([b"", b"\xef\xbb\xbf"]) + text.getvalue().encode())
