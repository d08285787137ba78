#!/usr/bin/env python3
"""Random lists of people, with tickets and several sources of comments, through `build` and `verify`.

Judged by a model written from Sources/README.md alone; then one thing of the archive is changed at a time, and
`verify` must fail. Every migration has a seed, from which --seed makes it again; a disagreement prints it and keeps its
folder. Exit 0: no disagreement; 1: at least one.
"""

from __future__ import annotations

import argparse
import copy
import csv
import hashlib
import json
import os
import random
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import archives
from fuzz_migrations import Disagreement, run
from model import Policy

ARRAYS = ("data", "comments", "users", "organizations")
CHAT_HEADER = [
    "TICKET_CREATED_AT", "TICKET_REQUESTER_ID", "COMMENT_PART_ID", "CONVERSATION_ID", "COMMENT_PUBLIC", "BODY",
    "COMMENT_CREATED_AT", "AUTHOR_ID", "NAME", "EMAIL",
]  # fmt: skip


def moment(minute: int) -> str:
    """A time, so many minutes after the start of 2024."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1_704_067_200 + 60 * minute))


@dataclass
class Rule:
    """How ids become those of the archive."""

    kind: str
    value: object = None

    def __call__(self, number: object) -> int:
        if self.kind == "offset":
            return number + self.value
        if self.kind == "prefix":
            return int(f"{self.value}{number}")
        if self.kind == "text":
            text = f"{self.value}\0{number}".encode()
            return int.from_bytes(hashlib.sha256(text).digest()[:8], "big") >> 11
        return number

    @property
    def plan(self) -> str:
        return "" if self.kind == "same" else f"ids: {{{self.kind}: {self.value}}}, "


@dataclass
class Migration:
    """Exports as Python values, and what the plan says of them."""

    draw: random.Random
    conflicts: str = "refuse"
    lists: list[list[dict]] = field(default_factory=list)
    tickets: list[dict] = field(default_factory=list)
    notes: list[dict] = field(default_factory=list)
    companies: list[dict] = field(default_factory=list)
    chat: list[dict] = field(default_factory=list)
    known: list[dict] = field(default_factory=list)

    def make(self) -> None:
        draw = self.draw
        self.conflicts = draw.choice(["refuse", "first", "last"])
        self.people = draw.choice([Rule("same"), Rule("offset", 5000), Rule("prefix", 7), Rule("text", "people")])
        self.of_tickets = draw.choice([Rule("same"), Rule("offset", 300), Rule("text", "tickets")])
        self.of_notes = draw.choice([Rule("same"), Rule("text", "comments")])
        self.first_messages = draw.random() < 0.6
        self.omits = False
        addresses = [f"p{number}@example.com" for number in range(draw.randint(2, 9))]
        self.lists = [self.people_of(base, addresses) for base in draw.choice([[1], [1, 100], [1, 100, 200]])]
        ids = [row["id"] for rows in self.lists for row in rows]
        for number in range(draw.randint(1, 12)):
            self.tickets.append(self.ticket(10 + number, ids))
        if draw.random() < 0.3:
            self.tickets.append(dict(draw.choice(self.tickets)))
        self.companies = [{"id": n, "owner": draw.choice(ids + [None])} for n in range(1, draw.randint(2, 4))]
        if draw.random() < 0.4:
            self.chat = [self.chat_row(number, addresses) for number in range(draw.randint(1, 8))]
        if draw.random() < 0.4:
            self.known = [
                {"id": 900_000 + n, "email": draw.choice([address, address.upper()])}
                for n, address in enumerate(draw.sample(addresses, draw.randint(1, len(addresses))))
            ]
            self.omits = draw.random() < 0.4

    def people_of(self, base: int, addresses: list[str]) -> list[dict]:
        draw, rows = self.draw, []
        for number in range(draw.randint(1, 7)):
            address = draw.choice(addresses + [None])
            if address and draw.random() < 0.4:
                address = draw.choice([address.upper(), f" {address}", f"{address} "])
            rows.append({"id": base + number, "name": draw.choice([None, f"N{base + number}", "Zoë 'Q'"]),
                         "email": address, "level": draw.choice([None, 1, 2])})  # fmt: skip
            if draw.random() < 0.15:
                rows.append(dict(draw.choice(rows)))
            if draw.random() < 0.1:
                rows.append(draw.choice(rows) | {"level": 9})
        return rows

    def ticket(self, number: int, ids: list[int]) -> dict:
        draw = self.draw
        notes = []
        for _ in range(draw.randint(0, 4)):
            self.minute = getattr(self, "minute", 0) + draw.randint(0, 3)
            self.count = getattr(self, "count", 0) + 1
            notes.append({"id": self.count, "by": draw.choice(ids), "open": draw.random() < 0.5,
                          "at": moment(self.minute + draw.choice([0, 0, -2])), "text": f"note {self.count} é"})  # fmt: skip
        return {"id": number, "who": draw.choice(ids), "agent": draw.choice(ids + [None]), "at": moment(number),
                "text": f"opening {number}", "notes": notes}  # fmt: skip

    def chat_row(self, number: int, addresses: list[str]) -> dict:
        author = self.draw.randint(1, 4)
        return {"comment": 70_000 + number, "ticket": 80_000 + self.draw.randint(0, 2), "author": 60_000 + author,
                "email": addresses[author % len(addresses)], "name": self.draw.choice(["", f"C{author}"]),
                "at": moment(number)}  # fmt: skip

    # The files.

    def write(self, folder: Path) -> None:
        def lines(name: str, rows: list[dict]) -> None:
            text = "".join(json.dumps(row, ensure_ascii=self.draw.random() < 0.5) + "\n" for row in rows)
            (folder / name).write_text(text, encoding="utf-8")

        for number, rows in enumerate(self.lists):
            lines(f"list{number}.ndjson", rows)
        lines("tickets.ndjson", self.tickets)
        lines("companies.ndjson", self.companies)
        if self.chat:
            with open(folder / "chat.csv", "w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(CHAT_HEADER)
                for row in self.chat:
                    opened = min(other["at"] for other in self.chat if other["ticket"] == row["ticket"])
                    asked = next(other["author"] for other in self.chat if other["ticket"] == row["ticket"])
                    writer.writerow([opened, asked, row["comment"], row["ticket"], "true", f"chat {row['comment']}",
                                     row["at"], row["author"], row["name"], row["email"]])  # fmt: skip
        if self.known:
            with open(folder / "known.csv", "w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["id", "email"])
                writer.writerows([row["id"], row["email"]] for row in self.known)
        (folder / "migration.yml").write_text(self.plan(), encoding="utf-8")

    def plan(self) -> str:
        sources = [f"  list{number}: {{path: list{number}.ndjson, format: ndjson}}" for number in range(len(self.lists))]
        sources += ["  tickets: {path: tickets.ndjson, format: ndjson}",
                    '  notes: {path: tickets.ndjson, format: ndjson, each: "notes[]", may-be-empty: true}',
                    "  companies: {path: companies.ndjson, format: ndjson}"]  # fmt: skip
        if self.chat:
            sources.append("  chat: {path: chat.csv}")
        if self.known:
            sources.append("  known: {path: known.csv}")
        text = "sources:\n" + "\n".join(sources) + "\n"
        if self.known:
            text += "identity: {match: email, keep: known}\n"
        if self.omits:
            text += "already-imported: omit\n"
        text += f"conflicts: {self.conflicts}\nrecords:\n  users:\n"
        for number in range(len(self.lists)):
            text += f"    - {{source: list{number}, {self.people.plan}fields: {{level: {{from: level, type: integer}}}}}}\n"
        fields = "id: id, requester_id: who, created_at: at, agent_id: {from: agent, type: user-reference}"
        chat = "    - {source: chat}\n" if self.chat else ""
        text += f"  tickets:\n{chat}    - {{source: tickets, {self.of_tickets.plan}fields: {{{fields}}}}}\n"
        text += f"  comments:\n{chat}"
        if self.first_messages:
            text += "    - {source: tickets, ids: {offset: 1000000}, fields: {id: id, ticket_id: id, author_id: who, "
            text += "public: {value: true}, created_at: at, html_body: text}}\n"
        text += f"    - {{source: notes, {self.of_notes.plan}fields: {{id: id, ticket_id: ^.id, author_id: by, "
        text += "public: open, created_at: at, html_body: text}}\n"
        text += "  organizations: {source: companies, key: id, fields: {owner_id: {from: owner, type: user-reference}}}\n"
        return text + "archive: {path: backup.tar.gz}\n"


class Refused(Exception):
    """What the definitions refuse to build."""


class Model:
    """What must be in the archive, by the definitions."""

    def __init__(self, made: Migration) -> None:
        self.made = made
        self.merge()
        tickets = self.distinct([made.of_tickets(t["id"]) for t in made.tickets], made.tickets,
                                [{k: v for k, v in t.items() if k in ("id", "who", "agent", "at")} for t in made.tickets])  # fmt: skip
        self.tickets = [{"id": made.of_tickets(t["id"]), "created_at": t["at"], "requester_id": self.id(t["who"]),
                         "agent_id": None if t["agent"] is None else self.id(t["agent"])} for t in tickets]  # fmt: skip
        self.organizations = [{"id": c["id"], "owner_id": None if c["owner"] is None else self.id(c["owner"])}
                              for c in made.companies]  # fmt: skip
        self.comments = self.comments_of(tickets)
        self.add_chat()

    def distinct(self, keys: list, rows: list, said: list) -> list:
        """The rows that count, in the order of the first of their keys."""
        kept: dict[object, int] = {}
        for place, key in enumerate(keys):
            if key not in kept:
                kept[key] = place
            elif said[kept[key]] != said[place] and self.made.conflicts == "refuse":
                raise Refused("rows of one key differ")
            if self.made.conflicts == "last":
                kept[key] = place
        return [rows[place] for place in kept.values()]

    def merge(self) -> None:
        made = self.made
        rows = [row for people in made.lists for row in people]
        said = [{k: v or None for k, v in row.items()} for row in rows]
        accounts = self.distinct([made.people(row["id"]) for row in rows], rows, said)
        chats: dict[int, dict] = {}
        for row in made.chat:
            account = chats.setdefault(row["author"], {"chat": row["author"], "email": row["email"], "name": ""})
            account["name"] = account["name"] or row["name"]
        self.persons: list[dict] = []
        by_key: dict[str, dict] = {}
        self.person_of: dict[object, dict] = {}
        for account in accounts + list(chats.values()):
            key = (account["email"] or "").strip().lower()
            person = by_key.get(key) if key else None
            if person is None:
                person = {"id": made.people(account["id"]) if "id" in account else account["chat"],
                          "name": None, "email": None, "agent_id": None, "level": account.get("level"), "key": key,
                          "rank": {}}  # fmt: skip
                self.persons.append(person)
                if key:
                    by_key[key] = person
            self.person_of["id" in account, account.get("id", account.get("chat"))] = person
            for name in ("name", "email"):
                if account[name] and (name not in person["rank"] or self.rank(account, name) < person["rank"][name]):
                    person["rank"][name], person[name] = self.rank(account, name), account[name]
        ids: dict[str, int] = {}
        for row in made.known:
            ids.setdefault(row["email"].strip().lower(), row["id"])
        for person in self.persons:
            person["known"] = person["key"] in ids
            person["id"] = ids.get(person["key"], person["id"])
        written = [p for p in self.persons if not (made.omits and p["known"])]
        self.users = [{"id": p["id"], "name": p["name"], "email": p["email"], "level": p["level"]} for p in written]

    def rank(self, account: dict, name: str) -> tuple:
        """The place of the row that gives an account its name or e-mail: of a list, else of the chat."""
        made = self.made
        if "id" in account:
            rows = [row for people in made.lists for row in people]
            places = [n for n, row in enumerate(rows) if row is account]
            return 0, places[0]
        return 1, next(n for n, row in enumerate(made.chat) if row["author"] == account["chat"] and row[name])

    def id(self, number: int) -> int:
        return self.person_of[True, number]["id"]

    def comments_of(self, tickets: list[dict]) -> list[dict]:
        made, comments = self.made, []
        if made.first_messages:
            for t in made.tickets:
                comments.append({"id": t["id"] + 1_000_000, "ticket_id": made.of_tickets(t["id"]),
                                 "by": t["who"], "public": True, "created_at": t["at"], "html_body": t["text"]})  # fmt: skip
        for t in made.tickets:
            for note in t["notes"]:
                comments.append({"id": made.of_notes(note["id"]), "ticket_id": made.of_tickets(t["id"]),
                                 "by": note["by"], "public": note["open"], "created_at": note["at"],
                                 "html_body": note["text"]})  # fmt: skip
        kept = self.distinct([c["id"] for c in comments], comments, comments)
        order = {made.of_tickets(t["id"]): place for place, t in enumerate(tickets)}
        # Equal instants keep the order of the export.
        places = {id(c): n for n, c in enumerate(comments)}
        kept.sort(key=lambda c: (order[c["ticket_id"]], c["created_at"], places[id(c)]))
        return [{k: self.id(v) if k == "by" else v for k, v in c.items()} for c in kept]

    def add_chat(self) -> None:
        made = self.made
        chat_tickets, chat_comments = [], []
        for row in sorted(made.chat, key=lambda r: r["comment"]):
            mine = [other for other in made.chat if other["ticket"] == row["ticket"]]
            if all(t["id"] != row["ticket"] for t in chat_tickets):
                chat_tickets.append({"id": row["ticket"], "created_at": min(o["at"] for o in mine),
                                     "requester_id": self.person_of[False, mine[0]["author"]]["id"],
                                     "agent_id": None})  # fmt: skip
            chat_comments.append({"id": row["comment"], "ticket_id": row["ticket"],
                                  "by": self.person_of[False, row["author"]]["id"], "public": True,
                                  "created_at": row["at"], "html_body": f"chat {row['comment']}"})  # fmt: skip
        places = [t["id"] for t in chat_tickets]
        chat_comments.sort(key=lambda c: (places.index(c["ticket_id"]), c["created_at"], c["id"]))
        self.tickets = chat_tickets + self.tickets
        self.comments = chat_comments + self.comments


def renamed(record: dict) -> dict:
    """The author under the archive's name; a field that one system does not map is null."""
    return {("author_id" if key == "by" else key): value for key, value in record.items() if value is not None}


