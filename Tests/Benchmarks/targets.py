"""What the project has promised of its speed, and whether a sitting kept it."""

from __future__ import annotations

from dataclasses import dataclass

from measure import Command


@dataclass(frozen=True)
class Target:
    """One promise, held against what was measured."""

    what: str
    # What was measured, and the most it may be, in the unit.
    figure: float
    limit: float
    # "×" of `beside`, "s", "ms" or "MB".
    unit: str
    # What the figure was made of, in words.
    measured: str
    # The ambition beyond the limit.
    moonshot: float | None = None
    # Whether the figure must stay below the limit, not only reach it.
    below: bool = False

    @property
    def reached(self) -> bool:
        """Judged before any rounding."""
        return self.figure < self.limit if self.below else self.figure <= self.limit

    @property
    def verdict(self) -> str:
        """moonshot, reached or MISSED."""
        if self.moonshot and self.figure <= self.moonshot:
            return "moonshot"
        return "reached" if self.reached else "MISSED"

    @property
    def allowed(self) -> str:
        """The limit in words."""
        dream = f" (moonshot {self.moonshot:g})" if self.moonshot else ""
        return f"{'below' if self.below else 'at most'} {self.limit:g} {self.unit}{dream}"

    @property
    def got(self) -> str:
        """The figure in words."""
        digits = 1 if self.unit in ("MB", "ms") else 3
        return f"{self.figure:,.{digits}f} {self.unit}"


def time_ratio(
    what: str, command: Command, beside: Command, limit: float, moonshot: float | None = None
) -> Target:
    """The wall time of a command, as a multiple of another's; with the span of the rounds' own ratios.

    The ratio of the processor times beside it tells how much of the other is won by using more cores, or lost
    to other work on the machine.
    """
    ratios = [ours / theirs for ours, theirs in zip(command.seconds, beside.seconds)]
    measured = (
        f"{command.median:.3f} s against {beside.median:.3f} s of {beside.name};"
        f" rounds {min(ratios):.2f} to {max(ratios):.2f};"
        f" processor time {command.median_cpu / beside.median_cpu:.2f} ×"
    )
    return Target(what, command.median / beside.median, limit, "×", measured, moonshot)


def processor_ratio(
    what: str,
    command: Command,
    beside: Command,
    limit: float,
    moonshot: float | None = None,
    below: bool = False,
) -> Target:
    """The processor time of a command, as a multiple of another's; with the span of the rounds' own ratios."""
    ratios = [ours / theirs for ours, theirs in zip(command.cpu_seconds, beside.cpu_seconds)]
    measured = (
        f"{command.median_cpu:.3f} s of processor time against {beside.median_cpu:.3f} s of {beside.name};"
        f" rounds {min(ratios):.2f} to {max(ratios):.2f}"
    )
    return Target(what, command.median_cpu / beside.median_cpu, limit, "×", measured, moonshot, below)


def peak(
    what: str, commands: list[Command], limit: float, moonshot: float | None = None, below: bool = False
) -> Target:
    """The largest resident memory of any run of these commands."""
    largest = max(commands, key=lambda command: command.peak_bytes)
    measured = f"{largest.name}, the largest of {sum(len(command.seconds) for command in commands)} runs"
    return Target(what, largest.peak_bytes / 1e6, limit, "MB", measured, moonshot, below)


def target_table(targets: list[Target]) -> str:
    """The targets as a Markdown table."""
    lines = ["| What | Target | Reached | Measured |", "|---|---|---:|---|"]
    lines += [
        f"| {target.what} | {target.allowed} | {target.got} | {target.measured} |" for target in targets
    ]
    return "\n".join(lines)


def target_list(targets: list[Target]) -> str:
    """One line for each target: its verdict, with both figures."""
    return "\n".join(
        f"{target.verdict:8}  {target.what}: {target.got}, {target.allowed}"
        for target in targets
    )
