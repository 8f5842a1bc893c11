"""Connections that end slow clients, which uvicorn's do not: slow heads, endless heads, readers that do not read.

They also know an ASGI message of their own, named in the scope's extensions: WHOLE, with `status`, `head` (the header
fields as they go out) and `body`. It goes out in one write, at half the cost of the two usual messages.
"""

from __future__ import annotations

import asyncio
import socket
import time
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from server.settings import Settings

WHOLE = "undersigned.whole"

SWEEP_TICKS = 5  # of a tenth of a second
SLOWEST_READER = 1024  # bytes a second


class WholeCycle(RequestResponseCycle):
    """A request that may be answered by one message."""

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
        head = [STATUS_LINE[message["status"]]]
        for name, value in self.default_headers:
            head += (name, b": ", value, b"\r\n")
        head += (message["head"], b"\r\n" if self.keep_alive else b"connection: close\r\n\r\n")
        self.transport.writelines((b"".join(head), message["body"]))
        self.message_event.set()
        if not self.keep_alive:
            self.transport.close()
        self.on_response()


class PatientProtocol(HttpToolsProtocol):
    """HTTP/1.1 with deadlines; PatientServer calls `check` now and then."""

    settings: Settings

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The head of the first request is awaited from now on."""
        super().connection_made(transport)
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
        self.scope["extensions"] = {WHOLE: {}}
        super().on_headers_complete()
        if self.cycle is not None:
            self.cycle.__class__ = WholeCycle  # uvicorn makes it, and begins with it in the next turn of the loop

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


def make_server(app: Any, settings: Settings) -> PatientServer:
    """A server of this application that knows the settings' limits."""
    protocol = type("Protocol", (PatientProtocol,), {"settings": settings})
    config = uvicorn.Config(
        app,
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
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or "",
        limit_concurrency=settings.connections,
        backlog=2048,
        timeout_keep_alive=settings.keep_alive_seconds,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
    return PatientServer(config)
