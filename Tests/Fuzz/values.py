"""The conversions of Sources/README.md, written a third time: the slow and obvious way.

Each takes the raw bytes of an export's field and returns the value, or None where it is unreadable.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from datetime import date

WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""Unicode's White_Space, which is not what Python's strip() removes."""

INTEGER = re.compile(rb"0|-?[1-9][0-9]*")
FLAGS = {b"true": True, b"t": True, b"1": True, b"false": False, b"f": False, b"0": False}
INSTANT = re.compile(rb"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)?")
EPOCH = date(1970, 1, 1).toordinal()
ZONE = re.compile(r"([+-])(\d\d):(\d\d)")

Instant = tuple[int, int]
"""Seconds since 1970 UTC, and nanoseconds."""


def integer(text: bytes) -> int | None:
    """A decimal number within 64 bits signed."""
    if not INTEGER.fullmatch(text):
        return None
    number = int(text)
    return number if -(2**63) <= number < 2**63 else None


def flag(text: bytes) -> bool | None:
    """A public flag."""
    return FLAGS.get(text.lower())


def minutes_east(zone: str) -> int | None:
    """An offset of RFC 3339, or UTC, in minutes."""
    if zone in ("Z", "z", "UTC"):
        return 0
    match = ZONE.fullmatch(zone)
    if not match or int(match[2]) > 23 or int(match[3]) > 59:
        return None
    return (int(match[2]) * 60 + int(match[3])) * (-1 if match[1] == "-" else 1)


def instant(text: bytes, zone: str | None) -> Instant | None:
    """An RFC 3339 time; one without a zone is read in the plan's `zone`, if there is one."""
    match = INSTANT.fullmatch(text)
    if not match or any(byte > 127 for byte in text):
        return None
    year, month, day, hour, minute, second = (int(match[place]) for place in range(1, 7))
    written = match[8].decode() if match[8] else zone
    offset = minutes_east(written) if written else None
    if offset is None or hour > 23 or minute > 59 or second > 59:
        return None
    days = day_number(year, month, day)
    if days is None:
        return None
    seconds = days * 86400 + hour * 3600 + (minute - offset) * 60 + second
    return seconds, int((match[7] or b"0").ljust(9, b"0"))


def day_number(year: int, month: int, day: int) -> int | None:
    """Days since 1970. Python's calendar lacks the year 0: early years are taken 400 years later."""
    try:
        return (
            date(year + 400, month, day).toordinal() - EPOCH - 146097
            if year < 400
            else (date(year, month, day).toordinal() - EPOCH)
        )
    except ValueError:
        return None


def stamp(value: Instant) -> str:
    """An instant as the archive writes it."""
    days, second = divmod(value[0], 86400)
    years = 400 if days + EPOCH < 1 else 0
    day = date.fromordinal(days + EPOCH + (146097 if years else 0))
    fraction = f".{value[1]:09d}".rstrip("0") if value[1] else ""
    clock = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    return f"{day.year - years:04d}-{day.month:02d}-{day.day:02d}T{clock}{fraction}Z"


def email_key(text: bytes) -> str | None:
    """What two spellings of one address share; None for none. No Final_Sigma: one character at a time."""
    key = "".join(character.lower() for character in text.decode().strip(WHITE_SPACE))
    return key or None


WORDS_FOR_NOTHING = set(
    "na n/a #n/a nan none null nil undefined unknown (null) [null] <null> \\n - -- ?".split(" ")
)


def is_for_nothing(text: bytes) -> bool:
    """Whether tools write this where nothing is known."""
    return len(text) <= 16 and text.strip(b" \t").decode("latin-1").lower() in WORDS_FOR_NOTHING


ATOM = re.compile(r"[^\x00-\x20()<>@,;:\\\".\[\]\x7f]+(\.[^\x00-\x20()<>@,;:\\\".\[\]\x7f]+)*")
QUOTED = re.compile(r'"([^\x00-\x1f\x7f"\\]|\\[^\x00-\x1f\x7f])*"')
LABEL = re.compile(r"[^\x00-,./:-@\[-`{-\x7f-]([^\x00-,./:-@\[-`{-\x7f]*[^\x00-,./:-@\[-`{-\x7f-])?")
INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8]")


def is_address(key: str) -> bool:
    """Whether an e-mail key is a Mailbox of RFC 5321 and 6531 whose characters can all be seen."""
    local, at, domain = key.rpartition("@")
    if not at or len(key.encode()) > 254 or len(local.encode()) > 64:
        return False
    for character in key:
        if character > "\x7f" and (
            unicodedata.category(character) in ("Cc", "Cf", "Zs", "Zl", "Zp", "Cn", "Co")
            or INVISIBLE.match(character)
        ):
            return False
    if not (ATOM.fullmatch(local) or QUOTED.fullmatch(local)):
        return False
    if domain.startswith("[") and domain.endswith("]"):
        try:
            if domain.startswith("[IPv6:"):
                ipaddress.IPv6Address(domain[6:-1])
            else:
                ipaddress.IPv4Address(domain[1:-1])
            return True
        except ValueError:
            return False
    return all(LABEL.fullmatch(label) and len(label.encode()) <= 63 for label in domain.split("."))


def is_utf8(text: bytes) -> bool:
    """Whether the bytes are UTF-8 without surrogates."""
    try:
        text.decode()
        return True
    except UnicodeDecodeError:
        return False
