"""Damage to the tar and the gzip stream of an archive. And what is lawful there, however unusual."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zlib

import archives

Members = list[tuple[str, bytes]]
GZIP = {"gzip-is-complete"}
TAR = {"tar-is-complete"}
JSON = {"batches-are-strict-json"}
NAMES = {"members-are-batches"}
FILES = {"members-are-files"}


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
    return content[:place] + new + content[place + len(new) :]


def tars(members: Members) -> list[tuple[str, set[str], list[bytes]]]:
    """Damage to the tar."""
    whole = archives.tar(members)
    last = len(whole.rstrip(b"\0")) + 511 & ~511
    kinds = [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
    end = whole[:last] + bytes(1024)
    return [
        (
            "a tar cut at every block",
            TAR | {"no-missing-comments"},
            [whole[:size] for size in range(512, last + 512, 512)],
        ),
        ("one end block only", TAR, [whole[:last] + bytes(512)]),
        ("no end block", TAR, [whole[:last]]),
        ("data after the end blocks", TAR, [end + b"x" * 512, end + bytes(512) + b"\x01" + bytes(511)]),
        ("a second tar after the end blocks", TAR, [end + archives.tar(members[:1])]),
        ("a header with a wrong checksum", TAR, [spoiled(whole, 148, b"0000000"), spoiled(whole, 0, b"B")]),
        ("a size that is too small", TAR | JSON, [tar_with(members, 1, size=10)]),
        ("a size beyond the end", TAR, [resized(whole, b"77777777777"), resized(whole, b"00000777777")]),
        ("a size that is not a number", TAR, [resized(whole, b"           "), resized(whole, b"-0000000001")]),
        ("a batch twice", {"no-duplicate-batches"}, [archives.tar(members + members[-1:])]),
        (
            "a batch twice, once with ./",
            {"no-duplicate-batches"},
            [archives.tar(members + [("./" + members[0][0], members[0][1])])],
        ),
        (
            "a batch renumbered, with a gap",
            {"batch-numbers-have-no-gap"},
            [archives.tar(renamed(members, "backup_tickets_999900.json"))],
        ),
        (
            "a batch between two numbers",
            {"batch-numbers-have-no-gap"},
            [archives.tar(renamed(members, "backup_tickets_150.json"))],
        ),
        (
            "a member under another name",
            NAMES,
            [
                archives.tar(renamed(members, name))
                for name in (
                    "backup_tickets_0200.json",
                    "BACKUP_TICKETS_200.json",
                    "backup_tickets_200.JSON",
                    "backup_tickets_200.json ",
                    "sub/backup_tickets_200.json",
                    "/backup_tickets_200.json",
                    "../backup_tickets_200.json",
                    "backup_tickets_+200.json",
                    "backup_tickets_.json",
                    "backup_tickets_200.json.bak",
                    "backup_tickets_２００.json",
                )
            ],
        ),
        ("one file more", NAMES, [archives.tar(members + [("README.txt", b"x")])]),
        (
            "a link or device in a batch's place",
            FILES,
            [tar_with(members, 1, type=kind, size=0, linkname=members[0][0]) for kind in kinds],
        ),
        (
            "a folder in a batch's place",
            {"no-missing-comments"},
            [tar_with(members, 1, type=tarfile.DIRTYPE, size=0)],
        ),
        ("an empty tar", {"no-missing-comments"}, [bytes(1024), bytes(10240)]),
    ]


def resized(whole: bytes, size: bytes) -> bytes:
    """A tar whose first header tells another size, under a checksum that fits."""
    header = bytearray(spoiled(whole[:512], 124, size))
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + whole[512:]


def says(packed: bytes, content: bytes) -> bool:
    """Whether a gzip stream holds these bytes, checksum and length included."""
    try:
        return gzip.decompress(packed) == content
    except (OSError, EOFError, zlib.error):
        return False


def gzips(packed: bytes, step: int) -> list[tuple[str, set[str], list[bytes]]]:
    """Damage to the gzip stream; every `step`-th byte is hit."""
    content = gzip.decompress(packed)
    flips = [
        spoiled(packed, place, bytes([packed[place] ^ 1 << place % 8]))
        for place in range(10, len(packed), step)
    ]
    # Padding bits, and distances to another copy of the same bytes, change nothing that the stream says.
    flips = [flipped for flipped in flips if not says(flipped, content)]
    second = archives.packed(content)
    return [
        ("a gzip stream cut anywhere", GZIP, [packed[:size] for size in range(1, len(packed), step)]),
        ("a bit flipped anywhere", GZIP | TAR, flips),
        ("a wrong CRC", GZIP, [spoiled(packed, len(packed) - 8, bytes(4))]),
        ("a wrong length", GZIP, [spoiled(packed, len(packed) - 4, bytes(4))]),
        (
            "bytes after the gzip stream",
            GZIP,
            [packed + b"x", packed + b"\x1f", packed + b"\x1f\x8b\x08", packed + b"\0x"],
        ),
        ("a second archive after the first", TAR, [packed + second]),
        (
            "no gzip",
            GZIP,
            [content, zlib.compress(content), bz2.compress(content), lzma.compress(content), b"", b"x"],
        ),
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
        ("NULs after the gzip stream (a warning)", [packed + bytes(512)]),
    ]
