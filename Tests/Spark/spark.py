#!/usr/bin/env python3
"""Audits by Spark, by `verify`, and by `xargs -P2` in pieces: the same exit code, and the same audit.json but for its timing.

A task that fails at first is tried again; one that always fails, and one whose facts are damaged on their way, give no verdict.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ["DESKAUDIT_BINARY"]).resolve()
sys.path.insert(0, str(ROOT / "Sources/Spark"))
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
os.environ["PYTHONPATH"] = str(ROOT / "Sources/Spark")

import deskaudit_spark  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

wrong: list[str] = []
runs = 0


def audit(reports: Path) -> dict | None:
    """A report without what differs from run to run."""
    path = reports / "audit.json"
    if not path.exists():
        return None
    content = json.loads(path.read_text())
    content.pop("timing")
    return content


def expect(what: str, found: object, expected: object) -> None:
    global runs
    runs += 1
    if found != expected:
        wrong.append(f"{what}: {str(found)[:300]}, expected {str(expected)[:300]}")


def session(master: str) -> SparkSession:
    builder = SparkSession.builder.master(master).appName("deskaudit").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "8").config("spark.driver.host", "localhost")
    spark = builder.config("spark.executorEnv.PYTHONPATH", os.environ["PYTHONPATH"]).getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    return spark


def wrapped(folder: Path, name: str, body: str) -> str:
    """A program that is deskaudit but for what `body` does before."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\nexec '{BINARY}' \"$@\"\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def migrations(folder: Path, rows: int) -> list[Path]:
    """The demo in pieces, its published archive with all faults, and one whose archive is cut."""
    made = []
    for name in ("clean", "published", "cut"):
        subprocess.run([BINARY, "demo", "--into", folder / name, "--rows", str(rows)], capture_output=True, check=False)
        made.append(folder / name)
        chat = folder / name / "exports/chat_data.csv"
        with open(chat, newline="") as whole:
            header, *lines = csv.reader(whole)
        for piece in range(12):
            with open(chat.parent / f"chat_{piece:02}.csv", "w", newline="") as part:
                csv.writer(part, lineterminator="\n").writerows([header, *lines[len(lines) * piece // 12 : len(lines) * (piece + 1) // 12]])
        chat.unlink()
        plan = folder / name / "migration.yml"
        plan.write_text(plan.read_text().replace("exports/chat_data.csv", "exports/chat_*.csv"))
    archive = folder / "published/backup_tickets.tar.gz"
    archive.write_bytes((folder / "published/published_tickets.tar.gz").read_bytes())
    archive = folder / "cut/backup_tickets.tar.gz"
    archive.write_bytes(archive.read_bytes()[:-5000])
    return made


def verified(folder: Path) -> tuple[int, dict | None]:
    done = subprocess.run([BINARY, "verify", "--reports", "direct"], cwd=folder, capture_output=True)
    return done.returncode, audit(folder / "direct")


def by_xargs(folder: Path) -> tuple[int, dict | None]:
    script = """
        mkdir -p facts && "$0" task list >work.ndjson &&
        seq 0 $(($(wc -l <work.ndjson) - 2)) | shuf |
          xargs -P 2 -I N "$0" task map --list work.ndjson --item N --out facts/N.facts &&
        "$0" merge --list work.ndjson --reports merged facts/*.facts
    """
    done = subprocess.run(["sh", "-c", script, BINARY], cwd=folder, capture_output=True)
    return done.returncode, audit(folder / "merged")


def by_spark(spark: SparkSession, folder: Path, reports: str, binary: str = str(BINARY)) -> tuple[int, dict | None]:
    code = deskaudit_spark.run(spark, str(folder), binary=binary, reports=str(folder / reports))
    return code, audit(folder / reports)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--long", action="store_true", help="clusters of processes, too")
    options.add_argument("--rows", type=int, default=3000, help="of the demo")
    given = options.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        folders = migrations(root, given.rows)
        expected = {folder: verified(folder) for folder in folders}
        for folder in folders:
            expect(f"{folder.name} by xargs", by_xargs(folder), expected[folder])
        spark = session("local[2,3]")
        for folder in folders:
            expect(f"{folder.name} by local[2]", by_spark(spark, folder, "spark"), expected[folder])
        clean = folders[0]
        (root / "tried").mkdir()
        # The first try of each item ends as a machine that goes away does.
        number = r'$(echo "$*" | sed "s/.*--item \([0-9]*\).*/\1/")'
        once = f'case "$*" in *"task map"*) mkdir "{root}/tried/{number}" 2>/dev/null && kill -9 $$;; esac'
        expect("items that are killed at first", by_spark(spark, clean, "flaky", wrapped(root, "once", once)), expected[clean])
        expect("that each was tried twice", len(list((root / "tried").iterdir())) >= 14, True)
        for what, body in {
            "an item that always fails": 'case "$*" in *"task map"*"--item 3 "*) exit 74;; esac',
            "facts of another list": 'case "$*" in *"task map"*"--item 3 "*) "%s" task list migration.yml >other; set -- $(echo "$*" | sed s/work.ndjson/other/);; esac' % BINARY,
        }.items():
            try:
                found: object = by_spark(spark, clean, "none", wrapped(root, "failing", body))[0] not in (0, 1)
            except Exception:  # noqa: BLE001
                found = True
            expect(what, (found, audit(clean / "none")), (True, None))
        spark.stop()
        if given.long:
            for master in ("local-cluster[2,1,1024]",):
                spark = session(master)
                for folder in folders:
                    expect(f"{folder.name} by {master}", by_spark(spark, folder, "cluster"), expected[folder])
                spark.stop()
    for mistake in wrong:
        print(mistake)
    print(f"Spark: {runs} runs, {len(wrong)} mistakes, {time.monotonic() - start:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
