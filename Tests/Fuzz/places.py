#!/usr/bin/env python3
"""Goes to every place that an audit.json names, and looks whether the record that is meant is there.

A place in an export is a file and a line: on that line of the text, however it is compressed, encoded and staged, a
record begins, and has the id that the finding's key or message names. A place in the archive is a member, a JSON
pointer and an offset: both lead to one object, which has the id of the key. Places of what is no record (problems of
rows, JSON, tar and gzip) are checked as far as it goes, and counted apart.

    places.py AUDIT.JSON [--folder FOLDER] [--archive PATH]   one audit: the plan's folder, and the archive
    places.py --self-test                                     an audit with every kind of place, then each place moved

Exit 0: every place is right, or every moved place was noticed; 1: not so. The standard library reads all formats.
"""

from __future__ import annotations

import argparse
import bisect
import csv
import gzip
import hashlib
import io
import json
import re
import sys
import tarfile
import threading
import zlib
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Iterator

from values import email_key

csv.field_size_limit(1 << 28)
LINE_END = re.compile(r"\r\n|\n|\r")
SPACE = re.compile(r"[ \t\r\n]*")
RECORD = re.compile(r"/data/tickets/(data|comments|users|organizations)/(\d+)")
KINDS = {"data": "ticket", "comments": "comment", "users": "user", "organizations": "organization"}
NAMED = re.compile(r"\b(comment|ticket|user|organization|conversation|chat id|ticketing id)s? (-?\d+)(?: and (-?\d+))?")
NUMBER = re.compile(r"(?<![\w.:-])-?\d+(?![\w:-]|\.\d)")

checked: Counter[str] = Counter()
"""How many places of which kind were right, over all audits of this process."""
lock = threading.Lock()


class Misplaced(Exception):
    """Places at which the record that is meant is not."""


def check(report: dict, folder: Path, archive: Path) -> Counter[str]:
    """Check every place of an audit; raises `Misplaced`. Returns how many places of which kind were right."""
    counts: Counter[str] = Counter()
    problems = []
    places = Places(report, folder, archive)
    for rule in report["rules"]:
        for number, finding in enumerate(rule["evidence"]):
            try:
                counts += places.check(finding)
            except Misplaced as problem:
                problems.append(f"{rule['id']}[{number}]: {problem}; {json.dumps(finding, ensure_ascii=False)[:500]}")
    if problems:
        raise Misplaced(f"{len(problems)} findings at a wrong place:\n" + "\n".join(problems[:5]))
    with lock:
        checked.update(counts)
    return counts


def summary() -> str:
    """What was checked so far, in a line."""
    return "places checked: " + ", ".join(f"{count} {kind}" for kind, count in checked.most_common())


def require(condition: object, problem: str) -> None:
    """Raise `Misplaced` unless the condition holds."""
    if not condition:
        raise Misplaced(problem)


# MARK: Exports


@dataclass
class Record:
    """A record of an export: its columns as text, null where it is empty or missing."""

    values: dict[str, str | None]


Lines = dict[int, list[Record]]
"""The records of a file by the line on which they begin; JSON may have several on one line."""


def decoded(content: bytes, format: str) -> str:
    """The text of a file; what is not UTF-8 there stays visible."""
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    if "UTF-16" in format:
        return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be")
    if "1252" in format:
        return content.decode("cp1252")
    return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")


def read(text: str, format: str, columns: frozenset[str]) -> Lines:
    """The records of a text; which columns the plan wants tells the delimiter of a CSV."""
    if format.startswith("CSV"):
        return read_csv(text, columns)
    ends = [match.end() for match in LINE_END.finditer(text)]
    lines: Lines = {}
    for place, value in ndjson(text) if format.startswith("NDJSON") else elements(text):
        record = Record({column: json_field(value, column) for column in columns})
        lines.setdefault(bisect.bisect_right(ends, place) + 1, []).append(record)
    return lines


