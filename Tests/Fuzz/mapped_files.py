"""The sources and the plan of a mapped migration as files: CSV, NDJSON, JSON arrays and pages."""

from __future__ import annotations

import gzip
import json
import random
import re
from pathlib import Path

from columns import Column
from exports import quoted
from mapped import CHAT_KINDS, Records
from matrices import Mapped
from values import is_utf8

LITERAL = re.compile(rb"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?|true|false")
KEYS = {
    "comments": {"comment": "id", "ticket": "ticket_id", "author": "author_id", "public": "public",
                 "written": "created_at", "body": "html_body"},
    "tickets": {"requester": "requester_id", "opened": "created_at"},
    "users": {"name": "name", "email": "email"},
}
SUFFIX = {"csv": "csv", "ndjson": "ndjson", "array": "json", "pages": "json"}


def write(world: Mapped, folder: Path) -> None:
    """Write every source in a format of its own, and migration.yml."""
    draw = random.Random(world.seed ^ 0xF11E5)
    (folder / "exports").mkdir(parents=True, exist_ok=True)
    paths = {}
    ticketing = [[{"id": number, "email": email} for number, email in world.ticketing]]
    for name, files in [("chat", world.sources["chat"]), ("ticketing", ticketing)] + [
        (f"desk_{role}", files) for role, files in world.sources.items() if role != "chat"
    ]:
        paths[name] = write_source(name, files, folder, draw, json_columns(world, name))
    (folder / "migration.yml").write_text(plan(world, paths), encoding="utf-8")


def json_columns(world: Mapped, name: str) -> set[str]:
    """The columns of a source that hold JSON values."""
    matrix = world.matrix
    columns = {
        "chat": [column for kind in CHAT_KINDS for column in matrix.further[kind]],
        "desk_tickets": matrix.desk_tickets,
        "desk_comments": matrix.desk_comments,
        "desk_organizations": matrix.organizations,
    }.get(name)
    return {column.name for column in columns or [] if column.type == "json"}


def write_source(name: str, files: Records, folder: Path, draw: random.Random, values: set[str]) -> str:
    """Write the files of a source; returns the glob that names them.

    A JSON value in a JSON file is itself, not a text that holds it; one that Python would write in another way, or that
    is not JSON, can only stand in a CSV.
    """
    records = [record for file in files for record in file]
    is_plain = all(record is not None and all(map(is_utf8, record.values())) for record in records)
    is_plain = is_plain and all(
        is_exact(raw) for record in records for column, raw in record.items() if column in values and raw
    )
    form = draw.choice(["csv", "ndjson", "array", "pages"]) if is_plain else "csv"
    columns = list(next(record for record in records if record is not None))
    for number, file in enumerate(files, 1):
        content = csv(columns, file, draw) if form == "csv" else json_file(form, number, files, draw, values)
        ending = ""
        if draw.random() < 0.15:
            content, ending = gzip.compress(content, 1), ".gz"
        (folder / f"exports/{name}-{number}.{SUFFIX[form]}{ending}").write_bytes(content)
    return f"exports/{name}-*"


def csv(columns: list[str], records: list, draw: random.Random) -> bytes:
    """A CSV file, in its own order and with its own delimiter."""
    order = draw.sample(columns, len(columns)) + draw.choice([[], ["more"]])
    delimiter, end = draw.choice([b",", b",", b";", b"\t", b"|"]), draw.choice([b"\n", b"\r\n"])

    def field(value: bytes) -> bytes:
        return b'"' + value.replace(b'"', b'""') + b'"' if delimiter in value else quoted(value, draw)

    lines = [delimiter.join(field(name.encode()) for name in order)]
    for record in records:
        fields = [b"malformed"] * (len(order) + 3) if record is None else [record.get(name, b"more") for name in order]
        lines.append(delimiter.join(map(field, fields)))
    return end.join(lines) + end


def json_file(form: str, number: int, files: Records, draw: random.Random, values: set[str]) -> bytes:
    """A file of JSON; the first record has every key, because a column that no record has is a mistake."""
    records = [json_record(record, place == 0, draw, values) for place, record in enumerate(files[number - 1])]
    text = {"ensure_ascii": draw.random() < 0.5}
    if form == "ndjson":
        return "".join(json.dumps(record, **text) + "\n" for record in records).encode()
    if form == "array":
        return json.dumps(records, indent=draw.choice([None, 2]), **text).encode()
    following = f"https://desk.example/x.json?page={number + 1}" if number < len(files) else None
    return json.dumps({"records": records, "next_page": following}, **text).encode()


