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

RENAMED_RULES: dict[str, str] = {
    "authors-are-the-expected-people": "comments-have-the-expected-author",
    "batches-have-the-agreed-shape": "batches-match-the-schema",
    "bodies-survive": "bodies-are-unchanged",
    "comment-fields-survive": "comment-fields-are-unchanged",
    "comment-times-survive": "comment-times-are-unchanged",
    "comments-arrive": "no-missing-comments",
    "comments-stand-in-time-order": "comments-are-in-time-order",
    "comments-stay-in-their-ticket": "comments-are-in-their-ticket",
    "digest-file-fits": "digest-file-matches",
    "emails-survive": "emails-are-unchanged",
    "export-rows-are-usable": "no-rejected-rows",
    "gzip-stream-is-whole": "gzip-is-complete",
    "merged-people-carry-the-ticketing-id": "merged-people-have-the-ticketing-id",
    "names-survive": "names-are-unchanged",
    "no-batch-stands-twice": "no-duplicate-batches",
    "no-comment-from-nowhere": "no-unexpected-comments",
    "no-key-stands-twice": "no-duplicate-keys",
    "no-organization-from-nowhere": "no-unexpected-organizations",
    "no-padding-behind-the-archive": "no-padding-after-the-archive",
    "no-ticket-from-nowhere": "no-unexpected-tickets",
    "no-user-from-nowhere": "no-unexpected-users",
    "nothing-lies-in-the-future": "no-future-times",
    "organization-fields-survive": "organization-fields-are-unchanged",
    "organization-references-resolve": "organization-references-exist",
    "organizations-arrive": "no-missing-organizations",
    "public-flags-survive": "public-flags-are-unchanged",
    "references-point-back": "no-forward-references",
    "requesters-are-the-expected-people": "tickets-have-the-expected-requester",
    "tar-is-whole": "tar-is-complete",
    "ticket-fields-survive": "ticket-fields-are-unchanged",
    "ticket-times-survive": "ticket-times-are-unchanged",
    "tickets-arrive": "no-missing-tickets",
    "user-fields-survive": "user-fields-are-unchanged",
    "users-arrive": "no-missing-users",
}
"""Ids of rules: the old one, and the new one."""

RENAMED_KEYS: dict[str, str] = {
    "only in left-out rows": "only in rejected rows",
}
"""Keys of objects anywhere in audit.json: the old one, and the new one."""

PLAIN = "It is said in plain words."

REWORDED: list[tuple[str, str, str]] = [
    (
        r"were read, but arrived, explained and lost add up",
        "were read, but rejected, explained and expected add up",
        "The balance is four sums.",
    ),
    (r"^unproven$", "not-checked", "The outcome has another name."),
    (
        r"rules=0 failed=0 unproven=0 waived=0", "rules=0 failed=0 warnings=0 unchecked=0 waived=0",
        "The last line counts warnings apart.",
    ),
    (r"^(\s+rows\s+)arrived\b", r"\1written", "What a build writes has not arrived anywhere yet."),
    (r"only in left-out rows", "only in rejected rows", PLAIN),
    (r"^another text of that length$", "another text of the same length", PLAIN),
    (r"^no readable time$", "not a readable time", PLAIN),
    (r"^the page behind it$", "the page after it", PLAIN),
    (r"^records of further systems$", "records of later systems", PLAIN),
    (r"null leaves the row out", "a row with null is dropped", PLAIN),
    (r"has no row that can be used; check", "has no accepted row; check", PLAIN),
    (r"line break may stand outside quotes", "line break may be outside quotes", PLAIN),
    (r"has text behind its closing quote", "has text after its closing quote", PLAIN),
    (r"data behind the end of the JSON", "data after the end of the JSON", PLAIN),
    (r"(':'|bfnrtu|digits|line) behind (a key|a backslash|\\u|the object)", r"\1 after \2", PLAIN),
    (r"torn records in", "malformed records in", PLAIN),
    (r"or let the plan leave such rows out with", "or let the plan drop such rows with", PLAIN),
    (r"it names no zone; say in", "it has no zone; say in", PLAIN),
    (r"migrated as they stand: ", "migrated unchanged: ", PLAIN),
    (r"it may stand for nobody, or for the system itself", "it may mean nobody, or the system itself", PLAIN),
    (r"is no ticketing user$", "is not a ticketing user", PLAIN),
    (r"is nowhere an (\w+)$", r"is not an \1 in any row", PLAIN),
    (r"; the audit will fail them$", "; the audit will fail", PLAIN),
    (
        r"warning: 1 tickets have a requester who never wrote, and keep the",
        "warning: 1 ticket has a requester who never wrote, and keeps the", "The verb agrees.",
    ),
    (
        r"warning: 1 ([\w ]+) name people who are no ticketing users",
        r"warning: 1 record of the \1 refers to people who are not ticketing users", PLAIN,
    ),
    (
        r"warning: (\d+) ([\w ]+) name people who are no ticketing users",
        r"warning: \1 records of the \2 refer to people who are not ticketing users", PLAIN,
    ),
    (
        r"names no ticket that the export of tickets has; export the tickets again, or leave the comment out",
        "is not the id of a ticket in the export of tickets; export the tickets again, or remove the comment", PLAIN,
    ),
]
"""A pattern for the old words (on the whole text), what they are now (`\\1` is allowed), and the reason.

They are applied in turn to every text of the old audit.json, and to every line that the old binary prints.
"""

