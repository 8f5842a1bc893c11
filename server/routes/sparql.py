"""The SPARQL endpoint as an ASGI application, mounted IN FRONT of the FastAPI application, not inside it.

    pool = QueryPool(settings)                              # server.query
    await pool.start(version, store, base, prefixes)        # in the lifespan; again for a new release
    await pool.close()
    endpoint = SparqlEndpoint(pool, settings, page)         # ASGI callable

`server.app.create_app` returns an ASGI callable that sends path `/sparql` (exactly) to `endpoint` and all else to
FastAPI: its router and middlewares cost more than a small query. `page` is an ASGI application for `GET /sparql`
without a query by clients that prefer text/html: the editor. The endpoint sets its own CORS, Vary, ETag and safety
headers, and answers OPTIONS. Counters for `/metrics`: `pool.statistics`, `endpoint.cache.hits` and `.misses`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import TYPE_CHECKING, Any

from server.cache import AnswerCache, Representation
from server.connections import WHOLE, DirectCycle
from server.errors import CORS, SAFETY, ServerError, problem_body, problem_headers
from server.plans import Plan, Planner
from server.processes import Worker
from server.protocol import ProtocolRequest, check_body, read_post
from server.query import QueryPool
from server.questions import Answer
from server.settings import Settings

if TYPE_CHECKING:
    from server.remote import RemotePool

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

METHODS = "GET, HEAD, POST, OPTIONS"
PREFLIGHT = {
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match, Cache-Control",
    "Access-Control-Max-Age": "86400",
    "Accept-Post": "application/sparql-query, application/x-www-form-urlencoded",
    **CORS,
}
NOTHING = ProtocolRequest(None, None, None, None)


def encode(headers: dict[str, str]) -> tuple[tuple[bytes, bytes], ...]:
    """Header fields as ASGI wants them."""
    return tuple((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items())


def join(fields: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Header fields as they go out."""
    return b"".join(b"%b: %b\r\n" % field for field in fields)


ALWAYS = encode({"Vary": "Accept, Accept-Encoding", **CORS, **SAFETY})
ALWAYS_HEAD = join(ALWAYS)


class SparqlEndpoint:
    """Answers the SPARQL 1.1 Protocol at one address."""

    def __init__(self, pool: QueryPool | RemotePool, settings: Settings, page: Application | None = None) -> None:
        self.pool, self.settings, self.page = pool, settings, page
        self.cache = AnswerCache(int(settings.cache_bytes))
        self.release = ""
        self.planner = Planner(settings, "")
        self.freshness = f"public, max-age={settings.cache_seconds}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        method = scope["method"]
        headers = read_headers(scope)
        try:
            if method in ("GET", "HEAD"):
                found = await self.get(scope, headers, receive, send)
            elif method == "POST":
                found = await self.post(scope, headers, receive)
            elif method == "OPTIONS":
                await respond(send, 204, encode(PREFLIGHT), b"")
                return
            else:
                detail = f"The endpoint answers {METHODS}."
                raise ServerError(405, "Method not allowed", detail, headers={"Allow": METHODS})
        except ServerError as error:
            await refuse(send, error, headers.get(b"accept"), method == "HEAD")
            return
        if found is None:
            return
        if method != "POST" and matches(headers.get(b"if-none-match"), found.etag):
            kept = tuple(pair for pair in found.headers if not pair[0].startswith(b"content-"))
            await respond(send, 304, kept, b"")
        else:
            body = b"" if method == "HEAD" else found.body
            if WHOLE in scope.get("extensions", ()):
                await send({"type": WHOLE, "status": 200, "head": found.head, "body": body})
            else:
                await respond(send, 200, found.headers, body)

    def answer_directly(self, cycle: DirectCycle) -> bool:
        """Begin to answer a GET by calls; False where that is for `__call__`: a page, a store elsewhere."""
        if not isinstance(self.pool, QueryPool):
            return False
        self.forget_old_release()
        accept = cycle.header(b"accept")
        try:
            plan = self.planner.plan_get(cycle.query, accept, cycle.header(b"accept-encoding"))
        except ServerError as error:
            refuse_directly(cycle, error, accept)
            return True
        if plan is None:
            return False
        found = self.cache.find(plan) if plan.lasting else None
        if found:
            cycle.answer(200, found.head, found.body)
            return True
        release = self.release

        def end(answer: Answer | ServerError) -> None:
            if isinstance(answer, ServerError):
                refuse_directly(cycle, answer, accept)
            else:
                found = self.take(answer, plan, release)
                cycle.answer(200, found.head, found.body)

        self.pool.begin(plan.question, cycle.client, end, cycle.watch)
        return True

    def forget_old_release(self) -> None:
        """Begin anew when another release is served."""
        if self.release != self.pool.release:
            self.release = self.pool.release
            self.planner = Planner(self.settings, self.pool.base)
            self.cache.clear()

    async def get(self, scope: Scope, headers: dict[bytes, str], receive: Receive, send: Send) -> Representation | None:
        """The answer to a GET or HEAD; None where the page has answered."""
        self.forget_old_release()
        accept, coding = headers.get(b"accept"), headers.get(b"accept-encoding")
        plan = self.planner.plan_get(scope["query_string"], accept, coding)
        if plan is None and self.page:
            await self.page(scope, receive, send)
            return None
        plan = plan or self.planner.plan_description(NOTHING, None, coding)
        return await self.answer(plan, client_of(scope), receive)

    async def post(self, scope: Scope, headers: dict[bytes, str], receive: Receive) -> Representation:
        """The answer to a POST."""
        self.forget_old_release()
        kind, coding = headers.get(b"content-type"), headers.get(b"content-encoding")
        check_body(kind, coding)
        body = await read_body(headers.get(b"content-length"), receive, self.settings)
        request = read_post(scope["query_string"], kind, coding, body)
        if request.query is None:
            raise ServerError(400, "No query", "Send a query in the parameter `query`.")
        plan = self.planner.plan(request, request.query, headers.get(b"accept"), headers.get(b"accept-encoding"))
        return await self.answer(plan, client_of(scope), receive)

    async def answer(self, plan: Plan, client: str, receive: Receive) -> Representation:
        """The representation, from the cache or a worker."""
        release = self.release
        found = self.cache.find(plan) if plan.lasting else None
        if found is None:
            watch = DisconnectWatch(receive)
            try:
                answer = await self.pool.ask(plan.question, client, watch.begin)
            finally:
                watch.end()
            found = self.take(answer, plan, release)
        return found

    def take(self, answer: Answer, plan: Plan, release: str) -> Representation:
        """The representation of an answer, kept if it comes from the release that was and is served."""
        found = self.represent(answer.body, answer.digest, plan)
        if plan.lasting and release == answer.release == self.pool.release:
            self.forget_old_release()
            self.cache.keep(plan, found, len(plan.question.text))
        return found

    def represent(self, body: bytes, digest: str, plan: Plan) -> Representation:
        """The body with its header fields."""
        etag = f'"{digest}"'
        fields = [
            (b"content-type", plan.media_type.encode()),
            (b"content-length", b"%d" % len(body)),
            (b"etag", etag.encode()),
            (b"cache-control", self.freshness if plan.lasting else b"no-store"),
        ]
        if plan.question.encoding:
            fields.append((b"content-encoding", plan.question.encoding.encode()))
        return Representation(body, etag, (*fields, *ALWAYS), join(fields) + ALWAYS_HEAD)


