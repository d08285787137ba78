"""The exports and archives that are measured: what is not there yet is made, from a fixed seed."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PEERS = HERE.parent / "Peers"
REFERENCE_ROWS = 2_500_000
# The reference size has 100,000 findings; a smaller one as many for each row.
ROWS_PER_FINDING = 25


@dataclass(frozen=True)
class Data:
    """One size's folder."""

    folder: Path
    rows: int

    @property
    def plan(self) -> Path:
        """The plan of the demo."""
        return self.folder / "migration.yml"

    @property
    def chat(self) -> Path:
        """The chat export."""
        return self.folder / "exports" / "chat_data.csv"

    @property
    def findings(self) -> int:
        """How many comments of `damaged` are wrong."""
        return self.rows // ROWS_PER_FINDING

    @property
    def exports(self) -> list[str]:
        """The arguments that tell every script where the exports are."""
        ticketing = self.folder / "exports" / "ticket_platform_users.csv"
        return ["--chat", str(self.chat), "--ticketing", str(ticketing)]

    def archive(self, name: str) -> Path:
        """The archive of this name.

        compact: as `deskaudit build` writes it; indented: as pandas writes it; repacked: the tar of compact,
        by pigz; damaged: that tar with wrong public flags, by pigz; stored: as `build --level 0` writes it;
        built: what was written last where `build` is measured.
        """
        return self.folder / f"{name}.tar.gz"

    @property
    def tar(self) -> Path:
        """compact without gzip."""
        return self.folder / "compact.tar"


def release_product(product: str) -> Path:
    """Build a product for release and return its path."""
    build = ["swift", "build", "-c", "release", "--package-path", str(ROOT)]
    subprocess.run([*build, "--product", product], check=True, stdout=sys.stderr)
    where = subprocess.run([*build, "--show-bin-path"], check=True, capture_output=True, text=True)
    return Path(where.stdout.strip()) / product


def make_exports(data: Data, binary: Path) -> None:
    """Have the demo write exports and plan; a folder that has them is left as it is."""
    if data.chat.exists():
        return
    data.folder.mkdir(parents=True, exist_ok=True)
    say(f"making {data.rows:,} rows in {data.folder}")
    demo = [binary, "demo", "--exports-only", "--into", data.folder, "--rows", str(data.rows)]
    subprocess.run(demo, check=True, stdout=sys.stderr)


def make_compact(data: Data, binary: Path, level: int = 6) -> Path:
    """Build the archive anew, because it is this binary's; its tar is left to `make_archives`."""
    target = data.archive("stored" if level == 0 else "compact")
    arguments = [binary, "build", data.plan, "--output", target, "--level", str(level)]
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)
    return target


def make_archives(data: Data, binary: Path) -> None:
    """Make everything but `stored`. Only the indented archive, which owes nothing to us, is kept."""
    say("making the archives")
    compact = make_compact(data, binary)
    unpack(compact, data.tar)
    if not data.archive("indented").exists():
        script = PEERS / "build_archive.py"
        target = data.archive("indented")
        subprocess.run([script, *data.exports, "--output", target], check=True, stdout=sys.stderr)
    damaged = data.folder / "damaged.tar"
    subprocess.run([HERE / "damage.py", data.tar, damaged, "--comments", str(data.findings)], check=True)
    pack(["pigz", "-6", "-n"], data.tar, data.archive("repacked"))
    pack(["pigz", "-6", "-n"], damaged, data.archive("damaged"))
    damaged.unlink()


def unpack(archive: Path, tar: Path) -> None:
    """Write what `gzip -dc` makes of an archive."""
    with tar.open("wb") as output:
        subprocess.run(["gzip", "-dc", archive], check=True, stdout=output)


def pack(compressor: list[str], tar: Path, archive: Path) -> None:
    """Write what a compressor makes of a tar."""
    with archive.open("wb") as output:
        subprocess.run([*compressor, "-c", tar], check=True, stdout=output)


def gzip_size(tar: Path) -> int:
    """The bytes of `gzip -6 -n -c TAR | wc -c`."""
    gzip = subprocess.Popen(["gzip", "-6", "-n", "-c", tar], stdout=subprocess.PIPE)
    size = int(subprocess.run(["wc", "-c"], check=True, stdin=gzip.stdout, capture_output=True).stdout)
    if gzip.wait():
        raise SystemExit(f"gzip -6 of {tar}: exit {gzip.returncode}")
    return size


def say(sentence: str) -> None:
    """Tell what is going on, beside the result on standard output."""
    print(sentence, file=sys.stderr, flush=True)
