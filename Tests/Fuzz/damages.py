"""Damage to the form of an archive: JSON texts, tar blocks, gzip bytes. And what is lawful, however unusual."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import re
import tarfile
import zlib
from typing import Callable, Iterator

import archives

Members = list[tuple[str, bytes]]
JSON, SHAPE, TIME = {"batches-are-strict-json"}, {"batches-have-the-agreed-shape"}, {"timestamps-are-rfc-3339"}
GZIP, TAR, NAMES = {"gzip-stream-is-whole"}, {"tar-is-whole"}, {"members-are-batches"}
FILES = {"members-are-files"}


def replaced(pattern: bytes, new: bytes, *, everywhere: bool = False) -> Callable[[bytes], Iterator[bytes]]:
    """The text with one match of a pattern replaced: for each field named in it, at its first place."""
    def mutate(text: bytes) -> Iterator[bytes]:
        changed = re.sub(pattern, new, text, count=0 if everywhere else 1)
        if changed != text:
            yield changed
    return mutate


def every_integer(new: Callable[[bytes], bytes]) -> Callable[[bytes], Iterator[bytes]]:
    """Each kind of id in another spelling, one at a time."""
    def mutate(text: bytes) -> Iterator[bytes]:
        for name in (b"id", b"ticket_id", b"author_id", b"requester_id"):
            if match := re.search(b'"' + name + rb'":(\d+)', text):
                yield text[:match.start(1)] + new(match[1]) + text[match.end(1):]
    return mutate


def every_field(new: Callable[[bytes, bytes], bytes]) -> Callable[[bytes], Iterator[bytes]]:
    """Each field of each kind of record changed, at its first place; `new` takes the key and the value."""
    def mutate(text: bytes) -> Iterator[bytes]:
        batch = json.loads(text)["data"]["tickets"]
        for array, found in batch.items():
            for name in found[0] if found else []:
                start = text.index(b'"%s":[' % array.encode())
                value = json.dumps(found[0][name], ensure_ascii=False).encode()
                field = b'"%s":%s' % (name.encode(), value)
                place = text.index(field, start)
                yield text[:place] + new(name.encode(), value) + text[place + len(field):]
    return mutate


def without_fields(text: bytes) -> Iterator[bytes]:
    """Each field of each kind of record left out."""
    value = json.loads(text)
    for array, found in value["data"]["tickets"].items():
        for name in list(found[0]) if found else []:
            kept = found[0].pop(name)
            yield json.dumps(value).encode()
            found[0][name] = kept


def without_arrays(text: bytes) -> Iterator[bytes]:
    """Each array left out, renamed, null, an object."""
    for array in ("data", "comments", "users", "organizations"):
        for new in (None, "other", array):
            value = json.loads(text)
            tickets = value["data"]["tickets"]
            content = tickets.pop(array)
            if new == "other":
                tickets[array + "s"] = content
            elif new:
                tickets[new] = None
                yield json.dumps(value).encode()
                tickets[new] = {}
            yield json.dumps(value).encode()


def wrapped(before: bytes, after: bytes) -> Callable[[bytes], Iterator[bytes]]:
    """The text between others."""
    return lambda text: iter([before + text + after])


def constant(*texts: bytes) -> Callable[[bytes], Iterator[bytes]]:
    """Other texts in its place."""
    return lambda text: iter(texts)


def cut_texts(text: bytes) -> Iterator[bytes]:
    """The text cut at every seventh byte."""
    return (text[:end] for end in range(1, len(text), 7))


def respelled(**options: object) -> Callable[[bytes], Iterator[bytes]]:
    """The same value as Python's json writes it."""
    return lambda text: iter([json.dumps(json.loads(text), **options).encode()])


def reordered(text: bytes) -> Iterator[bytes]:
    """The same value with every object's keys backwards."""
    hook = lambda pairs: dict(reversed(pairs))
    yield json.dumps(json.loads(text, object_pairs_hook=hook), ensure_ascii=False).encode()


STAMP = rb'"created_at":"([0-9-]+)T([0-9:.]+)Z"'
STAMPS = [
    rb'"created_at":"\1"', rb'"created_at":"\1T\2"', rb'"created_at":1609459200', rb'"created_at":"\1T24:00:00Z"',
    rb'"created_at":"\1T23:59:60Z"', rb'"created_at":"2021-02-30T00:00:00Z"', rb'"created_at":"\1T\2 Z"',
    rb'"created_at":" \1T\2Z"', rb'"created_at":"\1T\2.Z"', rb'"created_at":"\1T\2+0000"', rb'"created_at":""',
    rb'"created_at":"Fri, 01 Jan 2021 00:00:00 GMT"', rb'"created_at":"\1T\2Z[UTC]"', rb'"created_at":"20210101T000000Z"',
]

