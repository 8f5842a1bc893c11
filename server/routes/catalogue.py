"""Descriptions for harvesters: `/catalog` (DCAT-AP), `/void` (VoID), `/queries` (examples, SHACL) and a context.

Each is there in all RDF formats, by Accept, by suffix or by `?format=`; people are led to the page that says the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache

from fastapi import APIRouter, Request, Response
from rdflib import Graph, Literal, URIRef

from converters.formats import graph_bytes
from converters.framing import build_statement_context
from ontology import DCTERMS, DQV, RDF, RDFS, SCHEMA, SH
from server.catalogue import describe_catalogue
from server.errors import ServerError
from server.negotiation import Offer, find_offer
from server.releases import kept_releases
from server.representation import Representation
from server.routes.entity import DATA, FORMATS, NEGOTIATED, PAGE, choose_offer
from server.routes.pages import Example, read_examples
from server.site import METHODS, Site, site_of

router = APIRouter()

OFFERS = (*DATA, PAGE)  # data first: who does not say gets the description
VOID_FILE = "void.ttl"
QUERY_TYPE = "application/sparql-query"
KINDS = {"SELECT": "select", "CONSTRUCT": "construct", "ASK": "ask"}


@router.api_route("/catalog", methods=METHODS)
@router.api_route("/catalog.{suffix}", methods=METHODS)
async def catalogue(request: Request) -> Response:
    """The data set, its releases and its endpoint as a DCAT-AP catalogue."""
    return await _answer(request, "catalog", "/dumps/", _catalogue_triples)


@router.api_route("/void", methods=METHODS)
@router.api_route("/void.{suffix}", methods=METHODS)
@router.api_route("/.well-known/void", methods=METHODS)
async def void(request: Request) -> Response:
    """What is in the data set, counted (VoID, section 7.2 for the well-known address)."""
    return await _answer(request, "void", "/dumps/", _void_triples)


@router.api_route("/queries", methods=METHODS)
async def queries(request: Request) -> Response:
    """All example queries as data."""
    return await _answer(request, "queries", "/sparql", lambda site: _query_triples(site, read_examples()))


@router.api_route("/queries.{suffix}", methods=METHODS)
async def queries_variant(request: Request) -> Response:
    """All example queries in one format."""
    return await queries(request)


@router.api_route("/queries/{name}", methods=METHODS)
async def query(request: Request) -> Response:
    """One example query as data, or with the suffix `.rq` as the query itself."""
    name, _, suffix = request.path_params["name"].partition(".")
    example = next((one for one in read_examples() if one.name == name), None)
    if example is None:
        raise ServerError(404, "No such query", "The example queries are listed at /queries.")
    if suffix == "rq":
        headers = {**site_of(request).lasting, "vary": "Accept-Encoding"}
        return Representation(example.text.encode(), QUERY_TYPE, headers).respond(request)
    request.scope["path_params"] = {"suffix": suffix} if suffix else {}
    path = f"queries/{name}"
    return await _answer(request, path, f"/sparql?example={name}", lambda site: _query_triples(site, (example,)))


@router.api_route("/context/statement.jsonld", methods=METHODS)
async def statement_context(request: Request) -> Response:
    """The JSON-LD context of framed statements; it never loses a key."""
    site = site_of(request)
    body = json.dumps(build_statement_context(), indent=1).encode() + b"\n"
    return Representation(body, "application/ld+json", site.lasting).respond(request, {"vary": "Accept-Encoding"})


async def _answer(request: Request, name: str, page: str, make_triples: Callable[[Site], bytes]) -> Response:
    """A description in the format asked for; `page` is where people read the same."""
    site = site_of(request)
    prefix = site.release.prefix
    suffix = request.path_params.get("suffix")
    offer, negotiated = choose_offer(request, _find(suffix) if suffix else None, OFFERS)
    vary = {"vary": NEGOTIATED if negotiated else "Accept-Encoding"}
    if offer is PAGE:
        return Response(status_code=303, headers={"location": prefix + page, **vary, **site.lasting})

    def make() -> Representation:
        body = graph_bytes(make_triples(site), FORMATS[offer.suffix])
        return Representation(body, offer.media_type, {**site.lasting, **_links(site, name, offer)})

    kept = await site.cache.get((site.release.version, name, offer.name, "description"), make)
    return kept.respond(request, vary | {"content-location": f"{prefix}/{name}.{offer.suffix}"})


def _find(suffix: str) -> Offer:
    offer = find_offer(suffix, DATA)
    if offer is None:
        known = ", ".join(f".{one.suffix}" for one in DATA)
        raise ServerError(404, "Not available in that form", f"Available: {known}.")
    return offer


def _links(site: Site, name: str, offer: Offer) -> Mapping[str, str]:
    release = site.release
    others = [one for one in DATA if one is not offer]
    variants = [f'<{release.prefix}/{name}.{one.suffix}>; rel="alternate"; type="{one.media_type}"' for one in others]
    links = [*variants, f'<{release.manifest.licence}>; rel="license"', f'<{release.base}/id/dataset>; rel="describes"']
    return {"link": ", ".join(links)}


def _catalogue_triples(site: Site) -> bytes:
    graph = describe_catalogue(kept_releases(site), _read_quality(site))
    return _lines(graph if site.live else _without_endpoint(graph, site.release.base))


def _void_triples(site: Site) -> bytes:
    graph = _read_void(site)
    return _lines(graph if site.live else _without_endpoint(graph, site.release.base))


def _without_endpoint(graph: Graph, base: str) -> Graph:
    """A description of files alone."""
    for name in ("sparql", "catalog#latest/sparql", "catalog#record-sparql"):
        graph.remove((URIRef(f"{base}/{name}"), None, None))
        graph.remove((None, None, URIRef(f"{base}/{name}")))
    return graph


def _read_void(site: Site) -> Graph:
    path = site.release.directory / VOID_FILE
    if not path.is_file():
        raise ServerError(404, "No description", "This release was written without a VoID description.")
    return Graph(bind_namespaces="none").parse(path, format="turtle")


def _read_quality(site: Site) -> Graph | None:
    """The measurements in the release's description, with their metrics."""
    try:
        whole = _read_void(site)
    except ServerError:
        return None
    found = Graph(bind_namespaces="none")
    nodes = {*whole.subjects(RDF.type, DQV.QualityMeasurement), *whole.subjects(RDF.type, DQV.Metric)}
    for subject, predicate, value in whole:
        if subject in nodes or predicate == DQV.hasQualityMeasurement:
            found.add((subject, predicate, value))
    return found


