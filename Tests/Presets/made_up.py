"""People, cases and messages that nobody wrote, the same for the same seed.

Each vendor's module renders them in that vendor's format, adds the traps of that format, and works out from the same
objects what must be in the archive.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

FIRST = ["Ada", "Zoë", "Jürgen", "Nguyễn", "Þóra", "Łukasz", "芳", "Amélie", "Олена", "José", "Ida", "مريم", "Bo"]
LAST = ["Osei", "Müller", "Ångström", "Văn An", "Jónsdóttir", "Wójcik", "王", "O'Brien", "Коваль", "García-López",
        "حداد", "Pryce", "Li"]
WORDS = ["The lamp flickers", "ça ne marche pas", "Größe 42 ist ausverkauft", "返金をお願いします", "Спасибо",
         "«Bitte» sehr", "5 < 6 & 7 > 3", "tea, coffee; \"both\"", "back\\slash", "tab\there", "no\u00a0break",
         "naïve café", "😀👍🏽", "שלום עולם", "line\u2028separator", "NULL", "N/A", "00042", "<script>no()</script>",
         "100 %", "e\u0301 is not é"]
FILES = ["photo.png", "Rechnung Nr. 7.pdf", "スクリーンショット.jpg", "a&b.txt"]
START = datetime(2021, 3, 1, 8, 0, tzinfo=timezone.utc)


@dataclass(eq=False)
class Person:
    """Somebody who writes: an agent, a customer or a machine."""

    number: int
    first: str
    last: str
    email: str | None
    role: str = "customer"
    is_deleted: bool = False

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"


@dataclass(eq=False)
class Message:
    """What was written in a case."""

    number: int
    author: Person
    at: datetime
    body: str | None
    is_public: bool = True
    files: list[str] = field(default_factory=list)


@dataclass(eq=False)
class Case:
    """A conversation: who asked, when it began, and what was written."""

    number: int
    requester: Person
    at: datetime
    subject: str
    status: str
    messages: list[Message]
    tags: list[str] = field(default_factory=list)
    assignee: Person | None = None


class World:
    """A desk with its people and cases."""

    def __init__(self, seed: int, agents: int = 4, customers: int = 24, cases: int = 24) -> None:
        self.draw = random.Random(seed)
        self.last_number = 0
        self.agents = [self.person("agent") for _ in range(agents)]
        self.customers = [self.person() for _ in range(customers)]
        self.cases = [self.case() for _ in range(cases)]

    def number(self) -> int:
        """A number that nothing else has; gaps are as they come."""
        self.last_number += self.draw.randint(1, 3)
        return self.last_number

    def person(self, role: str = "customer", email: str | None = "") -> Person:
        """Somebody new; with an address of their own, unless another one or none is given."""
        number = self.number()
        first, last = self.draw.choice(FIRST), self.draw.choice(LAST)
        if email == "":
            host = "desk.example" if role == "agent" else self.draw.choice(["example.com", "mail.example"])
            email = f"{role}.{number}@{host}"
        return Person(number, first, last, email, role)

    def text(self) -> str:
        """Something written, as HTML."""
        lines = [f"<p>{self.draw.choice(WORDS)}</p>" for _ in range(self.draw.randint(1, 3))]
        return self.draw.choice(["", "\n", "\r\n"]).join(lines)

    def case(self, replies: int | None = None, requester: Person | None = None) -> Case:
        """A case of a customer: what they asked, and replies by both sides, some of them internal notes."""
        requester = requester or self.draw.choice(self.customers)
        at = START + timedelta(seconds=self.draw.randint(0, 40_000_000))
        case = Case(self.number(), requester, at, f"{self.draw.choice(WORDS)} #{self.last_number}",
                    self.draw.choice(["open", "pending", "solved", "closed"]), [])
        case.tags = self.draw.sample(["vip", "größe", "a b", "refund"], self.draw.randint(0, 2))
        case.assignee = self.draw.choice([None, *self.agents])
        self.say(case, requester, public=True, after=0)
        for _ in range(self.draw.randint(1, 5) if replies is None else replies):
            author = self.draw.choice([requester, self.draw.choice(self.agents)])
            self.say(case, author, public=author is requester or self.draw.random() < 0.6)
        return case

    def say(self, case: Case, author: Person, public: bool = True, body: str | None = "", after: int | None = None,
            files: int = -1) -> Message:
        """Adds a message to a case, some time after the last one; sometimes within the same second."""
        before = case.messages[-1].at if case.messages else case.at
        gap = self.draw.choice([0, 1, 61, 3600, 90_000]) if after is None else after
        count = files if files >= 0 else self.draw.choice([0, 0, 0, 1, 2])
        message = Message(self.number(), author, before + timedelta(seconds=gap), self.text() if body == "" else body,
                          public, self.draw.sample(FILES, count))
        case.messages.append(message)
        return message
