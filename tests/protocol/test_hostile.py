"""Clients that mean harm, or do it: the others must not notice."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from server.connections import make_server
from server.query import QueryPool
from server.questions import Question
from server.routes.sparql import SparqlEndpoint
from server.settings import Settings

LIGHT = "SELECT ?o { <http://x/1> <http://x/p> ?o }"
PRODUCT = "?a <http://x/p> ?b . ?c <http://x/p> ?d . ?e <http://x/p> ?f . ?g <http://x/p> ?h"
DOUBLED = " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(40))
RUNAWAYS = {
    "count of a product": f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}",
    "distinct over a product": f"SELECT DISTINCT ?b ?d ?f {{ {PRODUCT} }}",
    "sort of a product": f"SELECT * {{ {PRODUCT} }} ORDER BY ?b ?d ?f ?h",
    "group over a product": f"SELECT ?b ?d (COUNT(*) AS ?n) {{ {PRODUCT} }} GROUP BY ?b ?d",
    "paths between all": "SELECT (COUNT(*) AS ?n) { ?a (!<x:no>|^!<x:no>)* ?b . ?b (!<x:no>)* ?c }",
    "product over graphs": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ?p ?b } GRAPH ?h { ?c ?q ?d . ?e ?r ?f } }",
    "strings that double": f"SELECT (STRLEN(?v40) AS ?n) {{ BIND('abcdefgh' AS ?v0) {DOUBLED} }}",
    "one long string": f"SELECT (GROUP_CONCAT(?b) AS ?x) {{ {PRODUCT} }}",
    "exists in a product": f"ASK {{ {PRODUCT} FILTER NOT EXISTS {{ ?b ?p ?q }} FILTER(?b = ?d && ?d != ?b) }}",
    "minus of products": f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} MINUS {{ ?a ?p ?z . ?c ?q ?y . ?e ?r ?x }} }}",
    "filter that never holds": f"SELECT * {{ {PRODUCT} FILTER(REGEX(CONCAT(STR(?b), STR(?h)), '^(a|a)*b')) }} LIMIT 1",
    "triples without end": f"CONSTRUCT {{ ?a ?d ?f }} WHERE {{ {PRODUCT} }}",
}


class Reply(NamedTuple):
    """Status, decoded problem or results, and seconds."""

    status: int
    body: dict[str, object]
    seconds: float


class Address(NamedTuple):
    """A running server: its pool, the event loop of both, its open connections."""

    port: int
    pool: QueryPool
    loop: asyncio.AbstractEventLoop
    connections: set[object]


def ask(address: Address, query: str, client: str = "127.0.0.1") -> Reply:
    """One query from this loopback address."""
    started = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", address.port, timeout=30, source_address=(client, 0))
    with closing(connection):
        headers = {"Content-Type": "application/sparql-query"}
        connection.request("POST", "/sparql", query.encode(), headers)
        response = connection.getresponse()
        text = response.read()
    body = json.loads(text) if "json" in response.headers["content-type"] else {}
    return Reply(response.status, body, time.monotonic() - started)


@contextmanager
def running(settings: Settings, store: Path) -> Iterator[Address]:
    """A server in a thread of its own."""
    pool = QueryPool(settings)
    loops: list[asyncio.AbstractEventLoop] = []

    class Lifespan:
        def __init__(self, app: Starlette) -> None:
            del app

        async def __aenter__(self) -> None:
            loops.append(asyncio.get_running_loop())
            await pool.start("first", store, "http://x")

        async def __aexit__(self, *error: object) -> None:
            await pool.close()

    endpoint = SparqlEndpoint(pool, settings)
    app: Any = Starlette(routes=[Route("/sparql", endpoint)], lifespan=Lifespan)
    app.answer_directly = endpoint.answer_directly
    server = make_server(app, settings)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    try:
        yield Address(server.servers[0].sockets[0].getsockname()[1], pool, loops[0], server.server_state.connections)
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def large_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three graphs of 700 triples: a product of four has 10^13 rows."""
    path = tmp_path_factory.mktemp("hostile") / "store"
    store = ox.Store(str(path))
    for number in range(2100):
        subject, graph = ox.NamedNode(f"http://x/{number}"), ox.NamedNode(f"http://x/graph/{number % 3}")
        store.add(ox.Quad(subject, ox.NamedNode("http://x/p"), ox.NamedNode(f"http://x/{number * 7 % 2100}"), graph))
    store.optimize()
    del store
    return path


