"""A very small migration, and what a run of a command on it took."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import tarfile
import threading
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterator

BINARY = Path(os.environ.get("DESKAUDIT_BINARY", ".build/release/deskaudit")).resolve()
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "SWIFT_BACKTRACE"}
SECONDS, MEBIBYTES = 5.0, 256
"""What a hostile input may take of the processor and of memory."""

HEADER = (
    "TICKET_CREATED_AT,TICKET_REQUESTER_ID,COMMENT_PART_ID,CONVERSATION_ID,COMMENT_PUBLIC,BODY,"
    "COMMENT_CREATED_AT,AUTHOR_ID,NAME,EMAIL\n"
)
ROWS = [
    "2021-01-01T00:00:00Z,1,11,50,true,One,2021-01-01T00:00:00Z,1,Ann,ann@example.org\n",
    "2021-01-01T00:00:00Z,1,12,50,false,Two,2021-01-01T00:00:01Z,2,Bob,bob@example.org\n",
    "2021-01-02T00:00:00Z,2,13,51,true,Three,2021-01-02T00:00:01Z,2,Bob,bob@example.org\n",
    "2021-01-02T00:00:00Z,2,14,51,true,Four,2021-01-02T00:00:02Z,2,Bob,bob@example.org\n",
]
CHAT = (HEADER + "".join(ROWS)).encode()
USERS = b"id,email\n9001,ann@example.org\n9002,bob@example.org\n"
PLAN = """\
migration: A very small one
sources:
  chat: {path: chat.csv}
  ticketing: {path: USERS}
identity: {match: email, keep: ticketing}
archive: {path: backup.tar.gz, batch-size: 2}
as-of: 2026-01-01T00:00:00Z
"""


@dataclass
class Run:
    """How a command ended."""

    exit: int
    """Negative for a signal."""
    seconds: float
    """Of the processor, which is the same beside other work."""
    mebibytes: int
    output: str

    @property
    def sentence(self) -> str:
        """What it said first of what is wrong, short enough for a table."""
        marks = ("error:", "✘", "FAIL", "NO VERDICT", "✗", "NOT CHECKED")
        lines = [line.strip() for line in self.output.splitlines() if line.strip()]
        told = [line for line in lines if line.startswith("1. ")] or [line for line in lines if any(mark in line for mark in marks)]
        return "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in (told or lines or [""])[0])


def run(arguments: list[str], folder: Path, patience: float = 120) -> Run:
    """Runs the tool; a run that goes on for longer than its patience is killed, and ends in signal 9."""
    with open(folder / "stdout", "wb+") as out:
        process = subprocess.Popen(
            [BINARY, *arguments], cwd=folder, env={**ENVIRONMENT, "TMPDIR": str(folder)}, stdin=subprocess.DEVNULL,
            stdout=out, stderr=subprocess.STDOUT,
        )
        timer = threading.Timer(patience, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        output = out.read(65536).decode(errors="replace")
    return Run(process.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, output)


def write(folder: Path, chat: bytes | None = CHAT, users: "bytes | Callable[[], Iterator[bytes]]" = USERS, users_name: str = "users.csv", plan: str = PLAN) -> None:
    """The exports and the plan of a migration; `chat` None where it is there already."""
    if chat is not None:
        (folder / "chat.csv").write_bytes(chat)
    with open(folder / users_name, "wb") as file:
        file.writelines(users() if callable(users) else [users])
    (folder / "migration.yml").write_text(plan.replace("USERS", users_name))


class Desk:
    """The intact migration, from which each hostile archive is made."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        write(folder)
        done = run(["build"], folder)
        if done.exit != 0:
            sys.exit(f"the intact migration is not built: {done.output}")
        self.packed = (folder / "backup.tar.gz").read_bytes()
        self.whole = zlib.decompress(self.packed, 31)
        with tarfile.open(fileobj=io.BytesIO(self.whole)) as archive:
            self.members = [(entry.name, archive.extractfile(entry).read()) for entry in archive]

    @property
    def first(self) -> dict:
        """The first batch."""
        return json.loads(self.members[0][1])


# What tar and gzip are made of, without the care that a library takes.


def pack(content: bytes, level: int = 6) -> bytes:
    """One gzip member."""
    squeezer = zlib.compressobj(level, zlib.DEFLATED, 31)
    return squeezer.compress(content) + squeezer.flush()


def number(value: int, width: int) -> bytes:
    """Octal digits and a NUL, or base-256 where they don't suffice or the value is negative."""
    if 0 <= value < 8 ** (width - 1):
        return b"%0*o\0" % (width - 1, value)
    return bytes([0x80 if value >= 0 else 0xFF]) + (value % 256 ** (width - 1)).to_bytes(width - 1, "big")


def header(name: bytes, size: int | bytes, kind: bytes = b"0", link: bytes = b"", prefix: bytes = b"", checksum: bytes | None = None) -> bytes:
    """A ustar header; `size` as bytes stands as it is given."""
    field = size if isinstance(size, bytes) else number(size, 12)
    block = bytearray(512)
    block[0:100] = name[:100].ljust(100, b"\0")
    block[100:124] = b"0000644\0" b"0000000\0" b"0000000\0"
    block[124:136] = field.ljust(12, b"\0")
    block[136:148] = b"00000000000\0"
    block[148:156] = b" " * 8
    block[156:157] = kind
    block[157:257] = link[:100].ljust(100, b"\0")
    block[257:265] = b"ustar\x0000"
    block[345:500] = prefix[:155].ljust(155, b"\0")
    block[148:156] = checksum if checksum is not None else b"%06o\0 " % sum(block)
    return bytes(block)


def padded(content: bytes) -> bytes:
    """Whole blocks."""
    return content + bytes(-len(content) % 512)


def member(name: bytes | str, content: bytes, kind: bytes = b"0", **fields: object) -> bytes:
    """A member with its content."""
    raw = name.encode() if isinstance(name, str) else name
    size = fields.pop("size", len(content))
    return header(raw, size, kind, **fields) + padded(content)


END = bytes(1024)


def record(key: bytes, value: bytes) -> bytes:
    """A record of a pax header."""
    rest = b" " + key + b"=" + value + b"\n"
    size = len(rest) + 1
    while len(b"%d" % size) + len(rest) != size:
        size = len(b"%d" % size) + len(rest)
    return b"%d" % size + rest


def pax(content: bytes, kind: bytes = b"x") -> bytes:
    """A pax header."""
    return member("PaxHeaders/1", content, kind)


def trailer(content: bytes) -> bytes:
    """CRC-32 and length, as gzip ends in them."""
    return struct.pack("<II", zlib.crc32(content), len(content) % 2**32)
