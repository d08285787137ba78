#!/usr/bin/env python3
"""What each rule finds of all planted faults, and what no other rule finds: the page Reports/detection.md.

The faults are those of drill.py, the seven of `deskaudit demo --fault N`, and those of Tests/Presets. Each is verified once;
which rules failed says what is left without one of them. For every rule that is alone with a fault this is tried: with
the rule switched off in the plan, `verify` of that fault must have no error. The columns about the examples of pages
are written by the tests (RECORD=1). Exit 0: all as computed; 1: not so.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import drill
from fuzz_migrations import failures, run

REPOSITORY = Path(__file__).parents[2]
PAGE = REPOSITORY / "Reports/detection.md"
START = "<!-- rules: the tests write the columns of examples (RECORD=1), detection.py the others -->\n"
END = "<!-- end of the rules -->"
ROW = re.compile(r"\| \[(?P<rule>[a-z0-9-]+)\]\([^)]+\) \| (?P<severity>error|warning) \| \d+ \| \d+ \| ")
GROUPS = ["drill", "demo", "presets"]


@dataclass
class Fault:
    """A planted fault, and what `verify` found of it."""

    group: str
    name: str
    folder: Path
    """Where the plan and the exports are."""
    archive: Path | bytes
    errors: set[str]
    warnings: set[str]

    @property
    def alone(self) -> str | None:
        """The one rule that finds it: of errors if there are any."""
        found = self.errors or self.warnings
        return next(iter(found)) if len(found) == 1 else None

    def without(self, binary: str, rule: str) -> str | None:
        """Verify it with a rule switched off. Returns what is not as it must be, if anything is."""
        plan = self.folder / "without.yml"
        text = (self.folder / "migration.yml").read_text(encoding="utf-8")
        plan.write_text(f'{text}\nrules: {{{rule}: {{off: "to see what is left"}}}}\n', encoding="utf-8")
        archive = self.archive
        if isinstance(archive, bytes):
            archive = self.folder / "without.tar.gz"
            archive.write_bytes(self.archive)
        done = run(binary, "verify", str(plan), "--archive", str(archive), "--reports", "without", folder=self.folder)
        errors = failures(json.loads((self.folder / "without/audit.json").read_text(encoding="utf-8")))
        wanted = self.errors - {rule}
        if done.returncode in (0, 2) and errors == wanted == set():
            return None
        return f"{self.group}, {self.name}, without {rule}: exit {done.returncode}, {sorted(errors)} failed"


def verified(group: str, name: str, folder: Path, archive: Path, report: Path, correct: Path) -> Fault:
    """A fault whose report has been written. Warnings that the correct archive has as well say nothing of it."""
    audit, before = (json.loads(path.read_text(encoding="utf-8")) for path in (report, correct))
    warnings = failures(audit, "warning") - failures(before, "warning")
    return Fault(group, name, folder, archive, failures(audit), warnings)


def drilled(outcomes: list[drill.Outcome], root: Path) -> list[Fault]:
    """The damage of the drill, variant by variant."""
    return [
        Fault("drill", f"{outcome.operator.name}, variant {place}", root, archive, *found)
        for outcome in outcomes
        for place, (archive, found) in enumerate(zip(outcome.operator.archives, outcome.failed))
    ]


def demonstrated(binary: str, root: Path) -> list[Fault]:
    """The faults of the demo, one at a time."""
    faults = []
    for number in range(1, 8):
        folder = root / str(number)
        run(binary, "demo", "--into", str(folder), "--rows", "2000", "--fault", str(number), folder=root)
        archive = folder / "published_tickets.tar.gz"
        run(binary, "verify", "--archive", str(archive), "--reports", "audit", folder=folder)
        run(binary, "build", folder=folder)
        run(binary, "verify", "--reports", "correct", folder=folder)
        reports = folder / "audit/audit.json", folder / "correct/audit.json"
        faults.append(verified("demo", str(number), folder, archive, *reports))
    return faults


def preset(binary: str, root: Path) -> list[Fault]:
    """The faults of the presets, as their own trial leaves them."""
    trial = [sys.executable, str(REPOSITORY / "Tests/Presets/presets.py"), "--keep", str(root)]
    done = subprocess.run(trial, env={**os.environ, "DESKAUDIT_BINARY": binary}, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)
    return [
        verified("presets", f"{report.parts[-3]} {report.parent.name}", report.parents[1], Path(f"{report.parent}.tar.gz"), report,
              report.parents[1] / "good/audit.json")
        for report in sorted(root.glob("*/fault-*/audit.json"))
    ]


def columns(text: str, faults: list[Fault]) -> str:
    """The page with the columns about faults."""
    start, end = text.index(START), text.index(END)
    found = {group: Counter(r for f in faults if f.group == group for r in f.errors | f.warnings) for group in GROUPS}
    alone = Counter(fault.alone for fault in faults)
    lines = []
    for line in text[start:end].splitlines(keepends=True):
        if match := ROW.match(line):
            rule = match["rule"]
            counts = [*(found[group][rule] for group in GROUPS), alone[rule]]
            line = match[0] + " | ".join(map(str, counts)) + " |\n"
        lines.append(line)
    listed = {match["rule"] for line in lines if (match := ROW.match(line))}
    if lacking := {rule for fault in faults for rule in fault.errors | fault.warnings} - listed:
        sys.exit(f"{PAGE.name} has no row for {', '.join(sorted(lacking))}: run the tests with RECORD=1 first")
    return text[:start] + "".join(lines) + text[end:]


def head(faults: list[Fault], tried: int) -> str:
    """What the page says before its first table."""
    count = Counter(fault.group for fault in faults)
    caught = Counter(fault.group for fault in faults if fault.errors)
    return f"""# Detection

