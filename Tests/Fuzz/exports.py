"""The exports and the plan of a migration as files: staged, quoted at random, columns in any order."""

from __future__ import annotations

import random
from pathlib import Path

from migrations import Migration
from model import FIELDS, Policy

PLAN_KEYS = {
    "comment": "comments.id",
    "ticket": "comments.ticket_id",
    "author": "comments.author_id",
    "public": "comments.public",
    "written": "comments.created_at",
    "body": "comments.html_body",
    "requester": "tickets.requester_id",
    "opened": "tickets.created_at",
    "name": "users.name",
    "email": "users.email",
}


def write(migration: Migration, folder: Path) -> None:
    """Write the exports (staged files, own column orders) and migration.yml."""
    draw = random.Random(migration.seed ^ 0x5EED)
    (folder / "exports").mkdir(parents=True, exist_ok=True)
    cuts = sorted(draw.randint(0, len(migration.chat)) for _ in range(draw.choice([0, 0, 1, 2])))
    bounds = [0, *cuts, len(migration.chat)]
    for number, (start, end) in enumerate(zip(bounds, bounds[1:])):
        chat = csv(migration.chat[start:end], migration.policy, draw)
        (folder / f"exports/chat_data_{number}.csv").write_bytes(chat)
    if migration.ticketing is not None:
        end = draw.choice([b"\n", b"\r\n"])
        rows = [b",".join(quoted(value, draw) for value in row) for row in migration.ticketing]
        (folder / "exports/users.csv").write_bytes(end.join([b"id,email", *rows]) + draw.choice([b"", end]))
    (folder / "migration.yml").write_text(plan(migration), encoding="utf-8")


def csv(rows: list[dict[str, bytes] | None], policy: Policy, draw: random.Random) -> bytes:
    """A file of rows, with a header of its own order and, at times, a column that nobody asked for."""
    order = draw.sample(FIELDS, len(FIELDS)) + draw.choice([[], ["more"]])
    end = draw.choice([b"\n", b"\r\n"])
    lines = [b",".join(quoted(policy.columns.get(name, name).encode(), draw) for name in order)]
    for row in rows:
        fields = [b"malformed"] * 3 if row is None else [row.get(name, b"more") for name in order]
        lines.append(b",".join(quoted(value, draw) for value in fields))
        if draw.random() < 0.02:
            lines.append(b"")
    return draw.choice([b"", b"\xef\xbb\xbf"]) + end.join(lines) + draw.choice([b"", end])


def quoted(value: bytes, draw: random.Random) -> bytes:
    """A field as CSV writes it: in quotes where it must, and at times where it need not."""
    if any(byte in value for byte in b'",\r\n') or draw.random() < 0.3:
        return b'"' + value.replace(b'"', b'""') + b'"'
    return value


def plan(migration: Migration) -> str:
    """migration.yml."""
    policy = migration.policy
    lines = ["migration: Fuzz", "sources:", "  chat: {path: 'exports/chat_data_*.csv'}"]
    if migration.ticketing is not None:
        lines += ["  ticketing: {path: exports/users.csv}", "identity: {match: email, keep: ticketing}"]
    lines += [
        "archive:",
        "  path: backup.tar.gz",
        f"  batch-size: {policy.batch_size}",
        f"  numbering: {{start: {policy.start}, step: {policy.step}}}",
        f"conflicts: {policy.conflicts}",
        f"unresolved-requester: {policy.unresolved}",
        f"already-imported: {policy.imported}",
        "as-of: 2026-01-01T00:00:00Z",
        *(["decisions: decisions.csv"] if policy.decisions is not None else []),
        "records:",
    ]
    for record in ("comments", "tickets", "users"):
        lines += [f"  {record}:", "    fields:"]
        for name, key in PLAN_KEYS.items():
            if key.startswith(record + "."):
                lines.append(f"      {key.split('.')[1]}: {{{declaration(name, policy)}}}")
    return "\n".join(lines) + "\n"


def declaration(name: str, policy: Policy) -> str:
    """What the plan says of one field."""
    said = ["from: '{}'".format(policy.columns[name].replace("'", "''"))]
    if name in policy.when_null:
        said.append(f"when-null: {policy.when_null[name]}")
    if name in policy.zones:
        said.append(f"time-zone: '{policy.zones[name]}'")
    return ", ".join(said)
