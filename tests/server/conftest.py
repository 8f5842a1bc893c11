"""A small made-up release on disk, and clients for it."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from converters.manifest import Manifest, Publisher, ReleaseFile, write_manifest
from converters.release.indexes import write_index
from server.app import OnRelease, create_pages
from server.front import Front
from server.release import OpenRelease
from server.settings import Settings

BASE = "http://localhost:8000"
EXAMPLE = Path(__file__).parents[1] / "example.trig"


def make_release(folder: Path, version: str, base: str = BASE) -> Path:
    """A release directory with manifest, one dump, report and index; no store. `current` points to it afterwards."""
    directory = folder / version
    (directory / "dumps").mkdir(parents=True)
    text = EXAMPLE.read_text(encoding="utf-8").replace(BASE, base)
    lines = sorted(f"{quad} .\n" for quad in ox.parse(text, ox.RdfFormat.TRIG))
    dump = directory / "dumps" / "undersigned.nq"
    dump.write_text("".join(lines), encoding="utf-8")
    write_index(dump, directory / "index.sqlite", base)
    digest = hashlib.sha256(dump.read_bytes()).hexdigest()
    manifest = Manifest(
        version=version,
        date=version[:10],
        base=base,
        title="Undersigned, made-up data",
        description="A made-up release with two statements, for the tests of the server.",
        publisher=Publisher("The Example Press", contact="mailto:data@press.example"),
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
        collection="example",
        counts={"und:Statement": 2, "und:Organisation": 5, "und:Demand": 2},
        triples=len(lines),
        quads=len(lines),
        graphs=9,
        conforms=True,
        warnings=0,
        content="0",
        software_version="0",
        ontology_version="0",
        files=(ReleaseFile("dumps/undersigned.nq", dump.stat().st_size, digest, "application/n-quads"),),
    )
    write_manifest(manifest, directory)
    link = folder / "next"
    link.symlink_to(version)
    link.replace(folder / "current")
    return directory


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


@pytest.fixture
def open_pages() -> Callable[..., TestClient]:
    """`open_pages(release=…, …)`: a client of pages with these settings; enter it to start them."""

    def open_them(**settings: object) -> TestClient:
        return TestClient(make_front(**settings), base_url=BASE, follow_redirects=False)

    return open_them
