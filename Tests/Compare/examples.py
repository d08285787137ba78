#!/usr/bin/env python3
"""The examples of the rule pages as folders, by the grammar that Rules/README.md documents.

    examples.py FOLDER [--check BINARY]    writes them all; --check lets a binary audit each of them, and compares
                                           what the example's own rule finds with the page

Exit 0: written, and as the pages say; 1: a binary disagrees with a page.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import subprocess
import sys
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator

RULES = Path(__file__).resolve().parents[2] / "Rules"
ARCHIVE = "backup_tickets.tar.gz"
BLOCK = re.compile(r"^```(\S.*)\n((?:.*\n)*?)```$", re.MULTILINE)
HEADING = re.compile(r"^(#{1,3}) (.*)$", re.MULTILINE)


class Malformed(Exception):
    """An example that the grammar does not have."""


@dataclass
class Example:
    """One example: what is in its folder, and what its rule must find."""

    rule: str = ""
    title: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    """The texts by the names that blocks give them: chat, ticketing, plan."""
    batches: dict[int, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    damage: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)

    def apply(self, kind: str, text: str) -> None:
        """One block."""
        words = kind.split()
        if words[:2] == ["text", "findings"]:
            self.findings += text.splitlines()
        elif words[0] == "damage":
            self.damage += text.splitlines()
        elif words[0] == "csv":
            self.texts[words[1]] = text
        elif words[0] == "file":
            self.files[words[1]] = text
        elif words[:2] == ["json", "batch"]:
            self.batches[int(words[2])] = text
        elif words == ["yaml", "plan"]:
            self.texts["plan"] = self.texts.get("plan", "") + text
        elif words[:2] == ["diff", "batch"]:
            self.batches[int(words[2])] = changed(self.batches[int(words[2])], text)
        elif words[0] == "diff":
            self.texts[words[1]] = changed(self.texts[words[1]], text)
        else:
            raise Malformed(f"a block of {kind!r}")

    def write(self, folder: Path) -> None:
        """Write exports, plan and archive."""
        folder.mkdir(parents=True)
        names = {"chat": "chat.csv", "ticketing": "ticketing.csv", "plan": "migration.yml"}
        named = {names[name]: text for name, text in self.texts.items()}
        for name, text in (named | self.files).items():
            (folder / name).write_bytes(text.encode())
        content, digest = self.archive()
        (folder / ARCHIVE).write_bytes(content)
        if digest is not None:
            (folder / f"{ARCHIVE}.sha256").write_text(digest, encoding="utf-8")

    def archive(self) -> tuple[bytes, str | None]:
        """The file, and the text of the digest file where there is one."""
        content = damaged(tar(self.entries()), "tar", self.damage)
        if "not compressed" not in self.damage:
            content = gzip.compress(content, 6, mtime=0)
        digest = None
        for step in self.damage:
            content = damaged(content, "file", [step])
            if step.split()[0] == "digest-file":
                digest = step[len("digest-file ") :] or hashlib.sha256(content).hexdigest()
        return content, digest

    def entries(self) -> list[tuple[str, bytes, bytes]]:
        """Name, type and contents of every entry."""
        members = {number: (name_of(number), b"0", text.encode()) for number, text in sorted(self.batches.items())}
        first, last = [], []
        for step in self.damage:
            verb, _, rest = step.partition(" ")
            kind, _, name = rest.partition(" ")
            if verb == "drop":
                del members[int(kind)]
            elif verb == "repeat":
                last.append(members[int(kind)])
            elif verb == "rename":
                members[int(kind)] = (name.removeprefix("to "), *members[int(kind)][1:])
            elif verb == "add":
                place = first if kind == "directory" else last
                place.append((name, {"directory": b"5", "link": b"2", "file": b"0"}[kind], b""))
        return first + list(members.values()) + last


def name_of(batch: int) -> str:
    """A batch's member."""
    return f"backup_tickets_{batch}.json"


def changed(text: str, diff: str) -> str:
    """A text after a diff: its old lines stand in it exactly once."""
    lines = [line for line in diff.splitlines() if line]
    if not all(line[0] in "-+ " for line in lines):
        raise Malformed(f"a diff of {diff!r}")
    old = "".join(line[1:] + "\n" for line in lines if line[0] != "+")
    new = "".join(line[1:] + "\n" for line in lines if line[0] != "-")
    if ("\n" + text).count("\n" + old) != 1:
        raise Malformed(f"{old!r} does not stand in the text once")
    return ("\n" + text).replace("\n" + old, "\n" + new)[1:]


