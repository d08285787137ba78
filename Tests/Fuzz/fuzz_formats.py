#!/usr/bin/env python3
"""One migration in many guises: whatever the format of its exports, the archive is the same, byte for byte.

The demo's exports are written again as CSV of every dialect, NDJSON, JSON arrays and pages, staged, compressed, in
other encodings, with other columns, stamps and words, by Python's own csv, json and gzip; the plan says what is
different. `build` must make the archive of the plain exports, and `verify` pass it. The archive of the demo's faults
must fail in all guises, with every place of its findings right. Every guise has a seed, from which --start makes it
again. Exit 0: all agree; 1: the first that does not, with its folder.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zoneinfo
from pathlib import Path

import archives
import places

FIELDS = {
    "TICKET_CREATED_AT": "tickets.created_at",
    "TICKET_REQUESTER_ID": "tickets.requester_id",
    "COMMENT_PART_ID": "comments.id",
    "CONVERSATION_ID": "comments.ticket_id",
    "COMMENT_PUBLIC": "comments.public",
    "BODY": "comments.html_body",
    "COMMENT_CREATED_AT": "comments.created_at",
    "AUTHOR_ID": "comments.author_id",
    "NAME": "users.name",
    "EMAIL": "users.email",
}
NUMBERS = {"TICKET_REQUESTER_ID", "COMMENT_PART_ID", "CONVERSATION_ID", "AUTHOR_ID"}
STAMPS = {"TICKET_CREATED_AT", "COMMENT_CREATED_AT"}

STAMP = re.compile(r"(.{19})(?:\.(\d+))?(Z|[+-]\d\d:\d\d)")
"""A stamp of the demo: seconds, fraction, zone."""

ZONES = ["UTC", "+05:30", "-03:00", "Asia/Kolkata", "Asia/Tokyo", "America/Bogota"]
"""Zones whose clocks are never set back, so that every local time is one instant."""


def zone_of(name: str) -> datetime.tzinfo:
    """The zone that a plan's `time-zone` names."""
    if match := re.fullmatch(r"([+-])(\d\d):(\d\d)", name):
        minutes = int(match[2]) * 60 + int(match[3])
        return datetime.timezone(datetime.timedelta(minutes=-minutes if match[1] == "-" else minutes))
    return zoneinfo.ZoneInfo(name)


class Stamps:
    """A way to write instants, and what the plan says of it."""

    def __init__(self, draw: random.Random, whole_seconds: bool, whole_milliseconds: bool) -> None:
        self.zone = draw.choice(ZONES)
        kinds = ["utc", "local", "offset", "fraction"]
        kinds += ["epoch-seconds", "names", "us"] if whole_seconds else []
        kinds += ["epoch-milliseconds"] if whole_milliseconds else []
        self.kind = draw.choice(kinds)

    def options(self) -> dict[str, str]:
        match self.kind:
            case "local":
                return {"time-zone": self.zone}
            case "fraction":
                return {"format": "%d.%m.%Y %H:%M:%S.%f %z"}
            case "names":
                return {"format": "%a %b %d %H:%M:%S %z %Y"}
            case "us":
                return {"format": "%m/%d/%Y %I:%M:%S %p", "time-zone": self.zone}
            case "epoch-seconds" | "epoch-milliseconds":
                return {"format": self.kind}
        return {}

    def write(self, stamp: str) -> str:
        seconds, fraction, offset = STAMP.fullmatch(stamp).groups()
        utc = datetime.datetime.fromisoformat(seconds + offset).astimezone(datetime.UTC)
        local = utc.astimezone(zone_of(self.zone))
        point = f".{fraction}" if fraction else ""
        offset = local.strftime("%z")
        match self.kind:
            case "local":
                return local.strftime("%Y-%m-%d %H:%M:%S") + point
            case "offset":
                return local.strftime("%Y-%m-%dT%H:%M:%S") + point + f"{offset[:3]}:{offset[3:]}"
            case "fraction":
                return local.strftime("%d.%m.%Y %H:%M:%S.") + (fraction or "0") + f" {offset}"
            case "names":
                return local.strftime("%a %b %d %H:%M:%S %z %Y")
            case "us":
                return local.strftime("%m/%d/%Y %I:%M:%S %p")
            case "epoch-seconds":
                return str(int(utc.timestamp()))
            case "epoch-milliseconds":
                return str(int(utc.timestamp()) * 1000 + int((fraction or "0").ljust(3, "0")))
        return stamp


