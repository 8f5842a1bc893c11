"""A store elsewhere: a release is pushed there, and queries are answered from there as from our own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs
from urllib.request import Request, urlopen

import pyoxigraph as ox
import pytest
from made_up_release import BASE, make_release
from starlette.testclient import TestClient

from converters.errors import ReleaseError
from converters.push import push_release
from server.app import create_app
from server.errors import ServerError
from server.settings import Settings

ENGINE = shutil.which("oxigraph", path=sysconfig.get_path("scripts")) or shutil.which("oxigraph")
NIDA = "statement/2023-06-10-nida"
VERSION_ANSWER = (200, "application/sparql-results+json", b'{"head":{},"boolean":true}')
UND = "PREFIX und: <https://w3id.org/undersigned/def#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
QUERIES = {
    "ask": "ASK { ?s a <https://w3id.org/undersigned/def#Statement> }",
    "union": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "graphs": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "from": f"SELECT (COUNT(*) AS ?n) FROM <{BASE}/graph/organisation> {{ ?s ?p ?o }}",
    "languages": UND + "SELECT ?name { ?o a und:Organisation ; skos:prefLabel ?name } ORDER BY ?name",
    "relative": "SELECT ?x { BIND(<id/x> AS ?x) }",
    "construct": UND + "CONSTRUCT { ?s und:signedBy ?o } { ?s und:signedBy ?o }",
    "describe": f"DESCRIBE <{BASE}/id/{NIDA}>",
    "empty": "SELECT ?s { ?s <x:none> ?o }",
}
ROWS = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values")
TRIPLES = ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml")


@contextmanager
def run_engine(folder: Path) -> Iterator[str]:
    """The address of an `oxigraph serve` process over an empty store, whose default graph is not a union."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert ENGINE
    command = [ENGINE, "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A store in a process of its own."""
    if ENGINE is None:
        pytest.skip("the oxigraph command is not installed: nothing is pushed to a separate store")
    with run_engine(tmp_path_factory.mktemp("engine")) as address:
        yield address


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with a store."""
    return make_release(tmp_path_factory.mktemp("pushed"), "2026-11-21", store=True)


@pytest.fixture(scope="module")
def both(engine: str, release: Path) -> Iterator[tuple[TestClient, TestClient]]:
    """Clients of our own store and of the one elsewhere, which also holds a graph that is none of ours."""
    push_release(release, f"{engine}/store")
    put(engine, "http://other.example/graph", "<x:a> <x:b> <x:c> .")
    ours = TestClient(create_app(Settings(release=release, workers=1)), base_url=BASE)
    theirs = TestClient(
        create_app(Settings(release=release, workers=1, sparql_endpoint=f"{engine}/query")), base_url=BASE
    )
    with ours, theirs:
        yield ours, theirs


def put(engine: str, graph: str, triples: str) -> None:
    """Put a graph into the store."""
    headers = {"Content-Type": "application/n-triples"}
    request = Request(f"{engine}/store?graph={graph}", triples.encode(), headers, method="PUT")
    urlopen(request, timeout=10).close()


def list_graphs(engine: str) -> set[str]:
    """The graphs that the store has."""
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    headers = {"Content-Type": "application/sparql-query", "Accept": ROWS[0]}
    with urlopen(Request(f"{engine}/query", query.encode(), headers), timeout=10) as answer:
        return {row["g"].value for row in ox.parse_query_results(answer.read(), ox.QueryResultsFormat.JSON)}


@pytest.mark.parametrize("name", QUERIES)
def test_the_store_elsewhere_gives_the_answers_of_our_own(both: tuple[TestClient, TestClient], name: str) -> None:
    """In each format, and without the graph that is none of the release's."""
    query = QUERIES[name]
    for accept in TRIPLES if name in ("construct", "describe") else ROWS[:2] if name == "ask" else ROWS:
        ours, theirs = (client.get("/sparql", params={"query": query}, headers={"Accept": accept}) for client in both)
        assert theirs.status_code == ours.status_code == 200, theirs.text
        assert theirs.headers["content-type"] == ours.headers["content-type"]
        if accept in TRIPLES:
            parsed = [set(ox.parse(each.content, ox.RdfFormat.from_media_type(accept))) for each in (ours, theirs)]
            assert parsed[0] == parsed[1]
            assert parsed[0]
        else:
            assert theirs.content == ours.content


@pytest.mark.parametrize(
    "dataset",
    [
        {"default-graph-uri": f"{BASE}/graph/organisation"},
        {"named-graph-uri": f"{BASE}/graph/organisation"},
        {"default-graph-uri": [f"{BASE}/graph/organisation", f"{BASE}/graph/law"]},
        {"default-graph-uri": "http://other.example/graph"},
        {"default-graph-uri": "http://nowhere.example/"},
    ],
    ids=["one", "named", "two", "not ours", "unknown"],
)
def test_a_dataset_means_the_same_there(both: tuple[TestClient, TestClient], dataset: dict[str, Any]) -> None:
    query = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    ours, theirs = (client.get("/sparql", params={"query": query, **dataset}) for client in both)
    assert (theirs.status_code, theirs.content) == (ours.status_code, ours.content)


@pytest.mark.parametrize(
    "query",
    [
        "ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "INSERT DATA { <x:a> <x:b> <x:c> }",
        "SELECT * FROM <http://nowhere.example/> { ?s ?p ?o }",
        'PREFIX get: <x:> DEFINE get:soft "replace" SELECT * { ?s ?p ?o }',
        "SELECT * { ?s ?p",
        "",
    ],
)
def test_what_is_refused_here_is_refused_there(both: tuple[TestClient, TestClient], query: str) -> None:
    ours, theirs = (client.get("/sparql", params={"query": query}) for client in both)
    assert ours.status_code in (400, 403)
    assert (theirs.status_code, theirs.content) == (ours.status_code, ours.content)


def test_the_description_pages_and_dumps_come_all_the_same(both: tuple[TestClient, TestClient]) -> None:
    for path in ("/sparql", f"/doc/{NIDA}", "/dumps/undersigned.nq", "/ready"):
        ours, theirs = (client.get(path, headers={"Accept": "text/turtle, */*;q=0.1"}) for client in both)
        assert theirs.status_code == ours.status_code == 200
        if path == "/sparql":
            assert set(ox.parse(theirs.content, ox.RdfFormat.TURTLE)) == set(
                ox.parse(ours.content, ox.RdfFormat.TURTLE)
            )
        else:
            assert theirs.content == ours.content
    assert "undersigned_queries_total" in both[1].get("/metrics").text


def test_a_push_replaces_graphs_and_deletes_those_gone(engine: str, tmp_path: Path) -> None:
    first = make_release(tmp_path, "2026-11-21", base="http://gone.example", store=True)
    done = push_release(first, f"{engine}/store")
    assert done.graphs == len(list(ox.Store.read_only(str(first / "store")).named_graphs()))
    stale = f"http://gone.example/graph/{NIDA}"
    kept = "http://gone.example/graph/statement/2024-03-01-free-the-press"
    put(engine, kept, "<x:stale> <x:stale> <x:stale> .")
    assert stale in list_graphs(engine)
    second = make_release(tmp_path, "2026-11-22", base="http://gone.example", store=True, without=NIDA)
    again = push_release(second, f"{engine}/store")
    assert stale in again.deleted
    assert all("nida" in graph for graph in again.deleted)
    held = {graph for graph in list_graphs(engine) if graph.startswith("http://gone.example")}
    assert held == {graph.value for graph in ox.Store.read_only(str(second / "store")).named_graphs()}
    with urlopen(f"{engine}/store?graph={kept}", timeout=10) as answer:
        assert b"x:stale" not in answer.read()


def test_a_release_that_was_not_pushed_is_not_served(engine: str, tmp_path: Path) -> None:
    release = make_release(tmp_path, "2027-01-01", base="http://unpushed.example", store=True)
    app = create_app(Settings(release=release, sparql_endpoint=f"{engine}/query"))
    with pytest.raises(ServerError, match="push it there first"), TestClient(app):
        pass


@pytest.mark.parametrize("path", ["/nothing", "/store"], ids=["no graph store", "nobody listens"])
def test_a_push_says_what_the_store_says(path: str, engine: str, release: Path) -> None:
    address = f"{engine}{path}" if path == "/nothing" else "http://127.0.0.1:1/store"
    with pytest.raises(ReleaseError, match=r"answered 404|does not answer"):
        push_release(release, address)


class FakeStore(ThreadingHTTPServer):
    """A store that answers what it is told to, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.reply: Callable[[], tuple[int, str, bytes]] = lambda: VERSION_ANSWER
        self.asked: list[dict[str, list[str]]] = []
        self.logins: list[str | None] = []


class Handler(BaseHTTPRequestHandler):
    """POST only."""

    server: FakeStore

    def do_POST(self) -> None:
        fields = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        self.server.asked.append(fields)
        self.server.logins.append(self.headers["authorization"])
        status, media_type, body = VERSION_ANSWER if "dcat#version" in fields["query"][0] else self.server.reply()
        self.send_response(status)
        self.send_header("content-type", media_type)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def fake() -> Iterator[FakeStore]:
    """A fake store."""
    store = FakeStore()
    thread = Thread(target=store.serve_forever, args=(0.02,))
    thread.start()
    yield store
    store.shutdown()
    thread.join()
    store.server_close()


@contextmanager
def open_remote(fake: FakeStore, release: Path, **settings: Any) -> Iterator[TestClient]:
    """A client of a server before the fake store."""
    address = f"http://127.0.0.1:{fake.server_address[1]}/query"
    with TestClient(create_app(Settings(release=release, sparql_endpoint=address, **settings))) as client:
        fake.asked.clear()
        yield client


def sleep_long() -> tuple[int, str, bytes]:
    """An answer that comes too late."""
    time.sleep(1.5)
    return VERSION_ANSWER


LARGE = b'{"head":{"vars":["x"]},"results":{"bindings":[' + b",".join(
    [b'{"x":{"type":"literal","value":"some words"}}'] * 50
)


@pytest.mark.parametrize(
    ("reply", "status", "words"),
    [
        (lambda: (500, "text/plain", b"<b>out of memory</b>"), 502, "out of memory"),
        (lambda: (200, "text/html", b"<p>welcome</p>"), 502, "text/html"),
        (lambda: (200, ROWS[0], LARGE), 502, "cannot be read"),
        (lambda: (200, ROWS[0], LARGE + b"]}}"), 403, "Too many results"),
        (lambda: (200, ROWS[0], b" " * 20_000), 403, "Too large"),
        (sleep_long, 503, "took too long"),
    ],
    ids=["error", "page", "cut off", "rows", "bytes", "time"],
)
def test_trouble_of_the_store_is_told(
    fake: FakeStore, release: Path, reply: Callable[[], tuple[int, str, bytes]], status: int, words: str
) -> None:
    fake.reply = reply
    limits = {"query_seconds": 0.5, "row_limit": 40, "answer_bytes": 10_000}
    with open_remote(fake, release, **limits) as client:
        answer = client.get("/sparql", params={"query": "SELECT ?x { ?s ?p ?x }"}, headers={"Accept": ROWS[0]})
    assert answer.status_code == status
    assert words in answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_store_that_is_gone_is_told_and_nothing_refused_reaches_it(fake: FakeStore, release: Path) -> None:
    with open_remote(fake, release) as client:
        for query in ("ASK { SERVICE <http://x/> {} }", "DROP ALL", "SELECT * {", "DEFINE input:x 1 ASK {}"):
            assert client.get("/sparql", params={"query": query}).status_code in (400, 403)
        assert fake.asked == []
        fake.shutdown()
        fake.socket.close()
        answer = client.get("/sparql", params={"query": "ASK {}"})
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "10"


def test_the_union_is_listed_unless_the_store_has_it(fake: FakeStore, release: Path) -> None:
    names = {graph.value for graph in ox.Store.read_only(str(release / "store")).named_graphs()}
    for union in (False, True):
        with open_remote(fake, release, store_union=union, store_user="me", store_password="secret") as client:
            assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is True
        (asked,) = fake.asked
        listed = set(asked.get("default-graph-uri", ())), set(asked.get("named-graph-uri", ()))
        assert listed == ((set(), set()) if union else (names, names))
        assert fake.logins[-1] == "Basic bWU6c2VjcmV0"
