"""The commands whose outcomes tell whether a mutant of Exports, Archive or Audit is noticed."""

from __future__ import annotations

import base64
import gzip
import importlib
import io
import json
import random
import shutil
import sys
import tarfile
import zlib
from pathlib import Path
from types import ModuleType
from typing import Callable

import plans
from plans import Desk
from trial import Command, Outcome, Runner, build_of, verify_of

ROOT = Path(__file__).parents[2]

import drill  # noqa: E402  # that of Tests/Fuzz

SLOW = 4.0
"""A command that takes more seconds without a mutant is left out."""


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
            commands += traces(desk, target.name, random.Random(number))
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
    for _ in range(2):
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
    """`verify` with threads shown and every violation written, by several threads."""
    arguments = ["verify", "--archive", archive, "--reports", "OUT/reports", "--evidence", "OUT/evidence", "--jobs", "3",
                 "--samples", "5"]
    return Command(f"verify in full {desk.name}", desk.folder, arguments, "files")


def traces(desk: Desk, archive: str, draw: random.Random) -> list[Command]:
    """`trace` of two records of an archive, and of one that there is not."""
    records = []
    with tarfile.open(desk.folder / archive) as tar:
        for entry in tar:
            batch = json.load(tar.extractfile(entry))["data"]["tickets"]
            records += [("tickets" if kind == "data" else kind, str(record["id"]))
                        for kind, rows in batch.items() for record in rows if isinstance(record, dict) and "id" in record]
    chosen = [*draw.sample(records, min(2, len(records))), ("comments", "777")]
    return [Command(f"trace {desk.name} {kind} {name}", desk.folder,
                    ["trace", kind, name, "--format", "json", "--show-values", "--archive", archive], "text")
            for kind, name in chosen]


def hostile_modules(binary: Path) -> tuple[ModuleType, ModuleType, ModuleType]:
    """What Tests/Hostile says: archives, exports, and the migration of both. Tests/Fuzz has modules of the same names."""
    folder, names = str(ROOT / "Tests/Hostile"), ("desk", "archives", "exports")
    others = {name: sys.modules.pop(name, None) for name in names}
    sys.path.insert(0, folder)
    try:
        desk, archives, exports = (importlib.import_module(name) for name in names)
    finally:
        sys.path.remove(folder)
        sys.modules.update({name: module for name, module in others.items() if module})
    desk.BINARY = binary
    return archives, exports, desk


def unusual(tar: ModuleType, intact) -> list[tuple[str, bytes]]:
    """Archives in rare forms, by what is rare in them."""
    members = intact.members
    name, content = members[0]
    others = b"".join(tar.member(*member) for member in members[1:])
    padding = b" " * ((-1 - len(content)) % 512)
    signed = bytearray(tar.header("\u00e9.json".encode(), len(content)))
    total = sum((byte - 256 if byte > 127 else byte) for byte in signed[:148] + b" " * 8 + signed[156:])
    signed[148:156] = b"%06o\0 " % total
    spaced = content.replace(b'":', b'":' + b" " * 21).replace(b',"', b"\n" + b" " * 9 + b',"')
    return [
        ("a prefix before the name", tar.pack(tar.member(name, content, prefix=b".") + others + tar.END)),
        ("a byte of padding", tar.pack(tar.member(name, content + padding) + others + tar.END)),
        ("a checksum of signed bytes", tar.pack(bytes(signed) + tar.padded(content) + others + tar.END)),
        ("a NUL after the gzip member", intact.packed + b"\0"),
        ("members of gzip that end within headers", b"".join(
            tar.pack(intact.whole[start : start + 333]) for start in range(0, len(intact.whole), 333))),
        ("integers before marks", tar.pack(tar.member(name, content.replace(b'"id":11,', b'"id":11:,')) + others + tar.END)),
        ("many spaces", tar.pack(tar.member(name, spaced) + others + tar.END)),
    ]


