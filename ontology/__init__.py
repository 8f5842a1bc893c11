"""The ontology and the only door to namespaces: `load_ontology()`, `TERMS`, `PREFIXES` and the vocabularies of others.

`TERMS.Statement` is an IRI; `TERMS.Statment` raises AttributeError where it is written. The concepts of the four
schemes are closed in the same way: `KIND["open-letter"]`, `FORCE.explicit`, `REVIEW.accepted`,
`ADDRESSEE_TYPE.person`; a wrong one raises KeyError or AttributeError.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from rdflib import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, VANN, VOID, XSD, Graph, URIRef
from rdflib.namespace import ClosedNamespace

from ontology.vocabularies import ADMS, AS, DCAT, DQV, ELI, EU_AUTHORITY, LANGUAGE, LDES, OA, SCHEMA, SD, SPDX, TREE

__all__ = [
    "ADDRESSEE_TYPE",
    "ADMS",
    "AS",
    "DCAT",
    "DCTERMS",
    "DQV",
    "ELI",
    "EU_AUTHORITY",
    "FOAF",
    "FORCE",
    "KIND",
    "LANGUAGE",
    "LDES",
    "OA",
    "ONTOLOGY",
    "ORG",
    "OWL",
    "PREFIXES",
    "PROV",
    "RDF",
    "RDFS",
    "REVIEW",
    "SCHEMA",
    "SD",
    "SH",
    "SHAPES",
    "SKOS",
    "SPDX",
    "TERMS",
    "TREE",
    "VANN",
    "VOID",
    "XSD",
    "load_alignments",
    "load_ontology",
]

ONTOLOGY = URIRef("https://w3id.org/undersigned/def")
SHAPES = URIRef("https://w3id.org/undersigned/shapes")
_NAMESPACE = f"{ONTOLOGY}#"
_SCHEMES = "https://w3id.org/undersigned/"


def _read(name: str) -> Graph:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return Graph(bind_namespaces="none").parse(data=text, format="turtle")


@lru_cache(maxsize=1)
def load_ontology() -> Graph:
    """The classes, properties and concept schemes of `undersigned.ttl`, read once; do not change the graph."""
    return _read("undersigned.ttl")


@lru_cache(maxsize=1)
def load_alignments() -> Graph:
    """The near matches of `alignments.ttl`, read once; they are documentation and never loaded with the data."""
    return _read("alignments.ttl")


def _terms() -> ClosedNamespace:
    """The classes and properties that `undersigned.ttl` declares as its own."""
    declared = [str(term) for term in load_ontology().subjects(RDFS.isDefinedBy, ONTOLOGY)]
    own = sorted(term.removeprefix(_NAMESPACE) for term in declared if term.startswith(_NAMESPACE))
    return ClosedNamespace(_NAMESPACE, own)


def _concepts(scheme: str) -> ClosedNamespace:
    """The concepts that `undersigned.ttl` puts in one of its schemes."""
    iri = URIRef(_SCHEMES + scheme)
    members = load_ontology().subjects(SKOS.inScheme, iri)
    return ClosedNamespace(f"{iri}/", sorted(str(m).removeprefix(f"{iri}/") for m in members))


TERMS = _terms()
KIND = _concepts("kind")
FORCE = _concepts("force")
REVIEW = _concepts("review")
ADDRESSEE_TYPE = _concepts("addressee-type")

# What serialisers write, and what the JSON-LD context declares. Ours first, then by name.
PREFIXES: dict[str, str] = {
    "und": _NAMESPACE,
    "adms": str(ADMS),
    "as": str(AS),
    "dcat": str(DCAT),
    "dcterms": str(DCTERMS),
    "dqv": str(DQV),
    "eli": str(ELI),
    "foaf": str(FOAF),
    "ldes": str(LDES),
    "oa": str(OA),
    "org": str(ORG),
    "owl": str(OWL),
    "prov": str(PROV),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "schema": str(SCHEMA),
    "sd": str(SD),
    "sh": str(SH),
    "skos": str(SKOS),
    "spdx": str(SPDX),
    "tree": str(TREE),
    "vann": str(VANN),
    "void": str(VOID),
    "xsd": str(XSD),
}