class DisconnectWatch:
    """Ends a slow query when its client goes away."""

    def __init__(self, receive: Receive) -> None:
        self.receive = receive
        self.task: asyncio.Task[None] | None = None

    def begin(self, slow: Worker) -> None:
        """Called when the query has become slow."""
        self.task = asyncio.get_running_loop().create_task(self.wait(slow))

    async def wait(self, slow: Worker) -> None:
        """Kill the worker when the client is gone."""
        while (await self.receive())["type"] != "http.disconnect":
            pass
        slow.kill("gone")

    def end(self) -> None:
        """The query has ended."""
        if self.task:
            self.task.cancel()


def read_headers(scope: Scope) -> dict[bytes, str]:
    """The header fields by name; several of one name as a list, as RFC 9110 section 5.3 allows."""
    found: dict[bytes, str] = {}
    for name, value in scope["headers"]:
        text = value.decode("latin-1")
        found[name] = f"{found[name]}, {text}" if name in found else text
    return found


def client_of(scope: Scope) -> str:
    """The client's address."""
    client = scope.get("client")
    return client[0] if client else ""


def matches(condition: str | None, etag: str) -> bool:
    """If-None-Match holds this tag, by weak comparison (RFC 9110 section 13.1.2)."""
    if not condition:
        return False
    tags = [tag.strip().removeprefix("W/") for tag in condition.split(",")]
    return "*" in tags or etag in tags


async def read_body(declared: str | None, receive: Receive, settings: Settings) -> bytes:
    """The whole body; raises ServerError 413 past the limit, 408 where it does not arrive in time."""
    limit = int(settings.body_bytes)
    if declared and declared.isdigit() and int(declared) > limit:
        raise too_large(settings)
    body = bytearray()
    deadline = time.monotonic() + settings.body_seconds
    more = True
    while more:
        try:
            message = await asyncio.wait_for(receive(), max(deadline - time.monotonic(), 0.001))
        except TimeoutError:
            detail = f"The body did not arrive within {settings.body_seconds:g} seconds."
            raise ServerError(408, "Request timeout", detail, headers={"Connection": "close"}) from None
        if message["type"] == "http.disconnect":
            raise ServerError(400, "Incomplete request", "The client went away.")
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > limit:
            raise too_large(settings)
    return bytes(body)


def too_large(settings: Settings) -> ServerError:
    """The 413 that names the limit; the rest of the body is not read."""
    limit = settings.body_bytes.human_readable()
    return ServerError(
        413, "The body is too large", f"The limit is {limit}.", {"limit": "body_bytes"}, {"Connection": "close"}
    )


def write_refusal(error: ServerError, accept: str | None) -> tuple[tuple[tuple[bytes, bytes], ...], bytes]:
    """The header fields of an error, and its body."""
    media_type, body = problem_body(error, accept)
    return encode({**problem_headers(error, media_type), "Content-Length": str(len(body))}), body


async def refuse(send: Send, error: ServerError, accept: str | None, head: bool) -> None:
    """Send an error."""
    fields, body = write_refusal(error, accept)
    await respond(send, error.status, fields, b"" if head else body)


def refuse_directly(cycle: DirectCycle, error: ServerError, accept: str | None) -> None:
    """Send an error."""
    fields, body = write_refusal(error, accept)
    cycle.answer(error.status, join(fields), body)


async def respond(send: Send, status: int, headers: tuple[tuple[bytes, bytes], ...], body: bytes) -> None:
    """Send a whole response."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