def dialects(migration: ModuleType) -> list[tuple[str, str, bytes]]:
    """Exports in dialects and encodings that a plan names: what is rare, the keys of the source, the file."""
    text = migration.CHAT.decode()
    one = text.replace("One", "'O''n,e\n" + "x'")
    escaped = text.replace("One", "O\\,n\\\\e\\\n2").replace("Two", "\"T\\\"w\\no\"").replace(",Ann,", ",\\N,")
    words = text.replace("One", "On\u00e9 \U0001f600\u20ac").replace("Two", "\u4e2d\u6587 \u0800\u07ff")
    western = text.replace("One", "On\u00e9 \u201cx\u201d \u20ac").encode("cp1252")
    head, rows = text.split("\n", 1)
    names = ", ".join(head.split(","))
    lines = text.splitlines(keepends=True)
    commented = "".join(["# one\n", lines[0], "#two, \"x\n", *lines[1:3], "#\r\n", *lines[3:], "# last"])
    found = [
        ("another quote", 'quote: "\'"', one.encode()),
        ("another quote, not closed", 'quote: "\'"', text.replace("Three", "'Three").encode()),
        ("no quote", "quote: none", text.replace("One", '"O"n"').encode()),
        ("backslashes", 'escape: "\\\\"', escaped.encode()),
        ("a backslash at the end", 'escape: "\\\\"', text[:-1].encode() + b"\\"),
        ("no quote, and backslashes", 'quote: none, escape: "\\\\"', escaped.replace('"', "").encode()),
        ("comment lines", 'comment: "#"', commented.encode()),
        ("skipped lines", "skip-lines: 2", b'a report, "of\nall\n' + text.encode()),
        ("too few lines to skip", "skip-lines: 20", text.encode()),
        ("no header", f"header: [{names}]", rows.encode()),
        ("another delimiter", 'delimiter: ";"', text.replace(",", ";").replace("One", '"O;n"').encode()),
        ("UTF-16", "encoding: utf-16", words.encode("utf-16")),
        ("UTF-16 without a mark", "encoding: utf-16", words.encode("utf-16-be")),
        ("UTF-16, cut", "encoding: utf-16", words.encode("utf-16")[:-1]),
        ("UTF-16, a surrogate alone", "encoding: utf-16", words.replace("One", "On").encode("utf-16-le").replace(b"O\0n\0", b"O\0\0\xd8")),
        ("UTF-16 that is UTF-8", "encoding: utf-16", b"\xef\xbb\xbf" + words.encode()),
        ("Windows-1252", "encoding: windows-1252", western),
        ("Windows-1252 with a byte that is none", "encoding: windows-1252", western.replace(b"Two", b"T\x81wo")),
        ("Windows-1252 that is UTF-8", "encoding: windows-1252", words.encode()),
        ("Windows-1252 with a mark", "encoding: windows-1252", b"\xef\xbb\xbf" + words.encode()),
        ("UTF-8 that is UTF-16", "encoding: utf-8", words.encode("utf-16")),
        ("UTF-8 twice", "encoding: utf-8", words.encode().decode("latin-1").encode()),
        ("three bytes that say too little", "encoding: utf-8", text.encode().replace(b"One", b"\xe0\x80\xaf")),
        ("four bytes that say too little", "encoding: utf-8", text.encode().replace(b"One", b"\xf0\x80\x80\xaf")),
    ]
    return found


