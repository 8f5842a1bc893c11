"""`/ontology`, `/shapes`, `/context.jsonld`: what the data mean; `/openapi.json`: how programs ask for them."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response

from converters.formats import TURTLE, graph_bytes
from ontology import DCTERMS, ONTOLOGY, SHAPES, load_ontology
from ontology.context import build_context
from server.diagram import HEIGHT, WIDTH, draw_classes, draw_properties
from server.interface_description import describe_interface
from server.negotiation import Offer, find_offer
from server.representation import Representation
from server.routes.entity import DATA, FORMATS, NEGOTIATED, OFFERS, PAGE, choose_offer
from server.site import METHODS, answer_page, site_of
from server.terms import describe_header, describe_ontology, describe_shapes
from server.views import Page

router = APIRouter()

VOCABULARIES = {"ontology": ONTOLOGY, "shapes": SHAPES}


@router.api_route("/ontology", methods=METHODS)
@router.api_route("/shapes", methods=METHODS)
async def vocabulary(request: Request) -> Response:
    """The ontology or the shapes in the form that Accept or `?format=` asks for."""
    name = request.scope["path"].strip("/")
    offer, negotiated = choose_offer(request, None)
    return await _answer(request, name, offer, negotiated)


@router.api_route("/ontology.{suffix}", methods=METHODS)
@router.api_route("/shapes.{suffix}", methods=METHODS)
async def variant(request: Request) -> Response:
    """One form of the ontology or the shapes."""
    name = request.scope["path"].strip("/").partition(".")[0]
    offer = find_offer(request.path_params["suffix"], OFFERS)
    return await _answer(request, name, choose_offer(request, offer)[0], False)


@router.api_route("/context.jsonld", methods=METHODS)
async def context(request: Request) -> Response:
    """The JSON-LD context of all our JSON-LD."""
    site = site_of(request)

    def make() -> Representation:
        body = json.dumps(build_context(), ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"
        return Representation(body, "application/ld+json", site.lasting)

    return (await site.cache.get(("context", site.release.version), make)).respond(request, {"vary": "Accept-Encoding"})


@router.api_route("/openapi.json", methods=METHODS)
async def interface(request: Request) -> Response:
    """The interface as OpenAPI has it."""
    site = site_of(request)

    def make() -> Representation:
        body = json.dumps(describe_interface(site.release.manifest), ensure_ascii=False).encode()
        return Representation(body, "application/json", site.lasting)

    kept = await site.cache.get(("openapi", site.release.version), make)
    return kept.respond(request, {"vary": "Accept-Encoding"})


async def _answer(request: Request, name: str, offer: Offer, negotiated: bool) -> Response:
    site = site_of(request)
    prefix = site.release.prefix
    headers = {
        "vary": NEGOTIATED if negotiated else "Accept-Language, Accept-Encoding",
        "content-location": f"{prefix}/{name}.{offer.suffix}",
        "link": _links(request, name, offer),
    }
    if offer is PAGE:
        return await answer_page(request, "terms.html", lambda page: _page_values(page, name), headers)

    def make() -> Representation:
        return Representation(vocabulary_bytes(name, offer.suffix), offer.media_type, site.lasting)

    return (await site.cache.get((name, site.release.version, offer.name), make)).respond(request, headers)


def _links(request: Request, name: str, offer: Offer) -> str:
    site = site_of(request)
    relation = "alternate describedby" if offer is PAGE else "alternate"
    variants = [
        f'<{site.release.prefix}/{name}.{one.suffix}>; rel="{relation}"; type="{one.media_type}"'
        for one in OFFERS
        if one is not offer
    ]
    licence = load_ontology().value(ONTOLOGY, DCTERMS.license)
    return ", ".join([f'<{VOCABULARIES[name]}>; rel="cite-as"', *variants, f'<{licence}>; rel="license"'])


def _page_values(page: Page, name: str) -> dict[str, Any]:
    groups = describe_ontology() if name == "ontology" else describe_shapes()
    title, lead, facts = describe_header(load_ontology(), ONTOLOGY)
    shown = [{"title": page.words[group.word], "terms": group.terms} for group in groups if group.terms]
    return {
        "heading": page.choose(title)[0] if name == "ontology" else page.words["shapes"],
        "lead": lead if name == "ontology" else {},
        "facts": [(page.words[word], value) for word, value in [*facts, ("identifier", str(VOCABULARIES[name]))]],
        "groups": shown,
        "data_offers": DATA,
        "diagram": _diagram() if name == "ontology" else None,
    }


def _diagram() -> dict[str, Any]:
    return {"width": WIDTH, "height": HEIGHT, "boxes": draw_classes(), "edges": draw_properties()}


@lru_cache(maxsize=16)
def vocabulary_bytes(name: str, suffix: str) -> bytes:
    """The ontology or the shapes in a format; Turtle as written by its editors, others with canonical blank nodes."""
    folder = files(name)
    parts = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".ttl"))
    if name == "ontology":
        parts = ["undersigned.ttl"]
    text = "\n".join(folder.joinpath(part).read_text(encoding="utf-8") for part in parts).encode()
    entry = FORMATS[suffix]
    if entry is TURTLE:
        return text
    dataset = ox.Dataset(ox.parse(text, ox.RdfFormat.TURTLE))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return graph_bytes(iter(dataset), entry)
