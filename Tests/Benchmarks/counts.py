"""What every alternative prints at its end, so that the harness can see that all did the same work."""

from __future__ import annotations

import argparse
import glob
import sys
from dataclasses import dataclass, field

# Unicode's White_Space property; str.strip() without an argument would also take U+001C to U+001F.
WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
LIMIT = 100


@dataclass
class Counts:
    """Records of the archive, rows of the export that repeat a comment, and violations by kind.

    The kinds are the same in every alternative, each counted in records of the archive unless it says so:
    users, tickets, comments missing (counted in expected records), unexpected, repeated (beyond the
    first); a field that differs from what the exports say; an unresolved author_id, requester_id or
    ticket_id; e-mail shared (users beyond the first of each e-mail key); order (comments earlier than the
    one before them in their ticket); limit (arrays with more than 100 objects).
    """

    comments: int
    tickets: int
    users: int
    duplicates: int
    violations: dict[str, int] = field(default_factory=dict)

    def line(self) -> str:
        """One line, the same from every alternative."""
        return (
            f"comments={self.comments} tickets={self.tickets} users={self.users}"
            f" duplicates={self.duplicates} failures={sum(self.violations.values())}"
        )

    def report(self) -> int:
        """Print the violations that there are on standard error, then the line; return the exit code."""
        for kind, count in self.violations.items():
            if count:
                print(f"{kind}: {count}", file=sys.stderr)
        print(self.line())
        return 1 if any(self.violations.values()) else 0


def email_key(email: str | None) -> str | None:
    """What two e-mails of one person share: trimmed, lower case; None for null and blank."""
    return "".join(map(str.lower, (email or "").strip(WHITE_SPACE))) or None


def batch_number(member: str) -> int:
    """The number in backup_tickets_1200.json."""
    return int(member.rsplit("_", 1)[1].removesuffix(".json"))


def parse_options(description: str) -> argparse.Namespace:
    """The command line that every audit shares; chat is a list of files in the order of their names."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("archive", help="backup_tickets.tar.gz")
    parser.add_argument("--chat", required=True, metavar="GLOB", help="chat export")
    parser.add_argument("--ticketing", required=True, metavar="CSV", help="ticketing users: id,email")
    options = parser.parse_args()
    options.chat = sorted(glob.glob(options.chat))
    return options
