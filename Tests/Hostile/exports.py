"""Hostile exports: CSV, JSON and values, by the lines of the checklist."""

from __future__ import annotations

import json
import zlib
from itertools import chain
from pathlib import Path
from typing import Callable, Iterator

from archives import in_pieces, packing
from desk import CHAT, HEADER, PLAN, ROWS, pack, write

Prepare = Callable[[Path], None]
SAME, REFUSED, LOST, EITHER, UNREADABLE = "same", "refused", "lost", "either", "unreadable"

CASES: list[tuple[str, str, str, bool, Prepare]] = []
"""Line of the checklist, what is hostile, what is right, whether it is large, and what makes the exports.

Right is SAME: the exports are read as the intact ones, so that `build` ends in 0 and `verify` passes the intact archive;
REFUSED: `build` ends in 2, or in 1, and `verify` passes neither what it wrote nor the intact archive; LOST: nothing tells
that something is lost, but `verify` doesn't pass the intact archive; EITHER: the same, or refused; UNREADABLE: a plan.
"""


def add(line: str, what: str, right: str, chat: "bytes | Callable[[], Iterator[bytes]]" = CHAT, large: bool = False, **others: object) -> None:
    def prepare(folder: Path) -> None:
        write(folder, None if callable(chat) else chat, **others)
        if callable(chat):
            with open(folder / "chat.csv", "wb") as file:
                for chunk in chat():
                    file.write(chunk)

    CASES.append((line, what, right, large, prepare))


def row(index: int, old: str, new: str) -> bytes:
    """The export with one row changed."""
    assert old in ROWS[index], old
    rows = ROWS[:index] + [ROWS[index].replace(old, new, 1)] + ROWS[index + 1 :]
    return (HEADER + "".join(rows)).encode()