def read_csv(text: str, columns: frozenset[str]) -> Lines:
    """The records of a CSV, after its header."""
    physical = text_lines(text)
    skipped = 1 if physical and re.fullmatch(r"sep=.[\r\n]*", physical[0]) else 0
    first = {delimiter: next(csv.reader(physical[skipped:], delimiter=delimiter), []) for delimiter in ",;\t|"}
    delimiter = next((one for one, header in first.items() if columns <= set(header)), None)
    require(delimiter, f"no header with {sorted(columns)}")
    reader = csv.reader(physical[skipped:], delimiter=delimiter)
    header = next(reader)
    lines: Lines = {}
    start = reader.line_num
    for row in reader:
        if row:
            values = {name: value or None for name, value in zip(header, row)}
            lines[skipped + start + 1] = [Record(values)]
        start = reader.line_num
    return lines


def text_lines(text: str) -> list[str]:
    """The lines of a text with their ends: LF, CRLF or CR, and nothing else."""
    ends = [0, *(match.end() for match in LINE_END.finditer(text)), len(text)]
    return [text[start:end] for start, end in zip(ends, ends[1:]) if end > start]


DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str, strict=False)
"""Numbers keep their digits."""


def ndjson(text: str) -> Iterator[tuple[int, object]]:
    """Place and value of every line that is not blank; no value for one that is broken."""
    place = 0
    for line in text_lines(text):
        if line.strip(" \t\r\n"):
            try:
                yield place, DECODER.raw_decode(line, SPACE.match(line).end())[0]
            except ValueError:
                yield place, None
        place += len(line)


def elements(text: str) -> Iterator[tuple[int, object]]:
    """Place and value of the elements of an array, or of the first array of objects in an object."""
    place = SPACE.match(text).end()
    if text[place] == "[":
        yield from array(text, place)
        return
    while text[place] in "{,":
        key, place = DECODER.raw_decode(text, SPACE.match(text, place + 1).end())
        place = SPACE.match(text, SPACE.match(text, place).end() + 1).end()
        found = list(array(text, place)) if text[place] == "[" else []
        if found and all(isinstance(value, dict) for _, value in found):
            yield from found
            return
        place = SPACE.match(text, DECODER.raw_decode(text, place)[1]).end()


def array(text: str, place: int) -> Iterator[tuple[int, object]]:
    """Place and value of the elements of the array that begins at a place."""
    place = SPACE.match(text, place + 1).end()
    while text[place] != "]":
        value, end = DECODER.raw_decode(text, place)
        yield place, value
        place = SPACE.match(text, end).end()
        place = SPACE.match(text, place + 1).end() if text[place] == "," else place


def json_field(value: object, column: str) -> str | None:
    """A column of a JSON record: its key, or a path of keys."""
    if not isinstance(value, dict):
        return None
    if column not in value:
        head, _, rest = column.partition(".")
        return json_field(value.get(head), rest) if rest else None
    found = value[column]
    if found is None or found == "":
        return None
    return found if isinstance(found, str) else json.dumps(found)


def joining_key(text: str) -> str | None:
    """What two spellings of an e-mail share."""
    if text.isascii():
        return text.strip("\t\n\v\f\r ").lower() or None
    return email_key(text.encode("utf-8", "surrogateescape")) if is_utf8(text) else None


def is_utf8(text: str) -> bool:
    """Whether a text that was read has no bytes that are not UTF-8."""
    return not any("\udc80" <= character <= "\udcff" for character in text)


cached: dict[tuple[str, str, frozenset[str]], Lines] = {}
"""What was read lately, by digest, format and columns: many audits are of the same exports."""


def lines_of(path: Path, digest: str, format: str, columns: frozenset[str]) -> Lines:
    """The records of a file, which must have this digest."""
    content = path.read_bytes()
    require(hashlib.sha256(content).hexdigest() == digest, f"{path.name} has another digest than the report says")
    key = digest, format, columns
    found = cached.get(key)
    if found is None:
        found = read(decoded(content, format), format, columns)
        with lock:
            if len(cached) >= 1000:
                cached.clear()
            cached[key] = found
    return found


# MARK: The archive


@dataclass
class Member:
    """An entry of the tar: its name, where its headers begin, its contents, and what stands where in them."""

    name: str
    headers: set[int]
    content: bytes
    values: dict[str, list[tuple[int, object]]] = field(default_factory=dict)
    """By JSON pointer: offsets in bytes and values; two, where a key is there twice."""
    keys: dict[str, list[int]] = field(default_factory=dict)
    """By JSON pointer: where the key stands."""
    is_whole: bool = True
    """Whether all of it is JSON."""