@pytest.fixture(scope="module")
def server(large_store: Path) -> Iterator[Address]:
    """A server with short limits."""
    settings = Settings(
        port=0,
        workers=3,
        slow_queries=8,
        query_seconds=1.5,
        query_memory="400MiB",
        row_limit=1000,
        answer_bytes="1MiB",
        queries_per_client=12,
        cache_bytes=0,
        head_seconds=0.6,
        body_seconds=0.6,
        write_seconds=0.6,
        keep_alive_seconds=1,
    )
    with running(settings, large_store) as address:
        yield address


def test_runaways_end_and_nobody_else_notices(server: Address) -> None:
    """A dozen kinds at once, eight at a time: each meets a limit that is named; light queries go on meanwhile."""
    with ThreadPoolExecutor(8) as attackers:
        attacks = {name: attackers.submit(ask, server, query) for name, query in RUNAWAYS.items()}
        light = []
        while not all(attack.done() for attack in attacks.values()):
            light.append(ask(server, LIGHT, "127.0.0.2"))
    for name, attack in attacks.items():
        reply = attack.result()
        assert reply.status in (403, 503), name
        assert reply.body["limit"] in ("time", "memory", "rows", "size"), name
        assert reply.seconds < 8, name
    assert len(light) > 20
    assert {reply.status for reply in light} == {200}
    seconds = sorted(reply.seconds for reply in light)
    assert seconds[len(seconds) // 2] < 0.2
    assert seconds[-1] < 1.5
    assert server.pool.statistics.replaced["time"] > 0


def test_more_runaways_than_there_is_room_for_cost_only_their_client(large_store: Path) -> None:
    """Past `slow_queries` the oldest of the greediest client ends; another client's slow query runs to its limit."""
    settings = Settings(port=0, workers=2, slow_queries=2, query_seconds=4)
    query = RUNAWAYS["count of a product"]
    with running(settings, large_store) as address, ThreadPoolExecutor(5) as attackers:
        modest = attackers.submit(ask, address, query, "127.0.0.3")
        time.sleep(0.5)
        greedy = [attackers.submit(ask, address, query, "127.0.0.4") for _ in range(4)]
        assert "slow_queries" in [reply.result().body["limit"] for reply in greedy]
        assert modest.result().body["limit"] == "time"
        assert ask(address, LIGHT).status == 200


def test_one_client_has_its_share(server: Address) -> None:
    """Past its number of queries a client gets 429 with Retry-After, others are answered."""
    query = RUNAWAYS["count of a product"]
    with ThreadPoolExecutor(16) as attackers:
        statuses = [reply.status for reply in attackers.map(lambda _: ask(server, query, "127.0.0.5"), range(16))]
    assert statuses.count(429) == 4


def test_a_full_queue_is_refused(large_store: Path) -> None:
    """Where nobody may wait, the next query gets 429."""
    settings = Settings(port=0, workers=1, slow_queries=1, query_queue=0, query_seconds=1)
    with running(settings, large_store) as address, ThreadPoolExecutor(4) as clients:
        query = RUNAWAYS["count of a product"]
        statuses = {reply.status for reply in clients.map(lambda _: ask(address, query), range(4))}
    assert 429 in statuses


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * " + "{" * 3000 + "}" * 3000,
        "SELECT * {" + "OPTIONAL {" * 3000 + "}" * 3000 + "}",
        "SELECT * {" + "{ SELECT * {" * 3000 + "} }" * 3000 + "}",
        "SELECT * { FILTER" + "(" * 40000 + "1" + ")" * 40000 + "}",
        "SELECT * { FILTER(" + "!" * 40000 + "true) }",
        "SELECT * {" + " UNION ".join(["{}"] * 10000) + "}",
        "SELECT * { ?s " + "/".join(["<a:b>"] * 14000) + " ?o }",
        "SELECT * {" + "BIND(1 AS ?a)" * 7000 + "}",
        "SELECT * { ?s ?p (" + "1 " * 30000 + ") }",
        "SELECT * {" + "{ ?s ?p ?o }" * 8000 + "}",
    ],
    ids=["groups", "optional", "subselects", "brackets", "not", "union", "path", "binds", "list", "joins"],
)
def test_nested_queries_kill_nobody_else(server: Address, query: str) -> None:
    """Refused before the parser, or their worker ends alone."""
    assert ask(server, query).status in (400, 503)
    assert ask(server, LIGHT).status == 200


