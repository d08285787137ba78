"""A copy of the checkout in which every mutant is compiled, and an environment variable chooses one at run time.

`DESKAUDIT_MUTANT=n` runs mutant n; without it the copy does what the original does. `DESKAUDIT_MUTANT_TRACE` names a file of
a byte for each mutant, which becomes 1 when the mutant's place is reached.
"""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path

from swift import Edit, Mutant, Rewriter

MODULES = ["Exports", "Archive", "Migration", "Audit"]
"""In the order in which they are compiled."""

HEAD = """import Foundation

private let chosenMutant = ProcessInfo.processInfo.environment["DESKAUDIT_MUTANT"].flatMap { Int($0) } ?? -1

nonisolated(unsafe) private let mutantTrace: UnsafeMutablePointer<UInt8>? = {
  guard let path = ProcessInfo.processInfo.environment["DESKAUDIT_MUTANT_TRACE"] else { return nil }
  let file = open(path, O_RDWR)
  guard file >= 0, let map = mmap(nil, COUNT, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), map != MAP_FAILED
  else { return nil }
  return map.assumingMemoryBound(to: UInt8.self)
}()

@inline(__always) func isMutant(_ number: Int) -> Bool {
  if let mutantTrace { mutantTrace[number] = 1 }
  return chosenMutant == number
}
"""
TRACE_BYTES = 65_536
ERROR = re.compile(r"^(?P<file>/[^:\n]+\.swift):(?P<line>\d+):(?P<column>\d+): error: (?P<message>.*)$", re.M)


class Unbuilt(Exception):
    """The copy does not compile, and no mutant is to blame."""


