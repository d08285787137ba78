#!/usr/bin/env python3
"""Count an archive's records and digest them as multisets, read with Python's tarfile and json.

One line for the members and one for each kind of record: name, count, and the SHA-256 of the kind's
canonical lines in byte order. A canonical line is one record as compact JSON with sorted keys, ASCII only,
its integers as decimal strings. The order of records, members and keys, the white space and the way of
escaping don't show; everything else does. digest.sh prints the same from GNU tar, jq, sort and sha256sum.

Whatever the readers skip without a word is not seen here: this compares contents, it doesn't judge archives.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tarfile
from pathlib import Path

KINDS = {"users": "users", "tickets": "data", "comments": "comments", "organizations": "organizations"}


def canonical_lines(path: Path) -> tuple[int, dict[str, list[bytes]]]:
    """The number of members and each kind's records as canonical lines, in the archive's order."""
    lines: dict[str, list[bytes]] = {kind: [] for kind in KINDS}
    canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
    members = 0
    with tarfile.open(path, "r|gz") as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content is None:
                continue
            members += 1
            tickets = json.load(content, parse_int=str)["data"]["tickets"]
            for kind, array in KINDS.items():
                lines[kind] += [canonical(record).encode("ascii") + b"\n" for record in tickets[array]]
    return members, lines


def digest(lines: list[bytes]) -> str:
    """SHA-256 of the lines in byte order, in hexadecimal. Sorts in place."""
    lines.sort()
    sha256 = hashlib.sha256()
    for line in lines:
        sha256.update(line)
    return sha256.hexdigest()


def main() -> None:
    """Print the members and the four digests."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("archive", type=Path, help="backup_tickets.tar.gz")
    members, lines = canonical_lines(parser.parse_args().archive)
    print(f"members {members}")
    for kind in KINDS:
        print(f"{kind} {len(lines[kind])} {digest(lines[kind])}")


if __name__ == "__main__":
    main()