def unpacked(content: bytes) -> bytes:
    """All gzip members; where the stream is damaged, what stands before the damage."""
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        pass
    whole = b""
    while content[:2] == b"\x1f\x8b":
        stream = zlib.decompressobj(31)
        for start in range(0, len(content), 16):
            try:
                whole += stream.decompress(content[start : start + 16])
            except zlib.error:
                return whole
            if stream.eof:
                content = stream.unused_data + content[start + 16 :]
                break
        else:
            return whole
    return whole


@lru_cache(maxsize=8)
def members_of(content: bytes) -> tuple[int, tuple[Member, ...]]:
    """The length of the tar, and its entries as far as it can be read."""
    whole = unpacked(content)
    members = []
    try:
        with tarfile.open(fileobj=io.BytesIO(whole), mode="r:") as archive:
            for entry in archive:
                headers = {entry.offset, entry.offset_data - 512}
                end = entry.offset_data + entry.size
                contents = whole[entry.offset_data : end] if entry.isreg() else b""
                members.append(located(Member(entry.name.rstrip("/"), headers, contents)))
    except tarfile.TarError:
        pass
    return len(whole), tuple(members)


def located(member: Member) -> Member:
    """A member with the places of its values."""
    text = member.content.decode("utf-8", "surrogateescape")
    try:
        end = locate(text, SPACE.match(text).end(), "", member)
        member.is_whole = SPACE.match(text, end).end() == len(text)
        # Halves of surrogate pairs, which Python's json lets pass, and bytes that are not UTF-8.
        json.dumps(json.loads(text), ensure_ascii=False).encode()
    except (ValueError, IndexError):
        member.is_whole = False
    if not text.isascii():
        found = [found for values in member.values.values() for found in values]
        places = sorted({at for at, _ in found} | {at for keys in member.keys.values() for at in keys})
        offsets, size = {}, 0
        for start, place in zip([0, *places], places):
            size += len(text[start:place].encode("utf-8", "surrogateescape"))
            offsets[place] = size
        for values in member.values.values():
            values[:] = [(offsets[at], value) for at, value in values]
        for keys in member.keys.values():
            keys[:] = [offsets[at] for at in keys]
    return member


def refuse(text: str) -> None:
    """A number that JSON lacks."""
    raise ValueError(text)


BATCH = json.JSONDecoder(parse_constant=refuse)


def locate(text: str, place: int, pointer: str, member: Member) -> int:
    """Notes where the value at a place and everything in it stands, down to the fields of records."""
    value: object = None
    end = place
    if text[place] in "{[" and pointer.count("/") < 5:
        is_object, number, end = text[place] == "{", 0, SPACE.match(text, place + 1).end()
        while text[end] != ("}" if is_object else "]"):
            name = str(number)
            if is_object:
                start = end
                name, end = BATCH.raw_decode(text, end)
                name = str(name).replace("~", "~0").replace("/", "~1")
                member.keys.setdefault(f"{pointer}/{name}", []).append(start)
                end = SPACE.match(text, end).end()
                require_json(text[end] == ":")
                end = SPACE.match(text, end + 1).end()
            end = SPACE.match(text, locate(text, end, f"{pointer}/{name}", member)).end()
            number += 1
            require_json(text[end] in ",}]")
            end = SPACE.match(text, end + 1).end() if text[end] == "," else end
        end += 1
        value = BATCH.raw_decode(text, place)[0] if RECORD.fullmatch(pointer) else {} if is_object else []
    else:
        value, end = BATCH.raw_decode(text, place)
    member.values.setdefault(pointer, []).append((place, value))
    return end


def require_json(condition: bool) -> None:
    """Raise what `json` raises."""
    if not condition:
        raise ValueError("no JSON")


# MARK: Findings


