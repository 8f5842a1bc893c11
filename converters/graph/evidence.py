"""The words on which each value rests, as Web Annotations (W3C recommendation of 2017, Web Annotation Data Model).

An annotation of a signature, demand, addressee or provision has that node as its body. A value that is a literal, or
that says nothing by itself (date, title, kind, publisher, claimed count), is named by the triple that states it: a node
of the class `rdf:Statement` with an IRI below the annotation's.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.metadata import version as installed_version
from typing import Literal as OneOf

from rdflib import URIRef
from rdflib.term import Node

from converters.graph.statement import typed
from converters.graph.terms import Triple, day, decimal, integer, node, text
from converters.identifiers import activity_path, annotation_path, review_path
from converters.model import Evidence, StatementRecord
from ontology import DCTERMS, KIND, OA, PROV, RDF, REVIEW, SCHEMA, TERMS

Quotes = OneOf["full", "short", "none"]
CONTEXT = 32
version = cache(installed_version)
SHORT = 60


def describe_evidence(record: StatementRecord, base: str, quotes: Quotes = "short") -> Iterator[Triple]:
    """The annotations of a record with its paths.

    `quotes` says how much of the source is published: `full` quotes with 32 characters before and after, `short` only
    the first words of each, at most 60 characters, `none` positions alone. Positions count code points of the stored
    text.
    """
    writer = _Writer(record, base, quotes)
    for name, evidence, path in _nodes(record):
        if _is_empty(evidence):
            continue
        annotation = writer.annotation(name)
        yield annotation, OA.hasBody, node(base, path)
        yield from writer.describe(annotation, evidence)
    for name, evidence, predicate, value in _values(record, base):
        if _is_empty(evidence):
            continue
        annotation = writer.annotation(name)
        stated = URIRef(f"{annotation}/triple")
        yield annotation, OA.hasBody, stated
        yield stated, RDF.type, RDF.Statement
        yield stated, RDF.subject, writer.statement
        yield stated, RDF.predicate, predicate
        yield stated, RDF.object, value
        yield from writer.describe(annotation, evidence)


def _is_empty(evidence: Evidence) -> bool:
    """Whether a value rests on no words of the text, but on the document's own markup: then there is no annotation."""
    return evidence.span.start >= evidence.span.end


def _nodes(record: StatementRecord) -> Iterator[tuple[str, Evidence, str]]:
    """What has an IRI of its own: the annotation's name, the evidence, the path."""
    for signatory in record.signatories:
        yield f"signature-{signatory.number}", signatory.evidence, signatory.path
    for demand in record.demands:
        yield f"demand-{demand.number}", demand.evidence, demand.path
    for i, addressee in enumerate(record.addressees, start=1):
        yield f"addressee-{i}", addressee.evidence, addressee.path
    for i, citation in enumerate(record.citations, start=1):
        yield f"cites-{i}", citation.evidence, citation.path


def _values(record: StatementRecord, base: str) -> Iterator[tuple[str, Evidence, URIRef, Node]]:
    """What is stated of the statement itself: the annotation's name, the evidence, predicate and object."""
    if record.title:
        title = text(record.title.value, record.title.language or record.language)
        yield "title", record.title.evidence, DCTERMS.title, title
    if record.date:
        yield "date", record.date.evidence, DCTERMS.issued, day(record.date.value)
    if record.kind_evidence:
        yield "kind", record.kind_evidence, TERMS.kind, KIND[record.kind]
    if record.publisher:
        yield "publisher", record.publisher.evidence, DCTERMS.publisher, node(base, record.publisher.path)
    if record.claimed_count:
        count = integer(record.claimed_count.value)
        yield "claimed-count", record.claimed_count.evidence, TERMS.claimedSignatoryCount, count


def found_by(evidence: Evidence) -> str:
    """The path of the activity that gave a value: a rule, or the review that corrected it."""
    if evidence.review == "corrected":
        return review_path(evidence.decided_by)
    return activity_path(evidence.rule, version("undersigned"))


class _Writer:
    """Writes the annotations of one record."""

    def __init__(self, record: StatementRecord, base: str, quotes: Quotes) -> None:
        self._record, self._base, self._quotes = record, base, quotes
        self.statement = node(base, record.path)

    def annotation(self, name: str) -> URIRef:
        """The node of an annotation."""
        return node(self._base, annotation_path(self._record.path, name))

    def describe(self, annotation: URIRef, evidence: Evidence) -> Iterator[Triple]:
        """All of an annotation but its body."""
        target, place = URIRef(f"{annotation}/target"), URIRef(f"{annotation}/place")
        yield annotation, RDF.type, OA.Annotation
        yield annotation, OA.motivatedBy, OA.identifying
        yield annotation, SCHEMA.about, self.statement
        yield annotation, TERMS.confidence, decimal(evidence.confidence)
        yield annotation, TERMS.reviewState, REVIEW[evidence.review]
        yield annotation, PROV.wasGeneratedBy, node(self._base, found_by(evidence))
        yield annotation, OA.hasTarget, target
        yield target, RDF.type, OA.SpecificResource
        yield target, OA.hasSource, node(self._base, self._record.source_path)
        yield target, OA.hasSelector, place
        yield from typed(place, (OA.TextPositionSelector,))
        yield place, OA.start, integer(evidence.span.start)
        yield place, OA.end, integer(evidence.span.end)
        if self._quotes != "none":
            yield target, OA.hasSelector, URIRef(f"{annotation}/quote")
            yield from self._quote(URIRef(f"{annotation}/quote"), evidence)

    def _around(self, start: int, end: int) -> tuple[int, int]:
        """Between which positions words beside a quote may be published: those of its statement."""
        span = self._record.span
        return (span.start, span.end) if span.start <= start and end <= span.end else (start, end)

    def _quote(self, quote: URIRef, evidence: Evidence) -> Iterator[Triple]:
        whole, start, end = self._record.document.text, evidence.span.start, evidence.span.end
        exact = whole[start:end]
        first, last = self._around(start, end)
        yield quote, RDF.type, OA.TextQuoteSelector
        yield quote, OA.exact, text(exact if self._quotes == "full" else _first_words(exact))
        if self._quotes == "full":
            if before := whole[max(first, start - CONTEXT) : start]:
                yield quote, OA.prefix, text(before)
            if after := whole[end : min(last, end + CONTEXT)]:
                yield quote, OA.suffix, text(after)


def _first_words(quote: str) -> str:
    """The begin of a quote up to 60 characters, cut between words where there is a border."""
    if len(quote) <= SHORT:
        return quote
    words = quote[: SHORT + 1].rsplit(maxsplit=1)[0]
    return words if len(words) <= SHORT else quote[:SHORT]
