"""The pages that the browser looks at, made by the binary."""

from __future__ import annotations

import copy
import json
import os
import subprocess
from pathlib import Path
from typing import Any

BINARY = Path(os.environ.get("DESKAUDIT_BINARY", ".build/release/deskaudit")).absolute()
ROWS = "5000"
FAULTS = range(1, 8)


def run(*arguments: str | Path, codes: tuple[int, ...] = (0,)) -> None:
    """Runs the binary, which must end with one of the codes."""
    done = subprocess.run([BINARY, *arguments], capture_output=True, text=True, check=False)
    if done.returncode not in codes:
        raise SystemExit(f"{arguments}: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def audits(folder: Path) -> dict[str, Path]:
    """audit.json of each page: the demo with each fault and with all of them, without one, and one without a verdict."""
    found: dict[str, Path] = {}
    for fault in [*FAULTS, None]:
        name = f"fault-{fault}" if fault else "faults"
        demo = folder / name
        reports = demo / "Reports"
        if not (reports / "published" / "audit.json").exists():
            run("demo", "--into", demo, "--rows", ROWS, *(["--fault", str(fault)] if fault else []))
        found[name] = reports / "published" / "audit.json"
        if fault is None:
            found["pass"] = reports / "clean" / "audit.json"
            found["no-verdict"] = reports / "absent" / "audit.json"
            if not found["no-verdict"].exists():
                plan, absent = demo / "migration.yml", demo / "absent.tar.gz"
                run("verify", plan, "--archive", absent, "--reports", reports / "absent", codes=(2,))
    return found


def most(audit: dict[str, Any]) -> dict[str, Any]:
    """The audit as if every rule had failed, each with as many findings as an audit keeps of one, and none explained."""
    full = copy.deepcopy(audit)
    finding = {
        "message": "comment 17000001395: html_body must be 1234 bytes and is 1230 bytes; 4 bytes are cut at its end",
        "count": 1,
        "origin": "archive",
        "key": "comment 17000001395",
        "export": {"source": "chat", "file": "exports/chat_data.csv", "line": 1357},
        "archive": {
            "member": "./backup_tickets_100.json", "pointer": "/data/tickets/comments/18", "offset": 18858,
        },
        "expected": "(1234 bytes, masked)",
        "found": "(1230 bytes, masked)",
    }
    for rule in full["rules"]:
        rule.update(outcome="failed", examined=42_000, violations=20_000, violations_from_export=0)
        rule.pop("reason", None)
        rule["summary"] = "20,000 of 42,000 comments have another html_body than expected"
        rule["evidence"] = [finding] * 200
    full["causes"] = []
    return full


def render(audit: Path, into: Path) -> Path:
    """audit.html of an audit.json."""
    run("render", audit, "--reports", into)
    return into / "audit.html"


def pages(folder: Path) -> dict[str, Path]:
    """Each page by its name."""
    found = audits(folder)
    full = folder / "most.json"
    full.write_text(json.dumps(most(json.loads(found["faults"].read_text()))))
    found["most"] = full
    return {name: render(audit, folder / "pages" / name) for name, audit in found.items()}