class Schemata:
    """The copy: made, rewritten, built."""

    def __init__(self, root: Path, into: Path, modules: list[str], code: Path | None = None, *, is_release: bool = True,
                 share: float = 1, seed: int = 1):
        """`share` of the mutants are planted, which `seed` draws."""
        self.share, self.seed = share, seed
        self.root, self.into, self.modules = root, into, modules
        self.code = code or into / "code"
        """The copied checkout."""
        self.configuration = "release" if is_release else "debug"
        self.state = into / "taken-out.json"
        self.taken_out: set[tuple[str, int, int, str]] = set()
        if self.state.exists():
            self.taken_out = {tuple(place) for place in json.loads(self.state.read_text())}
        self.mutants: list[Mutant] = []
        self.edits: dict[str, list[tuple[str, list[Edit]]]] = {}
        self.taken_out_now = 0
        self.places: dict[str, dict[int, list[tuple[int, int, list[Mutant]]]]] = {}

    @property
    def binary(self) -> Path:
        """The program with all mutants."""
        return self.code / ".build" / self.configuration / "deskaudit"

    def copy(self) -> None:
        """Copies what git knows, where it differs, and what the package manager has fetched."""
        names = subprocess.run(["git", "ls-files", "-z"], cwd=self.root, capture_output=True, check=True).stdout
        for name in names.decode().split("\0"):
            source, target = self.root / name, self.code / name
            if not name or not source.exists() and not source.is_symlink():
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_symlink():
                if not target.is_symlink():
                    target.symlink_to(source.readlink())
            elif not self.is_mutated(name):
                write(target, self.package(source) if name == "Package.swift" else source.read_bytes())
        for path in (self.code / "Sources").glob("*/PlantedMutants.swift"):
            if path.parent.name not in self.modules:
                path.unlink()
        for name in ("artifacts", "checkouts", "repositories", "workspace-state.json"):
            if (self.root / ".build" / name).exists() and not (self.code / ".build" / name).exists():
                (self.code / ".build").mkdir(exist_ok=True)
                subprocess.run(["cp", "-a", self.root / ".build" / name, self.code / ".build" / name], check=True)

    def package(self, source: Path) -> bytes:
        """The manifest, without warnings as errors where mutants are, which may well deserve one."""
        text = source.read_text(encoding="utf-8")
        for module in self.modules:
            pattern = rf'(\.target\(\s*name: "{module}",.*?swiftSettings: )settings'
            text, count = re.subn(pattern, r"\1Array(settings.dropFirst())", text, count=1, flags=re.S)
            if count != 1 or "[\n  .treatAllWarnings(as: .error),\n" not in text:
                raise Unbuilt(f"Package.swift is not as expected: {module}")
        return text.encode()

    def is_mutated(self, name: str) -> bool:
        """Whether a file of the checkout gets mutants."""
        parts = name.split("/")
        return len(parts) > 2 and parts[0] == "Sources" and parts[1] in self.modules and name.endswith(".swift")

    def rewrite(self) -> None:
        """Writes the modules with their mutants."""
        self.mutants, self.places = [], {}
        first = 1
        for module in self.modules:
            rewriter = Rewriter(module, first, self.taken_out, self.share, self.seed)
            for path in sorted((self.root / "Sources" / module).rglob("*.swift")):
                name = str(path.relative_to(self.root))
                text, edits = rewriter.rewrite(name, path.read_text(encoding="utf-8"))
                write(self.code / name, text.encode())
                by_number = {mutant.number: mutant for mutant in rewriter.mutants}
                self.places[name] = rewritten_places(path.read_text(encoding="utf-8"), edits, by_number)
            text = HEAD.replace("COUNT", str(TRACE_BYTES)) + "\n" + "\n".join(rewriter.declarations) + "\n"
            write(self.code / "Sources" / module / "PlantedMutants.swift", text.encode())
            self.mutants += rewriter.mutants
            first = rewriter.next
        if first > TRACE_BYTES:
            raise Unbuilt(f"{first} mutants are more than the trace has room for")
        listed = json.dumps([asdict(mutant) for mutant in self.mutants], indent=0)
        (self.into / "mutants.json").write_text(listed, encoding="utf-8")

    def build(self, jobs: int, say) -> None:
        """Builds the copy, and takes out what does not compile, until everything else does.

        Module by module: what is wrong in one is known before the next is compiled. In the first round the mutants at the
        columns of errors are taken out, later all those of their lines, so that there are few rounds.

        Raises `Unbuilt` when an error has no mutant near it.
        """
        for module in self.modules:
            self.build_until_right(["--target", module], jobs, say)
        self.build_until_right(["--product", "deskaudit"], jobs, say)

    def build_until_right(self, what: list[str], jobs: int, say) -> None:
        """Builds a target or the program in as many rounds as it takes."""
        for number in range(1, 60):
            self.rewrite()
            started = time.monotonic()
            command = ["swift", "build", "-c", self.configuration, *what, "-j", str(jobs)]
            done = subprocess.run(command, cwd=self.code, capture_output=True, text=True)
            output = done.stdout + done.stderr
            (self.into / "build.log").write_text(output)
            errors = {(match["file"], int(match["line"]), int(match["column"]), match["message"])
                      for match in ERROR.finditer(output)}
            say(f"build of {what[1]}, round {number}: {len(self.mutants)} mutants, {len(errors)} errors, "
                f"{time.monotonic() - started:.0f} s")
            if done.returncode == 0:
                return
            before = len(self.taken_out)
            for file, line, column, message in errors:
                is_unreturned = message.startswith("missing return")
                self.blame(str(Path(file).relative_to(self.code.resolve())), line, column, is_unreturned, number > 1)
            self.state.write_text(json.dumps(sorted(self.taken_out)))
            if len(self.taken_out) == before:
                raise Unbuilt(output[-3000:])
        raise Unbuilt("too many rounds")

    def blame(self, name: str, line: int, column: int, is_unreturned: bool, whole_line: bool) -> None:
        """Takes out the mutants of an error: those at its column, else those of its line, else of the nearest line.

        Where nothing is returned it is the last statement before, which was the result.
        """
        lines = self.places.get(name, {})
        nearest = [line, *(line + sign * step for step in range(1, 16) for sign in (-1, 1))]
        for near in range(line, line - 16, -1) if is_unreturned else nearest:
            at = lines.get(near, [])
            if is_unreturned:
                at = [place for place in at if any(mutant.kind == "statement" for mutant in place[2])]
            if at:
                is_exact = near == line and not whole_line
                exact = [found for start, end, found in at if is_exact and start <= column <= end]
                for found in exact or [found for _, _, found in at]:
                    self.taken_out |= {(name, mutant.line, mutant.column, mutant.kind) for mutant in found}
                return


def rewritten_places(
    text: str, edits: list[Edit], mutants: dict[int, Mutant]
) -> dict[int, list[tuple[int, int, list[Mutant]]]]:
    """For each line the columns (first and last, in UTF-8 bytes of the new text) at which mutants are."""
    places: dict[int, list[tuple[int, int, list[Mutant]]]] = defaultdict(list)
    shift: dict[int, int] = defaultdict(int)
    for edit in edits:
        line = text.count("\n", 0, edit.start) + 1
        line_start = text.rfind("\n", 0, edit.start) + 1
        column = len(text[line_start : edit.start].encode()) + 1 + shift[line]
        places[line].append((column, column + len(edit.new) - 1, [mutants[number] for number in edit.mutants]))
        shift[line] += len(edit.new) - (edit.end - edit.start)
    return places


def write(path: Path, content: bytes) -> None:
    """Writes a file unless it has that content: what is not newer is not compiled again."""
    if not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
