#!/usr/bin/env python3
"""Compare the evidence of an audit with itself and with the audit: CSV files, database, audit.json.

    agree.py EVIDENCE AUDIT.JSON

Prints what does not agree, a line each, and then how many rows were compared. Reads CSV and SQLite by Python's own
modules, and knows of the tool no more than README says.
"""

from __future__ import annotations

import csv
import json
import sqlite3
import stat
import sys
from pathlib import Path

ROWS = """
  SELECT f.key, f.message, f.count, f.origin, f.expected, f.found, e.source, e.file, e.line, e.record, e.element,
    a.member, a.pointer, a."offset", n.source, n.file, n.line, f.cause
  FROM findings f
  LEFT JOIN places e ON e.finding = f.id AND e.side = 'export'
  LEFT JOIN places a ON a.finding = f.id AND a.side = 'archive'
  LEFT JOIN places n ON n.finding = f.id AND n.side = 'new'
  WHERE f.rule = ? ORDER BY f.id
"""


def cell(value: str | int | None) -> str:
    """A value of the database as a CSV file has it."""
    text = "" if value is None else str(value)
    return "'" + text if isinstance(value, str) and text[:1] in tuple("=+-@\t\r") and text else text


def mistakes(folder: Path, audit: dict) -> tuple[list[str], int]:
    """What does not agree, and how many rows there are."""
    found: list[str] = []
    compared = 0
    database = sqlite3.connect(f"file:{folder / 'evidence.sqlite'}?mode=ro", uri=True)

    def one(query: str, *values: object) -> object:
        return database.execute(query, values).fetchone()[0]

    for pragma, expected in [("integrity_check", "ok"), ("user_version", 1)]:
        if one(f"PRAGMA {pragma}") != expected:
            found.append(f"{pragma} is {one(f'PRAGMA {pragma}')}")
    found += [f"foreign key: {row}" for row in database.execute("PRAGMA foreign_key_check")]
    title = database.execute("SELECT title, verdict, archive_sha256, plan_sha256, as_of FROM audit").fetchall()
    same = (audit["title"], audit["verdict"], audit["archive"]["sha256"], audit["plan_sha256"], audit["as_of"])
    if title != [same]:
        found.append(f"audit: {title}, expected {same}")
    rules = database.execute("SELECT id, area, title, outcome, violations FROM rules ORDER BY number").fetchall()
    if rules != [tuple(rule[key] for key in ("id", "area", "title", "outcome", "violations")) for rule in audit["rules"]]:
        found.append("other rules")
    for rule, _, _, _, violations in rules:
        path = folder / f"{rule}.csv"
        if path.exists() != (violations > 0):
            found.append(f"{path.name}: {violations} violations")
        if not path.exists():
            continue
        if b"\r\n" != path.read_bytes()[-2:]:
            found.append(f"{path.name} does not end with CRLF")
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file, strict=True))[1:]
        if rows != [[cell(value) for value in row] for row in database.execute(ROWS, [rule])]:
            found.append(f"{rule}: the CSV file and the database differ")
        if sum(int(row[2]) for row in rows) != violations:
            found.append(f"{rule}: {violations} violations, and {sum(int(row[2]) for row in rows)} in the rows")
        compared += len(rows)
    shares = [(number, share["rule"], share["violations"]) for number, cause in enumerate(audit["causes"], 1)
              for share in cause["explains"]]
    if sorted(database.execute("SELECT * FROM cause_rules").fetchall()) != sorted(shares):
        found.append("causes explain other rules")
    counted = database.execute("SELECT cause, rule, SUM(count) FROM findings WHERE cause NOTNULL GROUP BY 1, 2")
    if sorted(counted.fetchall()) != sorted(shares):
        found.append("other violations have causes than these explain")
    for line, row in zip(audit["balance"], database.execute("SELECT record, read, expected, missing FROM balance")):
        if row != (line["record"], line["read"], line["expected"], line["missing"]):
            found.append(f"balance: {row}")
    known = {f"{rule[0]}.csv" for rule in rules} | {"evidence.sqlite"}
    for path in folder.iterdir():
        if path.name not in known:
            found.append(f"{path.name} is there")
        if stat.S_IMODE(path.stat().st_mode) != 0o600:
            found.append(f"{path.name} has the mode {stat.S_IMODE(path.stat().st_mode):o}")
    return found, compared


def main() -> None:
    """Print the mistakes and the number of rows."""
    found, compared = mistakes(Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")))
    for mistake in found:
        print(mistake)
    print(f"{compared} rows")


if __name__ == "__main__":
    main()
