"""The SPARQL 1.1 Protocol and HTTP as tables of cases."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes, urlencode

import brotli
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from server.protocol import decode

ONE, TWO = "https://data.example/graph/one", "https://data.example/graph/two"
VALUES = "SELECT ?o { ?s <https://data.example/p> ?o } ORDER BY ?o"
IN_GRAPHS = "SELECT ?o { GRAPH ?g { ?s <https://data.example/p> ?o } } ORDER BY ?o"
ASK = "ASK { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"

Parameters = list[tuple[str, str]]


def values_of(response_text: str) -> list[str]:
    """The values of ?o in JSON results."""
    return [row["o"]["value"] for row in json.loads(response_text)["results"]["bindings"]]


@pytest.mark.parametrize("way", ["get", "form", "form with address", "direct"])
@pytest.mark.parametrize(
    ("query", "parameters", "expected"),
    [
        (VALUES, [], ["1", "2"]),
        (VALUES, [("default-graph-uri", ONE)], ["1"]),
        (VALUES, [("default-graph-uri", ONE), ("default-graph-uri", TWO)], ["1", "2"]),
        (VALUES, [("named-graph-uri", ONE)], []),
        (VALUES, [("default-graph-uri", TWO), ("named-graph-uri", ONE)], ["2"]),
        (IN_GRAPHS, [], ["1", "2"]),
        (IN_GRAPHS, [("named-graph-uri", ONE)], ["1"]),
        (IN_GRAPHS, [("named-graph-uri", ONE), ("named-graph-uri", TWO)], ["1", "2"]),
        (IN_GRAPHS, [("default-graph-uri", ONE)], []),
        (VALUES.replace("{", f"FROM <{TWO}> {{", 1), [], ["2"]),
        (IN_GRAPHS.replace("{", f"FROM NAMED <{TWO}> {{", 1), [], ["2"]),
        (VALUES.replace("{", f"FROM NAMED <{TWO}> {{", 1), [], []),
        (IN_GRAPHS.replace("{", f"FROM <{TWO}> {{", 1), [], []),
        (VALUES.replace("{", f"FROM <{TWO}> {{", 1), [("default-graph-uri", ONE)], ["1"]),
        (IN_GRAPHS.replace("{", f"FROM NAMED <{TWO}> {{", 1), [("named-graph-uri", ONE)], ["1"]),
        ("PREFIX g: <https://data.example/graph/> " + VALUES.replace("{", "FROM g:two {", 1), [], ["2"]),
        ("BASE <https://data.example/> " + VALUES.replace("{", "FROM <graph/one> {", 1), [], ["1"]),
        (VALUES, [("default-graph-uri", "")], ["1", "2"]),
        (VALUES, [("unknown", "1")], ["1", "2"]),
    ],
)
def test_the_dataset_is_what_the_request_then_the_query_says(
    endpoint: TestClient, way: str, query: str, parameters: Parameters, expected: list[str]
) -> None:
    """In each way of sending a query: parameters override FROM; only named graphs leave the default graph empty."""
    if way == "get":
        response = endpoint.get("", params=[("query", query), *parameters])
    elif way == "form":
        response = endpoint.post("", content=urlencode([("query", query), *parameters]), headers={"Content-Type": FORM})
    elif way == "form with address":
        body = urlencode([("query", query)])
        response = endpoint.post("", params=parameters, content=body, headers={"Content-Type": FORM})
    else:
        response = endpoint.post("", params=parameters, content=query.encode(), headers={"Content-Type": QUERY})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/sparql-results+json"
    assert values_of(response.text) == expected


def form(*pairs: tuple[str, str]) -> bytes:
    """A form's body."""
    return urlencode(pairs).encode()


