#!/usr/bin/env python3
"""Build a helpdesk migration archive from a chat export and a list of ticketing users.

Written with pandas, json and tarfile from the definitions in Sources/README.md, without a look at the
Swift code: an archive by an independent hand, and, with --fault, the same archive with one real fault.
Each table is cut into slices of one batch size; member k holds slice k of each. Exit 0: written; 2: refused.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tarfile
from itertools import islice
from pathlib import Path
from typing import Any, Iterator

import numpy as np
import pandas as pd

from exports import Refused, read_chat, read_ticketing
from faults import TITLES, Comparison, damaged, require_effect
from people import (
    Tables,
    comment_table,
    merge,
    ordered_by_use,
    person_ids,
    read_chat_ids,
    refuse_shared_ids,
    ticket_table,
    ticketing_ids,
    user_table,
)

BATCH_SIZE = 100


def rfc3339(seconds: pd.Series, nanoseconds: pd.Series) -> list[str]:
    """Instants in UTC with Z, with a fraction only if it is not zero and without its trailing zeros."""
    whole = np.datetime_as_string(seconds.to_numpy().astype("datetime64[s]")).tolist()
    return [
        text + (f".{fraction:09d}".rstrip("0") if fraction else "") + "Z"
        for text, fraction in zip(whole, nanoseconds.tolist())
    ]


def user_records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Users as the archive holds them, empty texts as null."""
    columns = zip(table["id"].tolist(), table["name"].tolist(), table["email"].tolist())
    return [{"id": id_, "name": name or None, "email": email or None} for id_, name, email in columns]


def ticket_records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Tickets as the archive holds them."""
    created = rfc3339(table["opened"], table["opened_ns"])
    return [
        {"id": id_, "created_at": stamp, "requester_id": requester}
        for id_, stamp, requester in zip(table["id"].tolist(), created, table["requester_id"].tolist())
    ]


def comment_records(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Comments as the archive holds them."""
    names = ["id", "ticket_id", "author_id", "public", "body"]
    columns = [table[name].tolist() for name in names]
    created = rfc3339(table["written"], table["written_ns"])
    for id_, ticket, author, public, body, stamp in zip(*columns, created):
        yield {
            "id": id_,
            "ticket_id": ticket,
            "author_id": author,
            "public": public,
            "created_at": stamp,
            "html_body": body,
        }


