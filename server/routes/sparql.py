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
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any

from server.cache import AnswerCache, Representation
from server.errors import CORS, SAFETY, ServerError, problem_body, problem_headers
from server.inspection import Inspection, inspect_query
from server.negotiation import Offer, choose, choose_encoding, find_offer
from server.processes import Worker
from server.protocol import ProtocolRequest, check_body, read_get, read_post
from server.query import QueryPool, Question
from server.results import DESCRIPTION_OFFERS, OFFERS
from server.service_description import PREFIXES, description_query
from server.settings import Settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Shortcut = tuple[bytes, str | None, str | None]
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
HTML = Offer("html", "text/html")
LONGEST_SHORTCUT = 4096


def encode(headers: dict[str, str]) -> tuple[tuple[bytes, bytes], ...]:
    """Header fields as ASGI wants them."""
    return tuple((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items())


ALWAYS = encode({"Vary": "Accept, Accept-Encoding", **CORS, **SAFETY})


class SparqlEndpoint:
    """Answers the SPARQL 1.1 Protocol at one address."""

    def __init__(self, pool: QueryPool, settings: Settings, page: Application | None = None) -> None:
        self.pool, self.settings, self.page = pool, settings, page
        self.cache = AnswerCache(int(settings.cache_bytes))
        self.cached_release = ""
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
            await respond(send, 200, found.headers, b"" if method == "HEAD" else found.body)

    def forget_old_release(self) -> None:
        """Empty the cache when another release is served."""
        if self.cached_release != self.pool.release:
            self.cache.clear()
            self.cached_release = self.pool.release

    async def get(self, scope: Scope, headers: dict[bytes, str], receive: Receive, send: Send) -> Representation | None:
        """The answer to a GET or HEAD; None where the page has answered."""
        self.forget_old_release()
        accept, coding = headers.get(b"accept"), headers.get(b"accept-encoding")
        shortcut = (scope["query_string"], accept, coding)
        found = self.cache.find_request(shortcut)
        if found:
            return found
        request = read_get(scope["query_string"])
        if request.query is None:
            if self.page and not request.format and choose(accept, (*DESCRIPTION_OFFERS, HTML)) is HTML:
                await self.page(scope, receive, send)
                return None
            return await self.describe(request, accept, coding, client_of(scope), receive)
        return await self.answer(request, request.query, headers, client_of(scope), receive, shortcut)

    async def post(self, scope: Scope, headers: dict[bytes, str], receive: Receive) -> Representation:
        """The answer to a POST."""
        kind, coding = headers.get(b"content-type"), headers.get(b"content-encoding")
        check_body(kind, coding)
        body = await read_body(headers.get(b"content-length"), receive, self.settings)
        request = read_post(scope["query_string"], kind, coding, body)
        if request.query is None:
            raise ServerError(400, "No query", "Send a query in the parameter `query`.")
        return await self.answer(request, request.query, headers, client_of(scope), receive, None)

    async def describe(
        self, request: ProtocolRequest, accept: str | None, coding: str | None, client: str, receive: Receive
    ) -> Representation:
        """The service description."""
        offer = choose_offer(request.format, accept, None)
        text = description_query(f"{self.pool.base}/sparql")
        question = Question(text, offer.name, choose_encoding(coding), prefixes=PREFIXES)
        return await self.evaluate(question, offer, client, receive, None, True)

    async def answer(
        self,
        request: ProtocolRequest,
        text: str,
        headers: dict[bytes, str],
        client: str,
        receive: Receive,
        shortcut: Shortcut | None,
    ) -> Representation:
        """The answer to a query, from the cache or a worker."""
        if len(text.encode()) > self.settings.query_bytes:
            limit = self.settings.query_bytes.human_readable()
            raise ServerError(413, "The query is too long", f"The limit is {limit}.", {"limit": "query_bytes"})
        seen = inspect_query(text, self.settings.query_nesting, self.settings.query_chain)
        offer = choose_offer(request.format, headers.get(b"accept"), seen.form)
        coding = choose_encoding(headers.get(b"accept-encoding"))
        question = make_question(request, text, seen, offer.name, coding)
        return await self.evaluate(question, offer, client, receive, shortcut, not seen.volatile)

    async def evaluate(
        self,
        question: Question,
        offer: Offer,
        client: str,
        receive: Receive,
        shortcut: Shortcut | None,
        lasting: bool,
    ) -> Representation:
        """The representation, kept where it is `lasting`: where the same query gives the same answer."""
        key = (self.pool.release, offer.media_type, question)
        found = self.cache.find(key) if lasting else None
        if found is None:
            watch = DisconnectWatch(receive)
            try:
                answer = await self.pool.ask(question, client, watch.begin)
            finally:
                watch.end()
            found = self.represent(answer.body, answer.digest, offer, question.encoding, lasting)
            self.forget_old_release()
            if lasting and key[0] == answer.release == self.cached_release:
                self.cache.keep(key, found, len(question.text))
        if shortcut and lasting and len(shortcut[0]) < LONGEST_SHORTCUT:
            self.cache.remember(shortcut, key)
        return found

    def represent(self, body: bytes, digest: str, offer: Offer, coding: str | None, lasting: bool) -> Representation:
        """The body with its header fields."""
        etag = f'"{digest}"'
        fields = [
            (b"content-type", offer.media_type.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"etag", etag.encode()),
            (b"cache-control", self.freshness if lasting else b"no-store"),
        ]
        if coding:
            fields.append((b"content-encoding", coding.encode()))
        return Representation(body, etag, (*fields, *ALWAYS))


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


def make_question(
    request: ProtocolRequest, text: str, seen: Inspection, format_name: str, coding: str | None
) -> Question:
    """The question; the request's dataset wins over the query's (Protocol 2.1.4)."""
    prefixes = tuple(seen.prefixes.items())
    if request.default_graphs is not None:
        return Question(text, format_name, coding, request.default_graphs, request.named_graphs, prefixes=prefixes)
    clauses = seen.default_graphs + seen.named_graphs
    prologue = seen.prologue if clauses else ""
    return Question(text, format_name, coding, prologue=prologue, clauses=clauses, prefixes=prefixes)


@lru_cache(maxsize=1024)
def choose_offer(name: str | None, accept: str | None, form: str | None) -> Offer:
    """The offer that `format` names, or that Accept prefers; raises ServerError 406 with the list of what there is.

    `form` is that of the query; None means the description.
    """
    offers = OFFERS[form] if form else DESCRIPTION_OFFERS
    chosen = find_offer(name, offers) if name else choose(accept, offers)
    if chosen is None:
        offered = list(dict.fromkeys(offer.media_type for offer in offers))
        raise ServerError(406, "Not acceptable", f"There is {', '.join(offered)}.", {"offered": offered})
    return chosen


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


async def refuse(send: Send, error: ServerError, accept: str | None, head: bool) -> None:
    """Send an error."""
    media_type, body = problem_body(error, accept)
    headers = {**problem_headers(error, media_type), "Content-Length": str(len(body))}
    await respond(send, error.status, encode(headers), b"" if head else body)


async def respond(send: Send, status: int, headers: tuple[tuple[bytes, bytes], ...], body: bytes) -> None:
    """Send a whole response."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
