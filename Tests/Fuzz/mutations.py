"""Damage to what an archive says: every field of every record, references, order, batches."""

from __future__ import annotations

import unicodedata
from copy import deepcopy
from typing import Callable, Iterator

Batches = list[dict[str, list[dict]]]
Edit = Callable[[dict], object]

ARRAYS = {"user": "users", "ticket": "data", "comment": "comments"}


def records(batches: Batches, kind: str) -> list[dict]:
    """All records of a kind, in order."""
    return [record for batch in batches for record in batch[ARRAYS[kind]]]


def each(kind: str, edit: Edit) -> Callable[[Batches], Iterator[Batches]]:
    """For each record of a kind a copy in which `edit` changed it; none where it changes nothing."""

    def mutate(batches: Batches) -> Iterator[Batches]:
        for place in range(len(records(batches, kind))):
            copy = deepcopy(batches)
            edit(records(copy, kind)[place])
            if copy != batches:
                yield copy

    return mutate


def change(kind: str, name: str, new: Callable[[object], object]) -> Callable[[Batches], Iterator[Batches]]:
    """`each` for one field; `new` gives its value."""
    return each(kind, lambda record: record.update({name: new(record[name])}))


def text(change: Callable[[str], str]) -> Callable[[object], object]:
    """A change of a text that leaves null alone."""
    return lambda value: value if value is None else change(value)


def pairs(kind: str, edit: Callable[[dict, dict], object]) -> Callable[[Batches], Iterator[Batches]]:
    """For each two neighbours of a kind a copy in which `edit` changed both."""

    def mutate(batches: Batches) -> Iterator[Batches]:
        for place in range(len(records(batches, kind)) - 1):
            copy = deepcopy(batches)
            edit(*records(copy, kind)[place : place + 2])
            if copy != batches:
                yield copy

    return mutate


def swap(kind: str, name: str) -> Callable[[Batches], Iterator[Batches]]:
    """Two neighbours exchange a field."""

    def edit(left: dict, right: dict) -> None:
        left[name], right[name] = right[name], left[name]

    return pairs(kind, edit)


def dropped(kind: str) -> Callable[[Batches], Iterator[Batches]]:
    """Each record of a kind left out once."""

    def mutate(batches: Batches) -> Iterator[Batches]:
        for number, batch in enumerate(batches):
            for place in range(len(batch[ARRAYS[kind]])):
                copy = deepcopy(batches)
                del copy[number][ARRAYS[kind]][place]
                yield copy

    return mutate


def repeated(kind: str, *, elsewhere: bool) -> Callable[[Batches], Iterator[Batches]]:
    """Each record of a kind a second time: beside itself, or in a batch of its own at the end."""

    def mutate(batches: Batches) -> Iterator[Batches]:
        for number, batch in enumerate(batches):
            for place, record in enumerate(batch[ARRAYS[kind]]):
                copy = deepcopy(batches)
                if elsewhere:
                    copy.append({"data": [], "comments": [], "users": [], "organizations": []})
                    copy[-1][ARRAYS[kind]].append(deepcopy(record))
                else:
                    copy[number][ARRAYS[kind]].insert(place, deepcopy(record))
                yield copy

    return mutate


def added(kind: str, record: dict) -> Callable[[Batches], Iterator[Batches]]:
    """One more record, in a batch of its own."""

    def mutate(batches: Batches) -> Iterator[Batches]:
        empty = {"data": [], "comments": [], "users": [], "organizations": []}
        yield deepcopy(batches) + [empty | {ARRAYS.get(kind, kind): [record]}]

    return mutate


def without_batch(place: int) -> Callable[[Batches], Iterator[Batches]]:
    """All batches but one, renumbered without a gap."""
    return lambda batches: iter([[batch for batch in batches if batch is not batches[place]]])


def swapped_comments(batches: Batches) -> Iterator[Batches]:
    """Two neighbours in one ticket change places, where their times differ."""
    for number, batch in enumerate(batches):
        for place, (left, right) in enumerate(zip(batch["comments"], batch["comments"][1:])):
            if left["ticket_id"] == right["ticket_id"] and left["created_at"] != right["created_at"]:
                copy = deepcopy(batches)
                copy[number]["comments"][place : place + 2] = [right, left]
                yield copy


def merged_batches(batches: Batches) -> Iterator[Batches]:
    """Two neighbouring batches as one, which is too large."""
    for place in range(len(batches) - 1):
        copy = deepcopy(batches)
        for array, more in copy.pop(place + 1).items():
            copy[place][array] += more
        yield copy


