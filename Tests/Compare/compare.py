#!/usr/bin/env python3
"""Two binaries over the same inputs: what both say of them must be equal, but for Tests/Compare/corrections.py.

The inputs: the demo's exports with the archives of all its faults, the migrations of all fuzzers with damaged
archives, the drill's damaged archives, and every example of every page of the rule book. OLD makes what a binary has
to make; then both build, and both verify the same archives. Compared are exit codes, audit.json, what `build` prints,
and the bytes that it writes. Exit 0: no difference; 1: at least one, its folder is kept.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Iterator

import corrections
import examples

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Fuzz"))

import archives  # noqa: E402
import drill  # noqa: E402
import fuzz_formats  # noqa: E402
import fuzz_mapping  # noqa: E402
import fuzz_migrations  # noqa: E402
import mapped_damage  # noqa: E402

BUILT = "compared.tar.gz"
SHOWN = 12
"""Differences shown of one case."""


@dataclass
class Options:
    """What every case needs to know."""

    old: str
    new: str
    root: Path
    timeout: int = 1200


@dataclass
class Case:
    """A folder to be made, and what both binaries do in it."""

    group: str
    name: str
    make: Callable[[Path, Options], None]
    """Writes exports, plan and archives into a folder that is not there yet."""
    archives: list[str] = field(default_factory=list)
    """Archives to verify; * may stand for any. What `build` wrote is verified beside them."""
    is_built: bool = True
    jobs: int = 1


@dataclass
class Outcome:
    """What became of a case."""

    case: Case
    counts: Counter
    differences: list[str]


# MARK: The inputs


def make_demo(folder: Path, options: Options, rows: int) -> None:
    """The demo's exports, its two archives, and an archive with each of the faults alone."""
    run(options.old, ["demo", "--into", str(folder), "--rows", str(rows)], options.root, options)
    for fault in range(1, 8):
        other = folder.with_name(f"{folder.name}-fault-{fault}")
        run(options.old, ["demo", "--into", str(other), "--rows", str(rows), "--fault", str(fault)],
            options.root, options)
        shutil.move(other / "published_tickets.tar.gz", folder / f"fault-{fault}.tar.gz")
        shutil.rmtree(other)


def make_migration(folder: Path, options: Options, seed: int) -> None:
    """A migration of fuzz_migrations.py."""
    folder.mkdir()
    fuzz_migrations.make(seed, folder)


def make_mapped(folder: Path, options: Options, seed: int, changes: int) -> None:
    """A migration of fuzz_mapping.py, and damaged archives of it."""
    folder.mkdir()
    model = fuzz_mapping.make(seed, folder)
    draw = random.Random(seed)
    for number, change in enumerate(fuzz_mapping.damage(model, draw, changes)):
        batches = mapped_damage.damaged(model.batches(), change)
        archives.write(folder / f"damaged-{number}.tar.gz", batches, model.policy)


def make_guise(folder: Path, options: Options, seed: int, rows: int) -> None:
    """A guise of fuzz_formats.py, with the demo's archive of six faults."""
    demo = folder.with_name(f"{folder.name}-demo")
    chat, users = fuzz_formats.made_up(options.old, demo, rows)
    fuzz_formats.Guise(chat, users, seed).write(folder)
    shutil.move(demo / "published_tickets.tar.gz", folder / "damaged.tar.gz")
    shutil.rmtree(demo)


def make_drill(folder: Path, options: Options, contents: list[bytes]) -> None:
    """The drill's exports, and archives of one kind of damage."""
    folder.mkdir()
    drill.write_exports(folder)
    for number, content in enumerate(contents):
        (folder / f"damaged-{number:03d}.tar.gz").write_bytes(content)


def make_example(folder: Path, options: Options, example: examples.Example) -> None:
    """An example of a rule page."""
    example.write(folder)


class Making:
    """A maker with its arguments, which another process can be given."""

    def __init__(self, make: Callable[..., None], *arguments: object) -> None:
        self.make, self.arguments = make, arguments

    def __call__(self, folder: Path, options: Options) -> None:
        self.make(folder, options, *self.arguments)


