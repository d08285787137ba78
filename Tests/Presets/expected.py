"""What an archive must contain, worked out from a sample and not from the tool, and the comparison with one."""

from __future__ import annotations

import hashlib
import json
import tarfile
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

CORE = {"tickets": {"id", "created_at", "requester_id"}, "users": {"id", "name", "email"}, "organizations": {"id"},
        "comments": {"id", "ticket_id", "author_id", "public", "created_at", "html_body"}}
"""What every record must have, even where it is null; of any other field a null may be left out."""
ARRAYS = {"tickets": "data", "comments": "comments", "users": "users", "organizations": "organizations"}


def number_of(numbering: str, text: str) -> int:
    """The number of an id that is a text: the upper 53 bits of SHA-256 over the name, a NUL and the text."""
    digest = hashlib.sha256(numbering.encode() + b"\0" + text.encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 11


def instant(at: datetime) -> str:
    """A time as the archive has it: UTC, and a fraction only where there is one."""
    text = at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    return text + (f".{at.microsecond:06d}".rstrip("0") if at.microsecond else "") + "Z"


@dataclass
class Expected:
    """The records of an archive by their ids, with every field that they must have."""

    tickets: dict[int, dict] = field(default_factory=dict)
    comments: dict[int, dict] = field(default_factory=dict)
    users: dict[int, dict] = field(default_factory=dict)
    organizations: dict[int, dict] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many records there are."""
        return sum(len(getattr(self, kind)) for kind in ARRAYS)

    def add(self, kind: str, record: dict) -> int:
        """Notes a record; two of one id would be a mistake of the sample."""
        records = getattr(self, kind)
        assert record["id"] not in records, f"{kind} {record['id']} twice"
        records[record["id"]] = record
        return record["id"]

    def differences(self, batches: dict[str, dict]) -> list[str]:
        """How the records of an archive differ from these, in sentences."""
        found = []
        for kind, array in ARRAYS.items():
            wanted = getattr(self, kind)
            records = [record for batch in batches.values() for record in batch[array]]
            seen = {}
            for record in records:
                if record["id"] in seen:
                    found.append(f"{kind} {record['id']} is there twice")
                seen[record["id"]] = record
            found += [f"{kind} {key} is missing: {wanted[key]}" for key in wanted.keys() - seen.keys()]
            found += [f"{kind} {key} is unexpected: {seen[key]}" for key in seen.keys() - wanted.keys()]
            for key in wanted.keys() & seen.keys():
                found += [f"{kind} {key}: {name} is not there" for name in CORE[kind] - seen[key].keys()]
                found += [f"{kind} {key}: {name} is {seen[key].get(name)!r}, not {wanted[key].get(name)!r}"
                          for name in sorted(wanted[key].keys() | seen[key].keys())
                          if wanted[key].get(name) != seen[key].get(name)]
        return found + self.disorder(batches)

    def disorder(self, batches: dict[str, dict]) -> list[str]:
        """The tickets whose comments are not in time order."""
        last: dict[int, str] = {}
        found = []
        for batch in batches.values():
            for comment in batch["comments"]:
                moment = datetime.fromisoformat(comment["created_at"].replace("Z", "+00:00"))
                if last.setdefault(comment["ticket_id"], moment) > moment:
                    found.append(f"comment {comment['id']} comes after a later one of ticket {comment['ticket_id']}")
                last[comment["ticket_id"]] = moment
        return found


def read(path: Path) -> dict[str, dict]:
    """The batches of an archive by the names of their members, in the order of the tar."""
    batches = {}
    with tarfile.open(path, "r:gz") as archive:
        for entry in archive:
            batches[entry.name] = json.loads(archive.extractfile(entry).read())["data"]["tickets"]
    return batches