TEXTS: list[tuple[str, set[str], Callable[[bytes], Iterator[bytes]]]] = [
    ("an id as 1.0", SHAPE | JSON, every_integer(lambda digits: digits + b".0")),
    ("an id as 1e0", SHAPE | JSON, every_integer(lambda digits: digits + b"e0")),
    ("an id as text", SHAPE, every_integer(lambda digits: b'"' + digits + b'"')),
    ("an id with a leading zero", SHAPE | JSON, every_integer(lambda digits: b"0" + digits)),
    ("an id with a plus", JSON, every_integer(lambda digits: b"+" + digits)),
    ("an id of 65 bits", SHAPE | JSON, every_integer(lambda _: b"9223372036854775808")),
    ("an id of 400 digits", SHAPE | JSON, every_integer(lambda digits: digits + b"0" * 400)),
    ("an id as -0", SHAPE | JSON, every_integer(lambda _: b"-0")),
    ("an id as null", SHAPE, every_integer(lambda _: b"null")),
    ("NaN", JSON, every_integer(lambda _: b"NaN")),
    ("Infinity", JSON, every_integer(lambda _: b"-Infinity")),
    ("a field left out", SHAPE, without_fields),
    ("a field of another type", SHAPE, every_field(lambda key, _: b'"%s":[]' % key)),
    ("a key twice with one value", {"no-key-stands-twice"}, every_field(lambda key, v: b'"%s":%s,"%s":%s' % (key, v, key, v))),
    ("a key twice with two values", {"no-key-stands-twice"}, every_field(lambda key, v: b'"%s":%s,"%s":7' % (key, v, key))),
    ("a key twice, once escaped", {"no-key-stands-twice"}, every_field(
        lambda key, v: b'"%s":%s,"\\u00%02x%s":%s' % (key, v, key[0], key[1:], v))),
    ("an array left out, renamed, null or an object", SHAPE, without_arrays),
    ("a stamp that is no RFC 3339", TIME | SHAPE, lambda text: (re.sub(STAMP, new, text, count=1) for new in STAMPS)),
    ("a trailing comma", JSON, replaced(rb"\]\}\}\}$", b",]}}}")),
    ("a comment in the JSON", JSON, wrapped(b"/* */", b"")),
    ("single quotes", JSON, replaced(b'"data"', b"'data'")),
    ("a byte order mark", JSON, wrapped(b"\xef\xbb\xbf", b"")),
    ("a second document", JSON, wrapped(b"", b"{}")),
    ("text behind the document", JSON, wrapped(b"", b"x")),
    ("NULs behind the document", JSON, wrapped(b"", b"\0")),
    ("UTF-16", JSON, lambda text: iter([text.decode().encode("utf-16")])),
    ("an empty member", JSON, constant(b"")),
    ("another document", JSON | SHAPE, constant(b"null", b"[]", b"{}", b"7", b'{"data":{}}', b'{"data":{"tickets":{}}}')),
    ("bytes that are not UTF-8", JSON, lambda text: (
        re.sub(b'("html_body":")', b"\\1" + new, text, count=1) for new in (b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xc3"))),
    ("a lone surrogate", JSON, replaced(b'"html_body":"', b'"html_body":"\\\\ud83d')),
    ("an escape that JSON lacks", JSON, replaced(b'"html_body":"', b'"html_body":"\\\\x41')),
    ("a raw control character", JSON, replaced(b'"html_body":"', b'"html_body":"\x01')),
    ("a text cut anywhere", JSON, cut_texts),
]
"""Damage to the text of one batch."""

HARMLESS_TEXTS: list[tuple[str, Callable[[bytes], Iterator[bytes]]]] = [
    ("white space and escapes", respelled(indent=2, ensure_ascii=True)),
    ("keys in another order", reordered),
    ("a slash escaped", replaced(b"</", b"<\\\\/", everywhere=True)),
    ("the same instant with an offset", replaced(rb'"(2021-[0-9-]+T)00:00:00Z"', rb'"\g<1>02:00:00+02:00"', everywhere=True)),
    ("a fraction with trailing zeros", replaced(rb'("2021-[0-9T:-]+)Z"', rb'\1.000Z"', everywhere=True)),
    ("lower-case t and z", lambda text: iter([re.sub(STAMP, rb'"created_at":"\1t\2z"', text)])),
    ("an unknown key (a warning)", replaced(rb'"name":', rb'"phone":"1","name":', everywhere=True)),
]


def tar_with(members: Members, place: int, **fields: object) -> bytes:
    """A tar in which the header of one member has other fields."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for number, (name, content) in enumerate(members):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            for field, value in fields.items() if number == place else ():
                setattr(entry, field, value)
            archive.addfile(entry, io.BytesIO(content) if entry.size else None)
    return buffer.getvalue()


def renamed(members: Members, new: str, place: int = 1) -> Members:
    """The members with one name changed."""
    return [(new if number == place else name, content) for number, (name, content) in enumerate(members)]


def spoiled(content: bytes, place: int, new: bytes) -> bytes:
    """Bytes with others at a place."""
    return content[:place] + new + content[place + len(new):]


def tars(members: Members) -> list[tuple[str, set[str], list[bytes]]]:
    """Damage to the tar."""
    whole = archives.tar(members)
    last = len(whole.rstrip(b"\0")) + 511 & ~511
    kinds = [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
    end = whole[:last] + bytes(1024)
    return [
        ("a tar cut at every block", TAR | {"comments-arrive"}, [whole[:size] for size in range(512, last + 512, 512)]),
        ("one end block only", TAR, [whole[:last] + bytes(512)]),
        ("no end block", TAR, [whole[:last]]),
        ("data behind the end blocks", TAR, [end + b"x" * 512, end + bytes(512) + b"\x01" + bytes(511)]),
        ("a second tar behind the end blocks", TAR, [end + archives.tar(members[:1])]),
        ("a header with a wrong checksum", TAR, [spoiled(whole, 148, b"0000000"), spoiled(whole, 0, b"B")]),
        ("a size that is too small", TAR | JSON, [tar_with(members, 1, size=10)]),
        ("a size beyond the end", TAR, [resized(whole, b"77777777777"), resized(whole, b"00000777777")]),
        ("a size that is no number", TAR, [resized(whole, b"           "), resized(whole, b"-0000000001")]),
        ("a batch twice", {"no-batch-stands-twice"}, [archives.tar(members + members[-1:])]),
        ("a batch twice, once with ./", {"no-batch-stands-twice"}, [archives.tar(members + [("./" + members[0][0], members[0][1])])]),
        ("a batch renumbered, with a gap", {"batch-numbers-have-no-gap"}, [archives.tar(renamed(members, "backup_tickets_999900.json"))]),
        ("a batch between two numbers", {"batch-numbers-have-no-gap"}, [archives.tar(renamed(members, "backup_tickets_150.json"))]),
        ("a member under another name", NAMES, [archives.tar(renamed(members, name)) for name in (
            "backup_tickets_0200.json", "BACKUP_TICKETS_200.json", "backup_tickets_200.JSON", "backup_tickets_200.json ",
            "sub/backup_tickets_200.json", "/backup_tickets_200.json", "../backup_tickets_200.json", "backup_tickets_+200.json",
            "backup_tickets_.json", "backup_tickets_200.json.bak", "backup_tickets_２００.json")]),
        ("one file more", NAMES, [archives.tar(members + [("README.txt", b"x")])]),
        ("a link or device in a batch's place", FILES, [
            tar_with(members, 1, type=kind, size=0, linkname=members[0][0]) for kind in kinds]),
        ("a folder in a batch's place", {"comments-arrive"}, [tar_with(members, 1, type=tarfile.DIRTYPE, size=0)]),
        ("an empty tar", {"comments-arrive"}, [bytes(1024), bytes(10240)]),
    ]


def resized(whole: bytes, size: bytes) -> bytes:
    """A tar whose first header tells another size, under a checksum that fits."""
    header = bytearray(spoiled(whole[:512], 124, size))
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + whole[512:]


def gzips(packed: bytes, step: int) -> list[tuple[str, set[str], list[bytes]]]:
    """Damage to the gzip stream; every `step`-th byte is hit."""
    content = gzip.decompress(packed)
    flips = [spoiled(packed, place, bytes([packed[place] ^ 1 << place % 8])) for place in range(10, len(packed), step)]
    second = archives.packed(content)
    return [
        ("a gzip stream cut anywhere", GZIP, [packed[:size] for size in range(1, len(packed), step)]),
        ("a bit flipped anywhere", GZIP | TAR, flips),
        ("a wrong CRC", GZIP, [spoiled(packed, len(packed) - 8, bytes(4))]),
        ("a wrong length", GZIP, [spoiled(packed, len(packed) - 4, bytes(4))]),
        ("bytes behind the gzip stream", GZIP, [packed + b"x", packed + b"\x1f", packed + b"\x1f\x8b\x08", packed + b"\0x"]),
        ("a second archive behind the first", TAR, [packed + second]),
        ("no gzip", GZIP, [content, zlib.compress(content), bz2.compress(content), lzma.compress(content), b"", b"x"]),
        ("gzip within gzip", TAR | NAMES, [archives.packed(packed)]),
    ]


def harmless(members: Members, packed: bytes) -> list[tuple[str, list[bytes]]]:
    """Archives that say the same in another lawful form."""
    whole = archives.tar(members)
    half = len(whole) // 2
    named = io.BytesIO()
    with gzip.GzipFile("backup.tar", "wb", fileobj=named, mtime=7) as stream:
        stream.write(whole)
    dotted = [("./" + name, content) for name, content in members]
    return [
        ("pax headers", [archives.packed(archives.tar(members, tarfile.PAX_FORMAT))]),
        ("GNU headers", [archives.packed(archives.tar(members, tarfile.GNU_FORMAT))]),
        ("concatenated gzip members", [archives.packed(whole[:half]) + archives.packed(whole[half:])]),
        ("an empty gzip member", [archives.packed(b"") + packed, packed + archives.packed(b"")]),
        ("a gzip header with a name and a time", [named.getvalue()]),
        ("stored, not compressed", [gzip.compress(whole, 0)]),
        ("members in another order", [archives.packed(archives.tar(members[::-1]))]),
        ("more zero blocks at the end", [archives.packed(whole + bytes(51200))]),
        ("names with ./ (a warning)", [archives.packed(archives.tar(dotted))]),
        ("NULs behind the gzip stream (a warning)", [packed + bytes(512)]),
    ]
