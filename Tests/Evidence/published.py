#!/usr/bin/env python3
"""Print the keys of all comments that are private in an export and public in an archive, by Python's own readers.

    published.py CHAT.CSV ARCHIVE.TAR.GZ
"""

from __future__ import annotations

import csv
import json
import sys
import tarfile


def main() -> None:
    """Read both sides whole."""
    with open(sys.argv[1], newline="", encoding="utf-8") as file:
        private = {int(row["COMMENT_PART_ID"]) for row in csv.DictReader(file)
                   if row["COMMENT_PUBLIC"].lower() in ("false", "f", "0")}
    with tarfile.open(sys.argv[2]) as archive:
        for member in archive:
            stream = archive.extractfile(member)
            if stream is None:
                continue
            for comment in json.load(stream)["data"]["tickets"]["comments"]:
                if comment["public"] and comment["id"] in private:
                    print(f"comment {comment['id']}")


if __name__ == "__main__":
    main()
