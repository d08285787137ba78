"""The wheel: the binary as a script, so that `pip install` puts it beside python.

Standards: PEP 427 (wheel), PEP 600 (manylinux_X_Y), core metadata 2.1.
"""

import base64
import hashlib
import time
import zipfile
from pathlib import Path


def write(folder: Path, facts, files: dict[str, bytes], readme: str, terms: str) -> Path:
    """Writes the wheel, and returns its path.

    `files` are installed below the prefix; `terms` go with the metadata.
    """
    tag = f"py3-none-manylinux_{facts.glibc[0]}_{facts.glibc[1]}_{facts.machine}"
    name = f"deskaudit-{facts.version}"
    metadata = (
        f"Metadata-Version: 2.1\nName: deskaudit\nVersion: {facts.version}\n"
        f"Summary: {facts.commands['abstract']}\nDescription-Content-Type: text/markdown\n\n{readme}"
    )
    wheel = f"Wheel-Version: 1.0\nGenerator: deskaudit Packaging\nRoot-Is-Purelib: false\nTag: {tag}\n"
    members = {f"{name}.data/scripts/deskaudit": (facts.binary.read_bytes(), 0o755)}
    for path, content in sorted(files.items()):
        members[f"{name}.data/data/{path}"] = (content, 0o644)
    for path, text in [("METADATA", metadata), ("WHEEL", wheel), ("licenses/NOTICES", terms)]:
        members[f"{name}.dist-info/{path}"] = (text.encode(), 0o644)
    record = f"{name}.dist-info/RECORD"
    lines = [f"{path},sha256={digest(content)},{len(content)}" for path, (content, _) in members.items()]
    members[record] = ("".join(line + "\n" for line in [*lines, f"{record},,"]).encode(), 0o644)

    path = folder / f"{name}-{tag}.whl"
    date = time.gmtime(max(facts.time, 315532800))[:6]  # a zip knows no year before 1980
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for member, (content, mode) in members.items():
            entry = zipfile.ZipInfo(member, date)
            entry.create_system = 3  # Unix, so that the mode counts
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return path


def digest(content: bytes) -> str:
    """As RECORD writes it: base64 for addresses, without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