def check_archive(folder: Path, model: Model) -> None:
    """The built archive holds the model's records; tickets and their comments in the model's order."""
    batches = archives.read(folder / "backup.tar.gz", Policy())
    wanted = {"data": model.tickets, "comments": model.comments, "users": model.users,
              "organizations": model.organizations}  # fmt: skip
    for array in ARRAYS:
        found = [renamed(record) for batch in batches for record in batch[array]]
        expected = [renamed(record) for record in wanted[array]]
        if array == "users":
            found, expected = (sorted(records, key=lambda r: r["id"]) for records in (found, expected))
        if found != expected:
            odd = next((pair for pair in zip(found, expected) if pair[0] != pair[1]), (len(found), len(expected)))
            raise Disagreement(f"{array}: {odd[0]} in the archive, the model has {odd[1]}")


def changes(batches: list[dict], draw: random.Random) -> list[tuple[str, list[dict]]]:
    """Archives in each of which one thing is wrong."""
    made: list[tuple[str, list[dict]]] = []

    def change(array: str, name: str, alter) -> None:
        places = [(b, r) for b, batch in enumerate(batches) for r in range(len(batch[array]))]
        draw.shuffle(places)
        for b, r in places:
            copied = copy.deepcopy(batches)
            if alter(copied[b][array], r, copied) is not False:
                return made.append((f"{name} of {array}[{b}][{r}]", copied))

    def swap(key: str):
        def alter(records: list, place: int, copied: list) -> object:
            ids = sorted({u["id"] for batch in copied for u in batch["users"]} - {records[place].get(key)})
            if not ids or records[place].get(key) is None:
                return False
            records[place][key] = draw.choice(ids)
        return alter

    def put(key: str, value):
        def alter(records: list, place: int, _: list) -> object:
            if records[place].get(key) == value(records[place].get(key)):
                return False
            records[place][key] = value(records[place].get(key))
        return alter

    for array in ARRAYS:
        change(array, "loss", lambda records, place, _: records.pop(place) and None)
    change("users", "double", lambda records, place, _: records.append(dict(records[place])))
    change("users", "level", put("level", lambda old: (old or 0) + 1))
    change("users", "name", put("name", lambda old: (old or "") + "x"))
    change("users", "e-mail", put("email", lambda old: "x" + (old or "@example.com")))
    change("comments", "author", swap("author_id"))
    change("comments", "public", put("public", lambda old: not old))
    change("comments", "text", put("html_body", lambda old: old[:-1]))
    change("data", "requester", swap("requester_id"))
    change("data", "agent", swap("agent_id"))
    change("organizations", "owner", swap("owner_id"))
    return made