@pytest.mark.parametrize(
    ("method", "address", "headers", "body", "status"),
    [
        ("GET", [("query", ASK), ("query", ASK)], {}, b"", 400),
        ("GET", [("query", "")], {}, b"", 400),
        ("GET", [("query", "ASK {")], {}, b"", 400),
        ("GET", [("query", "INSERT DATA { <a:a> <a:b> 1 }")], {}, b"", 400),
        ("GET", [("update", "CLEAR ALL")], {}, b"", 403),
        ("GET", [("query", ASK), ("default-graph-uri", "https://elsewhere.example/")], {}, b"", 400),
        ("GET", [("query", ASK), ("default-graph-uri", "not an IRI")], {}, b"", 400),
        ("GET", [("query", ASK), ("named-graph-uri", "https://elsewhere.example/")], {}, b"", 400),
        ("GET", [("query", "ASK FROM <https://elsewhere.example/> {}")], {}, b"", 400),
        ("GET", [("query", "ASK FROM NAMED <https://elsewhere.example/> {}")], {}, b"", 400),
        ("GET", [("default-graph-uri", ONE)], {}, b"", 400),
        ("GET", [("query", ASK), ("format", "docx")], {}, b"", 406),
        ("GET", [("query", CONSTRUCT), ("format", "csv")], {}, b"", 406),
        ("GET", [("query", ASK)], {"Accept": "image/png"}, b"", 406),
        ("GET", [("query", CONSTRUCT)], {"Accept": "application/sparql-results+json"}, b"", 406),
        ("POST", [], {"Content-Type": FORM}, form(("query", ASK), ("query", ASK)), 400),
        ("POST", [("query", ASK)], {"Content-Type": FORM}, form(("query", ASK)), 400),
        ("POST", [("query", ASK)], {"Content-Type": QUERY}, ASK.encode(), 400),
        ("POST", [], {"Content-Type": FORM}, b"", 400),
        ("POST", [], {"Content-Type": FORM}, b"query=%FF%FE", 400),
        ("POST", [], {"Content-Type": FORM}, b"&" * 100 + b"a=1&" * 600, 400),
        ("POST", [], {"Content-Type": QUERY}, b"ASK { ?s ?p '\xff' }", 400),
        ("POST", [], {"Content-Type": QUERY}, b"", 400),
        ("POST", [], {"Content-Type": f"{QUERY}; charset=utf-16"}, ASK.encode("utf-16"), 415),
        ("POST", [], {"Content-Type": QUERY}, ASK.encode("utf-16"), 400),
        ("POST", [], {"Content-Type": "text/plain"}, ASK.encode(), 415),
        ("POST", [], {"Content-Type": "multipart/form-data; boundary=x"}, b"--x--", 415),
        ("POST", [], {}, ASK.encode(), 415),
        ("POST", [], {"Content-Type": "nonsense"}, ASK.encode(), 415),
        ("POST", [], {"Content-Type": QUERY, "Content-Encoding": "gzip"}, gzip.compress(ASK.encode()), 415),
        ("POST", [], {"Content-Type": "application/sparql-update"}, b"CLEAR ALL", 403),
        ("POST", [], {"Content-Type": FORM}, form(("update", "CLEAR ALL")), 403),
        ("POST", [], {"Content-Type": FORM}, form(("query", ASK), ("using-graph-uri", ONE)), 403),
        ("PUT", [("query", ASK)], {}, b"", 405),
        ("DELETE", [], {}, b"", 405),
        ("PATCH", [], {}, b"", 405),
        ("POST", [], {"Content-Type": QUERY}, b"#" * 300_000, 413),
        ("GET", [("query", "SELECT * { SERVICE <http://127.0.0.1:9/> {} }")], {}, b"", 400),
    ],
)
def test_what_is_refused(
    endpoint: TestClient, method: str, address: Parameters, headers: Mapping[str, str], body: bytes, status: int
) -> None:
    """4xx with problem details and CORS; never 500, never 200."""
    response = endpoint.request(method, "", params=address, headers=headers, content=body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["access-control-allow-origin"] == "*"
    assert "no-store" in response.headers["cache-control"]
    assert response.json()["status"] == status
    assert response.json()["title"]
    if status == 405:
        assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/sparql-results+json;q=0.5, application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("application/json", "application/json"),
        ("text/xml", "text/xml"),
        ("text/*", "text/csv; charset=utf-8"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "application/sparql-results+json"),
    ],
)
def test_results_are_negotiated(endpoint: TestClient, accept: str, expected: str) -> None:
    """The type that is sent is the one that was chosen."""
    response = endpoint.get("", params={"query": VALUES}, headers={"Accept": accept})
    assert response.headers["content-type"] == expected
    assert "Accept" in response.headers["vary"]


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_each_results_format_holds_the_same_rows(endpoint: TestClient, name: str) -> None:
    """The engine reads back what it wrote; CSV, which it cannot read, by its text."""
    body = endpoint.get("", params={"query": VALUES, "format": name}).content
    if name == "csv":
        assert body == b"o\r\n1\r\n2\r\n"
    else:
        engine = {
            "json": ox.QueryResultsFormat.JSON,
            "xml": ox.QueryResultsFormat.XML,
            "tsv": ox.QueryResultsFormat.TSV,
        }
        rows = ox.parse_query_results(body, engine[name])
        assert isinstance(rows, ox.QuerySolutions)
        assert [row["o"].value for row in rows] == ["1", "2"]


