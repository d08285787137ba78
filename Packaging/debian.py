"""The package for Debian and Ubuntu, by dpkg-deb.

Standards: Debian Policy 4.6, deb(5), deb-control(5).
"""

import gzip
import hashlib
import os
import subprocess
import tempfile
from pathlib import Path

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
# Where Debian has the completions of packages, other than upstream.
VENDOR = {"share/zsh/site-functions/": "share/zsh/vendor-completions/"}


def write(folder: Path, facts, files: dict[str, bytes], changelog: bytes, terms: str) -> Path:
    """Writes the package, and returns its path.

    `files` are installed below /usr; man pages are compressed, as the policy has it.
    """
    architecture = ARCHITECTURES[facts.machine]
    contents = {"usr/bin/deskaudit": (facts.binary.read_bytes(), 0o755)}
    for path, content in files.items():
        for ours, theirs in VENDOR.items():
            path = path.replace(ours, theirs)
        if path.startswith("share/man/"):
            path, content = path + ".gz", packed(content)
        contents[f"usr/{path}"] = (content, 0o644)
    contents["usr/share/doc/deskaudit/changelog.gz"] = (packed(changelog), 0o644)
    contents["usr/share/doc/deskaudit/copyright"] = (terms.encode(), 0o644)
    abstract = facts.commands["abstract"].rstrip(".")
    size = sum(len(content) for content, _ in contents.values())
    control = (
        f"Package: deskaudit\nVersion: {facts.version}\nArchitecture: {architecture}\n"
        f"Maintainer: {facts.maintainer}\nInstalled-Size: {-(-size // 1024)}\n"
        f"Depends: libc6 (>= {facts.glibc[0]}.{facts.glibc[1]})\n"
        "Recommends: libisal2, libcurl4 | libcurl3-gnutls\n"
        "Section: utils\nPriority: optional\n"
        f"Description: {abstract[0].lower()}{abstract[1:]}\n"
        " The verifier shares no code with the builder, and its verdict is a matrix and an exit code.\n"
        " .\n"
        " libisal2 unpacks and packs archives faster; libcurl4 is needed by 'deskaudit fetch' alone.\n"
    )
    sums = "".join(f"{hashlib.md5(content).hexdigest()}  {path}\n" for path, (content, _) in sorted(contents.items()))
    contents["DEBIAN/control"] = (control.encode(), 0o644)
    contents["DEBIAN/md5sums"] = (sums.encode(), 0o644)

    package = folder / f"deskaudit_{facts.version}_{architecture}.deb"
    with tempfile.TemporaryDirectory() as root:
        for path, (content, mode) in contents.items():
            file = Path(root) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            file.chmod(mode)
        for folder_, _, names in os.walk(root, topdown=False):
            Path(folder_).chmod(0o755)
            for entry in [*(os.path.join(folder_, name) for name in names), folder_]:
                os.utime(entry, (facts.time, facts.time))
        # Threads cut the compressed bytes into blocks of their own.
        environment = os.environ | {"SOURCE_DATE_EPOCH": str(facts.time), "DPKG_DEB_THREADS_MAX": "1"}
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", root, package],
            check=True, env=environment, stdout=subprocess.DEVNULL)
    return package


def packed(content: bytes) -> bytes:
    """gzip without a name and a time."""
    return gzip.compress(content, 9, mtime=0)