def verify(binary: str, folder: Path, archive: str) -> tuple[int, dict]:
    """The exit code of `verify`, and its report."""
    outcome = run(binary, "verify", "--archive", archive, "--reports", "reports", folder=folder)
    return outcome.returncode, json.loads((folder / "reports/audit.json").read_text(encoding="utf-8"))


def attempt(binary: str, seed: int, folder: Path) -> tuple[int, int]:
    """One migration; how many changes were tried, and whether it was refused."""
    draw = random.Random(seed)
    made = Migration(draw)
    made.make()
    made.write(folder)
    outcome = run(binary, "build", "--level", "1", folder=folder)
    try:
        model = Model(made)
    except Refused:
        if outcome.returncode != 1:
            raise Disagreement(f"build ends with {outcome.returncode}, and the model refuses") from None
        return 0, 1
    if outcome.returncode != 0:
        raise Disagreement(f"build ends with {outcome.returncode}: {outcome.stderr.decode()[-600:]}")
    check_archive(folder, model)
    code, report = verify(binary, folder, "backup.tar.gz")
    if code != 0:
        failed = [(r["id"], r["summary"]) for r in report["rules"] if r["outcome"] in ("failed", "not_checked")]
        raise Disagreement(f"verify ends with {code}: {failed}")
    batches = archives.read(folder / "backup.tar.gz", Policy())
    tried = changes(batches, draw)
    for name, changed in tried:
        archives.write(folder / "changed.tar.gz", changed, Policy())
        for ending in (".ids.csv",):
            if (folder / f"backup.tar.gz{ending}").exists():
                shutil.copy(folder / f"backup.tar.gz{ending}", folder / f"changed.tar.gz{ending}")
        code, _ = verify(binary, folder, "changed.tar.gz")
        if code != 1:
            raise Disagreement(f"{name}: verify ends with {code}")
    return len(tried), 0


def main() -> int:
    """Fuzz for a while, or one seed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--seed", type=int)
    options = parser.parse_args()
    binary = str(Path(os.environ.get("DESKAUDIT_BINARY", ".build/release/deskaudit")).resolve())
    seeds = [options.seed] if options.seed is not None else range(options.start, options.start + 10**9)
    end, count, changed, refused = time.monotonic() + options.seconds, 0, 0, 0
    for seed in seeds:
        folder = Path(tempfile.mkdtemp(prefix="fuzz-lists-"))
        try:
            tried, was_refused = attempt(binary, seed, folder)
        except Disagreement as problem:
            print(f"seed {seed}: {problem}\n  kept in {folder}", file=sys.stderr)
            return 1
        shutil.rmtree(folder)
        count, changed, refused = count + 1, changed + tried, refused + was_refused
        if options.seed is None and time.monotonic() > end:
            break
    print(f"lists of people: {count} migrations, {refused} refused, {changed} changes found, no disagreement")
    return 0


if __name__ == "__main__":
    sys.exit(main())
