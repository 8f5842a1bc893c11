"""SPARQL 1.1 Service Description: there without a query, and true."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

SD = "http://www.w3.org/ns/sparql-service-description#"
ENDPOINT = ox.NamedNode("https://data.example/sparql")


def read_description(endpoint: TestClient, media_type: str = "application/n-triples") -> set[ox.Triple]:
    """The triples of the description."""
    response = endpoint.get("", headers={"Accept": media_type})
    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    engine = ox.RdfFormat.from_media_type(media_type)
    assert engine is not None
    return {quad.triple for quad in ox.parse(response.content, engine)}


def objects(triples: set[ox.Triple], name: str) -> set[ox.Term]:
    """The objects of a property."""
    return {triple.object for triple in triples if triple.predicate.value == SD + name}


@pytest.mark.parametrize("media_type", ["text/turtle", "application/ld+json", "application/rdf+xml"])
def test_it_says_the_same_in_four_syntaxes(endpoint: TestClient, media_type: str) -> None:
    """As N-Triples and as each other."""
    assert read_description(endpoint, media_type) == read_description(endpoint)


def test_the_endpoint_is_its_own(endpoint: TestClient) -> None:
    """The address comes from the release, not from the request."""
    assert objects(read_description(endpoint), "endpoint") == {ENDPOINT}
    response = endpoint.get("", headers={"Host": "evil.example", "Accept": "application/n-triples"})
    assert "evil" not in response.text


def test_its_graphs_are_those_of_the_store(endpoint: TestClient) -> None:
    """Each named graph, by its name, and the union as default graph."""
    triples = read_description(endpoint)
    rows = endpoint.get("", params={"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"}).json()
    graphs = {ox.NamedNode(row["g"]["value"]) for row in rows["results"]["bindings"]}
    assert objects(triples, "name") == graphs
    assert ox.NamedNode(SD + "UnionDefaultGraph") in objects(triples, "feature")
    union = endpoint.get("", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}).json()
    named = endpoint.get("", params={"query": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"}).json()
    assert union["results"] == named["results"]


def test_each_format_it_names_is_given(endpoint: TestClient) -> None:
    """Asked for by the media type that goes with the W3C's name of the format."""
    media_types = {
        "SPARQL_Results_JSON": "application/sparql-results+json",
        "SPARQL_Results_XML": "application/sparql-results+xml",
        "SPARQL_Results_CSV": "text/csv",
        "SPARQL_Results_TSV": "text/tab-separated-values",
        "Turtle": "text/turtle",
        "N-Triples": "application/n-triples",
        "N-Quads": "application/n-quads",
        "TriG": "application/trig",
        "RDF_XML": "application/rdf+xml",
        "JSON-LD": "application/ld+json",
    }
    named = {iri.value.rpartition("/")[2] for iri in objects(read_description(endpoint), "resultFormat")}  # type: ignore[union-attr]
    assert named == set(media_types)
    for name, media_type in media_types.items():
        query = "SELECT * {}" if name.startswith("SPARQL") else "CONSTRUCT WHERE { ?s ?p ?o }"
        response = endpoint.get("", params={"query": query}, headers={"Accept": media_type})
        assert response.headers["content-type"].partition(";")[0] == media_type


def test_it_holds_no_blank_node(endpoint: TestClient) -> None:
    """So that its tag stays the same."""
    assert not any(isinstance(term, ox.BlankNode) for triple in read_description(endpoint) for term in triple)