class Places:
    """What the places of one audit are held against."""

    def __init__(self, report: dict, folder: Path, archive: Path) -> None:
        self.folder, self.archive = folder, archive
        self.files = {file["path"]: (source["name"], file) for source in report["sources"] for file in source["files"]}
        self.columns: dict[tuple[str, str, str], tuple[str, str]] = {}
        self.people_source = ""
        for row in report["mapping"]:
            record, source, column = row["record"], row["source"], row["from"]
            if (record, row["field"], row["type"]) == ("users", "id", "user-reference"):
                continue
            if (record, row["field"]) == ("users", "id"):
                self.people_source = source
            self.columns[record, source, row["field"]] = column, row["transformation"]
        plan = folder / Path(report["plan_path"]).name
        self.same_ids = plan.exists() and b"same-ids" in plan.read_bytes()
        self.digest = report["archive"]["sha256"]
        names = sorted(map(re.escape, self.files), key=len, reverse=True)
        self.export_place = re.compile(rf"(?<![\w/.-])({'|'.join(names) or '(?!)'}):(\d+)\b")
        self.archive_place = re.compile(r"([^\s,;:]+)(/data/tickets/\w+/\d+)\b")
        self.read: dict[str, Lines] = {}
        self.tar: tuple[int, tuple[Member, ...]] | None = None
        self.wrote: set[tuple[str, object]] | None = None
        self.people: dict[tuple[str, object], tuple[str, object]] | None = None

    def check(self, finding: dict) -> Counter[str]:
        """The places of one finding."""
        counts: Counter[str] = Counter()
        message = finding["message"]
        place = finding.get("export")
        if place and place["source"] == "decisions":
            counts[self.check_decision(place, message)] += 1
        elif place:
            counts[self.check_export(place, finding)] += 1
        for match in self.export_place.finditer(message):
            if place and (match[1], int(match[2])) == (place["file"], place["line"]):
                continue
            self.check_mentioned(match[1], int(match[2]), finding)
            counts["export places in messages"] += 1
        if "archive" in finding:
            counts[self.check_archive(finding["archive"], finding)] += 1
        for match in self.archive_place.finditer(message):
            numbers = self.numbers(finding)
            found = [
                value.get("id")
                for member in self.members(match[1])
                for _, value in member.values.get(match[2], [])
                if isinstance(value, dict)
            ]
            require(numbers & set(found), f"at {match[0]} there is {found}, the message names {sorted(numbers)}")
            counts["archive places in messages"] += 1
        return counts

    # MARK: Exports

    def records(self, path: str, line: int) -> tuple[str, list[Record]]:
        """The source of a file, and the records that begin on a line of it."""
        require(path in self.files, f"{path} is not a file of the report's sources")
        source, _ = self.files[path]
        found = self.lines(path).get(line, [])
        require(found, f"no record begins at {path}:{line}")
        return source, found

    def lines(self, path: str) -> Lines:
        """The records of a file."""
        if path not in self.read:
            source, file = self.files[path]
            columns = frozenset(column for (_, name, _), (column, _) in self.columns.items() if name == source)
            self.read[path] = lines_of(self.folder / path, file["sha256"], file["format"], columns)
        return self.read[path]

    def all_records(self, path: str) -> Iterator[Record]:
        """The records of a file, in order."""
        return (record for records in self.lines(path).values() for record in records)

    def check_export(self, place: dict, finding: dict) -> str:
        """The finding's own place in an export. Returns what kind of place it is."""
        source, records = self.records(place["file"], place["line"])
        require(source == place["source"], f"{place['file']} is a file of {source}")
        message = self.export_place.sub("", finding["message"])
        names = self.named(finding.get("key", "")) or self.named(message)
        if not names:
            self.check_value(source, records, message)
            return "rejected rows of exports"
        if not any(self.has(source, record, kind, number) for record in records for kind, number in names):
            raise Misplaced(f"at {place['file']}:{place['line']} there is {records}, not {names}")
        return "export records"

    def check_decision(self, place: dict, message: str) -> str:
        """The row of the sheet of decisions that a finding is about: its conflict has the number that is named."""
        text = (self.folder / place["file"]).read_bytes().decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=text.splitlines()[0].count))
        start, rows = 1, {}
        for row in reader:
            rows[start] = row
            start = reader.line_num + 1
        found = rows.get(place["line"], [])
        number = re.search(r" (-?\d+):", message.split(": ", 1)[1])
        require(
            number and any(f":{number[1]}:" in cell for cell in found),
            f"at {place['file']}:{place['line']} there is {found}",
        )
        return "rows of the sheet of decisions"

    def check_mentioned(self, path: str, line: int, finding: dict) -> None:
        """A further place that a message names: its record has one of the ids that are named."""
        source, records = self.records(path, line)
        kinds = ("comment", "ticket", "organization", "conversation", "chat id", "ticketing id", "user")
        numbers = self.numbers(finding)
        if not any(
            self.has(source, record, kind, number) for record in records for number in numbers for kind in kinds
        ):
            raise Misplaced(f"at {path}:{line} there is {records}, none of {sorted(numbers)}")

    def check_value(self, source: str, records: list[Record], message: str) -> None:
        """Of a row that is no record: what the message says of a column is so; null may come of the plan's map."""
        rules = {column: rule for (_, owner, _), (column, rule) in self.columns.items() if owner == source}
        for name, rule in rules.items():
            if match := re.search(rf"(?<!\w){re.escape(name)} is (null|'([^']*)')", message):
                values = [record.values.get(name) for record in records]
                require(match[2] in values or match[2] is None and rule != "—", f"{name} is {values}")

    @staticmethod
    def named(text: str) -> list[tuple[str, int]]:
        """The records that a text names: kind and number."""
        pairs = [(match[1], number) for match in NAMED.finditer(text) for number in match.groups()[1:] if number]
        return [(kind, int(number)) for kind, number in pairs]

    def numbers(self, finding: dict) -> set[int]:
        """The numbers that a finding names, its places apart."""
        text = self.archive_place.sub("", self.export_place.sub("", finding["message"]))
        return {int(number) for number in NUMBER.findall(f"{finding.get('key', '')} {text}")}

    def has(self, source: str, record: Record, kind: str, number: int) -> bool:
        """Whether a record of an export is the one of this name."""
        if kind in ("comment", "ticket", "organization"):
            return number in self.ids(f"{kind}s", source, record)
        if kind == "conversation":
            return number == self.number(source, record, "tickets", "id")
        if kind == "ticketing id":
            return ("ticketing", number) in self.nodes(source, record)
        if kind == "chat id":
            return ("chat", number) in self.nodes(source, record)[: 1 if ("chat", number) in self.writers() else 2]
        wanted = {self.group(("chat", number)), self.group(("ticketing", number))}
        # Whoever wrote is named with a row of their own; a row in which they are the requester is another's.
        nodes = self.nodes(source, record)
        authors = nodes[: 1 if wanted & {self.group(node) for node in self.writers()} else 2]
        return bool(wanted & {self.group(node) for node in authors})

    def writers(self) -> set[tuple[str, object]]:
        """Everybody who wrote, by the ids under which they did."""
        if self.wrote is None:
            self.wrote = {
                self.nodes(source, record)[0]
                for path, (source, _) in self.files.items()
                if ("comments", source, "author_id") in self.columns
                for record in self.all_records(path)
            }
        return self.wrote

    def number(self, source: str, record: Record, kind: str, key: str) -> int | None:
        """A column of a record as a number; None where the plan maps none, or it is none."""
        column, _ = self.columns.get((kind, source, key), (None, ""))
        text = record.values.get(column) if column else None
        return int(text) if text and re.fullmatch(r"-?[0-9]+", text) else None

    def ids(self, kind: str, source: str, record: Record) -> set[int]:
        """The ids of a record: its own, and that of the archive, by the number in the plan's rule."""
        own = self.number(source, record, kind, "id")
        if own is None:
            return set()
        _, rule = self.columns[kind, source, "id"]
        change = re.search(r"-?\d+", rule)
        if not change:
            return {own}
        number = int(change[0])
        return {own, own + number, own - number} | ({int(f"{number}{own}")} if min(number, own) >= 0 else set())

    def nodes(self, source: str, record: Record) -> list[tuple[str, object]]:
        """The people whom a record names: its author, or the user that it is, and then its requester."""
        if source == self.people_source:
            return [("ticketing", self.number(source, record, "users", "id"))]
        system = "chat" if ("users", source, "email") in self.columns else "ticketing"
        found = [(system, self.number(source, record, "comments", "author_id"))]
        return found + [(system, self.number(source, record, "tickets", "requester_id"))]

    def group(self, node: tuple[str, object]) -> tuple[str, object]:
        """The person of an id: all ids that are joined by e-mails lead to one."""
        if self.people is None:
            self.people = {}
            self.join_by_email()
        while (parent := self.people.get(node, node)) != node:
            node = parent
        return node

    def join_by_email(self) -> None:
        """Join the ids of all files by the e-mails of their records: the chat's, and the ticketing users' of one."""
        emails = set()
        for path, (source, _) in sorted(self.files.items(), key=lambda item: item[1][0] == self.people_source):
            column, _ = self.columns.get(("users", source, "email"), (None, ""))
            for record in self.all_records(path) if column else ():
                key = joining_key(record.values.get(column) or "")
                if source == self.people_source and key not in emails:
                    continue
                emails.add(key)
                node = self.nodes(source, record)[0]
                others = [("e-mail", key)] * bool(key) + [("ticketing", node[1])] * self.same_ids
                for other in others if node[1] is not None else ():
                    self.people[self.group(node)] = self.group(other)

    # MARK: The archive

    def members(self, name: str | None = None) -> list[Member]:
        """The entries of the tar, or those of a name."""
        return [member for member in self.contents()[1] if name is None or member.name == name.rstrip("/")]

    def contents(self) -> tuple[int, tuple[Member, ...]]:
        """The length of the tar, and its entries."""
        if self.tar is None:
            content = self.archive.read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            require(digest == self.digest, "the archive has another digest than the report says")
            self.tar = members_of(content)
        return self.tar

    def check_archive(self, place: dict, finding: dict) -> str:
        """The finding's place in the archive. Returns what kind of place it is."""
        offset, pointer = place.get("offset"), place.get("pointer")
        if offset is None:
            return "archive places without an offset"
        if pointer is None:
            length = max(self.contents()[0], self.archive.stat().st_size)
            require(0 <= offset <= length, f"offset {offset} of {length} bytes")
            return "places in the tar or gzip stream"
        members = self.members(place["member"])
        require(members, f"no member {place['member']}")
        if "key" not in finding or not any(member.is_whole for member in members):
            self.check_problem(members, pointer, offset)
            return "places in JSON"
        kind, number = self.named(finding["key"])[0]
        match = RECORD.fullmatch(pointer)
        require(match and KINDS[match[1]] == kind, f"{pointer} is no {kind}")
        found = [found for member in members for found in member.values.get(pointer, [])]
        require(
            any(at == offset and isinstance(value, dict) and value.get("id") == number for at, value in found),
            f"{pointer} is {[(at, value.get('id') if isinstance(value, dict) else value) for at, value in found]}",
        )
        require(any(member.content[offset : offset + 1] == b"{" for member in members), f"no object at {offset}")
        return "archive records"

    def check_problem(self, members: list[Member], pointer: str, offset: int) -> None:
        """A problem of a member's JSON: inside of it, at the value or key that the pointer names, or its parent."""
        require(any(0 <= offset <= len(member.content) for member in members), f"offset {offset} is outside the member")
        for member in members:
            starts = {at for at, _ in member.values.get(pointer, [])} | set(member.keys.get(pointer, []))
            parents = {at for at, _ in member.values.get(pointer.rpartition("/")[0], [])}
            if not member.is_whole or offset in (starts or parents):
                return
        raise Misplaced(f"nothing of {pointer} is at {offset}")


def main() -> int:
    """Check one audit, or this checker."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("audit", nargs="?", type=Path, metavar="AUDIT.JSON")
    parser.add_argument("--folder", type=Path, help="the plan's folder (default: the folder of the report's plan)")
    parser.add_argument("--archive", type=Path, help="the archive (default: the report's path)")
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    if options.self_test:
        import places_test  # noqa: PLC0415

        return places_test.main()
    if not options.audit:
        parser.error("an audit.json, or --self-test")
    report = json.loads(options.audit.read_text(encoding="utf-8"))
    folder = options.folder or Path(report["plan_path"]).parent
    try:
        check(report, folder, options.archive or Path(report["archive"]["path"]))
    except Misplaced as problem:
        print(problem)
        return 1
    print(summary())
    return 0


if __name__ == "__main__":
    # The self-test imports this module by its name, and must find this one.
    sys.modules["places"] = sys.modules["__main__"]
    sys.exit(main())
