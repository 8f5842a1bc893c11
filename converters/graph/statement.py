"""A record as the triples of its statement: the only place where the fields of a record meet the ontology's terms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rdflib import URIRef

from converters.graph.terms import Triple, boolean, day, digest, integer, moment, node, text
from converters.identifiers import change_path, theme_path, version_path
from converters.model import Demand, Document, Signatory, StatementRecord
from data import Reference
from ontology import AS, DCAT, DCTERMS, ELI, FOAF, FORCE, KIND, LANGUAGE, ORG, PROV, RDF, REVIEW, SCHEMA, TERMS

_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+")

ORGANISATION_TYPES = (TERMS.Organisation, ORG.Organization, FOAF.Organization, SCHEMA.Organization)
COALITION_TYPES = (TERMS.Coalition, *ORGANISATION_TYPES, ORG.OrganizationalCollaboration)
PERSON_TYPES = (TERMS.Person, FOAF.Person, SCHEMA.Person)
ADDRESSEE_TYPES = (TERMS.Addressee, PROV.Entity)
PROVISION_TYPES = (TERMS.LegalProvision, ELI.LegalResource, SCHEMA.Legislation)
INSTRUMENT_TYPES = (TERMS.LegalInstrument, *PROVISION_TYPES)
PART_TYPES = (*PROVISION_TYPES, ELI.LegalResourceSubdivision)
_STATEMENT_TYPES = (TERMS.Statement, SCHEMA.CreativeWork, FOAF.Document, PROV.Entity)
_DEMAND_TYPES = (TERMS.Demand, SCHEMA.CreativeWork, PROV.Entity)
_SIGNATURE_TYPES = (TERMS.Signature, PROV.Entity)
_SOURCE_TYPES = (TERMS.SourceDocument, FOAF.Document, SCHEMA.DigitalDocument, PROV.Entity)


def typed(subject: URIRef, types: tuple[URIRef, ...]) -> Iterator[Triple]:
    """A node's own type and all that follow from it, written out since nobody infers."""
    return ((subject, RDF.type, kind) for kind in types)


def describe_statement(record: StatementRecord, base: str, reference: Reference) -> Iterator[Triple]:
    """The triples of a statement with its source, signatures and demands; the record must have its paths."""
    statement, source = node(base, record.path), node(base, record.source_path)
    yield from typed(statement, _STATEMENT_TYPES)
    if record.title:
        yield statement, DCTERMS.title, text(record.title.value, record.title.language or record.language)
    if record.date:
        yield statement, DCTERMS.issued, day(record.date.value)
    if record.publisher:
        yield statement, DCTERMS.publisher, node(base, record.publisher.path)
    if record.claimed_count:
        yield statement, TERMS.claimedSignatoryCount, integer(record.claimed_count.value)
    yield statement, TERMS.kind, KIND[record.kind]
    yield statement, DCTERMS.language, LANGUAGE[reference.languages[record.language].authority]
    yield statement, TERMS.extractedFrom, source
    for subject in record.subjects:
        yield statement, DCTERMS.subject, node(base, theme_path(subject))
    for addressee in record.addressees:
        if addressee.formal:
            yield statement, TERMS.addressedTo, node(base, addressee.path)
    for citation in record.citations:
        yield statement, TERMS.cites, node(base, citation.path)
    yield from describe_version(record, base)
    if record.review != "unreviewed":
        yield statement, TERMS.reviewState, REVIEW[record.review]
    yield from _describe_source(record.document, source)
    for signatory in record.signatories:
        yield from _describe_signature(signatory, statement, base)
    for demand in record.demands:
        yield from _describe_demand(demand, record, base)


_ACTIVITIES = {
    "joined": AS.Join, "left": AS.Leave, "added": AS.Add, "dropped": AS.Remove, "reworded": AS.Update,
}  # fmt: skip


