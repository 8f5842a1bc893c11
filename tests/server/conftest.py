"""A small made-up release on disk, and clients for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from made_up_release import BASE, make_release
from starlette.testclient import TestClient

from server.app import OnRelease, create_pages
from server.front import Front
from server.release import OpenRelease
from server.settings import Settings


@asynccontextmanager
async def run_nothing(release: OpenRelease) -> AsyncIterator[OnRelease]:
    """In place of the query pool: the pages need none."""

    async def switch(new: OpenRelease) -> None:
        assert new.version != release.version

    yield switch


def make_front(**settings: Any) -> Front:
    """The server with these settings, its pages also where the SPARQL endpoint would be."""
    pages = create_pages(Settings(**settings), run_nothing)
    return Front(pages.state.site, pages, pages)


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one release."""
    folder = tmp_path_factory.mktemp("releases")
    make_release(folder, "2026-11-21")
    return folder


@pytest.fixture(scope="session")
def client(releases: Path) -> Iterator[TestClient]:
    """A client of the pages that does not follow redirects."""
    with TestClient(make_front(release=releases), base_url=BASE, follow_redirects=False) as client:
        yield client


@pytest.fixture(name="make_release")
def offer_make_release() -> Callable[..., Path]:
    """`make_release(folder, version, base)`, for tests that need a release of their own."""
    return make_release


@pytest.fixture(scope="session")
def open_pages() -> Callable[..., TestClient]:
    """`open_pages(release=…, …)`: a client of pages with these settings; enter it to start them."""

    def open_them(**settings: object) -> TestClient:
        return TestClient(make_front(**settings), base_url=BASE, follow_redirects=False)

    return open_them
