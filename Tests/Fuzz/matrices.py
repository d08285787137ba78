"""Random mapping matrices, and the sources that they read: values in every spelling, few and colliding."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from columns import SCALES, UNREADABLE, Column, JSONValue
from mapped import Matrix, Records
from migrations import BODIES, JUNK, NAMES, Generator, Migration
from model import FIELDS, Policy
from spellings import json_text, time_text
from values import flag, instant

TYPES = ["integer", "text", "html", "email", "boolean", "timestamp", "timestamp", "user-reference", "json"]
ZONES = ["UTC", "+02:00", "-11:30", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]
PATTERNS = [
    "%a %b %d %H:%M:%S %z %Y",
    "%m/%d/%Y %I:%M %p",
    "%Y-%m-%dT%H:%M:%S %z",
    "%d.%m.%Y %H:%M:%S.%f",
    "%A, %e. %B %Y, %H:%M",
    "%d/%b/%Y:%H:%M:%S %z",
]
WORDS = [None, (["yes", "Ja"], ["no"]), (["public"], ["internal", "PRIVATE"]), (["0"], ["1"])]
INSTANTS = [1609459200, 0, -1, 1635642000, 1635640200, 1616893200, 1635658200, 253402300799, 1617462000]
JSONS = [
    [], {}, [1, 1.5, -0.25, 1.0, 1e16], {"b": [True, None], "a": "é"}, "x", 0, 12345678901234567890,
    {"n": {"m": [[[]]]}, "ü": "\u2028/\\\"\n"}, ["vip", "late"], False,
]
WRONG = {
    "integer": JUNK["integer"],
    "user-reference": JUNK["integer"],
    "boolean": [b"maybe", b"TRUE ", b"\xc4\xb0"],
    "json": [b"{", b"[1,]", b"01", b"{'a':1}", b"nul", b"[1] 2", b'"\t"', b"+1", b"1."],
    "timestamp": JUNK["time"] + [
        b"Mon Feb 30 10:00:00 +0000 2021", b"Sun Jan 01 10:00:00 +0000 2021", b"13/01/2021 10:00 AM",
        b"01/01/2021 13:00 PM", b"01/01/2021 0:00 AM", b"1.0000000000", b"-0", b"00", b"1e3", b"1609459200.",
        b"253402300800", b"-62167219201", b"28.03.2021 02:30:00.0", b"31.10.2021 02:30:00.0", b"1.1.2021 1:1:1.1",
        b"1/Jan/2021:10:00:60 +00:00", b"99999999999999999999", b"2021-01-01 10:00:00 +0000 ",
    ],
}


@dataclass
class Mapped:
    """Everything of one migration: sources by role, the plan's policies and its matrix."""

    seed: int
    sources: dict[str, Records]
    ticketing: list[tuple[bytes, bytes]]
    policy: Policy
    matrix: Matrix


