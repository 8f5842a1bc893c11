"""The ontology and the shapes as their pages show them: groups of terms with names, texts and facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rdflib import Graph
from rdflib.collection import Collection
from rdflib.term import Literal, Node, URIRef

from ontology import DCTERMS, OWL, PREFIXES, RDF, RDFS, SCHEMA, SH, SHAPES, SKOS, load_ontology
from shapes import load_shapes

Names = dict[str, str]

SHOWN_APART = frozenset(
    (RDF.type, SH.targetClass, SH.path, SH.severity, SH.message, SH.name, SH.description, RDFS.label, RDFS.comment)
)


class Value(NamedTuple):
    """A value in a term's list of facts: its text, and where it leads or ""."""

    text: str
    href: str


@dataclass(frozen=True)
class Term:
    """One section of the page."""

    anchor: str
    short: str
    names: Names
    text: Names
    note: Names
    facts: list[tuple[str, list[Value]]]


@dataclass(frozen=True)
class Group:
    """Terms under one heading; `word` is the key of the heading in the interface's words."""

    word: str
    terms: list[Term]


@lru_cache(maxsize=1)
def describe_ontology() -> list[Group]:
    """Classes, properties and concepts in alphabetical order."""
    graph = load_ontology()
    properties = _sorted(
        s for kind in (OWL.ObjectProperty, OWL.DatatypeProperty) for s in graph.subjects(RDF.type, kind)
    )
    return [
        Group("classes", [_term(graph, term) for term in _sorted(graph.subjects(RDF.type, OWL.Class))]),
        Group("properties", [_term(graph, term) for term in properties]),
        Group("concepts", [_term(graph, term) for term in _sorted(graph.subjects(RDF.type, SKOS.Concept))]),
    ]


@lru_cache(maxsize=1)
def describe_shapes() -> list[Group]:
    """The node shapes, and the property shapes with what each checks."""
    graph = load_shapes()
    nodes = _sorted(graph.subjects(RDF.type, SH.NodeShape))
    properties = [shape for shape in _sorted(graph.subjects(RDF.type, SH.PropertyShape)) if shape not in nodes]
    return [
        Group("classes", [_shape(graph, shape) for shape in nodes]),
        Group("checks", [_shape(graph, shape) for shape in properties]),
    ]


def shorten(iri: str) -> str:
    """An IRI with its prefix, or without the namespace of ours for concepts and shapes."""
    for prefix, start in PREFIXES.items():
        if iri.startswith(start) and iri != start:
            return f"{prefix}:{iri.removeprefix(start)}"
    return iri.removeprefix(f"{SHAPES}#").removeprefix("https://w3id.org/undersigned/")


def _term(graph: Graph, term: URIRef) -> Term:
    named = (
        ("subclass_of", RDFS.subClassOf),
        ("super_property", RDFS.subPropertyOf),
        ("domain", RDFS.domain),
        ("domain", SCHEMA.domainIncludes),
        ("range", RDFS.range),
        ("range", SCHEMA.rangeIncludes),
        ("related", RDFS.seeAlso),
    )
    facts: dict[str, list[Value]] = {}
    for word, predicate in named:
        values = [_value(graph, value) for value in sorted(graph.objects(term, predicate), key=str)]
        if values:
            facts.setdefault(word, []).extend(values)
    names = _texts(graph, term, SKOS.prefLabel) or _texts(graph, term, RDFS.label)
    text = _texts(graph, term, RDFS.comment) or _texts(graph, term, SKOS.definition)
    return Term(_anchor(term), shorten(term), names, text, _texts(graph, term, SKOS.scopeNote), list(facts.items()))


def _shape(graph: Graph, shape: URIRef) -> Term:
    facts: list[tuple[str, list[Value]]] = []
    for word, predicate in (("target", SH.targetClass), ("path", SH.path), ("severity", SH.severity)):
        values = [_value(graph, value) for value in sorted(graph.objects(shape, predicate), key=str)]
        if values:
            facts.append((word, values))
    others = {predicate for predicate in graph.predicates(shape) if isinstance(predicate, URIRef)} - SHOWN_APART
    for predicate in sorted(others):
        values = [_value(graph, value) for value in sorted(graph.objects(shape, predicate), key=str)]
        facts.append((shorten(predicate), [value for value in values if value.text]))
    names = _texts(graph, shape, SH.name) or _texts(graph, shape, RDFS.label)
    text = (
        _texts(graph, shape, SH.message) or _texts(graph, shape, SH.description) or _texts(graph, shape, RDFS.comment)
    )
    return Term(_anchor(shape), shorten(shape), names, text, {}, [fact for fact in facts if fact[1]])


def _sorted(nodes: Iterable[Node]) -> list[URIRef]:
    return sorted({node for node in nodes if isinstance(node, URIRef)}, key=str)


def _anchor(term: str) -> str:
    """The end of a section's address: that of a hash IRI itself, so that the IRI leads to its section."""
    if "#" in term:
        return term.rpartition("#")[2]
    return term.removeprefix("https://w3id.org/undersigned/").replace("/", "-")


def _texts(graph: Graph, subject: URIRef, predicate: URIRef) -> Names:
    values = sorted((v for v in graph.objects(subject, predicate) if isinstance(v, Literal)), key=str)
    return {value.language or "": str(value) for value in values}


def _value(graph: Graph, value: Node) -> Value:
    if isinstance(value, Literal):
        return Value(str(value), "")
    if isinstance(value, URIRef):
        ours = (value, None, None) in graph
        return Value(shorten(value), f"#{_anchor(value)}" if ours else str(value))
    return Value(", ".join(_members(graph, value)), "")


def _members(graph: Graph, node: Node) -> Iterator[str]:
    """The members of a list, or of a union of classes; a path's inner property."""
    for predicate in (OWL.unionOf, SH.inversePath, SH.alternativePath):
        for inner in graph.objects(node, predicate):
            yield from _members(graph, inner) if (inner, RDF.first, None) in graph else (shorten(str(inner)),)
    if (node, RDF.first, None) in graph:
        yield from (shorten(str(item)) for item in Collection(graph, node) if not str(item).startswith("n"))


def describe_header(graph: Graph, subject: URIRef) -> tuple[Names, Names, list[tuple[str, str]]]:
    """Title, abstract and plain facts of the ontology itself."""
    facts = []
    for word, predicate in (("version", OWL.versionIRI), ("date", DCTERMS.modified), ("licence", DCTERMS.license)):
        value = graph.value(subject, predicate)
        if value is not None:
            facts.append((word, str(value)))
    return _texts(graph, subject, DCTERMS.title), _texts(graph, subject, DCTERMS.description), facts
