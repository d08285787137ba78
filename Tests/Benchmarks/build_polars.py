#!/usr/bin/env python3
"""Build an archive as fast as Python libraries allow: polars sorts and encodes, pigz compresses.

Assumes exports without null keys and without conflicts. Prints the counts line of counts.py.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tarfile
from typing import BinaryIO

import polars as pl

from audit_fast import expected_users
from counts import LIMIT, Counts

IDS = ["COMMENT_PART_ID", "CONVERSATION_ID", "AUTHOR_ID", "TICKET_REQUESTER_ID"]


def stamp(column: str) -> pl.Expr:
    """An instant as RFC 3339 in UTC, its fraction only if it is not zero and without trailing zeros."""
    text = pl.col(column).dt.strftime("%Y-%m-%dT%H:%M:%S%.9f")
    return (text.str.strip_chars_end("0").str.strip_chars_end(".") + "Z").alias("created_at")


def read_chat(pattern: str) -> pl.DataFrame:
    """The chat rows with typed fields, in source order."""
    instant = {"format": "%+", "time_unit": "ns", "time_zone": "UTC"}
    return (
        pl.scan_csv(pattern, infer_schema=False, schema_overrides=dict.fromkeys(IDS, pl.Int64))
        .select(
            *IDS,
            "NAME",
            "EMAIL",
            pl.col("BODY").fill_null("").alias("html_body"),
            pl.col("COMMENT_PUBLIC").str.to_lowercase().is_in(["true", "t", "1"]).alias("public"),
            pl.col("COMMENT_CREATED_AT").str.to_datetime(**instant),
            pl.col("TICKET_CREATED_AT").str.to_datetime(**instant),
        )
        .collect()
    )


def records(frame: pl.DataFrame) -> pl.Series:
    """Each row as one compact JSON object."""
    return frame.select(pl.struct(frame.columns).struct.json_encode()).to_series()


def ticket_table(rows: pl.DataFrame, ids: pl.DataFrame) -> pl.DataFrame:
    """Tickets in the order of their first rows."""
    first = rows.unique("CONVERSATION_ID", keep="first", maintain_order=True)
    joined = first.join(
        ids, left_on="TICKET_REQUESTER_ID", right_on="chat", how="left", maintain_order="left"
    )
    return joined.select(
        pl.col("CONVERSATION_ID").alias("id"),
        stamp("TICKET_CREATED_AT"),
        pl.coalesce("person", "TICKET_REQUESTER_ID").alias("requester_id"),
    )


def comment_table(rows: pl.DataFrame, tickets: pl.DataFrame, ids: pl.DataFrame) -> pl.DataFrame:
    """Comments in the order of their tickets, by instant, then by source position."""
    place = tickets.select("id").with_row_index("place")
    return (
        rows.with_row_index("position")
        .unique("COMMENT_PART_ID", keep="first", maintain_order=True)
        .join(place, left_on="CONVERSATION_ID", right_on="id")
        .join(ids, left_on="AUTHOR_ID", right_on="chat")
        .sort("place", "COMMENT_CREATED_AT", "position")
        .select(
            pl.col("COMMENT_PART_ID").alias("id"),
            pl.col("CONVERSATION_ID").alias("ticket_id"),
            pl.col("person").alias("author_id"),
            "public",
            stamp("COMMENT_CREATED_AT"),
            "html_body",
        )
    )


def used_users(users: pl.DataFrame, tickets: pl.DataFrame, comments: pl.DataFrame) -> pl.DataFrame:
    """Users in the order in which comments bring them: the ticket's requester, then the author."""
    pairs = comments.select("ticket_id", "author_id").join(
        tickets.select("id", "requester_id"), left_on="ticket_id", right_on="id", maintain_order="left"
    )
    used = pairs.select(pl.concat_list("requester_id", "author_id").explode().alias("id"))
    used = used.unique(keep="first", maintain_order=True)
    return used.join(users, on="id", maintain_order="left")


def write_members(stream: BinaryIO, tables: dict[str, pl.DataFrame]) -> None:
    """Write member k with slice k of each table as a ustar; keys are the arrays' names."""
    encoded = {name: records(table) for name, table in tables.items()}
    count = -(-max(map(len, encoded.values())) // LIMIT)
    with tarfile.open(fileobj=stream, mode="w|", format=tarfile.USTAR_FORMAT) as archive:
        for number in range(count):
            arrays = (
                f'"{name}":[{",".join(lines.slice(number * LIMIT, LIMIT).to_list())}]'
                for name, lines in encoded.items()
            )
            content = f'{{"data":{{"tickets":{{{",".join(arrays)},"organizations":[]}}}}}}'.encode()
            member = tarfile.TarInfo(f"backup_tickets_{(number + 1) * 100}.json")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


def main() -> int:
    """Build and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--chat", required=True, metavar="GLOB", help="chat export")
    parser.add_argument("--ticketing", required=True, metavar="CSV", help="ticketing users: id,email")
    parser.add_argument("--output", required=True, metavar="X.tar.gz", help="archive to write")
    parser.add_argument("--level", type=int, default=6, help="pigz level (default 6)")
    options = parser.parse_args()
    rows = read_chat(options.chat)
    users, ids = expected_users(rows, options.ticketing)
    tickets = ticket_table(rows, ids)
    comments = comment_table(rows, tickets, ids)
    counts = Counts(comments.height, tickets.height, users.height, rows.height - comments.height)
    del rows
    users = used_users(users, tickets, comments)
    with open(options.output, "wb") as output:
        pigz = subprocess.Popen(["pigz", f"-{options.level}"], stdin=subprocess.PIPE, stdout=output)
        with pigz.stdin as stream:
            write_members(stream, {"data": tickets, "comments": comments, "users": users})
        if pigz.wait():
            return pigz.returncode
    return counts.report()


if __name__ == "__main__":
    sys.exit(main())