@pytest.mark.parametrize("query", [CONSTRUCT, "DESCRIBE <https://data.example/id/1> <https://data.example/id/2>"])
@pytest.mark.parametrize("name", ["ttl", "nt", "jsonld", "rdf", "nq", "trig"])
def test_each_rdf_format_holds_the_same_triples(endpoint: TestClient, query: str, name: str) -> None:
    """Language tags are kept."""
    response = endpoint.get("", params={"query": query, "format": name})
    media_type = response.headers["content-type"]
    engine = ox.RdfFormat.from_media_type(media_type)
    assert engine is not None
    triples = {quad.triple for quad in ox.parse(response.content, engine)}
    assert len(triples) == 4
    assert ox.Literal("بيان", language="ar") in {triple.object for triple in triples}


@pytest.mark.parametrize(
    "media_type", ["application/sparql-results+json", "application/sparql-results+xml", "text/csv"]
)
def test_ask_is_answered_in_the_results_formats(endpoint: TestClient, media_type: str) -> None:
    """True is in it."""
    response = endpoint.get("", params={"query": ASK}, headers={"Accept": media_type})
    assert response.status_code == 200
    assert "true" in response.text


def test_prefixes_of_the_query_shorten_turtle(endpoint: TestClient) -> None:
    """Readers see the names they used."""
    query = f"PREFIX d: <https://data.example/> {CONSTRUCT}"
    assert "d:p" in endpoint.get("", params={"query": query}).text


@pytest.mark.parametrize("query", [VALUES, CONSTRUCT, "ASK {", None])
@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_head_is_get_without_a_body(endpoint: TestClient, query: str | None, coding: str) -> None:
    """Status and header fields are the same, of answers, errors and the description."""
    address = {"query": query} if query else {}
    got = endpoint.get("", params=address, headers={"Accept-Encoding": coding})
    head = endpoint.head("", params=address, headers={"Accept-Encoding": coding})
    assert head.content == b""
    assert head.status_code == got.status_code
    assert dict(head.headers) == dict(got.headers)


def test_each_representation_has_its_own_strong_tag(endpoint: TestClient) -> None:
    """By media type and content coding; the same one again."""
    tags = {}
    for accept in ("application/sparql-results+json", "text/csv"):
        for coding in ("identity", "gzip", "br"):
            headers = {"Accept": accept, "Accept-Encoding": coding}
            first = endpoint.get("", params={"query": VALUES}, headers=headers)
            again = endpoint.post("", data={"query": VALUES}, headers=headers)
            tags[accept, coding] = first.headers["etag"]
            assert first.headers["etag"] == again.headers["etag"]
            assert first.headers.get("content-encoding", "identity") == coding
            assert {"Accept", "Accept-Encoding"} <= set(first.headers["vary"].split(", "))
    assert len(set(tags.values())) == len(tags)
    assert all(tag.startswith('"') for tag in tags.values())


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_compressed_bodies_hold_the_same(endpoint: TestClient, coding: str) -> None:
    """Byte for byte, once unpacked."""
    plain = endpoint.get("", params={"query": VALUES}, headers={"Accept-Encoding": "identity"}).content
    with endpoint.stream("GET", "", params={"query": VALUES}, headers={"Accept-Encoding": coding}) as response:
        packed = b"".join(response.iter_raw())
    assert (gzip.decompress(packed) if coding == "gzip" else brotli.decompress(packed)) == plain


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("{}", 304),
        ("W/{}", 304),
        ('"other", {}', 304),
        ('"other",W/"more" , {} ', 304),
        ("*", 304),
        ('"other"', 200),
        ("{}x", 200),
        ("", 200),
    ],
)
@pytest.mark.parametrize("query", [VALUES, None])
def test_if_none_match(endpoint: TestClient, condition: str, status: int, query: str | None) -> None:
    """Lists, weak tags and the star (RFC 9110 13.1.2); a 304 keeps what describes the representation."""
    address = {"query": query} if query else {}
    first = endpoint.get("", params=address)
    headers = {"If-None-Match": condition.format(first.headers["etag"])}
    response = endpoint.get("", params=address, headers=headers)
    assert response.status_code == status
    assert response.headers["etag"] == first.headers["etag"]
    assert response.headers["vary"] == first.headers["vary"]
    assert response.headers["cache-control"] == first.headers["cache-control"]
    if status == 304:
        assert response.content == b""
        assert "content-type" not in response.headers


