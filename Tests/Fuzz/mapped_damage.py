"""Damage to what a mapped archive says: custom fields, organizations, the ticketing tool's own records."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from columns import Column
from mapped import MappedModel
from mutations import nudged

KINDS = {"comments": "comment", "data": "ticket", "users": "user", "organizations": "organization"}
STAMP = "1999-12-31T23:59:59Z"


@dataclass
class Change:
    """One change of one record: a field set, a key left out, the record lost or repeated."""

    name: str
    rules: set[str]
    """The rules of which at least one must fail; none for a lawful change."""
    array: str
    place: int
    action: str
    field: str = ""
    value: object = None


def damaged(batches: list[dict[str, list[dict]]], change: Change) -> list[dict[str, list[dict]]]:
    """The batches after a change."""
    copy = deepcopy(batches)
    place = change.place
    for batch in copy:
        records = batch[change.array]
        if place >= len(records):
            place -= len(records)
            continue
        if change.action == "lose":
            del records[place]
        elif change.action == "repeat":
            copy.append({array: [] for array in KINDS} | {change.array: [deepcopy(records[place])]})
        elif change.action == "omit":
            del records[place][change.field]
        else:
            records[place][change.field] = change.value
        return copy
    return copy


def changes(model: MappedModel) -> list[Change]:
    """All changes of the places that this model is about."""
    batches = model.batches()
    found: list[Change] = []
    for array, kind in KINDS.items():
        records = [record for batch in batches for record in batch[array]]
        desk = {"comments": len(model.desk_comments), "data": len(model.desk_tickets)}.get(array, 0)
        for place, record in enumerate(records):
            is_desk = place >= len(records) - desk
            found += fields(model, array, place, record, is_desk)
            if array == "organizations":
                found += organization(array, place, record)
            if is_desk and array == "comments":
                found += comment(model, place, record)
            if is_desk and array == "data":
                found += ticket(model, place, record)
    return found


def fields(model: MappedModel, array: str, place: int, record: dict, is_desk: bool) -> list[Change]:
    """Every custom field of a record changed, nulled, left out, and in another type."""
    matrix, kind = model.matrix, KINDS[array]
    columns: list[Column] = {
        "comments": matrix.desk_comments[6:] if is_desk and matrix.desk_comments else matrix.further["comments"],
        "data": matrix.desk_tickets[3:] if is_desk and matrix.desk_tickets else matrix.further["tickets"],
        "users": matrix.further["users"],
        "organizations": (matrix.organizations or [None])[1:],
    }[array]
    rules = {f"{kind}-fields-are-unchanged"}
    owner = f"{'ticketing ' if is_desk else ''}{kind}"
    found = []
    for column in columns:
        value, name = record[column.field], column.field
        other = another(column, value)
        found.append(Change(f"{owner}'s {column.type} changed", rules, array, place, "set", name, other))
        lawful = value is None
        called = f"{owner}'s {'null' if lawful else column.type}"
        found.append(
            Change(f"{called} left out", set() if lawful else rules, array, place, "omit", name)
        )
        if not lawful:
            found.append(Change(f"{called} nulled", rules, array, place, "set", name, None))
        if value is not None and column.type != "json":
            text = str(value) if not isinstance(value, str) else [value]
            found.append(Change(f"{called} in another type", rules, array, place, "set", name, text))
        if lawful or column.type not in ("timestamp", "json"):
            continue
        respelled = value[:-1] + "+00:00" if column.type == "timestamp" else reordered(value)
        found.append(Change(f"{called} respelled", set(), array, place, "set", name, respelled))
    return found


def reordered(value: object) -> object:
    """A JSON value with its keys in another order."""
    return dict(reversed(value.items())) if isinstance(value, dict) else value


def another(column: Column, value: object) -> object:
    """Another value of a field's type, as near as may be."""
    if column.type in ("integer", "user-reference"):
        return 5 if value is None else value - 1 if value > 0 else value + 1
    if column.type == "boolean":
        return not value
    if column.type == "timestamp":
        return STAMP if value is None or ".999999999" in value else nudged(value)
    if column.type == "json":
        return 1.0 if value == 1 else [value] if value is not None else []
    return "" if value is None else value + " "


def organization(array: str, place: int, record: dict) -> list[Change]:
    """An organization lost, repeated, under another id."""
    return [
        Change("organization lost", {"no-missing-organizations"}, array, place, "lose"),
        Change("organization twice", {"organization-ids-are-unique"}, array, place, "repeat"),
        Change(
            "organization under another id", {"no-missing-organizations", "no-unexpected-organizations"},
            array, place, "set", "id", record["id"] + 1000,
        ),
    ]


def comment(model: MappedModel, place: int, record: dict) -> list[Change]:
    """A ticketing comment lost, repeated, moved, re-dated, re-authored, made public, rewritten."""
    array = "comments"
    author = next((user for user in sorted(model.ticketing_ids) if user != record["author_id"]), 4242)
    ticket = next(
        (t["id"] for batch in model.batches() for t in batch["data"] if t["id"] != record["ticket_id"]), 4243
    )
    changed = [
        ("moved", {"comments-are-in-their-ticket"}, "ticket_id", ticket),
        ("re-dated", {"comment-times-are-unchanged"}, "created_at", redated(record["created_at"])),
        ("re-authored", {"comments-have-the-expected-author"}, "author_id", author),
        ("with another flag", {"public-flags-are-unchanged"}, "public", not record["public"]),
        ("rewritten", {"bodies-are-unchanged"}, "html_body", record["html_body"] + " "),
    ]
    original = undone(record["id"], model.matrix.comment_ids)
    if original != record["id"]:
        rules = {"no-missing-comments", "no-unexpected-comments"}
        changed.append(("without its id rule", rules, "id", original))
    return record_changes("comment", array, place, changed)


def ticket(model: MappedModel, place: int, record: dict) -> list[Change]:
    """A ticketing ticket lost, repeated, re-dated, under another requester."""
    array = "data"
    requester = next((user for user in sorted(model.ticketing_ids) if user != record["requester_id"]), 4242)
    changed = [
        ("re-dated", {"ticket-times-are-unchanged"}, "created_at", redated(record["created_at"])),
        ("of another requester", {"tickets-have-the-expected-requester"}, "requester_id", requester),
    ]
    original = undone(record["id"], model.matrix.ticket_ids)
    if original != record["id"]:
        rules = {"no-missing-tickets", "no-unexpected-tickets"}
        changed.append(("without its id rule", rules, "id", original))
    return record_changes("ticket", array, place, changed)


def record_changes(noun: str, array: str, place: int, changed: list[tuple[str, set[str], str, object]]) -> list[Change]:
    """A record lost and repeated, and each of `changed`: a name, the rules that must fail, a key, its new value."""
    return [
        Change(f"ticketing {noun} lost", {f"no-missing-{noun}s"}, array, place, "lose"),
        Change(f"ticketing {noun} twice", {f"{noun}-ids-are-unique"}, array, place, "repeat"),
    ] + [
        Change(f"ticketing {noun} {name}", rules, array, place, "set", field, value)
        for name, rules, field, value in changed
    ]


def redated(stamp: str) -> str:
    """Another instant."""
    return STAMP if ".999999999" in stamp else nudged(stamp)


def undone(number: int, rule: tuple[str, int] | None) -> int:
    """The id before the plan's rule."""
    if rule is None:
        return number
    return number - rule[1] if rule[0] == "offset" else int(str(number)[len(str(rule[1])) :])