def describe_version(record: StatementRecord, base: str) -> Iterator[Triple]:
    """The versions of a statement, with the day and the changes of each as far as they were kept.

    A change is an activity of ActivityStreams 2.0: who joined or left the statement, which demand was added, removed or
    updated.
    """
    if not record.modified:
        return
    statement = node(base, record.path)
    yield statement, DCTERMS.modified, moment(record.modified)
    yield statement, DCAT.version, text(str(record.version))
    yield statement, DCAT.hasCurrentVersion, node(base, version_path(record.path, record.version))
    days = {change.version: change.date for change in record.history} | {record.version: record.modified}
    for number, date in sorted(days.items()):
        version = node(base, version_path(record.path, number))
        yield version, RDF.type, PROV.Entity
        yield version, DCAT.version, text(str(number))
        yield version, DCTERMS.isVersionOf, statement
        yield version, DCTERMS.modified, moment(date)
        if number - 1 in days:
            yield version, PROV.wasRevisionOf, node(base, version_path(record.path, number - 1))
        made = [change for change in record.history if change.version == number and change.kind in _ACTIVITIES]
        for place, change in enumerate(made, start=1):
            activity = node(base, change_path(record.path, number, place))
            yield version, DCTERMS.hasPart, activity
            yield activity, RDF.type, _ACTIVITIES[change.kind]
            yield activity, AS.object, node(base, change.part)
            if change.agent:
                yield activity, AS.actor, node(base, change.agent)


def _describe_source(document: Document, source: URIRef) -> Iterator[Triple]:
    yield from typed(source, _SOURCE_TYPES)
    yield source, SCHEMA.name, text(document.name)
    yield source, SCHEMA.encodingFormat, text(document.media_type)
    yield source, TERMS.sha256, digest(document.sha256)
    yield source, TERMS.truncated, boolean(document.truncated)
    if document.abridged:
        yield source, SCHEMA.abridged, boolean(True)
    if document.metadata.url and _WEB_ADDRESS.fullmatch(document.metadata.url):
        yield source, SCHEMA.url, URIRef(document.metadata.url)


def _describe_signature(signatory: Signatory, statement: URIRef, base: str) -> Iterator[Triple]:
    signature, agent = node(base, signatory.path), node(base, signatory.agent_path)
    yield statement, TERMS.signature, signature
    yield statement, TERMS.signedBy, agent
    yield from typed(signature, _SIGNATURE_TYPES)
    yield signature, TERMS.signatory, agent
    yield signature, TERMS.nameAsPrinted, text(signatory.as_printed)
    yield signature, TERMS.position, integer(signatory.position)
    beside = signatory.qualifier or ""
    if signatory.country and signatory.country not in beside:
        beside = ", ".join(filter(None, (beside, signatory.country)))
    if beside:
        yield signature, TERMS.printedQualifier, text(beside)


def _describe_demand(demand: Demand, record: StatementRecord, base: str) -> Iterator[Triple]:
    statement, subject = node(base, record.path), node(base, demand.path)
    yield statement, TERMS.makesDemand, subject
    yield from typed(subject, _DEMAND_TYPES)
    yield subject, TERMS.demandText, text(demand.text, record.language)
    yield subject, TERMS.demandForce, FORCE[demand.force]
    yield subject, TERMS.position, integer(demand.position)
    for i in demand.addressees:
        yield subject, TERMS.directedTo, node(base, record.addressees[i].path)
    for i in demand.citations:
        yield subject, TERMS.cites, node(base, record.citations[i].path)
    for theme in demand.subjects:
        yield subject, DCTERMS.subject, node(base, theme_path(theme))


def describe_links(record: StatementRecord, base: str) -> Iterator[Triple]:
    """The types of what a statement names and other graphs describe: the context in which it is validated."""
    if record.publisher:
        yield from typed(node(base, record.publisher.path), ORGANISATION_TYPES)
    for signatory in record.signatories:
        types = PERSON_TYPES if signatory.kind == "person" else ORGANISATION_TYPES
        agent = node(base, signatory.agent_path)
        yield from ((agent, RDF.type, AS.Tombstone),) if signatory.withheld else typed(agent, types)
    for addressee in record.addressees:
        yield from typed(node(base, addressee.path), ADDRESSEE_TYPES)
    for citation in record.citations:
        types = PART_TYPES if citation.locator else INSTRUMENT_TYPES
        yield from typed(node(base, citation.path), types)
