#!/usr/bin/env python3
"""Audit an archive as fast as Python libraries allow: isal inflates, orjson parses, polars joins.

Bodies are compared by length and a 64-bit hash, and leave memory as soon as those are known. Assumes
exports without null keys and without conflicts. Prints the counts line of counts.py.
"""

from __future__ import annotations

import sys
from typing import BinaryIO, Iterator

import orjson
import polars as pl
from isal import igzip_threaded

from counts import LIMIT, Counts, batch_number, email_key, parse_options

BATCHES_PER_FRAME = 400
BLOCK = 512
USER = {"id": pl.Int64, "name": pl.String, "email": pl.String}
TICKET = {"id": pl.Int64, "created_at": pl.String, "requester_id": pl.Int64}
COMMENT = {
    "id": pl.Int64,
    "ticket_id": pl.Int64,
    "author_id": pl.Int64,
    "public": pl.Boolean,
    "created_at": pl.String,
    "html_body": pl.String,
}
SCHEMAS = {"users": USER, "data": TICKET, "comments": COMMENT}


def instant(column: str) -> pl.Expr:
    """RFC 3339 text as nanoseconds since 1970 UTC."""
    return pl.col(column).str.to_datetime("%+", time_unit="ns", time_zone="UTC").alias("created_at")


def body_digest(column: str) -> list[pl.Expr]:
    """Length in bytes and 64-bit hash of a body."""
    body = pl.col(column)
    return [body.str.len_bytes().alias("body_bytes"), body.hash().alias("body_hash")]


