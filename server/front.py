"""What stands before the routes: the base's path is taken off, `/sparql` goes to its endpoint, and a request that was
answered before, byte for byte the same, gets its answer from memory (a route takes ten times as long to find it).
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.cache import AnswerCache, Representation
from server.connections import DirectCycle
from server.routes.sparql import SparqlEndpoint, join
from server.site import Site

ASKED = (b"accept", b"accept-language", b"accept-encoding")
PAST_MEMORY = frozenset((b"range", b"if-range", b"if-modified-since", b"cache-control"))
CONDITION = b"if-none-match"
SHARE = 4


class Front:
    """The server as an ASGI application. `pages` and `endpoint` are those behind it."""

    def __init__(self, site: Site, pages: ASGIApp, endpoint: ASGIApp) -> None:
        self.site, self.pages, self.endpoint = site, pages, endpoint
        self.memory = AnswerCache(int(site.settings.cache_bytes) // SHARE)
        self.version = site.release.version

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the life of the server."""
        if scope["type"] != "http":
            return await self.pages(scope, receive, send)
        prefix = self.site.release.prefix
        if prefix and scope["path"].startswith(f"{prefix}/"):
            scope = dict(scope, path=scope["path"][len(prefix) :])
        if scope["path"] == "/sparql":
            return await self.endpoint(scope, receive, send)
        if scope["method"] not in ("GET", "HEAD"):
            return await self.pages(scope, receive, send)
        headers = dict(scope["headers"])
        if len(headers) != len(scope["headers"]):
            return await self.pages(scope, receive, send)
        key = self._key(scope["path"], scope["query_string"], headers)
        if key is None:
            return await self.pages(scope, receive, send)
        kept = self.memory.find(key)
        if kept is not None:
            return await _send_kept(kept, headers.get(CONDITION), scope["method"] == "HEAD", send)
        if scope["method"] == "GET":
            send = self._remember(key, self.version, send)
        return await self.pages(scope, receive, send)

    def answer_directly(self, cycle: DirectCycle) -> bool:
        """Begin to answer a query, or give what was answered before; False for all else."""
        path = cycle.path.removeprefix(self.site.release.prefix)
        if path == "/sparql":
            return isinstance(self.endpoint, SparqlEndpoint) and self.endpoint.answer_directly(cycle)
        key = None if "%" in path else self._key(path, cycle.query, cycle.headers)
        kept = self.memory.find(key) if key else None
        if kept is not None:
            cycle.answer(200, kept.head, kept.body)
        return kept is not None

    def _key(self, path: str, query: bytes, headers: dict[bytes, bytes]) -> tuple[object, ...] | None:
        """What an answer of this release is kept under; None where a new one is wanted."""
        if self.version != self.site.release.version:
            self.memory.clear()
            self.version = self.site.release.version
        if not PAST_MEMORY.isdisjoint(headers):
            return None
        return (path, query, *(headers.get(name) for name in ASKED))

    def _remember(self, key: tuple[object, ...], version: str, send: Send) -> Send:
        """`send` that keeps a whole answer which may be kept and bears an entity tag."""
        start: list[Message] = []

        async def send_and_keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.append(message)
            elif start and start[0]["status"] == 200 and not message.get("more_body") and version == self.version:
                headers = tuple((name, value) for name, value in start[0]["headers"])
                found = dict(headers)
                if b"etag" in found and b"max-age" in found.get(b"cache-control", b""):
                    answer = Representation(
                        message.get("body", b""), found[b"etag"].decode("latin-1"), headers, join(headers)
                    )
                    self.memory.keep(key, answer, 500)
                start.clear()
            else:
                start.clear()
            await send(message)

        return send_and_keep


async def _send_kept(kept: Representation, condition: bytes | None, bare: bool, send: Send) -> None:
    if condition is not None:
        tags = [tag.strip().removeprefix("W/") for tag in condition.decode("latin-1").split(",")]
        if kept.etag in tags or "*" in tags:
            headers = [pair for pair in kept.headers if not pair[0].startswith((b"content-length", b"content-type"))]
            headers = [pair for pair in headers if pair[0] != b"content-encoding"]
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            return await send({"type": "http.response.body", "body": b""})
    await send({"type": "http.response.start", "status": 200, "headers": list(kept.headers)})
    return await send({"type": "http.response.body", "body": b"" if bare else kept.body})
