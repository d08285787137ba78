"""The model of a migration with a mapping matrix and the ticketing tool's own records.

By the text of Sources/README.md: "The mapping matrix" and "The ticketing tool's own records".
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Callable, Iterable

from columns import NULL, UNREADABLE, Column, written
from model import FIELDS, REQUIRED, Model, Person, Policy, Row
from values import is_utf8, stamp

Records = list[list[dict[str, bytes] | None]]
"""The records of a source, file by file: raw bytes by the column's name, None for a malformed one."""
CHAT_KINDS = ("comments", "tickets", "users")


@dataclass
class Matrix:
    """The columns of every kind of record, and what the ids of the ticketing tool become."""

    chat: dict[str, Column]
    further: dict[str, list[Column]]
    desk_tickets: list[Column] | None = None
    desk_comments: list[Column] | None = None
    organizations: list[Column] | None = None
    ticket_ids: tuple[str, int] | None = None
    comment_ids: tuple[str, int] | None = None


@dataclass
class MappedRow(Row):
    """A row of the chat with its custom fields by kind, and the number of its file."""

    more: dict[str, list] = field(default_factory=dict)
    file: int = 0


@dataclass
class Record:
    """An accepted record of another source; its values in the order of its columns."""

    place: int
    file: int
    values: list
    raws: dict[str, bytes] = field(default_factory=dict)


def outcome(reads: list[tuple[Column, object]], raws: Iterable[bytes], body: int | None) -> tuple | None:
    """Why a record is left out, by the order of judgement, and whether the plan drops it; None: it is not."""
    if not all(is_utf8(raw) for raw in raws):
        return "invalid UTF-8", False
    for place, (column, value) in enumerate(reads):
        if value is NULL and place != body and column.when_null != "keep":
            return f"null {column.name}", column.when_null == "drop"
    for column, value in reads:
        if value is UNREADABLE:
            return f"unreadable {column.name}", False
    if body is not None and reads[body][1] is NULL and reads[body][0].when_null == "drop":
        return f"empty {reads[body][0].name}", True
    return None


def deduplicated(rows: list, key: Callable, said: Callable, is_last: bool) -> tuple[list, Counter]:
    """The kept record of each key in the order of the first, and why the others are none."""
    groups: dict[object, list] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    reasons: Counter[str] = Counter()
    for same in groups.values():
        kept = same[-1 if is_last else 0]
        for row in same:
            if row is kept:
                continue
            if said(row) != said(kept):
                reasons["conflict resolved"] += 1
            else:
                reasons["exact duplicate" if row.file == kept.file else "overlap of stages"] += 1
    return [same[-1 if is_last else 0] for same in groups.values()], reasons


def archive_id(number: int, rule: tuple[str, int] | None) -> int | None:
    """An id by the plan's rule; None where it can't be one."""
    if rule is None:
        return number
    if rule[0] == "prefix" and number < 0:
        return None
    new = number + rule[1] if rule[0] == "offset" else int(f"{rule[1]}{number}")
    return new if -(2**63) <= new < 2**63 else None


