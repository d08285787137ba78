#!/usr/bin/env python3
"""The gallery of audits in Reports/gallery: made by the demo, in every format, and compared.

    gallery.py            compares Reports/gallery with what the binary writes now
    gallery.py --record   writes it anew, with screenshots where there is a browser

DESKAUDIT_BINARY names the binary. Exit 0: the same, but for the lines of time; 1: something differs, or was recorded.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BINARY = Path(os.environ.get("DESKAUDIT_BINARY", ".build/release/deskaudit")).absolute()
GALLERY = Path(__file__).parents[2] / "Reports" / "gallery"
REPORTS = ["audit.html", "audit.json", "audit.junit.xml", "audit.md", "attestation.intoto.json"]
# The audits by their folders: the fault of the demo, if it has one alone.
AUDITS = {
    "clean": None,
    "published": None,
    "last-batch-lost": 1,
    "chat-ids-kept": 2,
    "last-page-unread": 3,
    "private-made-public": 4,
    "people-not-merged": 5,
    "looked-up-by-name": 6,
    "nulls-dropped": 7,
}
# What differs from run to run.
TIMES = {
    "audit.html": re.compile(r"<span>Run of [^<]*</span>"),
    "audit.json": re.compile(r'\n  "timing": \{.*?\n  \}', re.DOTALL),
    "audit.md": re.compile(r"\nMeasured in [^\n]*\n"),
}
# Screenshots: the audit, and the width and height of the screen.
SCREENSHOTS = {
    "clean.png": ("clean", 1440, 900, "light"),
    "published.png": ("published", 1440, 900, "light"),
    "published-dark.png": ("published", 1440, 900, "dark"),
    "published-phone.png": ("published", 360, 800, "light"),
}


def demo(folder: Path, fault: int | None) -> Path:
    """Runs the demo in an empty folder; its reports."""
    folder.mkdir()
    arguments = [BINARY, "demo", "--into", "demo", *(["--fault", str(fault)] if fault else [])]
    done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{arguments}: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return folder / "demo" / "Reports"


def terminal(audit: Path) -> str:
    """What is printed of an audit where there is no terminal."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [BINARY, "render", audit, "--reports", folder], capture_output=True, text=True, check=True
        )
    return done.stdout


def audits(folder: Path) -> dict[str, Path]:
    """The reports of each audit, with what the terminal shows."""
    whole = demo(folder / "whole", None)
    found = {"clean": whole / "clean", "published": whole / "published"}
    for name, fault in AUDITS.items():
        if fault:
            found[name] = demo(folder / name, fault) / "published"
    for reports in found.values():
        (reports / "audit.txt").write_text(terminal(reports / "audit.json"))
    return found


def stable(path: Path) -> str:
    """A report without what differs from run to run."""
    text = path.read_text()
    return TIMES[path.name].sub("", text) if path.name in TIMES else text


def record(found: dict[str, Path]) -> None:
    """Writes the gallery anew."""
    for name, reports in found.items():
        shutil.rmtree(GALLERY / name, ignore_errors=True)
        (GALLERY / name).mkdir(parents=True)
        for report in [*REPORTS, "audit.txt"]:
            shutil.copyfile(reports / report, GALLERY / name / report)
    screenshots()


def screenshots() -> None:
    """Pictures of pages of the gallery, for README."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        print("python3 has no playwright: the screenshots are those of before")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for picture, (name, width, height, scheme) in SCREENSHOTS.items():
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.goto((GALLERY / name / "audit.html").as_uri())
            page.screenshot(path=GALLERY / picture)
        browser.close()


def compare(found: dict[str, Path]) -> list[str]:
    """What of the gallery is not as the binary writes it."""
    wanted = {f"{name}/{report}" for name in found for report in [*REPORTS, "audit.txt"]}
    there = {str(path.relative_to(GALLERY)) for path in GALLERY.glob("*/*") if path.is_file()}
    wrong = [f"{path}: not there" for path in sorted(wanted - there)]
    wrong += [f"{path}: nothing makes it" for path in sorted(there - wanted)]
    for path in sorted(wanted & there):
        name, report = path.split("/")
        if stable(found[name] / report) != stable(GALLERY / path):
            wrong.append(f"{path}: differs")
    return wrong + [f"{picture}: not there" for picture in SCREENSHOTS if not (GALLERY / picture).exists()]


def main() -> int:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", action="store_true", help="write the gallery anew")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = audits(Path(folder))
        if arguments.record:
            record(found)
            print("recorded; read what changed, then run this without --record")
            return 1
        wrong = compare(found)
    print("\n".join(wrong) or f"Reports/gallery has {len(found)} audits as the binary writes them")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
