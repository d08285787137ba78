"""Archives, written from batches in many lawful spellings and read strictly."""

from __future__ import annotations

import gzip
import io
import json
import random
import tarfile
from pathlib import Path
from typing import Callable

from model import Policy


def member_name(number: int, policy: Policy) -> str:
    """The name of the batch with this number, counted from 0."""
    return f"backup_tickets_{policy.start + number * policy.step}.json"


def batch_text(batch: dict) -> bytes:
    """A batch as compact JSON."""
    text = json.dumps({"data": {"tickets": batch}}, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def tar(members: list[tuple[str, bytes]], format: int = tarfile.USTAR_FORMAT) -> bytes:
    """An uncompressed tar."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=format) as archive:
        for name, content in members:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            if format == tarfile.PAX_FORMAT:
                entry.pax_headers = {"comment": "é", "mtime": "1.5"}
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def packed(content: bytes, level: int = 1) -> bytes:
    """One gzip member without a time."""
    return gzip.compress(content, compresslevel=level, mtime=0)


def gzipped(content: bytes, draw: random.Random) -> bytes:
    """One to four members of gzip, cut anywhere, each of any level."""
    cuts = sorted(draw.randint(0, len(content)) for _ in range(draw.randint(0, 3)))
    parts = zip([0, *cuts], [*cuts, len(content)])
    return b"".join(packed(content[start:end], draw.randint(0, 9)) for start, end in parts)


def write(path: Path, batches: list[dict], policy: Policy, draw: random.Random | None = None) -> None:
    """Write an archive; with `draw` in a spelling of JSON, tar and gzip that is lawful and unusual."""
    members = []
    for number, batch in enumerate(batches):
        text = batch_text(batch) if draw is None else respelled(batch, draw)
        members.append((member_name(number, policy), text))
    if draw is None:
        path.write_bytes(packed(tar(members)))
        return
    draw.shuffle(members)
    path.write_bytes(unusual(members, draw))


def rewritten(content: bytes, draw: random.Random) -> bytes:
    """An archive with the same batches in the same order, in another lawful and unusual spelling."""
    members = []
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for entry in archive:
            if entry.isreg():
                batch = json.loads(archive.extractfile(entry).read())["data"]["tickets"]
                members.append((entry.name.removeprefix("./"), respelled(batch, draw)))
    return unusual(members, draw)


def unusual(members: list[tuple[str, bytes]], draw: random.Random) -> bytes:
    """An archive of any tar format, with or without ./ before its names, in any members of gzip."""
    if draw.random() < 0.3:
        members = [("./" + name, text) for name, text in members]
    whole = tar(members, draw.choice([tarfile.USTAR_FORMAT, tarfile.PAX_FORMAT, tarfile.GNU_FORMAT]))
    return gzipped(whole, draw)


def respelled(batch: dict, draw: random.Random) -> bytes:
    """The same JSON value with other white space, key orders and escapes."""
    arrays = {name: [shuffled(record, draw) for record in records] for name, records in batch.items()}
    value = {"data": {"tickets": shuffled(arrays, draw)}}
    indent = draw.choice([None, 1, "\t"])
    return json.dumps(value, ensure_ascii=draw.random() < 0.5, indent=indent).encode()


def shuffled(mapping: dict, draw: random.Random) -> dict:
    """The same mapping in another order."""
    return dict(draw.sample(list(mapping.items()), len(mapping)))


class Unlawful(Exception):
    """What an archive breaks of the promises of `build`."""


def read(path: Path, policy: Policy, numbers: Callable[[str], object] | None = None) -> list[dict]:
    """The batches of an archive that `build` wrote, in order; raises `Unlawful` for any other form.

    `numbers` reads the fractions and exponents that JSON fields may have; without it there must be none.
    """
    packed_bytes = path.read_bytes()
    whole = gzip.decompress(packed_bytes)
    if not whole.endswith(bytes(1024)) or len(whole) % 512:
        raise Unlawful("the tar does not end in two zero blocks")
    batches = []
    with tarfile.open(fileobj=io.BytesIO(whole), mode="r:") as archive:
        for number, entry in enumerate(archive):
            if entry.name != member_name(number, policy) or not entry.isreg() or entry.pax_headers:
                raise Unlawful(f"member {number} is {entry.name!r}")
            text = archive.extractfile(entry).read()
            value = json.loads(text, object_pairs_hook=once, parse_float=numbers or refuse, parse_constant=refuse)
            batch = value["data"]["tickets"]
            if batch_text(batch) != text and json.dumps(value, separators=(",", ":")) != text.decode():
                compact = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
                if len(compact.encode()) > len(text):
                    raise Unlawful(f"{entry.name} is not compact")
            if list(value) != ["data"] or list(batch) != ["data", "comments", "users", "organizations"]:
                raise Unlawful(f"{entry.name} has other arrays")
            batches.append(batch)
    return batches


def once(pairs: list[tuple[str, object]]) -> dict:
    """An object without a key that stands twice."""
    value = dict(pairs)
    if len(value) != len(pairs):
        raise Unlawful("a key is there twice")
    return value


def refuse(text: str) -> None:
    """A number that no batch may hold."""
    raise Unlawful(f"the number {text}")


def require_closed(batches: list[dict], limit: int, imported: set[int]) -> None:
    """Every reference resolves in the same or an earlier batch, and no array exceeds the limit."""
    users, tickets = set(imported), set()
    for number, batch in enumerate(batches):
        if any(len(records) > limit for records in batch.values()):
            raise Unlawful(f"batch {number} exceeds the limit")
        users |= {user["id"] for user in batch["users"]}
        tickets |= {ticket["id"] for ticket in batch["data"]}
        for comment in batch["comments"]:
            if comment["ticket_id"] not in tickets or comment["author_id"] not in users:
                raise Unlawful(f"comment {comment['id']} in batch {number} refers to what is not there yet")
        for ticket in batch["data"]:
            if ticket["requester_id"] not in users:
                raise Unlawful(
                    f"ticket {ticket['id']} in batch {number} refers to a user who is not there yet"
                )