RESULTS, GRAPHS = ("json", "xml", "csv", "tsv"), ("ttl", "nt", "jsonld", "rdf", "nq", "trig")
MANY = [
    *((query, name) for query in (f"SELECT * {{ {PRODUCT} }}", "SELECT * { ?s ?p ?o }") for name in RESULTS),
    *(("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", name) for name in GRAPHS),
]


@pytest.mark.parametrize(("query", "name"), MANY)
def test_too_many_rows_are_an_error_never_a_cut_answer(server: Address, query: str, name: str) -> None:
    """In each format; the message names the limit and the dump."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    with closing(connection):
        connection.request("GET", "/sparql?" + urlencode({"query": query, "format": name}))
        response = connection.getresponse()
        problem = json.loads(response.read())
    assert response.status == 403
    assert problem["limit"] in ("rows", "size")
    assert "/dumps/" in problem["detail"]


@pytest.mark.parametrize("name", [*RESULTS, *GRAPHS])
def test_as_many_rows_as_allowed_are_answered(server: Address, name: str) -> None:
    """The limit is exact: 1,000 rows or triples pass, 1,001 do not."""
    form = "SELECT ?s" if name in RESULTS else "CONSTRUCT { ?s <a:a> <b:b> }"
    statuses = []
    for limit in (1000, 1001):
        query = f"{form} {{ ?s <http://x/p> ?o }} LIMIT {limit}"
        with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)) as connection:
            connection.request("GET", "/sparql?" + urlencode({"query": query, "format": name}))
            response = connection.getresponse()
            response.read()
            statuses.append(response.status)
    assert statuses == [200, 403]


def test_no_request_leaves_the_worker(server: Address) -> None:
    """Even where the inspection is left out, the engine finds no socket: a listener hears nothing."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        listener.settimeout(1)
        port = listener.getsockname()[1]
        query = f"SELECT * {{ SERVICE SILENT <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"
        future = asyncio.run_coroutine_threadsafe(server.pool.ask(Question(query, "json")), server.loop)
        answer = future.result(20)
        assert b'"bindings":[{}]' in answer.body
        for text in (query, query.replace("SILENT", ""), f"ASK FROM <http://127.0.0.1:{port}/> {{}}"):
            assert ask(server, text).status == 400
        with pytest.raises(TimeoutError):
            listener.accept()


def talk(address: Address, parts: list[bytes], pause: float = 0.15) -> tuple[bytes, float]:
    """What the server says to these bytes, sent one after the other, and after how many seconds it hangs up."""
    started = time.monotonic()
    said = b""
    with closing(socket.create_connection(("127.0.0.1", address.port))) as client:
        client.settimeout(10)
        try:
            for part in parts:
                client.sendall(part)
                time.sleep(pause)
            while data := client.recv(65536):
                said += data
        except (ConnectionError, BrokenPipeError):
            pass
    return said, time.monotonic() - started


POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ([b"GET /spar"], b"408"),
        ([b""], b"408"),
        ([b"GET / HTTP/1.1\r\n", *[b"X-A: b\r\n"] * 40], b"408"),
        ([b"\r\n"] * 40, b"408"),
        ([POST + b"Content-Length: 100\r\n\r\n", *[b"A"] * 40], b"408"),
        ([POST + b"Transfer-Encoding: chunked\r\n\r\n", *[b"1\r\nA\r\n"] * 40], b"408"),
        ([b"GET / HTTP/1.1\r\n" + b"X-A: bbbbbbbbbbbbbbbbbbbbbbbbbbbbb\r\n" * 9000], b"431"),
        ([b"GET /sparql?query=" + b"A" * 500_000], b"431"),
        ([POST + b"Content-Length: 52428800\r\n\r\n" + b"A" * 100_000], b"413"),
        ([POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"10000\r\n" + b"A" * 65536 + b"\r\n" + b"10000\r\n"], b"4"),
        ([b"\x16\x03\x01\x02\x00\x01\x00"], b"400"),
        ([b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"], b"400"),
    ],
    ids=[
        "half a line", "nothing", "dripping head", "empty lines", "dripping body", "dripping chunks", "large head",
        "long address", "50 MB declared", "endless chunks", "TLS", "smuggling",
    ],
)  # fmt: skip
def test_slow_and_large_requests_end(server: Address, parts: list[bytes], status: bytes) -> None:
    """Within the time that the settings give, whatever is missing."""
    said, seconds = talk(server, parts)
    assert said[:9] in (b"", b"HTTP/1.1 ")
    assert said == b"" or said[9:].startswith(status)
    assert seconds < 8
    assert ask(server, LIGHT).status == 200


def test_fifty_megabytes_are_not_read(server: Address) -> None:
    """The server refuses and hangs up long before they have arrived."""
    body = b"#" * (50 << 20)
    said, seconds = talk(server, [POST + b"Content-Length: %d\r\n\r\n" % len(body), body], 0)
    assert said == b"" or b" 413 " in said
    assert seconds < 8


def test_readers_that_do_not_read_are_ended(large_store: Path) -> None:
    """Their connections do not stay open."""
    settings = Settings(port=0, workers=1, write_seconds=0.6, row_limit=10**6)
    query = "SELECT * { ?a <http://x/p> ?b . ?c <http://x/p> ?d } LIMIT 20000"
    with running(settings, large_store) as address, closing(socket.socket()) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", address.port))
        client.sendall(b"GET /sparql?%s HTTP/1.1\r\nHost: x\r\n\r\n" % urlencode({"query": query}).encode())
        deadline = time.monotonic() + 40
        while not address.connections:
            assert time.monotonic() < deadline
        while address.connections:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert address.pool.statistics.outcomes["answered"] == 1


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_client_that_leaves_takes_its_query_along(server: Address, method: str) -> None:
    """A slow query ends soon after nobody waits for it."""
    before = server.pool.statistics.replaced["gone"]
    query = RUNAWAYS["count of a product"]
    with closing(socket.create_connection(("127.0.0.1", server.port))) as client:
        if method == "GET":
            client.sendall(b"GET /sparql?%s HTTP/1.1\r\nHost: x\r\n\r\n" % urlencode({"query": query}).encode())
        else:
            client.sendall(POST + b"Content-Length: %d\r\n\r\n" % len(query) + query.encode())
        time.sleep(0.4)
    time.sleep(0.4)
    assert server.pool.statistics.replaced["gone"] == before + 1


def test_a_nursery_that_dies_is_replaced(server: Address) -> None:
    """And so are workers killed by someone else."""
    nursery = server.pool.nursery
    assert nursery
    nursery.process.kill()
    nursery.process.wait()
    for each in list(server.pool.idle):
        os.kill(each.pid, signal.SIGKILL)
    for _ in range(10):
        assert ask(server, LIGHT).status == 200
    assert server.pool.nursery is not nursery