def _query_triples(site: Site, examples: tuple[Example, ...]) -> bytes:
    """Queries as SHACL has them (SHACL, section 5: sh:SPARQLExecutable), with what they are put to."""
    graph = Graph(bind_namespaces="none")
    base = site.release.base
    for example in examples:
        iri, kind = URIRef(f"{base}/queries/{example.name}"), query_kind(example.text)
        graph.add((iri, RDF.type, SH.SPARQLExecutable))
        graph.add((iri, RDF.type, SH[f"SPARQL{kind.capitalize()}Executable"]))
        graph.add((iri, SH[kind], Literal(example.text)))
        graph.add((iri, SCHEMA.target, URIRef(f"{base}/sparql")))
        graph.add((iri, SCHEMA.codeSampleType, Literal("SPARQL 1.1")))
        graph.add((iri, DCTERMS.isPartOf, URIRef(f"{base}/queries")))
        graph.add((iri, DCTERMS.hasFormat, URIRef(f"{base}/queries/{example.name}.rq")))
        graph.add((iri, DCTERMS.license, URIRef(site.release.manifest.licence)))
        for language, title in example.titles.items():
            graph.add((iri, RDFS.label, Literal(title, lang=language)))
    return _lines(graph)


@lru_cache(maxsize=64)
def query_kind(text: str) -> str:
    """`select`, `construct` or `ask`: the first of these words that begins a line."""
    words = (line.partition(" ")[0].upper() for line in text.splitlines())
    return next(KINDS[word] for word in words if word in KINDS)


def _lines(graph: Graph) -> bytes:
    """A graph without blank nodes as N-Triples."""
    text: bytes = graph.serialize(format="nt", encoding="utf-8")
    return text
