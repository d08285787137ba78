#!/usr/bin/env python3
"""Copy a migration archive's tar with the public flags of its first N comments turned round.

Every one of them is a real loss: a private comment that becomes public, or the other way about. Nothing
else differs but the sizes in the headers, so an audit of the copy has N findings and the same work.
"""

from __future__ import annotations

import argparse
import copy
import io
import re
import tarfile
from pathlib import Path

# A record's own key: inside of a string, the quotes would have a backslash before them.
FLAG = re.compile(rb'"public":(true|false)')


def turned(content: bytes, most: int) -> tuple[bytes, int]:
    """The batch with at most this many flags turned round, and how many were."""

    def opposite(flag: re.Match[bytes]) -> bytes:
        return b'"public":false' if flag[1] == b"true" else b'"public":true'

    return FLAG.subn(opposite, content, count=most) if most else (content, 0)


def main() -> None:
    """Copy member by member."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tar", type=Path, help="compact JSON in a ustar")
    parser.add_argument("output", type=Path, help="where the copy goes")
    parser.add_argument("--comments", type=int, required=True, metavar="N", help="how many flags to turn")
    options = parser.parse_args()
    left = options.comments
    with tarfile.open(options.tar, "r:") as source, tarfile.open(
        options.output, "w", format=tarfile.USTAR_FORMAT
    ) as target:
        for member in source:
            stream = source.extractfile(member)
            if stream is None:
                raise SystemExit(f"{member.name} is no file")
            content, count = turned(stream.read(), left)
            left -= count
            changed = copy.copy(member)
            changed.size = len(content)
            target.addfile(changed, io.BytesIO(content))
    if left:
        raise SystemExit(f"{options.tar} has {left:,} comments too few")


if __name__ == "__main__":
    main()
