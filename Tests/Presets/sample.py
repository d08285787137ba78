"""A vendor's sample: the files and the server that a desk would give, and what must come of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable, Iterable

from expected import Expected
from server import Route

Place = tuple[str, int, int | None]
"""File, line, and element of a nested array."""


@dataclass
class Fault:
    """Something done to a good archive, and what `verify` must say to it."""

    name: str
    plant: Callable[[dict[str, dict]], None]
    rule: str
    kind: str
    """The records of the finding: `comment`, `ticket`, `user`."""
    numbers: set[int]
    """The ids of the records, one of which a finding must name at its place."""
    count: int | None = None
    """How many violations the rule must count; None where that depends on what is around the record."""


@dataclass
class Sample:
    """What a vendor's desk gives."""

    host: str
    """The address in the plan, which the local server replaces."""
    user: str | None = None
    """The user that `fetch` logs in as; None where there is a token."""
    scheme: str = "Bearer"
    """How a token is shown to the server."""
    headers: dict[str, str] = field(default_factory=dict)
    """Headers without which the server refuses."""
    posted: set[str] = field(default_factory=set)
    """The paths that are asked by POST."""
    expected: Expected = field(default_factory=Expected)
    routes: dict[str, Route] = field(default_factory=dict)
    """What the server answers, by path."""
    fetched: list[str] = field(default_factory=list)
    """The sources that `deskaudit fetch` gets, in order."""
    edits: list[tuple[str, str]] = field(default_factory=list)
    """Lines of the plan that a person writes, each in place of one that is there."""
    faults: list[Fault] = field(default_factory=list)
    places: dict[tuple[str, int], set[Place]] = field(default_factory=dict)
    """Where the records of the archive are in the exports."""
    lines: dict[int, tuple[str, int]] = field(default_factory=dict)
    kept: list[dict] = field(default_factory=list)
    """The records themselves, so that their identity stays theirs."""

    def note(self, record: dict, path: str, line: int) -> None:
        """Remembers on which line a record of the export begins."""
        self.lines[id(record)] = path, line
        self.kept.append(record)

    def serve(self, source: str, path: str, folder: str, records: list[dict], size: int, route: Route) -> None:
        """Has the server give a collection, which `fetch` saves page by page."""
        self.routes[path] = route
        self.fetched.append(source)
        for number, record in enumerate(records):
            self.note(record, f"{folder}/page-{number // size + 1:06}.json", number % size + 2)

    def serve_each(self, source: str, path: str, folder: str, parent: object, records: list[dict], size: int,
                   route: Route) -> None:
        """Has the server give the collection of one id of another source, which `fetch` saves under that id: of two parts
        it is `17,9`."""
        self.routes[path] = route
        if source not in self.fetched:
            self.fetched.append(source)
        for number, record in enumerate(records):
            self.note(record, f"{folder}/{parent}-page-{number // size + 1:06}.json", number % size + 2)

    def serve_one(self, source: str, path: str, folder: str, parent: object, record: dict, route: Route) -> None:
        """Has the server give one record for one id of another source."""
        self.routes[path] = route
        if source not in self.fetched:
            self.fetched.append(source)
        self.note(record, f"{folder}/{parent}-page-000001.json", 1)

    def stands(self, kind: str, number: int, record: dict, element: int | None = None) -> None:
        """Notes that a record of the archive comes from a record of the export, or from one of its elements."""
        path, line = self.lines[id(record)]
        self.places.setdefault((kind, number), set()).add((path, line, element))


def merged(rows: Iterable[tuple[int, str | None]]) -> dict[int, int]:
    """The id that each id has in the archive, where one address is one person: that of the first row.

    The rows are ids and addresses, in the order of the lists.
    """
    keeper: dict[str, int] = {}
    kept: dict[int, int] = {}
    for number, email in rows:
        key = (email or "").strip().lower()
        if number in kept:
            continue
        kept[number] = keeper.setdefault(key, number) if "@" in key else number
    return kept
