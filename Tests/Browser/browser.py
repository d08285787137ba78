#!/usr/bin/env python3
"""audit.html as a browser shows it, by Chromium.

    browser.py [--keep FOLDER]

DESKAUDIT_BINARY names the binary. Exit 0: all as it must be; 1: not so.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import axe_playwright_python
from pages import FAULTS, pages
from playwright.sync_api import Browser, Page, sync_playwright

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
UNFOLD = "for (const folded of document.querySelectorAll('details')) folded.open = true"
DESKTOP, TABLET, PHONE = (1440, 900), (768, 1024), (360, 800)
SIZES = [DESKTOP, TABLET, PHONE]
# What a clean audit, and one with the most evidence, may have, in bytes.
CLEAN_LIMIT, FULL_LIMIT = 500_000, 2_000_000


class Miss(AssertionError):
    """Something that is not as it must be."""


def expect(holds: bool, sentence: str) -> None:
    """Says what is wrong, unless it holds."""
    if not holds:
        raise Miss(sentence)


class Look:
    """A browser, and the pages that it looks at."""

    def __init__(self, browser: Browser, found: dict[str, Path], folder: Path) -> None:
        """folder is where screenshots and PDFs go."""
        self.browser = browser
        self.pages = found
        self.folder = folder

    @contextmanager
    def open(
        self, name: str, size: tuple[int, int] = DESKTOP, anchor: str = "", scheme: str = "light", scripts: bool = True
    ) -> Iterator[Page]:
        """A page, on which no error and no request may come up."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, java_script_enabled=scripts
        )
        page = context.new_page()
        trouble: list[str] = []
        page.on("console", lambda message: trouble.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        address = self.pages[name].as_uri()
        page.on("request", lambda request: trouble.append(request.url) if request.url.split("#")[0] != address else None)
        page.goto(address + (f"#{anchor}" if anchor else ""))
        yield page
        context.close()
        expect(not trouble, f"{name}: {trouble}")

    def sizes(self) -> str:
        """Bytes of a clean page, and of one with the most evidence."""
        clean, full = (self.pages[name].stat().st_size for name in ("pass", "most"))
        expect(clean < CLEAN_LIMIT, f"the page of a clean audit has {clean:,} bytes")
        expect(full < FULL_LIMIT, f"the page with the most evidence has {full:,} bytes")
        return f"a clean audit {clean:,} bytes, the most evidence {full:,}"

    def first_screen(self) -> str:
        """The first cause and its remedy are on the first screen, whatever the fault."""
        for number in FAULTS:
            for size in (DESKTOP, PHONE):
                with self.open(f"fault-{number}", size) as page:
                    for what in (".verdict", ".card h3", ".card .remedy"):
                        box = page.locator(what).first.bounding_box()
                        bottom = box["y"] + box["height"] if box else size[1] + 1
                        expect(
                            bottom <= size[1],
                            f"fault {number}: {what} ends at {bottom:.0f} of a screen of {size[0]} × {size[1]}",
                        )
        return f"{len(FAULTS)} faults at {DESKTOP[0]} × {DESKTOP[1]} and {PHONE[0]} × {PHONE[1]}"

    def width(self) -> str:
        """No page scrolls sideways."""
        for name in self.pages:
            for size in SIZES:
                with self.open(name, size) as page:
                    page.evaluate(UNFOLD)
                    wide = page.evaluate("document.documentElement.scrollWidth")
                    expect(wide <= size[0], f"{name} is {wide} wide on a screen of {size[0]}")
        return f"{len(self.pages)} pages, {len(SIZES)} widths"

    def accessibility(self) -> str:
        """axe finds nothing serious or critical, with everything unfolded."""
        count = 0
        for name in ("pass", "fault-4", "no-verdict"):
            for size in SIZES:
                for scheme in ("light", "dark"):
                    with self.open(name, size, scheme=scheme) as page:
                        page.evaluate(f"{AXE}; {UNFOLD}")
                        found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
                        bad = [
                            f"{one['id']}: {one['nodes'][0]['html'][:200]} {one['nodes'][0]['failureSummary']}"
                            for one in found
                            if one["impact"] in ("serious", "critical")
                        ]
                        expect(not bad, f"{name} at {size[0]}, {scheme}: {bad}")
                        count += 1
        return f"{count} runs of axe"

    def filters(self) -> str:
        """Result, area and search each leave what fits, and the count says so."""
        with self.open("fault-4") as page:
            shown = "[...document.querySelectorAll('.matrix tbody tr')].filter((row) => row.checkVisibility())"
            count = page.locator(".matrix output")
            total = page.evaluate("document.querySelectorAll('.matrix tbody tr').length")
            expect(count.inner_text() == f"{total} rules", f"the count says {count.inner_text()}")
            page.select_option("[name=status]", "passed")
            passed = page.evaluate(f"{shown}.map((row) => row.dataset.status)")
            expect(set(passed) == {"passed"} and len(passed) > 1, f"'passed' shows {set(passed)}")
            expect(count.inner_text() == f"{len(passed)} of {total} rules", f"the count says {count.inner_text()}")
            page.select_option("[name=area]", "counts")
            areas = page.evaluate(f"{shown}.map((row) => row.dataset.area)")
            expect(set(areas) == {"counts"}, f"the area 'counts' shows {set(areas)}")
            page.select_option("[name=area]", "")
            page.select_option("[name=status]", "")
            page.fill("[name=text]", "missing COMMENTS")
            titles = page.evaluate(f"{shown}.map((row) => row.querySelector('th').textContent)")
            expect(titles == ["No comments are missing"], f"the search finds {titles}")
            page.fill("[name=text]", "")
            after = page.evaluate("document.querySelectorAll('details.area[open]').length")
            expect(after == 0, f"{after} areas stay unfolded after the search")
            page.select_option("[name=order]", "violations")
            order = page.evaluate("[...document.querySelectorAll('.wide')][0].querySelectorAll('tr[data-violations]').length")
            numbers = page.evaluate(
                "[...document.querySelector('.wide').querySelectorAll('tbody tr')].map((row) => +row.dataset.violations)"
            )
            expect(order > 1 and numbers == sorted(numbers, reverse=True), f"sorted by violations: {numbers}")
            return f"{total} rules, {len(passed)} of them passed"

    def links(self) -> str:
        """A link to a rule shows what the rule found, with the script and without it."""
        for scripts in (True, False):
            for size in (DESKTOP, PHONE):
                with self.open("pass", size, "no-missing-comments", scripts=scripts) as page:
                    place = page.locator("#no-missing-comments")
                    box = place.bounding_box()
                    words = "with" if scripts else "without"
                    expect(
                        box is not None and box["height"] > 20 and 0 <= box["y"] < size[1],
                        f"{words} scripts, a link to a rule shows {box}",
                    )
        with self.open("pass") as page:
            target = page.locator("details:has(> #no-mojibake)")
            expect(target.get_attribute("open") is None, "the rule is unfolded before anybody links to it")
            page.select_option("[name=status]", "passed")
            page.click(".matrix a[href='#no-mojibake']")
            page.wait_for_url(lambda address: address.endswith("#no-mojibake"))
            expect(target.get_attribute("open") is not None, "a click does not unfold the rule")
            page.evaluate("document.querySelector('details:has(> #no-mojibake)').open = false")
            page.click(".matrix a[href='#no-mojibake']")
            expect(target.get_attribute("open") is not None, "a second click does not unfold the rule")
        with self.open("faults") as page:
            dead = page.evaluate(
                "[...document.querySelectorAll('a[href^=\"#\"]')].map((a) => a.getAttribute('href').slice(1))"
                ".filter((id) => !document.getElementById(id))"
            )
            expect(not dead, f"links that lead nowhere: {dead}")
            twice = page.evaluate(
                "(() => { const ids = [...document.querySelectorAll('[id]')].map((it) => it.id);"
                " return ids.filter((id, place) => ids.indexOf(id) !== place) })()"
            )
            expect(not twice, f"anchors that are there twice: {twice}")
        return "to a rule, by address and by click, with scripts and without"

    def threads(self) -> str:
        """Threads are side by side on a desktop and below each other on a phone; causes and the head lead to them."""
        for size in (DESKTOP, PHONE):
            with self.open("faults", size) as page:
                page.evaluate(UNFOLD)
                left, right = (page.locator(".sides td[data-label]").nth(number).bounding_box() for number in (0, 1))
                expect(left is not None and right is not None, "no thread has two sides")
                is_beside = left["y"] == right["y"] and left["x"] + left["width"] <= right["x"] + 1
                is_below = left["x"] == right["x"] and left["y"] + left["height"] <= right["y"] + 1
                expect(is_beside if size == DESKTOP else is_below, f"at {size[0]} the sides are at {left} and {right}")
        with self.open("faults") as page:
            count = page.locator(".threads details").count()
            expect(count == 12, f"{count} threads")
            page.click("nav a[href='#Threads']")
            link = page.locator(".card a[href^='#Thread-']").first
            anchor = (link.get_attribute("href") or "")[1:]
            link.click()
            folded = page.locator(f"details:has(> #{anchor})")
            expect(folded.get_attribute("open") is not None, "a link of a cause does not unfold its thread")
        with self.open("faults", scripts=False) as page:
            page.emulate_media(media="print")
            shown = page.evaluate(
                "[...document.querySelectorAll('.threads details')].map((it) =>"
                " [it.className, it.querySelector('.sides').checkVisibility()])"
            )
            expect(all(seen == (name == "printed") for name, seen in shown), f"printed are {shown}")
        return f"{count} threads"

    def keyboard(self) -> str:
        """All can be reached and done without a mouse, and it is seen where one is."""
        with self.open("fault-4") as page:
            page.keyboard.press("Tab")
            expect(page.evaluate("document.activeElement.className") == "skip", "the first Tab is not the skip link")
            page.keyboard.press("Enter")
            page.keyboard.press("Tab")
            inside = page.evaluate("document.querySelector('main').contains(document.activeElement)")
            expect(inside, "after the skip link, Tab does not go on in the content")
            page.keyboard.press("/")
            expect(page.evaluate("document.activeElement.name") == "text", "'/' does not go to the search")
            page.keyboard.type("mojibake")
            page.keyboard.press("Tab")
            for _ in range(8):
                if page.evaluate("document.activeElement.tagName") == "A":
                    break
                page.keyboard.press("Tab")
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            expect(outline == "solid", f"the focus is marked by an outline of style {outline}")
            page.keyboard.press("Enter")
            page.wait_for_url(lambda address: address.endswith("#no-mojibake"))
            folded = page.locator("details:has(> #no-mojibake)")
            expect(folded.get_attribute("open") is not None, "Enter on a link does not unfold its rule")
        return "skip link, '/', Tab and Enter"

    def head(self) -> str:
        """The verdict stays in sight, and the head hides nothing that a link leads to."""
        for size in SIZES:
            with self.open("faults", size, "Balance") as page:
                verdict = page.locator(".verdict").bounding_box()
                head = page.locator("header").bounding_box()
                title = page.locator("#Balance").bounding_box()
                expect(verdict is not None and 0 <= verdict["y"] < 60, f"the verdict is at {verdict}")
                bottom = head["y"] + head["height"] if head else 0
                expect(title is not None and title["y"] >= bottom, f"{title} is under the head, which ends at {bottom}")
        return f"{len(SIZES)} widths"

    def prints(self) -> str:
        """Printed, verdict, causes and balance are the cover; no page is blank; heads of tables are repeated."""
        told = []
        for name, words in (
            ("pass", ["PASS", "Balance"]),
            ("fault-4", ["FAIL", "public is true in all", "What to do", "Balance"]),
            ("no-verdict", ["NO VERDICT", "Causes"]),
        ):
            with self.open(name) as page:
                file = self.folder / f"{name}.pdf"
                page.pdf(path=file, format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "15mm"))
            text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
            sheets = text.split("\f")[:-1]
            for word in words:
                expect(word in sheets[0], f"{name}: the first sheet does not say {word!r}:\n{sheets[0]}")
            expect("Pass criteria" not in sheets[0], f"{name}: the matrix begins on the first sheet")
            blank = [number for number, sheet in enumerate(sheets, 1) if len(sheet.split()) < 5]
            expect(not blank, f"{name}: sheets {blank} of {len(sheets)} are blank")
            heads = sum(len(re.findall("Pass criteria", sheet)) for sheet in sheets)
            tables = 1 + self.count_areas(name)
            expect(heads > tables, f"{name}: {heads} heads of {tables} tables of the matrix: none is repeated")
            told.append(f"{name} {len(sheets)} sheets")
        return ", ".join(told)

    def count_areas(self, name: str) -> int:
        """The areas that the page has folded."""
        return self.pages[name].read_text().count('<details class="area">')

    def screenshots(self) -> str:
        """Pictures of each page, for people: the first screen and, of some, all of it."""
        count = 0
        for name in self.pages:
            for size in (DESKTOP, PHONE):
                for scheme in ("light", "dark"):
                    with self.open(name, size, scheme=scheme) as page:
                        page.screenshot(path=self.folder / f"{name}-{size[0]}-{scheme}.png")
                        count += 1
                        if name in ("pass", "faults", "fault-4", "no-verdict") and scheme == "light":
                            page.screenshot(path=self.folder / f"{name}-{size[0]}-whole.png", full_page=True)
        return f"{count} screens"


def main() -> int:
    """Looks at everything, and says what it saw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave pages and screenshots here")
    parser.add_argument("--only", metavar="NAME", help="one of the looks")
    arguments = parser.parse_args()
    misses = 0
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = (arguments.keep or Path(temporary)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        look = Look(browser, pages(folder), folder)
        looks: list[Callable[[], str]] = [
            look.sizes, look.first_screen, look.width, look.head, look.filters, look.links, look.threads, look.keyboard,
            look.prints,
            look.accessibility,
        ]
        if arguments.keep:
            looks.append(look.screenshots)
        for one in looks:
            if arguments.only not in (None, one.__name__):
                continue
            try:
                print(f"{one.__name__}: {one()}", flush=True)
            except Miss as miss:
                misses += 1
                print(f"{one.__name__}: MISS: {miss}", flush=True)
        browser.close()
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
