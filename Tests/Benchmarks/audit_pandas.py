#!/usr/bin/env python3
"""Audit an archive the usual way: tarfile, json and pandas.

Assumes exports without null keys and without conflicts. Prints the counts line of counts.py.
"""

from __future__ import annotations

import json
import sys
import tarfile
from collections import defaultdict

import pandas as pd

from counts import LIMIT, Counts, batch_number, email_key, parse_options

IDS = ["COMMENT_PART_ID", "CONVERSATION_ID", "AUTHOR_ID", "TICKET_REQUESTER_ID"]


def read_exports(chat: list[str], ticketing: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The chat rows and the ticketing users, ids as integers, everything else as text."""
    types = defaultdict(lambda: "str", {name: "int64" for name in IDS})
    frames = [pd.read_csv(path, keep_default_na=False, dtype=types) for path in chat]
    users = pd.read_csv(ticketing, keep_default_na=False, dtype={"id": "int64", "email": "str"})
    return pd.concat(frames, ignore_index=True), users


def read_archive(path: str) -> tuple[dict[str, pd.DataFrame], int]:
    """The archive's users, tickets and comments in the order of their batches, and arrays over the limit."""
    batches = {}
    with tarfile.open(path, "r:gz") as archive:
        for member in archive:
            if member.isfile():
                batches[batch_number(member.name)] = json.load(archive.extractfile(member))["data"]["tickets"]
    ordered = [batch for _, batch in sorted(batches.items())]
    over = sum(len(array) > LIMIT for batch in ordered for array in batch.values())
    columns = {
        "users": ["id", "name", "email"],
        "data": ["id", "created_at", "requester_id"],
        "comments": ["id", "ticket_id", "author_id", "public", "created_at", "html_body"],
    }
    tables = {
        kind: pd.DataFrame([record for batch in ordered for record in batch[kind]], columns=names)
        for kind, names in columns.items()
    }
    return tables, over


def expected_users(rows: pd.DataFrame, ticketing: pd.DataFrame) -> tuple[pd.DataFrame, dict[int, int]]:
    """The users that should arrive, and every chat id's id in the archive."""
    known = {email_key(email): identifier for identifier, email in ticketing.itertuples(index=False)}
    rows = rows[["AUTHOR_ID", "NAME", "EMAIL"]]
    keys = {email: email_key(email) for email in rows["EMAIL"].unique()}
    rows = rows.assign(key=rows["EMAIL"].map(keys))
    authors = rows.drop_duplicates("AUTHOR_ID").drop(columns="key")
    with_key = rows[rows["key"].notna()].drop_duplicates("AUTHOR_ID")[["AUTHOR_ID", "key"]]
    authors = authors.merge(with_key, how="left", on="AUTHOR_ID")
    authors["person"] = authors["key"].where(authors["key"].notna(), authors["AUTHOR_ID"].astype(str))
    first = authors.drop_duplicates("person").set_index("person")["AUTHOR_ID"]
    ids = [
        known[key] if isinstance(key, str) and key in known else first[person]
        for key, person in zip(authors["key"], authors["person"])
    ]
    authors["id"] = ids
    texts = rows[rows["key"].notna()].drop_duplicates("key").set_index("key")["EMAIL"]
    users = authors.drop_duplicates("person")
    users = users.assign(EMAIL=users["key"].map(texts).where(users["key"].notna(), users["EMAIL"]))
    users = users[["id", "NAME", "EMAIL"]].set_axis(["id", "name", "email"], axis=1)
    return users.replace({"name": {"": None}, "email": {"": None}}), dict(zip(authors["AUTHOR_ID"], ids))


def expected_records(rows: pd.DataFrame, ids: dict[int, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tickets and comments that should arrive."""
    mapping = pd.Series(ids)
    requester = rows["TICKET_REQUESTER_ID"]
    tickets = pd.DataFrame(
        {
            "id": rows["CONVERSATION_ID"],
            "created_at": rows["TICKET_CREATED_AT"],
            "requester_id": requester.map(mapping).fillna(requester),
        }
    ).drop_duplicates("id")
    comments = pd.DataFrame(
        {
            "id": rows["COMMENT_PART_ID"],
            "ticket_id": rows["CONVERSATION_ID"],
            "author_id": rows["AUTHOR_ID"].map(mapping),
            "public": rows["COMMENT_PUBLIC"].str.lower().isin(["true", "t", "1"]),
            "created_at": rows["COMMENT_CREATED_AT"],
            "html_body": rows["BODY"],
        }
    ).drop_duplicates("id")
    for table in (tickets, comments):
        table["created_at"] = instants(table["created_at"])
    return tickets, comments


def instants(text: pd.Series) -> pd.Series:
    """RFC 3339 as UTC instants."""
    return pd.to_datetime(text, format="ISO8601", utc=True)


def reconcile(kind: str, expected: pd.DataFrame, found: pd.DataFrame) -> dict[str, int]:
    """Records that are missing, unexpected or repeated, and fields that differ."""
    both = found.merge(expected, on="id", suffixes=("", "_expected"))
    violations = {
        f"{kind} missing": int((~expected["id"].isin(found["id"])).sum()),
        f"{kind} unexpected": int((~found["id"].isin(expected["id"])).sum()),
        f"{kind} repeated": int(found["id"].duplicated().sum()),
    }
    for name in expected.columns.drop("id"):
        left, right = both[name], both[f"{name}_expected"]
        differs = (left != right) & ~(left.isna() & right.isna())
        violations[f"{kind} {name} differs"] = int(differs.sum())
    return violations


def judge(users: pd.DataFrame, tickets: pd.DataFrame, comments: pd.DataFrame) -> dict[str, int]:
    """References, e-mails and order: what the archive must keep on its own."""
    keys = users["email"].fillna("").map(email_key)
    before = comments.groupby("ticket_id", sort=False)["created_at"].shift()
    return {
        "author_id unresolved": int((~comments["author_id"].isin(users["id"])).sum()),
        "requester_id unresolved": int((~tickets["requester_id"].isin(users["id"])).sum()),
        "ticket_id unresolved": int((~comments["ticket_id"].isin(tickets["id"])).sum()),
        "e-mail shared": int((keys.notna() & keys.duplicated()).sum()),
        "order": int((comments["created_at"] < before).sum()),
    }


def main() -> int:
    """Audit and report."""
    options = parse_options(__doc__)
    rows, ticketing = read_exports(options.chat, options.ticketing)
    expected_people, ids = expected_users(rows, ticketing)
    expected_tickets, expected_comments = expected_records(rows, ids)
    archive, over = read_archive(options.archive)
    users, tickets, comments = archive["users"], archive["data"], archive["comments"]
    for table in (tickets, comments):
        table["created_at"] = instants(table["created_at"])
    counts = Counts(len(comments), len(tickets), len(users), len(rows) - len(expected_comments))
    counts.violations |= reconcile("users", expected_people, users)
    counts.violations |= reconcile("tickets", expected_tickets, tickets)
    counts.violations |= reconcile("comments", expected_comments, comments)
    counts.violations |= judge(users, tickets, comments) | {"limit": over}
    return counts.report()


if __name__ == "__main__":
    sys.exit(main())