What the rule book loses by each of its rules. *Examples* are those of its page that it fails: with the rule switched off,
each of them is a test that fails. *Drill*, *Demo* and *Presets* are planted faults that it finds: {caught['drill']} variants of the damage
below (and {count['drill'] - caught['drill']} of what is lawful, where only warnings are found), the {count['demo']} faults of `deskaudit demo --fault N`, and the {count['presets']} of
`Tests/Presets`. *Alone* are those of the columns to the left that no other rule finds, or no other error: without this one they would pass.
A rule that is never alone says what the matter is where others only show what comes of it. Made by `Tests/Fuzz/detection.py --write`,
which tried {tried} of the lonely ones, one of each rule, with the rule switched off: no error was left of any.

"""


def main() -> int:
    """Plant everything, and print or write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=os.environ.get("DESKAUDIT_BINARY", ".build/release/deskaudit"))
    parser.add_argument("--write", action="store_true", help="write the page")
    parser.add_argument("--jobs", type=int, default=2, help="verifications at once (default 2)")
    options = parser.parse_args()
    binary = str(Path(options.binary).resolve())
    with tempfile.TemporaryDirectory(prefix="deskaudit-detection-") as temporary:
        roots = {group: Path(temporary) / group for group in GROUPS}
        for root in roots.values():
            root.mkdir()
        outcomes = drill.drill(binary, roots["drill"], 23, jobs=options.jobs)
        faults = drilled(outcomes, roots["drill"])
        faults += demonstrated(binary, roots["demo"]) + preset(binary, roots["presets"])
        lonely: dict[str, Fault] = {}
        for fault in faults:
            if fault.alone and fault.errors:
                lonely.setdefault(fault.alone, fault)
        wrong = [problem for rule, fault in lonely.items() if (problem := fault.without(binary, rule))]
        wrong += [f"{fault.group}, {fault.name}: found by no rule" for fault in faults
                  if not fault.errors and fault.group != "drill"]
        wrong += [f"{outcome.operator.name}: variants {outcome.missed}" for outcome in outcomes if outcome.missed]
    text = PAGE.read_text(encoding="utf-8")
    damage = "\n## The damage of the drill\n\nOne correct archive of ten comments, damaged in every way below. *Caught* counts the variants"
    damage += "\n(each record, each field, each place in turn) that end in FAIL by a rule that they are meant for.\n\n"
    table = columns(text, faults)
    page = head(faults, len(lonely)) + table[table.index(START) : table.index(END)] + END + "\n" + damage + drill.table(outcomes)
    if options.write:
        PAGE.write_text(page, encoding="utf-8")
    elif page != text:
        # Which rules see a flipped bit depends on the library that compressed the archive.
        print(f"{PAGE.name} has other numbers: run with --write, and look at the difference")
    print(f"{len(faults)} planted faults and lawful forms; {len(lonely)} rules alone with one, each tried without the rule")
    for problem in wrong:
        print(problem)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
