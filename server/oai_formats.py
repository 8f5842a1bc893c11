"""What OAI-PMH says of a statement: simple Dublin Core (required of every repository), and DCAT for data portals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from lxml import etree
from lxml.builder import ElementMaker
from rdflib import Graph, Literal, URIRef

from converters.formats import RDF_XML, graph_bytes
from ontology import DCAT, DCTERMS, FOAF, LANGUAGE, RDF, XSD
from server.interface import find_language
from server.release import OpenRelease, View
from server.routes.entity import DATA

_OAI_DC, _DC = "http://www.openarchives.org/OAI/2.0/oai_dc/", "http://purl.org/dc/elements/1.1/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_XML = "{http://www.w3.org/XML/1998/namespace}lang"
_IANA = "https://www.iana.org/assignments/media-types/"
_DATES = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_make = ElementMaker(namespace=_OAI_DC, nsmap={"oai_dc": _OAI_DC, "dc": _DC, "xsi": _XSI})
_dc = ElementMaker(namespace=_DC)


class Payload(NamedTuple):
    """A metadata format: its schema, its namespace, and what writes it from the view of a statement."""

    schema: str
    namespace: str
    write: Callable[[OpenRelease, View], etree._Element]


def write_dublin_core(release: OpenRelease, view: View) -> etree._Element:
    """A statement in the fifteen elements of Dublin Core, names in all their languages."""
    location = {f"{{{_XSI}}}schemaLocation": f"{_OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd"}
    record: etree._Element = _make.dc(*(_dc(*fact) for fact in _dublin_core(release, view)), location)
    return record


def _dublin_core(release: OpenRelease, view: View) -> Iterator[tuple[str, str, dict[str, str]]]:
    code = find_language(view["language"])
    yield from (("title", *text) for text in _texts(view["names"], code))
    for publisher in view["publishers"]:
        yield from (("publisher", *text) for text in _texts(publisher["names"]))
    for theme in view["themes"]:
        yield from (("subject", *text) for text in _texts(theme["names"]))
    for demand in view["demands"]:
        yield from (("description", *text) for text in _texts(demand["texts"], code))
    if view["date"]:
        yield "date", view["date"], {}
    yield "type", "Text", {}
    yield "type", view["kind"]["path"].rpartition("/")[2] if view["kind"] else "joint-statement", {}
    yield "identifier", f"{release.base}/id/{view['path']}", {}
    if code:
        yield "language", code, {}
    yield "relation", f"{release.base}/id/dataset", {}
    yield "rights", release.manifest.licence, {}


def _texts(names: Mapping[str, str], default: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Each name with its language."""
    for code, name in sorted(names.items()):
        language = code or default
        yield _UNFIT.sub("", name), {_XML: language} if language else {}


def write_dcat(release: OpenRelease, view: View) -> etree._Element:
    """A statement as a data set of DCAT 3, its documents as distributions: RDF/XML."""
    text = _describe(release, view).serialize(format="nt", encoding="utf-8")
    return etree.fromstring(graph_bytes(text, RDF_XML), etree.XMLParser(resolve_entities=False, no_network=True))


def _describe(release: OpenRelease, view: View) -> Graph:
    graph = Graph(bind_namespaces="none")
    thing, page = URIRef(f"{release.base}/id/{view['path']}"), f"{release.base}/doc/{view['path']}"
    code = find_language(view["language"])
    licence, publisher = URIRef(release.manifest.licence), release.manifest.publisher
    facts = [
        (RDF.type, DCAT.Dataset),
        *((DCTERMS.title, _literal(name, code)) for name in view["names"].items()),
        *((DCTERMS.description, _literal(name, code)) for one in view["demands"] for name in one["texts"].items()),
        *((DCAT.keyword, _literal(name)) for theme in view["themes"] for name in theme["names"].items()),
        (DCTERMS.identifier, Literal(str(thing))),
        (DCTERMS.license, licence),
        (DCTERMS.isPartOf, URIRef(f"{release.base}/id/dataset")),
        (DCTERMS.publisher, URIRef(publisher.iri or f"{release.base}/id/publisher")),
        (DCAT.landingPage, URIRef(page)),
    ]
    facts += [(DCTERMS.creator, URIRef(f"{release.base}/id/{one['path']}")) for one in view["publishers"]]
    facts += [(DCTERMS.language, LANGUAGE[view["language"]])] if view["language"] else []
    facts += [(DCTERMS.modified, Literal(view["modified"], datatype=XSD.dateTime))] if view["modified"] else []
    if view["date"]:
        facts.append((DCTERMS.issued, Literal(view["date"], datatype=_DATES.get(len(view["date"])), normalize=False)))
    for fact in facts:
        graph.add((thing, *fact))
    for one in view["publishers"]:
        graph.add((URIRef(f"{release.base}/id/{one['path']}"), RDF.type, FOAF.Agent))
        for name in one["names"].items():
            graph.add((URIRef(f"{release.base}/id/{one['path']}"), FOAF.name, _literal(name)))
    for offer in DATA:
        way = URIRef(f"{page}.{offer.suffix}")
        graph.add((thing, DCAT.distribution, way))
        graph.add((way, RDF.type, DCAT.Distribution))
        graph.add((way, DCAT.accessURL, URIRef(page)))
        graph.add((way, DCAT.downloadURL, way))
        graph.add((way, DCAT.mediaType, URIRef(_IANA + offer.essence)))
        graph.add((way, DCTERMS.license, licence))
    return graph


def _literal(name: tuple[str, str], default: str = "") -> Literal:
    return Literal(_UNFIT.sub("", name[1]), lang=name[0] or default or None)


PAYLOADS: Mapping[str, Payload] = {
    "oai_dc": Payload("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", _OAI_DC, write_dublin_core),
    "dcat_ap": Payload("https://www.w3.org/ns/dcat", str(DCAT), write_dcat),
}
