"""`/feed/…` and the sitemaps: the release's files for those who follow it. Pages of the stream that are full never
change; those that were taken back answer 410 (LDES, server primer, section on compaction).
"""

from __future__ import annotations

import json
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from fastapi import APIRouter, Request, Response

from server.errors import ServerError
from server.representation import Representation
from server.site import METHODS, Site, site_of

router = APIRouter()

STREAM, ATOM, SITEMAP = "feed/stream.trig", "feed/atom.xml", "sitemap.xml"
STATE = "feed/pages.json"
FOREVER = {"cache-control": "public, max-age=31536000, immutable"}


class Pages(NamedTuple):
    """The stream's pages: when each closed one got its last member, as an HTTP date; the names of those gone."""

    closed: dict[str, str]
    gone: frozenset[str]


@lru_cache(maxsize=4)
def read_pages(release: Path) -> Pages:
    """What the release says of its stream's pages; nothing where it has none."""
    try:
        state = json.loads((release / STATE).read_bytes())
    except OSError:
        return Pages({}, frozenset())
    times = {page["name"]: max(member[2] for member in page["members"]) for page in state["pages"] if page["closed"]}
    closed = {name: format_datetime(datetime.fromisoformat(time), usegmt=True) for name, time in times.items()}
    return Pages(closed, frozenset(state["gone"]))


@router.api_route("/feed", methods=METHODS)
@router.api_route("/feed/", methods=METHODS)
async def entry(request: Request) -> Response:
    """The stream begins at its entry."""
    site = site_of(request)
    return Response(status_code=307, headers={"location": f"{site.release.prefix}/{STREAM}", **site.lasting})


@router.api_route("/feed/{name}", methods=METHODS)
async def feed(request: Request) -> Response:
    """A page of the stream, its entry, or the Atom feed."""
    return await _answer(request, f"feed/{request.path_params['name']}")


@router.api_route("/sitemap.xml", methods=METHODS)
@router.api_route("/sitemap-{number}.xml", methods=METHODS)
async def sitemap(request: Request) -> Response:
    """The index of the sitemaps, or one of them."""
    return await _answer(request, request.scope["path"].removeprefix("/"))


async def _answer(request: Request, path: str) -> Response:
    """A file that the manifest lists, whatever else the path holds."""
    site = site_of(request)
    release, name = site.release, path.removeprefix("feed/")
    file = release.manifest.file(path)
    if file is None and name in read_pages(release.directory).gone:
        detail = f"Something on it was withdrawn; what stays is on another page, see {release.base}/{STREAM}."
        raise ServerError(410, "This page was taken back", detail)
    if file is None:
        raise ServerError(404, "No such file", f"The stream of changes begins at {release.base}/{STREAM}.")
    media_type = file.media_type

    def make() -> Representation:
        headers = _lasting(site, name) | {"link": _links(site, path)}
        return Representation((release.directory / path).read_bytes(), media_type, headers)

    return (await site.cache.get((release.version, path), make)).respond(request, {"vary": "Accept-Encoding"})


def _lasting(site: Site, name: str) -> dict[str, str]:
    modified = read_pages(site.release.directory).closed.get(name)
    return {**FOREVER, "last-modified": modified} if modified else site.lasting


def _links(site: Site, path: str) -> str:
    release = site.release
    links = [f'<{release.manifest.licence}>; rel="license"', f'<{release.base}/catalog>; rel="describedby"']
    if path.endswith(".trig") and path != STREAM:
        links.append(f'<{release.base}/{STREAM}>; rel="collection"')
    return ", ".join(links)
