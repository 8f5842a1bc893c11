"""A small store and an endpoint over it, spoken to as a client would."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.testclient import TestClient

from server.query import QueryPool
from server.routes.sparql import SparqlEndpoint
from server.settings import Settings

BASE = "https://data.example"
GRAPHS = ("https://data.example/graph/one", "https://data.example/graph/two")


def make_store(folder: Path) -> Path:
    """A store of two graphs: `one` says a p 1, `two` says b p 2; both hold a title in Arabic."""
    path = folder / "store"
    store = ox.Store(str(path))
    for number, graph in enumerate(GRAPHS, 1):
        subject = ox.NamedNode(f"{BASE}/id/{number}")
        store.add(ox.Quad(subject, ox.NamedNode(f"{BASE}/p"), ox.Literal(number), ox.NamedNode(graph)))
        title = ox.Literal("بيان", language="ar")
        store.add(ox.Quad(subject, ox.NamedNode(f"{BASE}/title"), title, ox.NamedNode(graph)))
    store.optimize()
    del store
    return path


def make_app(settings: Settings, store: Path) -> Starlette:
    """The endpoint alone, with a page for browsers."""
    pool = QueryPool(settings)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await pool.start("first", store, BASE)
        yield
        await pool.close()

    endpoint = SparqlEndpoint(pool, settings, PlainTextResponse("the editor", media_type="text/html"))
    app = Starlette(routes=[Mount("/sparql", endpoint)], lifespan=lifespan)
    app.state.pool, app.state.endpoint = pool, endpoint
    return app


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store's directory."""
    return make_store(tmp_path_factory.mktemp("protocol"))


@pytest.fixture(scope="session")
def endpoint(store: Path) -> Iterator[TestClient]:
    """A client of the endpoint with the usual limits."""
    settings = Settings(workers=2, _env_file=None)
    with TestClient(make_app(settings, store), base_url=f"{BASE}/sparql") as client:
        yield client