def json_record(record: dict[str, bytes], is_whole: bool, draw: random.Random, values: set[str]) -> dict:
    """A record as a JSON object: null in its three forms, literals as text or as themselves."""
    whole = {"more": [{"x": 1}]} if draw.random() < 0.2 else {}
    for path, raw in record.items():
        found, name = (whole.setdefault("via", {}), path[4:]) if path.startswith("via.") else (whole, path)
        if not raw:
            form = draw.choice([None, "missing"] if path in values else ["", None, "missing"])
            if is_whole or form != "missing":
                found[name] = None if form == "missing" else form
        elif path in values:
            found[name] = json.loads(raw)
        elif LITERAL.fullmatch(raw) and draw.random() < 0.5 and is_exact(raw):
            found[name] = json.loads(raw)
        else:
            found[name] = raw.decode()
            if raw[:1] in (b"[", b"{") and draw.random() < 0.6 and is_exact(raw):
                found[name] = json.loads(raw)
    return whole


def is_exact(raw: bytes) -> bool:
    """Whether Python writes this JSON as it stands."""
    try:
        value = json.loads(raw)
    except ValueError:
        return False
    return raw.decode() in (json.dumps(value), json.dumps(value, ensure_ascii=False))


def plan(world: Mapped, paths: dict[str, str]) -> str:
    """migration.yml."""
    policy, matrix = world.policy, world.matrix
    lines = ["migration: Fuzz", "sources:"]
    lines += [f"  {name}: {{path: '{path}'}}" for name, path in paths.items()]
    lines += [
        "identity: {match: email, keep: ticketing}",
        "archive:",
        "  path: backup.tar.gz",
        f"  batch-size: {policy.batch_size}",
        f"  numbering: {{start: {policy.start}, step: {policy.step}}}",
        f"conflicts: {policy.conflicts}",
        f"unresolved-requester: {policy.unresolved}",
        f"already-imported: {policy.imported}",
        "as-of: 2026-01-01T00:00:00Z",
        "records:",
    ]
    desk = {"tickets": (matrix.desk_tickets, matrix.ticket_ids),
            "comments": (matrix.desk_comments, matrix.comment_ids)}
    for kind in CHAT_KINDS:
        lines += [f"  {kind}:", "    - source: chat", "      fields:"]
        lines += [f"        {key}: {declared(matrix.chat[name])}" for name, key in KEYS[kind].items()]
        lines += [f"        {column.field}: {declared(column)}" for column in matrix.further[kind]]
        columns, rule = desk.get(kind, (None, None))
        if columns:
            lines.append(f"    - source: desk_{kind}")
            lines += [f"      ids: {{{rule[0]}: {rule[1]}}}"] if rule else []
            lines += ["      fields:"]
            lines += [f"        {column.field}: {declared(column)}" for column in columns]
    if matrix.organizations:
        lines += ["  organizations:", "    - source: desk_organizations", "      key: org id", "      fields:"]
        lines += [f"        {column.field}: {declared(column)}" for column in matrix.organizations[1:]]
    return "\n".join(lines) + "\n"


def declared(column: Column) -> str:
    """What the plan says of one field."""
    said = {"from": column.name, "type": column.type, "when-null": column.when_null}
    if "-" not in column.field and column.name.removeprefix("via.")[0] != "O":
        del said["type"]
        if column.field in ("name", "email"):
            del said["when-null"]
    if column.type == "timestamp":
        said["format"] = column.format
    if column.zone:
        said["time-zone"] = column.zone
    if column.words:
        said["true"], said["false"] = column.words
    if column.default is not None:
        said["default"] = column.default
    if column.map is not None:
        said["map"] = column.map
    if column.otherwise is not None:
        said["otherwise"] = column.otherwise
    if column.cut is not None:
        said["cut"] = column.cut
    if column.is_lossy:
        said["loss"] = {"reason": f"as {column.field} allows", "owner": "J. Diaz"}
    return json.dumps(said, ensure_ascii=False)
