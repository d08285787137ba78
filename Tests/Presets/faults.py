"""Faults of hand-made pipelines, planted into a good archive: each changes batches in memory."""

from __future__ import annotations

import io
import json
import tarfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Callable, Iterator

from expected import instant
from sample import Fault

ARRAYS = {"ticket": "data", "comment": "comments", "user": "users", "organization": "organizations"}
Batches = dict[str, dict]


def write(path: Path, batches: Batches) -> None:
    """Writes batches as an archive; one that has become empty stays, so that only the fault is one."""
    with tarfile.open(path, "w:gz") as archive:
        for name, batch in batches.items():
            content = json.dumps({"data": {"tickets": batch}}, ensure_ascii=False).encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))


def found(batches: Batches, kind: str, number: int) -> Iterator[tuple[list[dict], int]]:
    """The arrays that hold a record, each with its position; there must be one."""
    places = [(batch[ARRAYS[kind]], position) for batch in batches.values()
              for position, record in enumerate(batch[ARRAYS[kind]]) if record["id"] == number]
    assert places, f"the good archive has no {kind} {number}"
    return iter(places)


def record(batches: Batches, kind: str, number: int) -> dict:
    """A record of the archive."""
    array, position = next(found(batches, kind, number))
    return array[position]


def lost(batches: Batches, kind: str, number: int) -> None:
    """Takes a record out."""
    array, position = next(found(batches, kind, number))
    del array[position]


def lost_comments(name: str, numbers: list[int]) -> Fault:
    """Comments that did not arrive."""

    def plant(batches: Batches) -> None:
        for number in numbers:
            lost(batches, "comment", number)

    return Fault(name, plant, "no-missing-comments", "comment", set(numbers), len(numbers))


def lost_ticket(name: str, number: int) -> Fault:
    """A ticket that is lost with all of its comments."""

    def plant(batches: Batches) -> None:
        lost(batches, "ticket", number)
        for batch in batches.values():
            batch["comments"] = [row for row in batch["comments"] if row["ticket_id"] != number]

    return Fault(name, plant, "no-missing-tickets", "ticket", {number}, 1)


def lost_user(name: str, number: int) -> Fault:
    """Somebody who is lost."""
    return Fault(name, lambda batches: lost(batches, "user", number), "no-missing-users", "user", {number}, 1)


def changed(name: str, kind: str, number: int, field: str, value: object, rule: str) -> Fault:
    """A field with another value."""

    def plant(batches: Batches) -> None:
        target = record(batches, kind, number)
        assert target[field] != value, f"{kind} {number} has {field} {value!r} already"
        target[field] = value

    return Fault(name, plant, rule, kind, {number}, 1)


def edited(name: str, kind: str, number: int, field: str, edit: Callable[[str], str], rule: str) -> Fault:
    """A text that was changed."""

    def plant(batches: Batches) -> None:
        target = record(batches, kind, number)
        before = target[field]
        target[field] = edit(before)
        assert target[field] != before, f"{kind} {number} stays as it is"

    return Fault(name, plant, rule, kind, {number}, 1)


def mojibake(name: str, number: int) -> Fault:
    """A text whose UTF-8 was read as Windows-1252."""
    return edited(name, "comment", number, "html_body",
                  lambda text: (text + "é").encode().decode("cp1252", "replace"), "bodies-are-unchanged")


def cut(name: str, number: int) -> Fault:
    """A text without its end."""
    return edited(name, "comment", number, "html_body", lambda text: text[: len(text) * 2 // 3], "bodies-are-unchanged")


def shifted(name: str, number: int, hours: float, kind: str = "comment") -> Fault:
    """A time that was read in another zone."""

    def moved(text: str) -> str:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return instant(at + timedelta(hours=hours))

    return edited(name, kind, number, "created_at", moved, f"{kind}-times-are-unchanged")


def doubled(name: str, number: int) -> Fault:
    """A comment that is there twice."""

    def plant(batches: Batches) -> None:
        array, position = next(found(batches, "comment", number))
        array.insert(position, dict(array[position]))

    return Fault(name, plant, "comment-ids-are-unique", "comment", {number}, 1)


def turned(name: str, ticket: int, comments: list[int]) -> Fault:
    """The comments of a ticket in the opposite order: the newest is first."""

    def plant(batches: Batches) -> None:
        for batch in batches.values():
            places = [place for place, row in enumerate(batch["comments"]) if row["ticket_id"] == ticket]
            rows = [batch["comments"][place] for place in reversed(places)]
            for place, row in zip(places, rows):
                batch["comments"][place] = row

    return Fault(name, plant, "comments-are-in-time-order", "comment", set(comments))


def parted(name: str, number: int, second: dict, comments: list[int]) -> Fault:
    """Somebody who was one person is two, each with what they wrote under their own id."""

    def plant(batches: Batches) -> None:
        array, position = next(found(batches, "user", number))
        array.insert(position + 1, {**array[position], **second})
        for comment in comments:
            record(batches, "comment", comment)["author_id"] = second["id"]

    return Fault(name, plant, "no-unexpected-users", "user", {second["id"]}, 1)


def moved(name: str, number: int, ticket: int) -> Fault:
    """A comment of another ticket."""
    return changed(name, "comment", number, "ticket_id", ticket, "comments-are-in-their-ticket")


def renumbered(name: str, number: int, other: int) -> Fault:
    """A ticket, and all that belongs to it, under another number."""

    def plant(batches: Batches) -> None:
        record(batches, "ticket", number)["id"] = other
        for batch in batches.values():
            for row in batch["comments"]:
                if row["ticket_id"] == number:
                    row["ticket_id"] = other

    return Fault(name, plant, "no-missing-tickets", "ticket", {number}, 1)
