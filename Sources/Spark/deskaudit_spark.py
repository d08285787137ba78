"""Audits a migration on a Spark cluster: each executor reads some of the inputs, the driver judges.

    spark-submit deskaudit_spark.py s3://bucket/migration --plan migration.yml --reports Reports/out

or `run(spark, "s3://bucket/migration")` in a notebook or a wheel's job. The folder has the plan and what its paths name; anything that
pyarrow.fs opens will do (S3, GCS, ABFS, HDFS, a local path). `deskaudit` must be on each machine under the same path.

Spark only places, retries and transports: `task list`, `task map` and `merge` do the work. An item that fails on its data has facts all
the same; one that fails for another reason is tried again by Spark, and in the end fails the job, so that no verdict is guessed. Facts
travel as opaque blocks, one row of Arrow each.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Iterator

import pyarrow as pa
import pyarrow.fs

BLOCK = 16 << 20
"""The most bytes of facts in one row."""
HEAD = 4 << 20
"""What of a larger input is fetched to list it: its start tells what it is."""
SCHEMA = "item long, block long, blocks long, sha256 string, data binary"


def run(spark, folder: str, plan: str = "migration.yml", binary: str = "deskaudit", reports: str = "Reports/out", options: tuple[str, ...] = ()) -> int:
    """Audits the migration in a folder or below a URI; the exit code of `verify`: 0 PASS, 1 FAIL, 2 NO VERDICT, 64 a mistake.

    `options` are further options of `merge`.
    """
    if "://" not in folder:
        folder = Path(folder).resolve().as_uri()
    with tempfile.TemporaryDirectory(prefix="deskaudit-") as work:
        local = Path(work) / "inputs"
        sizes = fetch_heads(folder, local)
        listed = subprocess.run([binary, "task", "list", plan], cwd=local, capture_output=True)
        if listed.returncode != 0:
            sys.stderr.buffer.write(listed.stderr)
            return listed.returncode
        (local / "work.ndjson").write_bytes(listed.stdout)
        facts = collect(spark, mapping(folder, local, plan, binary), listed.stdout.count(b"\n") - 1, Path(work) / "facts")
        for path, size in sizes.items():
            # What is only a head is not what is to be shown of it.
            if size > HEAD:
                (local / path).unlink()
        arguments = ["--list", "work.ndjson", "--plan", plan, "--reports", str(Path(reports).resolve()), *options, *map(str, facts)]
        return subprocess.run([binary, "merge", *arguments], cwd=local).returncode


def fetch_heads(folder: str, into: Path) -> dict[str, int]:
    """Copies what is in the folder: small files whole, of large ones the start, as a sparse file of their size. Their sizes."""
    files, root = pyarrow.fs.FileSystem.from_uri(folder)
    sizes = {}
    for found in files.get_file_info(pyarrow.fs.FileSelector(root, recursive=True)):
        if found.type != pyarrow.fs.FileType.File:
            continue
        path = found.path[len(root) :].lstrip("/")
        target = into / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with open_bytes(files, found.path) as source, open(target, "wb") as copy:
            copy.write(source.read(HEAD))
            copy.truncate(found.size)
        sizes[path] = found.size
    return sizes


def open_bytes(files: pyarrow.fs.FileSystem, path: str):
    """A file as it is: by its name, pyarrow would unpack a compressed one."""
    return files.open_input_stream(path, compression=None)


def mapping(folder: str, local: Path, plan: str, binary: str):
    """What executors do: makes the facts of the items that it is given."""
    small = {path.relative_to(local).as_posix(): path.read_bytes() for path in local.rglob("*") if path.is_file() and path.stat().st_size <= HEAD}

    def map_items(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for item in batch.column("item").to_pylist():
                yield from map_item(item)

    def map_item(number: int) -> Iterator[pa.RecordBatch]:
        files, root = pyarrow.fs.FileSystem.from_uri(folder)
        with tempfile.TemporaryDirectory(prefix="deskaudit-") as name:
            here, facts = Path(name) / "inputs", Path(name) / "facts"
            for path, content in small.items():
                (here / path).parent.mkdir(parents=True, exist_ok=True)
                (here / path).write_bytes(content)
            with open(here / "work.ndjson") as lines:
                item = json.loads(next(line for index, line in enumerate(lines) if index == number + 1))
            command = [binary, "task", "map", plan, "--list", "work.ndjson", "--item", str(number), "--out", str(facts)]
            copies = [path for path in item["paths"] if not (here / path).exists()]
            if len(item["paths"]) == 1 and copies:
                done = piped([*command, "--input", "-"], here, files, f"{root}/{copies[0]}")
            else:
                for path in copies:
                    (here / path).parent.mkdir(parents=True, exist_ok=True)
                    with open_bytes(files, f"{root}/{path}") as source, open(here / path, "wb") as copy:
                        shutil.copyfileobj(source, copy, 1 << 20)
                # What was listed is another copy.
                inputs = [part for path in item["paths"] for part in ("--input", path)]
                done = subprocess.run([*command, *inputs], cwd=here, stderr=subprocess.PIPE)
            if done.returncode != 0:
                raise RuntimeError(f"item {number}: {done.stderr.decode(errors='replace').strip()}")
            yield from blocks(number, facts.read_bytes())

    return map_items


def piped(command: list[str], folder: Path, files: pyarrow.fs.FileSystem, path: str) -> subprocess.CompletedProcess:
    """Runs a command with a file of another file system as its standard input."""
    process = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        with open_bytes(files, path) as source:
            shutil.copyfileobj(source, process.stdin, 1 << 20)
    except BrokenPipeError:
        pass  # It has said why.
    _, errors = process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, stderr=errors)


def blocks(item: int, facts: bytes) -> Iterator[pa.RecordBatch]:
    """The facts of an item in rows."""
    parts = [facts[start : start + BLOCK] for start in range(0, len(facts), BLOCK)] or [b""]
    for number, part in enumerate(parts):
        digest = hashlib.sha256(part).hexdigest()
        yield pa.RecordBatch.from_pydict(
            {"item": [item], "block": [number], "blocks": [len(parts)], "sha256": [digest], "data": pa.array([part], pa.binary())}
        )


def collect(spark, map_items, items: int, folder: Path) -> list[Path]:
    """Has the items mapped, and puts their facts together; those of an item that came twice side by side."""
    folder.mkdir()
    # A partition for each item; a shuffle might put some together.
    frame = spark.range(0, items, 1, items).withColumnRenamed("id", "item")
    paths: list[Path] = []
    seen: dict[int, int] = {}
    for row in frame.mapInArrow(map_items, SCHEMA).toLocalIterator():
        if hashlib.sha256(row.data).hexdigest() != row.sha256:
            raise RuntimeError(f"item {row.item}: a block of its facts is damaged on its way")
        if row.block == 0:
            seen[row.item] = seen.get(row.item, -1) + 1
            paths.append(folder / f"{row.item}-{seen[row.item]}.facts")
        with open(folder / f"{row.item}-{seen[row.item]}.facts", "ab") as file:
            file.write(row.data)
    return paths


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", help="the folder or URI with the plan and the inputs")
    options.add_argument("--plan", default="migration.yml", help="the plan, below the folder")
    options.add_argument("--binary", default=os.environ.get("DESKAUDIT_BINARY", "deskaudit"), help="deskaudit, on each machine")
    options.add_argument("--reports", default="Reports/out", help="the folder of the reports, on the driver")
    given, others = options.parse_known_args()
    from pyspark.sql import SparkSession

    return run(SparkSession.builder.getOrCreate(), given.folder, given.plan, given.binary, given.reports, tuple(others))


if __name__ == "__main__":
    sys.exit(main())
