"""The commands whose outcomes tell whether a mutant of Exports, Archive or Audit is noticed."""

from __future__ import annotations

import gzip
import io
import json
import random
import tarfile
from pathlib import Path
from typing import Callable

import plans
from plans import Desk
from trial import Command, Runner, build_of, verify_of

ROOT = Path(__file__).parents[2]

import drill  # noqa: E402  # that of Tests/Fuzz


def rule_examples() -> list[Command]:
    """The examples of each rule page, each of them an export, an archive and what an audit must say."""
    pages = sorted(path for path in (ROOT / "Rules").glob("*/*.md"))
    return [Command(f"rules test {page.stem}", ROOT, ["rules", "test", str(ROOT / "Rules"), page.stem], "text")
            for page in pages]


def damaged(binary: Path, folder: Path) -> list[Command]:
    """`verify` of archives with one fault each, and of lawful ones in unusual forms: two of each kind."""
    folder.mkdir(parents=True, exist_ok=True)
    packed = drill.correct_archive(str(binary), folder)
    plans.fix_day(folder)
    desk = Desk("fuzz drill", folder, [])
    commands = []
    for operator in drill.operators(folder, packed, 211):
        for place in sorted({0, len(operator.archives) // 2}):
            name = f"{operator.name} {place}".replace("/", "_").replace(" ", "-")
            (folder / f"{name}.tar.gz").write_bytes(operator.archives[place])
            commands.append(verify_of(desk, f"{name}.tar.gz", f" {operator.name} {place}"))
    return commands


def models(desks: list[Desk]) -> list[Command]:
    """`verify` of the archives that a model made: those of contradicting exports among them."""
    return [verify_of(desk, "model.tar.gz", " model") for desk in desks if (desk.folder / "model.tar.gz").exists()]


def built(runner: Runner, desks: list[Desk]) -> list[Command]:
    """`verify` of what `build` writes, and of that with a record less or changed; all findings of one of them."""
    commands = []
    for number, desk in enumerate(desks):
        target = desk.folder / "backup.tar.gz"
        done = runner.run(Command("", desk.folder, ["build", "--jobs", "1", "--output", str(target)], "text"), None)
        if done.code != 0:
            continue
        commands.append(verify_of(desk, target.name, " built"))
        if number % 3 == 0:
            commands.append(audit_in_full(desk, target.name))
        for place, batches in enumerate(variants(target, random.Random(number))):
            name = f"changed-{place}.tar.gz"
            (desk.folder / name).write_bytes(batches)
            if (ids := Path(f"{target}.ids.csv")).exists():
                (desk.folder / f"{name}.ids.csv").write_bytes(ids.read_bytes())
            commands.append(verify_of(desk, name, f" changed {place}"))
    return commands


def variants(archive: Path, draw: random.Random) -> list[bytes]:
    """An archive with a record of each kind changed at random: a field, its place, or itself lost."""
    members: list[tuple[str, dict]] = []
    with tarfile.open(archive) as tar:
        for entry in tar:
            members.append((entry.name, json.load(tar.extractfile(entry))))
    found = []
    for _ in range(3):
        copy = json.loads(json.dumps(members))
        for _ in range(3):
            batch = draw.choice(copy)[1]["data"]["tickets"]
            records = draw.choice([records for records in batch.values() if records] or [[]])
            if not records:
                continue
            record = draw.choice(records)
            name = draw.choice(list(record)) if isinstance(record, dict) and record else ""
            match draw.randrange(5):
                case 0:
                    records.remove(record)
                case 1:
                    records.append(record)
                case 2 if name:
                    del record[name]
                case 3 if name:
                    record[name] = draw.choice([None, -1, "", "x", [], True, 1.5])
                case _ if name:
                    value = record[name]
                    record[name] = value + 1 if isinstance(value, int) else f"{value}x"
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w") as tar:
            for name, batch in copy:
                content = json.dumps(batch, ensure_ascii=False).encode()
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                tar.addfile(entry, io.BytesIO(content))
        found.append(gzip.compress(buffer.getvalue(), 1, mtime=0))
    return found


def audit_in_full(desk: Desk, archive: str) -> Command:
    """`verify` with threads shown and every violation written."""
    arguments = ["verify", "--archive", archive, "--reports", "OUT/reports", "--evidence", "OUT/evidence", "--jobs", "1",
                 "--samples", "5"]
    return Command(f"verify in full {desk.name}", desk.folder, arguments, "audit")


def of_exports(desks: list[Desk]) -> list[Command]:
    """What reads the exports: inventories and builds."""
    profiles = [Command(f"profile {desk.name}", desk.folder, ["profile", "--format", "json", "--jobs", "1"], "text")
                for desk in desks]
    return profiles + [build_of(desk) for desk in desks]


def commands(module: str, runner: Runner, scratch: Path, desks: list[Desk], say: Callable[[str], None]) -> list[Command]:
    """The commands for a module, each of which comes to the same in every run."""
    found = built(runner, desks) + models(desks) + damaged(runner.binary, scratch / "fuzz-drill")
    if module in ("Audit", "Exports"):
        found += rule_examples()
    if module == "Exports":
        found += of_exports(desks)
    settled = []
    for command in found:
        if runner.settle(command):
            settled.append(command)
        else:
            say(f"left out, because two runs differ: {command.name}")
    return settled
