"""The whole policy of a migration, by the text of Sources/README.md: what must arrive, and why not.

Slow and obvious on purpose: dictionaries of Python values, several passes, no index.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import decisions
from values import Instant, email_key, flag, instant, integer, is_address, is_for_nothing, is_utf8, stamp

REQUIRED = ["comment", "ticket", "author", "requester", "public", "written", "opened"]
"""The required fields in the order in which a null decides over the row."""
FIELDS = REQUIRED + ["body", "name", "email"]


@dataclass
class Policy:
    """What a plan says, beyond where things are."""

    conflicts: str = "refuse"
    unresolved: str = "refuse"
    imported: str = "include"
    batch_size: int = 100
    start: int = 100
    step: int = 100
    when_null: dict[str, str] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    decisions: dict[str, str | None] | None = None
    """The sheet, if the plan names one: for each conflict the side that people keep, or None where nobody has decided."""


@dataclass
class Row:
    """A usable row of the chat export, as typed values; bodies, names and e-mails stay bytes."""

    place: int
    comment: int
    ticket: int
    author: int
    requester: int
    public: bool
    written: Instant
    opened: Instant
    body: bytes
    name: bytes
    email: bytes
    record: dict[str, bytes] = field(default_factory=dict)
    """The fields as the export spells them."""


@dataclass
class Conflict:
    """Rows of one key that may contradict each other, with the digests of their sides."""

    sides: list[str]
    meanings: int
    is_decided: bool = False

    @property
    def is_real(self) -> bool:
        """Whether they do."""
        return self.meanings > 1


@dataclass
class Person:
    """Chat ids that are one person, in the order in which they first wrote."""

    chat_ids: list[int]
    id: int
    is_known: bool
    is_matched: bool
    name: bytes = b""
    email: bytes = b""


class Model:
    """What must become of two exports under a policy."""

    def __init__(
        self, chat: list[dict[str, bytes] | None], ticketing: list[tuple[bytes, bytes]], policy: Policy
    ):
        self.policy = policy
        self.refusals: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self.left_out_tickets: set[int] = set()
        self.left_out_accounts: set[int] = set()
        self.conflicts: dict[str, Conflict] = {}
        self.counts: Counter[str] = Counter()
        self.rows = [row for place, record in enumerate(chat) if (row := self.usable(place, record))]
        self.chat_size = len(chat)
        self.users = [user for record in ticketing if (user := self.ticketing_user(*record))]
        self.is_empty = not self.rows or not self.users
        self.find_emails()
        self.find_people()
        self.judge_comments()
        self.judge_tickets()
        self.judge_ids()
        self.refusals["decision"] += len(self.stale)

    def decide(self, name: str, sides: list[str], meanings: int, kind: str) -> str | None:
        """The side that the sheet keeps of a conflict; one that nobody decides is refused, or left to the policy."""
        side = (self.policy.decisions or {}).get(name)
        self.conflicts[name] = Conflict(sides, meanings, side is not None)
        if meanings > 1:
            self.counts[("decided " if side else "open ") + kind] += 1
            if side is None:
                self.refusals[kind] += 1
        return side

    @property
    def stale(self) -> set[str]:
        """Decisions that fit no conflict."""
        kept = {name for name, side in (self.policy.decisions or {}).items() if side is not None}
        return kept - {name for name, conflict in self.conflicts.items() if conflict.is_real}

    @property
    def decided(self) -> set[str]:
        """Conflicts that people decided."""
        return {name for name, conflict in self.conflicts.items() if conflict.is_real and conflict.is_decided}

    @property
    def misfits(self) -> bool:
        """Whether the sheet does not fit: a stale decision, or an open row where the plan does not decide either."""
        rows = [self.conflicts.get(name) for name in self.policy.decisions or {}]
        is_open = any(conflict and conflict.is_real and not conflict.is_decided for conflict in rows)
        return bool(self.stale) or is_open and self.policy.conflicts == "refuse"

    def usable(self, place: int, record: dict[str, bytes] | None) -> Row | None:
        """The row, if nothing speaks against it; the first reason that applies otherwise."""
        if record is None:
            return self.leave_out("malformed", None)
        columns = self.policy.columns
        if not all(is_utf8(record[name]) for name in FIELDS):
            return self.leave_out("invalid UTF-8", record)
        for name in REQUIRED:
            if not record[name]:
                policy = self.policy.when_null.get(name, "refuse")
                return self.leave_out(f"null {columns[name]}", record, policy == "drop")
        values = self.converted(record)
        for name in REQUIRED:
            if values[name] is None:
                return self.leave_out(f"unreadable {columns[name]}", record)
        if is_for_nothing(record["email"]):
            return self.leave_out(f"unreadable {columns['email']}", record)
        if not record["body"] and self.policy.when_null.get("body") == "drop":
            return self.leave_out(f"empty {columns['body']}", record, True)
        return Row(
            place=place, **values, body=record["body"], name=record["name"], email=record["email"],
            record=record,
        )  # fmt: skip

    def converted(self, record: dict[str, bytes]) -> dict:
        """The required fields as values, None where they can't be read."""
        values = {name: integer(record[name]) for name in REQUIRED[:4]}
        values["public"] = flag(record["public"])
        for name in ("written", "opened"):
            values[name] = instant(record[name], self.policy.zones.get(name))
        return values

    def leave_out(self, reason: str, record: dict[str, bytes] | None, is_dropped: bool = False) -> None:
        """Count a row that brings nothing, and remember the ids that it names."""
        self.left_out[reason] += 1
        if not is_dropped:
            self.refusals["row"] += 1
        if record is not None:
            self.left_out_tickets |= {integer(record["ticket"])} - {None}
            self.left_out_accounts |= {integer(record["author"]), integer(record["requester"])} - {None}

    def ticketing_user(self, identifier: bytes, email: bytes) -> tuple[int, bytes] | None:
        """A user of the ticketing list, if the row can be read."""
        number = integer(identifier)
        if not is_utf8(identifier) or not is_utf8(email) or number is None or is_for_nothing(email):
            self.refusals["row"] += 1
            return None
        return number, email

    def find_emails(self) -> None:
        """The e-mail of every chat id that wrote, and conflicts of kind 1."""
        self.key: dict[int, str | None] = {}
        self.key_row: dict[int, Row] = {}
        rows_of: dict[int, dict[str, Row]] = {}
        for row in self.rows:
            self.key.setdefault(row.author, None)
            key = email_key(row.email)
            if key is None:
                continue
            rows_of.setdefault(row.author, {}).setdefault(key, row)
            if self.key[row.author] is None or self.policy.conflicts == "last":
                self.key[row.author] = key
                self.key_row[row.author] = row
        for author, firsts in rows_of.items():
            if len(firsts) < 2:
                continue
            sides = {key: decisions.side("chat", [("email", key.encode())]) for key in firsts}
            name = decisions.name("users.email", author, b"chat", list(sides.values()))
            kept = self.decide(name, list(sides.values()), len(firsts), "two e-mails")
            for key, side in sides.items():
                if side == kept:
                    self.key[author], self.key_row[author] = key, firsts[key]

    def find_people(self) -> None:
        """Chat ids merged by e-mail, and conflicts of kind 2."""
        known: dict[str, int] = {}
        numbers: dict[str, list[int]] = {}
        chat_keys = set(self.key.values()) - {None}
        for number, email in self.users:
            key = email_key(email)
            if key is None or not is_address(key):
                continue
            numbers.setdefault(key, [])
            numbers[key] += [number] if number not in numbers[key] else []
            if self.policy.conflicts == "last" or key not in known:
                known[key] = number
        for key, ids in numbers.items():
            if len(ids) < 2:
                continue
            sides = {number: decisions.side("ticketing", [("id", b"%d" % number)]) for number in ids}
            name = decisions.name("users.id", min(ids), key.encode(), list(sides.values()))
            meanings = len(ids) if key in chat_keys else 1
            kept = self.decide(name, list(sides.values()), meanings, "two ticketing ids")
            known[key] = next((number for number, side in sides.items() if side == kept), known[key])
        self.ticketing_ids = {number for number, _ in self.users}
        groups: dict[object, list[int]] = {}
        for account, key in self.key.items():
            groups.setdefault(key if key and is_address(key) else account, []).append(account)
        people: list[Person] = []
        for group, accounts in groups.items():
            is_known = group in known
            people.append(Person(accounts, known[group] if is_known else accounts[0], is_known, is_known))
        self.people = self.joined(people) if self.policy.unresolved == "same-ids" else people
        self.person = {account: person for person in self.people for account in person.chat_ids}
        for person in self.people:
            self.describe(person)
        if self.policy.unresolved == "same-ids":
            holders = {person.id: person for person in self.people if person.is_known}
            silent = {row.requester for row in self.rows} - set(self.key)
            self.person |= {account: holders[account] for account in silent if account in holders}

    def joined(self, people: list[Person]) -> list[Person]:
        """Under same-ids: who stands for an equal ticketing id is the person of that id.

        Two whom ticketing itself gives one id, by their e-mails, stay two.
        """
        by_id: dict[int, Person] = {}
        others = []
        for person in people:
            person.is_known = person.is_known or person.id in self.ticketing_ids
            twin = by_id.get(person.id)
            if twin is None:
                by_id[person.id] = person
            elif twin.is_matched and person.is_matched:
                others.append(person)
            else:
                twin.is_matched = twin.is_matched or person.is_matched
                twin.chat_ids = sorted(twin.chat_ids + person.chat_ids, key=list(self.key).index)
        return list(by_id.values()) + others

    def describe(self, person: Person) -> None:
        """Name and e-mail text of the first row that has one."""
        mine = [row for row in self.rows if row.author in person.chat_ids]
        person.name = next((row.name for row in mine if row.name), b"")
        keyed = [self.key_row[account] for account in person.chat_ids if account in self.key_row]
        blank = [row for row in mine if row.email]
        if keyed:
            person.email = min(keyed, key=lambda row: row.place).email
        elif blank:
            person.email = blank[0].email

    def who(self, account: int) -> object:
        """What two accounts of one person share."""
        person = self.person.get(account)
        return id(person) if person else ("account", account)

    def said(self, row: Row) -> tuple:
        """What rows of one comment must agree in."""
        return row.ticket, self.who(row.author), row.public, row.written, row.body

    def asked(self, row: Row) -> tuple:
        """What rows of one conversation must agree in."""
        return self.who(row.requester), row.opened

    def spelled(self, row: Row, name: str) -> bytes:
        """A field of a row as the export spells it."""
        return row.record[name]

    def told_by_comment(self, row: Row) -> str:
        """The digest of what a row says of its comment."""
        names = {"ticket_id": "ticket", "author_id": "author", "public": "public"}
        names |= {"created_at": "written", "html_body": "body"}
        return decisions.side("chat", [(field, self.spelled(row, name)) for field, name in names.items()])

    def told_by_ticket(self, row: Row) -> str:
        """The digest of what a row says of its conversation."""
        names = {"requester_id": "requester", "created_at": "opened"}
        return decisions.side("chat", [(field, self.spelled(row, name)) for field, name in names.items()])

    def kept_of(self, rows: list[Row], record: str, key: int, meaning, digest, kind: str) -> Row:
        """The row that counts of those of one key."""
        sides = [digest(row) for row in rows]
        said = [meaning(row) for row in rows]
        meanings = sum(one not in said[:place] for place, one in enumerate(said))
        kept = self.decide(decisions.name(record, key, b"chat", sides), sides, meanings, kind)
        if kept in sides:
            return rows[sides.index(kept)]
        return rows[-1 if self.policy.conflicts == "last" else 0]

    def judge_comments(self) -> None:
        """The kept row of every comment id, its repetitions, and conflicts of kind 4."""

        groups: dict[int, list[Row]] = {}
        for row in self.rows:
            groups.setdefault(row.comment, []).append(row)
        self.kept: list[Row] = []
        self.duplicates = self.lost_conflict = 0
        for rows in groups.values():
            kept = self.kept_of(rows, "comments", rows[0].comment, self.said, self.told_by_comment, "comment")
            same = sum(self.said(row) == self.said(kept) for row in rows)
            self.kept.append(kept)
            self.duplicates += same - 1
            self.lost_conflict += len(rows) - same

    def judge_tickets(self) -> None:
        """What every conversation's deciding row says, and conflicts of kind 5."""
        groups: dict[int, list[Row]] = {}
        for row in self.rows:
            groups.setdefault(row.ticket, []).append(row)
        self.conversations = list(groups)
        self.told = {}
        for ticket, rows in groups.items():
            self.told[ticket] = self.kept_of(rows, "tickets", ticket, self.asked, self.told_by_ticket, "ticket")
        self.by_ticket = {ticket: [] for ticket in groups}
        for row in self.kept:
            self.by_ticket[row.ticket].append(row)
        self.by_ticket = {ticket: rows for ticket, rows in self.by_ticket.items() if rows}
        for rows in self.by_ticket.values():
            rows.sort(key=lambda row: (row.written, row.place))

    def judge_ids(self) -> None:
        """Who is in use, conflicts of kind 3, and requesters who never wrote."""
        self.used: list[Person] = []
        self.unresolved: list[int] = []
        for ticket, rows in self.by_ticket.items():
            for account in [self.told[ticket].requester] + [row.author for row in rows]:
                person = self.person.get(account)
                if person is None:
                    self.unresolved.append(account)
                elif not any(person is other for other in self.used):
                    self.used.append(person)
        if self.policy.unresolved != "same-ids":
            in_use = {person.id for person in self.used if not person.is_known} | set(self.unresolved)
            self.refusals["shared id"] += len(in_use & self.ticketing_ids)
        texts = Counter(email_key(person.email) for person in self.used if not self.is_omitted(person))
        self.refusals["shared text"] += sum(
            count - 1 for key, count in texts.items() if key and not is_address(key)
        )
        holders = Counter(person.id for person in self.used)
        self.refusals["one id for two people"] += sum(count - 1 for count in holders.values())
        self.dangling = [
            account
            for account in self.unresolved
            if self.policy.unresolved == "refuse"
            or self.policy.unresolved == "same-ids"
            and account not in self.ticketing_ids
        ]

    @property
    def knows_nobody(self) -> bool:
        """Whether no ticketing user has an address by which anybody could be known."""
        keys = [email_key(email) for _, email in self.users]
        return bool(keys) and not any(key and is_address(key) for key in keys)

    @property
    def refused(self) -> set[str]:
        """The kinds of trouble that the policy leaves open."""
        always = {"row", "shared id", "one id for two people", "shared text", "decision"}
        return {
            kind
            for kind, count in self.refusals.items()
            if count and (kind in always or self.policy.conflicts == "refuse")
        }

    def written_id(self, account: int) -> int:
        """The id that stands in the archive for a chat id."""
        person = self.person.get(account)
        return person.id if person else account

    def is_omitted(self, person: Person) -> bool:
        """Whether the plan leaves a user out because the destination has it."""
        return self.policy.imported == "omit" and person.is_known

    def user(self, person: Person) -> dict:
        """A user as the archive has it."""
        return {"id": person.id, "name": text(person.name), "email": text(person.email)}

    def batches(self) -> list[dict[str, list[dict]]]:
        """The archive: tickets by first row, comments after them, a batch closed before it overflows."""
        batches: list[dict[str, list[dict]]] = []
        placed: set[int] = set()
        for ticket, rows in self.by_ticket.items():
            told = self.told[ticket]
            record = self.ticket(told)
            for place, row in enumerate(rows):
                people = [self.person.get(account) for account in (told.requester, row.author)]
                users = [person for person in people if person and not self.is_omitted(person)]
                fresh = {person.id: self.user(person) for person in users if person.id not in placed}
                placed |= set(fresh)
                self.put(batches, [record] if place == 0 else [], [self.comment(row)], list(fresh.values()))
        return batches

    def ticket(self, told: Row) -> dict:
        """A ticket as the archive has it."""
        return {
            "id": told.ticket,
            "created_at": stamp(told.opened),
            "requester_id": self.written_id(told.requester),
        }

    def comment(self, row: Row) -> dict:
        """A comment as the archive has it."""
        return {
            "id": row.comment,
            "ticket_id": row.ticket,
            "author_id": self.written_id(row.author),
            "public": row.public,
            "created_at": stamp(row.written),
            "html_body": row.body.decode(),
        }

    def put(self, batches: list, tickets: list[dict], comments: list[dict], users: list[dict]) -> None:
        """Add a comment, or none, and what it brings to the last batch, or to a new one."""
        size = self.policy.batch_size
        while len(users) > size:
            batches.append({"data": [], "comments": [], "users": users[:size], "organizations": []})
            users = users[size:]
        last = batches[-1] if batches else None
        new = {"data": tickets, "comments": comments, "users": users}
        if last is None or any(len(last[array]) + len(new[array]) > size for array in new):
            batches.append({"data": [], "comments": [], "users": [], "organizations": []})
        for array, records in new.items():
            batches[-1][array] += records

    def balance(self) -> dict[str, tuple[int, int]]:
        """For each kind of record: what was read, and what arrives."""
        accounts = set(self.key) | {row.requester for row in self.rows}
        tickets = set(self.conversations) | self.left_out_tickets
        return {
            "comments": (self.chat_size, len(self.kept)),
            "tickets": (len(tickets), len(self.by_ticket)),
            "users": (
                len(accounts | self.left_out_accounts),
                sum(not self.is_omitted(person) for person in self.used),
            ),
        }


def text(value: bytes) -> str | None:
    """A name or e-mail as the archive has it."""
    return value.decode() if value else None
