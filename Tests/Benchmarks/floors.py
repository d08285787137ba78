"""The floor: what the work of `verify` costs as loops that each do one thing, and `verify` beside it."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from data import HERE, REFERENCE_ROWS, Data, make_compact, make_exports, say
from measure import Command, command_table, machine
from targets import peak, processor_ratio, target_list, target_table, time_ratio

# The loops of floor.c in the order in which bytes go through them, and what each does.
LOOPS = {
    "export-read": "read into a buffer",
    "export-sha256": "SHA-256",
    "export-structure": "CSV to the ends of its fields",
    "export-values": "fields to values",
    "export-count": "records, a second time",
    "archive-read": "read into a buffer",
    "archive-sha256": "SHA-256",
    "archive-inflate": "inflate, with CRC-32",
    "archive-tar": "tar to the places of its members",
    "archive-structure": "JSON to the places of its tokens",
    "archive-values": "tokens to values",
    "join": "both sides by id, and each column",
}
SUM = "the floor"
GZIP_TEST = "sha256sum exports && gzip -t archive"


@dataclass
class Loop(Command):
    """A loop of floor.c: its seconds are those that it measured itself, without what prepares its input."""

    counts: bool = True
    # Bytes that it goes over, and what it came to; the same in each round.
    size: int = 0
    result: dict[str, int | str] = field(default_factory=dict)

    def run(self) -> None:
        """Run once; another result than in the round before ends the sitting."""
        super().run()
        result = json.loads(self.last_line)
        self.seconds[-1], self.cpu_seconds[-1] = result.pop("wall"), result.pop("cpu")
        self.size = result.pop("bytes")
        if self.result not in ({}, result):
            raise SystemExit(f"{self.name}: two runs came to {self.result} and {result}")
        self.result = result


@dataclass(frozen=True)
class Compiled:
    """floor.c as a program, and the libraries in it."""

    path: Path
    libraries: str


def has_header(name: str) -> bool:
    """Whether the C compiler finds a header."""
    test = subprocess.run(
        ["cc", "-E", "-x", "c", "-"], input=f"#include <{name}>", text=True, capture_output=True, check=False
    )
    return test.returncode == 0


def compile_floor(folder: Path) -> Compiled:
    """Compile floor.c into this folder; what is missing for that is said with the package that has it."""
    if shutil.which("cc") is None:
        raise SystemExit("there is no C compiler; install it with: sudo apt-get install gcc libc6-dev")
    if not has_header("openssl/evp.h"):
        raise SystemExit("SHA-256 is libcrypto's; install it with: sudo apt-get install libssl-dev")
    has_isal = has_header("isa-l/igzip_lib.h")
    if not has_isal:
        say("inflating by libz, because ISA-L is not there: sudo apt-get install libisal-dev")
        if not has_header("zlib.h"):
            raise SystemExit("libz is not there either; install it with: sudo apt-get install zlib1g-dev")
    path = folder / "floor"
    line = ["cc", "-std=c11", "-O3", "-march=native", "-Wall", "-Wextra"]
    line += ["-DISAL"] if has_isal else []
    line += ["-o", path, HERE / "floor.c", "-lcrypto", "-lisal" if has_isal else "-lz"]
    subprocess.run(line, check=True)
    return Compiled(path, f"SHA-256 by libcrypto, inflate by {'ISA-L' if has_isal else 'libz'}")


def checked(loops: dict[str, Loop], audit: dict) -> str:
    """That the loops left nothing out, by what `verify` says of the same files; else the sitting ends.

    Returns what they agree on.
    """
    chat, ticketing = (source["files"][0] for source in audit["sources"])
    archive = audit["archive"]
    balance = {line["record"]: line for line in audit["balance"]}
    rows = {"rows": chat["records"], "ticketing_users": ticketing["records"]}
    arrived = {record: balance[record]["archive"] for record in ("comments", "tickets", "users")}
    matched = {record: balance[record]["matched"] for record in arrived}
    expected = {f"expected_{record}": balance[record]["expected"] for record in arrived}
    duplicates = balance["comments"]["explained"].get("exact duplicate", 0)
    known = {
        "export-read": {"chat_bytes": chat["bytes"], "ticketing_bytes": ticketing["bytes"]},
        "export-sha256": {"chat_sha256": chat["sha256"], "ticketing_sha256": ticketing["sha256"]},
        "export-structure": rows,
        "export-values": rows,
        "export-count": rows,
        "archive-read": {"archive_bytes": archive["bytes"]},
        "archive-sha256": {"archive_sha256": archive["sha256"]},
        "archive-tar": {"members": archive["members"]},
        "archive-structure": {"members": archive["members"]},
        "archive-values": arrived,
        "join": matched | expected | {"duplicates": duplicates, "conflicts": 0, "differences": 0},
    }
    for name, facts in known.items():
        result = loops[name].result
        wrong = [f"{key} {result[key]}, not {value}" for key, value in facts.items() if result[key] != value]
        if wrong:
            raise SystemExit(f"{name} and audit.json disagree: {', '.join(wrong)}")
    joined = loops["join"].result
    if joined["export_bodies"] != joined["archive_bodies"]:
        raise SystemExit("the bodies of matched comments have another sum in the exports than in the archive")
    counts = [f"{key} {value:,}" for key, value in (rows | matched | {"duplicates": duplicates}).items()]
    sum_of_bodies = f"{joined['export_bodies']:016x}"
    return f"{', '.join(counts)}; every value equal, the sum of the bodies' digests {sum_of_bodies}"


def sum_of(loops: list[Loop]) -> Command:
    """All loops as one command: in each round the sum of what they took in it."""
    floor = Command(SUM, [])
    floor.seconds = [sum(times) for times in zip(*(loop.seconds for loop in loops))]
    floor.cpu_seconds = [sum(times) for times in zip(*(loop.cpu_seconds for loop in loops))]
    return floor


def loop_table(loops: dict[str, Loop], floor: Command) -> str:
    """What each loop took and came to, as a Markdown table; GB/s are of processor time."""
    lines = [
        "| Loop | What it does | CPU s | CPU spread s | Wall s | MB | GB/s | What it came to |",
        "|---|---|---:|---:|---:|---:|---:|---|",
    ]
    for name, loop in loops.items():
        result = ", ".join(
            f"{key} {value[:16] if isinstance(value, str) else value}" for key, value in loop.result.items()
        )
        spread = max(loop.cpu_seconds) - min(loop.cpu_seconds)
        lines.append(
            f"| {name} | {LOOPS[name]} | {loop.median_cpu:.4f} | {spread:.4f} | {loop.median:.4f}"
            f" | {loop.size / 1e6:.1f} | {loop.size / 1e9 / loop.median_cpu:.2f} | {result} |"
        )
    spread = max(floor.cpu_seconds) - min(floor.cpu_seconds)
    figures = f"{floor.median_cpu:.4f} | {spread:.4f} | {floor.median:.4f}"
    lines.append(f"| **{SUM}** | the sum of each round | {figures} | | | |")
    return "\n".join(lines)


def measure_floor(data: Data, binary: Path, rounds: int) -> None:
    """Measure the loops and `verify` in alternating rounds, see that they agree, and print."""
    make_exports(data, binary)
    archive = make_compact(data, binary)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        program = compile_floor(scratch)
        ticketing = data.folder / "exports" / "ticket_platform_users.csv"
        files = [str(path) for path in (data.chat, ticketing, archive)]
        loops = {name: Loop(name, [str(program.path), name, *files]) for name in LOOPS}
        line = [str(binary), "verify", str(data.plan), "--archive", str(archive)]
        line += ["--reports", str(scratch / "reports")]
        one = Command("verify --jobs 1", [*line, "--jobs", "1"])
        verify = Command("verify", line, floor="gzip -dc")
        test = Command(GZIP_TEST, ["sh", "-c", 'sha256sum "$0" "$1" && gzip -t "$2"', *files])
        gzip = Command("gzip -dc", ["gzip", "-dc", str(archive)])
        commands = [one, verify, test, gzip]
        about = machine(binary)
        for number in range(rounds):
            for command in [*loops.values(), *commands]:
                command.run()
                say(f"round {number + 1}: {command.cpu_seconds[-1]:8.4f} s of processor time  {command.name}")
        agreed = checked(loops, json.loads((scratch / "reports" / "audit.json").read_text(encoding="utf-8")))
    floor = sum_of(list(loops.values()))
    sizes = ", ".join(
        f"{path.name} {path.stat().st_size / 1e6:.0f} MB" for path in (data.chat, ticketing, archive)
    )
    print(f"The floor, {data.rows:,} rows, medians of {rounds}\n\n{about}\n- {program.libraries}\n")
    print(f"Files: {sizes}\nAll agree: {agreed}\n\n{loop_table(loops, floor)}\n\n{command_table(commands)}\n")
    targets = [
        processor_ratio("verify, processor time", verify, floor, 1.5, 1.3),
        processor_ratio("verify --jobs 1, processor time", one, floor, 1.5, 1.3),
        processor_ratio("verify against hashing and testing", verify, test, 1, below=True),
        time_ratio("verify, wall time", verify, gzip, 0.75),
        peak("verify, peak memory", [one, verify], 400),
    ]
    print(f"{target_table(targets)}\n\n{target_list(targets)}")
    if data.rows != REFERENCE_ROWS:
        print("\nThe targets are those of the reference size; other sizes weigh fixed costs otherwise.")
