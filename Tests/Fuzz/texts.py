"""Damage to the JSON text of a batch. And what is lawful there, however unusual."""

from __future__ import annotations

import json
import re
from typing import Callable, Iterator

Respelling = Callable[[bytes], Iterator[bytes]]
"""Takes the text of a batch, gives the variants of its damage."""

JSON = {"batches-are-strict-json"}
SHAPE = {"batches-match-the-schema"}
TIME = {"timestamps-are-rfc-3339"}


def replaced(pattern: bytes, new: bytes, *, everywhere: bool = False) -> Respelling:
    """The text with one match of a pattern replaced: for each field named in it, at its first place."""

    def mutate(text: bytes) -> Iterator[bytes]:
        changed = re.sub(pattern, new, text, count=0 if everywhere else 1)
        if changed != text:
            yield changed

    return mutate


def every_integer(new: Callable[[bytes], bytes]) -> Respelling:
    """Each kind of id in another spelling, one at a time."""

    def mutate(text: bytes) -> Iterator[bytes]:
        for name in (b"id", b"ticket_id", b"author_id", b"requester_id"):
            if match := re.search(b'"' + name + rb'":(\d+)', text):
                yield text[: match.start(1)] + new(match[1]) + text[match.end(1) :]

    return mutate


def every_field(new: Callable[[bytes, bytes], bytes]) -> Respelling:
    """Each field of each kind of record changed, at its first place; `new` takes the key and the value."""

    def mutate(text: bytes) -> Iterator[bytes]:
        batch = json.loads(text)["data"]["tickets"]
        for array, found in batch.items():
            for name in found[0] if found else []:
                start = text.index(b'"%s":[' % array.encode())
                value = json.dumps(found[0][name], ensure_ascii=False).encode()
                field = b'"%s":%s' % (name.encode(), value)
                place = text.index(field, start)
                yield text[:place] + new(name.encode(), value) + text[place + len(field) :]

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


def wrapped(before: bytes, after: bytes) -> Respelling:
    """The text between others."""
    return lambda text: iter([before + text + after])


def constant(*texts: bytes) -> Respelling:
    """Other texts in its place."""
    return lambda text: iter(texts)


def cut_texts(text: bytes) -> Iterator[bytes]:
    """The text cut at every seventh byte."""
    return (text[:end] for end in range(1, len(text), 7))


def respelled(**options: object) -> Respelling:
    """The same value as Python's json writes it."""
    return lambda text: iter([json.dumps(json.loads(text), **options).encode()])


def reordered(text: bytes) -> Iterator[bytes]:
    """The same value with every object's keys backwards."""
    hook = lambda pairs: dict(reversed(pairs))
    yield json.dumps(json.loads(text, object_pairs_hook=hook), ensure_ascii=False).encode()


STAMP = rb'"created_at":"([0-9-]+)T([0-9:.]+)Z"'
STAMPS = [
    rb'"created_at":"\1"',
    rb'"created_at":"\1T\2"',
    rb'"created_at":1609459200',
    rb'"created_at":"\1T24:00:00Z"',
    rb'"created_at":"\1T23:59:60Z"',
    rb'"created_at":"2021-02-30T00:00:00Z"',
    rb'"created_at":"\1T\2 Z"',
    rb'"created_at":" \1T\2Z"',
    rb'"created_at":"\1T\2.Z"',
    rb'"created_at":"\1T\2+0000"',
    rb'"created_at":""',
    rb'"created_at":"Fri, 01 Jan 2021 00:00:00 GMT"',
    rb'"created_at":"\1T\2Z[UTC]"',
    rb'"created_at":"20210101T000000Z"',
]

TEXTS: list[tuple[str, set[str], Respelling]] = [
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
    (
        "a key twice with one value",
        {"no-duplicate-keys"},
        every_field(lambda key, v: b'"%s":%s,"%s":%s' % (key, v, key, v)),
    ),
    (
        "a key twice with two values",
        {"no-duplicate-keys"},
        every_field(lambda key, v: b'"%s":%s,"%s":7' % (key, v, key)),
    ),
    (
        "a key twice, once escaped",
        {"no-duplicate-keys"},
        every_field(lambda key, v: b'"%s":%s,"\\u00%02x%s":%s' % (key, v, key[0], key[1:], v)),
    ),
    ("an array left out, renamed, null or an object", SHAPE, without_arrays),
    (
        "a stamp that is not RFC 3339",
        TIME | SHAPE,
        lambda text: (re.sub(STAMP, new, text, count=1) for new in STAMPS),
    ),
    ("a trailing comma", JSON, replaced(rb"\]\}\}\}$", b",]}}}")),
    ("a comment in the JSON", JSON, wrapped(b"/* */", b"")),
    ("single quotes", JSON, replaced(b'"data"', b"'data'")),
    ("a byte order mark", JSON, wrapped(b"\xef\xbb\xbf", b"")),
    ("a second document", JSON, wrapped(b"", b"{}")),
    ("text after the document", JSON, wrapped(b"", b"x")),
    ("NULs after the document", JSON, wrapped(b"", b"\0")),
    ("UTF-16", JSON, lambda text: iter([text.decode().encode("utf-16")])),
    ("an empty member", JSON, constant(b"")),
    (
        "another document",
        JSON | SHAPE,
        constant(b"null", b"[]", b"{}", b"7", b'{"data":{}}', b'{"data":{"tickets":{}}}'),
    ),
    (
        "bytes that are not UTF-8",
        JSON,
        lambda text: (
            re.sub(b'("html_body":")', b"\\1" + new, text, count=1)
            for new in (b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xc3")
        ),
    ),
    ("a lone surrogate", JSON, replaced(b'"html_body":"', b'"html_body":"\\\\ud83d')),
    ("an escape that JSON lacks", JSON, replaced(b'"html_body":"', b'"html_body":"\\\\x41')),
    ("a raw control character", JSON, replaced(b'"html_body":"', b'"html_body":"\x01')),
    ("a text cut anywhere", JSON, cut_texts),
]
"""Damage to the text of one batch."""

HARMLESS: list[tuple[str, Respelling]] = [
    ("white space and escapes", respelled(indent=2, ensure_ascii=True)),
    ("keys in another order", reordered),
    ("a slash escaped", replaced(b"</", b"<\\\\/", everywhere=True)),
    (
        "the same instant with an offset",
        replaced(rb'"(2021-[0-9-]+T)00:00:00Z"', rb'"\g<1>02:00:00+02:00"', everywhere=True),
    ),
    ("a fraction with trailing zeros", replaced(rb'("2021-[0-9T:-]+)Z"', rb'\1.000Z"', everywhere=True)),
    ("lower-case t and z", lambda text: iter([re.sub(STAMP, rb'"created_at":"\1t\2z"', text)])),
    ("an unknown key (a warning)", replaced(rb'"name":', rb'"phone":"1","name":', everywhere=True)),
]
