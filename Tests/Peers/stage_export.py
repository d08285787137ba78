#!/usr/bin/env python3
"""Cuts a chat export into staged files, as they come out of a real system.

    stage_export.py chat_data.csv INTO [--files 12] [--overlap 500] [--zone Asia/Kolkata]

Each file is gzip-compressed CSV with a header of other names; the edges overlap by some rows; timestamps are local
time in a zone, without saying so, in the form 2021-03-01 14:30:00. What the files say is what the export says, so
the archive made of them must be the same, byte for byte.
"""

import argparse
import csv
import datetime
import gzip
import pathlib
import re
import zoneinfo

NAMES = {
    "TICKET_CREATED_AT": "conversation started",
    "TICKET_REQUESTER_ID": "customer id",
    "COMMENT_PART_ID": "message id",
    "CONVERSATION_ID": "conversation id",
    "COMMENT_PUBLIC": "visible to customer",
    "BODY": "message",
    "COMMENT_CREATED_AT": "sent at",
    "AUTHOR_ID": "sender id",
    "NAME": "sender name",
    "EMAIL": "sender email",
}

STAMP = re.compile(r"(.{19})(\.\d+)?(Z|[+-]\d\d:\d\d)")


def localized(stamp: str, zone: zoneinfo.ZoneInfo) -> str:
    """The local time of an RFC 3339 stamp; its fraction stays as it is written."""
    seconds, fraction, offset = STAMP.fullmatch(stamp).groups()
    local = datetime.datetime.fromisoformat(seconds + offset).astimezone(zone)
    return local.strftime("%Y-%m-%d %H:%M:%S") + (fraction or "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", type=pathlib.Path)
    parser.add_argument("into", type=pathlib.Path)
    parser.add_argument("--files", type=int, default=12)
    parser.add_argument("--overlap", type=int, default=500)
    parser.add_argument("--zone", type=zoneinfo.ZoneInfo, default="Asia/Kolkata")
    options = parser.parse_args()
    csv.field_size_limit(1 << 26)

    with options.export.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    header, rows = rows[0], rows[1:]
    stamps = [header.index("TICKET_CREATED_AT"), header.index("COMMENT_CREATED_AT")]
    for row in rows:
        for stamp in stamps:
            row[stamp] = localized(row[stamp], options.zone)

    options.into.mkdir(parents=True, exist_ok=True)
    edges = [len(rows) * stage // options.files for stage in range(options.files + 1)]
    for stage, (start, end) in enumerate(zip(edges, edges[1:]), 1):
        path = options.into / f"messages_{stage}.csv.gz"
        with gzip.open(path, "wt", newline="", encoding="utf-8", compresslevel=1) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(NAMES[name] for name in header)
            writer.writerows(rows[max(0, start - options.overlap) : end])
        print(f"{path}: {end - max(0, start - options.overlap)} rows")


if __name__ == "__main__":
    main()