def moved_forward(batches: Batches) -> Iterator[Batches]:
    """The first comment of a ticket in a batch after all others."""
    copy = deepcopy(batches)
    comment = copy[0]["comments"].pop(0)
    yield copy + [{"data": [], "comments": [comment], "users": [], "organizations": []}]


def reversed_comments(batches: Batches) -> Iterator[Batches]:
    """Every ticket newest first."""
    copy = deepcopy(batches)
    for batch in copy:
        batch["comments"].reverse()
    yield copy


def without_fraction(stamp: str) -> str:
    """A stamp cut to whole seconds."""
    return stamp.split(".")[0].rstrip("Z") + "Z"


def nudged(stamp: str) -> str:
    """One nanosecond later, for stamps of this drill: none ends in …999."""
    whole, _, fraction = stamp[:-1].partition(".")
    return f"{whole}.{int(fraction.ljust(9, '0')) + 1:09d}Z"


NFD = text(lambda value: unicodedata.normalize("NFD", value))
STRANGER = {"id": 777, "name": "Nobody", "email": "nobody@example.org"}
SILENT = {"id": 9003, "name": None, "email": "zoe@example.org"}
TICKET = {"id": 888, "created_at": "2021-01-01T00:00:00Z", "requester_id": 9001}
COMMENT = {
    "id": 999,
    "ticket_id": 50,
    "author_id": 9001,
    "public": True,
    "created_at": "2021-06-01T00:00:00Z",
    "html_body": "New",
}
BODIES, NAMES, EMAILS = {"bodies-are-unchanged"}, {"names-are-unchanged"}, {"emails-are-unchanged"}
WRITTEN, OPENED = {"comment-times-are-unchanged"}, {"ticket-times-are-unchanged"}
AUTHORS, REQUESTERS = {"comments-have-the-expected-author"}, {"tickets-have-the-expected-requester"}

