"""The formats: what is written reads back as the same quads, in any order of the input, with any reader."""

from __future__ import annotations

import io
import json
import random

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld

from converters.formats import (
    FORMATS,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    TRIG,
    TURTLE,
    Format,
    format_for_media_type,
    format_for_suffix,
    graph_bytes,
    sort_key,
    write_sorted,
)
from ontology import DCTERMS, ELI, RDF, SCHEMA, SKOS, TERMS, XSD

BASE = "https://data.example"
STATEMENT, GRAPH, OTHER = (ox.NamedNode(f"{BASE}/{p}") for p in ("id/statement/a", "graph/statement/a", "graph/link"))


def quad(predicate: object, value: ox.NamedNode | ox.Literal, graph: ox.NamedNode = GRAPH) -> ox.Quad:
    return ox.Quad(STATEMENT, ox.NamedNode(str(predicate)), value, graph)


def typed(text: str, datatype: object) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(str(datatype)))


SAMPLE = [
    quad(RDF.type, ox.NamedNode(str(TERMS.Statement))),
    quad(RDF.type, ox.NamedNode(str(SCHEMA.CreativeWork))),
    quad(RDF.type, ox.NamedNode("https://elsewhere.example/Thing")),
    quad(DCTERMS.title, ox.Literal("Say \"no\"\n\\ to 'that' – now", language="en")),
    quad(DCTERMS.title, ox.Literal("‏مدارس للجميع", language="ar")),
    quad(DCTERMS.title, ox.Literal("Schools")),
    quad(DCTERMS.issued, typed("2024-03-01", XSD.date)),
    quad(DCTERMS.issued, typed("2024-03", XSD.gYearMonth)),
    quad(DCTERMS.issued, ox.Literal("in March")),
    quad(DCTERMS.modified, typed("2024-03-02T00:00:00Z", XSD.dateTime)),
    quad(DCTERMS.publisher, ox.NamedNode(f"{BASE}/id/organisation/x")),
    quad(DCTERMS.publisher, ox.Literal("a string, though it should not be")),
    quad(TERMS.claimedSignatoryCount, typed("198", XSD.integer)),
    quad(TERMS.position, typed("-5", XSD.integer)),
    quad(TERMS.position, typed("123456789012345678", XSD.integer)),
    quad(TERMS.position, ox.Literal("17")),
    quad(TERMS.confidence, typed("0.9", XSD.decimal)),
    quad(TERMS.confidence, typed("5.0E-1", XSD.double)),
    quad(TERMS.truncated, typed("true", XSD.boolean)),
    quad(TERMS.sha256, typed("AB12", XSD.hexBinary)),
    quad(TERMS.signedBy, ox.NamedNode(f"{BASE}/id/organisation/x")),
    quad(TERMS.signedBy, ox.NamedNode(f"{BASE}/id/organisation/y")),
    quad(SCHEMA.sameAs, ox.NamedNode("urn:isbn:0451450523")),
    quad(ELI.is_part_of, ox.NamedNode(f"{BASE}/id/law/b")),
    quad("https://elsewhere.example/p", ox.NamedNode("https://elsewhere.example/o")),
    quad("https://elsewhere.example/p", typed("x", "https://elsewhere.example/datatype")),
    quad(SKOS.prefLabel, ox.Literal("one name", language="pt-br"), OTHER),
    quad(TERMS.signedBy, ox.NamedNode(f"{BASE}/id/organisation/x"), OTHER),
]  # fmt: skip


def expected(quads: list[ox.Quad], target: Format) -> set[str]:
    return {str(q if target.datasets else q.triple) for q in quads}


def read(data: bytes, target: Format) -> set[str]:
    return {str(q if target.datasets else q.triple) for q in ox.parse(data, target.rdf)}


def by_name(target: Format) -> str:
    return target.name


@pytest.mark.parametrize("target", FORMATS, ids=by_name)
def test_what_is_written_reads_back_the_same(target: Format):
    """The engine's own reader finds the same quads, or triples where the format has no graphs."""
    assert read(graph_bytes(SAMPLE, target), target) == expected(SAMPLE, target)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib, about its own calls
