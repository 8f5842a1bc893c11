"""What dumps, description and endpoint say of the embedded data set is the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pyoxigraph as ox
import pytest
from running_server import run_server

VOID = "PREFIX void: <http://rdfs.org/ns/void#>"
TRIPLES = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"
QUADS = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
Ask = Callable[[str, str], bytes]


@pytest.fixture(scope="module")
def ask(example_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """`ask(query, media type)`: what a server of the release answers at its endpoint."""
    with run_server(example_release, tmp_path_factory.mktemp("agreement")) as running:

        def ask_endpoint(query: str, media_type: str = "text/csv") -> bytes:
            address = f"{running.address}/sparql?{urlencode({'query': query})}"
            with urlopen(Request(address, headers={"Accept": media_type})) as answer:
                found: bytes = answer.read()
                return found

        yield ask_endpoint


def rows(answer: bytes) -> list[list[str]]:
    """The rows of a CSV answer, sorted, without its head."""
    return sorted(list(csv.reader(io.StringIO(answer.decode())))[1:])


@pytest.mark.parametrize("suffix", ["nq", "trig", "jsonld"])
def test_a_dump_with_graphs_holds_as_many_quads_as_the_endpoint(example_release: Path, ask: Ask, suffix: str) -> None:
    count = sum(1 for _ in ox.parse(path=example_release / "dumps" / f"undersigned.{suffix}"))
    assert [[str(count)]] == rows(ask(QUADS, "text/csv"))


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf"])
def test_a_dump_without_graphs_holds_as_many_triples_as_the_endpoint(
    example_release: Path, ask: Ask, suffix: str
) -> None:
    count = sum(1 for _ in ox.parse(path=example_release / "dumps" / f"undersigned.{suffix}"))
    assert [[str(count)]] == rows(ask(TRIPLES, "text/csv"))


def test_the_endpoint_gives_the_triples_of_the_dump(example_release: Path, ask: Ask) -> None:
    given = ask("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "application/n-triples")
    assert set(given.splitlines()) == set((example_release / "dumps/undersigned.nt").read_bytes().splitlines())


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ("?d void:triples ?n . ?d void:sparqlEndpoint ?e", TRIPLES),
        ("?d void:distinctSubjects ?n", "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
        ("?d void:properties ?n", "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }"),
        (
            "?d void:classPartition [ void:class ?c ; void:entities ?n ]",
            "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c",
        ),
        (
            "?d void:propertyPartition [ void:property ?c ; void:triples ?n ]",
            "SELECT ?c (COUNT(*) AS ?n) { SELECT DISTINCT ?s (?p AS ?c) ?o { ?s ?p ?o } } GROUP BY ?c",
        ),
    ],
    ids=["triples", "subjects", "properties", "of each class", "of each property"],
)
def test_counts_of_the_description_are_those_of_the_endpoint(ask: Ask, said: str, counted: str) -> None:
    variables = "?c ?n" if "?c" in said else "?n"
    found = rows(ask(f"{VOID} SELECT {variables} {{ {said} }}", "text/csv"))
    assert found
    assert found == rows(ask(counted, "text/csv"))
