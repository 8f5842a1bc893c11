"""Statements as nested JSON with plain keys, for programmers who know no RDF; and the context that makes it JSON-LD.

One table of keys gives both the frame and the context, so every document parses to triples of the release (JSON-LD
1.1). Texts by language stand under language codes, `@none` where the language is unknown; codes of a vocabulary stand
without its IRI, and the context has it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pyoxigraph as ox
from rdflib import URIRef

from ontology import ADDRESSEE_TYPE, DCAT, DCTERMS, FORCE, KIND, LANGUAGE, RDF, SCHEMA, SKOS, TERMS, XSD

How = Literal["text", "plain", "node", "code"]
Facts = Mapping[tuple[str, str], list[ox.NamedNode | ox.Literal]]
Node = dict[str, Any]

CONTEXT_PATH = "context/statement.jsonld"  # below the base
CONTEXT_RELATION = "http://www.w3.org/ns/json-ld#context"
CLASSES = (
    *("Statement", "Signature", "Demand", "Addressee", "Organisation", "Coalition", "Person"),
    *("LegalProvision", "LegalInstrument", "SourceDocument"),
)
_TYPE = str(RDF.type)


@dataclass(frozen=True)
class Key:
    """A key of a frame. `how` its values are written: as text by language, plain, as nodes, or as codes of `space`.

    `datatype` is that of plain values; `many` makes a list of them always; `frame` names the frame of nodes, "" where
    only their IRI is given.
    """

    term: URIRef
    how: How = "plain"
    datatype: URIRef | None = None
    many: bool = False
    frame: str = ""
    space: str = ""


def _nodes(term: URIRef, frame: str) -> Key:
    return Key(term, "node", many=True, frame=frame)


_NAME = Key(SKOS.prefLabel, "text")
_POSITION = Key(TERMS.position, datatype=XSD.integer)
_CITES, _THEMES = _nodes(TERMS.cites, "provision"), _nodes(DCTERMS.subject, "theme")

FRAMES: dict[str, dict[str, Key]] = {
    "statement": {
        "title": Key(DCTERMS.title, "text"),
        "issued": Key(DCTERMS.issued, datatype=XSD.date),
        "issuedMonth": Key(DCTERMS.issued, datatype=XSD.gYearMonth),
        "issuedYear": Key(DCTERMS.issued, datatype=XSD.gYear),
        "modified": Key(DCTERMS.modified, datatype=XSD.dateTime),
        "version": Key(DCAT.version),
        "currentVersion": Key(DCAT.hasCurrentVersion, "node"),
        "kind": Key(TERMS.kind, "code", space=str(KIND)),
        "language": Key(DCTERMS.language, "code", space=str(LANGUAGE)),
        "publishers": _nodes(DCTERMS.publisher, "agent"),
        "addressees": _nodes(TERMS.addressedTo, "addressee"),
        "claimedSignatories": Key(TERMS.claimedSignatoryCount, datatype=XSD.integer),
        "signatories": _nodes(TERMS.signature, "signature"),
        "demands": _nodes(TERMS.makesDemand, "demand"),
        "cites": _CITES,
        "themes": _THEMES,
        "translationOf": _nodes(TERMS.translationOf, ""),
        "sources": _nodes(TERMS.extractedFrom, "source"),
    },
    "signature": {
        "position": _POSITION,
        "nameAsPrinted": Key(TERMS.nameAsPrinted),
        "qualifier": Key(TERMS.printedQualifier),
        "signatory": Key(TERMS.signatory, "node", frame="agent"),
    },
    "demand": {
        "position": _POSITION,
        "text": Key(TERMS.demandText, "text"),
        "force": Key(TERMS.demandForce, "code", space=str(FORCE)),
        "directedTo": _nodes(TERMS.directedTo, "party"),
        "cites": _CITES,
        "themes": _THEMES,
    },
    "addressee": {
        "name": _NAME,
        "sort": Key(TERMS.addresseeType, "code", space=str(ADDRESSEE_TYPE)),
        "office": Key(TERMS.office, "node", frame="party"),
        "body": Key(TERMS.body, "node", frame="agent"),
        "holder": Key(TERMS.holder, "node", frame="agent"),
    },
    "agent": {"name": _NAME},
    "party": {"name": _NAME},
    "theme": {"name": _NAME},
    "provision": {
        "name": _NAME,
        "locator": Key(TERMS.locator),
        "instrument": Key(TERMS.partOfInstrument, "node", frame="party"),
    },
    "source": {
        "fileName": Key(SCHEMA.name),
        "sha256": Key(TERMS.sha256, datatype=XSD.hexBinary),
        "abridged": Key(SCHEMA.abridged, datatype=XSD.boolean),
        "truncated": Key(TERMS.truncated, datatype=XSD.boolean),
    },
    "organisation": {"name": _NAME, "otherNames": Key(SKOS.altLabel, "text"), "sameAs": _nodes(SCHEMA.sameAs, "")},
    "law": {
        "name": _NAME,
        "otherNames": Key(SKOS.altLabel, "text"),
        "numbers": Key(TERMS.instrumentNumber, many=True),
        "locator": Key(TERMS.locator),
        "instrument": Key(TERMS.partOfInstrument, "node"),
        "sameAs": _nodes(SCHEMA.sameAs, ""),
    },
}


@dataclass(frozen=True)
class Framer:
    """Frames what stands in some N-Triples; `frame(iri, "statement")` is one document without its context."""

    triples: bytes
    facts: Facts = field(init=False)

    def __post_init__(self) -> None:
        facts: dict[tuple[str, str], list[ox.NamedNode | ox.Literal]] = defaultdict(list)
        for quad in ox.parse(self.triples, ox.RdfFormat.N_TRIPLES):
            assert isinstance(quad.subject, ox.NamedNode)
            assert isinstance(quad.object, ox.NamedNode | ox.Literal)
            facts[quad.subject.value, quad.predicate.value].append(quad.object)
        object.__setattr__(self, "facts", facts)

    def frame(self, iri: str, frame: str) -> Node:
        """A resource as a node of a frame: `id`, `type` in words of ours, then the keys that have values."""
        node: Node = {"id": iri}
        kinds = [term.value.removeprefix(str(TERMS)) for term in self.facts.get((iri, _TYPE), ())]
        ours = sorted(kind for kind in kinds if ":" not in kind)
        if ours:
            node["type"] = ours[0] if len(ours) == 1 else ours
        for name, key in FRAMES[frame].items():
            values = [term for term in self.facts.get((iri, str(key.term)), ()) if _fits(term, key)]
            if values:
                node[name] = self._write(values, key)
        return node

    def _write(self, values: list[Any], key: Key) -> Any:
        if key.how == "text":
            return _by_language(values)
        if key.how == "node":
            found = [self.frame(term.value, key.frame) if key.frame else term.value for term in values]
            if key.frame:
                found.sort(key=lambda node: (node.get("position", 0), node["id"]))
        elif key.how == "code":
            found = [term.value.removeprefix(key.space) for term in values]
        else:
            found = [_plain(term, key.datatype) for term in values]
        return found if key.many or len(found) > 1 else found[0]


def build_statement_context() -> dict[str, Any]:
    """The context of framed statements, `{"@context": {…}}`."""
    terms: dict[str, Any] = {"@version": 1.1, "@protected": True, "id": "@id", "type": {"@id": "@type"}}
    terms |= {name: str(TERMS[name]) for name in CLASSES}
    for keys in FRAMES.values():
        terms |= {name: _definition(key) for name, key in keys.items()}
    return {"@context": terms}


def _definition(key: Key) -> dict[str, Any]:
    """A term definition (JSON-LD 1.1, section 4.1) that reads the values as they are written."""
    entry: dict[str, Any] = {"@id": str(key.term)}
    if key.how == "text":
        return entry | {"@container": "@language"}
    if key.how == "code":
        return entry | {"@type": "@vocab", "@context": {"@vocab": key.space}}
    if key.how == "node":
        entry["@type"] = "@id"
    elif key.datatype:
        entry["@type"] = str(key.datatype)
    return entry | ({"@container": "@set"} if key.many else {})


def _fits(term: ox.NamedNode | ox.Literal, key: Key) -> bool:
    """Whether a value can stand under a key; a date stands under the key of its precision."""
    if key.how in ("node", "code"):
        return isinstance(term, ox.NamedNode)
    if isinstance(term, ox.NamedNode):
        return False
    return key.datatype is None or term.datatype.value == str(key.datatype)


def _by_language(values: list[ox.Literal]) -> dict[str, str | list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for term in values:
        found[term.language or "@none"].append(term.value)
    return {code: texts[0] if len(texts) == 1 else texts for code, texts in sorted(found.items())}


def _plain(term: ox.Literal, datatype: URIRef | None) -> Any:
    if datatype == XSD.integer:
        return int(term.value)
    if datatype == XSD.boolean:
        return term.value == "true"
    if term.language:
        return {"@value": term.value, "@language": term.language}
    return term.value
