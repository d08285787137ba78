"""Hostile archives: gzip, tar and JSON, by the lines of the checklist."""

from __future__ import annotations

import bz2
import json
import lzma
import struct
import zlib
from itertools import chain, islice
from pathlib import Path
from typing import Callable, Iterator

from desk import END, Desk, header, member, number, pack, padded, pax, record, trailer

Archive = Callable[[Desk], "bytes | Iterator[bytes]"]
LAWFUL, FOUND, REFUSED = {0}, {1}, {2}
NEVER_PASSED = {1, 2}

CASES: list[tuple[str, str, set[int], bool, Archive]] = []
"""Line of the checklist, what is hostile, the exit codes of `verify` that are right, whether it is large, the archive."""


def case(line: str, what: str, right: set[int] = NEVER_PASSED, large: bool = False) -> Callable[[Archive], Archive]:
    def add(make: Archive) -> Archive:
        CASES.append((line, what, right, large, make))
        return make

    return add


def tar(desk: Desk, *extra: bytes, end: bytes = END) -> bytes:
    """The intact members, others behind them, and the end."""
    return b"".join(member(name, content) for name, content in desk.members) + b"".join(extra) + end


def batch(desk: Desk, text: bytes) -> bytes:
    """An archive whose first batch is this text."""
    (name, _), *rest = desk.members
    return pack(member(name, text) + b"".join(member(name, content) for name, content in rest) + END)


def edited(desk: Desk, old: bytes, new: bytes, count: int = 1) -> bytes:
    """An archive with a text of its first batch replaced."""
    text = desk.members[0][1]
    assert old in text, old
    return batch(desk, text.replace(old, new, count))


def enlarged(desk: Desk, old: bytes, new: bytes, parts: Callable[[], Iterator[bytes]]) -> Iterator[bytes]:
    """An archive with a text of its first batch replaced by another and much behind it, piece by piece: what a process takes
    of memory is measured with what its parent had."""
    (name, text), *rest = desk.members
    start, end = text.split(old, 1)
    size = len(start) + len(new) + sum(map(len, parts())) + len(end)
    pieces = (header(name.encode(), size), start, new), parts(), (end, bytes(-size % 512)), (member(*each) for each in rest), (END,)
    return packing(chain.from_iterable(pieces))


def in_pieces(records: Iterator[bytes], count: int = 1000) -> Iterator[bytes]:
    """Records, many at a time."""
    while piece := b"".join(islice(records, count)):
        yield piece