def cases(options: Options, seeds: int, rows: int, large: bool, is_quick: bool) -> Iterator[Case]:
    """Every case, group by group."""
    for size in [rows] + [2_500_000] * large:
        yield Case("demo", f"demo-{size}", Making(make_demo, size), ["*.tar.gz"], jobs=2)
    for seed in range(1, seeds + 1):
        yield Case("migrations", f"migration-{seed}", Making(make_migration, seed), ["model.tar.gz"])
    for seed in range(1, seeds + 1):
        making = Making(make_mapped, seed, 1 if is_quick else 6)
        yield Case("mapped migrations", f"mapped-{seed}", making, ["model.tar.gz", "damaged-*.tar.gz"])
    for seed in range(1, max(2, seeds // 5) + 1):
        yield Case("guises of exports", f"guise-{seed}", Making(make_guise, seed, 2000), ["damaged.tar.gz"])
    base = options.root / "drill"
    base.mkdir()
    packed = drill.correct_archive(options.old, base)
    for number, operator in enumerate(drill.operators(base, packed, 397 if is_quick else 61)):
        contents = operator.archives[:1] if is_quick else operator.archives
        name = f"drill-{number:03d}-" + re.sub(r"\W+", "-", operator.name)
        yield Case("damaged archives", name, Making(make_drill, contents), ["damaged-*.tar.gz"], is_built=False)
    for number, example in enumerate(examples.all_examples(), 1):
        name = examples.folder_name(number, example)
        making = Making(make_example, example)
        yield Case("examples of rules", name, making, [examples.ARCHIVE], is_built=not is_quick)


# MARK: What both say


def run(binary: str, arguments: list[str], folder: Path, options: Options) -> subprocess.CompletedProcess:
    """Run a binary in a folder."""
    environment = {**os.environ, "NO_COLOR": "1"}
    return subprocess.run(
        [binary, *arguments], cwd=folder, capture_output=True, timeout=options.timeout, env=environment
    )


def built(binary: str, is_old: bool, folder: Path, case: Case, options: Options) -> dict:
    """What `build` does: exit code, sentences, and the archive, which is moved to a name of its binary's."""
    for path in (folder / BUILT, folder / f"{BUILT}.sha256"):
        path.unlink(missing_ok=True)
    # At level 1, whose effort has not changed; the tar inside is that of every level.
    command = ["build", "--output", BUILT, "--jobs", str(case.jobs), "--level", "1"]
    outcome = run(binary, command, folder, options)
    if (folder / BUILT).exists():
        shutil.move(folder / BUILT, folder / side(is_old))
    digest = folder / f"{BUILT}.sha256"
    return {
        "build: exit code": outcome.returncode,
        "build: standard error": corrections.sentences(outcome.stderr.decode(errors="replace"), is_old),
        "build: standard output": corrections.sentences(outcome.stdout.decode(errors="replace"), is_old),
        "build: is there an archive": (folder / side(is_old)).exists(),
        "build: digest file": digest.read_text() if digest.exists() else None,
    }


def side(is_old: bool) -> str:
    """The name of what a binary built."""
    return "built-by-old.tar.gz" if is_old else "built-by-new.tar.gz"


def audited(binary: str, is_old: bool, folder: Path, archive: str, case: Case, options: Options) -> dict:
    """What `verify` says of an archive: exit code, and audit.json in the form that is compared."""
    shutil.rmtree(folder / "reports", ignore_errors=True)
    outcome = run(
        binary,
        ["verify", "--archive", archive, "--reports", "reports", "--jobs", str(case.jobs)], folder, options,
    )
    path = folder / "reports/audit.json"
    said = {"exit code": outcome.returncode}
    if path.exists():
        said["audit.json"] = corrections.comparable(json.loads(path.read_text(encoding="utf-8")), is_old)
        shutil.copy(path, folder / f"{archive}.{'old' if is_old else 'new'}.json")
    else:
        said["standard error"] = corrections.sentences(outcome.stderr.decode(errors="replace"), is_old)
    return {f"verify {archive}": said}


def differences(old: object, new: object, path: str = "") -> Iterator[str]:
    """Every place in which two values differ, with both."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            place = f"{path}/{key}" if path else str(key)
            if key not in new:
                yield f"{place}: only OLD has it: {shown(old[key])}"
            elif key not in old:
                yield f"{place}: only NEW has it: {shown(new[key])}"
            else:
                yield from differences(old[key], new[key], place)
    elif isinstance(old, list) and isinstance(new, list):
        for number, (left, right) in enumerate(zip(old, new)):
            yield from differences(left, right, f"{path}/{number}")
        if len(old) != len(new):
            more, name = (old, "OLD") if len(old) > len(new) else (new, "NEW")
            rest = more[min(len(old), len(new)):]
            yield f"{path}: {len(rest)} more in {name}: {shown(rest[0])}"
    elif old != new or type(old) is not type(new):
        yield f"{path}: OLD {shown(old)}, NEW {shown(new)}"


def shown(value: object) -> str:
    """A value, cut."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 240 else text[:240] + "…"


def compare(case: Case, options: Options) -> Outcome:
    """One case; its folder goes if there is no difference."""
    folder = options.root / case.name
    counts, found = Counter(cases=1), []
    try:
        case.make(folder, options)
        if case.is_built:
            counts["builds"] += 1
            old = built(options.old, True, folder, case, options)
            found += differences(old, built(options.new, False, folder, case, options))
            paths = folder / side(True), folder / side(False)
            if all(path.exists() for path in paths) and paths[0].read_bytes() != paths[1].read_bytes():
                found.append("build: the two archives differ")
        names = {path.name for pattern in case.archives for path in folder.glob(pattern)}
        if (folder / side(True)).exists():
            names.add(side(True))
        for archive in sorted(names - {side(False)}):
            counts["audits"] += 1
            old = audited(options.old, True, folder, archive, case, options)
            found += differences(old, audited(options.new, False, folder, archive, case, options))
        if not counts["audits"] and not counts["builds"]:
            found.append("the case compares nothing")
    except (OSError, ValueError, KeyError, subprocess.SubprocessError, archives.Unlawful) as problem:
        found.append(f"could not be compared: {type(problem).__name__}: {problem}")
    if not found:
        shutil.rmtree(folder)
    return Outcome(case, counts, found)


def report(outcomes: Iterator[Outcome], shows: int) -> tuple[dict[str, Counter], int]:
    """Print differences as they come. Returns the counts of each group, and how many cases differ."""
    groups: dict[str, Counter] = {}
    differing = 0
    for outcome in outcomes:
        group = groups.setdefault(outcome.case.group, Counter())
        group += outcome.counts
        group["differences"] += len(outcome.differences)
        if not outcome.differences:
            continue
        differing += 1
        if differing <= shows:
            print(f"{outcome.case.name}: {len(outcome.differences)} differences", flush=True)
            for line in outcome.differences[:SHOWN]:
                print(f"    {line}", flush=True)
    return groups, differing


def main() -> int:
    """Compare, and print a line for each group."""
    parser = argparse.ArgumentParser(
        prog="Tests/Compare/run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("old", metavar="OLD", help="the binary whose word counts; it makes the inputs")
    parser.add_argument("new", metavar="NEW", help="the binary that is compared with it")
    parser.add_argument("--large", action="store_true", help="the demo with 2,500,000 rows as well")
    parser.add_argument("--quick", action="store_true", help="fewer of everything, in about a minute")
    parser.add_argument("--seeds", type=int, metavar="N", help="seeds of each fuzzer (default 200, quick 12)")
    parser.add_argument("--only", default="", metavar="TEXT", help="only groups whose name has this text")
    parser.add_argument("--shows", type=int, default=5, metavar="N", help="cases shown that differ (default 5)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="cases at once (default 2)")
    parser.add_argument("--into", type=Path, metavar="DIR", help="where folders are made (default: a new one)")
    given = parser.parse_args()
    binaries = [str(Path(path).resolve()) for path in (given.old, given.new)]
    for path in binaries:
        if not os.access(path, os.X_OK):
            parser.error(f"{path} is not an executable file")
    if given.into:
        given.into.mkdir(parents=True)
    root = (given.into or Path(tempfile.mkdtemp(prefix="deskaudit-compare-"))).resolve()
    options = Options(*binaries, root)
    started = time.monotonic()
    seeds = given.seeds or (12 if given.quick else 200)
    chosen = [
        case
        for case in cases(options, seeds, 10_000 if given.quick else 50_000, given.large, given.quick)
        if given.only in case.group
    ]
    with ProcessPoolExecutor(given.jobs) as pool:
        groups, differing = report(pool.map(compare, chosen, [options] * len(chosen)), given.shows)
    print(f"{'':20} {'cases':>8} {'builds':>8} {'audits':>8} {'differences':>12}")
    for name, group in groups.items():
        counts = " ".join(f"{group[key]:8}" for key in ("cases", "builds", "audits"))
        print(f"{name:20} {counts} {group['differences']:12}")
    total = sum(group["differences"] for group in groups.values())
    print(f"{total} differences in {differing} of {len(chosen)} cases, {time.monotonic() - started:.0f} s")
    if total or not chosen:
        print(f"kept in {root}")
        return 1
    shutil.rmtree(root)
    return 0


if __name__ == "__main__":
    sys.exit(main())
