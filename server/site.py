"""What the routes share: the release served now, the settings, the cache; and how a page is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.release import OpenRelease, ReleaseFolder
from server.representation import Representation, RepresentationCache
from server.settings import Settings
from server.views import Page, Reader, find_reader, render

HTML = "text/html; charset=utf-8"
METHODS = ["GET", "HEAD"]
PARAMETERS = frozenset(("q", "class", "year", "kind", "language", "theme", "page", "lang", "example"))


@dataclass(frozen=True)
class Site:
    """One server process's view of the data; who asks for much work at once waits for `turn`."""

    settings: Settings
    folder: ReleaseFolder
    cache: RepresentationCache
    live: bool = True
    turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    @property
    def release(self) -> OpenRelease:
        """The release served now."""
        return self.folder.current

    @property
    def lasting(self) -> dict[str, str]:
        """Headers of everything that changes only with the release."""
        return {
            "cache-control": f"public, max-age={self.settings.cache_seconds}",
            "last-modified": self.release.last_modified,
        }


def site_of(request: Request) -> Site:
    """The site that answers a request."""
    site: Site = request.app.state.site
    return site


def reader_of(request: Request) -> Reader:
    """Who asks, by `?lang=` and Accept-Language."""
    return find_reader(request.query_params.get("lang"), request.headers.get("accept-language"))


def page_of(request: Request) -> Page:
    """The page that a request is for; parameters that we don't know are left out of its links."""
    query = {name: value for name, value in request.query_params.items() if name in PARAMETERS}
    return Page(site_of(request).release, reader_of(request), request.scope["path"], query, site_of(request).live)


def page_links(release: OpenRelease, kind: str = "CollectionPage") -> str:
    """The typed links of a page about many things: its kind, licence, descriptions, and the feed of what changes."""
    links = [f'<https://schema.org/{kind}>; rel="type"', f'<{release.manifest.licence}>; rel="license"']
    links.append(f'<{release.base}/catalog>; rel="describedby"')
    if release.manifest.file("feed/atom.xml"):
        links.append(f'<{release.base}/feed/atom.xml>; rel="alternate"; type="application/atom+xml"')
    return ", ".join(links)


async def answer_page(
    request: Request, template: str, make_values: Callable[[Page], Mapping[str, Any]], headers: Mapping[str, str] = {}
) -> Response:
    """The page that a template makes, in the reader's language; kept within the release."""
    site, page = site_of(request), page_of(request)

    def make() -> Representation:
        body = render(template, page, **make_values(page))
        links = {"link": page_links(page.release)}
        return Representation(body, HTML, {**site.lasting, **links, "content-language": page.language, **headers})

    key = (page.release.version, template, page.path, tuple(sorted(page.query.items())), page.reader)
    extra = {"vary": "Accept-Language, Accept-Encoding"}
    return (await site.cache.get(key, make)).respond(request, extra if "vary" not in headers else {})
