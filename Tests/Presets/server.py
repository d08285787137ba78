"""A helpdesk's API on this machine: real HTTP, the vendor's pages, the vendor's credentials."""

from __future__ import annotations

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Callable
from urllib.parse import parse_qs, urlsplit

Route = Callable[[dict[str, str], str], bytes]
"""Makes a page from the parameters that were asked for and the host's address; `ValueError` for wrong ones."""


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
        if not 1 <= size <= 100 or start < 0:
            raise ValueError(f"{first} or limit is out of range")
        rows = records[start : start + size]
        if not rows and not around:
            return b""
        return page(rows, key, **around)

    return answer


def single(record: dict, indent: int | None = None) -> Route:
    """One record, on one line or on many."""
    return lambda asked, host: json.dumps(record, ensure_ascii=False, indent=indent).encode()


class Desk:
    """A running server with the routes of one vendor."""

    def __init__(self, routes: dict[str, Route], user: str | None, password: str, scheme: str,
                 headers: dict[str, str], posted: set[str]) -> None:
        """Without a user the password is a token. The headers must be there; the paths `posted` are asked by POST."""
        self.asked: list[str] = []
        self.down_after: int | None = None
        """How many more requests are answered, before the server is down."""
        self.wanted = (f"{scheme} {password}" if user is None
                       else "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode())
        desk = self

        class Handler(BaseHTTPRequestHandler):
            """Answers GET, and POST with parameters in JSON, as the vendor's API does: one of them for each path."""

            def do_GET(self) -> None:  # noqa: N802
                parts = urlsplit(self.path)
                self.answer("GET", parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()})

            def do_POST(self) -> None:  # noqa: N802
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers["Content-Type"] != "application/json":
                    return self.send(415, b'{"error":"expected JSON"}')
                return self.answer("POST", self.path, {name: str(value) for name, value in json.loads(body).items()})

            def answer(self, method: str, path: str, asked: dict[str, str]) -> None:
                """Answers with the page of a route; without a body where there is nothing to give."""
                desk.asked.append(path)
                if desk.down_after is not None:
                    desk.down_after -= 1
                if desk.down_after is not None and desk.down_after < 0:
                    self.send(503, b"down")
                elif self.headers.get("Authorization") != desk.wanted:
                    self.send(401, b'{"error":"Couldn\'t authenticate you"}')
                elif any(self.headers.get(name) != value for name, value in headers.items()):
                    self.send(403, b'{"error":"a header is missing"}')
                elif path not in routes:
                    self.send(404, b'{"error":"RecordNotFound"}')
                elif method != ("POST" if path in posted else "GET"):
                    self.send(405, b'{"error":"wrong method"}')
                else:
                    try:
                        body = routes[path](asked, desk.host)
                        self.send(200 if body else 204, body)
                    except ValueError as problem:
                        self.send(400, json.dumps({"error": str(problem)}).encode())

            def send(self, status: int, body: bytes) -> None:
                """Sends an answer."""
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