OPERATORS: list[tuple[str, set[str], Callable[[Batches], Iterator[Batches]]]] = [
    ("a user left out", {"no-missing-users"}, dropped("user")),
    ("a ticket left out", {"no-missing-tickets"}, dropped("ticket")),
    ("a comment left out", {"no-missing-comments"}, dropped("comment")),
    ("a user twice in a batch", {"user-ids-are-unique"}, repeated("user", elsewhere=False)),
    ("a ticket twice in a batch", {"ticket-ids-are-unique"}, repeated("ticket", elsewhere=False)),
    ("a comment twice in a batch", {"comment-ids-are-unique"}, repeated("comment", elsewhere=False)),
    ("a user again in a later batch", {"user-ids-are-unique"}, repeated("user", elsewhere=True)),
    ("a ticket again in a later batch", {"ticket-ids-are-unique"}, repeated("ticket", elsewhere=True)),
    ("a comment again in a later batch", {"comment-ids-are-unique"}, repeated("comment", elsewhere=True)),
    ("a user whom no export knows", {"no-unexpected-users"}, added("user", STRANGER)),
    ("a ticketing user who never chatted", {"no-unexpected-users"}, added("user", SILENT)),
    ("a ticket whom no export knows", {"no-unexpected-tickets"}, added("ticket", TICKET)),
    ("a comment whom no export knows", {"no-unexpected-comments"}, added("comment", COMMENT)),
    ("an organization", {"no-unexpected-organizations"}, added("organizations", {"id": 1, "name": "Acme"})),
    ("a user's id one higher", {"no-missing-users"}, change("user", "id", lambda value: value + 1)),
    ("a ticket's id one higher", {"no-missing-tickets"}, change("ticket", "id", lambda value: value + 1000)),
    ("a comment's id one higher", {"no-missing-comments"}, change("comment", "id", lambda value: value + 1000)),
    ("two users exchange ids", NAMES | EMAILS, swap("user", "id")),
    ("two tickets exchange ids", OPENED | REQUESTERS, swap("ticket", "id")),
    ("two comments exchange ids", BODIES, swap("comment", "id")),
    ("a name in NFD", NAMES, change("user", "name", NFD)),
    ("a name in upper case", NAMES, change("user", "name", text(str.upper))),
    ("a name without its outer space", NAMES, change("user", "name", text(str.strip))),
    ("a name that becomes null", NAMES, change("user", "name", lambda _: None)),
    ("a null name that becomes the empty text", NAMES, change("user", "name", lambda value: value or "")),
    ("two users exchange names", NAMES, swap("user", "name")),
    ("an e-mail in lower case", EMAILS, change("user", "email", text(str.lower))),
    ("an e-mail without its outer space", EMAILS, change("user", "email", text(str.strip))),
    ("an e-mail in NFD", EMAILS, change("user", "email", NFD)),
    ("an e-mail that becomes null", EMAILS, change("user", "email", lambda _: None)),
    ("a null e-mail that becomes the empty text", EMAILS, change("user", "email", lambda value: value or "")),
    ("two users exchange e-mails", EMAILS, swap("user", "email")),
    (
        "a user gets the e-mail of another",
        {"emails-are-unique"},
        change("user", "email", lambda v: "eve@example.org" if v != "eve@example.org" else "Ann@example.org"),
    ),
    ("a ticket's time one nanosecond later", OPENED, change("ticket", "created_at", nudged)),
    ("a ticket's time without its fraction", OPENED, change("ticket", "created_at", without_fraction)),
    (
        "a ticket's local time read as UTC",
        OPENED,
        change("ticket", "created_at", lambda s: s[:-1] + "+02:00"),
    ),
    (
        "a requester who is another user",
        REQUESTERS,
        change("ticket", "requester_id", lambda v: 9002 if v == 9001 else 9001),
    ),
    (
        "a requester whom nobody knows",
        {"tickets-have-requesters"},
        change("ticket", "requester_id", lambda _: 777),
    ),
    ("two tickets exchange requesters", REQUESTERS, swap("ticket", "requester_id")),
    (
        "a requester under the chat id",
        REQUESTERS,
        change("ticket", "requester_id", lambda v: 1 if v == 9001 else v),
    ),
    ("a comment's time one nanosecond later", WRITTEN, change("comment", "created_at", nudged)),
    ("a comment's time without its fraction", WRITTEN, change("comment", "created_at", without_fraction)),
    (
        "a comment's time one hour later",
        WRITTEN,
        change("comment", "created_at", lambda s: s[:-1] + "-01:00"),
    ),
    (
        "a comment in another ticket",
        {"comments-are-in-their-ticket"},
        change("comment", "ticket_id", lambda v: 50 if v != 50 else 51),
    ),
    ("a comment without a ticket", {"comments-have-tickets"}, change("comment", "ticket_id", lambda _: 888)),
    ("two comments exchange authors", AUTHORS, swap("comment", "author_id")),
    ("an author under the chat id", AUTHORS, change("comment", "author_id", lambda v: 1 if v == 9001 else v)),
    ("an author whom nobody knows", {"comments-have-authors"}, change("comment", "author_id", lambda _: 777)),
    (
        "a comment's public flag flipped",
        {"public-flags-are-unchanged"},
        change("comment", "public", lambda value: not value),
    ),
    ("every comment public", {"public-flags-are-unchanged"}, change("comment", "public", lambda _: True)),
    ("a body without its last character", BODIES, change("comment", "html_body", lambda value: value[:-1])),
    ("a body with one space more", BODIES, change("comment", "html_body", lambda value: value + " ")),
    ("a body in NFD", BODIES, change("comment", "html_body", NFD)),
    (
        "a body with other line ends",
        BODIES,
        change("comment", "html_body", lambda value: value.replace("\r\n", "\n")),
    ),
    (
        "a body escaped as HTML",
        BODIES,
        change("comment", "html_body", lambda value: value.replace("<", "&lt;")),
    ),
    (
        "a body in Latin-1 read as UTF-8",
        BODIES,
        change("comment", "html_body", lambda value: value.replace("é", "Ã©")),
    ),
    (
        "a body of other bytes of one length",
        BODIES,
        change("comment", "html_body", lambda value: value.swapcase()),
    ),
    ("two comments exchange bodies", BODIES, swap("comment", "html_body")),
    ("two comments of a ticket change places", {"comments-are-in-time-order"}, swapped_comments),
    ("every batch newest first", {"comments-are-in-time-order"}, reversed_comments),
    ("a ticket's first comment after all others", {"comments-are-in-time-order"}, moved_forward),
    ("two batches as one", {"no-array-exceeds-the-limit"}, merged_batches),
    ("the first batch lost", {"no-missing-comments"}, without_batch(0)),
    ("a batch in the middle lost", {"no-missing-comments"}, without_batch(1)),
    ("the last batch lost", {"no-missing-comments"}, without_batch(-1)),
]
"""What the damage is called, the rules of which at least one must catch it, and its variants."""
