"""One row of the mapping matrix, by the text of Sources/README.md: how a field of an export is read.

Slow and obvious on purpose, and written from the definitions alone.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from values import Instant, flag, instant, integer, is_for_nothing, is_utf8, minutes_east, stamp

NULL, UNREADABLE = object(), object()
"""What a field may be beside its value."""
MONTHS = "January February March April May June July August September October November December".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
EPOCH = datetime(1970, 1, 1)
BOUNDS = range(-62167219200, 253402300800)
"""The seconds of the years 0000 to 9999 in UTC."""
SCALES = {"epoch-seconds": 0, "epoch-milliseconds": 3, "epoch-microseconds": 6}
NUMBER = re.compile(rb"(-?)(0|[1-9][0-9]*)(?:\.([0-9]{1,9}))?")
NAMES = {
    letter: "(?i:" + "|".join(names + [name[:3] for name in names]) + ")"
    for letter, names in (("a", DAYS), ("b", MONTHS))
}
PARTS = {
    "Y": "[0-9]{4}",
    "f": "[0-9]{1,9}",
    "p": "(?i:AM|PM)",
    "z": "(?i:UTC|GMT)?[+-][0-9]{2}(?::?[0-9]{2})?|(?i:UTC|GMT)|Z",
    "d": " [0-9]|[0-9]{1,2}",
    "e": " [0-9]|[0-9]{1,2}",
    "b": NAMES["b"],
    "B": NAMES["b"],
    "a": NAMES["a"],
    "A": NAMES["a"],
} | {name: "[0-9]{1,2}" for name in "mHIMS"}


@dataclass
class Column:
    """What the plan says of one field."""

    field: str
    name: str
    type: str = "text"
    when_null: str = "refuse"
    format: str = "rfc3339"
    zone: str | None = None
    words: tuple[list[str], list[str]] | None = None
    default: str | None = None
    map: dict[str, str | None] | None = None
    otherwise: str | None = None
    cut: int | None = None
    is_lossy: bool = False
    """Whether the plan states a loss."""

    def read(self, raw: bytes) -> object:
        """The value, NULL or UNREADABLE; texts are str, instants pairs."""
        raw = self.mapped(raw)
        if not isinstance(raw, bytes):
            return raw
        value = self.converted(raw) if is_utf8(raw) else None
        if value is None:
            return UNREADABLE
        return value if self.cut is None else value[: self.cut]

    def mapped(self, raw: bytes) -> object:
        """What is read instead of a field's bytes, NULL or UNREADABLE."""
        if not raw and self.default is not None:
            raw = self.default.encode()
        if not raw:
            return NULL
        if self.map is not None:
            entries = {key.encode(): value for key, value in self.map.items()}
            target = entries.get(raw, self.otherwise) if raw in entries else self.otherwise
            # A map that only says what is null leaves everything else.
            is_kept = raw not in entries and self.otherwise is None and set(self.map.values()) == {None}
            if target is None and not is_kept:
                return NULL if raw in entries else UNREADABLE
            raw = raw if is_kept else target.encode()
        return raw

    def converted(self, raw: bytes) -> object:
        """The text as the field's type; None where it can't be read."""
        if self.type in ("integer", "user-reference"):
            return integer(raw)
        if self.type == "boolean":
            return flag(raw) if self.words is None else self.word(raw)
        if self.type == "timestamp":
            value = self.instant(raw)
            return value if value and value[0] in BOUNDS else None
        if self.type == "json":
            return parsed(raw)
        return None if self.type == "email" and is_for_nothing(raw) else raw.decode()

    def word(self, raw: bytes) -> bool | None:
        """A boolean by the plan's words, in any ASCII case."""
        for value, words in zip((True, False), self.words):
            if raw.lower() in [word.encode().lower() for word in words]:
                return value
        return None

    def instant(self, raw: bytes) -> Instant | None:
        """A stamp in the plan's format."""
        if self.format == "rfc3339":
            if (found := instant(raw, "UTC")) is None or instant(raw, None) is not None:
                return found
            return sure(EPOCH + timedelta(seconds=found[0]), found[1], self.zone)
        if self.format in SCALES:
            return epoch(raw, SCALES[self.format])
        return by_pattern(raw, self.format, self.zone)


