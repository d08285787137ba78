"""The self-test of places.py: an audit with every kind of place is right, and no place can be moved unnoticed.

A small migration has an export in each form that a line must be counted in, and its archive is damaged in every
record and spelled in each form that an offset must be counted in. What `verify` says of it must be right. Then every
place of every finding is moved: to the next line or record, into another file, to the next byte, to the next element,
into another member. Each must be noticed.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import tarfile
import tempfile
from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import Iterator

import archives
import places
from model import Policy

POLICY = Policy(batch_size=3)
PLAN = """\
migration: Places
sources:
  chat: {path: 'exports/chat_*'}
  ticketing: {path: exports/users.csv, encoding: windows-1252}
  desk: {path: 'exports/desk-*.json'}
  notes: {path: exports/notes.ndjson.gz}
  orgs: {path: exports/orgs.json}
identity: {match: email, keep: ticketing}
archive: {path: backup.tar.gz, batch-size: 3}
as-of: 2026-01-01T00:00:00Z
records:
  tickets: [{source: chat}, {source: desk, ids: {offset: 1000}}]
  comments: [{source: chat}, {source: notes, ids: {prefix: 9}}]
  organizations:
    - source: orgs
      key: id
      fields: {name: {from: name}}
"""
CHAT = """\
TICKET_CREATED_AT,TICKET_REQUESTER_ID,COMMENT_PART_ID,CONVERSATION_ID,COMMENT_PUBLIC,BODY,\
COMMENT_CREATED_AT,AUTHOR_ID,NAME,EMAIL
"""
FORMS: list[tuple[str, dict]] = [
    ("plain", {}),
    ("indented", {"indent": 2}),
    ("indented with tabs and escapes", {"indent": "\t", "ensure_ascii": True}),
    ("with ./ before its names", {"prefix": "./"}),
    ("with pax headers", {"format": tarfile.PAX_FORMAT}),
    ("with GNU headers", {"format": tarfile.GNU_FORMAT}),
    ("in two gzip members", {"cut": 700}),
    ("in all of these", {"indent": 1, "prefix": "./", "format": tarfile.PAX_FORMAT, "cut": 2000}),
]
FILES = {
    "chat_1.csv": "a byte order mark, CRLF, line ends in quotes",
    "chat_2.csv.gz": "gzip, and the last row of the stage before once more",
    "chat_3.csv": "UTF-16, and CR inside quotes",
    "users.csv": "Windows-1252",
    "desk-1.json": "a page",
    "desk-2.json": "a page with white space",
    "notes.ndjson.gz": "NDJSON with blank lines, gzip",
    "orgs.json": "an array with white space",
}
"""The exports, and what is special in each; every one of them must have a finding."""


def row(number: int, end: str = "\n") -> str:
    """A row of the chat over three lines: a ticket, a comment and a person of its own; the one before requests it."""
    body = f'"<p>é {number},{end}""twice""{end}</p>"'
    stamp = f"2021-01-01T00:{number:02d}:00Z"
    return (
        f"{stamp},{max(1, number - 1)},{300 + number},{200 + number},true,{body},{stamp},{number},"
        f"José {number},p{number}@example.org{end}"
    )


def write_exports(folder: Path) -> None:
    """Write the exports and the plan."""
    exports = folder / "exports"
    exports.mkdir()
    rows = {number: row(number) for number in range(1, 10)}
    first = (CHAT + "".join(rows[number] for number in (1, 2, 3))).replace("\n", "\r\n")
    (exports / "chat_1.csv").write_bytes(b"\xef\xbb\xbf" + first.encode())
    # The stages overlap: its CRLF in the body stays, or it would be another comment.
    second = CHAT + row(3).replace("\n", "\r\n") + rows[4] + "\n" + rows[5] + rows[6]
    (exports / "chat_2.csv.gz").write_bytes(gzip.compress(second.encode()))
    third = CHAT + "".join(rows[number].replace("\n", "\r", 2) for number in (7, 8, 9))
    (exports / "chat_3.csv").write_bytes(third.encode("utf-16"))
    users = ["id;email;name"] + [f"{9000 + number};p{number}@example.org;José {number}" for number in (1, 2, 4, 7)]
    (exports / "users.csv").write_bytes("\r\n".join([*users, "9100;dora@example.org;Döra", ""]).encode("cp1252"))
    tickets = [{"id": number, "requester_id": 9100, "created_at": "2021-02-01T00:00:00Z"} for number in (1, 2, 3)]
    following = {"next_page": "https://desk.example/x.json?page=2"}
    (exports / "desk-1.json").write_text(json.dumps(following | {"tickets": tickets[:1]}))
    (exports / "desk-2.json").write_text(json.dumps({"tickets": tickets[1:], "next_page": None}, indent=2))
    notes = [
        {"id": number, "ticket_id": number, "author_id": 9100, "public": False,
         "created_at": "1985-02-01T00:00:00Z" if number == 2 else "2021-02-01T00:00:00Z", "html_body": "é\n"}
        for number in (1, 2, 3)
    ]
    lines = "\n\r\n".join(json.dumps(note, ensure_ascii=False) for note in notes)
    (exports / "notes.ndjson.gz").write_bytes(gzip.compress(lines.encode()))
    organizations = [{"id": number, "name": f"Org {number}"} for number in (1, 2)]
    (exports / "orgs.json").write_text(json.dumps(organizations, indent=1))
    (folder / "migration.yml").write_text(PLAN, encoding="utf-8")


def damaged(batches: list[dict]) -> list[dict]:
    """Every record changed, two left out, two users under their chat ids, one twice, one that is unexpected."""
    batches = deepcopy(batches)
    for batch in batches:
        for comment in batch["comments"]:
            comment["html_body"] += "!"
            comment["public"] = not comment["public"]
        for ticket in batch["data"]:
            ticket["created_at"] = "2020-01-01T00:00:00Z"
        for user in batch["users"]:
            user["name"] = f"é {user['name']}"
            if user["id"] in (9004, 9007):
                user["id"] -= 9000
        for organization in batch["organizations"]:
            organization["name"] += "é"
    owners = [batch for batch in batches if batch["comments"]]
    owners[0]["comments"].pop(0)
    owners[-1]["comments"].pop()
    moved = next(batch for batch in batches if len(batch["users"]) > 1)
    moved["users"].append(deepcopy(moved["users"][0]))
    moved["users"][1]["id"] = 777
    return batches


def spelled(batches: list[dict], *, prefix: str = "", format: int = tarfile.USTAR_FORMAT, cut: int = 0,
            indent: int | str | None = None, ensure_ascii: bool = False) -> bytes:
    """The archive of batches in a form."""
    members = []
    for number, batch in enumerate(batches):
        text = json.dumps({"data": {"tickets": batch}}, indent=indent, ensure_ascii=ensure_ascii)
        members.append((prefix + archives.member_name(number, POLICY), text.encode()))
    whole = archives.tar(members, format)
    return archives.packed(whole[:cut]) + archives.packed(whole[cut:]) if cut else archives.packed(whole)


def moved(finding: dict, report: dict, held: places.Places) -> Iterator[tuple[str, dict]]:
    """A finding with one of its places moved, for each of them; places without a record are left where they are."""
    export, archive = finding.get("export"), finding.get("archive", {})
    if export:
        yield "the next line", finding | {"export": export | {"line": export["line"] + 1}}
        following = [line for line in held.lines(export["file"]) if line > export["line"]]
        if following:
            yield "the next record", finding | {"export": export | {"line": min(following)}}
        source = next(source for source in report["sources"] if source["name"] == export["source"])
        for file in source["files"]:
            if file["path"] != export["file"]:
                yield "another file", finding | {"export": export | {"file": file["path"]}}
    if "pointer" in archive and "offset" in archive:
        array, _, index = archive["pointer"].rpartition("/")
        changes = {
            "the next byte": {"offset": archive["offset"] + 1},
            "the byte before": {"offset": archive["offset"] - 1},
            "the next element": {"pointer": f"{array}/{int(index) + 1}"},
            "another array": {"pointer": f"/data/tickets/{'users' if 'comments' in array else 'comments'}/{index}"},
            "another member": {"member": re.sub(r"\d+", lambda n: str(int(n[0]) % 600 + 100), archive["member"])},
        }
        for name, change in changes.items():
            yield name, finding | {"archive": archive | change}
    for match in re.finditer(r"(exports/[\w.-]+:)(\d+)|(/data/tickets/\w+/)(\d+)", finding["message"]):
        text, number = match[1] or match[3], int(match[2] or match[4])
        if not export or f"{export['file']}:{export['line']}" != match[0]:
            message = f"{finding['message'][:match.start()]}{text}{number + 1}{finding['message'][match.end():]}"
            yield "a message's next line or element", finding | {"message": message}
    if "key" in finding and (export or "pointer" in archive):
        yield "another key", finding | {"key": finding["key"].split()[0] + " 4242"}


def main() -> int:
    """Run the self-test."""
    binary = str(Path(os.environ.get("DESKAUDIT_BINARY", ".build/release/deskaudit")).resolve())
    moves: Counter[str] = Counter()
    missed, files = [], set()
    with tempfile.TemporaryDirectory(prefix="deskaudit-places-") as name:
        folder = Path(name)
        write_exports(folder)
        built = subprocess.run([binary, "build", "--jobs", "1"], cwd=folder, capture_output=True, timeout=60)
        if built.returncode != 0:
            print(built.stderr.decode())
            return 1
        batches = damaged(archives.read(folder / "backup.tar.gz", POLICY))
        for form, options in FORMS:
            (folder / "damaged.tar.gz").write_bytes(spelled(batches, **options))
            arguments = [binary, "verify", "--archive", "damaged.tar.gz", "--reports", "reports", "--jobs", "1"]
            subprocess.run(arguments, cwd=folder, capture_output=True, timeout=60)
            report = json.loads((folder / "reports/audit.json").read_text(encoding="utf-8"))
            try:
                places.check(report, folder, folder / "damaged.tar.gz")
            except places.Misplaced as problem:
                print(f"the archive {form}: {problem}")
                return 1
            held = places.Places(report, folder, folder / "damaged.tar.gz")
            for finding in (finding for rule in report["rules"] for finding in rule["evidence"]):
                files |= {Path(finding["export"]["file"]).name} if "export" in finding else set()
                for move, changed in moved(finding, report, held):
                    moves[move] += 1
                    try:
                        held.check(changed)
                        missed.append(f"{form}, {move}: {json.dumps(changed, ensure_ascii=False)}")
                    except places.Misplaced:
                        pass
    if unseen := set(FILES) - files:
        missed.append(f"no finding is in {sorted(unseen)}")
    print("\n".join(missed[:10]), end="\n" * bool(missed))
    noticed = ", ".join(f"{count} to {move}" for move, count in sorted(moves.items()))
    print(f"{places.summary()}\n{sum(moves.values())} places moved ({noticed}), {len(missed)} not noticed")
    return 1 if missed or not moves else 0
