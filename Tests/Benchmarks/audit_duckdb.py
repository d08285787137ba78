#!/usr/bin/env python3
"""Audit an archive in SQL: GNU tar unpacks it beside itself, DuckDB reads the batches and the exports.

Assumes exports without null keys and without conflicts. Prints the counts line of counts.py.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

from counts import LIMIT, Counts, email_key, parse_options

BATCH = """{'data': 'STRUCT(tickets STRUCT(
  "data" STRUCT(id BIGINT, created_at VARCHAR, requester_id BIGINT)[],
  comments STRUCT(id BIGINT, ticket_id BIGINT, author_id BIGINT, public BOOLEAN, created_at VARCHAR,
                  html_body VARCHAR)[],
  users STRUCT(id BIGINT, name VARCHAR, email VARCHAR)[],
  organizations JSON[]))'}"""

# A stamp is whole seconds and a fraction of nine digits, because TIMESTAMPTZ ends at microseconds.
MACROS = """
CREATE MACRO seconds(stamp) AS epoch(regexp_replace(stamp, '[.][0-9]+', '')::TIMESTAMPTZ)::BIGINT;
CREATE MACRO nanoseconds(stamp) AS rpad(regexp_extract(stamp, '[.]([0-9]+)', 1), 9, '0')::INTEGER;
CREATE MACRO instant(stamp) AS {'s': seconds(stamp), 'ns': nanoseconds(stamp)};
"""

EXPORTS = """
CREATE TABLE rows AS SELECT row_number() OVER () AS position, *
  FROM read_csv(getvariable('chat'), header = true, all_varchar = true, quote = '"', escape = '"',
                delim = ',', nullstr = '');
CREATE TABLE ticketing AS SELECT id::BIGINT AS id, email
  FROM read_csv(getvariable('ticketing'), header = true, all_varchar = true);
"""

# One chat id: its first name, its first e-mail with an address, its key. One person: the first chat id's.
EXPECTED = """
CREATE TABLE chat_ids AS SELECT AUTHOR_ID::BIGINT AS chat, min(position) AS position,
  arg_min(coalesce(NAME, ''), position) AS name, min_by(key, position) FILTER (key IS NOT NULL) AS key,
  min(position) FILTER (key IS NOT NULL) AS key_position,
  coalesce(min_by(EMAIL, position) FILTER (key IS NOT NULL), min_by(EMAIL, position)) AS email
  FROM rows LEFT JOIN keys ON keys.text = rows.EMAIL GROUP BY AUTHOR_ID;
CREATE TABLE known AS SELECT key, first(id) AS id FROM ticketing JOIN keys ON keys.text = ticketing.email
  WHERE key IS NOT NULL GROUP BY key;
CREATE TABLE users AS SELECT coalesce(any_value(known.id), min_by(chat, position)) AS id,
  nullif(min_by(name, position), '') AS name,
  min_by(email, coalesce(key_position, position)) AS email, list(chat) AS chats
  FROM chat_ids LEFT JOIN known USING (key) GROUP BY coalesce(key, chat::VARCHAR);
CREATE TABLE ids AS SELECT unnest(chats) AS chat, id FROM users;
CREATE TABLE tickets AS SELECT CONVERSATION_ID::BIGINT AS id,
  instant(min_by(TICKET_CREATED_AT, position)) AS created_at,
  min_by(coalesce(ids.id, TICKET_REQUESTER_ID::BIGINT), position) AS requester_id
  FROM rows LEFT JOIN ids ON ids.chat = TICKET_REQUESTER_ID::BIGINT GROUP BY CONVERSATION_ID;
CREATE TABLE comments AS SELECT COMMENT_PART_ID::BIGINT AS id, CONVERSATION_ID::BIGINT AS ticket_id,
  ids.id AS author_id, lower(COMMENT_PUBLIC) IN ('true', 't', '1') AS public,
  instant(COMMENT_CREATED_AT) AS created_at, coalesce(BODY, '') AS html_body
  FROM rows JOIN ids ON ids.chat = AUTHOR_ID::BIGINT
  WHERE position IN (SELECT min(position) FROM rows GROUP BY COMMENT_PART_ID);
"""

ARCHIVE = """
CREATE TABLE batches AS SELECT regexp_extract(filename, '_([0-9]+)[.]json$', 1)::BIGINT AS batch,
  unnest(data.tickets)
  FROM read_json(getvariable('folder'), columns = {columns}, format = 'unstructured', filename = true);
CREATE TABLE found_users AS SELECT unnest(users, recursive := true) FROM batches;
CREATE TABLE found_tickets AS SELECT id, instant(created_at) AS created_at, requester_id
  FROM (SELECT unnest("data", recursive := true) FROM batches);
CREATE TABLE found_comments AS SELECT batch, place, record.id, record.ticket_id, record.author_id,
  record.public, instant(record.created_at) AS created_at, record.html_body
  FROM (SELECT batch, unnest(comments) AS record, generate_subscripts(comments, 1) AS place FROM batches);
"""

