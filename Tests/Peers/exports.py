"""The old systems' exports as typed columns: every conversion of the migration, written once for Python.

Definitions: Sources/README.md, "What the words mean". A value that cannot be read stops the run with a
sentence; nothing is guessed.
"""

from __future__ import annotations

import glob
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv

CHAT_INTEGERS = {
    "COMMENT_PART_ID": "comment",
    "CONVERSATION_ID": "ticket",
    "AUTHOR_ID": "author",
    "TICKET_REQUESTER_ID": "requester",
}
CHAT_INSTANTS = {"COMMENT_CREATED_AT": "written", "TICKET_CREATED_AT": "opened"}
CHAT_TEXTS = {"BODY": "body", "NAME": "name", "EMAIL": "email"}
REQUIRED = [
    "COMMENT_PART_ID",
    "CONVERSATION_ID",
    "AUTHOR_ID",
    "TICKET_REQUESTER_ID",
    "COMMENT_PUBLIC",
    "COMMENT_CREATED_AT",
    "TICKET_CREATED_AT",
]

# Unicode's White_Space property; str.strip() without an argument would also take U+001C to U+001F.
WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)

RFC_3339 = (
    r"(?P<date>\d{4}-\d{2}-\d{2})[Tt ](?P<time>\d{2}:\d{2}:\d{2})(?:\.(?P<fraction>\d{1,9}))?"
    r"(?P<zone>[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)?"
)


class Refused(Exception):
    """The exports cannot be migrated as they stand; the message says where and why."""


def email_key(email: str) -> str | None:
    """What two e-mails of one person share, or None for a blank one, which matches nobody.

    Character by character, because lower-casing a whole string looks at neighbours (final sigma).
    """
    key = "".join(map(str.lower, email.strip(WHITE_SPACE)))
    return key or None


def expand(patterns: list[str]) -> list[Path]:
    """The files after paths and globs: patterns in the order given, each glob's files by name."""
    files = [Path(name) for pattern in patterns for name in sorted(glob.glob(pattern))]
    if not files:
        raise Refused(f"no file matches {' '.join(patterns)}")
    return files


def read_csv(path: Path, needed: list[str]) -> pd.DataFrame:
    """All records of one CSV as text columns; an empty field is the empty string.

    Read with Arrow, because pandas' own parser pads a row with too few fields without a word.
    """
    if path.read_bytes().count(b'"') % 2:
        raise Refused(f"{path}: an odd number of quotes, so one quoted field has no end")
    options = csv.ConvertOptions(column_types=dict.fromkeys(needed, pa.string()), include_columns=needed)
    try:
        table = csv.read_csv(
            path, parse_options=csv.ParseOptions(newlines_in_values=True), convert_options=options
        )
    except (pa.ArrowInvalid, KeyError) as error:
        raise Refused(f"{path}: {error}") from error
    return table.to_pandas()


def integers(text: pd.Series, column: str) -> pd.Series:
    """64-bit ids from decimal digits; anything else is refused."""
    readable = text.str.fullmatch(r"-?(?:0|[1-9][0-9]*)").to_numpy(dtype=bool)
    refuse_unreadable(text, readable, column)
    try:
        return pd.Series(np.array(text.tolist(), dtype=np.int64), index=text.index)
    except (OverflowError, ValueError) as error:
        raise Refused(f"{column}: an id beyond 64 bits ({error})") from error


def flags(text: pd.Series, column: str) -> pd.Series:
    """true/t/1 and false/f/0 in any ASCII case as booleans."""
    folded = text.str.lower()
    true = folded.isin(["true", "t", "1"])
    refuse_unreadable(text, (true | folded.isin(["false", "f", "0"])).to_numpy(dtype=bool), column)
    return true


def instants(text: pd.Series, column: str, zone: str | None) -> tuple[pd.Series, pd.Series]:
    """RFC 3339 stamps as (whole seconds since 1970 UTC, nanoseconds 0 to 999,999,999).

    zone is what a stamp without one means ("Z" or "+hh:mm"); None refuses such stamps.
    """
    parts = text.str.extract(f"^{RFC_3339}$")
    zones = parts["zone"].fillna(zone) if zone else parts["zone"]
    refuse_unreadable(text, (parts["date"].notna() & zones.notna()).to_numpy(dtype=bool), column)
    stamps = (parts["date"] + "T" + parts["time"]).tolist()
    try:
        local = np.array(stamps, dtype="datetime64[s]").astype(np.int64)
    except ValueError as error:
        raise Refused(f"{column}: {error}") from error
    offsets = {name: zone_seconds(name) for name in zones.unique()}
    seconds = local - zones.map(offsets).to_numpy(dtype=np.int64)
    nanoseconds = parts["fraction"].fillna("").str.pad(9, side="right", fillchar="0").astype(np.int64)
    return pd.Series(seconds, index=text.index), nanoseconds


def zone_seconds(zone: str) -> int:
    """Seconds east of UTC of "Z" or "+hh:mm"."""
    if zone in ("Z", "z"):
        return 0
    sign = -1 if zone[0] == "-" else 1
    return sign * (int(zone[1:3]) * 3600 + int(zone[4:6]) * 60)


def refuse_unreadable(text: pd.Series, readable: np.ndarray, column: str) -> None:
    """Stop at the first value that was not understood, naming its record (counted from 1)."""
    if not readable.all():
        position = int(np.argmin(readable))
        count = int((~readable).sum())
        raise Refused(
            f"unreadable {column} in {count} records, first in record {text.index[position] + 1}:"
            f" {text.iloc[position]!r}"
        )


def read_chat(
    patterns: list[str], drop_null: bool, drop_empty_bodies: bool, zone: str | None
) -> tuple[pd.DataFrame, dict[str, int]]:
    """The chat export's usable rows, in source order, and why others were left out.

    Columns: comment, ticket, author, requester (int64), public (bool), written, opened (seconds) and
    written_ns, opened_ns, body, name, email (text, "" for null). The index is the record's position over
    all files, from 0.
    """
    needed = [*REQUIRED, *CHAT_TEXTS]
    raw = pd.concat([read_csv(path, needed) for path in expand(patterns)], ignore_index=True)
    balance = {"rows": len(raw)}
    for column in REQUIRED:
        null = raw[column] == ""
        if null.any() and not drop_null:
            raise Refused(f"null {column} in {null.sum()} records, first in record {null.idxmax() + 1}")
        if null.any():
            balance[f"null {column}"] = int(null.sum())
            raw = raw[~null]
    rows = pd.DataFrame(index=raw.index)
    for column, name in CHAT_INTEGERS.items():
        rows[name] = integers(raw[column], column)
    rows["public"] = flags(raw["COMMENT_PUBLIC"], "COMMENT_PUBLIC")
    for column, name in CHAT_INSTANTS.items():
        rows[name], rows[f"{name}_ns"] = instants(raw[column], column, zone)
    for column, name in CHAT_TEXTS.items():
        rows[name] = raw[column]
    if drop_empty_bodies:
        empty = rows["body"] == ""
        balance["empty BODY"] = int(empty.sum())
        rows = rows[~empty]
    if rows.empty:
        raise Refused("the chat export has no usable row")
    return rows, balance


def read_ticketing(path: Path) -> list[tuple[int, str]]:
    """The ticketing users as (id, e-mail text), in file order."""
    frame = read_csv(path, ["id", "email"])
    return list(zip(integers(frame["id"], "id").tolist(), frame["email"].tolist()))