def large(size: int, block: bytes = bytes(1 << 20)) -> Iterator[bytes]:
    for _ in range(size // len(block)):
        yield block


def packing(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """One gzip member of more bytes than the memory is meant for."""
    squeezer = zlib.compressobj(6, zlib.DEFLATED, 31)
    for chunk in chunks:
        yield squeezer.compress(chunk)
    yield squeezer.flush()


# gzip

case("gzip 1", "an empty file")(lambda desk: b"")
for size in (1, 2, 3, 9, 10, 17):
    case("gzip 2", f"its first {size} bytes")(lambda desk, size=size: desk.packed[:size])
for share in (25, 50, 75, 99):
    case("gzip 3", f"cut at {share} %")(lambda desk, share=share: desk.packed[: len(desk.packed) * share // 100])
for lack in (1, 4, 8):
    case("gzip 3", f"without its last {lack} bytes")(lambda desk, lack=lack: desk.packed[:-lack])
case("gzip 4", "a wrong CRC-32")(lambda desk: desk.packed[:-8] + struct.pack("<I", 1) + desk.packed[-4:])
case("gzip 5", "a wrong length")(lambda desk: desk.packed[:-4] + struct.pack("<I", 1))
case("gzip 7", "two members", LAWFUL)(lambda desk: pack(desk.whole[:700]) + pack(desk.whole[700:]))
case("gzip 7", "stored, without compression", LAWFUL)(lambda desk: pack(desk.whole, 0))
EMPTY = pack(b"")
case("gzip 8", "10^4 empty members before it", {0, 1, 2})(lambda desk: EMPTY * 10**4 + desk.packed)
case("gzip 8", "10^7 empty members before it", {0, 1, 2}, True)(
    lambda desk: chain([EMPTY * 10**5] * 100, [desk.packed])
)
case("gzip 8", "10^7 empty members behind it", {0, 1, 2}, True)(
    lambda desk: chain([desk.packed], [EMPTY * 10**5] * 100)
)
case("gzip 9", "a byte 0x1f behind it")(lambda desk: desk.packed + b"\x1f")
case("gzip 9", "words behind it")(lambda desk: desk.packed + b"the end")
case("gzip 9", "NULs behind it", {0, 1, 2})(lambda desk: desk.packed + bytes(512))
PLAIN = b"\x1f\x8b\x08\x00" + bytes(6)


def flagged(flags: int, fields: bytes) -> Archive:
    return lambda desk: b"\x1f\x8b\x08" + bytes([flags]) + bytes(6) + fields + desk.packed[10:]


case("gzip 10", "an extra field of 65,535 bytes", LAWFUL)(flagged(4, b"\xff\xff" + bytes(65535)))
case("gzip 10", "a name without an end")(lambda desk: b"\x1f\x8b\x08\x08" + bytes(6) + b"a" * 100_000)
case("gzip 10", "a wrong CRC of its header")(flagged(2, b"\x12\x34"))
case("gzip 10", "a reserved flag")(flagged(0x80, b""))
case("gzip 10", "a method that is not deflate")(lambda desk: b"\x1f\x8b\x07\x00" + desk.packed[4:])
case("gzip 11", "a bomb of 1 GiB in place of it", large=True)(lambda desk: packing(large(1 << 30)))
case("gzip 11", "a bomb of 1 GiB behind the end", NEVER_PASSED | LAWFUL, True)(
    lambda desk: packing(chain([desk.whole], large(1 << 30)))
)
case("gzip 11", "gzip in gzip")(lambda desk: pack(desk.packed))
case("gzip 6", "a length that wraps at 4 GiB, NULs behind the end", NEVER_PASSED | LAWFUL, True)(
    lambda desk: packing(chain([desk.whole], large(4 << 30)))
)
case("gzip 13", "a stored block whose lengths differ")(
    lambda desk: PLAIN + b"\x01\x05\x00\x00\x00hello" + trailer(b"hello")
)
case("gzip 13", "a reserved kind of block")(lambda desk: PLAIN + b"\x07" + bytes(20))
case("gzip 13", "a distance before the begin")(lambda desk: PLAIN + bytes([0x63, 0x00, 0x02, 0x00]) + trailer(b""))
case("gzip 13", "codes that are not a tree")(lambda desk: PLAIN + b"\x05\xe0\xff\xff\xff\xff\xff\xff" + bytes(20))
case("gzip 15", "a zlib stream")(lambda desk: zlib.compress(desk.whole))
case("gzip 15", "raw deflate")(lambda desk: desk.packed[10:-8])
case("gzip 15", "bzip2")(lambda desk: bz2.compress(desk.whole))
case("gzip 15", "xz")(lambda desk: lzma.compress(desk.whole))
case("gzip 15", "zstd")(lambda desk: b"\x28\xb5\x2f\xfd" + desk.whole)
case("gzip 15", "a tar without gzip", {0, 1, 2})(lambda desk: desk.whole)

# tar

for name in (
    "../x.json", "a/../../x.json", "/etc/x.json", "C:..\\x.json", "a\\b.json", "", ".", "x\n.json", "x\x1b[2J.json",
    "x\u202ejson.", "x/" * 40 + "y.json",
):  # fmt: skip
    case("tar 1", f"a member named {name.encode()[:24]!r}")(
        lambda desk, name=name: pack(tar(desk, member(name, desk.members[0][1])))
    )
case("tar 1", "a name of invalid UTF-8")(lambda desk: pack(tar(desk, member(b"\xff\xfe.json", b"{}"))))
case("tar 1", "a pax path with a NUL")(
    lambda desk: pack(tar(desk, pax(record(b"path", b"a\0b.json")), member("x.json", desk.members[0][1])))
)
case("tar 1", "two names, equal but for normalisation")(
    lambda desk: pack(tar(desk, member("e\u0301.json", b"{}"), member("\u00e9.json", b"{}")))
)
case("tar 1", "two names, equal but for case")(
    lambda desk: pack(tar(desk, member(desk.members[0][0].upper(), desk.members[0][1])))
)
for kind, what in {
    b"1": "a hard link", b"2": "a symbolic link", b"3": "a character device", b"4": "a block device", b"6": "a FIFO",
    b"V": "a volume label", b"D": "a dump of a directory", b"M": "a rest of another volume", b"Z": "an unknown kind",
}.items():  # fmt: skip
    case("tar 2", what)(lambda desk, kind=kind: pack(tar(desk, header(b"x.json", 0, kind, link=b"/etc/passwd"))))
    case("tar 2", f"{what} in place of a batch")(
        lambda desk, kind=kind: pack(
            header(desk.members[0][0].encode(), 0, kind, link=desk.members[1][0].encode())
            + b"".join(member(name, content) for name, content in desk.members[1:])
            + END
        )
    )
case("tar 3", "an old GNU sparse member of 60 GB")(lambda desk: pack(tar(desk, header(b"x.json", 60 * 10**9, b"S"))))
case("tar 3", "a pax sparse member of 60 GB")(
    lambda desk: pack(
        tar(
            desk,
            pax(record(b"GNU.sparse.major", b"1") + record(b"GNU.sparse.minor", b"0") + record(b"GNU.sparse.realsize", b"60000000000")),
            member("x.json", b"1\n0\n0\n"),
        )
    )
)
for size, what in {
    number(-1, 12): "a negative size", number(2**62, 12): "a size of 2^62", b"\x80" + b"\xff" * 11: "a size of 2^95",
    b"77777777777\0": "a size beyond the end", b"  12 \0": "a size with blanks", b"9x\0": "a size that is no number",
    b"": "no size", b"\x80" + (2**63 - 1).to_bytes(11, "big"): "a size that overflows when rounded up",
}.items():  # fmt: skip
    right = {0, 1, 2} if size == b"  12 \0" else NEVER_PASSED
    case("tar 4", what, right)(lambda desk, size=size: pack(tar(desk, header(b"x.json", size), padded(b'{"data":{}}\n'))))


def with_pax(what: str, content: bytes, line: str = "tar 5", right: set[int] = NEVER_PASSED, kind: bytes = b"x") -> None:
    case(line, what, right)(
        lambda desk: pack(
            pax(content, kind) + b"".join(member(name, content) for name, content in desk.members) + END
        )
    )


with_pax("a pax size other than the header's", record(b"size", b"512"))
with_pax("a pax size of 10^18", record(b"size", b"1000000000000000000"))
with_pax("a negative pax size", record(b"size", b"-512"))
with_pax("a pax record of no length", b"0 path=x\n")
with_pax("a pax record of negative length", b"-5 path=x\n")
with_pax("a pax record that is longer than the header", b"99 path=x\n")
with_pax("a pax record without =", b"8 path\n\n")
with_pax("a pax path twice", record(b"path", b"a.json") + record(b"path", b"b.json"))
with_pax("an empty pax path", record(b"path", b""))
with_pax("a global pax path", record(b"path", b"same.json"), kind=b"g")
with_pax("a pax comment", record(b"comment", b"harmless"), right=LAWFUL)
case("tar 5", "a pax header of 1 GB", large=True)(
    lambda desk: packing(chain([header(b"PaxHeaders/1", 1 << 30, b"x")], large(1 << 30, b"9" * (1 << 20)), [desk.whole]))
)
case("tar 5", "a GNU long name of 2 MiB")(
    lambda desk: pack(tar(desk, member("././@LongLink", b"a" * (2 << 20) + b"\0", b"L"), member("x.json", b"{}")))
)
case("tar 5", "a GNU long name without a member")(lambda desk: pack(tar(desk, member("././@LongLink", b"x.json\0", b"L"))))
case("tar 5", "a GNU long name and a pax path")(
    lambda desk: pack(
        tar(desk, member("././@LongLink", b"a.json\0", b"L"), pax(record(b"path", b"b.json")), member("x.json", b"{}"))
    )
)
case("tar 6", "a wrong checksum of the second header")(
    lambda desk: pack(
        member(*desk.members[0]) + member(*desk.members[1], checksum=b"000001\0 ")
        + b"".join(member(name, content) for name, content in desk.members[2:]) + END
    )  # fmt: skip
)
case("tar 7", "a member twice")(lambda desk: pack(tar(desk, member(*desk.members[0]))))
case("tar 7", "a name twice with other contents")(lambda desk: pack(tar(desk, member(desk.members[0][0], desk.members[1][1]))))
case("tar 8", "cut behind the first member")(lambda desk: pack(member(*desk.members[0])))
case("tar 8", "cut behind the last member")(lambda desk: pack(tar(desk, end=b"")))
case("tar 8", "cut behind the first member, with an end")(lambda desk: pack(member(*desk.members[0]) + END))
case("tar 9", "one zero block at its end")(lambda desk: pack(tar(desk, end=bytes(512))))
case("tar 10", "a member behind the end")(lambda desk: pack(tar(desk) + member("x.json", b"{}") + END))
case("tar 11", "two archives in one")(lambda desk: pack(tar(desk) + tar(desk)))
case("tar 12", "words behind the end")(lambda desk: pack(tar(desk) + b"the end"))
case("tar 12", "NULs behind the end", LAWFUL)(lambda desk: pack(tar(desk) + bytes(10240)))
case("tar 13", "a directory with a size")(lambda desk: pack(tar(desk, member("d/", b"{}", b"5"))))
case("tar 14", "no member")(lambda desk: pack(END))
case("tar 14", "nothing at all, compressed")(lambda desk: pack(b""))
case("tar 15", "10^6 empty members behind it", large=True)(
    lambda desk: packing(chain([tar(desk, end=b"")], many_members(10**6), [END]))
)
case("tar 15", "a path 10^4 deep")(
    lambda desk: pack(tar(desk, pax(record(b"path", b"d/" * 10**4 + b"x.json")), member("x.json", b"{}")))
)


def many_members(count: int) -> Iterator[bytes]:
    for start in range(0, count, 1000):
        yield b"".join(header(b"e%d.json" % index, 0) for index in range(start, start + 1000))


# JSON

DEEP = 10**6
for text, what in {
    b"[" * DEEP: "10^6 arrays that stay open", b"[" * DEEP + b"]" * DEEP: "10^6 arrays",
    b'{"a":' * DEEP: "10^6 objects that stay open", b'{"a":' * DEEP + b"1" + b"}" * DEEP: "10^6 objects",
    b'[{"a":' * (DEEP // 2): "10^6, of both in turn",
}.items():  # fmt: skip
    case("json 2", what)(lambda desk, text=text: batch(desk, text))
case("json 2", "a record with 10^5 arrays in a field of its own")(
    lambda desk: edited(desk, b'"html_body":"One"', b'"html_body":"One","x":' + b"[" * 10**5 + b"]" * 10**5)
)
case("json 3", "a key twice")(lambda desk: edited(desk, b'"html_body":"One"', b'"html_body":"One","html_body":"Uno"'))
case("json 3", "a key twice, once escaped")(lambda desk: edited(desk, b'"html_body":"One"', b'"html_body":"One","html_b\\u006fdy":"Uno"'))
case("json 3", "two keys, equal but for normalisation", {0, 1, 2})(
    lambda desk: edited(desk, b'"html_body":"One"', '"html_body":"One","\u00e9":1,"e\u0301":2'.encode())
)
for value in (
    b"9007199254740993", b"9223372036854775808", b"18446744073709551616", b"1e400", b"1e-400", b"-0", b"11.5", b"011",
    b"1" * 100_000, b"NaN", b"Infinity", b"+11", b"0x0b", b'"11"', b"null", b"true", b"[11]", b"{}",
):  # fmt: skip
    case("json 4", f"an id of {value[:24].decode()}")(lambda desk, value=value: edited(desk, b'"id":11,', b'"id":' + value + b","))
for value in (b"11.0", b"1.1E1"):
    case("json 4", f"an id of {value.decode()}", {0, 1, 2})(
        lambda desk, value=value: edited(desk, b'"id":11,', b'"id":' + value + b",")
    )
for value, what in {
    b"\xc0\xaf": "an overlong form", b"\xed\xa0\x80": "a surrogate in UTF-8", b"\xe2\x82": "a character cut",
    b"\xf5\x80\x80\x80": "a byte F5", b"\\ud800": "a lone surrogate", b"\\udc00\\ud800": "surrogates the wrong way round",
    b"\0": "a NUL", b"\\u0000": "an escaped NUL", b"\n": "a line end", b"\\x41": "an escape that there is not",
}.items():  # fmt: skip
    case("json 5", f"{what} in a text")(lambda desk, value=value: edited(desk, b"One", b"One" + value))
case("json 5", "a byte order mark")(lambda desk: batch(desk, b"\xef\xbb\xbf" + desk.members[0][1]))
case("json 5", "UTF-16")(lambda desk: batch(desk, desk.members[0][1].decode().encode("utf-16")))
case("json 5", "UTF-32")(lambda desk: batch(desk, desk.members[0][1].decode().encode("utf-32")))
case("json 6", "a comment")(lambda desk: batch(desk, b"/* x */" + desk.members[0][1]))
case("json 6", "a comma too many")(lambda desk: edited(desk, b"}]", b"},]"))
case("json 6", "single quotes")(lambda desk: edited(desk, b'"One"', b"'One'"))
case("json 7", "two documents in a member")(lambda desk: batch(desk, desk.members[0][1] * 2))
case("json 7", "words behind it")(lambda desk: batch(desk, desk.members[0][1] + b"x"))
case("json 7", "a record for each line")(lambda desk: batch(desk, b'{"id":1}\n{"id":2}\n'))
for key in ("id", "ticket_id", "author_id", "public", "created_at", "html_body"):
    for value in ("null", "[]", "{}", '"x"', "1", "true"):
        case("json 8", f"{key} of {value}", NEVER_PASSED)(
            lambda desk, key=key, value=value: retyped(desk, key, json.loads(value))
        )
for text in (b"", b"null", b"{}", b"[]", b'{"data":{}}', b'{"data":{"tickets":{}}}', b"0", b'"x"', b" "):
    case("json 9", f"a batch of {text.decode() or 'no bytes'!r}")(lambda desk, text=text: batch(desk, text))
case("json 10", "a key of 1 MB", NEVER_PASSED | LAWFUL)(
    lambda desk: edited(desk, b'"html_body":"One"', b'"html_body":"One","' + b"k" * 10**6 + b'":1')
)
case("json 10", "a record with 10^6 keys that nothing asks for", LAWFUL, large=True)(
    lambda desk: enlarged(
        desk, b'"html_body":"One"', b'"html_body":"One"', lambda: in_pieces(b',"k%d":1' % index for index in range(10**6))
    )
)
case("json 10", "a text of 100 MB", large=True)(
    lambda desk: enlarged(desk, b"One", b"One", lambda: large(100 << 20, b"x" * (1 << 20)))
)
case("json 10", "10^6 records of one id", large=True)(
    lambda desk: enlarged(
        desk, b'"users":[', b'"users":[', lambda: in_pieces(b'{"id":9001,"name":"Ann","email":"ann@example.org"},' for _ in range(10**6))
    )
)
case("json 10", "10^6 records of ids a power of two apart", large=True)(
    lambda desk: enlarged(
        desk, b'"users":[', b'"users":[',
        lambda: in_pieces(b'{"id":%d,"name":"A","email":"a%d@x.org"},' % (index << 32, index) for index in range(1, 10**6)),
    )
)
for share in range(10, 100, 10):
    case("json 11", f"a batch cut at {share} %")(
        lambda desk, share=share: batch(desk, desk.members[0][1][: len(desk.members[0][1]) * share // 100])
    )


def retyped(desk: Desk, key: str, value: object) -> bytes:
    """The first comment with another value of a field."""
    first = desk.first
    comments = first["data"]["tickets"]["comments"]
    assert key in comments[0] and comments[0][key] != value or key == "public", key
    comments[0][key] = value if comments[0][key] != value else not value
    return batch(desk, json.dumps(first, separators=(",", ":")).encode())


def save(archive: "bytes | Iterator[bytes]", path: Path) -> int:
    """Writes an archive; its bytes."""
    with open(path, "wb") as file:
        for chunk in [archive] if isinstance(archive, bytes) else archive:
            file.write(chunk)
    return path.stat().st_size
