"""The JSON-LD context loses nothing, whatever processor reads it back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pyld import jsonld
from rdflib import Graph
from rdflib.compare import isomorphic

from ontology import OWL, PREFIXES, RDF, TERMS, load_ontology
from ontology.context import build_context

HEAD = "@prefix : <http://example.org/> .\n" + "".join(f"@prefix {p}: <{n}> .\n" for p, n in PREFIXES.items())
USUAL = """
:letter a und:Statement , schema:CreativeWork ;
    dcterms:title "Keep the river clean"@en , "أبقوا النهر نظيفا"@ar ; dcterms:issued "2024-03-01"^^xsd:date ;
    dcterms:modified "2024-03-05T00:00:00Z"^^xsd:dateTime ; und:claimedSignatoryCount 2 ; und:signedBy :a , :b ;
    dcterms:language <http://publications.europa.eu/resource/authority/language/ENG> ; dcat:version "1" ;
    und:signature <http://example.org/letter/signature/1> .
<http://example.org/letter/signature/1> und:position 1 ; und:nameAsPrinted "River Watch" ; und:signatory :a .
:demand und:demandText "stop"@en ; und:demandForce <https://w3id.org/undersigned/force/explicit> .
:source und:sha256 "abcd"^^xsd:hexBinary ; und:truncated false ; schema:name "letter.html" ; schema:abridged true .
:annotation a oa:Annotation ; und:confidence 0.9 ; oa:hasBody :demand ; schema:about :letter .
"""
UNUSUAL = """
:x dcterms:issued "2024"^^xsd:gYear , "2024-03"^^xsd:gYearMonth , "in spring" , "au printemps"@fr ;
    und:position "1" , 1 , 1.5 ; und:kind "a text" ; dcterms:publisher "a name" ; und:demandText "no language" ;
    und:confidence 1 , 0.90 ; und:truncated "true" , true ; und:sha256 "abcd" ; und:nameAsPrinted "N"@en , 17 ;
    dcterms:title "no language" ; eli:is_part_of "text" ; <http://schema.org/name> "old form" .
"""


def own_keys(context: dict[str, Any]) -> set[str]:
    expanded = {
        k: v if isinstance(v, str) else v["@id"] for k, v in context.items() if k not in ("@version", *PREFIXES)
    }
    return {k for k, v in expanded.items() if v.startswith("und:")}


def test_every_term_of_ours_has_its_plain_name_as_key() -> None:
    """Forty keys, one for each class and property."""
    declared = {
        str(t).removeprefix(str(TERMS))
        for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
        for t in load_ontology().subjects(RDF.type, kind)
    }
    assert own_keys(build_context()["@context"]) == declared


@pytest.mark.parametrize(
    ("key", "coercion"),
    [
        ("signatory", "@id"),
        ("similarDemand", "@id"),
        ("position", "xsd:integer"),
        ("confidence", "xsd:decimal"),
        ("truncated", "xsd:boolean"),
        ("sha256", "xsd:hexBinary"),
        ("issued", "xsd:date"),
        ("publisher", "@id"),
    ],
)
def test_a_key_says_how_its_values_are_read(key: str, coercion: str) -> None:
    """Object properties are IRIs, datatype properties have the datatype of their range."""
    assert build_context()["@context"][key]["@type"] == coercion


@pytest.mark.parametrize("key", ["demandText", "nameAsPrinted", "title", "prefLabel", "printedQualifier"])
def test_texts_are_not_coerced(key: str) -> None:
    """A text stays a string, or a value with its language."""
    assert isinstance(build_context()["@context"][key], str)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own JSON-LD parser
@pytest.mark.parametrize("native", [False, True], ids=["strings", "numbers"])
@pytest.mark.parametrize("turtle", [USUAL, UNUSUAL], ids=["usual", "unusual"])
def test_what_is_compacted_comes_back_whole(turtle: str, native: bool) -> None:
    """rdflib and PyLD read back every triple, also values of a datatype that the key does not expect."""
    graph = Graph().parse(data=HEAD + turtle, format="turtle")
    context = build_context()["@context"]
    text = graph.serialize(format="json-ld", context=context, use_native_types=native)
    assert isomorphic(Graph().parse(data=text, format="json-ld"), graph)
    triples = jsonld.to_rdf(json.loads(text), {"format": "application/n-quads"})
    assert set(Graph().parse(data=triples, format="nt")) == set(graph)


def test_a_document_reads_plainly() -> None:
    """A consumer who knows no RDF sees `title`, `signature` and `issued`."""
    graph = Graph().parse(data=HEAD + USUAL, format="turtle")
    document = json.loads(graph.serialize(format="json-ld", context=build_context()["@context"]))
    letter = next(node for node in document["@graph"] if "Statement" in node.get("type", ()))
    assert letter["issued"] == "2024-03-01"
    assert letter["signature"] == "http://example.org/letter/signature/1"
    assert {title["@language"] for title in letter["title"]} == {"en", "ar"}


def test_a_key_holds_one_datatype_of_date() -> None:
    """A month and a year have keys of their own, so that a date is never cut or padded."""
    graph = Graph().parse(data=HEAD + ':x dcterms:issued "2024-03"^^xsd:gYearMonth .', format="turtle")
    document = json.loads(graph.serialize(format="json-ld", context=build_context()["@context"]))
    assert document["issuedMonth"] == "2024-03"


def test_the_context_is_the_same_each_time() -> None:
    """Same input, same bytes."""
    assert json.dumps(build_context()) == json.dumps(build_context())
