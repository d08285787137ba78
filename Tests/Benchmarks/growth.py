"""The line of growth: what `build` and `verify` take for a tenth, for one and for ten times the rows."""

from __future__ import annotations

import filecmp
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from data import Data, make_compact, make_exports, say
from measure import Command, machine
from targets import Target, peak, target_list, target_table

BOUND = "512M"
# What the exports, an archive, and a second one while it is built take: 253 + 2 × 37 for each row, and room.
BYTES_PER_ROW = 340
# What spilling may take beside them for each row, in the folder of temporary files.
SPILL_BYTES_PER_ROW = 220


@dataclass
class Size:
    """One number of rows, and what was measured with it: commands by `build`, `verify --memory 512M`, …"""

    rows: int
    commands: dict[str, Command]


def bounded_commands(binary: Path) -> set[str]:
    """Which of `build` and `verify` have `--memory` in this binary."""
    helps = {
        name: subprocess.run([binary, name, "--help"], check=True, capture_output=True, text=True).stdout
        for name in ("build", "verify")
    }
    return {name for name, text in helps.items() if "--memory" in text}


def require_room(folder: Path, rows: list[int], keep: bool) -> None:
    """Say how much disk the data take, and stop where there is not as much."""
    folder.mkdir(parents=True, exist_ok=True)
    needed = (sum(rows) if keep else max(rows)) * BYTES_PER_ROW
    free = shutil.disk_usage(folder).free
    say(
        f"{folder} needs {needed / 1e9:.1f} GB, of which {'all stay' if keep else 'none stay'};"
        f" {free / 1e9:.1f} GB are free. Spilling takes up to {max(rows) * SPILL_BYTES_PER_ROW / 1e9:.1f} GB"
        " more, where temporary files are."
    )
    if free < needed:
        raise SystemExit("there is too little room; choose another folder with --data, or fewer --rows")


def commands_for(data: Data, binary: Path, bounded: set[str]) -> dict[str, Command]:
    """`build` and `verify`, with and without a bound on memory where they have one."""
    lines = {
        "build": [str(binary), "build", str(data.plan), "--output", str(data.archive("built"))],
        "verify": [str(binary), "verify", str(data.plan), "--archive", str(data.archive("compact")),
                   "--reports", str(data.folder / "reports")],
    }
    result = {}
    for name, line in lines.items():
        for bound in ([], ["--memory", BOUND]) if name in bounded else ([],):
            title = " ".join([name, *bound])
            result[title] = Command(title, line + bound)
    return result


def measure(data: Data, binary: Path, bounded: set[str], rounds: int, keep: bool) -> Size:
    """One size, from making its data to deleting what was made."""
    was_there = data.chat.exists()
    make_exports(data, binary)
    make_compact(data, binary)
    size = Size(data.rows, commands_for(data, binary, bounded))
    for number in range(rounds):
        for command in size.commands.values():
            command.run()
            say(f"{data.rows:,} rows, round {number + 1}: {command.seconds[-1]:7.2f} s  {command.name}")
    # The last build is the one with a bound, where there is one.
    if not filecmp.cmp(data.archive("compact"), data.archive("built"), shallow=False):
        raise SystemExit(f"{data.rows:,} rows: two builds of the same exports differ; see {data.folder}")
    if not (keep or was_there):
        shutil.rmtree(data.folder)
    return size


def growth_table(sizes: list[Size]) -> str:
    """Every measurement; what a row costs, relative to the middle size."""
    lines = [
        "| Command | Rows | Rounds | Wall s | CPU s | Peak MB | Wall µs a row | Wall, of 1 × | CPU, of 1 × |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, reference in sizes[1].commands.items():
        for size in sizes:
            command = size.commands[name]
            scale = size.rows / sizes[1].rows
            lines.append(
                f"| {name} | {size.rows:,} | {len(command.seconds)} | {command.median:.2f}"
                f" | {command.median_cpu:.2f} | {command.peak_bytes / 1e6:.0f}"
                f" | {command.median * 1e6 / size.rows:.3f} | {command.median / reference.median / scale:.2f}"
                f" | {command.median_cpu / reference.median_cpu / scale:.2f} |"
            )
    return "\n".join(lines)


def growth_line(sizes: list[Size]) -> str:
    """The same as one line of text for each command."""
    rows = " → ".join(f"{size.rows:,}" for size in sizes)
    lines = []
    for name in sizes[1].commands:
        commands = [size.commands[name] for size in sizes]
        seconds = " → ".join(f"{command.median:.2f} s" for command in commands)
        memory = " → ".join(f"{command.peak_bytes / 1e6:.0f} MB" for command in commands)
        lines.append(f"{name}, {rows} rows: {seconds}; {memory}")
    return "\n".join(lines)


def growth_targets(sizes: list[Size]) -> list[Target]:
    """What was promised of ten times the rows."""
    one, ten = sizes[1], sizes[2]
    targets = []
    for name, command in ten.commands.items():
        before = one.commands[name]
        measured = (
            f"{command.median:.2f} s against {before.median:.2f} s;"
            f" processor time {command.median_cpu / before.median_cpu:.2f} ×"
        )
        targets.append(
            Target(f"10 × the rows, {name}", command.median / before.median, 10.5, "×", measured))
        if BOUND in name:
            targets.append(peak(f"10 × the rows, {name}, peak memory", [command], 640, below=True))
    return targets


def grow(folder: Path, rows: int, binary: Path, rounds: int, keep: bool) -> None:
    """Measure a tenth, one and ten times `rows`, and print; the largest once, because it takes minutes."""
    sizes = [rows // 10, rows, rows * 10]
    require_room(folder, sizes, keep)
    about = machine(binary)
    bounded = bounded_commands(binary)
    results = [
        measure(Data(folder / str(size), size), binary, bounded, 1 if size > rows else rounds, keep)
        for size in sizes
    ]
    print(f"Growth, medians of {rounds}, {sizes[2]:,} rows measured once\n\n{about}\n")
    for name in sorted({"build", "verify"} - bounded):
        print(f"This deskaudit has no `{name} --memory`, so that was not measured.\n")
    print(growth_table(results))
    print(f"\n{growth_line(results)}")
    targets = growth_targets(results)
    print(f"\n{target_table(targets)}\n\n{target_list(targets)}")
