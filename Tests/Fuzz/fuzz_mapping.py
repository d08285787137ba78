#!/usr/bin/env python3
"""Random mapping matrices, organizations and ticketing records through `build` and `verify`.

Judged by a model written from Sources/README.md alone; then the archive is damaged, one change at a time, and
`verify` must fail by the rule that is meant for it. Every migration has a seed, from which --seed makes it
again; a disagreement prints it and keeps its folder. Exit 0: no disagreement; 1: at least one.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import archives
import losses
import mapped_damage
import mapped_files
import matrices
import places
from columns import canonical
from fuzz_migrations import FAULTS, Disagreement, expected_failures, failures, run, verify
from mapped import MappedModel

ARRAYS = ("data", "comments", "users", "organizations")
SHARED = {"collision": "systems-share-no-id", "one id for two people": "exports-have-no-conflict"}
"""Refusals after which no archive can be right, and the rule that says so."""


def check_archive(folder: Path, model: MappedModel) -> None:
    """The built archive holds the model's records in the model's order, in the model's batches."""
    found = archives.read(folder / "backup.tar.gz", model.policy, numbers=float)
    wanted = model.batches()
    for array in ARRAYS:
        left = [record for batch in found for record in batch[array]]
        right = [record for batch in wanted for record in batch[array]]
        for place, (have, want) in enumerate(zip(left, right)):
            if list(have) != list(want) or canonical(have) != canonical(want):
                raise Disagreement(f"{array}[{place}] is {have}, the model has {want}")
        if len(left) != len(right):
            raise Disagreement(f"{len(left)} {array}, the model has {len(right)}")
    sizes = [[len(batch[array]) for array in ARRAYS] for batch in found]
    if sizes != [[len(batch[array]) for array in ARRAYS] for batch in wanted]:
        raise Disagreement(f"batches of {sizes}, which is not how the model cuts them")


def wanted_failures(model: MappedModel) -> set[str]:
    """The rules that must fail for an archive that is right."""
    wanted = expected_failures(model)
    if model.unknown_requesters:
        wanted |= {"requesters-are-known", "tickets-have-requesters"}
    return wanted | ({"comments-have-authors"} if model.unknown_authors else set())


def check_verdict(binary: str, folder: Path, archive: str, model: MappedModel) -> int:
    """`verify` fails exactly the rules that it must, and its balance is the model's. Returns its exit code."""
    code, report = verify(binary, folder, archive)
    wanted, found = wanted_failures(model), failures(report)
    if found != wanted:
        raise Disagreement(f"verify fails {sorted(found)} for {archive}, the model {sorted(wanted)}")
    if code != (1 if wanted else 2 if model.knows_nobody else 0):
        raise Disagreement(f"verify ends with {code} for {archive}, and {sorted(wanted)} failed")
    balance = model.balance()
    lines = {line["record"]: line for line in report["balance"]}
    if set(lines) != set(balance):
        raise Disagreement(f"balance of {sorted(lines)}, the model has {sorted(balance)}")
    lossy, fields = losses.counts(model)
    stated = {(loss["record"], loss["source"], loss["field"]): loss["count"] for loss in report.get("stated_losses", [])}
    if not model.refused and {name: count for name, count in stated.items() if count} != fields:
        raise Disagreement(f"stated losses of {archive}: {stated}, the model has {fields}")
    for record, line in lines.items():
        lost = line.get("resolved", {}).get("arrived with stated loss", 0)
        if not model.refused and lost != lossy.get(record, 0):
            raise Disagreement(f"balance of {record}: {lost} with a stated loss, the model {lossy.get(record, 0)}")
        if (line["read"], line["matched"]) != balance[record] or line["missing"] or line["unexpected"]:
            raise Disagreement(f"balance of {record}: {line}, the model {balance[record]}")
        reasons = model.explained.get(record)
        if not model.refused and reasons is not None and Counter(line["explained"] | line["rejected"]) != +reasons:
            raise Disagreement(f"balance of {record}: {line}, the model explains {reasons}")
    return code


def damage(model: MappedModel, draw: random.Random, count: int) -> list[mapped_damage.Change]:
    """Some of the changes that the archive can have."""
    changes = mapped_damage.changes(model)
    draw.shuffle(changes)
    return changes[:count]


def check_damage(binary: str, folder: Path, model: MappedModel, draw: random.Random, count: int) -> Counter:
    """Damage of the archive, one change at a time. Returns how often which kind was caught."""
    caught: Counter[str] = Counter()
    for change in damage(model, draw, count):
        batches = mapped_damage.damaged(model.batches(), change)
        archives.write(folder / "damaged.tar.gz", batches, model.policy, draw if draw.random() < 0.5 else None)
        code, report = verify(binary, folder, "damaged.tar.gz")
        if code != (1 if change.rules else 0):
            raise Disagreement(f"verify ends with {code} after: {change}")
        if change.rules and not failures(report) & change.rules:
            raise Disagreement(f"verify fails {sorted(failures(report))} after: {change}")
        caught[change.name] += 1
    return caught


