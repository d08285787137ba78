"""What is meant to differ between the two binaries, each with one sentence of reason.

Everything here makes the comparison blinder, so an entry is as narrow as it can be, and goes when the older
binary has gone. Without entries both binaries must agree on everything but IGNORED and TIMES.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Callable

Report = dict


@dataclass
class Correction:
    """Brings both reports to one form; `old` and `new` take a report, and return it changed or as it is."""

    reason: str
    old: Callable[[Report], Report] = lambda report: report
    new: Callable[[Report], Report] = lambda report: report


IGNORED = {
    "timing": "It differs from run to run.",
    "tool": "It is the version.",
    "rules_sha256": "It is the digest of the rule book, whose words may be corrected.",
}
"""Keys at the top of audit.json that are not compared, and why."""

TIMES: list[tuple[str, str]] = [
    (r"\b\d+(\.\d+)? (s|ms|min)\b", "… s"),
    (r"^(Time +).*$", r"\1…"),
    (r"\.\d+\.partial\b", ".….partial"),
]
"""What differs from run to run in what is printed: a pattern, and what is compared in its place."""

RENAMED_RULES: dict[str, str] = {}
"""Ids of rules: the old one, and the new one."""

RENAMED_KEYS: dict[str, str] = {}
"""Keys of objects anywhere in audit.json: the old one, and the new one."""

REWORDED: list[tuple[str, str, str]] = [
    (
        r"were read, but arrived, explained and lost add up",
        "were read, but rejected, explained and expected add up",
        "The balance is four sums.",
    ),
]
"""A pattern for the old words (on the whole text), what they are now (`\\1` is allowed), and the reason.

They are applied in turn to every text of the old audit.json, and to every line that the old binary prints.
"""

UNCOMPARED_OF_RULES: dict[str, str] = {
    "legacy": "The matrix names the plan's own columns.",
    "new": "The matrix names the columns that the rule's parameters name.",
    "criteria": "Bounds come from the rule's parameters.",
}
"""Keys of every rule that are not compared (`title`, `criteria`, …), and why."""

EXPORT_RULES = {
    "exports-are-fully-read", "exports-have-no-conflict", "no-rejected-rows", "stages-have-no-gap",
    "pages-have-no-gap", "requesters-are-known", "systems-share-no-id",
}
"""Rules that look at the exports alone."""


NEW_RULES = {"organization-ids-are-positive", "organization-references-exist"}
"""Rules that only the newer binary has."""


def without_new_rules(report: Report) -> Report:
    return report | {"rules": [rule for rule in report["rules"] if rule["id"] not in NEW_RULES]}


def without_version(report: Report) -> Report:
    return {key: value for key, value in report.items() if key != "schema_version"}


def with_effective_severity(report: Report) -> Report:
    rules = [
        {key: value for key, value in rule.items() if key not in ("effective_severity", "regraded_by")}
        | {"severity": rule["effective_severity"]}
        for rule in report["rules"]
    ]
    return report | {"rules": rules}


def without_origin(report: Report) -> Report:
    rules = [
        rule if rule["id"] not in EXPORT_RULES else
        {key: value for key, value in rule.items() if key != "violations_from_export"}
        | {"evidence": [finding | {"origin": "export"} for finding in rule["evidence"]]}
        for rule in report["rules"]
    ]
    return report | {"rules": rules}


def with_old_balance(report: Report) -> Report:
    """The balance in the three numbers that it had: what is missing, and the reasons of both kinds together."""
    balance = [
        {"record": line["record"], "unit": line["unit"], "rows": line["read"], "arrived": line["matched"],
         "explained": dict(sorted((line["explained"] | line["rejected"]).items())), "lost": line["missing"]}
        for line in report["balance"]
    ]
    return report | {"balance": balance}


CORRECTIONS: list[Correction] = [
    Correction("There are rules for record types of the plan's own.", new=without_new_rules),
    Correction("audit.json is of version 3.", old=without_version, new=without_version),
    Correction("The declared severity stands beside the effective one.", new=with_effective_severity),
    Correction(
        "What stands in the exports alone is no mistake of the archive.", old=without_origin, new=without_origin),
    Correction("The balance is four sums.", new=with_old_balance),
]
"""What the tables above can't express, in order."""


def comparable(report: Report, is_old: bool) -> Report:
    """A report in the form in which both are compared: rules by id, intended differences taken back."""
    if is_old:
        report = renamed(report)
    report = {key: value for key, value in report.items() if key not in IGNORED}
    for correction in CORRECTIONS:
        report = correction.old(report) if is_old else correction.new(report)
    rules = report.get("rules", [])
    moved = set(RENAMED_RULES.values())
    report["order of rules"] = [rule["id"] for rule in rules if rule["id"] not in moved]
    report["rules"] = {
        rule["id"]: {key: value for key, value in rule.items() if key not in UNCOMPARED_OF_RULES}
        for rule in rules
    }
    return report


def renamed(value: object) -> object:
    """An old value with the new keys, ids and words."""
    if isinstance(value, dict):
        return {RENAMED_KEYS.get(key, key): renamed(part) for key, part in value.items()}
    if isinstance(value, list):
        return [renamed(part) for part in value]
    if isinstance(value, str):
        return RENAMED_RULES.get(value, reworded(value))
    return value


def reworded(text: str) -> str:
    """An old text in the new words."""
    for pattern, words, _ in REWORDED:
        text = re.sub(pattern, words, text)
    return text


def sentences(text: str, is_old: bool) -> list[str]:
    """The lines of a printed text, without what differs from run to run."""
    lines = []
    for line in text.splitlines():
        for pattern, words in TIMES:
            line = re.sub(pattern, words, line)
        lines.append(reworded(line) if is_old else line)
    return lines
