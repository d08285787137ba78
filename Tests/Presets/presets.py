#!/usr/bin/env python3
"""Every preset of `deskaudit init --from`, from a made-up desk to a verdict.

For each vendor: a server gives what the vendor's API would and refuses what that would refuse, `init --from` writes the
plan, `fetch` saves everything, interrupted and taken up again, `build` writes the archive. The archive is read with `tarfile` and `json` and
must hold, field by field, what the model worked out from the sample; `verify` must say PASS. Then faults are planted
one by one, and `verify` must find each, by the right rule, at the place of the right record; and so it must a saved page that
is lost, of each source. Samples of the desk must pass as well. A second desk has none of
what is special: nothing that the preset expects need be there.

    presets.py [VENDOR…] [--keep FOLDER]

DESKAUDIT_BINARY names the binary. Exit 0: all as it must be; 1: not so.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import expected
import faults
from sample import Fault, Sample
from server import Desk

VENDORS = ["zendesk", "intercom", "freshdesk", "helpscout", "zoho", "kayako", "livechat"]
BINARY = Path(os.environ.get("DESKAUDIT_BINARY", ".build/release/deskaudit")).absolute()
PASSWORD = "made-up-secret"


class Miss(Exception):
    """Something that is not as it must be."""


@dataclass
class Outcome:
    """What became of a vendor."""

    vendor: str
    lines: int = 0
    records: int = 0
    requests: int = 0
    caught: int = 0
    planted: int = 0
    warnings: list[str] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the binary in a folder."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DESKAUDIT_")}
    return subprocess.run([str(BINARY), *arguments], cwd=folder, env={**clean, **environment}, text=True,
                          capture_output=True, timeout=120, check=False)


def require(condition: object, what: str, done: subprocess.CompletedProcess[str] | None = None) -> None:
    """Raises `Miss` unless the condition holds."""
    if not condition:
        said = f"\n{done.stdout[-3000:]}{done.stderr[-2000:]}" if done else ""
        raise Miss(f"{what}{said}")


def prepare(vendor: str, desk: Sample, folder: Path) -> tuple[int, int]:
    """Writes the plan and gets the exports.

    Returns the lines that a person wrote, and how often the server was asked.
    """
    with Desk(desk.routes, desk.user, PASSWORD, desk.scheme, desk.headers, desk.posted) as server:
        done = run(folder, "init", "--from", vendor, "--host", server.host)
        require(done.returncode == 0, "init --from", done)
        plan = folder / "migration.yml"
        text = plan.read_text()
        for old, new in desk.edits:
            require(text.count(old) == 1, f"the plan has {text.count(old)} times {old!r}")
            text = text.replace(old, new)
        plan.write_text(text)
        secrets = ({"DESKAUDIT_TOKEN": PASSWORD} if desk.user is None
                   else {"DESKAUDIT_USER": desk.user, "DESKAUDIT_PASSWORD": PASSWORD})
        wrong = run(folder, "fetch", desk.fetched[0], **{name: "wrong" for name in secrets})
        require(wrong.returncode == 2 and "answered 401" in wrong.stderr, "fetch with a wrong secret", wrong)
        for source in desk.fetched:
            server.down_after = 2
            done = run(folder, "fetch", source, "--retries", "0", **secrets)
            require(done.returncode == 0 or "answered 503" in done.stderr, f"fetch {source}, interrupted", done)
            server.down_after = None
            done = run(folder, "fetch", source, **secrets)
            proven = "end proven by" in done.stdout or "each proven to its end" in done.stdout
            require(done.returncode == 0 and proven, f"fetch {source}", done)
    return sum(new.count("\n") + 1 for _, new in desk.edits), len(server.asked)


def audit(folder: Path, archive: Path, reports: Path) -> tuple[subprocess.CompletedProcess[str], dict]:
    """Verifies an archive. Returns what was said and the report."""
    done = run(folder, "verify", "--archive", str(archive), "--reports", str(reports))
    path = reports / "audit.json"
    return done, json.loads(path.read_text()) if path.exists() else {}


def check(desk: Sample, fault: Fault, batches: dict[str, dict], folder: Path, number: int) -> str | None:
    """Plants a fault. Returns how it was missed, if it was."""
    copy = json.loads(json.dumps(batches))
    try:
        fault.plant(copy)
    except (AssertionError, StopIteration) as problem:
        return f"could not be planted: {problem}"
    archive, reports = folder / f"fault-{number}.tar.gz", folder / f"fault-{number}"
    faults.write(archive, copy)
    ids = folder / "backup_tickets.tar.gz.ids.csv"
    if ids.exists():
        shutil.copy(ids, f"{archive}.ids.csv")
    done, report = audit(folder, archive, reports)
    if done.returncode != 1 or "verdict=FAIL exit=1" not in done.stderr:
        return f"exit {done.returncode}: {done.stderr[-300:]}"
    rule = next((rule for rule in report["rules"] if rule["id"] == fault.rule), None)
    if rule is None or rule["outcome"] != "failed" or rule["effective_severity"] != "error":
        failed = [rule["id"] for rule in report["rules"] if rule["outcome"] == "failed"]
        return f"{fault.rule} did not fail; {failed} did"
    if fault.count is not None and rule["violations"] != fault.count:
        return f"{fault.rule} counts {rule['violations']} violations, not {fault.count}"
    problems = [misplaced(desk, fault, evidence, copy) for evidence in rule["evidence"]]
    if None in problems:
        return None
    return f"{fault.rule}: no finding names the record at its place: {problems[:2]} {rule['evidence'][:2]}"


def lost_pages(desk: Sample, folder: Path) -> list[str]:
    """Takes the last page with records of each source away. Returns what `verify` did not find."""
    missed = []
    for source in desk.fetched:
        pages = sorted((folder / "exports").glob(f"*/{source}/*.json")) or sorted((folder / "exports").glob("*/*.json"))
        # Without an empty page after a short one nothing is lost.
        for page in [page for page in pages if b'"id"' in page.read_bytes()][-1:]:
            content = page.read_bytes()
            page.unlink()
            done, report = audit(folder, folder / "backup_tickets.tar.gz", folder / "lost")
            rules = {rule["id"]: rule["outcome"] for rule in report.get("rules", [])}
            if done.returncode not in (1, 2) or rules.get("pages-have-no-gap") == "passed":
                missed.append(f"{page.name} of {source} is lost: exit {done.returncode}, {done.stderr[-300:]}")
            page.write_bytes(content)
    return missed


def pilots(folder: Path) -> list[str]:
    """Takes samples of a desk, which must pass as the desk does. Returns which did not."""
    missed = []
    for number in (1, 3, 1000):
        pilot = folder / f"pilot-{number}"
        done = run(folder, "sample", "--tickets", str(number), "--into", str(pilot))
        if done.returncode == 0:
            done = run(pilot, "build")
        if done.returncode == 0:
            done, _ = audit(pilot, pilot / "backup_tickets.tar.gz", pilot / "audit")
        if done.returncode != 0:
            missed.append(f"a sample of {number}: exit {done.returncode}, {done.stdout[-300:]}{done.stderr[-300:]}")
    return missed


def misplaced(desk: Sample, fault: Fault, evidence: dict, batches: dict[str, dict]) -> str | None:
    """What is wrong with the record and the places of a finding; None where they are right."""
    wanted = {f"{fault.kind} {number}": number for number in fault.numbers}
    if evidence.get("key") not in wanted:
        return f"the key is {evidence.get('key')}"
    number = wanted[evidence["key"]]
    places = 0
    if export := evidence.get("export"):
        found = export["file"], export["line"], export.get("element")
        if found not in desk.places.get((fault.kind, number), ()):
            return f"{found} is none of {desk.places.get((fault.kind, number))}"
        places += 1
    if archive := evidence.get("archive", {}).get("pointer"):
        _, _, _, array, position = archive.split("/")
        record = batches[evidence["archive"]["member"]][array][int(position)]
        if array != faults.ARRAYS[fault.kind] or record["id"] != number:
            return f"{archive} is {record['id']}"
        places += 1
    return None if places else "there is no place"


def moved(vendor: str, folder: Path, traps: bool, outcome: Outcome) -> tuple[Sample, dict[str, dict]]:
    """One desk, from its sample to its verdict. Returns it with the batches of its archive."""
    desk: Sample = importlib.import_module(vendor).sample(traps)
    outcome.records += desk.expected.count
    lines, requests = prepare(vendor, desk, folder)
    outcome.lines, outcome.requests = max(outcome.lines, lines), outcome.requests + requests
    done = run(folder, "plan")
    require(done.returncode == 0, "plan", done)
    done = run(folder, "build")
    require(done.returncode == 0, "build", done)
    batches = expected.read(folder / "backup_tickets.tar.gz")
    differences = desk.expected.differences(batches)
    require(not differences, f"{len(differences)} differences:\n  " + "\n  ".join(differences[:12]))
    done, report = audit(folder, folder / "backup_tickets.tar.gz", folder / "good")
    require(done.returncode == 0 and "verdict=PASS exit=0" in done.stderr, "verify", done)
    failed = [rule["id"] for rule in report["rules"] if rule["outcome"] == "failed"]
    outcome.warnings += [rule for rule in failed if rule not in outcome.warnings]
    return desk, batches


def trial(vendor: str, folder: Path) -> Outcome:
    """One vendor: a desk with the traps of its format and faults in its archive, and a desk without them."""
    outcome = Outcome(vendor)
    try:
        desk, batches = moved(vendor, folder, True, outcome)
        outcome.planted = len(desk.faults)
        with ThreadPoolExecutor(2) as pool:
            jobs = [pool.submit(check, desk, fault, batches, folder, number)
                    for number, fault in enumerate(desk.faults)]
        for fault, job in zip(desk.faults, jobs):
            if missed := job.result():
                outcome.misses.append(f"{fault.name}: {missed}")
            else:
                outcome.caught += 1
        outcome.misses += lost_pages(desk, folder) + pilots(folder)
        (folder / "plain").mkdir()
        moved(vendor, folder / "plain", False, outcome)
    except Miss as miss:
        outcome.misses.append(str(miss))
    return outcome


def main() -> int:
    """Tries the vendors, and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vendors", nargs="*", metavar="VENDOR", help=", ".join(VENDORS))
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave plans, exports and audits there")
    options = parser.parse_args()
    if unknown := set(options.vendors) - set(VENDORS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    start = time.monotonic()
    outcomes = []
    with tempfile.TemporaryDirectory() as temporary:
        for vendor in options.vendors or VENDORS:
            folder = (options.keep or Path(temporary)).absolute() / vendor
            folder.mkdir(parents=True)
            outcomes.append(trial(vendor, folder))
    print(f"{'preset':<12}{'lines written':>14}{'records':>9}{'requests':>10}{'faults caught':>15}  warnings")
    for outcome in outcomes:
        print(f"{outcome.vendor:<12}{outcome.lines:>14}{outcome.records:>9}{outcome.requests:>10}"
              f"{f'{outcome.caught} of {outcome.planted}':>15}  {', '.join(outcome.warnings) or '–'}")
    misses = [f"{outcome.vendor}: {miss}" for outcome in outcomes for miss in outcome.misses]
    for miss in misses:
        print(miss)
    print(f"{len(outcomes)} presets, {len(misses)} misses, {time.monotonic() - start:.0f} s")
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
