"""Running a command and knowing what it took: wall and processor time, peak memory, its last line."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO


@dataclass
class Command:
    """Something to measure, and what came of it."""

    name: str
    arguments: list[str]
    # The name of another command that its time is compared with in the table of commands.
    floor: str | None = None
    # Whether its standard output ends in a line of counts.
    counts: bool = False
    # Where standard output goes when it is data.
    output: Path = Path(os.devnull)
    # Any other exit code ends the sitting.
    exit_code: int = 0
    seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    peak_bytes: int = 0
    last_line: str = ""

    @property
    def median(self) -> float:
        """Median wall time in seconds."""
        return statistics.median(self.seconds)

    @property
    def median_cpu(self) -> float:
        """Median of user and system time together, in seconds."""
        return statistics.median(self.cpu_seconds)

    @property
    def spread(self) -> float:
        """Slowest minus fastest, in seconds."""
        return max(self.seconds) - min(self.seconds)

    def run(self) -> None:
        """Run once; an exit code that isn't the expected one stops the sitting with what the command said.

        The peak is wait4's ru_maxrss: the largest single process of the command, its children included.
        It is never below this script's own size (about 17 MB), because a child starts as a copy.
        """
        with tempfile.TemporaryFile() as errors, self.destination() as output:
            start = time.monotonic()
            process = subprocess.Popen(self.arguments, stdout=output, stderr=errors)
            _, status, usage = os.wait4(process.pid, 0)
            elapsed = time.monotonic() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != self.exit_code:
                errors.seek(0)
                said = errors.read().decode(errors="replace")[-2000:]
                line = " ".join(self.arguments)
                codes = f"exit {process.returncode}, not {self.exit_code}"
                raise SystemExit(f"{self.name}: {codes}\n{line}\n{said}")
            if self.counts:
                output.seek(0)
                self.last_line = output.read().decode().strip().rsplit("\n", 1)[-1]
        self.seconds.append(elapsed)
        self.cpu_seconds.append(usage.ru_utime + usage.ru_stime)
        self.peak_bytes = max(self.peak_bytes, usage.ru_maxrss * 1024)

    def destination(self) -> BinaryIO:
        """An open file for standard output."""
        return tempfile.TemporaryFile() if self.counts else self.output.open("wb")


def command_table(commands: list[Command]) -> str:
    """What every command took, as a Markdown table."""
    medians = {command.name: command.median for command in commands}
    lines = [
        "| Command | Median s | Spread s | CPU s | Peak MB | Ratio |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for command in commands:
        ratio = ""
        if command.floor in medians:
            ratio = f"{command.median / medians[command.floor]:.2f} × {command.floor}"
        lines.append(
            f"| {command.name} | {command.median:.3f} | {command.spread:.3f}"
            f" | {command.median_cpu:.3f} | {command.peak_bytes / 1e6:.0f} | {ratio} |"
        )
    return "\n".join(lines)


def first_line(*arguments: str) -> str:
    """The first line a program prints about itself, or that it isn't here."""
    try:
        result = subprocess.run(arguments, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return f"{arguments[0]}: not installed"
    return ((result.stdout or result.stderr).strip().splitlines() or ["no answer"])[0]


def machine(binary: Path) -> str:
    """Processor, cores, memory, kernel, and the versions of everything that is measured."""
    model = "unknown processor"
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        for line in info:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    libraries = "import importlib.metadata as m; print('; '.join(n + ' ' + m.version(n) for n in names))"
    names = ["pandas", "pyarrow", "polars", "orjson", "isal", "duckdb"]
    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    return "\n".join(
        f"- {line}"
        for line in (
            f"{model}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GB, load before {load}",
            f"Linux {os.uname().release}",
            first_line("gzip", "--version") + "; " + first_line("pigz", "--version"),
            first_line("python3", "--version")
            + "; "
            + first_line("python3", "-c", f"names = {names}\n{libraries}"),
            f"{first_line(str(binary), '--version')}; {first_line('swift', '--version')}",
        )
    )
