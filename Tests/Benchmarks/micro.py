"""The readers one by one, beside what the machine can do with the same bytes."""

from __future__ import annotations

import subprocess
from pathlib import Path

from data import Data, make_compact, make_exports, release_product
from measure import Command, machine

PASSES = 5


def measure_readers(data: Data, binary: Path) -> None:
    """Make the files, run the readers, and print their table with `wc -l` beside it."""
    readers = release_product("Microbenchmarks")
    make_exports(data, binary)
    compact, stored = make_compact(data, binary), make_compact(data, binary, level=0)
    lines = Command("wc -l", ["wc", "-l", str(data.chat)])
    for _ in range(PASSES):
        lines.run()
    result = subprocess.run([readers, data.chat, compact, stored], check=True, capture_output=True, text=True)
    size = data.chat.stat().st_size
    print(f"Readers, one thread, {data.rows:,} rows, medians of {PASSES} passes\n\n{machine(binary)}\n")
    print(result.stdout)
    print(f"`wc -l` of the export: {size / 1e9 / lines.median:.2f} GB/s ({lines.median * 1e3:.1f} ms)")
    stored.unlink()
