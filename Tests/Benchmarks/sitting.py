"""One sitting: every command in turn, round after round, then the counts, the targets and the tables."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from data import HERE, PEERS, REFERENCE_ROWS, Data, gzip_size, make_archives, make_exports, say
from measure import Command, command_table, machine
from targets import Target, peak, target_list, target_table, time_ratio

FASTEST_SCRIPT = "isal + orjson + polars audit"
STARTS = 30


@dataclass(frozen=True)
class Sitting:
    """What is measured, and where it writes."""

    data: Data
    binary: Path
    scratch: Path

    def floors(self) -> list[Command]:
        """What nobody can do without: unpacking the archive, packing the tar."""
        commands = [
            Command(f"gzip -dc, {name}", ["gzip", "-dc", str(self.data.archive(name))])
            for name in ("indented", "compact")
        ]
        for level in (6, 1):
            arguments = ["pigz", f"-{level}", "-c", str(self.data.tar)]
            commands.append(Command(f"pigz -{level}", arguments, output=self.scratch / "packed.tar.gz"))
        return commands

    def verify(self, archive: str, floor: str, exit_code: int = 0) -> Command:
        """Our audit of one of the archives."""
        arguments = [
            *[str(self.binary), "verify", str(self.data.plan), "--archive", str(self.data.archive(archive))],
            *["--reports", str(self.reports(archive))],
        ]
        return Command(f"deskaudit verify, {archive}", arguments, floor=floor, exit_code=exit_code)

    def reports(self, archive: str) -> Path:
        """Where `verify` writes about one of the archives."""
        return self.scratch / f"reports-{archive}"

    def build(self, level: int) -> Command:
        """Our build."""
        arguments = [str(self.binary), "build", str(self.data.plan), "--level", str(level)]
        arguments += ["--output", str(self.scratch / f"own-{level}.tar.gz")]
        return Command(f"deskaudit build, level {level}", arguments, floor=f"pigz -{level}")

    def own(self) -> list[Command]:
        """What this project is; each stands beside what it is compared with."""
        profile = [str(self.binary), "profile", str(self.data.plan), "--output", str(self.scratch / "p.txt")]
        return [
            self.verify("indented", "gzip -dc, indented"),
            self.verify("compact", "gzip -dc, compact"),
            self.verify("repacked", "deskaudit verify, compact"),
            self.verify("damaged", "deskaudit verify, repacked", exit_code=1),
            self.build(6),
            self.build(1),
            Command("deskaudit profile", profile),
        ]

    def alternatives(self) -> list[Command]:
        """What else one could do today: three audits of the indented archive, two builds."""
        archive = str(self.data.archive("indented"))
        target = ["--output", str(self.scratch / "other.tar.gz")]
        audits = ((FASTEST_SCRIPT, "audit_fast.py"), ("DuckDB audit", "audit_duckdb.py"),
                  ("pandas audit", "audit_pandas.py"))
        builds = (("polars + pigz build", HERE / "build_polars.py"),
                  ("pandas build", PEERS / "build_archive.py"))
        return [
            Command(name, [str(HERE / script), archive, *self.data.exports],
                    floor="deskaudit verify, indented", counts=True)
            for name, script in audits
        ] + [
            Command(name, [str(script), *self.data.exports, *target],
                    floor="deskaudit build, level 6", counts=True)
            for name, script in builds
        ]


def own_counts(audit: Path) -> str:
    """The line of counts out of an audit.json: what arrived, what was collapsed, what failed."""
    result = json.loads(audit.read_text(encoding="utf-8"))
    balance = {line["record"]: line for line in result["balance"]}
    failures = sum(
        rule["violations"]
        for rule in result["rules"]
        if rule["effective_severity"] == "error" and rule["outcome"] in ("failed", "not-checked")
    )
    return (
        f"comments={balance['comments']['matched']} tickets={balance['tickets']['matched']}"
        f" users={balance['users']['matched']}"
        f" duplicates={balance['comments']['explained'].get('exact duplicate', 0)} failures={failures}"
    )


def agreed(sitting: Sitting, commands: list[Command]) -> str:
    """The one line of counts that all came to, and the damaged archive's findings; else the sitting ends."""
    lines = {command.name: command.last_line for command in commands if command.counts}
    for name in ("indented", "compact", "repacked"):
        audit = sitting.reports(name) / "audit.json"
        if audit.exists():
            lines[f"deskaudit verify, {name}"] = own_counts(audit)
    line = next(iter(lines.values()), "no command that counts was run")
    damaged = sitting.reports("damaged") / "audit.json"
    if damaged.exists():
        # What is damaged arrives all the same, with another flag: only the failures differ.
        found = own_counts(damaged)
        expected = f"failures={sitting.data.findings}"
        if not found.endswith(f" {expected}"):
            raise SystemExit(f"the damaged archive has {expected}, and verify found\n  {found}")
    if len(set(lines.values())) > 1:
        told = "\n".join(f"  {name}: {line}" for name, line in lines.items())
        raise SystemExit(f"the counts disagree:\n{told}")
    return line


