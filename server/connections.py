"""Connections that end slow clients, which uvicorn's do not: slow heads, endless heads, readers that do not read.

They also know an ASGI message of their own, named in the scope's extensions: WHOLE, with `status`, `head` (the header
fields as they go out) and `body`. It goes out in one write, at half the cost of the two usual messages.

An application with a method `answer_directly(cycle: DirectCycle) -> bool` is asked first about each GET without a body
and conditions: where it says True it calls `cycle.answer` now or later, which saves the task of an ASGI call, a third
of what a small query costs. All else goes the way of ASGI.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from typing import Any, Protocol

import uvicorn
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from server.settings import Settings

WHOLE = "undersigned.whole"

SWEEP_TICKS = 5  # of a tenth of a second
SLOWEST_READER = 1024  # bytes a second
INDIRECT = frozenset(
    (b"content-length", b"transfer-encoding", b"expect", b"upgrade", b"if-none-match", b"if-modified-since", b"range")
)
GONE = 499  # the client left before an answer began; the number that nginx uses


class Killable(Protocol):
    """What works for a request."""

    def kill(self, reason: str) -> None:
        """End it at once."""


class WholeCycle(RequestResponseCycle):
    """A request that may be answered by one message."""

    protocol: PatientProtocol

    async def send(self, message: Any) -> None:
        """Send a message of ASGI, or a whole response."""
        if message["type"] != WHOLE or self.response_started:
            await super().send(message)
            return
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected:
            return
        self.response_started = self.response_complete = True
        self.message_event.set()
        self.protocol.send_whole(message["status"], message["head"], message["body"], self.keep_alive)


class DirectCycle:
    """A GET answered by calls: what uvicorn asks of a cycle, and `answer` and `watch` for the application."""

    method = "GET"
    more_body = False

    def __init__(self, protocol: PatientProtocol, target: bytes, headers: dict[bytes, bytes]) -> None:
        self.protocol, self.headers = protocol, headers
        path, _, self.query = target.partition(b"?")
        self.path = path.decode("ascii")
        self.client = protocol.client[0] if protocol.client else ""
        self.started = time.perf_counter()
        self.keep_alive = True
        self.disconnected = self.response_complete = False
        self.message_event = self  # uvicorn sets it when the client has gone
        self.slow: Killable | None = None
        self.on_end: Callable[[DirectCycle], None] | None = None
        self.status, self.size = GONE, 0

    def header(self, name: bytes) -> str | None:
        """The value of a header field."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    def watch(self, slow: Killable) -> None:
        """End this slow work when the client goes away."""
        self.slow = slow
        self.set()

    def set(self) -> None:
        """Something has happened to the connection."""
        if self.disconnected and self.slow and not self.response_complete:
            self.slow.kill("gone")

    def answer(self, status: int, head: bytes, body: bytes) -> None:
        """Send the whole response; `head` holds the header fields as they go out."""
        self.response_complete = True
        if not self.disconnected:
            self.status, self.size = status, len(body)
            self.protocol.send_whole(status, head, body, self.keep_alive)
        if self.on_end:
            self.on_end(self)


