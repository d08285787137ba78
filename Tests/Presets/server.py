"""A helpdesk's API on this machine: real HTTP, the vendor's pages, the vendor's credentials."""

from __future__ import annotations

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Callable
from urllib.parse import parse_qs, urlsplit

Route = Callable[[dict[str, str], str], bytes]
"""Makes a page from the parameters that were asked for and the host's address."""


def page(records: list[dict], key: str | None, **around: object) -> bytes:
    """A page of records, each on a line of its own, so that a line names a record.

    Without a key the page is a bare array; `_embedded.users` puts the array into HAL's object.
    """
    lines = ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    array = f"[\n{lines}\n]" if records else "[]"
    if key is None:
        return array.encode()
    rest = "".join(f",{json.dumps(name)}:{json.dumps(value)}" for name, value in around.items())
    if key.startswith("_embedded."):
        return f"{{\"_embedded\":{{{json.dumps(key[10:])}:{array}}}{rest}}}".encode()
    return f"{{{json.dumps(key)}:{array}{rest}}}".encode()


def chunks(records: list[dict], size: int) -> list[list[dict]]:
    """The records in pages; one empty page where there are none."""
    return [records[start : start + size] for start in range(0, len(records), size)] or [[]]


def numbered(records: list[dict], key: str | None = None) -> Route:
    """`?page=2&per_page=100`, bare arrays: Freshdesk, whose pages have 30 records unless more are asked for."""

    def answer(asked: dict[str, str], host: str) -> bytes:
        pages = chunks(records, int(asked.get("per_page", 30)))
        number = int(asked.get("page", 1))
        return page(pages[number - 1] if number <= len(pages) else [], key)

    return answer


def incremental(records: list[dict], key: str, path: str, size: int) -> Route:
    """Zendesk's incremental export by cursor: `after_url`, `end_of_stream`."""
    pages = chunks(records, size)

    def answer(asked: dict[str, str], host: str) -> bytes:
        number = int(asked["cursor"].removeprefix("c")) if "cursor" in asked else 0
        if "cursor" not in asked and "start_time" not in asked:
            raise ValueError("start_time is missing")
        cursor = f"c{number + 1}"
        return page(pages[number], key, after_url=f"{host}{path}?cursor={cursor}", after_cursor=cursor,
                    before_url=None, before_cursor=None, end_of_stream=number + 1 == len(pages))

    return answer


def cursored(records: list[dict], key: str, path: str) -> Route:
    """Zendesk's lists by cursor: `page[size]`, `page[after]`, `meta.has_more`."""

    def answer(asked: dict[str, str], host: str) -> bytes:
        size = int(asked.get("page[size]", 100))
        pages = chunks(records, size)
        number = int(asked.get("page[after]", "n0").removeprefix("n"))
        following = f"n{number + 1}"
        more = number + 1 < len(pages)
        link = f"{host}{path}?page%5Bsize%5D={size}&page%5Bafter%5D={following}" if more else None
        return page(pages[number], key, meta={"has_more": more, "after_cursor": following if more else None,
                                              "before_cursor": None}, links={"prev": None, "next": link})

    return answer


def hal(records: list[dict], key: str, path: str, size: int) -> Route:
    """Help Scout: `_embedded`, `_links.next.href`, `page.number` of `page.totalPages`."""
    pages = chunks(records, size)

    def answer(asked: dict[str, str], host: str) -> bytes:
        number = int(asked.get("page", 1))
        rest = "&".join(f"{name}={value}" for name, value in asked.items() if name != "page")
        links = {"self": {"href": f"{host}{path}?{rest}&page={number}"}}
        if number < len(pages):
            links["next"] = {"href": f"{host}{path}?{rest}&page={number + 1}"}
        return page(pages[number - 1], f"_embedded.{key}", _links=links, page={
            "size": size, "totalElements": len(records), "totalPages": len(pages), "number": number})

    return answer


def starting_after(records: list[dict], key: str, kind: str) -> Route:
    """Intercom: `pages.next.starting_after`, null at the end."""

    def answer(asked: dict[str, str], host: str) -> bytes:
        size = int(asked.get("per_page", 20))
        pages = chunks(records, size)
        number = int(asked.get("starting_after", "s0").removeprefix("s"))
        following = {"page": number + 2, "starting_after": f"s{number + 1}"} if number + 1 < len(pages) else None
        return page(pages[number], key, type=kind, total_count=len(records), pages={
            "type": "pages", "page": number + 1, "next": following, "per_page": size, "total_pages": len(pages)})

    return answer


def offset(records: list[dict], first: str, key: str = "data", **around: object) -> Route:
    """`?from=100&limit=100` (Zoho) or `?offset=100&limit=100` (Kayako): no page after the last record."""

    def answer(asked: dict[str, str], host: str) -> bytes:
        start, size = int(asked.get(first, 0)), int(asked.get("limit", 10))
        rows = records[start : start + size]
        if not rows and not around:
            return b""
        return page(rows, key, **around)

    return answer


def single(record: dict) -> Route:
    """One record."""
    return lambda asked, host: json.dumps(record, ensure_ascii=False).encode()


class Desk:
    """A running server with the routes of one vendor."""

    def __init__(self, routes: dict[str, Route], user: str | None, password: str, scheme: str) -> None:
        """Without a user the password is a token."""
        self.asked: list[str] = []
        self.wanted = (f"{scheme} {password}" if user is None
                       else "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode())
        desk = self

        class Handler(BaseHTTPRequestHandler):
            """Answers GET, and POST with parameters in JSON."""

            def do_GET(self) -> None:  # noqa: N802
                parts = urlsplit(self.path)
                self.answer(parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()})

            def do_POST(self) -> None:  # noqa: N802
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.answer(self.path, {name: str(value) for name, value in json.loads(body).items()})

            def answer(self, path: str, asked: dict[str, str]) -> None:
                """Answers with the page of a route; without a body where there is nothing to give."""
                desk.asked.append(path)
                status, body = 404, b'{"error":"RecordNotFound"}'
                if self.headers.get("Authorization") != desk.wanted:
                    status, body = 401, b'{"error":"Couldn\'t authenticate you"}'
                elif route := routes.get(path):
                    body = route(asked, desk.host)
                    status = 200 if body else 204
                self.send_response(status)
                if body:
                    self.send_header("Content-Type", "application/json; charset=utf-8")
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