def member_names(tables: Tables) -> list[str]:
    """backup_tickets_100.json, …_200.json and so on, as many as the longest table needs."""
    count = -(-max(len(table) for table in tables) // BATCH_SIZE)
    return [f"backup_tickets_{(number + 1) * 100}.json" for number in range(count)]


def write_archive(
    path: Path, tables: Tables, names: list[str], indent: int | None, level: int, dot_entry: bool
) -> None:
    """Write the batches of these members as a gzip-compressed tar; dot_entry adds an entry for ./ itself."""
    users, tickets = user_records(tables.users), ticket_records(tables.tickets)
    comments = comment_records(tables.comments)
    separators = (",", ":") if indent is None else None
    with tarfile.open(path, "w:gz", compresslevel=level, format=tarfile.USTAR_FORMAT) as archive:
        if dot_entry:
            folder = tarfile.TarInfo("./")
            folder.type, folder.mode = tarfile.DIRTYPE, 0o755
            archive.addfile(folder)
        for number, name in enumerate(names):
            slice_ = slice(number * BATCH_SIZE, (number + 1) * BATCH_SIZE)
            batch = {
                "data": tickets[slice_],
                "comments": list(islice(comments, BATCH_SIZE)),
                "users": users[slice_],
                "organizations": [],
            }
            text = json.dumps({"data": {"tickets": batch}}, indent=indent, separators=separators)
            content = text.encode()
            member = tarfile.TarInfo(f"./{name}" if dot_entry else name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


def later_than_needed(tables: Tables) -> int:
    """How many users stand in a later batch than the first record that refers to them."""
    ticket_batch = pd.Series(range(len(tables.tickets))) // BATCH_SIZE
    comment_batch = pd.Series(range(len(tables.comments))) // BATCH_SIZE
    needed = pd.concat(
        [
            pd.Series(ticket_batch.to_numpy(), index=tables.tickets["requester_id"].to_numpy()),
            pd.Series(comment_batch.to_numpy(), index=tables.comments["author_id"].to_numpy()),
        ]
    )
    needed = needed.groupby(level=0).min()
    user_batch = pd.Series(range(len(tables.users)), index=tables.users["id"].to_numpy()) // BATCH_SIZE
    return int((user_batch > needed.reindex(user_batch.index).fillna(len(user_batch))).sum())


def build(options: argparse.Namespace) -> dict[str, Any]:
    """Build the archive and return the facts about it."""
    rows, balance = read_chat(
        options.chat, options.drop_null, options.drop_empty_bodies, options.time_zone
    )
    ticketing = read_ticketing(options.ticketing)
    people = merge(read_chat_ids(rows))
    known = ticketing_ids(people, ticketing)
    ids = person_ids(people, known)
    if not options.same_ids:
        refuse_shared_ids(ids, known, people, rows["requester"], ticketing)
    tickets, comments = ticket_table(rows, ids), comment_table(rows, ids)
    correct = Tables(ordered_by_use(user_table(people, ids), tickets, comments), tickets, comments)
    names = member_names(correct)
    never_wrote = ~rows["requester"].drop_duplicates().isin(ids)
    balance["exact duplicate"] = len(rows) - len(comments)
    balance["merged identity"] = sum(len(person.chat_ids) - 1 for person in people)
    balance["requester never wrote"] = int(never_wrote.sum())

    written = damaged(options.fault, correct, rows, people, known, ticketing)
    written_names = member_names(written)
    if options.fault == 1:
        written_names = written_names[:-1]
        kept = len(written_names) * BATCH_SIZE
        written = Tables(*(table.iloc[:kept] for table in written))
    comparison = Comparison(correct, written, written_names, BATCH_SIZE)
    require_effect(options.fault, comparison.counts, Comparison(correct, correct, names, BATCH_SIZE).counts)
    write_archive(
        options.output, written, written_names, options.indent, options.level, options.fault == 1
    )
    return {
        "fault": options.fault,
        "title": TITLES[options.fault],
        "balance": balance,
        "expected": sizes(names, correct),
        "written": sizes(written_names, written),
        "members missing": [name for name in names if name not in set(written_names)],
        "users later than needed": later_than_needed(written),
        "affected": comparison.counts,
        "places": comparison.places,
    }


def sizes(names: list[str], tables: Tables) -> dict[str, int]:
    """How many members, users, tickets and comments there are."""
    return {"members": len(names)} | {kind: len(table) for kind, table in tables._asdict().items()}


def indent_option(text: str) -> int | None:
    """The --indent option: a number of spaces, or none."""
    return None if text == "none" else int(text)


def parse_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--chat", required=True, nargs="+", metavar="GLOB", help="chat export, files or globs")
    add("--ticketing", required=True, type=Path, metavar="CSV", help="ticketing users: id,email")
    add("--output", required=True, type=Path, metavar="X.tar.gz", help="archive to write")
    add("--indent", type=indent_option, default=2, help="spaces, or none (default 2)")
    add("--level", type=int, default=6, help="gzip level 0 to 9 (default 6)")
    faults = "; ".join(f"{number}: {title}" for number, title in TITLES.items())
    add("--fault", type=int, choices=range(8), default=0, metavar="N", help=faults)
    add("--facts", type=Path, metavar="FILE.json", help="write what was built, damaged and where")
    add("--drop-null", action="store_true", help="leave out rows with a null key field")
    add("--drop-empty-bodies", action="store_true", help="leave out rows with an empty body")
    add("--same-ids", action="store_true", help="both systems share their numbers")
    add("--time-zone", metavar="Z|±hh:mm", help="what a stamp without a zone means")
    return parser.parse_args()


def main() -> int:
    """Build; print the line of counts that every alternative prints, the balance on standard error."""
    options = parse_options()
    try:
        facts = build(options)
    except (Refused, OSError) as error:
        print(f"refused: {error}", file=sys.stderr)
        return 2
    if options.facts:
        options.facts.write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    written, balance = facts["written"], facts["balance"]
    print("balance " + ", ".join(f"{reason} {count}" for reason, count in balance.items()), file=sys.stderr)
    print(
        f"comments={written['comments']} tickets={written['tickets']} users={written['users']}"
        f" duplicates={balance['exact duplicate']} failures=0"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
