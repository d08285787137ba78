#!/usr/bin/env python3
"""How many small faults, planted into our own sources, are noticed: those of Migration by `build` and `verify`, others by
a battery of commands.

All mutants are compiled at once into a copy of the checkout (schemata.py), and tried one by one. What is tried is at the
head of `run`, and what the words mean is printed with the figures.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

sys.path.insert(0, str(Path(__file__).parent))

import battery  # noqa: E402
import plans  # noqa: E402
from schemata import MODULES, Schemata, Unbuilt  # noqa: E402
from swift import Mutant  # noqa: E402
from trial import TIMED_OUT, Command, Runner, build_of, verify_of  # noqa: E402

ROOT = Path(__file__).parents[2]
ALLOWED = Path(__file__).parent / "allowed.txt"
FLOOR = 0.9
"""The least share of the mutants that change something which must be noticed."""


@dataclass
class Trial:
    """What became of a mutant."""

    mutant: Mutant
    outcome: str
    """not reached, same, build, verify, warning, time limit, survivor, allowed; of other modules: not reached, killed, survivor"""
    by: str = ""
    """The command that showed it, and how."""
    tried: int = 0


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    z, share = 1.959964, hits / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (middle - spread) / (1 + z * z / total), (middle + spread) / (1 + z * z / total)


def allowed() -> dict[tuple[str, str, str], str]:
    """The survivors that may be: by file, the code of their line and what becomes of it; with the reason."""
    found = {}
    if not ALLOWED.exists():
        return found
    for number, line in enumerate(ALLOWED.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split(" | ")]
        if len(parts) != 4 or not parts[3]:
            sys.exit(f"{ALLOWED.name}:{number}: not 'FILE | CODE OF THE LINE | CHANGE | REASON'")
        found[parts[0], parts[1], parts[2]] = parts[3]
    return found


def identity(mutant: Mutant) -> tuple[str, str, str]:
    """What `allowed.txt` calls a mutant: no numbers of lines, which change."""
    line = (ROOT / mutant.file).read_text(encoding="utf-8").split("\n")[mutant.line - 1].strip()
    return mutant.file, line.replace(" | ", " ¦ "), change(mutant, line)


def change(mutant: Mutant, line: str) -> str:
    """The change in a word, with its column among the same in the line."""
    if mutant.kind == "statement":
        return "dropped"
    source = (ROOT / mutant.file).read_text(encoding="utf-8").split("\n")[mutant.line - 1]
    indent = len(source) - len(source.lstrip())
    return f"{mutant.before} → {mutant.after or 'nothing'} at {mutant.column - indent}"


class Migrations:
    """Tries mutants of Migration: `build` with the mutant, `verify` without."""

    def __init__(self, runner: Runner, desks: list[plans.Desk], keep: Path, options: argparse.Namespace) -> None:
        """Builds what the mutants are compared with.

        Migrations that `build` refuses stay: a mutant that lets one through must not get a PASS.
        """
        self.runner, self.keep, self.options = runner, keep, options
        self.builds: list[tuple[Command, plans.Desk]] = []
        self.usual_failures: dict[str, dict[str, int]] = {}
        for desk in desks:
            command = build_of(desk)
            is_settled = runner.settle(command) and command.usual.code in (0, 1)
            if is_settled and command.usual.code == 0:
                is_settled = self.verify(desk).code == 0
                self.usual_failures[desk.name] = self.failures()
            if is_settled:
                self.builds.append((command, desk))
            else:
                say(f"left out, because it has no PASS: {command.name}")
        self.reached = set().union(*(command.reaches for command, _ in self.builds)) if self.builds else set()

    def verify(self, desk: plans.Desk):
        """`verify` of the archive that was just built."""
        kept = self.runner.scratch / "built"
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(self.runner.out, kept)
        command = verify_of(desk, str(kept / "backup.tar.gz"))
        command.seconds = 2.0
        return self.runner.run(command, None)

    def failures(self) -> dict[str, int]:
        """The rules that failed in the last audit, warnings included, and their violations."""
        report = json.loads((self.runner.out / "reports/audit.json").read_text(encoding="utf-8"))
        return {rule["id"]: rule["violations"] for rule in report["rules"] if rule["outcome"] == "failed"}

    def new_warnings(self, desk: plans.Desk) -> list[str]:
        """The rules that fail in the last audit as they do not without a mutant.

        None of a migration that must be refused: there, warnings do not make a PASS right.
        """
        usual = self.usual_failures.get(desk.name)
        return [] if usual is None else sorted(rule for rule, _ in set(self.failures().items()) - set(usual.items()))

    def try_out(self, mutant: Mutant) -> Trial:
        """One mutant on the migrations that reach it."""
        reaching = [pair for pair in self.builds if mutant.number in pair[0].reaches]
        if not reaching:
            return Trial(mutant, "not reached")
        random.Random(mutant.number).shuffle(reaching)
        shown: list[tuple[str, str]] = []
        tried = 0
        for command, desk in reaching[: self.options.plans]:
            tried += 1
            outcome = self.runner.run(command, mutant.number)
            if outcome == command.usual:
                continue
            if outcome.code == TIMED_OUT:
                shown.append(("time limit", command.name))
            elif outcome.code != 0:
                shown.append(("build", f"{command.name}: {outcome.word}"))
            else:
                verdict = self.verify(desk)
                warned = self.new_warnings(desk) if verdict.code == 0 else []
                if warned:
                    shown.append(("warning", f"{command.name}: {', '.join(warned)}"))
                elif verdict.code == 0:
                    kept = self.keep / str(mutant.number)
                    shutil.rmtree(kept, ignore_errors=True)
                    shutil.copytree(self.runner.scratch / "built", kept)
                    (kept / "why.txt").write_text(f"{command.name}\n{mutant}\n{command.usual}\n{outcome}\n")
                    return Trial(mutant, "survivor", command.name, tried)
                else:
                    word = "time limit" if verdict.code == TIMED_OUT else "verify"
                    shown.append((word, f"{command.name}: {verdict.word}"))
            if len(shown) >= self.options.different:
                break
        for word in ("warning", "verify", "build", "time limit"):
            for outcome_word, by in shown:
                if outcome_word == word:
                    return Trial(mutant, word, by, tried)
        return Trial(mutant, "same", tried=tried)


NEIGHBOURS = 60
"""So many mutants near another tell which commands go unusual ways there."""


class Battery:
    """Tries mutants of another module by commands that reach them."""

    def __init__(self, runner: Runner, commands: list[Command], mutants: list[Mutant], options: argparse.Namespace) -> None:
        self.runner, self.commands, self.options = runner, commands, options
        self.reached = set().union(*(command.reaches for command in commands)) if commands else set()
        self.reaching = Counter(number for command in commands for number in command.reaches)
        self.files: dict[str, list[Mutant]] = {}
        for mutant in mutants:
            self.files.setdefault(mutant.file, []).append(mutant)

    def order(self, mutant: Mutant) -> Iterator[Command]:
        """The commands that reach a mutant, in the order in which they are tried.

        Those go first that reach what few reach, near the mutant and not yet by another; every third is the one that
        showed most so far for its time.
        """
        left = [command for command in self.commands if mutant.number in command.reaches]
        near = sorted(self.files[mutant.file], key=lambda other: abs(other.line - mutant.line))[:NEIGHBOURS]
        weights = {other.number: 1 / self.reaching[other.number] / (1 + abs(other.line - mutant.line) / 10)
                   for other in near if self.reaching[other.number]}
        numbers = set(weights)
        ways = {id(command): command.reaches & numbers for command in left}
        tried = 0
        while left:
            if tried % 3 == 2:
                best = max(left, key=lambda command: (command.kills + 1) / (command.tries + 2) / (command.seconds + 0.1))
            else:
                best = max(left, key=lambda command: sum(map(weights.__getitem__, ways[id(command)])) / (command.seconds + 0.1))
            left.remove(best)
            for number in ways[id(best)]:
                weights[number] /= 4
            tried += 1
            yield best

    def try_out(self, mutant: Mutant) -> Trial:
        """One mutant."""
        if mutant.number not in self.reached:
            return Trial(mutant, "not reached")
        tried = 0
        for command in self.order(mutant):
            if tried == self.options.commands:
                break
            tried += 1
            command.tries += 1
            outcome = self.runner.run(command, mutant.number)
            if outcome == command.usual:
                continue
            if not self.runner.settle(command):
                say(f"left out, because two runs differ: {command.name}")
                self.commands.remove(command)
                continue
            command.kills += 1
            return Trial(mutant, "time limit" if outcome.code == TIMED_OUT else "killed", command.name, tried)
        return Trial(mutant, "survivor", tried=tried)


def sampled(mutants: list[Mutant], count: int | None, seed: int) -> list[Mutant]:
    """All of them, or a random sample, in an order of its own: a run that is ended has tried a sample."""
    chosen = list(mutants)
    random.Random(seed).shuffle(chosen)
    return chosen if count is None else chosen[:count]


def table(module: str, schemata: Schemata, trials: list[Trial], planned: int) -> tuple[list[str], bool]:
    """The figures of a module, and whether the floors hold."""
    counts = Counter(trial.outcome for trial in trials)
    compiled = sum(mutant.module == module for mutant in schemata.mutants)
    reached = len(trials) - counts["not reached"]
    caught = counts["build"] + counts["verify"] + counts["warning"] + counts["killed"] + counts["time limit"]
    shown = caught + counts["survivor"]
    low, high = wilson(caught, shown)
    lines = [f"{module}: {compiled} mutants compiled, {planned} chosen, {len(trials)} tried, {reached} reached"]
    if module == "Migration":
        lines.append(
            f"  archive the same {counts['same']}, build failed {counts['build']}, verify did not pass {counts['verify']}, "
            f"PASS with a warning of it {counts['warning']}, time limit {counts['time limit']}; "
            f"PASS of a changed archive without a word {counts['survivor']}, and {counts['allowed']} that are allowed")
    else:
        lines.append(
            f"  killed {counts['killed']}, time limit {counts['time limit']}, survivors {counts['survivor']}; "
            f"of all that were tried {100 * caught / max(1, len(trials)):.1f} %")
    score = caught / shown if shown else 0.0
    lines.append(f"  score {100 * score:.1f} % of {shown}, 95 % interval {100 * low:.1f} to {100 * high:.1f} %")
    return lines, score >= FLOOR and not (module == "Migration" and counts["survivor"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--module", action="append", choices=MODULES, help="only this one; may be given repeatedly")
    parser.add_argument("--sample", type=int, metavar="N", help="so many mutants of each module, drawn at random")
    parser.add_argument("--seed", type=int, default=1, help="of the sample (default 1)")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="keep the copy and all outcomes there")
    parser.add_argument("--migrations", type=int, default=12, help="random ones of each kind (default 12)")
    parser.add_argument("--plans", type=int, default=8,
                        help="the most of them on which a mutant is tried while none shows it (default 8)")
    parser.add_argument("--different", type=int, default=2,
                        help="the most of them whose changed archive is verified (default 2)")
    parser.add_argument("--commands", type=int, default=12,
                        help="the most commands by which a mutant of another module is tried (default 12)")
    parser.add_argument("--battery", type=int, metavar="N",
                        help="so many of the commands by which mutants of other modules are tried, drawn at random")
    parser.add_argument("--minutes", type=float, help="end the trials of each module after so many minutes")
    parser.add_argument("--plant", type=float, default=1.0, metavar="SHARE",
                        help="plant only this share of the mutants, drawn by the seed: fewer are compiled sooner")
    parser.add_argument("--jobs", type=int, default=1, help="of the build (default 1)")
    parser.add_argument("--debug", action="store_true", help="a debug build: sooner there, and four times as slow")
    parser.add_argument("--copy", type=Path, metavar="FOLDER",
                        help="where the copy is (default: in --into); a build folder that is there is used")
    parser.add_argument("--built", action="store_true", help="the copy in --into is built: try its mutants")
    parser.add_argument("--again", type=Path, metavar="FILE", help="try only the survivors of these outcomes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="deskaudit-mutation-") as temporary:
        into = (options.into or Path(temporary)).absolute()
        into.mkdir(parents=True, exist_ok=True)
        return measure(options, into)


def say(text: str) -> None:
    """Prints at once."""
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def measure(options: argparse.Namespace, into: Path) -> int:
    """Builds the copy and tries its mutants."""
    schemata = Schemata(ROOT, into, [module for module in MODULES if module in (options.module or MODULES)],
                        options.copy and options.copy.absolute(), is_release=not options.debug, share=options.plant,
                        seed=options.seed)
    if options.built:
        stored = json.loads((into / "mutants.json").read_text(encoding="utf-8"))
        schemata.mutants = [Mutant(**mutant) for mutant in stored]
    else:
        schemata.copy()
        try:
            schemata.build(options.jobs, say)
        except Unbuilt as problem:
            print(problem)
            return 2
    # A mutant that loops must not fill the memory or the disk.
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 30, 1 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    runner = Runner(schemata.binary, into / "scratch")
    desks = plans.desks(schemata.binary, into / "desks", options.migrations, say)
    say(f"{len(desks)} migrations")
    again = None
    if options.again:
        again = {(line["file"], line["line"], line["column"], line["kind"])
                 for line in map(json.loads, options.again.read_text().splitlines()) if line["outcome"] == "survivor"}
    listed, is_good, report = allowed(), True, []
    for module in options.module or MODULES:
        if module == "Migration":
            tries: Migrations | Battery = Migrations(runner, desks, into / "survivors", options)
        else:
            commands = battery.commands(runner, into, desks, say, options.battery, options.seed)
            tries = Battery(runner, commands, schemata.mutants, options)
        chosen = sampled([m for m in schemata.mutants if m.module == module], options.sample, options.seed)
        if again is not None:
            chosen = [m for m in chosen if (m.file, m.line, m.column, m.kind) in again]
        say(f"{module}: {len(chosen)} mutants chosen by seed {options.seed}, "
            f"{sum(mutant.number in tries.reached for mutant in chosen)} of them reached")
        trials: list[Trial] = []
        end = time.monotonic() + 60 * options.minutes if options.minutes else math.inf
        with (into / f"outcomes-{module}.jsonl").open("w", encoding="utf-8") as outcomes:
            for mutant in chosen:
                if time.monotonic() > end:
                    break
                trial = tries.try_out(mutant)
                if trial.outcome == "survivor" and identity(mutant) in listed:
                    trial.outcome = "allowed"
                trials.append(trial)
                told = {"outcome": trial.outcome, "by": trial.by, "tried": trial.tried, **vars(mutant)}
                outcomes.write(json.dumps(told, ensure_ascii=False) + "\n")
                outcomes.flush()
        lines, holds = table(module, schemata, trials, len(chosen))
        is_good = is_good and holds
        report += lines + [
            f"  survivor: {trial.mutant.file}:{trial.mutant.line}:{trial.mutant.column} "
            f"{trial.mutant.before} → {trial.mutant.after or 'nothing'} {trial.by and f'({trial.by})'}"
            for trial in sorted(trials, key=lambda trial: (trial.mutant.file, trial.mutant.line))
            if trial.outcome == "survivor"
        ]
        say("\n".join(lines))
    print("\n".join(report))
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
