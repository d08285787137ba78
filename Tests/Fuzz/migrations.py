"""Small random migrations: exports in which everything collides, and a plan for them."""

from __future__ import annotations

import random
from dataclasses import dataclass

from model import FIELDS, REQUIRED, Policy
from values import Instant, stamp

USUAL = {
    "opened": "TICKET_CREATED_AT",
    "requester": "TICKET_REQUESTER_ID",
    "comment": "COMMENT_PART_ID",
    "ticket": "CONVERSATION_ID",
    "public": "COMMENT_PUBLIC",
    "body": "BODY",
    "written": "COMMENT_CREATED_AT",
    "author": "AUTHOR_ID",
    "name": "NAME",
    "email": "EMAIL",
}
ADDRESSES = [
    "ann@example.org",
    "bob@example.org",
    "İpek@example.org",
    "straße@example.org",
    "ΣΑΣ@example.org",
    "\u212aelvin@example.org",
    "kelvin@example.org",
    "jos\u00e9@example.org",
    "jose\u0301@example.org",
    "ann+1@example.org",
    "no address",
    "σας@example.org",
    "σασ@example.org",
    "i\u0307pek@example.org",
]
NAMES = [
    "Ann",
    "",
    " ",
    "ann",
    "José",
    "Jose\u0301",
    'O"Hara, Pat',
    "李 雷",
    "Zoë\u2028Z",
    "=1+1",
    "null",
    "Ann\n",
]
BODIES = [
    "",
    "<p>Hi</p>",
    '"',
    '""',
    ",",
    "\n",
    "\r\n",
    "a\rb",
    "\t",
    "\\",
    "\\n",
    "\u2028\u2029",
    "😀",
    "\x01\x1f\x7f",
    "é",
    "e\u0301",
    "</script>",
    "x" * 300,
    '<p>Said "yes", twice\nand left</p>',
    "\ufeff",
    "\uffff",
    "\\u0000",
    "/",
]
SPACE = [" ", "\u00a0", "\t", "\u2003", "\n", "\u3000"]
JUNK = {
    "integer": [
        b"+1",
        b"01",
        b"1.0",
        b" 1",
        b"-0",
        b"0x1",
        b"1e3",
        b"9223372036854775808",
        "１".encode(),
        b"NULL",
        b"--1",
    ],
    "public": [b"yes", b"TRUE ", b"2", b"", b"wahr"],
    "time": [
        b"2021-02-30T00:00:00Z",
        b"2021-01-01T24:00:00Z",
        b"2021-01-01T00:00:60Z",
        b"2021-01-01",
        b"1609459200",
        b"2021-01-01T00:00:00.1234567890Z",
        b"2021-01-01T00:00:00,5Z",
        b"2021-01-01T00:00:00.Z",
        b"2021-01-01T00:00:00+24:00",
        b"2021-1-1T00:00:00Z",
        b"2021-01-01T00:00:00 Z",
        b"2021-01-01T00:00Z",
    ],
}
HAZARDS = [
    "two e-mails",
    "two ticketing ids",
    "shared id",
    "comment",
    "ticket",
    "unresolved",
    "null",
    "unreadable",
    "malformed",
    "utf-8",
    "body",
    "one id twice",
]


@dataclass
class Migration:
    """Two exports and a policy. A chat row is a mapping of field to bytes, or None for a malformed one."""

    seed: int
    chat: list[dict[str, bytes] | None]
    ticketing: list[tuple[bytes, bytes]] | None
    policy: Policy