def make(seed: int, folder: Path) -> MappedModel:
    """Write the migration of a seed: sources, plan, and what the archive must be, as model.tar.gz."""
    world = matrices.Worlds(seed).make()
    losses.state(world.matrix, seed)
    mapped_files.write(world, folder)
    model = MappedModel(world.sources, world.ticketing, world.policy, world.matrix)
    draw = None if model.is_empty else random.Random(seed)
    archives.write(folder / "model.tar.gz", model.batches(), model.policy, draw)
    return model


def check(binary: str, seed: int, folder: Path, changes: int) -> tuple[str, Counter]:
    """One migration, both sides. Returns what kind of migration it was, and what damage was caught."""
    model = make(seed, folder)
    built = run(binary, "build", "--jobs", "1", folder=folder)
    wanted = 1 if model.refused else 2 if model.is_empty else 0
    if built.returncode != wanted:
        raise Disagreement(
            f"build ends with {built.returncode}, the model expects {wanted} ({sorted(model.refused)}): "
            + built.stderr.decode()[:900]
        )
    if model.is_empty:
        code, _ = verify(binary, folder, "model.tar.gz")
        if code == 0 or code == 2 and model.refused or code == 1 and not wanted_failures(model):
            raise Disagreement(f"verify ends with {code}, and an export has no usable row")
        return "no usable row", Counter()
    code = None
    if not model.refused:
        check_archive(folder, model)
        code = check_verdict(binary, folder, "backup.tar.gz", model)
    shared = {SHARED[kind] for kind in model.refused if kind in SHARED}
    if not shared:
        check_verdict(binary, folder, "model.tar.gz", model)
    elif not shared <= failures(verify(binary, folder, "model.tar.gz")[1]):
        raise Disagreement(f"verify does not fail {sorted(shared)}")
    caught = check_damage(binary, folder, model, random.Random(seed), changes) if code == 0 else Counter()
    kinds = sorted(model.refused) or (["unknown people"] if wanted_failures(model) else ["clean"])
    return " and ".join(kinds), caught


def attempt(binary: str, seed: int, root: Path, changes: int) -> tuple[int, str, Counter, str | None]:
    """The seed, its kind, what was caught, and the disagreement if there is one, whose folder is kept."""
    folder = root / f"seed-{seed}"
    try:
        kind, caught = check(binary, seed, folder, changes)
    except FAULTS as problem:
        return seed, "disagreement", Counter(), f"{type(problem).__name__}: {problem}"
    shutil.rmtree(folder)
    return seed, kind, caught, None


def main() -> int:
    """Run seeds until the time is over."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--binary", default=os.environ.get("DESKAUDIT_BINARY", ".build/release/deskaudit"))
    parser.add_argument("--seconds", type=float, default=45, help="how long new seeds are begun (default 45)")
    parser.add_argument("--count", type=int, help="so many seeds, whatever time they take")
    parser.add_argument("--start", type=int, default=1, help="the first seed (default 1)")
    parser.add_argument("--seed", type=int, help="one seed only, and its folder is kept")
    parser.add_argument("--changes", type=int, default=4, help="damage to each right archive (default 4)")
    parser.add_argument("--jobs", type=int, default=2, help="migrations at once (default 2)")
    parser.add_argument("--keep", type=int, default=10, help="stop after this many disagreements (default 10)")
    parser.add_argument("--quiet", action="store_true", help="print the counts only, and disagreements")
    options = parser.parse_args()
    binary = str(Path(options.binary).resolve())
    root = Path(tempfile.mkdtemp(prefix="deskaudit-fuzz-"))
    if options.seed is not None:
        print(f"{root}/seed-{options.seed}")
        print(check(binary, options.seed, root / f"seed-{options.seed}", options.changes))
        return 0
    kinds: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    end = float("inf") if options.count else time.monotonic() + options.seconds
    last = options.start + options.count if options.count else float("inf")
    seed, disagreements = options.start, 0
    with ThreadPoolExecutor(options.jobs) as pool:
        while time.monotonic() < end and seed < last and disagreements < options.keep:
            block = range(seed, min(seed + 8 * options.jobs, last))
            for number, kind, caught, problem in pool.map(
                lambda seed: attempt(binary, seed, root, options.changes), block
            ):
                kinds[kind] += 1
                changed += caught
                if problem:
                    disagreements += 1
                    print(f"seed {number} (folder {root}/seed-{number}): {problem}", flush=True)
            seed = block.stop
    for kind, count in [] if options.quiet else kinds.most_common() + changed.most_common():
        print(f"{count:7} {kind}")
    print(
        f"{seed - options.start} mapped migrations, seeds {options.start} to {seed - 1}, "
        f"{sum(changed.values())} changes, {disagreements} disagreements"
    )
    print(places.summary())
    if not disagreements:
        shutil.rmtree(root)
    return 1 if disagreements else 0


if __name__ == "__main__":
    sys.exit(main())