def test_volatile_answers_are_not_kept(endpoint: TestClient) -> None:
    """Each run of UUID() gives another."""
    answers = {endpoint.get("", params={"query": "SELECT (UUID() AS ?x) {}"}).text for _ in range(3)}
    assert len(answers) == 3
    assert endpoint.get("", params={"query": "SELECT (NOW() AS ?x) {}"}).headers["cache-control"] == "no-store"


def test_a_preflight_is_answered(endpoint: TestClient) -> None:
    """Browsers may send queries from any page."""
    headers = {"Origin": "https://page.example", "Access-Control-Request-Method": "POST"}
    response = endpoint.options("", headers=headers)
    assert response.status_code == 204
    assert "POST" in response.headers["access-control-allow-methods"]
    assert "content-type" in response.headers["access-control-allow-headers"].lower()
    assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_scripts_may_read_the_headers(endpoint: TestClient) -> None:
    """CORS on answers, with ETag and Link exposed, and safety headers."""
    response = endpoint.get("", params={"query": ASK}, headers={"Origin": "https://page.example"})
    assert response.headers["access-control-allow-origin"] == "*"
    assert {"ETag", "Link"} <= set(response.headers["access-control-expose-headers"].split(", "))
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELECT * {\n  ?s ?p }", 2, 9),
        ("SELECT * {\n  ?s x:p 1 }", 2, 6),
        ("SELECT * { ?s ?p 1 } }", 1, 22),
        ("ASK {\n SERVICE <a:b> {} }", 2, 2),
        ("\nCLEAR ALL", 2, 1),
    ],
)
def test_errors_say_where(endpoint: TestClient, query: str, line: int, column: int) -> None:
    """Line and column as members and in words."""
    problem = endpoint.get("", params={"query": query}).json()
    assert (problem["line"], problem["column"]) == (line, pytest.approx(column, abs=1))
    assert f"line {line}," in problem["detail"].lower()


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", "application/problem+json"),
        ("application/sparql-results+json", "application/problem+json"),
        ("application/json", "application/json"),
        ("text/plain, */*;q=0.1", "text/plain; charset=utf-8"),
        ("text/html, */*;q=0.1", "text/html; charset=utf-8"),
    ],
)
def test_errors_are_negotiated(endpoint: TestClient, accept: str, expected: str) -> None:
    """Problem details unless another form is asked for."""
    response = endpoint.get("", params={"query": "ASK {"}, headers={"Accept": accept})
    assert response.status_code == 400
    assert response.headers["content-type"] == expected


def test_errors_escape_what_they_repeat(endpoint: TestClient) -> None:
    """No script gets into the page of an error."""
    query = {"query": ASK, "default-graph-uri": "x:<script>alert(1)</script>"}
    text = endpoint.get("", params=query, headers={"Accept": "text/html"}).text
    assert "<script" not in text


def test_browsers_get_the_editor(endpoint: TestClient) -> None:
    """Only without a query, and only if they prefer HTML."""
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    assert endpoint.get("", headers=browser).text == "the editor"
    assert endpoint.get("", params={"query": ASK}, headers=browser).json()["boolean"] is True
    assert endpoint.get("", params={"format": "ttl"}, headers=browser).headers["content-type"] == "text/turtle"


@given(st.binary())
def test_decoding_is_that_of_the_standard_library(encoded: bytes) -> None:
    """Faster, and nothing else."""
    try:
        expected = unquote_to_bytes(encoded.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        return
    assert decode(encoded) == expected


@given(st.lists(st.sampled_from([b"%", b"2", b"0", b"5", b"%25", b"%20", b"%7B", b"%3a", b"+", b"g", b"\xc3\xa9"])))
def test_escapes_of_escapes_are_decoded_once(pieces: list[bytes]) -> None:
    """`%2520` is `%20`."""
    encoded = b"".join(pieces)
    expected = unquote_to_bytes(encoded.replace(b"+", b" "))
    assert decode(encoded) == expected.decode("utf-8")