class Guise:
    """How one migration's exports are written this time."""

    def __init__(self, rows: list[dict[str, str]], users: list[dict[str, str]], seed: int) -> None:
        self.rows, self.users = rows, users
        self.draw = random.Random(seed)
        fractions = [STAMP.fullmatch(row[name])[2] or "" for row in rows for name in STAMPS]
        self.stamps = {
            name: Stamps(self.draw, not any(fractions), max(map(len, fractions)) <= 3) for name in STAMPS
        }
        self.columns = {name: name for name in FIELDS}
        if self.draw.random() < 0.5:
            self.columns = {name: f"{name.lower().replace('_', ' ')} {self.draw.randint(0, 9)}" for name in FIELDS}
        self.words = self.draw.choice([None, None, ("public", "internal"), ("Ja", "Nein")])
        self.format = self.draw.choice(["csv", "csv", "ndjson", "json", "page"])
        self.delimiter = self.draw.choice([",", ";", "\t", "|"])
        self.encoding = self.draw.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
        self.files = self.draw.choice([1, 1, 3, 12])
        self.overlap = self.draw.choice([0, 40])
        self.user_format = self.draw.choice(["csv", "ndjson", "pages"])

    def row(self, row: dict[str, str]) -> dict[str, str]:
        row = {name: row[name] for name in FIELDS}
        for name in STAMPS:
            row[name] = self.stamps[name].write(row[name])
        if self.words:
            row["COMMENT_PUBLIC"] = self.words[0 if row["COMMENT_PUBLIC"].lower() == "true" else 1]
        return {self.columns[name]: value for name, value in row.items()}

    def record(self, row: dict[str, str]) -> dict:
        """A row as JSON has it: numbers bare or in quotes, nulls in each of three ways, keys in any order."""
        names = {column: name for name, column in self.columns.items()}
        record: dict = {}
        for column in self.draw.sample(sorted(row), len(row)):
            name, value = names[column], row[column]
            if name in NUMBERS and self.draw.random() < 0.7:
                record[column] = int(value)
            elif name == "COMMENT_PUBLIC" and not self.words and self.draw.random() < 0.7:
                record[column] = value.lower() == "true"
            elif not value and self.draw.random() < 0.7:
                if self.draw.random() < 0.5:
                    record[column] = None
            else:
                record[column] = value
        if self.draw.random() < 0.1:
            record["more"] = self.draw.choice([{"a": ["}", 1.5e3]}, [], None, "\U0001f600"])
        return record

    def json(self, value: object) -> str:
        return json.dumps(value, ensure_ascii=self.draw.random() < 0.5)

    def csv(self, rows: list[dict[str, str]]) -> str:
        text = io.StringIO(newline="")
        quoting = self.draw.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
        end = self.draw.choice(["\n", "\r\n"])
        columns = self.draw.sample(sorted(rows[0]), len(rows[0]))
        if self.draw.random() < 0.3:
            text.write(f"sep={self.delimiter}{end}")
        writer = csv.DictWriter(text, columns, delimiter=self.delimiter, quoting=quoting, lineterminator=end)
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue()

    def text(self, rows: list[dict[str, str]]) -> str:
        if self.format == "csv":
            return self.csv(rows)
        records = [self.record(row) for row in rows]
        if self.format == "ndjson":
            return "".join(self.json(record) + self.draw.choice(["\n", "\n", "\r\n", "\n\n"]) for record in records)
        indent = self.draw.choice([None, 1])
        if self.format == "page":
            page: dict = {"messages": records}
            if self.files == 1:
                page = {"count": len({row["COMMENT_PART_ID"] for row in self.rows}), **page, "next_page": None}
            return json.dumps(page, indent=indent, ensure_ascii=self.draw.random() < 0.5)
        return json.dumps(records, indent=indent)

    def bytes(self, text: str) -> bytes:
        # A byte order mark, or the NULs of the first characters, tell UTF-16.
        data = text.encode(self.encoding)
        return archives.gzipped(data, self.draw) if self.draw.random() < 0.5 else data

    def write(self, folder: Path) -> None:
        (folder / "exports").mkdir(parents=True)
        edges = [0, *sorted(self.draw.sample(range(1, len(self.rows)), self.files - 1)), len(self.rows)]
        for number, (start, end) in enumerate(zip(edges, edges[1:]), 1):
            rows = [self.row(row) for row in self.rows[max(0, start - self.overlap) : end]]
            (folder / f"exports/chat_{number}.data").write_bytes(self.bytes(self.text(rows)))
        self.write_users(folder / "exports")
        (folder / "migration.yml").write_text(self.plan(), encoding="utf-8")

    def write_users(self, folder: Path) -> None:
        users = [{"id": int(user["id"]), "email": user["email"] or None} for user in self.users]
        if self.user_format == "pages":
            pages = [users[start : start + 100] for start in range(0, len(users), 100)]
            for number, page in enumerate(pages, 1):
                following = None if number == len(pages) else f"https://desk.example.org/users.json?page={number + 1}"
                (folder / f"users-{number}.data").write_bytes(
                    json.dumps({"users": page, "next_page": following, "count": len(users)}).encode()
                )
        elif self.user_format == "ndjson":
            (folder / "users-1.data").write_text("".join(json.dumps(user) + "\n" for user in users))
        else:
            lines = "".join(f"{user['id']},{user['email'] or ''}\n" for user in users)
            (folder / "users-1.data").write_text("id,email\n" + lines, encoding="utf-8")

    def plan(self) -> str:
        records: dict[str, dict] = {}
        for name, place in FIELDS.items():
            kind, field = place.split(".")
            options: dict[str, object] = {"from": self.columns[name]}
            if name in STAMPS:
                options |= self.stamps[name].options()
            if name == "COMMENT_PUBLIC" and self.words:
                options |= {"true": self.words[0], "false": self.words[1]}
            records.setdefault(kind, {"fields": {}})["fields"][field] = options
        plan = {
            "sources": {
                "chat": {"path": "exports/chat_*.data", "stages": "number"},
                "ticketing": {"path": "exports/users-*.data"},
            },
            "identity": {"match": "email", "keep": "ticketing"},
            "archive": {"path": "backup_tickets.tar.gz"},
            "as-of": "2026-11-20T00:00:00Z",
            "records": records,
        }
        # JSON is YAML.
        return json.dumps(plan, indent=1, ensure_ascii=False)

    def __str__(self) -> str:
        stamps = "/".join(stamps.kind for stamps in self.stamps.values())
        return f"{self.format} {self.encoding} {self.files} files, {stamps}, users as {self.user_format}"


