"""The JSON-LD context: plain keys for the terms of ours and for the reused ones, derived from the ontology."""

from __future__ import annotations

from typing import Any

from rdflib import Graph, URIRef

from ontology import (
    AS,
    DCAT,
    DCTERMS,
    ELI,
    FOAF,
    OA,
    ONTOLOGY,
    ORG,
    OWL,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    TERMS,
    XSD,
    load_ontology,
)

_ID = "@id"

# Keys of reused terms: the term and how its values are read: as IRIs, as one datatype, or (None) as they stand.
# A date is written as precisely as the document gives it, so `dcterms:issued` has a key for each datatype.
_REUSED: dict[str, tuple[URIRef, str | URIRef | None]] = {
    "title": (DCTERMS.title, None),
    "description": (DCTERMS.description, None),
    "identifier": (DCTERMS.identifier, None),
    "issued": (DCTERMS.issued, XSD.date),
    "issuedMonth": (DCTERMS.issued, XSD.gYearMonth),
    "issuedYear": (DCTERMS.issued, XSD.gYear),
    "modified": (DCTERMS.modified, XSD.dateTime),
    "publisher": (DCTERMS.publisher, _ID),
    "language": (DCTERMS.language, _ID),
    "subject": (DCTERMS.subject, _ID),
    "spatial": (DCTERMS.spatial, _ID),
    "license": (DCTERMS.license, _ID),
    "rights": (DCTERMS.rights, None),
    "hasPart": (DCTERMS.hasPart, _ID),
    "isVersionOf": (DCTERMS.isVersionOf, _ID),
    "isReplacedBy": (DCTERMS.isReplacedBy, _ID),
    "references": (DCTERMS.references, _ID),
    "version": (DCAT.version, None),
    "hasCurrentVersion": (DCAT.hasCurrentVersion, _ID),
    "prefLabel": (SKOS.prefLabel, None),
    "altLabel": (SKOS.altLabel, None),
    "inScheme": (SKOS.inScheme, _ID),
    "topConceptOf": (SKOS.topConceptOf, _ID),
    "broader": (SKOS.broader, _ID),
    "name": (SCHEMA.name, None),
    "inLanguage": (SCHEMA.inLanguage, None),
    "abridged": (SCHEMA.abridged, XSD.boolean),
    "about": (SCHEMA.about, _ID),
    "sameAs": (SCHEMA.sameAs, _ID),
    "url": (SCHEMA.url, _ID),
    "homepage": (FOAF.homepage, _ID),
    "memberOf": (ORG.memberOf, _ID),
    "postIn": (ORG.postIn, _ID),
    "isPartOf": (ELI.is_part_of, _ID),
    "hasBody": (OA.hasBody, _ID),
    "hasTarget": (OA.hasTarget, _ID),
    "hasSource": (OA.hasSource, _ID),
    "hasSelector": (OA.hasSelector, _ID),
    "motivatedBy": (OA.motivatedBy, _ID),
    "exact": (OA.exact, None),
    "prefix": (OA.prefix, None),
    "suffix": (OA.suffix, None),
    "start": (OA.start, XSD.integer),
    "end": (OA.end, XSD.integer),
    "wasDerivedFrom": (PROV.wasDerivedFrom, _ID),
    "invalidatedAtTime": (PROV.invalidatedAtTime, XSD.dateTime),
    "formerType": (AS.formerType, _ID),
}

# Ranges whose values JSON-LD already writes plainly: strings as they are, texts with their language.
_PLAIN = {XSD.string, RDF.langString, RDFS.Literal}


def _compact(iri: URIRef) -> str:
    """The IRI with a prefix of `PREFIXES`, or whole where none fits."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return str(iri)


def _definition(term: URIRef, coercion: str | URIRef | None) -> Any:
    """A term definition (JSON-LD 1.1, section 4.1): a string, or an object with the coercion."""
    if coercion is None:
        return _compact(term)
    return {_ID: _compact(term), "@type": coercion if coercion == _ID else _compact(URIRef(coercion))}


def _coercion(ontology: Graph, term: URIRef) -> str | URIRef | None:
    """How the values of a property of ours are read, by its kind and range."""
    if (term, RDF.type, OWL.ObjectProperty) in ontology:
        return _ID
    datatypes = [r for r in ontology.objects(term, RDFS.range) if isinstance(r, URIRef) and r not in _PLAIN]
    return datatypes[0] if datatypes else None


def build_context() -> dict[str, Any]:
    """A JSON-LD 1.1 context document, `{"@context": {…}}`: prefixes, then classes, then properties, each sorted.

    Nothing is lost by compacting with it: a value that does not fit the coercion of a key keeps its datatype under
    the prefixed name of its property. `schema_http` lets a consumer name the older form of schema.org's IRIs.
    """
    ontology = load_ontology()
    defined = [term for term in ontology.subjects(RDFS.isDefinedBy, ONTOLOGY) if isinstance(term, URIRef)]
    keys: dict[str, Any] = {}
    for term in defined:
        if term.startswith(str(TERMS)):
            is_class = (term, RDF.type, OWL.Class) in ontology
            keys[term.removeprefix(str(TERMS))] = _definition(term, None if is_class else _coercion(ontology, term))
    for key, (term, coercion) in _REUSED.items():
        if key in keys:
            raise ValueError(f"ontology/context.py: the key {key} is a term of undersigned.ttl already")
        keys[key] = _definition(term, coercion)
    head = {"@version": 1.1, "id": _ID, "type": "@type"}
    return {"@context": head | PREFIXES | {"schema_http": "http://schema.org/"} | dict(sorted(keys.items()))}
