"""Requests that are answered by calls, without a task, must be told from others by nothing but their speed."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import quote, urlsplit

import pytest
from made_up_release import make_release
from running_server import Running, run_server

BY_ASGI = {"Range": "bytes=0-"}
ASK = "/sparql?query=" + quote("ASK { ?s ?p ?o }")
REQUESTS = {
    "rows": ("/sparql?query=" + quote("SELECT ?p { ?s ?p ?o } ORDER BY ?p LIMIT 3"), "text/csv"),
    "compressed": (ASK, "application/json"),
    "malformed": ("/sparql?query=ASK", "*/*"),
    "not acceptable": (ASK, "image/png"),
    "two queries": (ASK + "&query=x", "text/plain"),
    "description": ("/sparql", "text/turtle"),
    "the editor": ("/sparql", "text/html"),
    "a page": ("/about", "text/html"),
    "nothing there": ("/sparql/", "text/plain"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server behind a proxy that it trusts."""
    folder = tmp_path_factory.mktemp("connections")
    make_release(folder / "releases", "2026-11-21", store=True)
    with run_server(folder / "releases", folder, trusted_proxies="127.0.0.1", log_clients=True) as running:
        yield running


def get(server: Running, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    """Status, header fields without the date, body."""
    with closing(HTTPConnection(urlsplit(server.address).netloc, timeout=20)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        fields = {name.lower(): value for name, value in answer.getheaders() if name.lower() != "date"}
        return answer.status, fields, answer.read()


@pytest.mark.parametrize("name", REQUESTS)
def test_an_answer_by_calls_is_that_of_the_application(server: Running, name: str) -> None:
    """The first time, from a process, and the second time, from the cache."""
    path, accept = REQUESTS[name]
    headers = {"Accept": accept, "Accept-Encoding": "gzip" if name == "compressed" else "identity"}
    by_asgi = get(server, path, headers | BY_ASGI)
    fresh = path.replace("ASK", "ASK%20", 1).replace("SELECT", "SELECT%20", 1)
    assert get(server, fresh, headers)[1:] == get(server, fresh, headers | BY_ASGI)[1:]
    assert get(server, path, headers) == by_asgi


def read_all(server: Running, sent: bytes) -> bytes:
    """All that comes until the server closes the connection."""
    address = urlsplit(server.address)
    with closing(socket.create_connection((str(address.hostname), address.port or 80), timeout=20)) as client:
        client.sendall(sent)
        parts = []
        while part := client.recv(65536):
            parts.append(part)
    return b"".join(parts)


def request(path: str, *fields: str) -> bytes:
    """The head of a GET."""
    return "\r\n".join((f"GET {path} HTTP/1.1", "Host: x", *fields, "", "")).encode()


def test_requests_that_come_at_once_are_answered_in_their_order(server: Running) -> None:
    """Queries, cached ones, pages, conditions and the end of the connection."""
    etag = get(server, ASK, {"Accept": "text/csv"})[1]["etag"]
    fresh = "/sparql?query=" + quote("SELECT (7 AS ?seven) {}")
    sent = (
        request(fresh, "Accept: text/csv")
        + request("/health")
        + request(ASK, "Accept: text/csv")
        + request(ASK, "Accept: text/csv", f"If-None-Match: {etag}")
        + request("/sparql?query=x", "Accept: text/csv")
        + request(fresh, "Accept: text/csv", "Connection: close")
    )
    answers = read_all(server, sent).split(b"HTTP/1.1 ")[1:]
    assert [answer[:3] for answer in answers] == [b"200", b"200", b"200", b"304", b"400", b"200"]
    assert answers[0].endswith(b"seven\r\n7\r\n")
    assert answers[2].endswith(b"true")
    assert b"connection: close" in answers[5]


def test_an_old_client_is_answered_and_left(server: Running) -> None:
    """HTTP/1.0 keeps no connection."""
    answer = read_all(server, b"GET %s HTTP/1.0\r\n\r\n" % ASK.encode())
    assert answer.startswith(b"HTTP/1.1 200")


def test_the_client_behind_a_proxy_is_known(server: Running) -> None:
    """By X-Forwarded-For, by calls too; the line in the log is the same."""
    for number, headers in enumerate(({}, BY_ASGI), 1):
        get(server, ASK, {"X-Forwarded-For": f"192.0.2.{number}", **headers})
    server.process.terminate()
    server.process.wait(timeout=60)
    lines = [json.loads(line) for line in server.log.read_text().splitlines() if "192.0.2" in line]
    assert [line["client"] for line in lines] == ["192.0.2.1", "192.0.2.2"]
    kept = ("method", "path", "status", "bytes")
    assert [lines[0][name] for name in kept] == [lines[1][name] for name in kept] == ["GET", "/sparql", 200, 26]