def epoch(raw: bytes, scale: int) -> Instant | None:
    """A number of seconds, or of their 10^scale-th part."""
    match = NUMBER.fullmatch(raw)
    if not match or match[3] and scale or match[1] and not int(match[2] + (match[3] or b"")):
        return None
    nanoseconds = int(match[2]) * 10 ** (9 - scale) + int((match[3] or b"0").ljust(9, b"0"))
    return divmod(-nanoseconds if match[1] else nanoseconds, 10**9)


def by_pattern(raw: bytes, pattern: str, zone: str | None) -> Instant | None:
    """A stamp by a pattern of strftime."""
    expression = re.sub(
        r"%([a-zA-Z])|([^%])",
        lambda part: f"(?P<{part[1]}>{PARTS[part[1]]})" if part[1] else re.escape(part[2]),
        pattern,
    )
    # After the seconds a fraction may follow where the pattern says nothing of one.
    if "%f" not in pattern and not re.search(r"%S\.", pattern):
        expression = re.sub(r"\(\?P<S>[^)]*\)", lambda part: part[0] + r"(?:\.(?P<f>\d{1,9}))?", expression)
    match = re.fullmatch(expression, raw.decode(), re.ASCII)
    if not match:
        return None
    part = match.groupdict()
    number = {name: int(text) for name, text in part.items() if name in "YmdeHIMS"}
    name = part.get("b") or part.get("B")
    month = number["m"] if "m" in number else [m[:3].lower() for m in MONTHS].index(name[:3].lower()) + 1
    hour = number.get("H", 0)
    if "I" in number:
        if not 1 <= number["I"] <= 12:
            return None
        hour = number["I"] % 12 + (12 if part["p"].upper() == "PM" else 0)
    day = number["d"] if "d" in number else number["e"]
    try:
        local = datetime(number["Y"], month, day, hour, number["M"], number.get("S", 0))
    except ValueError:
        return None
    weekday = part.get("a") or part.get("A")
    if weekday and DAYS[local.weekday()][:3].lower() != weekday[:3].lower():
        return None
    nanoseconds = int((part.get("f") or "0").ljust(9, "0"))
    if part.get("z"):
        offset = re.sub("(?i)^(UTC|GMT)", "", part["z"]) or "Z"
        offset = {3: offset + ":00", 5: offset[:3] + ":" + offset[3:]}.get(len(offset), offset)
        return sure(local, nanoseconds, offset) if minutes_east(offset) is not None else None
    return sure(local, nanoseconds, zone)


def sure(local: datetime, nanoseconds: int, zone: str | None) -> Instant | None:
    """A local time as an instant, if a zone has it once."""
    if zone is None:
        return None
    seconds = (local - EPOCH) // timedelta(seconds=1)
    if (minutes := minutes_east(zone)) is not None:
        return seconds - minutes * 60, nanoseconds
    found = set()
    for fold in (0, 1):
        east = local.replace(tzinfo=ZoneInfo(zone), fold=fold).utcoffset() // timedelta(seconds=1)
        if local_time(seconds - east, zone) == local:
            found.add(seconds - east)
    return (found.pop(), nanoseconds) if len(found) == 1 else None


def local_time(seconds: int, zone: str) -> datetime:
    """What the clocks of a zone show."""
    moment = EPOCH + timedelta(seconds=seconds)
    if (minutes := minutes_east(zone)) is not None:
        return moment + timedelta(minutes=minutes)
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


class JSONValue:
    """A value of a JSON field: equal to others but for white space, escapes and the order of keys."""

    def __init__(self, value: object):
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, JSONValue) and canonical(self.value) == canonical(other.value)


def parsed(raw: bytes) -> JSONValue | None:
    """One JSON value."""
    try:
        return JSONValue(json.loads(raw.decode(), parse_constant=int))
    except ValueError:
        return None


def canonical(value: object) -> str:
    """What equal JSON values share; true is not 1, and 1.0 is not 1."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def written(value: object) -> object:
    """A value as the archive has it; people are the caller's."""
    if value is NULL:
        return None
    if isinstance(value, tuple):
        return stamp(value)
    return value.value if isinstance(value, JSONValue) else value