def repeated(block: bytes, size: int) -> Iterator[bytes]:
    block *= max(1, (1 << 20) // len(block))
    for _ in range(size // len(block)):
        yield block


# CSV

add("csv", "a quote that is not closed, in the first row", REFUSED, row(0, "One", '"One'))
add("csv", "a quote that is not closed, in the last row", REFUSED, row(3, "Four", '"Four'))
add(
    "csv", "a quote that is not closed, and 1 GB behind it", REFUSED,
    lambda: chain([HEADER.encode(), row(0, "One", '"One')[len(HEADER) :]], repeated(ROWS[1].encode(), 10**9)), True,
)  # fmt: skip
add("csv", "a quote in a bare field", REFUSED, row(0, "One", 'O"ne'))
add("csv", "text behind a closing quote", REFUSED, row(0, "One", '"One"x'))
add("csv", "a backslash before a quote", REFUSED, row(0, "One", '"O\\"ne"'))
add("csv", "quotes around each field", SAME, b"\n".join(b",".join(b'"%s"' % cell for cell in line.split(b",")) for line in CHAT.splitlines()) + b"\n")
add("csv", "CR LF", SAME, CHAT.replace(b"\n", b"\r\n"))
add("csv", "CR alone", EITHER, CHAT.replace(b"\n", b"\r"))
add("csv", "LF and CR LF in turn", SAME, CHAT.replace(b"\n", b"\r\n", 2))
add("csv", "a CR in a bare field", EITHER, row(0, "One", "O\rne"))
add("csv", "a CR behind the last row", EITHER, CHAT + b"\r")
add("csv", "no line end behind the last row", SAME, CHAT[:-1])
add("csv", "blank lines", SAME, CHAT.replace(b"\n", b"\n\n"))
add("csv", "1 GB of blank lines", EITHER, lambda: chain([CHAT], repeated(b"\n", 10**9)), True)
add("csv", "1 GB of NUL bytes", REFUSED, lambda: chain([CHAT], repeated(b"\0", 10**9)), True)
add("csv", "1 GB without a line end", REFUSED, lambda: chain([CHAT], repeated(b"x", 10**9)), True)
add("csv", "a bomb: 1 GiB of blank lines from 1 MB", EITHER, lambda: packing(chain([CHAT], repeated(b"\n", 1 << 30))), True)
add("csv", "a comma behind the last field", REFUSED, row(0, "ann@example.org", "ann@example.org,"))
add("csv", "a row that is short", REFUSED, row(1, ",bob@example.org", ""))
add("csv", "a row that is long", REFUSED, row(1, "Two", "Two,Zwei"))
add("csv", "a column twice in the header", REFUSED, CHAT.replace(b"NAME,EMAIL", b"NAME,EMAIL,EMAIL", 1))
add("csv", "no header", REFUSED, CHAT[len(HEADER) :])
add("csv", "a header alone", REFUSED, HEADER.encode())
add("csv", "no bytes", REFUSED, b"")
add("csv", "a byte order mark", SAME, b"\xef\xbb\xbf" + CHAT)
add("csv", "UTF-16, little", EITHER, b"\xff\xfe" + CHAT.decode().encode("utf-16-le"))
add("csv", "UTF-16, big", EITHER, b"\xfe\xff" + CHAT.decode().encode("utf-16-be"))
add("csv", "UTF-16 without a mark", EITHER, CHAT.decode().encode("utf-16-le"))
add("csv", "Windows-1252", REFUSED, row(0, "One", "On\u00e9").decode().encode("cp1252"))
add("csv", "a NUL in a field", REFUSED, row(0, "One", "O\0ne"))
for mark in "\u2028\u0085\v\f":
    add("csv", f"{mark!r} in a field", EITHER, row(0, "One", f"O{mark}ne"))
for delimiter in ";|\t":
    add("csv", f"{delimiter!r} between fields", EITHER, CHAT.replace(b",", delimiter.encode()))
add("csv", "a line sep=,", EITHER, b"sep=,\n" + CHAT)
def around(text: bytes, old: bytes, new: bytes, block: bytes, size: int) -> Iterator[bytes]:
    """A text with a part replaced by another and much behind it, piece by piece."""
    start, end = text.split(old, 1)
    yield start + new
    yield from repeated(block, size)
    yield end


add("csv", "a field of 100 MB", EITHER, lambda: around(CHAT, b"One", b"One", b"O", 100 << 20), True)
add(
    "csv", "10^5 columns", REFUSED,
    lambda: iter([HEADER.encode()[:-1], *(b",c%d" % index for index in range(10**5)), b"\n", CHAT[len(HEADER) :]]),
)  # fmt: skip
add(
    "csv", "16,000 columns", EITHER,
    lambda: iter([
        HEADER.encode()[:-1], *(b",c%d" % index for index in range(15_990)), b"\n",
        *(line.encode()[:-1] + b"," * 15_990 + b"\n" for line in ROWS for _ in range(100))
    ]), True,
)  # fmt: skip
add("csv", "names of columns of 1 MB", EITHER, HEADER.encode()[:-1] + b"," + b"c" * 10**6 + b"\n" + b"".join(line.encode()[:-1] + b",\n" for line in ROWS))
add("csv", "a comment line", REFUSED, HEADER.encode() + b"# a comment\n" + CHAT[len(HEADER) :])
add("csv", "two tables", REFUSED, CHAT + b"\nid,name\n1,x\n")
add("csv", "a row of totals", REFUSED, CHAT + b"Total,4,,,,,,,,\n")
add("csv", "a row cut in a field", REFUSED, CHAT[:-20])
add("csv", "the header again", REFUSED, CHAT + HEADER.encode())
for share in range(10, 100, 10):
    cut = CHAT[: len(CHAT) * share // 100]
    add("csv", f"cut at {share} %", REFUSED, cut)
add("csv", "cut behind a row", LOST, CHAT[: -len(ROWS[3])])
add("gzip", "gzip of it, cut in the middle", REFUSED, pack(CHAT)[: len(pack(CHAT)) // 2])
add("gzip", "gzip of it, with a wrong CRC-32", REFUSED, pack(CHAT)[:-8] + b"\0\0\0\0" + pack(CHAT)[-4:])
add("gzip", "a zlib stream", REFUSED, zlib.compress(CHAT))
add("gzip", "10^7 empty members before it", EITHER, lambda: chain([pack(b"") * 10**5] * 100, [pack(CHAT)]), True)

# Ids

add(
    "csv", "250,000 ids that differ in their upper bits alone", EITHER,
    lambda: chain([CHAT], in_pieces(
        b"2021-01-02T00:00:00Z,2,%d,%d,true,x,2021-01-02T00:00:03Z,2,Bob,bob@example.org\n" % (index << 40, (index // 5 + 1) << 40)
        for index in range(1, 250_000)
    )), True, plan=PLAN.replace("batch-size: 2", "batch-size: 100"),
)  # fmt: skip

# Values

for value in (
    "2021-01-01T00:00:60Z", "2021-06-30T23:59:60Z", "2021-01-01T24:00:00Z", "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z",
    "2021-02-30T00:00:00Z", "2021-01-01T00:00:00+24:00", "2021-01-01T00:00:00", "2021-01-01t00:00:00z",
    "2021-01-01T00:00:00,5Z", "2021-01-01T00:00:00.1234567891Z", "2021-01-01T00:00:0\u0661Z", "2021-13-01T00:00:00Z",
    "01/02/2021", "Infinity", "", "null", "2021-01-01T00:00:00-00:00", "9999-12-31T23:59:59Z",
):  # fmt: skip
    right = {"2021-01-01T00:00:00-00:00": SAME, "0000-01-01T00:00:00Z": LOST, "9999-12-31T23:59:59Z": EITHER, "2021-01-01t00:00:00z": EITHER}.get(
        value, EITHER if ":60Z" in value or "." in value or "," in value or value == "2021-01-01T00:00:00" else REFUSED
    )
    add("values", f"a time of {value!r}", right, row(0, "true,One,2021-01-01T00:00:00Z", "true,One," + (f'"{value}"' if "," in value else value)))
for value in ("+11", "1.1e1", "0x0b", "11.0", " 11", "1,1", "\u0661\u0661", "9" * 20, "-11", "011", "nan", "", "11\u00a0"):
    add("values", f"an id of {value!r}", EITHER if value in (" 11", "011", "+11", "-11", "11.0") else REFUSED, row(0, ",11,", "," + (f'"{value}"' if "," in value else value) + ","))
for value in ("TRUE", "yes", "1", "wahr", "", "true "):
    add("values", f"a flag of {value!r}", EITHER, row(0, "true", value))
for value in ("ann@@example.org", "ann", "@example.org", "ann@", "a" * 65 + "@example.org", "ann@" + "a" * 250 + ".org", "ann@example .org"):
    add("values", f"an e-mail of {value[:24]!r}", EITHER, row(0, "ann@example.org", value))

# JSON, in the list of users


def users(what: str, right: str, text: "bytes | Callable[[], Iterator[bytes]]", large: bool = False) -> None:
    add("json", f"users: {what}", right, users=text, users_name="users.json", large=large)


PAGE = [{"id": 9001, "email": "ann@example.org"}, {"id": 9002, "email": "bob@example.org"}]
TEXT = json.dumps(PAGE).encode()
LAST = json.dumps(PAGE[1]).encode() + b"]"
users("an array", SAME, TEXT)
users("a record for each line", SAME, b"\n".join(json.dumps(user).encode() for user in PAGE))
users("blank lines and CR LF", EITHER, b"\r\n\r\n".join(json.dumps(user).encode() for user in PAGE) + b"\r\n")
users("10^6 arrays that stay open", REFUSED, b"[" * 10**6)
users("10^6 objects that stay open", REFUSED, b'{"a":' * 10**6)
users("a field 10^5 arrays deep", REFUSED, TEXT.replace(b"}]", b',"x":' + b"[" * 10**5 + b"]" * 10**5 + b"}]"))
users("a key twice", REFUSED, TEXT.replace(b'"id": 9002', b'"id": 9003, "id": 9002'))
users("a key twice, once escaped", REFUSED, TEXT.replace(b'"id": 9002', b'"id": 9003, "\\u0069d": 9002'))
users("an id of 1e400", REFUSED, TEXT.replace(b"9002", b"1e400"))
users("an id of 9002.5", REFUSED, TEXT.replace(b"9002", b"9002.5"))
users("an id of 2^64", REFUSED, TEXT.replace(b"9002", b"18446744073709551616"))
users("NaN", REFUSED, TEXT.replace(b"9002", b"NaN"))
users("a comment", REFUSED, b"// users\n" + TEXT)
users("a comma too many", REFUSED, TEXT.replace(b"}]", b"},]"))
users("two documents", REFUSED, TEXT + TEXT)
users("words behind it", REFUSED, TEXT + b" x")
users("the last line cut", REFUSED, b"\n".join(json.dumps(user).encode() for user in PAGE)[:-5])
users("invalid UTF-8", REFUSED, TEXT.replace(b"bob@", b"b\xffb@"))
users("a lone surrogate", REFUSED, TEXT.replace(b"bob@", b"b\\ud800b@"))
users("a byte order mark", EITHER, b"\xef\xbb\xbf" + TEXT)
users("UTF-16", EITHER, TEXT.decode().encode("utf-16"))
users("UTF-32", REFUSED, TEXT.decode().encode("utf-32"))
users("no bytes", REFUSED, b"")
users("null", REFUSED, b"null")
users("an empty array", REFUSED, b"[]")
users("an empty object", REFUSED, b"{}")
users("HTML", REFUSED, b"<!doctype html><title>Sign in</title>")
users("an error with 200", REFUSED, b'{"error": "RateLimited"}')
users("a key of 1 MB", EITHER, TEXT.replace(b'"id": 9002', b'"' + b"k" * 10**6 + b'": 1, "id": 9002'))
users("a record with 10^6 keys", EITHER, lambda: chain([TEXT[: -len(LAST)], b"{"], in_pieces(b'"k%d": 1, ' % index for index in range(10**6)), [LAST[1:]]), True)
users("a record of 100 MB", EITHER, lambda: chain([TEXT[: -len(LAST)], b'{"x": "'], repeated(b"y", 100 << 20), [b'", ', LAST[1:]]), True)
users(
    "a line of 100 MB of a record for each line", EITHER,
    lambda: chain([json.dumps(PAGE[0]).encode(), b'\n{"x": "'], repeated(b"y", 100 << 20), [b'", ', LAST[1:-1], b"\n"]), True,
)  # fmt: skip
for share in range(10, 100, 20):
    users(f"cut at {share} %", REFUSED, TEXT[: len(TEXT) * share // 100])

# The plan

for what, text in {
    "no bytes": "", "a list": "- a\n", "a bomb of aliases": "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + index)}: &{chr(98 + index)} [{','.join(['*' + chr(97 + index)] * 9)}]\n" for index in range(9)),
    "10^5 deep": "[" * 10**5, "an unknown key": PLAN + "archives: {path: x}\n", "a key twice": PLAN + "as-of: 2026-01-01T00:00:00Z\n",
    "a tab": PLAN.replace("  chat", "\tchat"), "NUL": PLAN + "\0", "10 MB": PLAN + "#" * 10**7, "a tag of another language": PLAN + "x: !!python/object:os.system {}\n",
}.items():  # fmt: skip
    add("plan", what, UNREADABLE, plan=text)
