"""A very small migration, the commands that are tried on it, and what must be true after each."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

BINARY = Path(os.environ.get("DESKAUDIT_BINARY", ".build/release/deskaudit")).resolve()
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "SWIFT_BACKTRACE"}
PATIENCE = 20
"""Seconds after which a run counts as one that waits for good."""

CHAT = """\
TICKET_CREATED_AT,TICKET_REQUESTER_ID,COMMENT_PART_ID,CONVERSATION_ID,COMMENT_PUBLIC,BODY,\
COMMENT_CREATED_AT,AUTHOR_ID,NAME,EMAIL
2021-01-01T00:00:00Z,1,11,50,true,<p>One</p>,2021-01-01T00:00:00Z,1,Ann,ann@example.org
2021-01-01T00:00:00Z,1,12,50,false,Two,2021-01-01T00:00:01Z,2,Bob,bob@example.org
2021-01-02T00:00:00Z,2,13,51,true,Three,2021-01-02T00:00:01Z,2,Bob,bob@example.org
"""
USERS = "id,email\n9001,ann@example.org\n9002,bob@example.org\n"
PLAN = """\
migration: A very small one
sources:
  chat: {path: chat.csv.gz}
  ticketing: {path: users.csv}
identity: {match: email, keep: ticketing}
archive: {path: backup.tar.gz, batch-size: 2}
as-of: 2026-01-01T00:00:00Z
"""
TICKETS = "id,created_at,solved_at\n50,2021-01-01T00:10:00Z,2021-01-01T00:20:00Z\n51,2021-01-01T01:10:00Z,\n"
WATCH = """\
migration: The first hours
sources:
  new_tickets: {path: tickets.csv}
tables:
  new_tickets:
    source: new_tickets
    side: new
    key: id
    columns: {created_at: {from: created_at, type: timestamp}, solved_at: {from: solved_at, type: timestamp}}