UNCOMPARED_OF_RULES: dict[str, str] = {
    "legacy": "The matrix names the plan's own columns.",
    "new": "The matrix names the columns that the rule's parameters name.",
    "criteria": "Bounds come from the rule's parameters.",
    "title": "Reworded.",
    "summary": "Reworded.",
    "reason": "It is the summary again.",
}
"""Keys of every rule that are not compared (`title`, `criteria`, …), and why."""

UNCOMPARED_OF_FINDINGS: dict[str, str] = {
    "message": "Reworded.",
}
"""Keys of every finding that are not compared, and why. Counts, keys, places, expected and found values are."""

EXPORT_RULES = {
    "exports-are-fully-read", "exports-have-no-conflict", "no-rejected-rows", "stages-have-no-gap",
    "pages-have-no-gap", "requesters-are-known", "systems-share-no-id",
}
"""Rules that look at the exports alone."""


NEW_RULES = {"organization-ids-are-positive", "organization-references-exist", "id-map-matches",
             "comment-references-exist", "ticket-references-exist", "user-references-exist"}
"""Rules that only the newer binary has."""


def with_organization_ids_among_all(report: Report) -> Report:
    """The ids of organizations were judged by the rule about those of all exports, as its last."""
    rules = {rule["id"]: rule for rule in report["rules"]}
    all_ids, own = rules["export-ids-are-positive"], rules.get("organization-ids-are-positive")
    if own is None:
        return report
    order = ["failed", "not-checked", "passed", "not-applicable"]
    decisive = min(all_ids, own, key=lambda rule: order.index(rule["outcome"]))
    merged = all_ids | {key: decisive[key] for key in ("outcome", "examined", "unit")}
    if decisive["outcome"] != "not-checked":
        merged |= {key: all_ids[key] + own[key] for key in ("examined", "violations", "violations_from_export")}
        merged["evidence"] = (all_ids["evidence"] + own["evidence"])[:20]
    return report | {"rules": [merged if rule is all_ids else rule for rule in report["rules"]]}


def with_old_lengths(report: Report) -> Report:
    """A text of other bytes and the same length had no number."""
    rules = [
        rule | {
            "evidence": [
                finding | {"found": "other bytes of that number"}
                if re.fullmatch(r"[\d,]+ other bytes?", finding.get("found", "")) else finding
                for finding in rule["evidence"]
            ]
        }
        for rule in report["rules"]
    ]
    return report | {"rules": rules}


def without_new_rules(report: Report) -> Report:
    return report | {"rules": [rule for rule in report["rules"] if rule["id"] not in NEW_RULES]}


CHANGED_RULES = {
    "emails-are-addresses": "Characters that nobody sees are findings, in the list of ticketing users as well.",
}
"""Rules that look at more than they did, and why."""


def without_changed_rules(report: Report) -> Report:
    return report | {"rules": [rule for rule in report["rules"] if rule["id"] not in CHANGED_RULES]}


def with_first_evidence(report: Report) -> Report:
    """The first twenty findings of each rule: now there are as many of each field and cause."""
    return report | {"rules": [rule | {"evidence": rule["evidence"][:20]} for rule in report["rules"]]}


def without_references(report: Report) -> Report:
    """References of organizations are counted, too."""
    rules = [
        {key: value for key, value in rule.items() if key != "examined"}
        if rule["id"] == "no-forward-references" else rule
        for rule in report["rules"]
    ]
    return report | {"rules": rules}


def without_resolved(report: Report) -> Report:
    """What a plan's policy decided is counted beside the sums."""
    balance = [{key: value for key, value in line.items() if key != "resolved"} for line in report["balance"]]
    return report | {"balance": balance}


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
    Correction("Organizations' ids have a rule of their own.", new=with_organization_ids_among_all),
    Correction("The number of other bytes is said.", new=with_old_lengths),
    Correction("There are rules for record types of the plan's own.", new=without_new_rules),
    Correction("A rule looks at more.", old=without_changed_rules, new=without_changed_rules),
    Correction("Evidence is kept for each field and cause.", new=with_first_evidence),
    Correction("More references are examined.", old=without_references, new=without_references),
    Correction("Resolved conflicts are counted.", new=without_resolved),
    Correction("audit.json is of version 4.", old=without_version, new=without_version),
    Correction("The declared severity is beside the effective one.", new=with_effective_severity),
    Correction(
        "What is in the exports alone is not a mistake of the archive.", old=without_origin, new=without_origin),
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
        | {"evidence": [without_words(finding) for finding in rule["evidence"]]}
        for rule in rules
    }
    return report


def without_words(finding: dict) -> dict:
    """A finding without what is not compared of it."""
    return {key: value for key, value in finding.items() if key not in UNCOMPARED_OF_FINDINGS}


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