class MappedModel(Model):
    """What must become of all sources."""

    def __init__(self, sources: dict[str, Records], ticketing: list, policy: Policy, matrix: Matrix):
        self.matrix = matrix
        self.sources = sources
        self.files = [number for number, file in enumerate(sources["chat"]) for _ in file]
        super().__init__([record for file in sources["chat"] for record in file], ticketing, policy)
        self.explained = {"comments": self.comment_reasons + self.left_out}
        self.lines: dict[str, tuple[int, int]] = {}
        self.organizations = self.further_records("organizations", "organizations", matrix.organizations)
        self.read_desk()

    @property
    def is_last(self) -> bool:
        """Whether the last of two contradicting rows counts."""
        return self.policy.conflicts == "last"

    def usable(self, place: int, record: dict[str, bytes] | None) -> MappedRow | None:
        """The row, if nothing speaks against it."""
        if record is None:
            return self.leave_out("malformed", None)
        agreed = [self.matrix.chat[name] for name in REQUIRED + ["body", "name", "email"]]
        further = [column for kind in CHAT_KINDS for column in self.matrix.further[kind]]
        reads = [(column, column.read(record[column.name])) for column in agreed + further]
        reason = outcome(reads, [record[column.name] for column in agreed + further], len(REQUIRED))
        values = dict(zip(FIELDS, (value for _, value in reads)))
        if reason:
            known = {name: values[name] for name in ("ticket", "author", "requester")}
            raws = {name: b"%d" % v if isinstance(v, int) else b"" for name, v in known.items()}
            return self.leave_out(reason[0], raws, reason[1])
        for name in ("body", "name", "email"):
            values[name] = b"" if values[name] is NULL else values[name].encode()
        rest = iter([value for _, value in reads[len(agreed) :]])
        more = {kind: [next(rest) for _ in self.matrix.further[kind]] for kind in CHAT_KINDS}
        return MappedRow(place=place, **values, more=more, file=self.files[place], record=record)

    def spelled(self, row: MappedRow, name: str) -> bytes:
        """A field of a row as the export spells it."""
        return row.record[self.matrix.chat[name].name]

    def compared(self, columns: list[Column], values: list) -> tuple:
        """Further fields as they must agree: people as people."""
        return tuple(
            self.who(value) if column.type == "user-reference" and value is not NULL else value
            for column, value in zip(columns, values)
        )

    def said(self, row: MappedRow) -> tuple:
        """What rows of one comment must agree in."""
        return super().said(row) + self.compared(self.matrix.further["comments"], row.more["comments"])

    def asked(self, row: MappedRow) -> tuple:
        """What rows of one conversation must agree in."""
        return super().asked(row) + self.compared(self.matrix.further["tickets"], row.more["tickets"])

    def judge_comments(self) -> None:
        """The kept row of every comment, and conflicts of kind 4."""
        found = deduplicated(self.rows, lambda row: row.comment, self.said, self.is_last)
        self.kept, self.comment_reasons = found
        self.refusals["comment"] += self.comment_reasons["conflict resolved"]

    def describe(self, person: Person) -> None:
        """The custom fields of a user are those of the person's first row."""
        super().describe(person)
        person.more = next(row for row in self.rows if row.author in person.chat_ids).more["users"]

    def further(self, kind: str, values: list) -> dict:
        """Further fields as the archive has them."""
        return {
            column.field: (
                self.written_id(value)
                if column.type == "user-reference" and value is not NULL
                else written(value)
            )
            for column, value in zip(self.matrix.further[kind], values)
        }

    def user(self, person: Person) -> dict:
        """A user as the archive has it."""
        return super().user(person) | self.further("users", person.more)

    def ticket(self, told: MappedRow) -> dict:
        """A ticket as the archive has it."""
        return super().ticket(told) | self.further("tickets", told.more["tickets"])

    def comment(self, row: MappedRow) -> dict:
        """A comment as the archive has it."""
        return super().comment(row) | self.further("comments", row.more["comments"])

    def further_records(
        self, source: str, line: str, columns: list[Column] | None, rule=None, body: int | None = None,
        tickets: set[int] | None = None,
    ) -> list[Record]:
        """The kept records of another source; its line of the balance, and its conflicts."""
        if columns is None:
            return []
        reasons: Counter[str] = Counter()
        usable: list[Record] = []
        records = [(number, record) for number, file in enumerate(self.sources[source]) for record in file]
        for place, (file, record) in enumerate(records):
            reads = [(column, column.read(record[column.name])) for column in columns] if record else []
            if reads and isinstance(reads[0][1], int) and archive_id(reads[0][1], rule) is None:
                reads[0] = reads[0][0], UNREADABLE
            why = outcome(reads, [record[c.name] for c in columns], body) if record else ("malformed", False)
            if why is None and tickets is not None and reads[1][1] not in tickets:
                why = "unknown ticket", False
            if why:
                reasons[why[0]] += 1
                self.refusals["row"] += not why[1]
            else:
                usable.append(Record(place, file, [value for _, value in reads], record))
        self.is_empty = self.is_empty or not usable
        kept, repeated = deduplicated(usable, lambda r: r.values[0], lambda r: r.values, self.is_last)
        self.refusals[line] += repeated["conflict resolved"]
        self.lines[line] = len(records), len(kept)
        self.explained[line] = reasons + repeated
        return kept

    def read_desk(self) -> None:
        """Tickets and comments of the ticketing tool, people that it does not list, and conflict 7."""
        matrix = self.matrix
        self.desk_tickets = self.further_records(
            "tickets", "ticketing tickets", matrix.desk_tickets, matrix.ticket_ids
        )
        known = {record.values[0] for record in self.desk_tickets}
        self.desk_comments = self.further_records(
            "comments", "ticketing comments", matrix.desk_comments, matrix.comment_ids, 5, known
        )
        self.unknown_requesters = {r.values[1] for r in self.desk_tickets} - self.ticketing_ids
        self.unknown_authors = {r.values[2] for r in self.desk_comments} - self.ticketing_ids
        tickets = {archive_id(number, matrix.ticket_ids) for number in known}
        comments = {archive_id(r.values[0], matrix.comment_ids) for r in self.desk_comments}
        self.refusals["collision"] = len(tickets & set(self.by_ticket)) + len(
            comments & {row.comment for row in self.kept}
        )

    @property
    def refused(self) -> set[str]:
        """A collision is refused under every policy."""
        return super().refused | ({"collision"} if self.refusals["collision"] else set())

    def desk_ticket(self, record: Record) -> dict:
        """A ticket of the ticketing tool as the archive has it."""
        number, requester, opened, *more = record.values
        ids = archive_id(number, self.matrix.ticket_ids)
        told = {"id": ids, "created_at": stamp(opened), "requester_id": requester}
        return told | plain(self.matrix.desk_tickets[3:], more)

    def desk_comment(self, record: Record) -> dict:
        """A comment of the ticketing tool as the archive has it."""
        number, ticket, author, public, created, body, *more = record.values
        told = {
            "id": archive_id(number, self.matrix.comment_ids),
            "ticket_id": archive_id(ticket, self.matrix.ticket_ids),
            "author_id": author,
            "public": public,
            "created_at": stamp(created),
            "html_body": "" if body is NULL else body,
        }
        return told | plain(self.matrix.desk_comments[6:], more)

    def batches(self) -> list[dict[str, list[dict]]]:
        """Organizations in batches of their own, the chat's tickets, those of the ticketing tool."""
        size = self.policy.batch_size
        objects = [plain(self.matrix.organizations, record.values) for record in self.organizations]
        front = [
            {"data": [], "comments": [], "users": [], "organizations": objects[start : start + size]}
            for start in range(0, len(objects), size)
        ]
        batches = super().batches()
        for ticket in self.desk_tickets:
            mine = [record for record in self.desk_comments if record.values[1] == ticket.values[0]]
            mine.sort(key=lambda record: (record.values[4], record.place))
            new = [self.desk_ticket(ticket)]
            if not mine:
                self.put(batches, new, [], [])
            for record in mine:
                self.put(batches, new, [self.desk_comment(record)], [])
                new = []
        return front + batches

    def balance(self) -> dict[str, tuple[int, int]]:
        """For each kind of record: what was read, and what arrives."""
        return super().balance() | self.lines


def plain(columns: list[Column], values: list) -> dict:
    """Fields that name nobody of the chat."""
    return {column.field: written(value) for column, value in zip(columns, values)}