def judged(sitting: Sitting, commands: dict[str, Command], start: Command) -> list[Target]:
    """Every promise whose commands were measured, in the order in which they were made."""
    indented, compact = commands["deskaudit verify, indented"], commands["deskaudit verify, compact"]
    repacked, damaged = commands["deskaudit verify, repacked"], commands["deskaudit verify, damaged"]
    build6, build1 = commands["deskaudit build, level 6"], commands["deskaudit build, level 1"]
    profile = commands["deskaudit profile"]
    size, gzip = (sitting.scratch / "own-6.tar.gz").stat().st_size, gzip_size(sitting.data.tar)
    return [
        time_ratio("verify, indented archive", indented, commands["gzip -dc, indented"], 0.6, 0.5),
        time_ratio("verify, our own compact archive", compact, commands["gzip -dc, compact"], 0.75, 0.6),
        time_ratio("verify against the fastest script", indented, commands[FASTEST_SCRIPT], 0.25),
        peak("verify, peak memory", [indented, compact, repacked, damaged], 400, 250),
        time_ratio("build --level 6", build6, commands["pigz -6"], 1.15),
        time_ratio("build --level 1", build1, commands["pigz -1"], 1.5),
        peak("build, peak memory", [build6, build1], 300),
        Target("archive size", size / gzip, 1.01, "×", f"{size:,} bytes against {gzip:,} of gzip -6"),
        Target("profile", profile.median, 2.5, "s", f"spread {profile.spread:.3f} s"),
        time_ratio(f"verify with {sitting.data.findings:,} findings", damaged, repacked, 1.2),
        Target("start-up (--version)", start.median * 1e3, 30, "ms",
               f"median of {STARTS}, slowest {max(start.seconds) * 1e3:.1f} ms"),
    ]


def sit(data: Data, binary: Path, rounds: int, only: list[str]) -> None:
    """Prepare, measure in rounds, compare the counts, and print. `only` measures the commands it names."""
    make_exports(data, binary)
    make_archives(data, binary)
    scratch = data.folder / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    sitting = Sitting(data, binary, scratch)
    commands = sitting.floors() + sitting.own() + sitting.alternatives()
    if only:
        commands = [command for command in commands if any(word in command.name for word in only)]
    about = machine(binary)
    start = Command("deskaudit --version", [str(binary), "--version"])
    for _ in range(STARTS):
        start.run()
    for number in range(rounds):
        for command in commands:
            command.run()
            say(f"round {number + 1}: {command.seconds[-1]:7.2f} s  {command.name}")
    counts = agreed(sitting, commands)
    names = ("compact", "indented", "repacked", "damaged")
    files = {data.chat.name: data.chat} | {data.archive(name).name: data.archive(name) for name in names}
    sizes = ", ".join(f"{name} {path.stat().st_size / 1e6:.0f} MB" for name, path in files.items())
    print(f"{data.rows:,} rows, medians of {rounds}\n\n{about}\n\nFiles: {sizes}\nAll agree: {counts}\n")
    print(command_table([*commands, start]))
    if only:
        print("\nOnly some commands were measured, so no target is judged.")
        return
    targets = judged(sitting, {command.name: command for command in commands}, start)
    print(f"\n{target_table(targets)}\n\n{target_list(targets)}")
    if data.rows != REFERENCE_ROWS:
        print("\nThe targets are those of the reference size; other sizes weigh fixed costs otherwise.")