class PatientProtocol(HttpToolsProtocol):
    """HTTP/1.1 with deadlines; PatientServer calls `check` now and then."""

    settings: Settings

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The head of the first request is awaited from now on."""
        super().connection_made(transport)
        self.direct: Callable[[DirectCycle], bool] | None = getattr(self.app, "answer_directly", None)
        self.default_head = b"".join(b"%b: %b\r\n" % field for field in self.server_state.default_headers)
        self.awaiting_since: float | None = time.monotonic()
        self.patience = self.settings.head_seconds
        self.head_bytes = 0
        self.stalled_since = 0.0
        self.unsent = 0

    def data_received(self, data: bytes) -> None:
        """Read on, unless the head has grown past the limit."""
        if self.awaiting_since is not None:
            self.head_bytes += len(data)
        super().data_received(data)
        if self.awaiting_since is not None and self.head_bytes > self.settings.head_bytes:
            self.refuse(b"431 Request Header Fields Too Large")

    def on_headers_complete(self) -> None:
        """The head has arrived; the application has its own limits."""
        self.awaiting_since = None
        self.head_bytes = 0
        if self.parser.get_method() == b"GET" and self.begin_directly():
            return
        self.scope["extensions"] = {WHOLE: {}}
        super().on_headers_complete()
        if self.cycle is not None:  # uvicorn makes it, and begins with it in the next turn of the loop
            self.cycle.__class__ = WholeCycle
            self.cycle.protocol = self  # type: ignore[attr-defined]

    def begin_directly(self) -> bool:
        """Let the application answer by calls, if it does so and nothing about the request is out of the ordinary."""
        headers = dict(self.headers)
        if (
            self.direct is None
            or len(headers) != len(self.headers)
            or not INDIRECT.isdisjoint(headers)
            or (self.cycle is not None and not self.cycle.response_complete)
            or self.flow.write_paused
            or len(self.connections) >= self.settings.connections
            or not self.parser.should_keep_alive()
            or b"#" in self.url
        ):
            return False
        self._unset_keepalive_if_required()
        before, cycle = self.cycle, DirectCycle(self, self.url, headers)
        self.cycle = cycle  # type: ignore[assignment]
        if not self.direct(cycle):
            self.cycle = before
            return False
        return True

    def send_whole(self, status: int, head: bytes, body: bytes, keep_alive: bool) -> None:
        """Write a whole response, and be ready for the next request."""
        end = b"\r\n" if keep_alive else b"connection: close\r\n\r\n"
        self.transport.writelines((b"".join((STATUS_LINE[status], self.default_head, head, end)), body))
        if not keep_alive:
            self.transport.close()
        self.on_response_complete()

    def on_response_complete(self) -> None:
        """The next head is awaited."""
        self.awaiting_since = time.monotonic()
        self.patience = self.settings.keep_alive_seconds + self.settings.head_seconds
        super().on_response_complete()

    def pause_writing(self) -> None:
        """The client reads more slowly than we write."""
        super().pause_writing()
        self.stalled_since, self.unsent = time.monotonic(), self.transport.get_write_buffer_size()

    def resume_writing(self) -> None:
        """It has caught up."""
        super().resume_writing()
        self.stalled_since = 0.0

    def check(self, now: float) -> None:
        """End the connection if its client has had its time."""
        if self.stalled_since:
            if now - self.stalled_since > self.settings.write_seconds:
                left = self.transport.get_write_buffer_size()
                if self.unsent - left < SLOWEST_READER * self.settings.write_seconds:
                    self.transport.abort()
                self.stalled_since, self.unsent = now, left
        elif self.awaiting_since is not None and now - self.awaiting_since > self.patience:
            self.refuse(b"408 Request Timeout")

    def refuse(self, status: bytes) -> None:
        """Say why, and close."""
        if not self.transport.is_closing():
            if self.cycle is None or self.cycle.response_complete:
                self.transport.write(b"HTTP/1.1 " + status + b"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            self.transport.close()


class PatientServer(uvicorn.Server):
    """Looks at all connections twice a second, and says where it listens."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so in one line."""
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            print(f"Serving http://{shown}:{port}/ with the SPARQL endpoint at /sparql. Ctrl-C ends it.", flush=True)

    async def on_tick(self, counter: int) -> bool:
        """Check each connection."""
        if counter % SWEEP_TICKS == 0:
            now = time.monotonic()
            for connection in list(self.server_state.connections):
                if isinstance(connection, PatientProtocol):
                    connection.check(now)
        return await super().on_tick(counter)


class ProxiedClients(ProxyHeadersMiddleware):
    """Knows a trusted proxy's client in direct answers too."""

    def answer_directly(self, cycle: DirectCycle) -> bool:
        """Pass the request on with its client."""
        forwarded = cycle.header(b"x-forwarded-for")
        if forwarded and cycle.client in self.trusted_hosts:
            cycle.client = self.trusted_hosts.get_trusted_client_address(forwarded)[0] or cycle.client
        application: Any = self.app
        return bool(application.answer_directly(cycle))


def make_server(app: Any, settings: Settings) -> PatientServer:
    """A server of this application that knows the settings' limits."""
    protocol = type("Protocol", (PatientProtocol,), {"settings": settings})
    config = uvicorn.Config(
        ProxiedClients(app, settings.trusted_proxies) if settings.trusted_proxies else app,
        host=settings.host,
        port=settings.port,
        http=protocol,
        ws="none",
        loop="uvloop",
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        headers=[("server", "undersigned")],
        proxy_headers=False,
        limit_concurrency=settings.connections,
        backlog=2048,
        timeout_keep_alive=settings.keep_alive_seconds,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
    return PatientServer(config)