@pytest.mark.parametrize("target", FORMATS, ids=by_name)
def test_rdflib_reads_the_same(target: Format, monkeypatch: pytest.MonkeyPatch):
    """Another library reads the same quads."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    names = {N_QUADS: "nquads", TRIG: "trig", TURTLE: "turtle", N_TRIPLES: "nt", JSON_LD: "json-ld", RDF_XML: "xml"}
    graph = rdflib.Dataset() if target.datasets else rdflib.Graph()
    graph.parse(data=graph_bytes(SAMPLE, target), format=names[target])
    back = graph.serialize(format="nquads" if target.datasets else "nt", encoding="utf-8")
    assert read(back, N_QUADS if target.datasets else N_TRIPLES) == expected(SAMPLE, target)


def test_pyld_reads_the_same():
    """An independent JSON-LD processor finds the same quads."""
    document = json.loads(graph_bytes(SAMPLE, JSON_LD))
    back = jsonld.to_rdf(document, {"format": "application/n-quads"})
    assert read(back.encode(), N_QUADS) == expected(SAMPLE, JSON_LD)


@pytest.mark.parametrize("target", FORMATS, ids=by_name)
def test_order_and_doubles_of_the_input_change_nothing(target: Format):
    """The same quads give the same bytes, however they come, as quads or as N-Quads."""
    shuffled = [*SAMPLE, *SAMPLE[::2]]
    random.Random(5).shuffle(shuffled)
    text = ox.serialize(shuffled, format=ox.RdfFormat.N_QUADS)
    assert graph_bytes(shuffled, target) == graph_bytes(SAMPLE, target) == graph_bytes(text, target)


@pytest.mark.parametrize("target", FORMATS, ids=by_name)
def test_stream_of_sorted_lines_gives_the_same_quads(target: Format):
    """Lines brought into order by `sort_key` can be written without holding them."""
    lines = ox.serialize(SAMPLE, format=ox.RdfFormat.N_QUADS).splitlines(keepends=True)
    ordered = b"".join(sorted(lines, key=lambda line: sort_key(line, target.datasets)))
    output = io.BytesIO()
    write_sorted(ox.parse(ordered, ox.RdfFormat.N_QUADS), target, output)
    assert read(output.getvalue(), target) == expected(SAMPLE, target)
    if target in (N_QUADS, N_TRIPLES, JSON_LD):
        assert output.getvalue() == graph_bytes(SAMPLE, target)


def test_nquads_are_sorted_lines():
    """N-Quads of one graph stand as `sort` would put them."""
    lines = graph_bytes([q for q in SAMPLE if q.graph_name == GRAPH], N_QUADS).splitlines()
    assert lines == sorted(lines)


def test_turtle_names_only_the_prefixes_in_use():
    """The graph of one resource does not begin with a page of prefixes."""
    text = graph_bytes(SAMPLE[:1], TURTLE).decode()
    assert text.count("@prefix") == 2
    assert "a und:Statement" in text


def test_triples_of_a_query_can_be_written():
    """A CONSTRUCT gives triples, not quads; blank nodes pass."""
    triples = [ox.Triple(STATEMENT, ox.NamedNode(str(SKOS.broader)), ox.BlankNode("b"))]
    for target in FORMATS:
        assert len(list(ox.parse(graph_bytes(triples, target), target.rdf))) == 1


def test_jsonld_uses_plain_keys_and_values():
    """The JSON is what a programmer expects: terms, numbers, lists only where there are several."""
    document = json.loads(graph_bytes(SAMPLE, JSON_LD))
    graphs = {graph["id"]: graph["@graph"] for graph in document["@graph"]}
    [node] = graphs[GRAPH.value]
    assert node["id"] == STATEMENT.value
    assert node["type"] == ["https://elsewhere.example/Thing", "schema:CreativeWork", "Statement"]
    assert node["issued"] == "2024-03-01"
    assert node["issuedMonth"] == "2024-03"
    assert node["dcterms:issued"] == "in March"
    assert node["claimedSignatoryCount"] == 198
    assert node["truncated"] is True
    assert node["confidence"] == "0.9"
    assert node["signedBy"] == [f"{BASE}/id/organisation/x", f"{BASE}/id/organisation/y"]
    assert {"@value": "‏مدارس للجميع", "@language": "ar"} in node["title"]
    assert list(node) == sorted(node)


@pytest.mark.parametrize(
    ("name", "target"),
    [("a.ttl", TURTLE), (".ttl", TURTLE), ("dumps/undersigned.nq.gz", N_QUADS), ("A.JSONLD", JSON_LD),
     ("a.v1.trig", TRIG), ("a.rdf", RDF_XML), ("a.nt", N_TRIPLES), ("a.txt", None), ("ttl", None),
     ("a.gz", None), ("", None)],
)  # fmt: skip
def test_format_is_known_by_its_suffix(name: str, target: Format | None):
    """The suffix decides, whatever its case and with or without gzip."""
    assert format_for_suffix(name) is target


@pytest.mark.parametrize(
    ("media_type", "target"),
    [("text/turtle", TURTLE), ("Application/LD+JSON; profile=x", JSON_LD), ("application/rdf+xml", RDF_XML),
     ("application/n-quads", N_QUADS), ("text/html", None), ("", None)],
)  # fmt: skip
def test_format_is_known_by_its_media_type(media_type: str, target: Format | None):
    """Case and parameters do not matter."""
    assert format_for_media_type(media_type) is target


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
LITERAL = st.one_of(
    TEXT.map(ox.Literal),
    st.builds(lambda t, tag: ox.Literal(t, language=tag), TEXT, st.sampled_from(["en", "ar", "fr-ca"])),
    st.builds(typed, TEXT, st.sampled_from([XSD.integer, XSD.boolean, XSD.date, XSD.decimal])),
    st.integers().map(lambda n: typed(str(n), XSD.integer)),
)
PREDICATE = st.sampled_from([RDF.type, DCTERMS.title, DCTERMS.issued, TERMS.position, TERMS.truncated, TERMS.signedBy])
QUAD = st.builds(quad, PREDICATE, LITERAL, st.sampled_from([GRAPH, OTHER]))


@settings(deadline=None, max_examples=40)
@given(st.lists(QUAD, max_size=8))
def test_any_literal_survives(quads: list[ox.Quad]):
    """Whatever characters a literal holds, whatever datatype it claims, it reads back as it was."""
    for target in (N_QUADS, TRIG, TURTLE, JSON_LD):
        assert read(graph_bytes(quads, target), target) == expected(quads, target)
