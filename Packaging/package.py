"""Packs the static binary: package.py [--pages] FOLDER, where FOLDER/deskaudit is the binary.

Writes man pages and completions, and without --pages NOTICES, the wheel and the .deb into the folder. Everything that depends on the binary
(version, tag, dependencies, pages) is asked of the binary, and all bytes depend on nothing but the binary, the files of
the repository and SOURCE_DATE_EPOCH, which is the time of the last commit where it is not set.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import debian
import manual
import wheel

REPOSITORY = Path(__file__).resolve().parent.parent
SHELLS = {
    "bash": "share/bash-completion/completions/deskaudit",
    "zsh": "share/zsh/site-functions/_deskaudit",
    "fish": "share/fish/vendor_completions.d/deskaudit.fish",
}
# glibc's own libraries, by which the binary runs wherever the kernel and glibc do.
GLIBC = {"libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "ld-linux-x86-64.so.2",
         "ld-linux-aarch64.so.1"}
# By the names that objdump has for their files.
MACHINES = {"x86-64": "x86_64", "littleaarch64": "aarch64"}
# What is in the binary: the name, and the files of its terms, from the root of the repository or of the machine.
PARTS = {
    "swift-argument-parser": [".build-static/checkouts/swift-argument-parser/LICENSE.txt"],
    "swift-asn1": [".build-static/checkouts/swift-asn1/NOTICE.txt"],
    "swift-crypto, with BoringSSL": [".build-static/checkouts/swift-crypto/NOTICE.txt"],
    "GRDB.swift": [".build-static/checkouts/GRDB.swift/LICENSE"],
    "swift-mustache": [".build-static/checkouts/swift-mustache/LICENSE.txt"],
    "Yams": [".build-static/checkouts/Yams/LICENSE"],
    "zlib": ["/usr/share/doc/zlib1g-dev/copyright"],
    "SQLite": ["/usr/share/doc/libsqlite3-dev/copyright"],
}


class Facts:
    """What the binary and the repository say of themselves."""

    def __init__(self, binary: Path):
        self.binary = binary
        self.version = run(binary, "--version").split()[-1]
        self.commands = json.loads(run(binary, "--experimental-dump-help"))["command"]
        self.time = int(os.environ.get("SOURCE_DATE_EPOCH") or git("log", "-1", "--format=%ct"))
        self.maintainer = git("log", "-1", "--format=%an <%ae>")
        # The machine, and the oldest glibc that it runs with, as far as `look_at_needs` has looked.
        self.machine = ""
        self.glibc = (0, 0)

    def look_at_needs(self):
        """Finds what the binary needs, and ends where that is more than glibc."""
        dynamic = run("objdump", "-p", self.binary)
        if strangers := set(re.findall(r"^\s*NEEDED\s+(\S+)$", dynamic, re.M)) - GLIBC:
            sys.exit(f"{self.binary} needs {', '.join(sorted(strangers))}, which not every machine has")
        versions = re.findall(r"\bGLIBC_(\d+)\.(\d+)", run("objdump", "-T", self.binary))
        self.glibc = max((int(major), int(minor)) for major, minor in versions)
        self.machine = MACHINES[re.search(r"file format elf64-(\S+)", dynamic)[1]]


def run(*command) -> str:
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout


def git(*command) -> str:
    return run("git", "-C", REPOSITORY, *command).strip()


def notices() -> str:
    """The terms of what is in the binary, as far as they are on this machine."""
    lines = [
        "deskaudit",
        "The repository of deskaudit states no licence.",
        "",
        "The binary contains the runtime libraries of Swift and Foundation (Apache License 2.0 with Runtime Library",
        "Exception, https://swift.org/LICENSE.txt) with ICU (Unicode License, https://www.unicode.org/license.txt), the",
        "runtime libraries of GCC (GPL 3 with GCC Runtime Library Exception), LibYAML (MIT License,",
        "https://github.com/yaml/libyaml), and these, with their terms:",
    ]
    for part, files in PARTS.items():
        lines += ["", "-" * 100, part, ""]
        for file in files:
            lines += (REPOSITORY / file).read_text().rstrip().splitlines()
    return "\n".join(lines) + "\n"


def shared_files(facts: Facts) -> dict[str, bytes]:
    """What is installed beside the binary, by its path below the prefix."""
    files = {
        path: run(facts.binary, "--generate-completion-script", shell).encode() for shell, path in SHELLS.items()
    }
    date = time.strftime("%Y-%m-%d", time.gmtime(facts.time))
    for name, page in manual.pages(facts.commands, facts.version, date).items():
        files[f"share/man/man1/{name}.1"] = page.encode()
    return files


def main():
    only_pages = "--pages" in sys.argv
    folder = Path(sys.argv[-1])
    facts = Facts(folder / "deskaudit")
    files = shared_files(facts)
    shutil.rmtree(folder / "share", ignore_errors=True)
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    if only_pages:
        return
    facts.look_at_needs()
    terms = notices()
    (folder / "NOTICES").write_text(terms)
    for old in [*folder.glob("*.whl"), *folder.glob("*.deb")]:
        old.unlink()
    for package in [
        wheel.write(folder, facts, files, (REPOSITORY / "README.md").read_text(), terms),
        debian.write(folder, facts, files, (REPOSITORY / "CHANGELOG.md").read_bytes(), terms),
    ]:
        print(f"{package}: {package.stat().st_size} bytes")


if __name__ == "__main__":
    main()