FIELDS = {
    "users": ["name", "email"],
    "tickets": ["created_at", "requester_id"],
    "comments": ["ticket_id", "author_id", "public", "created_at", "html_body"],
}

JUDGEMENTS = {
    "author_id unresolved": "FROM found_comments WHERE author_id NOT IN (SELECT id FROM found_users)",
    "requester_id unresolved": "FROM found_tickets WHERE requester_id NOT IN (SELECT id FROM found_users)",
    "ticket_id unresolved": "FROM found_comments WHERE ticket_id NOT IN (SELECT id FROM found_tickets)",
    "order": """FROM (SELECT created_at < lag(created_at) OVER
        (PARTITION BY ticket_id ORDER BY batch, place) AS early FROM found_comments) WHERE early""",
}


def read(archive: str, chat: list[str], ticketing: str) -> duckdb.DuckDBPyConnection:
    """All tables: what the exports ask for, and what the archive holds."""
    base = duckdb.connect()
    base.execute("SET TimeZone = 'UTC'")
    base.execute(MACROS)
    base.execute("SET VARIABLE chat = $chat", {"chat": chat})
    base.execute("SET VARIABLE ticketing = $ticketing", {"ticketing": ticketing})
    base.execute(EXPORTS)
    texts = base.execute("SELECT EMAIL FROM rows UNION SELECT email FROM ticketing").fetchall()
    base.execute("CREATE TABLE keys (text VARCHAR, key VARCHAR)")
    pairs = [(text, email_key(text)) for (text,) in texts if text]
    base.execute("INSERT INTO keys SELECT unnest($texts), unnest($keys)",
                 {"texts": [text for text, _ in pairs], "keys": [key for _, key in pairs]})
    base.execute(EXPECTED)
    with tempfile.TemporaryDirectory(dir=Path(archive).resolve().parent) as folder:
        subprocess.run(["tar", "-xzf", archive, "-C", folder], check=True)
        base.execute("SET VARIABLE folder = $folder", {"folder": f"{folder}/*.json"})
        base.execute(ARCHIVE.replace("{columns}", BATCH))
    return base


def count(base: duckdb.DuckDBPyConnection, source: str) -> int:
    """How many rows "FROM … WHERE …" has."""
    return base.execute(f"SELECT count(*) {source}").fetchone()[0]


def reconcile(base: duckdb.DuckDBPyConnection, kind: str) -> dict[str, int]:
    """Records that are missing, unexpected or repeated, and fields that differ; one join for all fields."""
    repeated = base.execute(f"SELECT count(*) - count(DISTINCT id) FROM found_{kind}").fetchone()[0]
    differs = ", ".join(
        f"count(*) FILTER (found.{name} IS DISTINCT FROM expected.{name})" for name in FIELDS[kind]
    )
    both = f"FROM found_{kind} AS found JOIN {kind} AS expected USING (id)"
    differing = base.execute(f"SELECT {differs} {both}").fetchone()
    violations = {
        f"{kind} missing": count(base, f"FROM {kind} ANTI JOIN found_{kind} USING (id)"),
        f"{kind} unexpected": count(base, f"FROM found_{kind} ANTI JOIN {kind} USING (id)"),
        f"{kind} repeated": repeated,
    }
    return violations | {f"{kind} {name} differs": n for name, n in zip(FIELDS[kind], differing)}


def main() -> int:
    """Audit and report."""
    options = parse_options(__doc__)
    base = read(options.archive, options.chat, options.ticketing)
    sizes = {name: count(base, f"FROM {name}") for name in
             ("rows", "comments", "found_comments", "found_tickets", "found_users")}
    counts = Counts(sizes["found_comments"], sizes["found_tickets"], sizes["found_users"],
                    sizes["rows"] - sizes["comments"])
    for kind in FIELDS:
        counts.violations |= reconcile(base, kind)
    counts.violations |= {kind: count(base, source) for kind, source in JUDGEMENTS.items()}
    emails = base.execute("SELECT email FROM found_users WHERE email IS NOT NULL").fetchall()
    keys = [key for (email,) in emails if (key := email_key(email))]
    counts.violations["e-mail shared"] = len(keys) - len(set(keys))
    names = ('"data"', "comments", "users", "organizations")
    arrays = " + ".join(f"(len({name}) > {LIMIT})::INT" for name in names)
    counts.violations["limit"] = base.execute(f"SELECT sum({arrays})::BIGINT FROM batches").fetchone()[0]
    return counts.report()


if __name__ == "__main__":
    sys.exit(main())
