"""What the server tells its operator: a line of JSON for each request, and counters at `/metrics`.

    app = Journal(front, site, measure)    # `measure` gives further lines for /metrics

A line holds time, method, path, status, bytes sent, microseconds; the client's address only where `log_clients` is set,
and never the query string: what people ask and search for is theirs. Lines are written twice a second, in one go.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from time import perf_counter, time
from typing import TextIO

from starlette.types import Message, Receive, Scope, Send

from server.connections import GONE, DirectCycle
from server.front import Front
from server.metrics import Histogram, count, observe, write_metrics
from server.site import Site
from server.statistics import BUCKETS

ROUTES = {"sparql", "id", "doc", "graph", "dumps", "statements", "organisations", "addressees", "law", "search"}
ROUTES |= {"about", "ontology", "shapes", "context.jsonld", "openapi.json", "robots.txt", "static"}
ROUTES |= {"feed", "oai", "sitemap.xml", "reconcile", "catalog", "void", "queries"}
ROUTES |= {"health", "ready", "metrics"}
METHODS = frozenset(("GET", "HEAD", "POST", "OPTIONS"))
FLUSH_SECONDS = 0.5


class Exchange:
    """One request under way: what was sent so far."""

    __slots__ = ("method", "path", "send", "size", "status")

    def __init__(self, scope: Scope, send: Send) -> None:
        self.method, self.path, self.send = scope["method"], scope["path"], send
        self.status, self.size = GONE, 0

    async def pass_on(self, message: Message) -> None:
        """Send a message, whatever its type: a status and bytes are noted."""
        status, body = message.get("status"), message.get("body")
        if status is not None:
            self.status = status
        if body:
            self.size += len(body)
        await self.send(message)


class Journal:
    """The application with its requests counted and written down."""

    def __init__(
        self, app: Front, site: Site, measure: Callable[[], Iterable[str]], output: TextIO | None = None
    ) -> None:
        self.app, self.site, self.settings, self.measure = app, site, site.settings, measure
        self.output = output or sys.stdout
        self.requests: Counter[tuple[str, str, int]] = Counter()
        self.seconds: dict[str, Histogram] = {}
        self.lines: list[str] = []
        self.timer: asyncio.TimerHandle | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the life of the server."""
        if scope["type"] != "http":
            try:
                return await self.app(scope, receive, send)
            finally:
                self.flush()
        exchange, started = Exchange(scope, send), perf_counter()
        try:
            if scope["path"] == "/metrics" and self.settings.metrics:
                await self.answer_metrics(scope["method"], exchange.pass_on)
            else:
                await self.app(scope, receive, exchange.pass_on)
        finally:
            self.note(exchange, perf_counter() - started, (scope.get("client") or [""])[0])

    def answer_directly(self, cycle: DirectCycle) -> bool:
        """Let a request be answered by calls, if the application does so."""
        cycle.on_end = self.note_direct
        return self.app.answer_directly(cycle)

    def note_direct(self, cycle: DirectCycle) -> None:
        """The same as `note`."""
        self.note(cycle, perf_counter() - cycle.started, cycle.client)

    def note(self, exchange: Exchange | DirectCycle, seconds: float, address: str) -> None:
        """Count the request and keep its line."""
        route, method, shown = recognise(exchange.method, exchange.path, self.site.release.prefix)
        self.requests[route, method, exchange.status] += 1
        histogram = self.seconds.get(route)
        if histogram is None:
            histogram = self.seconds[route] = Histogram()
        histogram.buckets[bisect_left(BUCKETS, seconds)] += 1
        histogram.total += seconds
        if not self.settings.log_requests:
            return
        who = f',"client":{json.dumps(address)}' if address and self.settings.log_clients else ""
        self.lines.append(
            f'{{"time":"{write_second(int(time()))}",{shown},"status":{exchange.status},"bytes":{exchange.size},'
            f'"microseconds":{int(seconds * 1e6)}{who}}}\n'
        )
        if self.timer is None:
            self.timer = asyncio.get_running_loop().call_later(FLUSH_SECONDS, self.flush)

    def flush(self) -> None:
        """Write the lines that have come together."""
        if self.timer:
            self.timer.cancel()
            self.timer = None
        lines, self.lines = self.lines, []
        if lines:
            with contextlib.suppress(OSError, ValueError):  # nobody may read it any more: serving goes on
                self.output.write("".join(lines))
                self.output.flush()

    async def answer_metrics(self, method: str, send: Send) -> None:
        """The counters in the text format of Prometheus, version 0.0.4."""
        lines = [
            *count("undersigned_requests_total", "Requests answered.", ("route", "method", "status"), self.requests),
            *observe("undersigned_request_seconds", "Time of a request.", "route", self.seconds),
            *self.measure(),
        ]
        body = write_metrics(lines)
        headers = [
            (b"content-type", b"text/plain; version=0.0.4; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})


@lru_cache(maxsize=4096)
def recognise(method: str, path: str, prefix: str) -> tuple[str, str, str]:
    """The route and the method for the counters, which must be few, and both as members of a line of JSON.

    The route is the first part of the path where it is one of ours, `start` for the first page, else `other`.
    """
    first = path.removeprefix(prefix).lstrip("/").partition("/")[0]
    route = first if first in ROUTES else "other" if first else "start"
    shown = f'"method":{json.dumps(method)},"path":{json.dumps(path)}'
    return route, method if method in METHODS else "other", shown


@lru_cache(maxsize=2)
def write_second(second: int) -> str:
    """The moment in UTC (RFC 3339)."""
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%SZ}"


class JsonFormatter(logging.Formatter):
    """What else the server says, as lines of JSON too."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        facts = {"time": write_second(int(record.created)), "level": record.levelname, "message": record.getMessage()}
        if record.exc_info:
            facts["trace"] = self.formatException(record.exc_info)
        return json.dumps(facts, ensure_ascii=False)


def write_messages() -> None:
    """Let the loggers of the server and of uvicorn write lines of JSON to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    for name, level in (("undersigned", logging.INFO), ("uvicorn", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)
