#!/usr/bin/env python3
"""The fault drill: one correct archive, damaged in every way that has a name, and what `verify` says to each.

Damage must end in FAIL (exit 1), by at least one of the rules that it is meant for; what is lawful, however
unusual, must PASS. Exit 0: all as expected; 1: something was not caught, or lawful and not passed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator

import archives
import mutations
import places
import streams
import texts
from fuzz_migrations import Disagreement, failures, run, verify
from model import Policy

POLICY = Policy(batch_size=4)
CHAT = """\
TICKET_CREATED_AT,TICKET_REQUESTER_ID,COMMENT_PART_ID,CONVERSATION_ID,COMMENT_PUBLIC,BODY,\
COMMENT_CREATED_AT,AUTHOR_ID,NAME,EMAIL
2021-01-01T00:00:00Z,1,11,50,true,<p>Café</p>,2021-01-01T00:00:00Z,1,José,Ann@example.org
2021-01-01T00:00:00Z,1,12,50,false,"<p>""Yes"",\r\ntwice</p>",2021-01-01T00:00:00.5Z,2,Bob , bob@example.org
2021-01-01T00:00:00Z,1,13,50,true,,2021-01-01T00:00:01.000000001Z,3,,
2021-01-01T00:00:00Z,1,14,50,false,Über 😀,2021-01-01T00:00:02Z,4,Ann,zoé@example.org
2021-01-02T00:00:00.25Z,2,15,51,true,x y,2021-01-02T00:00:01Z,5,Eve,eve@example.org
2021-01-02T00:00:00.25Z,2,16,51,true,é,2021-01-02T00:00:01.75Z,1,José,ann@EXAMPLE.org
2021-01-03T00:00:00Z,9001,17,52,false,<b>Last</b>,2021-01-03T00:00:00Z,9001,Dan,dan@example.org
2021-01-03T00:00:00Z,9001,18,52,true,<i>One more</i>,2021-01-03T00:01:00Z,6,Ann 2,ANN@example.org
2021-01-04T00:00:00Z,5,19,53,true,"<a href=""/"">Link</a>",2021-01-04T00:00:00Z,5,Eve,eve@example.org
2021-01-04T00:00:00Z,5,20,53,false,tail,2021-01-04T00:00:01Z,4,Ann,zoé@example.org
"""
"""Three chat ids in use are nobody's ticketing id; 9001 is Dan's chat id, and Ann's ticketing id."""
TICKETING = (
    "id,email\n9001,ann@example.org\n9002,bob@example.org\n9003,zoe@example.org\n9004,dan@example.org\n"
)
PLAN = """\
migration: The fault drill
sources:
  chat: {path: chat.csv}
  ticketing: {path: users.csv}
identity: {match: email, keep: ticketing}
archive: {path: backup.tar.gz, batch-size: 4}
as-of: 2026-01-01T00:00:00Z
"""


@dataclass
class Operator:
    """A named damage, or a lawful form where no rule is meant to catch it."""

    area: str
    name: str
    rules: set[str]
    archives: list[bytes]


@dataclass
class Outcome:
    """What `verify` said to all variants of an operator."""

    operator: Operator
    caught: int
    rules: set[str]
    missed: list[int]
    failed: list[tuple[set[str], set[str]]] = field(default_factory=list)
    """Of each variant, the errors and the warnings that failed."""
    named: int = 0
    """Variants of which the first cause is the planted fault."""
    misnamed: dict[int, list[str]] = field(default_factory=dict)
    """The causes of variants of which another one, or one too many, was claimed."""


CAUSES = {
    "every batch newest first": "reversed-order",
    "the last batch lost": "lost-batch",
}
"""Damage of which the first cause has this kind. All other damage to records is to one at a time, or, of the batches that
are lost and whose numbers the next ones get, too little to prove anything: it must have no cause."""
POSSIBLE = {
    "records": set(),
    "JSON": set(),
    "tar": {"damaged-archive", "missing-input", "lost-batch", "repeated-batch"},
    "gzip": {"damaged-archive", "missing-input"},
    "lawful": set(),
}
"""By area, the causes of all other damage: of one record that is changed, nothing is proven."""


def are_right(operator: Operator, causes: list[str]) -> bool:
    """Whether the causes are those of the damage."""
    kind = CAUSES.get(operator.name)
    if kind:
        return causes[:1] == [kind]
    return set(causes) <= POSSIBLE[operator.area]


def write_exports(folder: Path) -> None:
    """Write the exports and the plan."""
    (folder / "chat.csv").write_text(CHAT, encoding="utf-8", newline="")
    (folder / "users.csv").write_text(TICKETING, encoding="utf-8")
    (folder / "migration.yml").write_text(PLAN, encoding="utf-8")


def correct_archive(binary: str, folder: Path) -> bytes:
    """Write the exports and the plan, build, and require a PASS."""
    write_exports(folder)
    built = run(binary, "build", folder=folder)
    if built.returncode != 0:
        sys.exit(built.stderr.decode())
    code, report = verify(binary, folder, "backup.tar.gz")
    if code != 0:
        sys.exit(f"the correct archive does not pass: {failures(report)}")
    return (folder / "backup.tar.gz").read_bytes()


