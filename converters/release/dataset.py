"""The graph in which a release describes itself (DCAT 3, VoID, DQV): what it is, whose, under which licence, how much.

The description is part of what it counts, so it is written again until its counts are those of the whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from copy import deepcopy
from itertools import groupby

import pyoxigraph as ox
from rdflib import Literal, URIRef

from converters.formats import FORMATS, RDF_XML
from converters.manifest import Publisher
from converters.release.atom import FEED
from converters.release.dumps import DUMP_NAME
from converters.release.figures import WANTED, Figures
from converters.release.stream import ROOT
from data.sources import Collection
from ontology import (
    DCAT,
    DCTERMS,
    DQV,
    EU_AUTHORITY,
    FOAF,
    ONTOLOGY,
    PREFIXES,
    RDF,
    RDFS,
    SHAPES,
    SKOS,
    TERMS,
    VOID,
    XSD,
)

_VCARD = "http://www.w3.org/2006/vcard/ns#"
_COMPLETENESS = URIRef("http://www.w3.org/2016/05/ldqd#completeness")
_EXAMPLES = (TERMS.Statement, TERMS.Organisation, TERMS.Demand, TERMS.Addressee, TERMS.LegalProvision)
_FEATURES = "http://www.w3.org/ns/formats/"

Fact = tuple[str, str, URIRef | Literal]


def find_publisher(collection: Collection, base: str) -> Publisher:
    """The publisher of a collection, with an IRI of ours."""
    return Publisher(collection.publisher, f"{base}/id/publisher", collection.homepage, collection.contact)


def describe_dataset(collection: Collection, base: str, date: str, version: str, figures: Figures) -> list[ox.Quad]:
    """The quads of `<base>/graph/dataset`; `figures` are those of all the other graphs.

    Parts of the description (partitions, linksets, measurements) are named `<base>/void#…`.
    """
    whole = figures
    while True:
        facts = sorted({*_dataset(collection, base, date, version), *_statistics(base, whole), *_quality(base, whole)})
        counted = deepcopy(figures)
        for subject, members in groupby(facts, key=lambda fact: fact[0]):
            counted.add(subject, [(prop, value.n3()) for _, prop, value in members], base)
        if counted == whole:
            graph = ox.NamedNode(f"{base}/graph/dataset")
            return [ox.Quad(ox.NamedNode(s), ox.NamedNode(p), _term(value), graph) for s, p, value in facts]
        whole = counted


def _dataset(collection: Collection, base: str, date: str, version: str) -> Iterator[Fact]:
    """Title, rights, dates, publisher and contact; where to find the data."""
    dataset, day = f"{base}/id/dataset", Literal(date, datatype=XSD.date)
    facts: list[tuple[URIRef, URIRef | Literal]] = [
        (RDF.type, DCAT.Dataset),
        (RDF.type, VOID.Dataset),
        (DCTERMS.title, Literal(collection.title, lang="en")),
        (DCTERMS.description, Literal(collection.description, lang="en")),
        (DCTERMS.license, URIRef(collection.licence)),
        (DCTERMS.accessRights, EU_AUTHORITY["access-right/PUBLIC"]),
        (DCTERMS.accrualPeriodicity, EU_AUTHORITY["frequency/IRREG"]),
        (DCTERMS.issued, day),
        (DCTERMS.modified, day),
        (DCTERMS.conformsTo, ONTOLOGY),
        (DCTERMS.conformsTo, SHAPES),
        (DCTERMS.identifier, Literal(dataset)),
        (DCAT.version, Literal(version)),
        (DCAT.landingPage, URIRef(f"{base}/")),
        (FOAF.homepage, URIRef(f"{base}/")),
        (VOID.sparqlEndpoint, URIRef(f"{base}/sparql")),
        (VOID.uriSpace, Literal(f"{base}/id/")),
        *((RDFS.seeAlso, URIRef(f"{base}/{feed}")) for feed in (ROOT, FEED)),
        *((DCAT.keyword, Literal(word, lang="en")) for word in collection.keywords),
        *((DCAT.theme, EU_AUTHORITY[f"data-theme/{code}"]) for code in collection.themes),
    ]
    for entry in FORMATS:
        facts.append((VOID.feature, URIRef(_FEATURES + entry.rdf.iri.rpartition("/")[2])))
        if entry is not RDF_XML:  # which is left out where a text does not fit into XML
            facts.append((VOID.dataDump, URIRef(f"{base}/dumps/{DUMP_NAME}{entry.suffix}.gz")))
    yield from ((dataset, str(prop), value) for prop, value in facts)
    yield f"{base}/void", str(RDF.type), VOID.DatasetDescription
    yield f"{base}/void", str(FOAF.primaryTopic), URIRef(dataset)
    yield f"{base}/void", str(DCTERMS.title), Literal(f"{collection.title}: what is in it", lang="en")
    yield from _publisher(collection, base, dataset)


def _publisher(collection: Collection, base: str, dataset: str) -> Iterator[Fact]:
    publisher, contact = find_publisher(collection, base), f"{base}/id/contact"
    if publisher.name:
        yield dataset, str(DCTERMS.publisher), URIRef(publisher.iri)
        yield dataset, str(DCTERMS.creator), URIRef(publisher.iri)
        yield publisher.iri, str(RDF.type), FOAF.Agent
        yield publisher.iri, str(FOAF.name), Literal(publisher.name)
    if publisher.name and publisher.homepage:
        yield publisher.iri, str(FOAF.homepage), URIRef(publisher.homepage)
    if publisher.contact:
        way = "hasEmail" if publisher.contact.startswith("mailto:") else "hasURL"
        yield dataset, str(DCAT.contactPoint), URIRef(contact)
        yield contact, str(RDF.type), URIRef(f"{_VCARD}Kind")
        yield contact, f"{_VCARD}fn", Literal(publisher.name or collection.title)
        yield contact, _VCARD + way, URIRef(publisher.contact)


def _statistics(base: str, figures: Figures) -> Iterator[Fact]:
    """VoID, section 4: counts, partitions by class and property, vocabularies, examples; section 5: linksets."""
    dataset, void = f"{base}/id/dataset", f"{base}/void#"
    numbers = {
        VOID.triples: figures.triples,
        VOID.distinctSubjects: figures.subjects,
        VOID.classes: len(figures.classes),
        VOID.properties: len(figures.properties),
    }
    yield from ((dataset, str(prop), _number(count)) for prop, count in numbers.items())
    for kind, partition, prop, unit, counts in (
        ("class", VOID.classPartition, VOID["class"], VOID.entities, figures.classes),
        ("property", VOID.propertyPartition, VOID.property, VOID.triples, figures.properties),
    ):
        for iri, count in counts.items():
            part = f"{void}{kind}-{_name(iri)}"
            yield dataset, str(partition), URIRef(part)
            yield part, str(prop), URIRef(iri)
            yield part, str(unit), _number(count)
    for iri in {_namespace(iri) for iri in (*figures.classes, *figures.properties)}:
        yield dataset, str(VOID.vocabulary), URIRef(iri)
    for kind in _EXAMPLES:
        if example := figures.examples.get(str(kind)):
            yield dataset, str(VOID.exampleResource), URIRef(example)
    yield from ((dataset, str(DCTERMS.language), URIRef(language)) for language in figures.languages)
    if figures.dates:
        period = f"{void}period"
        yield dataset, str(DCTERMS.temporal), URIRef(period)
        yield period, str(RDF.type), DCTERMS.PeriodOfTime
        yield period, str(DCAT.startDate), _date(figures.dates[0])
        yield period, str(DCAT.endDate), _date(figures.dates[1])
    yield from _linksets(dataset, void, figures)


def _linksets(dataset: str, void: str, figures: Figures) -> Iterator[Fact]:
    for (prop, space), count in figures.links.items():
        host = space.partition("://")[2].strip("/").replace(":", "-")
        linkset, other = f"{void}linkset-{_name(prop)}-{host}", f"{void}target-{host}"
        yield dataset, str(VOID.subset), URIRef(linkset)
        yield linkset, str(RDF.type), VOID.Linkset
        yield linkset, str(VOID.linkPredicate), URIRef(prop)
        yield linkset, str(VOID.subjectsTarget), URIRef(dataset)
        yield linkset, str(VOID.objectsTarget), URIRef(other)
        yield linkset, str(VOID.triples), _number(count)
        yield other, str(RDF.type), VOID.Dataset
        yield other, str(VOID.uriSpace), Literal(space)


def _quality(base: str, figures: Figures) -> Iterator[Fact]:
    """How many of the statements have each thing that a statement should have (DQV, section 4)."""
    for prop in WANTED if figures.statements else ():
        name = _name(prop)
        metric, measurement = f"{base}/void#metric-{name}", f"{base}/void#measurement-{name}"
        share = Literal(f"{figures.having[prop] / figures.statements:.3f}", datatype=XSD.decimal, normalize=False)
        yield f"{base}/id/dataset", str(DQV.hasQualityMeasurement), URIRef(measurement)
        yield metric, str(RDF.type), DQV.Metric
        yield (
            metric,
            str(SKOS.prefLabel),
            Literal(f"Share of the statements with {name.replace('-', ':', 1)}", lang="en"),
        )
        yield metric, str(DQV.inDimension), _COMPLETENESS
        yield metric, str(DQV.expectedDataType), XSD.decimal
        yield measurement, str(RDF.type), DQV.QualityMeasurement
        yield measurement, str(DQV.isMeasurementOf), URIRef(metric)
        yield measurement, str(DQV.computedOn), URIRef(f"{base}/id/dataset")
        yield measurement, str(DQV.value), share


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def _name(iri: str) -> str:
    """A term as part of an IRI of ours: prefix and local name, or a digest where we have no prefix."""
    prefix = next((prefix for prefix, namespace in PREFIXES.items() if namespace == _namespace(iri)), None)
    return f"{prefix}-{iri.removeprefix(_namespace(iri))}" if prefix else hashlib.sha256(iri.encode()).hexdigest()[:12]


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer, normalize=False)


def _date(value: str) -> Literal:
    return Literal(value, datatype={4: XSD.gYear, 7: XSD.gYearMonth}.get(len(value), XSD.date), normalize=False)


def _term(value: URIRef | Literal) -> ox.NamedNode | ox.Literal:
    if isinstance(value, URIRef):
        return ox.NamedNode(str(value))
    if value.language:
        return ox.Literal(str(value), language=value.language)
    return ox.Literal(str(value), datatype=ox.NamedNode(str(value.datatype)) if value.datatype else None)
