"""Spellings of instants and JSON values, drawn at random."""

from __future__ import annotations

import json
import random

from columns import DAYS, MONTHS, SCALES, Column, local_time
from values import Instant, minutes_east, stamp


def time_text(column: Column, value: Instant, draw: random.Random) -> bytes:
    """An instant in a column's format; what the format lacks is cut off."""
    seconds, nanoseconds = value
    fraction = f"{nanoseconds:09d}"
    if column.format in SCALES:
        whole = seconds * 10 ** SCALES[column.format] + int(fraction[: SCALES[column.format]] or 0)
        if column.format == "epoch-seconds" and nanoseconds and seconds >= 0:
            return f"{seconds}.{fraction.rstrip('0')}".encode()
        return str(whole).encode()
    if column.format == "rfc3339":
        text = stamp(value).encode()
        is_utc = column.zone in ("UTC", "+00:00")
        return text[:-1] if is_utc and draw.random() < 0.5 else text
    zone, offset = column.zone or "UTC", ""
    if "%z" in column.format:
        zone = draw.choice(["UTC", "+05:30", "-10:00"])
        written = {"UTC": "+00:00"}.get(zone, zone)
        offset = draw.choice([written, written.replace(":", "")] + (["Z"] if zone == "UTC" else []))
        if written.endswith(":00"):
            offset = draw.choice([offset, written[:3]])
    if seconds > 253402200000:
        zone, offset = ("UTC", "Z") if offset else (zone, offset)
        if not offset and (minutes_east(zone) is None or minutes_east(zone) > 0):
            seconds -= 200000
    local = local_time(seconds, zone)
    month, day = MONTHS[local.month - 1], DAYS[local.weekday()]
    cased = draw.choice([str, str.upper, str.lower])
    number = draw.choice([str, lambda n: f"{n:02d}"])
    parts = {
        "Y": f"{local.year:04d}", "m": number(local.month), "d": number(local.day), "e": f"{local.day:2d}",
        "b": cased(draw.choice([month, month[:3]])), "B": cased(month), "a": cased(day[:3]), "A": cased(day),
        "H": number(local.hour), "I": number(local.hour % 12 or 12), "M": f"{local.minute:02d}",
        "S": f"{local.second:02d}", "f": fraction.rstrip("0") or "0", "p": "AM" if local.hour < 12 else "pm",
        "z": offset,
    }
    text = column.format
    for name, part in parts.items():
        text = text.replace("%" + name, "\0".join(part) if name == "z" else part.replace("%", ""))
    return text.replace("\0", "").encode()


def json_text(value: object, draw: random.Random) -> str:
    """A spelling of a JSON value."""
    if isinstance(value, dict):
        value = dict(draw.sample(list(value.items()), len(value)))
    return json.dumps(value, ensure_ascii=draw.random() < 0.5, indent=draw.choice([None, None, 1]))
