"""The graph in which a release describes itself: what it is, whose, under which licence, how much."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from converters.manifest import Publisher
from data.sources import Collection
from ontology import DCAT, DCTERMS, FOAF, RDF, VOID, XSD

_VCARD = "http://www.w3.org/2006/vcard/ns#"


def find_publisher(collection: Collection, base: str) -> Publisher:
    """The publisher of a collection, with an IRI of ours."""
    return Publisher(collection.publisher, f"{base}/id/publisher", collection.homepage, collection.contact)


def describe_dataset(collection: Collection, base: str, date: str, version: str, triples: int) -> Iterator[ox.Quad]:
    """The quads of `<base>/graph/dataset` (DCAT 3, VoID); `triples` counts the others, and their own are added."""
    graph, dataset = ox.NamedNode(f"{base}/graph/dataset"), ox.NamedNode(f"{base}/id/dataset")
    publisher, contact = find_publisher(collection, base), ox.NamedNode(f"{base}/id/contact")
    agent, day = ox.NamedNode(publisher.iri), ox.Literal(date, datatype=ox.NamedNode(str(XSD.date)))
    facts: list[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]] = [
        (dataset, RDF.type, ox.NamedNode(str(DCAT.Dataset))),
        (dataset, RDF.type, ox.NamedNode(str(VOID.Dataset))),
        (dataset, DCTERMS.title, ox.Literal(collection.title, language="en")),
        (dataset, DCTERMS.description, ox.Literal(collection.description, language="en")),
        (dataset, DCTERMS.license, ox.NamedNode(collection.licence)),
        (dataset, DCTERMS.issued, day),
        (dataset, DCTERMS.modified, day),
        (dataset, DCAT.version, ox.Literal(version)),
    ]
    if publisher.name:
        facts += [
            (dataset, DCTERMS.publisher, agent),
            (agent, RDF.type, ox.NamedNode(str(FOAF.Agent))),
            (agent, FOAF.name, ox.Literal(publisher.name)),
        ]
    if publisher.name and publisher.homepage:
        facts.append((agent, FOAF.homepage, ox.NamedNode(publisher.homepage)))
    if publisher.contact:
        way = "hasEmail" if publisher.contact.startswith("mailto:") else "hasURL"
        facts += [
            (dataset, DCAT.contactPoint, contact),
            (contact, RDF.type, ox.NamedNode(_VCARD + "Kind")),
            (contact, _VCARD + "fn", ox.Literal(publisher.name or collection.title)),
            (contact, _VCARD + way, ox.NamedNode(publisher.contact)),
        ]
    whole = ox.Literal(str(triples + len(facts) + 1), datatype=ox.NamedNode(str(XSD.integer)))
    facts.append((dataset, VOID.triples, whole))
    return (ox.Quad(subject, ox.NamedNode(str(predicate)), value, graph) for subject, predicate, value in facts)