class Worlds:
    """Makes the migration of a seed: that of `Generator`, respelled, with custom fields and sources."""

    def __init__(self, seed: int):
        self.seed = seed
        self.draw = random.Random(seed ^ 0xF1E1D)
        hazards = [
            "value", "junk", "collision", "unknown ticket", "unknown person", "desk", "desk junk", "utf-8 further"
        ]
        self.hazards = set(self.draw.sample(hazards, self.draw.choice([0, 0, 0, 1, 2])))
        self.known: dict[tuple, object] = {}

    def make(self) -> Mapped:
        """The migration."""
        draw = self.draw
        base = Generator(self.seed)
        if draw.random() < 0.7:
            base.hazards = set()
        world = base.make()
        if not world.ticketing:
            world.ticketing = [(b"100", b"ann@example.org")]
        self.accounts = [int(row["author"]) for row in world.chat if row and row["author"].isdigit()] or [1]
        matrix = self.matrix(world)
        rows = [None if row is None else self.chat_row(row, matrix, world.policy) for row in world.chat]
        sources = {"chat": self.staged(rows)}
        self.users = [int(user[0]) for user in world.ticketing if user[0].isdigit()] or [100]
        self.add_desk(sources, matrix, world)
        if matrix.organizations:
            keys = draw.sample(range(1, 30), draw.randint(1, 12))
            sources["organizations"] = self.records("organizations", matrix.organizations, keys, {})
        return Mapped(self.seed, sources, world.ticketing, world.policy, matrix)

    def matrix(self, world: Migration) -> Matrix:
        """The columns of every kind."""
        draw = self.draw
        policy = world.policy
        chat = {
            name: Column(name, policy.columns[name], when_null=policy.when_null.get(name, "refuse"))
            for name in FIELDS
        }
        for name in ("comment", "ticket", "author", "requester"):
            chat[name].type = "integer"
        chat["email"].type = "email"
        chat["public"] = self.flavoured(replace(chat["public"], type="boolean"))
        for name in ("written", "opened"):
            column = replace(chat[name], type="timestamp", zone=policy.zones.get(name))
            chat[name] = self.flavoured(column) if draw.random() < 0.6 else column
        for name in ("body", "name", "email"):
            chat[name].when_null = policy.when_null.get(name, "keep")
        if draw.random() < 0.2:
            chat["name"].default = draw.choice(["Nobody", "Ünknown"])
        if draw.random() < 0.1:
            chat["body"].default = "<p>(no text)</p>"
        if draw.random() < 0.1:
            chat["name"].map, chat["name"].otherwise = {"Ann": "Anna", "ann": None}, "Somebody"
        further = {kind: self.further(kind, draw.choice([0, 1, 2, 4])) for kind in ("comments", "tickets", "users")}
        matrix = Matrix(chat, further)
        if draw.random() < 0.6:
            matrix.desk_tickets = self.desk_columns(["id", "requester_id", "created_at"], "t")
            if draw.random() < 0.85:
                names = ["id", "ticket_id", "author_id", "public", "created_at", "html_body"]
                matrix.desk_comments = self.desk_columns(names, "c")
            rules = [None, None, ("offset", 1000), ("offset", -5), ("prefix", 9), ("offset", 2**62), ("prefix", 77)]
            matrix.ticket_ids, matrix.comment_ids = draw.choice(rules), draw.choice(rules)
        if draw.random() < 0.4:
            fields = self.further("organizations", draw.choice([1, 2, 3]))
            matrix.organizations = [Column("id", "org id", "integer")] + fields
        return matrix

    def desk_columns(self, names: list[str], mark: str) -> list[Column]:
        """The core columns of another source, and custom ones after them."""
        draw = self.draw
        columns = []
        for name in names:
            kind = {"public": "boolean", "created_at": "timestamp", "html_body": "html"}.get(name, "integer")
            column = Column(name, draw.choice([name, name, f"{mark} {name}"]), kind)
            if kind == "html":
                column.when_null = draw.choice(["keep", "keep", "drop"])
            elif draw.random() < 0.2:
                column.when_null = "drop"
            columns.append(self.flavoured(column) if kind in ("boolean", "timestamp") else column)
        return columns + self.further(mark, draw.choice([0, 1, 3]))

    def further(self, kind: str, count: int) -> list[Column]:
        """Further fields of a kind."""
        draw = self.draw
        found = []
        for number in range(count):
            name = draw.choice(["", "", "", "via."]) + f"{kind[:1].upper()}{number}"
            column = Column(f"{kind[:2]}-{number}", name, draw.choice(TYPES))
            column.when_null = draw.choice(["keep"] * 5 + ["drop", "refuse"])
            if kind == "organizations" and number == 0:
                column.field, column.type = "name", "text"
            found.append(self.defaulted(self.flavoured(column)))
        if found and draw.random() < 0.15:
            found[-1].name = found[0].name
            found[-1] = replace(found[0], field=found[-1].field)
        return found

    def flavoured(self, column: Column) -> Column:
        """With a format and a zone, or with words."""
        draw = self.draw
        if column.type == "boolean":
            column.words = draw.choice(WORDS)
        if column.type == "timestamp":
            column.format = draw.choice(["rfc3339", *SCALES, *PATTERNS, *PATTERNS])
            needs = "%" in column.format and "%z" not in column.format
            wants = column.format == "rfc3339" or "%z" in column.format
            column.zone = draw.choice(ZONES) if needs or wants and draw.random() < 0.5 else None
        return column

    def defaulted(self, column: Column) -> Column:
        """With a default or a map, at times."""
        draw = self.draw
        if draw.random() < 0.25:
            column.default = self.spelled(column, self.abstract(column), True).decode() or None
            if column.default and not is_sayable(column.default):
                column.default = None
        if draw.random() < 0.25:
            column.map = {}
            # The JSON value null is null, which a map does not see.
            keys = ["open", "Open", "öffen", "a b", "0", "~"] + ["null"] * (column.type != "json")
            for key in draw.sample(keys, draw.randint(1, 4)):
                target = self.spelled(column, self.abstract(column), True).decode()
                column.map[key] = target if is_sayable(target) else None
            if draw.random() < 0.5:
                column.otherwise = next((value for value in column.map.values() if value), None)
            if column.default:
                column.default = draw.choice(list(column.map))
        return column

    def abstract(self, column: Column) -> object:
        """A value of a column's type; None for null."""
        draw = self.draw
        if draw.random() < 0.12:
            return None
        if column.type == "integer":
            return draw.choice([0, -1, 7, 42, 2**63 - 1, -(2**63)])
        if column.type == "user-reference":
            return draw.choice(getattr(self, "accounts", [1, 2]) + [55, 101])
        if column.type == "boolean":
            return draw.random() < 0.5
        if column.type == "timestamp":
            return draw.choice(INSTANTS), draw.choice([0, 0, 1, 5 * 10**8])
        if column.type == "json":
            return JSONValue(draw.choice(JSONS))
        return draw.choice([text for text in BODIES + NAMES if text])

    def spelled(self, column: Column, value: object, is_target: bool = False) -> bytes:
        """A spelling of a value; what the column would not read becomes null."""
        if value is None:
            return b""
        draw = self.draw
        if column.map is not None and not is_target:
            keys = list(column.map) + (["else", "open "] if column.otherwise else [])
            raw = keys[entry_of(value) % len(keys)].encode()
        elif column.type == "boolean":
            words = column.words or (["true", "T", "1"], ["false", "f", "0"])
            word = draw.choice(words[0 if value else 1])
            raw = draw.choice([word, word.upper(), word.lower(), word.swapcase()]).encode()
        elif column.type == "timestamp":
            raw = time_text(column, value, draw)
        elif column.type == "json":
            raw = json_text(value.value, draw).encode()
        else:
            raw = str(value).encode()
        probe = replace(column, map=None) if is_target else column
        return b"" if probe.read(raw) is UNREADABLE else raw

    def value(self, column: Column, owner: tuple) -> bytes:
        """The raw bytes of a further field; equal for one owner, but for the hazards."""
        draw = self.draw
        if owner[0] == "users" or "value" in self.hazards and draw.random() < 0.05:
            value = self.abstract(column)
        else:
            value = self.known.setdefault((column.name, *owner), self.abstract(column))
        if "junk" in self.hazards and draw.random() < 0.03:
            return draw.choice(WRONG.get(column.type, [b""]))
        if "utf-8 further" in self.hazards and draw.random() < 0.02:
            return b"\xc3("
        raw = self.spelled(column, value)
        if not raw and column.when_null == "refuse" and column.default is None and draw.random() < 0.98:
            raw = self.somehow(column, owner)
        return raw

    def somehow(self, column: Column, owner: tuple) -> bytes:
        """A spelling that is not null, if one is found soon; the owner's from then on."""
        for _ in range(20):
            value = self.abstract(column)
            raw = self.spelled(column, value)
            if raw and column.read(raw) is not UNREADABLE and column.map is None:
                self.known[(column.name, *owner)] = value
                return raw
        return next((key.encode() for key, target in (column.map or {}).items() if target), b"")

    def chat_row(self, row: dict[str, bytes], matrix: Matrix, policy: Policy) -> dict[str, bytes]:
        """A row by the columns' names: agreed fields respelled, further ones added."""
        found = {matrix.chat[name].name: row[name] for name in FIELDS}
        for name in ("written", "opened"):
            column = matrix.chat[name]
            if (value := instant(row[name], policy.zones.get(name))) is not None:
                found[column.name] = time_text(column, value, self.draw)
        if (value := flag(row["public"])) is not None:
            found[matrix.chat["public"].name] = self.spelled(matrix.chat["public"], value)
        owners = {"comments": row["comment"], "tickets": row["ticket"], "users": row["author"]}
        for kind, owner in owners.items():
            for column in matrix.further[kind]:
                if column.name not in found:
                    found[column.name] = self.value(column, (kind, owner))
        return found

    def add_desk(self, sources: dict[str, Records], matrix: Matrix, world: Migration) -> None:
        """The ticketing tool's own records."""
        if matrix.desk_tickets is None:
            return
        draw = self.draw
        start = 1 if "collision" in self.hazards else 500
        tickets = draw.sample(range(start, start + 15), draw.randint(1, 8))
        sources["tickets"] = self.records("t", matrix.desk_tickets, tickets, {1: self.users})
        if matrix.desk_comments is None:
            return
        keys = draw.sample(range(start, start + 60), draw.randint(1, 30))
        named = tickets + ([499] if "unknown ticket" in self.hazards else [])
        sources["comments"] = self.records("c", matrix.desk_comments, keys, {1: named, 2: self.users})

    def records(self, kind: str, columns: list[Column], keys: list[int], pools: dict[int, list]) -> Records:
        """Records of another source, some of them twice, in files."""
        draw = self.draw
        keys = keys + draw.choices(keys, k=draw.choice([0, 0, 1, 4]) + 4 * ("desk" in self.hazards))
        if draw.random() < 0.5:
            keys.sort()
        return self.staged([self.record(kind, columns, key, pools) for key in keys])

    def record(self, kind: str, columns: list[Column], key: int, pools: dict[int, list]) -> dict[str, bytes]:
        """A record of another source."""
        draw = self.draw
        found: dict[str, bytes] = {}
        for place, column in enumerate(columns):
            is_odd = "desk" in self.hazards and draw.random() < 0.05
            is_junk = "desk junk" in self.hazards and draw.random() < 0.04
            if place == 0:
                found[column.name] = b"%d" % key
            elif place in pools:
                known = self.known.setdefault((column.name, kind, key), draw.choice(pools[place]))
                if "unknown person" in self.hazards and pools[place] is self.users and draw.random() < 0.1:
                    known = draw.choice([4711, *self.accounts])
                found[column.name] = b"%d" % (draw.choice(pools[place]) if is_odd else known)
            elif column.name not in found:
                found[column.name] = self.value(column, ("users",) if is_odd else (kind, key))
            if is_junk:
                found[column.name] = draw.choice([b"", *WRONG.get(column.type, [b""])])
            if not found[column.name] and column.when_null == "refuse" and column.default is None and not is_junk:
                found[column.name] = self.somehow(column, (kind, key))
        return found

    def staged(self, rows: list) -> Records:
        """The records in files, none of which is empty."""
        draw = self.draw
        cuts = sorted(set(draw.randint(1, len(rows)) for _ in range(draw.choice([0, 0, 1, 2]))) - {len(rows)})
        bounds = [0, *cuts, len(rows)]
        return [rows[start:end] for start, end in zip(bounds, bounds[1:])]


def is_sayable(text: str) -> bool:
    """Whether a plan may say it: blank text is a mistake there."""
    return text.isprintable() and bool(text.strip())


def entry_of(value: object) -> int:
    """What stands for a value where it picks an entry of a map, the same in every run."""
    text = repr(value.value if isinstance(value, JSONValue) else value)
    return sum(text.encode())