hypercare: {from: 2021-01-01T00:00:00Z, days: 1, tickets: new_tickets}
as-of: 2021-01-02T00:00:00Z
"""
FILES = {"users.csv": USERS, "same.csv": USERS, "migration.yml": PLAN, "tickets.csv": TICKETS, "watch.yml": WATCH}


@dataclass
class Command:
    """A command, and the files that it writes."""

    name: str
    arguments: list[str]
    files: list[str]
    usual: int = 0
    """The exit code where nothing fails."""
    trouble: tuple[int, ...] = (2,)
    """The exit codes where something does."""
    families: tuple[str, ...] = ()
    """The only families of calls that are worth trying with it; none: all."""
    leaves: bool = False
    """Whether the next run leaves what one that was killed has left: another attempt may be writing it."""


VERIFY = ["verify", "--jobs", "2", "--reports", "reports", "--evidence", "evidence"]
REPORTS = ["reports/audit.json", "reports/audit.html", "reports/audit.md", "reports/audit.junit.xml"]
MERGE = Command("merge", ["merge", "--list", "work.ndjson", "--reports", "reports", "0.facts", "1.facts", "2.facts"], REPORTS[:1])
COMMANDS = [
    Command("build", ["build", "--jobs", "2"], ["backup.tar.gz", "backup.tar.gz.sha256"]),
    Command("verify", [*VERIFY, "--archive", "new.tar.gz"], [*REPORTS, "evidence/evidence.sqlite"]),
    Command("verify-fail", [*VERIFY, "--archive", "old.tar.gz"], [*REPORTS, "evidence/evidence.sqlite"], usual=1),
    Command("verify-cached", [*VERIFY, "--archive", "new.tar.gz", "--cache", "cache"], [*REPORTS, "evidence/evidence.sqlite"]),
    Command(
        "map",
        ["task", "map", "--list", "work.ndjson", "--item", "1", "--input", "chat.csv.gz", "--out", "1.facts"],
        ["1.facts"],
        trouble=(2, 74),
        leaves=True,
    ),
    MERGE,
    Command("profile", ["profile", "--jobs", "2", "--format", "html", "--output", "profile.html"], ["profile.html"]),
    Command("init", ["init", "chat.csv.gz", "users.csv", "--force", "--output", "made.yml"], ["made.yml"]),
    Command("grade", ["grade", "reports/audit.json", "--reports", "graded"], ["graded/audit.json", "graded/audit.html"]),
    Command("trace", ["trace", "comments", "11", "--archive", "new.tar.gz"], []),
    Command(
        "build-delta",
        ["build", "--jobs", "2", "--since", "base.tar.gz.manifest.json", "--manifest", "--output", "own.tar.gz"],
        ["own.tar.gz", "own.tar.gz.sha256", "own.tar.gz.manifest.json"],
    ),
    Command(
        "verify-deliveries",
        [*VERIFY, "--archive", "base.tar.gz", "--archive", "delta.tar.gz"],
        [*REPORTS, "evidence/evidence.sqlite"],
    ),
    Command(
        "sample", ["sample", "--tickets", "1", "--into", "sample"], ["sample/sample.json", "sample/migration.yml"], leaves=True
    ),
    Command("diff", ["diff", "users.csv", "same.csv", "--key", "id", "--reports", "reports"], REPORTS),
    Command("hypercare", ["hypercare", "watch.yml", "--format", "html", "--output", "watch.html"], ["watch.html"]),
    Command("worklist", ["worklist", "reports/audit.json", "--into", "worklist.csv"], ["worklist.csv"]),
    Command("compare", ["compare", "reports/audit.json", "reports/audit.json"], []),
    Command("decide", ["decide", "--into", "sheet.csv"], []),
    Command(
        "build-bounded",
        ["build", "--jobs", "2", "--memory", "256M"],
        ["backup.tar.gz", "backup.tar.gz.sha256"],
        families=("open", "space", "map", "thread"),
    ),
    Command(
        "verify-bounded",
        [*VERIFY, "--archive", "new.tar.gz", "--memory", "256M"],
        [*REPORTS, "evidence/evidence.sqlite"],
        families=("open", "space", "map", "thread"),
    ),
]
RUN = re.compile(time.strftime(r"%Y-%m-\d\dT|\bMi?B\b").encode())
"""What a line has that tells the run, and so differs from run to run: when it was, and what memory it took."""
UNFINISHED = re.compile(r"\.partial$|^\.deskaudit")


def run(
    command: Command, folder: Path, environment: dict[str, str] | None = None, limits: dict[int, int] | None = None
) -> subprocess.CompletedProcess[bytes] | None:
    """None for a run that waits for good."""

    def bound() -> None:
        for kind, limit in (limits or {}).items():
            resource.setrlimit(kind, (limit, limit))

    try:
        return subprocess.run(
            [BINARY, *command.arguments],
            cwd=folder,
            env={**ENVIRONMENT, "TMPDIR": str(folder), "DESKAUDIT_SPILL_FROM": "4096", **(environment or {})},
            capture_output=True,
            timeout=PATIENCE,
            preexec_fn=bound if limits else None,
        )
    except subprocess.TimeoutExpired:
        return None


def stable(path: Path) -> object:
    """What of a file is the same in each run that succeeds; an exception for one that is not whole."""
    data = path.read_bytes()
    match path.name:
        case "audit.json":
            audit = json.loads(data)
            # Threads are shown as far as their texts can be read again; where no plan says its "now", it is the run's.
            del audit["timing"], audit["as_of"]
            audit.pop("samples", None)
            return audit
        case "audit.html" | "profile.html" | "watch.html" | "audit.junit.xml":
            assert data.rstrip().endswith((b"</html>", b"</testsuites>")), "is cut"
            return [line for line in data.split(b"\n") if not RUN.search(line)]
        case "audit.md":
            return [line for line in data.split(b"\n") if not RUN.search(line)]
        case "evidence.sqlite":
            with sqlite3.connect(path) as database:
                assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",), "is damaged"
                return database.execute("SELECT count(*) FROM findings").fetchone()
        case _:
            return data


class Migration:
    """The folder in which each run begins, with what earlier runs on other exports left, and what each command makes of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.start = folder / "start"
        self.start.mkdir()
        self.write("Oldest")
        self.build("--manifest", "--output", "base.tar.gz")
        self.write("Older")
        self.require(COMMANDS[0], self.start)
        shutil.copy(self.start / "backup.tar.gz", self.start / "new.tar.gz")
        self.divide()
        for command in COMMANDS:
            if command.usual == 0:
                self.require(command, self.start)
        # A sample begins in a folder that is new.
        shutil.rmtree(self.start / "sample")
        shutil.move(self.start / "new.tar.gz", self.start / "old.tar.gz")
        self.write("Three")
        self.whole: dict[str, object] = {}
        reference = folder / "reference"
        self.prepare(reference)
        self.require(COMMANDS[0], reference)
        shutil.copy(reference / "backup.tar.gz", self.start / "new.tar.gz")
        claim = (reference / "backup.tar.gz.sha256").read_text()
        (self.start / "new.tar.gz.sha256").write_text(claim.replace("backup", "new"))
        self.divide()
        for command in COMMANDS:
            shutil.rmtree(reference)
            self.prepare(reference)
            self.require(command, reference)
            for name in command.files:
                self.whole[f"{command.name} {name}"] = stable(reference / name)
        shutil.rmtree(reference)

    def build(self, *options: str) -> None:
        """An archive beside that of the plan."""
        subprocess.run([BINARY, "build", *options], cwd=self.start, stdout=subprocess.DEVNULL, check=True)

    def divide(self) -> None:
        """The delta, the list and the facts of what is in the folder now."""
        self.build("--since", "base.tar.gz.manifest.json", "--output", "delta.tar.gz")
        (self.start / "work.ndjson").write_bytes(
            subprocess.run([BINARY, "task", "list", "--archive", "new.tar.gz"], cwd=self.start, capture_output=True, check=True).stdout
        )
        for item in range(3):
            arguments = ["task", "map", "--list", "work.ndjson", "--item", str(item), "--out", f"{item}.facts"]
            subprocess.run([BINARY, *arguments], cwd=self.start, check=True)

    def write(self, body: str) -> None:
        (self.start / "chat.csv.gz").write_bytes(gzip.compress(CHAT.replace("Three", body).encode()))
        for name, text in FILES.items():
            (self.start / name).write_text(text)

    def prepare(self, folder: Path) -> None:
        shutil.copytree(self.start, folder)

    def require(self, command: Command, folder: Path) -> None:
        done = run(command, folder)
        if done is None or done.returncode != command.usual:
            raise SystemExit(f"{command.name} without a failure: {done}")

    def mistakes(
        self,
        command: Command,
        folder: Path,
        done: subprocess.CompletedProcess[bytes] | None,
        *,
        must_succeed: bool = False,
        may_crash: bool = False,
        may_leave: bool = False,
    ) -> list[str]:
        """What is wrong after a run."""
        if done is None:
            return [f"waits for more than {PATIENCE} seconds"]
        code, errors = done.returncode, done.stderr.decode(errors="replace")
        mistakes = []
        if may_crash and code == 64 and "Memory error" in errors:
            # The reader of YAML says so of a page or plan for which there was no memory.
            return self.leftovers(folder)
        allowed = {command.usual} if must_succeed else {command.usual, *command.trouble}
        if code not in allowed:
            mistakes.append(f"exit {code}: {errors[-400:]!r}")
        # What could not be checked, and why, is the report's to say.
        has_reason = re.search(rb"NO VERDICT|Unread", done.stdout) and re.search(rb"can't be |no accepted row", done.stdout)
        # `trace` says of which rules nothing is known.
        has_reason = has_reason or command.name == "trace" and b"Not checked: " in done.stdout
        if code in command.trouble and not has_reason and not re.search(r"^error: .+", errors, re.MULTILINE):
            mistakes.append(f"no sentence: {errors!r}, {done.stdout[-2000:].decode()!r}")
        if "ended by signal" in errors and not may_crash:
            mistakes.append(f"a crash: {errors[-400:]!r}")
        if command.name.startswith(("verify", "merge", "diff")):
            last = errors.rstrip().split("\n")[-1]
            if not last.startswith("verdict=") or f" exit={code} " not in last:
                mistakes.append(f"exit {code}, the last line is {last!r}")
        left = [] if may_leave else self.leftovers(folder)
        return mistakes + left + self.wrong_files(command, folder, code, may_leave)

    def leftovers(self, folder: Path) -> list[str]:
        """What is not finished, and is still there."""
        return [f"left: {path.name}" for path in folder.rglob("*") if UNFINISHED.search(path.name)]

    def wrong_files(self, command: Command, folder: Path, code: int, may_leave: bool) -> list[str]:
        """What is wrong with the files that a run wrote, or left as they were."""
        mistakes = []
        for name in command.files:
            path = folder / name
            if not path.exists():
                if code == 0:
                    mistakes.append(f"exit 0 without {name}")
                continue
            try:
                found = stable(path)
            except Exception as error:
                mistakes.append(f"exit {code}, {name} is not whole: {error}")
                continue
            if code == command.usual == 0 and found != self.whole[f"{command.name} {name}"]:
                mistakes.append(f"exit 0, {name} is not what it is without a failure")
            if name.endswith("audit.json") and code != 0 and found["verdict"] == "PASS" and not may_leave:
                mistakes.append(f"exit {code}, {name} has a PASS")
        if command.name.startswith("build"):
            mistakes += self.wrong_claim(folder, code)
        return mistakes

    def wrong_claim(self, folder: Path, code: int) -> list[str]:
        """The archive is the new or the old one, and what is beside it speaks of no other one."""
        archive, claim = folder / "backup.tar.gz", folder / "backup.tar.gz.sha256"
        if not archive.exists():
            return [f"exit {code}: the archive of before is gone"]
        data = archive.read_bytes()
        if data not in ((folder / "old.tar.gz").read_bytes(), (folder / "new.tar.gz").read_bytes()):
            return [f"exit {code}: the archive is neither the old nor the new one"]
        if claim.exists() and not claim.read_text().startswith(hashlib.sha256(data).hexdigest()):
            return [f"exit {code}: the digest is that of another archive"]
        return []