def operators(folder: Path, packed: bytes, step: int) -> Iterator[Operator]:
    """All of them, with their archives."""
    batches = archives.read(folder / "backup.tar.gz", POLICY)
    for name, rules, mutate in mutations.OPERATORS:
        yield Operator("records", name, rules, [assembled(variant) for variant in mutate(batches)])
    members = named(batches)
    for name, rules, spell in texts.TEXTS:
        yield Operator("JSON", name, rules, in_first_batch(members, list(spell(members[0][1]))))
    for name, rules, variants in streams.tars(members):
        yield Operator("tar", name, rules, [archives.packed(variant) for variant in variants])
    for name, rules, variants in streams.gzips(packed, step):
        yield Operator("gzip", name, rules, variants)
    for name, spell in texts.HARMLESS:
        yield Operator("lawful", name, set(), in_first_batch(members, list(spell(members[0][1]))))
    for name, variants in streams.harmless(members, packed):
        yield Operator("lawful", name, set(), variants)


def named(batches: mutations.Batches) -> streams.Members:
    """The batches as members."""
    return [
        (archives.member_name(number, POLICY), archives.batch_text(batch))
        for number, batch in enumerate(batches)
    ]


def assembled(batches: mutations.Batches) -> bytes:
    """An archive of batches."""
    return archives.packed(archives.tar(named(batches)))


def in_first_batch(members: streams.Members, spellings: list[bytes]) -> list[bytes]:
    """Archives whose first batch has another text."""
    return [archives.packed(archives.tar([(members[0][0], text), *members[1:]])) for text in spellings]


def judge(binary: str, folder: Path, operator: Operator) -> Outcome:
    """Verify every variant."""
    outcome = Outcome(operator, 0, set(), [])
    for place, content in enumerate(operator.archives):
        (folder / "damaged.tar.gz").write_bytes(content)
        try:
            code, report = verify(binary, folder, "damaged.tar.gz")
        except Disagreement as problem:
            print(f"{operator.name}, variant {place}: {problem}")
            code, report = 70, {"rules": []}
        failed = failures(report)
        outcome.rules |= failed
        outcome.failed.append((failed, failures(report, "warning")))
        causes = [cause["kind"] for cause in report.get("causes", [])]
        if not are_right(operator, causes):
            outcome.misnamed[place] = causes
        elif operator.name in CAUSES:
            outcome.named += 1
        if code == (1 if operator.rules else 0) and (not operator.rules or operator.rules & failed):
            outcome.caught += 1
        else:
            outcome.missed.append(place)
            (folder / f"missed-{place}.tar.gz").write_bytes(content)
    return outcome


def drill(binary: str, root: Path, step: int, only: str = "", jobs: int = 2) -> list[Outcome]:
    """Verify the damage whose name holds a text, each kind of it in a folder of its own."""
    packed = correct_archive(binary, root)
    chosen = [operator for operator in operators(root, packed, step) if only in operator.name]

    def attempt(operator: Operator) -> Outcome:
        folder = root / operator.name.replace("/", "_")
        folder.mkdir()
        write_exports(folder)
        return judge(binary, folder, operator)

    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(attempt, chosen))


def table(outcomes: list[Outcome]) -> str:
    """All damage, and the rules that caught it, as Markdown."""
    damaged = [outcome for outcome in outcomes if outcome.operator.rules]
    lines = [
        f"**{sum(o.caught for o in damaged)} of {sum(len(o.operator.archives) for o in damaged)} variants of "
        f"{len(damaged)} kinds of damage are caught.**",
        "",
        "| Area | Damage | Caught | Rules that caught it |",
        "|---|---|---|---|",
    ]
    for outcome in damaged:
        operator = outcome.operator
        rules = ", ".join(sorted(operator.rules & outcome.rules))
        others = len(outcome.rules - operator.rules)
        more = f" and {others} more" if others else ""
        caught = f"{outcome.caught} of {len(operator.archives)}"
        lines.append(f"| {operator.area} | {operator.name} | {caught} | {rules}{more} |")
    lines += ["", "## What is lawful passes", "", "| Form | Passed |", "|---|---|"]
    for outcome in outcomes:
        if not outcome.operator.rules:
            lines.append(
                f"| {outcome.operator.name} | {outcome.caught} of {len(outcome.operator.archives)} |"
            )
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run the drill."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--binary", default=os.environ.get("DESKAUDIT_BINARY", ".build/release/deskaudit"))
    parser.add_argument(
        "--step", type=int, default=23, help="hit every n-th byte of the gzip stream (default 23)"
    )
    parser.add_argument("--quiet", action="store_true", help="print the counts only, and what was not caught")
    parser.add_argument("--only", default="", help="only damage whose name holds this text")
    parser.add_argument("--jobs", type=int, default=2, help="verifications at once (default 2)")
    options = parser.parse_args()
    binary = str(Path(options.binary).resolve())
    root = Path(tempfile.mkdtemp(prefix="deskaudit-drill-"))
    outcomes = drill(binary, root, options.step, options.only, options.jobs)
    page = table(outcomes)
    print(page if not options.quiet else page.split("\n")[0].strip("*"))
    print(places.summary())
    named = sum(outcome.named for outcome in outcomes)
    print(f"{named} of {len(CAUSES)} variants whose fault has a kind have it as their first cause")
    for outcome in outcomes:
        for place, causes in outcome.misnamed.items():
            print(f"NOT THE CAUSE: {outcome.operator.name}, variant {place}: {', '.join(causes) or 'none'}")
    wrong = [o for o in outcomes if o.missed or o.misnamed or not o.operator.archives]
    for outcome in wrong:
        name = outcome.operator.name
        print(f"NOT AS EXPECTED: {name}, variants {outcome.missed}; see {root}/{name.replace('/', '_')}")
    if not wrong:
        shutil.rmtree(root)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
