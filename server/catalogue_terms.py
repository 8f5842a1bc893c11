"""What the catalogue uses of others: classes and names, which the profile's shapes ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rdflib import Literal, URIRef
from rdflib.term import Node

from converters.manifest import Manifest
from data.authority import load_authority
from ontology import DCTERMS, EU_AUTHORITY, LANGUAGE, RDF, SKOS, SPDX

Fact = tuple[Node, Node, Node]


def describe_terms(kept: Sequence[Manifest], standards: Sequence[Node]) -> Iterator[Fact]:
    """The classes and names of what others define, which the profile's shapes ask for."""
    authority = load_authority()
    concepts = [("data-theme", code) for one in kept for code in one.themes]
    for table, code in sorted({*concepts, ("planned-availability", "STABLE"), ("dataset-status", "COMPLETED")}):
        yield EU_AUTHORITY[f"{table}/{code}"], RDF.type, SKOS.Concept
        yield EU_AUTHORITY[f"{table}/{code}"], SKOS.prefLabel, Literal(authority[table].get(code, code), lang="en")
    yield EU_AUTHORITY["data-theme"], RDF.type, SKOS.ConceptScheme
    yield EU_AUTHORITY["data-theme"], DCTERMS.title, Literal("Data theme", lang="en")
    for code in {"ENG", *(code for one in kept for code in one.languages)}:
        yield LANGUAGE[code], RDF.type, DCTERMS.LinguisticSystem
    for licence in {one.licence for one in kept}:
        yield URIRef(licence), RDF.type, DCTERMS.LicenseDocument
    for standard in standards:
        yield standard, RDF.type, DCTERMS.Standard
    yield EU_AUTHORITY["access-right/PUBLIC"], RDF.type, DCTERMS.RightsStatement
    yield EU_AUTHORITY["frequency/IRREG"], RDF.type, DCTERMS.Frequency
    yield SPDX.checksumAlgorithm_sha256, RDF.type, URIRef(str(SPDX) + "ChecksumAlgorithm")