def damaged(content: bytes, layer: str, steps: list[str]) -> bytes:
    """Bytes after the steps that are on their layer."""
    for step in steps:
        verb, _, rest = step.partition(" ")
        on, _, what = rest.partition(" ")
        if on != layer or verb not in ("flip", "cut", "append", "pad"):
            continue
        if verb == "flip":
            place = int(what) % len(content) if int(what) < 0 else int(what)
            content = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        elif verb == "cut":
            content = content[: -int(what)]
        else:
            content += what.encode() if verb == "append" else bytes(int(what))
    return content


def tar(entries: list[tuple[str, bytes, bytes]]) -> bytes:
    """The plainest tar: POSIX.1-1988 ustar without owners and times."""
    whole = b""
    for name, kind, content in entries:
        fields = [(0, name.encode()), (100, b"0000644\0" + b"0000000\0" * 2), (124, b"%011o" % len(content)),
                  (136, b"%011o" % 0), (148, b" " * 8), (156, kind), (257, b"ustar\0" + b"00")]
        header = bytearray(512)
        for place, value in fields:
            header[place : place + len(value)] = value
        header[148:155] = b"%06o\0" % sum(header)
        whole += bytes(header) + content + bytes(-len(content) % 512)
    return whole + bytes(1024)


def sections(page: Path) -> Iterator[tuple[int, str, str]]:
    """Level, title and text of every section of a page."""
    text = page.read_text(encoding="utf-8")
    fenced = [match.span() for match in BLOCK.finditer(text)]
    found = [match for match in HEADING.finditer(text) if not any(a < match.start() < b for a, b in fenced)]
    for heading, following in zip(found, [*found[1:], None]):
        yield len(heading[1]), heading[2], text[heading.end() : following.start() if following else len(text)]


def all_examples() -> Iterator[Example]:
    """Every example of every page; a page that can't be read raises `Malformed`."""
    standard = Example()
    for _, title, text in sections(RULES / "README.md"):
        for kind, block in BLOCK.findall(text) if title == "The standard example" else ():
            standard.apply(kind, block)
    for page in sorted(RULES.glob("*/*.md")):
        part = ""
        for level, title, text in sections(page):
            if level < 3:
                part = title
            elif part in ("Passes", "Fails"):
                example = deepcopy(standard)
                example.rule, example.title = page.stem, title
                for kind, block in BLOCK.findall(text):
                    example.apply(kind, block)
                if bool(example.findings) != (part == "Fails"):
                    raise Malformed(f"{page.name}, {title}: {len(example.findings)} findings under {part}")
                yield example


def folder_name(number: int, example: Example) -> str:
    """A folder's name: in the order of the pages, and readable."""
    return f"{number:03d}-{example.rule}-" + re.sub(r"\W+", "-", example.title)[:60].strip("-")


def disagreement(binary: str, folder: Path, example: Example) -> str | None:
    """What a binary says of an example against its page."""
    arguments = [binary, "verify", "--archive", ARCHIVE, "--reports", "reports", "--jobs", "1"]
    subprocess.run(arguments, cwd=folder, capture_output=True, timeout=60)
    report = json.loads((folder / "reports/audit.json").read_text(encoding="utf-8"))
    rule = next(rule for rule in report["rules"] if rule["id"] == example.rule)
    found = [finding["message"] for finding in rule["evidence"]]
    if found != example.findings:
        return f"finds {found}, the page says {example.findings}"
    return None if example.findings or report["verdict"] == "pass" else f"verdict {report['verdict']}"


def main() -> int:
    """Write all examples, and check them where it is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", metavar="BINARY")
    options = parser.parse_args()
    count = wrong = 0
    for count, example in enumerate(all_examples(), 1):
        folder = options.folder / folder_name(count, example)
        example.write(folder)
        problem = disagreement(str(Path(options.check).resolve()), folder, example) if options.check else None
        if problem:
            wrong += 1
            print(f"{folder}: {problem}")
    print(f"{count} examples" + f", {wrong} disagreements" * bool(options.check))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