class Generator:
    """Makes the migration of a seed: a world without contradiction, then the hazards of the seed."""

    def __init__(self, seed: int):
        self.seed = seed
        self.random = random.Random(seed)
        count = self.random.choice([0, 0, 0, 1, 1, 1, 2, 3])
        self.hazards = set(self.random.sample(HAZARDS, count))

    def make(self) -> Migration:
        """The migration."""
        draw = self.random
        policy = self.policy()
        accounts = draw.sample(range(1, 13), draw.randint(1, 9))
        shared = draw.sample(ADDRESSES, min(len(ADDRESSES), 6))
        self.address = {account: draw.choice(shared + ["", " "]) for account in accounts}
        self.tickets = {
            number: (draw.choice(accounts), self.time())
            for number in draw.sample(range(1, 11), draw.randint(1, 6))
        }
        self.comments: dict[int, dict] = {}
        chat = [self.row(accounts, policy) for _ in range(draw.randint(5, 60))]
        self.let_requesters_write(chat, accounts)
        for row in chat:
            self.spoil(row, accounts)
        if "malformed" in self.hazards:
            chat[draw.randrange(len(chat))] = None
        ticketing = self.ticketing(policy) if draw.random() < 0.95 else None
        return Migration(self.seed, chat, ticketing, policy)

    def policy(self) -> Policy:
        """A plan's policies."""
        draw = self.random
        policy = Policy(
            conflicts=draw.choice(["refuse", "first", "last"]),
            unresolved=draw.choice(["refuse", "allow", "same-ids"]),
            imported=draw.choice(["include", "include", "omit"]),
            batch_size=draw.choice([1, 2, 3, 4, 5, 6, 7, 100]),
            start=draw.choice([100, 0, 1, 7]),
            step=draw.choice([100, 1, 3]),
        )
        policy.columns = dict(USUAL)
        for name in draw.sample(FIELDS, draw.choice([0, 0, 3])):
            policy.columns[name] = draw.choice(["x ", "Ünï-", "a,b ", "'"]) + name
        for name in draw.sample(REQUIRED, draw.choice([0, 2, 7])):
            policy.when_null[name] = draw.choice(["drop", "drop", "refuse"])
        if draw.random() < 0.3:
            policy.when_null["body"] = "drop"
        for name in ("written", "opened"):
            if draw.random() < 0.4:
                policy.zones[name] = draw.choice(["UTC", "+02:00", "-11:30", "+00:00"])
        return policy

    def time(self) -> Instant:
        """An instant from a small set."""
        draw = self.random
        return 1609459200 + draw.choice([0, 0, 1, 60, 3600, 86400 * 365]), draw.choice(
            [0, 0, 0, 1, 5 * 10**8, 10**9 - 1]
        )

    def row(self, accounts: list[int], policy: Policy) -> dict[str, bytes]:
        """A message, or a repetition of one in other words."""
        draw = self.random
        number = draw.randint(1, 40)
        known = self.comments.setdefault(
            number,
            {
                "ticket": draw.choice(list(self.tickets)),
                "author": draw.choice(accounts),
                "public": draw.random() < 0.5,
                "written": self.time(),
                "body": draw.choice(BODIES),
            },
        )
        author = draw.choice([a for a in accounts if self.same_person(a, known["author"])])
        requester, opened = self.tickets[known["ticket"]]
        requester = draw.choice([a for a in accounts if self.same_person(a, requester)])
        return {
            "comment": b"%d" % number,
            "ticket": b"%d" % known["ticket"],
            "author": b"%d" % author,
            "requester": b"%d" % requester,
            "public": self.flag(known["public"]),
            "written": self.stamp(known["written"], policy.zones.get("written")),
            "opened": self.stamp(opened, policy.zones.get("opened")),
            "body": known["body"].encode(),
            "name": draw.choice(NAMES).encode(),
            "email": self.spelling(author),
        }

    def same_person(self, left: int, right: int) -> bool:
        """Whether two accounts have one address (in the same spelling: enough to make repetitions)."""
        address = self.address[left]
        return left == right or bool(address.strip()) and address == self.address.get(right)

    def flag(self, value: bool) -> bytes:
        """One of a flag's spellings."""
        return self.random.choice(
            [b"true", b"TRUE", b"t", b"1", b"True"] if value else [b"false", b"F", b"0", b"faLse"]
        )

    def stamp(self, value: Instant, zone: str | None) -> bytes:
        """One of an instant's spellings."""
        draw = self.random
        minutes = draw.choice([0, 0, 0, 120, -690, 845])
        sign, written = ("-" if minutes < 0 else "+"), abs(minutes)
        spelled = stamp((value[0] + minutes * 60, value[1]))[:-1]
        offset = f"{sign}{written // 60:02d}:{written % 60:02d}"
        if minutes == 0:
            offset = draw.choice(["Z", "z", "+00:00", "-00:00"])
        if zone in ("UTC", "+00:00") and minutes == 0 and draw.random() < 0.5:
            offset = ""
        if "." in spelled and draw.random() < 0.3:
            spelled = spelled.ljust(29, "0")
        return (spelled.replace("T", draw.choice(["T", "T", "t", " "])) + offset).encode()

    def spelling(self, account: int) -> bytes:
        """One of the spellings of an account's address, at times null."""
        draw = self.random
        address = self.address[account]
        if draw.random() < 0.15:
            return draw.choice(["", "", " ", "\u00a0\t"]).encode()
        if draw.random() < 0.4:
            address = (
                draw.choice([address.upper(), address.lower(), address.title()])
                if address.isascii()
                else address
            )
        if draw.random() < 0.3:
            address = draw.choice(SPACE) + address + draw.choice(SPACE)
        return address.encode()

    def let_requesters_write(self, chat: list[dict[str, bytes]], accounts: list[int]) -> None:
        """Unless the hazard is there, everybody who requests wrote once."""
        wrote = {row["author"] for row in chat}
        for row in list(chat):
            if row["requester"] not in wrote and "unresolved" not in self.hazards:
                wrote.add(row["requester"])
                account = int(row["requester"])
                chat.append(
                    row
                    | {
                        "comment": b"%d" % (100 + account),
                        "author": row["requester"],
                        "email": self.spelling(account),
                    }
                )

    def spoil(self, row: dict[str, bytes], accounts: list[int]) -> None:
        """Let the hazards happen to a row, rarely."""
        draw = self.random
        for hazard in sorted(self.hazards):
            if draw.random() < 0.85:
                continue
            if hazard == "two e-mails":
                row["email"] = draw.choice(ADDRESSES).encode()
            elif hazard == "comment":
                name = draw.choice(["ticket", "author", "public", "written", "body"])
                row[name] = {
                    "ticket": b"%d" % draw.choice(list(self.tickets)),
                    "author": b"%d" % draw.choice(accounts),
                    "public": self.flag(draw.random() < 0.5),
                    "written": self.stamp(self.time(), None),
                    "body": draw.choice(BODIES).encode(),
                }[name]
            elif hazard == "ticket":
                name = draw.choice(["requester", "opened"])
                row[name] = (
                    b"%d" % draw.choice(accounts) if name == "requester" else self.stamp(self.time(), None)
                )
            elif hazard == "unresolved":
                row["requester"] = b"%d" % draw.randint(1, 16)
            elif hazard == "null":
                row[draw.choice(REQUIRED)] = b""
            elif hazard == "body":
                row["body"] = b""
            elif hazard == "utf-8" and draw.random() < 0.2:
                row[draw.choice(FIELDS)] += draw.choice(
                    [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82"]
                )
            elif hazard == "unreadable" and draw.random() < 0.2:
                name = draw.choice(REQUIRED)
                kind = (
                    "public" if name == "public" else "time" if name in ("written", "opened") else "integer"
                )
                row[name] = draw.choice(JUNK[kind])

    def ticketing(self, policy: Policy) -> list[tuple[bytes, bytes]]:
        """The users that the destination has."""
        draw = self.random
        collides = "shared id" in self.hazards or policy.unresolved == "same-ids"
        numbers = draw.sample(range(1, 16) if collides else range(100, 115), draw.randint(1, 8))
        addresses = draw.sample(ADDRESSES, len(numbers))
        users = [[number, address] for number, address in zip(numbers, addresses)]
        if "two ticketing ids" in self.hazards:
            users.append([draw.randint(100, 120), draw.choice(ADDRESSES)])
        if "one id twice" in self.hazards:
            users.append([draw.choice(numbers), draw.choice(ADDRESSES)])
        if draw.random() < 0.2:
            users.append([draw.randint(200, 220), draw.choice(["", "  "])])
        draw.shuffle(users)
        if draw.random() < 0.2:
            users.append(list(users[0]))
        rows = []
        for number, address in users:
            self.address[-1] = address
            rows.append((b"%d" % number, self.spelling(-1) if draw.random() < 0.6 else address.encode()))
        if "unreadable" in self.hazards and draw.random() < 0.2:
            rows[0] = (draw.choice(JUNK["integer"] + [b""]), rows[0][1])
        return rows