def hostile(binary: Path, folder: Path) -> list[Command]:
    """`verify` of hostile archives; `build` of hostile exports, and `verify` of the intact archive against them."""
    archives, exports, migration = hostile_modules(binary)
    shutil.rmtree(folder, ignore_errors=True)
    intact = migration.Desk(folder / "intact")
    (folder / "intact/backup.tar.gz.sha256").unlink(missing_ok=True)
    desk, commands = Desk("hostile archive", folder / "intact", []), []
    for number, (line, what, _, is_large, make) in enumerate(archives.CASES):
        if not is_large:
            archives.save(make(intact), desk.folder / f"{number}.tar.gz")
            commands.append(verify_of(desk, f"{number}.tar.gz", f" {line}: {what}"))
    for what, packed in unusual(migration, intact):
        name = what.replace(" ", "-")
        (desk.folder / f"{name}.tar.gz").write_bytes(packed)
        commands.append(verify_of(desk, f"{name}.tar.gz", f" unusual: {what}"))
    for number, (line, what, _, is_large, prepare) in enumerate(exports.CASES):
        if is_large or line == "plan":
            continue
        desk = Desk(f"hostile {line}: {what}", folder / str(number), [])
        desk.folder.mkdir()
        prepare(desk.folder)
        (desk.folder / "intact.tar.gz").write_bytes(intact.packed)
        commands += [build_of(desk), verify_of(desk, "intact.tar.gz")]
    for what, keys, file in dialects(migration):
        desk = Desk(f"dialect: {what}", folder / what.replace(" ", "-"), [])
        desk.folder.mkdir()
        plan = migration.PLAN.replace("{path: chat.csv}", "{path: chat.csv, " + keys + "}")
        migration.write(desk.folder, file, plan=plan)
        (desk.folder / "intact.tar.gz").write_bytes(intact.packed)
        profile = ["profile", "--format", "json", "--jobs", "1"]
        commands += [build_of(desk), verify_of(desk, "intact.tar.gz"), Command(f"profile {desk.name}", desk.folder, profile, "text")]
    return commands


def of_exports(desks: list[Desk]) -> list[Command]:
    """What reads the exports: inventories and builds."""
    profiles = [Command(f"profile {desk.name}", desk.folder, ["profile", "--format", "json", "--jobs", "1"], "text")
                for desk in desks]
    return profiles + [build_of(desk) for desk in desks]


def commands(
    runner: Runner, scratch: Path, desks: list[Desk], say: Callable[[str], None], count: int | None, seed: int
) -> list[Command]:
    """The commands for all modules, or `count` of them, which `seed` draws; with what they come to and reach.

    Those of an earlier run of this binary are used again.
    """
    stored, stamp = scratch / "battery.json", runner.binary.stat().st_mtime_ns
    earlier: dict[str, dict] = {}
    if stored.exists() and (kept := json.loads(stored.read_text()))["stamp"] == stamp:
        earlier = {command["name"]: command for command in kept["commands"]}
    found = built(runner, desks) + models(desks) + damaged(runner.binary, scratch / "fuzz-drill")
    found += hostile(runner.binary, scratch / "hostile") + rule_examples() + of_exports(desks)
    if count is not None and count < len(found):
        found = random.Random(seed).sample(found, count)
    traced = []
    for command in found:
        if command.name in earlier:
            traced.append(restored(earlier[command.name]))
        elif runner.trace_reached(command) and command.seconds < SLOW:
            traced.append(command)
        else:
            say(f"left out, because it crashes or takes too long: {command.name}")
    stored.write_text(json.dumps({"stamp": stamp, "commands": [stored_form(command) for command in traced]}))
    return traced


def stored_form(command: Command) -> dict:
    """A command as JSON has it."""
    reaches = bytearray(max(command.reaches, default=0) // 8 + 1)
    for number in command.reaches:
        reaches[number // 8] |= 1 << number % 8
    return {"name": command.name, "folder": str(command.folder), "arguments": command.arguments, "kind": command.kind,
            "usual": [command.usual.code, command.usual.wrote], "seconds": command.seconds,
            "reaches": base64.b64encode(zlib.compress(bytes(reaches))).decode()}


def restored(kept: dict) -> Command:
    """A command from JSON."""
    reaches = zlib.decompress(base64.b64decode(kept["reaches"]))
    numbers = {8 * place + bit for place, byte in enumerate(reaches) for bit in range(8) if byte >> bit & 1}
    return Command(kept["name"], Path(kept["folder"]), kept["arguments"], kept["kind"], Outcome(*kept["usual"]),
                   kept["seconds"], numbers)
