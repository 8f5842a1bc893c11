"""The application: pages and documents by FastAPI, the SPARQL endpoint in front of it.

    app = create_app(Settings())   # raises ReleaseError if there is no release to serve

`create_pages` makes the part without the endpoint.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from converters.errors import ReleaseError
from ontology import PREFIXES
from server.errors import CORS, HTML, OFFERS, ServerError, handle_server_error
from server.front import Front
from server.journal import Journal
from server.metrics import measure_cache, measure_pool, measure_queries, measure_release
from server.negotiation import choose
from server.query import QueryPool
from server.release import OpenRelease, ReleaseFolder
from server.representation import RepresentationCache
from server.routes import catalogue, dumps, entity, feeds, health, oai, pages, reconcile, static, vocabulary
from server.routes.sparql import SparqlEndpoint
from server.settings import Settings
from server.site import Site, page_of
from server.views import render, warm_up

if TYPE_CHECKING:
    from server.remote import RemotePool

ROUTERS = tuple(
    module.router for module in (entity, pages, vocabulary, catalogue, dumps, feeds, oai, reconcile, health, static)
)

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
SAFETY = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "content-security-policy": POLICY,
    **{name.lower(): value for name, value in CORS.items()},
}
PREFLIGHT = {
    "allow": "GET, HEAD, OPTIONS",
    "access-control-allow-methods": "GET, HEAD, OPTIONS",
    "access-control-allow-headers": "Accept, Accept-Language, Content-Type, If-None-Match, If-Modified-Since, Range",
    "access-control-max-age": "86400",
    "vary": "Accept-Encoding",
}
POSTED = dict.fromkeys(("allow", "access-control-allow-methods"), "GET, HEAD, POST, OPTIONS")

log = logging.getLogger("undersigned")
OnRelease = Callable[[OpenRelease], Awaitable[None]]


def create_app(settings: Settings) -> ASGIApp:
    """The whole server: `/sparql` answered by the query pool, all else by FastAPI. Raises ReleaseError."""
    pool = make_pool(settings)

    @asynccontextmanager
    async def run_pool(release: OpenRelease) -> AsyncIterator[OnRelease]:
        try:
            await pool.start(release.version, release.store, release.base, PREFIXES)
            yield lambda new: pool.switch(new.version, new.store, new.base)
        finally:
            await pool.close()

    app = create_pages(settings, run_pool)
    site: Site = app.state.site
    endpoint = SparqlEndpoint(pool, settings, app)

    def measure() -> Iterator[str]:
        yield from measure_release(site.release.version)
        yield from measure_queries(pool.statistics)
        yield from measure_pool(pool if isinstance(pool, QueryPool) else pool.checker)
        yield from measure_cache(endpoint.cache)

    return Journal(Front(site, app, endpoint), site, measure)


def make_pool(settings: Settings) -> QueryPool | RemotePool:
    """What answers queries: the release's own store, or the one elsewhere."""
    if not settings.sparql_endpoint:
        return QueryPool(settings)
    from server.remote import RemotePool  # brings an HTTP client, which takes memory

    return RemotePool(settings)


def create_pages(
    settings: Settings, run: Callable[[OpenRelease], AbstractAsyncContextManager[OnRelease]], live: bool = True
) -> FastAPI:
    """Pages, documents, dumps and health. `run` holds what lives as long as the server and follows new releases.

    Pages that are not `live` become files: they lead to nothing that has to be answered by a server.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with run(site.release) as switch:
            watcher = asyncio.create_task(watch(site, switch))
            app.state.ready = True
            try:
                yield
            finally:
                app.state.ready = False
                watcher.cancel()
                with suppress(asyncio.CancelledError):
                    await watcher

    folder = ReleaseFolder(settings.release, settings.root_path)
    site = Site(settings, folder, RepresentationCache(int(settings.cache_bytes) // 2), live)
    warm_up()
    app = FastAPI(title=site.release.manifest.title, openapi_url=None, lifespan=lifespan)
    app.state.site = site
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(ServerError, show_error)
    app.add_exception_handler(HTTPException, show_error)
    app.add_middleware(SafeHeaders)
    return app


async def watch(site: Site, switch: OnRelease) -> None:
    """Take over each new release once its queries can be answered; one that cannot be opened is left, and said."""
    while True:
        await asyncio.sleep(site.settings.release_check_seconds)
        try:
            found = site.folder.find_new()
        except (ReleaseError, OSError) as error:
            log.error("the new release cannot be opened, %s is still served: %s", site.release.version, error)
            continue
        if found is not None:
            await take_over(site, found, switch)


async def take_over(site: Site, found: OpenRelease, switch: OnRelease) -> None:
    """Serve another release; where its store cannot be opened, go back to the one served before."""
    try:
        await switch(found)
    except ServerError as error:
        log.error("the store of release %s cannot be opened: %s", found.version, error)
        await switch(site.release)
        return
    site.folder.current = found
    log.info("release %s is served", found.version)


async def show_error(request: Request, error: Exception) -> Response:
    """An error as a page in the reader's language, or as the client prefers it."""
    if isinstance(error, HTTPException):
        detail = "" if error.status_code != 404 else f"There is nothing at {request.scope['path']}"
        error = ServerError(error.status_code, str(error.detail), detail, headers=error.headers)
    assert isinstance(error, ServerError)
    if choose(request.headers.get("accept"), OFFERS) is not HTML:
        return await handle_server_error(request, error)
    headers = {"cache-control": "no-store", "vary": "Accept, Accept-Language, Accept-Encoding"} | error.headers
    body = render("error.html", page_of(request), error=error)
    return Response(body, error.status, headers, media_type="text/html")


class SafeHeaders:
    """Sets CORS and safety headers on every answer, answers OPTIONS, and sends no body on HEAD."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        if scope["method"] == "OPTIONS":
            posted = POSTED if scope["path"] in ("/reconcile", "/oai") else {}
            return await Response(status_code=204, headers=PREFLIGHT | posted | SAFETY)(scope, receive, send)
        bare = scope["method"] == "HEAD"

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFETY.items():
                    headers.setdefault(name, value)
            elif bare and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        return await self.app(scope, receive, send_safely)
