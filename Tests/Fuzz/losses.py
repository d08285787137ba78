"""What a plan states as lost, and how many records lose it: by the text of Sources/README.md, "Stated losses"."""

from __future__ import annotations

import random
from collections import Counter

from columns import Column
from mapped import CHAT_KINDS, MappedModel, Matrix

CORE = {
    "comments": {"public": "public", "written": "created_at", "body": "html_body"},
    "tickets": {"opened": "created_at"},
    "users": {"name": "name"},
}
"""The core fields of a chat that may lose something, and what the archive calls them."""


def state(matrix: Matrix, seed: int) -> None:
    """Let some fields lose something."""
    draw = random.Random(seed ^ 0x1055)
    columns = [matrix.chat[name] for fields in CORE.values() for name in fields]
    columns += [column for kind in CHAT_KINDS for column in matrix.further[kind]]
    for other, ids in ((matrix.desk_tickets, 2), (matrix.desk_comments, 3), (matrix.organizations, 1)):
        columns += (other or [])[ids:]
    for column in columns:
        if column.type in ("text", "html") and draw.random() < 0.35:
            column.cut, column.is_lossy = draw.choice([1, 2, 3, 5, 20]), True
        if column.type not in ("email", "user-reference") and shared(column) and draw.random() < 0.6:
            column.is_lossy = True


def shared(column: Column) -> set[str]:
    """What several values become by a map."""
    if column.map is None:
        return set()
    counts = Counter(target for target in column.map.values() if target)
    if column.otherwise:
        counts[column.otherwise] += 2
    return {target for target, count in counts.items() if count > 1}


def loses(column: Column, raw: bytes) -> bool:
    """Whether a value loses something that is stated: its end, or what tells it from others."""
    if not column.is_lossy or not raw:
        return False
    mapped = column.mapped(raw)
    if not isinstance(mapped, bytes) or not mapped:
        return False
    if column.cut is not None and len(mapped.decode()) > column.cut:
        return True
    return mapped != raw and mapped.decode() in shared(column)


def counts(model: MappedModel) -> tuple[dict[str, int], dict[tuple[str, str, str], int]]:
    """The records that lose something, by the lines of the balance, and by record type, source and field."""
    lines: Counter[str] = Counter()
    fields: Counter[tuple[str, str, str]] = Counter()
    matrix = model.matrix

    def count(line: str, kind: str, source: str, rows: list[list[tuple[str, Column, bytes]]]) -> None:
        for row in rows:
            lost = [name for name, column, raw in row if loses(column, raw)]
            lines[line] += bool(lost)
            fields.update((kind, source, name) for name in lost)

    def chat(kind: str, row, is_core: bool = True, is_further: bool = True) -> list[tuple[str, Column, bytes]]:
        core = [(field, matrix.chat[name]) for name, field in CORE[kind].items()] if is_core else []
        further = [(column.field, column) for column in matrix.further[kind]] if is_further else []
        return [(field, column, row.record[column.name]) for field, column in core + further]

    count("comments", "comments", "chat", [chat("comments", row) for row in model.kept])
    count("tickets", "tickets", "chat", [chat("tickets", model.told[ticket]) for ticket in model.by_ticket])
    users = []
    for person in model.used:
        if model.is_omitted(person):
            continue
        mine = [row for row in model.rows if row.author in person.chat_ids]
        named = [row for row in mine if row.name][:1]
        users.append(
            [cell for row in named for cell in chat("users", row, is_further=False)]
            + chat("users", mine[0], is_core=False)
        )
    count("users", "users", "chat", users)
    for line, kind, records, columns, ids in (
        ("ticketing tickets", "tickets", model.desk_tickets, matrix.desk_tickets, 2),
        ("ticketing comments", "comments", model.desk_comments, matrix.desk_comments, 3),
        ("organizations", "organizations", model.organizations, matrix.organizations, 1),
    ):
        rows = [
            [(column.field, column, record.raws[column.name]) for column in columns[ids:]] for record in records
        ]
        count(line, kind, f"desk_{kind}", rows)
    return dict(+lines), dict(+fields)
