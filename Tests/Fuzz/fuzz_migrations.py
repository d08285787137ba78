#!/usr/bin/env python3
"""Random migrations through `build` and `verify`, judged by a model written from Sources/README.md alone.

Every migration has a seed, from which --seed makes it again; a disagreement prints it and keeps its
folder. Exit 0: no disagreement; 1: at least one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import archives
import exports
import migrations
import places
from model import Model

WANTED = {"row": "no-rejected-rows", "decision": "decisions-fit"}
"""The rule that must fail for a kind of refusal; the others are conflicts of the exports."""


class Disagreement(Exception):
    """What the tool did against the model."""


FAULTS = (Disagreement, archives.Unlawful, subprocess.TimeoutExpired, OSError, ValueError, KeyError)
"""What ends the check of a seed: a disagreement, or output that can't be read."""


def run(binary: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess:
    """Run the tool in a folder."""
    outcome = subprocess.run(
        [binary, *arguments], cwd=folder, capture_output=True, timeout=60, env={**os.environ, "NO_COLOR": "1"}
    )
    if outcome.returncode < 0:
        raise Disagreement(f"{arguments[0]} was killed by signal {-outcome.returncode}")
    return outcome


def verify(binary: str, folder: Path, archive: str) -> tuple[int, dict]:
    """The exit code of `verify`, and its report, whose places are checked."""
    shutil.rmtree(folder / "reports", ignore_errors=True)
    outcome = run(
        binary, "verify", "--archive", archive, "--reports", "reports", "--jobs", "1", folder=folder
    )
    last = outcome.stderr.decode().rstrip().rsplit("\n", 1)[-1]
    if f"exit={outcome.returncode} " not in last:
        raise Disagreement(f"verify ended with {outcome.returncode}, and its last line is {last!r}")
    report = json.loads((folder / "reports/audit.json").read_text(encoding="utf-8"))
    try:
        places.check(report, folder, folder / archive)
    except places.Misplaced as problem:
        raise Disagreement(f"verify of {archive}: {problem}") from problem
    return outcome.returncode, report


def failures(report: dict, severity: str = "error") -> set[str]:
    """The rules of a severity that failed."""
    return {
        rule["id"] for rule in report["rules"] if rule["outcome"] == "failed" and rule["effective_severity"] == severity
    }


def expected_failures(model: Model) -> set[str]:
    """The rules that must fail for an archive that is right: what the exports themselves lack."""
    wanted = {WANTED.get(kind, "exports-have-no-conflict") for kind in model.refused}
    if "shared text" in model.refused:
        wanted.add("emails-are-unique")
    if model.misfits:
        wanted.add("decisions-fit")
    return wanted | ({"requesters-are-known"} if model.dangling else set())


def check_verdict(binary: str, folder: Path, archive: str, model: Model) -> None:
    """`verify` fails exactly the rules that it must, and its balance is the model's."""
    code, report = verify(binary, folder, archive)
    wanted = expected_failures(model)
    found = failures(report)
    if found != wanted:
        raise Disagreement(f"verify fails {sorted(found)} for {archive}, the model {sorted(wanted)}")
    if code != (1 if wanted else 2 if model.knows_nobody else 0):
        raise Disagreement(f"verify ends with {code} for {archive}, and {sorted(wanted)} failed")
    for line in report["balance"]:
        counts = line["read"], line["matched"]
        if counts != model.balance()[line["record"]] or line["missing"] or line["unexpected"]:
            raise Disagreement(f"balance of {line['record']}: {line}, the model {model.balance()}")


def check_archive(folder: Path, model: Model) -> None:
    """The built archive holds the model's records in the model's order, lawfully batched."""
    batches = archives.read(folder / "backup.tar.gz", model.policy)
    imported = model.ticketing_ids | set(model.unresolved)
    archives.require_closed(batches, model.policy.batch_size, imported)
    for array in ("data", "comments", "users", "organizations"):
        found = [record for batch in batches for record in batch[array]]
        wanted = [record for batch in model.batches() for record in batch[array]]
        if found != wanted:
            place = next(
                (i for i, (a, b) in enumerate(zip(found, wanted)) if a != b), min(len(found), len(wanted))
            )
            raise Disagreement(
                f"{array}[{place}] of {len(found)}/{len(wanted)} is {found[place:place + 1]}, "
                f"the model has {wanted[place:place + 1]}"
            )


def make(seed: int, folder: Path) -> tuple[Model, bool]:
    """Write the migration of a seed: exports, plan, and what the archive must be, as model.tar.gz.

    Returns the model, and whether an export has no usable row.
    """
    migration = migrations.Generator(seed).make()
    exports.write(migration, folder)
    model = Model(migration.chat, migration.ticketing or [], migration.policy)
    is_empty = not model.rows or migration.ticketing is not None and not model.users
    draw = None if is_empty else random.Random(seed)
    archives.write(folder / "model.tar.gz", model.batches(), model.policy, draw)
    return model, is_empty


def check(binary: str, seed: int, folder: Path) -> str:
    """One migration, both sides. Returns what kind of migration it was."""
    model, is_empty = make(seed, folder)
    built = run(binary, "build", "--jobs", "1", folder=folder)
    wanted = 1 if model.refused else 2 if is_empty else 0
    if built.returncode != wanted:
        raise Disagreement(
            f"build ends with {built.returncode}, the model expects {wanted} ({sorted(model.refused)}): "
            + built.stderr.decode()[:600]
        )
    if is_empty:
        code, _ = verify(binary, folder, "model.tar.gz")
        if code != (1 if model.refused else 2):
            raise Disagreement(f"verify ends with {code}, and an export has no usable row")
        return "no usable row"
    if not model.refused:
        check_archive(folder, model)
        check_verdict(binary, folder, "backup.tar.gz", model)
    if "one id for two people" not in model.refused:
        check_verdict(binary, folder, "model.tar.gz", model)
    elif "exports-have-no-conflict" not in failures(verify(binary, folder, "model.tar.gz")[1]):
        raise Disagreement("verify does not see that two people get one id")
    kinds = sorted(model.refused) or (["dangling requester"] if model.dangling else ["clean"])
    return " and ".join(kinds)


def attempt(binary: str, seed: int, root: Path) -> tuple[int, str, str | None]:
    """The seed, its kind, and the disagreement if there is one, whose folder is kept."""
    folder = root / f"seed-{seed}"
    try:
        kind = check(binary, seed, folder)
    except FAULTS as problem:
        return seed, "disagreement", f"{type(problem).__name__}: {problem}"
    shutil.rmtree(folder)
    return seed, kind, None


def main() -> int:
    """Run seeds until the time is over."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--binary", default=os.environ.get("DESKAUDIT_BINARY", ".build/release/deskaudit"))
    parser.add_argument("--seconds", type=float, default=45, help="how long new seeds are begun (default 45)")
    parser.add_argument("--start", type=int, default=1, help="the first seed (default 1)")
    parser.add_argument("--seed", type=int, help="one seed only, and its folder is kept")
    parser.add_argument("--jobs", type=int, default=2, help="migrations at once (default 2)")
    parser.add_argument(
        "--keep", type=int, default=10, help="stop after this many disagreements (default 10)"
    )
    options = parser.parse_args()
    binary = str(Path(options.binary).resolve())
    root = Path(tempfile.mkdtemp(prefix="deskaudit-fuzz-"))
    if options.seed is not None:
        print(f"{root}/seed-{options.seed}: {check(binary, options.seed, root / f'seed-{options.seed}')}")
        return 0
    kinds: Counter[str] = Counter()
    end = time.monotonic() + options.seconds
    seed, disagreements = options.start, 0
    with ThreadPoolExecutor(options.jobs) as pool:
        while time.monotonic() < end and disagreements < options.keep:
            block = range(seed, seed + 8 * options.jobs)
            for number, kind, problem in pool.map(lambda seed: attempt(binary, seed, root), block):
                kinds[kind] += 1
                if problem:
                    disagreements += 1
                    print(f"seed {number} (folder {root}/seed-{number}): {problem}")
            seed = block.stop
    for kind, count in kinds.most_common():
        print(f"{count:7} {kind}")
    print(
        f"{seed - options.start} migrations, seeds {options.start} to {seed - 1}, "
        f"{disagreements} disagreements"
    )
    print(places.summary())
    if not disagreements:
        shutil.rmtree(root)
    return 1 if disagreements else 0


if __name__ == "__main__":
    sys.exit(main())
