#!/usr/bin/env python3
"""Random migrations whose conflicts are decided in a sheet: `decide`, `build` and `verify` against the model.

Each migration is decided in two rounds, because what is decided of people makes rows of comments agree or differ; in between
a spreadsheet saves the sheet, and at times an export changes. Exit 0: no disagreement; 1: at least one.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

import archives
import decisions
import exports
import migrations
import places
from fuzz_migrations import FAULTS, Disagreement, check_archive, check_verdict, failures, run, verify
from model import Model

CONFLICTS = ["two e-mails", "two ticketing ids", "comment", "ticket"]


def generate(seed: int) -> tuple[migrations.Migration, random.Random]:
    """A migration with conflicts, and few other hazards."""
    generator = migrations.Generator(seed)
    draw = random.Random(seed ^ 0xDEC1DE)
    others = generator.hazards - set(CONFLICTS)
    generator.hazards = set(draw.sample(CONFLICTS, draw.randint(1, 4)))
    generator.hazards |= {hazard for hazard in sorted(others) if draw.random() < 0.3}
    return generator.make(), draw


def model_of(migration: migrations.Migration, sheet: dict[str, str | None] | None) -> Model:
    """What must become of a migration by a sheet."""
    migration.policy.decisions = sheet
    return Model(migration.chat, migration.ticketing or [], migration.policy)


def check_sheet(rows: list[dict[str, str]], model: Model, before: dict[str, str | None]) -> None:
    """The sheet has the model's conflicts and no others, and keeps what was filled in."""
    listed: dict[str, set[str]] = {}
    for row in rows:
        if row["status"] != "stale":
            listed.setdefault(row["conflict"], set()).add(row["side"])
    wanted = {name: conflict for name, conflict in model.conflicts.items() if conflict.is_real}
    if set(listed) != set(wanted):
        raise Disagreement(f"decide lists {sorted(listed)}, the model {sorted(wanted)}")
    for name, sides in listed.items():
        if not sides <= set(wanted[name].sides) or len(sides) != wanted[name].meanings:
            raise Disagreement(f"{name} has the sides {sides}, the model {wanted[name]}")
    kept = {row["conflict"]: row["side"] for row in rows if row["owner"]}
    for name, side in before.items():
        if side is not None and kept.get(name) != side:
            raise Disagreement(f"decide lost the decision on {name}")
    stale = {row["conflict"] for row in rows if row["status"] == "stale"}
    if stale != {name for name, side in before.items() if side is not None} - set(wanted):
        raise Disagreement(f"decide marks {sorted(stale)} as stale")


def check_sides(binary: str, folder: Path, model: Model) -> str:
    """Both sides follow the sheet as the model does."""
    built = run(binary, "build", "--jobs", "1", folder=folder)
    if built.returncode != (1 if model.refused else 0):
        raise Disagreement(
            f"build ends with {built.returncode}, the model refuses for {sorted(model.refused)}: "
            + built.stderr.decode()[:900]
        )
    if not model.refused:
        check_archive(folder, model)
        check_verdict(binary, folder, "backup.tar.gz", model)
    if "one id for two people" in model.refused:
        if "exports-have-no-conflict" not in failures(verify(binary, folder, "model.tar.gz")[1]):
            raise Disagreement("verify does not see that two people get one id")
    else:
        check_verdict(binary, folder, "model.tar.gz", model)
    kinds = [kind for kind in ("stale", "decided") if getattr(model, kind)]
    return " and ".join(kinds + (["refused"] if model.refused else ["built"]))


def write(migration: migrations.Migration, folder: Path, model: Model, seed: int) -> None:
    """The exports, the plan with its sheet, and the archive that the model asks for."""
    shutil.rmtree(folder / "exports", ignore_errors=True)
    exports.write(migration, folder)
    archives.write(folder / "model.tar.gz", model.batches(), model.policy, random.Random(seed))


def change(migration: migrations.Migration, draw: random.Random) -> None:
    """Another export than the one that was decided on: a row less, or another text."""
    row = draw.choice([row for row in migration.chat if row is not None])
    if draw.random() < 0.5:
        row["body"] += b"!"
    else:
        migration.chat.remove(row)


def check(binary: str, seed: int, folder: Path) -> list[str]:
    """One migration. Returns what its rounds were."""
    migration, draw = generate(seed)
    model = model_of(migration, None)
    if not model.rows or migration.ticketing is not None and not model.users:
        return ["no usable row"]
    sheet, said, kinds = folder / "decisions.csv", {}, []
    for round_ in range(2):
        model = model_of(migration, said if round_ else None)
        write(migration, folder, model, seed)
        decided = run(binary, "decide", "--into", "decisions.csv", folder=folder)
        if decided.returncode != 0:
            raise Disagreement(f"decide ends with {decided.returncode}: {decided.stderr.decode()[:600]}")
        if not sheet.exists():
            if any(conflict.is_real for conflict in model.conflicts.values()):
                raise Disagreement(f"decide writes no sheet, the model has {sorted(model.conflicts)}")
            return kinds + ["no conflict"]
        rows = decisions.read(sheet)
        check_sheet(rows, model, said)
        if round_ and draw.random() < 0.7:
            rows = [row for row in rows if row["status"] != "stale"]
        said = decisions.fill(rows, draw, draw.choice([0.5, 1, 1]))
        decisions.save(sheet, rows, draw)
        if draw.random() < 0.15:
            change(migration, draw)
        model = model_of(migration, said)
        write(migration, folder, model, seed)
        kinds.append(check_sides(binary, folder, model))
    return kinds


def main() -> int:
    """Run the seeds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--binary", default=os.environ.get("DESKAUDIT_BINARY", ".build/release/deskaudit"))
    parser.add_argument("--count", type=int, default=50, help="migrations (default 50)")
    parser.add_argument("--start", type=int, default=1, help="the first seed (default 1)")
    options = parser.parse_args()
    binary = str(Path(options.binary).resolve())
    root = Path(tempfile.mkdtemp(prefix="deskaudit-decisions-"))
    kinds: Counter[str] = Counter()
    disagreements = 0
    for seed in range(options.start, options.start + options.count):
        folder = root / f"seed-{seed}"
        folder.mkdir()
        try:
            kinds.update(check(binary, seed, folder))
            shutil.rmtree(folder)
        except FAULTS as problem:
            disagreements += 1
            print(f"seed {seed} (folder {folder}): {type(problem).__name__}: {problem}")
    for kind, count in kinds.most_common():
        print(f"{count:7} {kind}")
    last = options.start + options.count - 1
    print(f"{options.count} migrations, seeds {options.start} to {last}, {disagreements} disagreements")
    print(places.summary())
    if not disagreements:
        shutil.rmtree(root)
    return 1 if disagreements else 0


if __name__ == "__main__":
    sys.exit(main())