def members(stream: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """Names and contents of a ustar's regular files, in their order."""
    while (header := stream.read(BLOCK)) and header[0]:
        size = int(header[124:136].rstrip(b"\0 "), 8)
        content = stream.read(-(-size // BLOCK) * BLOCK)
        if header[156:157] in (b"0", b"\0"):
            yield header[:100].rstrip(b"\0").decode(), content[:size]


def frames(
    records: dict[str, dict[str, list]], numbers: dict[str, list[int]]
) -> dict[str, pl.DataFrame]:
    """One block of batches as frames, stamps read and bodies digested; empties the lists."""
    result = {}
    for kind, columns in records.items():
        batch = pl.Series(numbers[kind], dtype=pl.Int64)
        frame = pl.DataFrame(columns, schema=SCHEMAS[kind]).with_columns(batch=batch)
        if kind != "users":
            frame = frame.with_columns(instant("created_at"))
        if kind == "comments":
            frame = frame.with_columns(body_digest("html_body")).drop("html_body")
        result[kind] = frame
        for column in columns.values():
            column.clear()
        numbers[kind].clear()
    return result


def read_archive(path: str) -> tuple[dict[str, pl.DataFrame], int]:
    """The archive's users, tickets and comments in the order of their batches, and arrays over the limit."""
    records: dict[str, dict[str, list]] = {kind: {name: [] for name in SCHEMAS[kind]} for kind in SCHEMAS}
    numbers: dict[str, list[int]] = {kind: [] for kind in SCHEMAS}
    blocks: dict[str, list[pl.DataFrame]] = {kind: [] for kind in SCHEMAS}
    over = 0

    def flush() -> None:
        for kind, frame in frames(records, numbers).items():
            blocks[kind].append(frame)

    with igzip_threaded.open(path, "rb", threads=1) as stream:
        for count, (name, content) in enumerate(members(stream), 1):
            batch = orjson.loads(content)["data"]["tickets"]
            over += sum(len(array) > LIMIT for array in batch.values())
            number = batch_number(name)
            for kind, columns in records.items():
                array = batch[kind]
                for key, column in columns.items():
                    column += [record[key] for record in array]
                numbers[kind] += [number] * len(array)
            if count % BATCHES_PER_FRAME == 0:
                flush()
    flush()
    tables = {kind: pl.concat(parts).sort("batch", maintain_order=True) for kind, parts in blocks.items()}
    return tables, over


def read_chat(paths: list[str]) -> pl.DataFrame:
    """The chat rows with typed fields and digested bodies, in source order."""
    ids = ["COMMENT_PART_ID", "CONVERSATION_ID", "AUTHOR_ID", "TICKET_REQUESTER_ID"]
    return (
        pl.scan_csv(paths, infer_schema=False, schema_overrides=dict.fromkeys(ids, pl.Int64))
        .with_columns(pl.col("BODY").fill_null(""))
        .select(
            *ids,
            "NAME",
            "EMAIL",
            pl.col("COMMENT_PUBLIC").str.to_lowercase().is_in(["true", "t", "1"]).alias("public"),
            instant("COMMENT_CREATED_AT"),
            instant("TICKET_CREATED_AT").alias("opened_at"),
            *body_digest("BODY"),
        )
        .collect(engine="streaming")
    )


def expected_users(rows: pl.DataFrame, ticketing: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The users that should arrive, and every chat id's id in the archive (columns chat, person)."""
    users = pl.read_csv(ticketing, schema={"id": pl.Int64, "email": pl.String})
    known = {email_key(email): identifier for identifier, email in users.iter_rows()}
    known.pop(None, None)
    described = rows.select("AUTHOR_ID", "NAME", "EMAIL").unique(keep="first", maintain_order=True)
    first_row: dict[int, tuple[str, str]] = {}
    key_of: dict[int, str] = {}
    text_of: dict[str, str] = {}
    for author, name, email in described.iter_rows():
        first_row.setdefault(author, (name, email))
        if key := email_key(email):
            key_of.setdefault(author, key)
            text_of.setdefault(key, email)
    people: dict[object, tuple[int, str | None, str | None]] = {}
    ids = {}
    for author, (name, email) in first_row.items():
        key = key_of.get(author)
        person = (known.get(key, author), name or None, text_of.get(key, email) or None)
        ids[author] = people.setdefault(key or author, person)[0]
    table = pl.DataFrame(list(people.values()), schema=USER, orient="row")
    return table, pl.DataFrame({"chat": list(ids), "person": list(ids.values())})


def reconcile(kind: str, expected: pl.DataFrame, found: pl.DataFrame) -> dict[str, int]:
    """Records that are missing, unexpected or repeated, and fields that differ."""
    both = found.join(expected, on="id", suffix="_expected")
    violations = {
        f"{kind} missing": expected.join(found, on="id", how="anti").height,
        f"{kind} unexpected": found.height - both.height,
        f"{kind} repeated": found.height - found["id"].n_unique(),
    }
    for name in expected.columns[1:]:
        if name == "body_bytes":
            continue
        differs = pl.col(name).ne_missing(pl.col(f"{name}_expected"))
        if name == "body_hash":
            differs |= pl.col("body_bytes") != pl.col("body_bytes_expected")
        label = "html_body" if name == "body_hash" else name
        violations[f"{kind} {label} differs"] = both.select(differs.sum()).item()
    return violations


def judge(users: pl.DataFrame, tickets: pl.DataFrame, comments: pl.DataFrame) -> dict[str, int]:
    """References, e-mails and order: what the archive must keep on its own."""
    keys = [key for email in users["email"] if (key := email_key(email))]
    before = pl.col("created_at").shift().over("ticket_id")

    def unresolved(source: pl.DataFrame, field: str, target: pl.DataFrame) -> int:
        return source.join(target, left_on=field, right_on="id", how="anti").height

    return {
        "author_id unresolved": unresolved(comments, "author_id", users),
        "requester_id unresolved": unresolved(tickets, "requester_id", users),
        "ticket_id unresolved": unresolved(comments, "ticket_id", tickets),
        "e-mail shared": len(keys) - len(set(keys)),
        "order": comments.select((pl.col("created_at") < before).sum()).item(),
    }


def main() -> int:
    """Audit and report."""
    options = parse_options(__doc__)
    rows = read_chat(options.chat)
    expected_people, ids = expected_users(rows, options.ticketing)
    tickets = rows.unique("CONVERSATION_ID", keep="first", maintain_order=True)
    tickets = tickets.join(ids, left_on="TICKET_REQUESTER_ID", right_on="chat", how="left").select(
        pl.col("CONVERSATION_ID").alias("id"),
        pl.col("opened_at").alias("created_at"),
        pl.coalesce("person", "TICKET_REQUESTER_ID").alias("requester_id"),
    )
    comments = rows.unique("COMMENT_PART_ID", keep="first", maintain_order=True)
    comments = comments.join(ids, left_on="AUTHOR_ID", right_on="chat").select(
        pl.col("COMMENT_PART_ID").alias("id"),
        pl.col("CONVERSATION_ID").alias("ticket_id"),
        pl.col("person").alias("author_id"),
        "public", "created_at", "body_bytes", "body_hash",
    )
    duplicates = rows.height - comments.height
    del rows
    archive, over = read_archive(options.archive)
    counts = Counts(archive["comments"].height, archive["data"].height, archive["users"].height, duplicates)
    counts.violations |= reconcile("users", expected_people, archive["users"])
    counts.violations |= reconcile("tickets", tickets, archive["data"])
    counts.violations |= reconcile("comments", comments, archive["comments"])
    counts.violations |= judge(archive["users"], archive["data"], archive["comments"]) | {"limit": over}
    return counts.report()


if __name__ == "__main__":
    sys.exit(main())
