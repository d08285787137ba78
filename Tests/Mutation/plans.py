"""Small migrations on which mutants are tried: exports and plans, made by what the other tests have.

The drill's, the samples of the presets, guises of the demo, and random ones of the fuzzers. They are written once; what
`build` and `verify` say of them without a mutant is what mutants are compared with.
"""

from __future__ import annotations

import importlib
import json
import random
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterator

ROOT = Path(__file__).parents[2]
sys.path += [str(ROOT / "Tests/Fuzz"), str(ROOT / "Tests/Presets")]

import decisions  # noqa: E402
import exports  # noqa: E402
import fuzz_clean  # noqa: E402
import fuzz_decisions  # noqa: E402
import fuzz_formats  # noqa: E402
import fuzz_lists  # noqa: E402
import fuzz_mapping  # noqa: E402
import fuzz_migrations  # noqa: E402
import presets  # noqa: E402

AS_OF = "as-of: 2026-01-01T00:00:00Z\n"


@dataclass
class Desk:
    """A folder with migration.yml and its exports."""

    name: str
    folder: Path
    archives: list[tuple[str, bytes]]
    """Further archives for `verify`: damaged ones, and lawful ones in unusual forms."""


def fix_day(folder: Path) -> None:
    """Lets the plan say which day it is, so that two audits are the same."""
    plan = folder / "migration.yml"
    text = plan.read_text(encoding="utf-8")
    if "as-of" not in text:
        plan.write_text(text + AS_OF, encoding="utf-8")


def drill(folder: Path) -> None:
    """The small migration with nearly everything."""
    shutil.copytree(ROOT / "Tests/Drill", folder, dirs_exist_ok=True)


def preset(vendor: str) -> Callable[[Path], None]:
    """A vendor's made-up desk, fetched from its made-up server."""

    def make(folder: Path) -> None:
        presets.prepare(vendor, importlib.import_module(vendor).sample(True), folder)

    return make


def migration(seed: int) -> Callable[[Path], None]:
    """A chat and its ticketing users, in which everything may collide."""
    return lambda folder: void(fuzz_migrations.make(seed, folder))


def mapped(seed: int) -> Callable[[Path], None]:
    """A mapping matrix, organizations, and the ticketing tool's own records."""
    return lambda folder: void(fuzz_mapping.make(seed, folder))


def lists(seed: int) -> Callable[[Path], None]:
    """Lists of people, tickets with messages inside."""

    def make(folder: Path) -> None:
        made = fuzz_lists.Migration(random.Random(seed))
        made.make()
        made.write(folder)

    return make


def decided(binary: Path, seed: int) -> Callable[[Path], None]:
    """Conflicts that people decided in a sheet."""

    def make(folder: Path) -> None:
        made, draw = fuzz_decisions.generate(seed)
        model = fuzz_decisions.model_of(made, None)
        fuzz_decisions.write(made, folder, model, seed)
        fuzz_migrations.run(str(binary), "decide", "--into", "decisions.csv", folder=folder)
        sheet = folder / "decisions.csv"
        if sheet.exists():
            rows = decisions.read(sheet)
            said = decisions.fill(rows, draw, 1)
            decisions.save(sheet, rows, draw)
            model = fuzz_decisions.model_of(made, said)
            fuzz_decisions.write(made, folder, model, seed)

    return make


def guise(seed: int, rows: fuzz_formats.Rows, users: fuzz_formats.Rows) -> Callable[[Path], None]:
    """A part of the demo in another format."""

    def make(folder: Path) -> None:
        draw = random.Random(seed)
        shutil.rmtree(folder)
        made = fuzz_formats.Guise(fuzz_clean.part(rows, draw), users, seed)
        if made.format == "page":
            made.files = 1
        made.write(folder)
        plan = json.loads((folder / "migration.yml").read_text(encoding="utf-8"))
        plan["archive"]["batch-size"] = draw.choice([3, 10, 1000])
        (folder / "migration.yml").write_text(json.dumps(plan), encoding="utf-8")

    return make


def void(_: object) -> None:
    """Nothing: what a maker returns is of no use here."""


def makers(binary: Path, scratch: Path, count: int) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """The migrations by name; `count` random ones of each kind."""
    yield "drill", drill
    presets.BINARY = binary
    for vendor in presets.VENDORS:
        yield f"preset {vendor}", preset(vendor)
    rows, users = fuzz_formats.made_up(str(binary), scratch / "demo", 2000)
    for seed in range(1, count + 1):
        yield f"mapped {seed}", mapped(seed)
        yield f"migration {seed}", migration(seed)
        yield f"lists {seed}", lists(seed)
        yield f"decided {seed}", decided(binary, seed)
        yield f"guise {seed}", guise(seed, rows, users)


def desks(binary: Path, into: Path, count: int, say: Callable[[str], None]) -> list[Desk]:
    """Writes the migrations; those of an earlier run are used again."""
    found = []
    into.mkdir(parents=True, exist_ok=True)
    done = into / "made.json"
    if done.exists() and (stored := json.loads(done.read_text()))["count"] == count:
        return [Desk(name, into / folder, []) for name, folder in stored["desks"]]
    for name, make in makers(binary, into, count):
        folder = into / name.replace(" ", "-")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            make(folder)
            fix_day(folder)
        except (presets.Miss, fuzz_migrations.Disagreement, AssertionError, OSError, ValueError, KeyError) as problem:
            say(f"{name} could not be made: {type(problem).__name__}: {str(problem)[:200]}")
            continue
        found.append(Desk(name, folder, []))
    done.write_text(json.dumps({"count": count, "desks": [(desk.name, desk.folder.name) for desk in found]}))
    return found
