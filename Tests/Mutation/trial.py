"""Runs of the tool with a mutant, and what comes of them."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import time
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from plans import Desk
from schemata import TRACE_BYTES

SECONDS = 20
"""A mutant that takes so many times as long as usual, and `GRACE`, is ended."""
GRACE = 5.0
"""Seconds that a run may take beside that: the machine may be busy."""
TIMED_OUT = -1000


@dataclass(frozen=True)
class Outcome:
    """What a command came to: its exit code, minus the signal that ended it, or `TIMED_OUT`; and what it wrote."""

    code: int
    wrote: str

    @property
    def word(self) -> str:
        """How a run that was not as usual ended."""
        return "time limit" if self.code == TIMED_OUT else f"signal {-self.code}" if self.code < 0 else f"exit {self.code}"


@dataclass
class Command:
    """A command whose outcome is the same in every run."""

    name: str
    folder: Path
    arguments: list[str]
    kind: str
    """What is compared: `archive`, `audit`, `files` or `text`."""
    usual: Outcome | None = None
    seconds: float = 0.0
    reaches: set[int] = field(default_factory=set)
    is_settled: bool = False
    """Whether two runs came to the same."""
    tries: int = 0
    kills: int = 0


class Runner:
    """Runs commands of the binary with all mutants."""

    def __init__(self, binary: Path, scratch: Path):
        self.binary, self.scratch = binary, scratch
        self.out = scratch / "out"
        self.trace = scratch / "trace"
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("DESKAUDIT_")}
        # A crash must not pass for the exit code 2 that the tool makes of it.
        self.environment |= {"SWIFT_BACKTRACE": "enable=no", "NO_COLOR": "1"}

    def run(self, command: Command, mutant: int | None, is_traced: bool = False) -> Outcome:
        """Runs a command; `OUT` in its arguments is an empty folder."""
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir(parents=True)
        environment = self.environment
        if mutant is not None:
            environment = environment | {"DESKAUDIT_MUTANT": str(mutant)}
        if is_traced:
            self.trace.write_bytes(bytes(TRACE_BYTES))
            environment = environment | {"DESKAUDIT_MUTANT_TRACE": str(self.trace)}
        arguments = [argument.replace("OUT", str(self.out)) for argument in command.arguments]
        limit = 120.0 if command.usual is None else GRACE + SECONDS * command.seconds
        started = time.monotonic()
        try:
            done = subprocess.run([self.binary, *arguments], cwd=command.folder, env=environment, capture_output=True,
                                  timeout=limit)
        except subprocess.TimeoutExpired:
            return Outcome(TIMED_OUT, "")
        if command.usual is None:
            command.seconds = max(command.seconds, time.monotonic() - started)
        wrote = WRITTEN[command.kind](self.out, done)
        return Outcome(done.returncode, wrote)

    def trace_reached(self, command: Command) -> bool:
        """What a command comes to without a mutant, and what it reaches; whether it ends by itself."""
        first = self.run(command, None, is_traced=True)
        command.reaches = {number for number, byte in enumerate(self.trace.read_bytes()) if byte}
        command.usual = first
        return first.code >= 0

    def settle(self, command: Command) -> bool:
        """Whether a command comes to the same twice without a mutant; once it was traced, one more run says so."""
        if not command.is_settled and (command.usual or self.trace_reached(command)):
            command.is_settled = self.run(command, None) == command.usual and command.usual.code >= 0
        return command.is_settled


def decoded(packed: bytes) -> bytes | None:
    """What gzip members hold, of which each must be whole; None if one is not."""
    try:
        return gzip.decompress(packed)
    except (OSError, EOFError, zlib.error):
        return None


def archive_text(out: Path, _: object) -> str:
    """The archive that `build` wrote: its tar, byte for byte, and the files beside it; empty where there is none."""
    archive = out / "backup.tar.gz"
    if not archive.exists():
        return ""
    packed = archive.read_bytes()
    whole = decoded(packed)
    digest = out / "backup.tar.gz.sha256"
    ids = out / "backup.tar.gz.ids.csv"
    said_digest = digest.read_text(errors="replace").split() if digest.exists() else []
    return json.dumps({
        "tar": hashlib.sha256(packed if whole is None else whole).hexdigest(),
        "is whole": whole is not None,
        "digest": said_digest == [hashlib.sha256(packed).hexdigest(), archive.name],
        "ids": hashlib.sha256(ids.read_bytes()).hexdigest() if ids.exists() else None,
    })


def audit_text(out: Path, done: subprocess.CompletedProcess) -> str:
    """audit.json before its `timing`, by a digest."""
    path = out / "reports/audit.json"
    if not path.exists():
        return said(out, done)
    text = path.read_text(encoding="utf-8", errors="replace").replace(str(out), "OUT")
    return hashlib.sha256(text.split('\n  "timing": {\n')[0].encode()).hexdigest()


def files_text(out: Path, done: subprocess.CompletedProcess) -> str:
    """The audit, its page and the CSV files of all violations."""
    parts = [audit_text(out, done)]
    for path in [out / "reports/audit.html", *sorted(out.glob("evidence/*.csv"))]:
        if path.exists():
            text = path.read_text(encoding="utf-8", errors="replace").replace(str(out), "OUT")
            text = re.sub(r"Run of [^<]* of memory", "RUN", text)
            parts.append(f"{path.name} {hashlib.sha256(text.encode()).hexdigest()}")
    return " ".join(parts)


def said(out: Path, done: subprocess.CompletedProcess) -> str:
    """What was printed, without the times of the run."""
    text = (done.stdout + done.stderr).decode(errors="replace").replace(str(out), "OUT")
    return hashlib.sha256(re.sub(r"\b[0-9.,]+ (s|ms|MB/s|MiB/s|rows/s)\b", "TIME", text).encode()).hexdigest()


WRITTEN = {"archive": archive_text, "audit": audit_text, "files": files_text, "text": said}
"""What a run is compared by."""


def build_of(desk: Desk) -> Command:
    """`build` of a migration."""
    arguments = ["build", "--jobs", "1", "--output", "OUT/backup.tar.gz"]
    return Command(f"build {desk.name}", desk.folder, arguments, "archive")


def verify_of(desk: Desk, archive: str, name: str = "") -> Command:
    """`verify` of an archive."""
    arguments = ["verify", "--archive", archive, "--reports", "OUT/reports", "--jobs", "1", "--samples", "0", "--quiet"]
    return Command(f"verify {desk.name}{name}", desk.folder, arguments, "audit")