Rows = list[dict[str, str]]


def made_up(binary: str, folder: Path, rows: int) -> tuple[Rows, Rows]:
    """Let the demo write its folder. Returns the rows of its chat export, and those of its ticketing users."""
    csv.field_size_limit(1 << 26)
    subprocess.run([binary, "demo", "--into", folder, "--rows", str(rows)], capture_output=True)
    tables = []
    for name in ("chat_data.csv", "ticket_platform_users.csv"):
        with (folder / "exports" / name).open(newline="", encoding="utf-8") as file:
            tables.append(list(csv.DictReader(file)))
    return tables[0], tables[1]


def run(binary: str, *arguments: str, folder: Path) -> None:
    """Run the tool; anything but exit 0 is a disagreement."""
    outcome = subprocess.run([binary, *arguments], cwd=folder, capture_output=True, timeout=120)
    if outcome.returncode != 0:
        raise AssertionError(
            f"{arguments[0]} ended with {outcome.returncode}\n{outcome.stderr.decode()[-2000:]}"
            + outcome.stdout.decode()[-3000:] * (arguments[0] == "verify")
        )


def check_faults(binary: str, folder: Path, faulty: bytes, seed: int) -> None:
    """`verify` fails the archive of the demo's faults, spelled anew, and its places are right."""
    (folder / "faulty.tar.gz").write_bytes(archives.rewritten(faulty, random.Random(seed)))
    arguments = [binary, "verify", "--archive", "faulty.tar.gz", "--reports", "reports"]
    outcome = subprocess.run(arguments, cwd=folder, capture_output=True, timeout=120)
    if outcome.returncode != 1:
        raise AssertionError(f"verify of the faults ended with {outcome.returncode}\n{outcome.stderr.decode()[-2000:]}")
    report = json.loads((folder / "reports/audit.json").read_text(encoding="utf-8"))
    try:
        places.check(report, folder, folder / "faulty.tar.gz")
    except places.Misplaced as problem:
        raise AssertionError(f"verify of the faults: {problem}") from problem


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--start", type=int, default=1, help="the seed of the first guise")
    parser.add_argument("--count", type=int, default=40, help="how many guises")
    parser.add_argument("--faults", type=int, default=1 << 30, help="check places in so many (default: in all)")
    parser.add_argument("--rows", type=int, default=2000, help="rows of the chat export")
    options = parser.parse_args()
    binary = os.path.abspath(os.environ.get("DESKAUDIT_BINARY", ".build/release/deskaudit"))
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as plain:
        base = Path(plain)
        rows, users = made_up(binary, base / "demo", options.rows)
        run(binary, "build", folder=base / "demo")
        expected = (base / "demo/backup_tickets.tar.gz").read_bytes()
        faulty = (base / "demo/published_tickets.tar.gz").read_bytes()

    for seed in range(options.start, options.start + options.count):
        folder = Path(tempfile.mkdtemp(prefix="deskaudit-guise-"))
        guise = Guise(rows, users, seed)
        try:
            guise.write(folder)
            run(binary, "build", folder=folder)
            if (folder / "backup_tickets.tar.gz").read_bytes() != expected:
                raise AssertionError("build made another archive")
            run(binary, "verify", "--reports", "reports", folder=folder)
            if seed < options.start + options.faults:
                check_faults(binary, folder, faulty, seed)
        except AssertionError as problem:
            print(f"seed {seed} ({guise}), kept in {folder}:\n{problem}")
            return 1
        shutil.rmtree(folder)
    print(f"{options.count} guises of one migration gave one archive, in {time.monotonic() - started:.0f} s")
    print(places.summary())
    return 0


if __name__ == "__main__":
    sys.exit(main())
