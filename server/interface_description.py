"""`/openapi.json`: the interface for programs, by hand, as what FastAPI derives knows no negotiation and no errors."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from converters.manifest import Manifest
from server.negotiation import Offer
from server.protocol import FORM
from server.results import DESCRIPTION_OFFERS, GRAPH_OFFERS, RESULT_OFFERS
from server.routes.entity import OFFERS

QUERY_ERRORS = ("400", "403", "406", "413", "415", "429", "503")
LISTS = ("statements", "organisations", "addressees", "law", "search")
PLAIN = {
    "/": ("The start page.", "text/html"),
    "/about": ("Who publishes, under which licence; corrections and withdrawal.", "text/html"),
    "/dumps/": ("The files of the release.", "text/html"),
    "/context.jsonld": ("The JSON-LD context.", "application/ld+json"),
    "/feed/stream.trig": ("Where the stream of changes begins (LDES).", "application/trig"),
    "/feed/atom.xml": ("The latest changes.", "application/atom+xml"),
    "/sitemap.xml": ("The index of the sitemaps.", "application/xml"),
    "/robots.txt": ("What crawlers may ask.", "text/plain"),
    "/health": ("The process answers.", "application/json"),
}


def describe_interface(manifest: Manifest) -> dict[str, Any]:
    """The description as OpenAPI 3.1 wants it."""
    paths: dict[str, Any] = {path: {"get": _read(text, [media_type])} for path, (text, media_type) in PLAIN.items()}
    paths["/sparql"] = {"get": _query_by_get(), "post": _query_by_post()}
    for name in LISTS:
        paths[f"/{name}"] = {"get": _read("A list, in pages; see the links of its page.", ["text/html"], _filters())}
    paths["/reconcile"] = {"get": _reconcile("get"), "post": _reconcile("post")}
    paths["/id/{path}"] = {"get": _name()}
    paths["/doc/{path}"] = {"get": _read("What is known of a thing.", _types(OFFERS), [_path(), _format(OFFERS)])}
    for name in ("ontology", "shapes"):
        paths[f"/{name}"] = {"get": _read(f"The {name}.", _types(OFFERS), [_format(OFFERS)])}
    paths["/dumps/{name}"] = {"get": _read("A file of the release.", [], [_path("name")])}
    paths["/ready"] = {"get": _read("There is a release to ask, and its version.", ["application/json"])}
    paths["/ready"]["get"]["responses"]["503"] = {"description": "Not yet, or no longer."}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": manifest.title,
            "description": manifest.description,
            "version": version("undersigned"),
            "license": {"name": "Licence of the data", "url": manifest.licence},
        },
        "paths": paths,
        "components": {"schemas": {"Problem": _problem()}},
    }


def _reconcile(method: str) -> dict[str, Any]:
    """By GET the manifest too; the protocol's own description says what batches hold."""
    fields = {name: {"type": "string", "description": "A JSON object."} for name in ("queries", "extend")}
    found = _read("Names matched by the Reconciliation Service API 0.2.", ["application/json"])
    found["responses"] |= {status: _error("What is wrong, and where.") for status in ("400", "413", "415")}
    if method == "get":
        found["parameters"] = [{"name": name, "in": "query", "schema": schema} for name, schema in fields.items()]
    else:
        found["requestBody"] = {"required": True, "content": {FORM: {"schema": {"properties": fields}}}}
    return found


def _types(offers: tuple[Offer, ...]) -> list[str]:
    return [offer.essence for offer in offers]


def _content(media_types: list[str]) -> dict[str, Any]:
    return {media_type: {} for media_type in media_types}


def _error(text: str) -> dict[str, Any]:
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": text, "content": {"application/problem+json": problem, "text/html": {}, "text/plain": {}}}


def _read(text: str, media_types: list[str], parameters: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    responses: dict[str, Any] = {"200": {"description": text}}
    if media_types:
        responses["200"]["content"] = _content(media_types)
    if parameters:
        responses |= {
            "303": {"description": "It is described in another document."},
            "308": {"description": "It was merged into another."},
            "404": _error("There is no such thing, or no such page."),
            "406": _error("It is not available in that form."),
            "410": {"description": "It was withdrawn.", "content": _content(_types(OFFERS))},
        }
    return {"summary": text, "parameters": parameters or [], "responses": responses}


def _name() -> dict[str, Any]:
    found = _read("The identifier of a thing: leads to the document about it.", [], [_path()])
    del found["responses"]["200"]
    return found


def _path(name: str = "path") -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _format(offers: tuple[Offer, ...]) -> dict[str, Any]:
    names = list(dict.fromkeys(offer.name for offer in offers))
    return {"name": "format", "in": "query", "schema": {"type": "string", "enum": names}}


def _filters() -> list[dict[str, Any]]:
    names = {"q": "Words to look for.", "year": "", "kind": "", "language": "", "theme": ""}
    found = [
        {"name": name, "in": "query", "description": text, "schema": {"type": "string"}} for name, text in names.items()
    ]
    return [*found, {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1}}]


def _query_by_get() -> dict[str, Any]:
    graphs = {"type": "array", "items": {"type": "string", "format": "uri"}}
    parameters = [
        {
            "name": "query",
            "in": "query",
            "description": "SPARQL 1.1; without, the service is described.",
            "schema": {"type": "string"},
        },
        {"name": "default-graph-uri", "in": "query", "schema": graphs},
        {"name": "named-graph-uri", "in": "query", "schema": graphs},
        _format((*RESULT_OFFERS, *GRAPH_OFFERS)),
    ]
    return {"summary": "A query by the SPARQL 1.1 Protocol.", "parameters": parameters, "responses": _answers()}


def _query_by_post() -> dict[str, Any]:
    fields = {"type": "object", "required": ["query"], "properties": {"query": {"type": "string"}}}
    body = {
        "application/sparql-query": {"schema": {"type": "string"}},
        "application/x-www-form-urlencoded": {"schema": fields},
    }
    return {
        "summary": "A query by the SPARQL 1.1 Protocol, in the body.",
        "requestBody": {"required": True, "content": body},
        "responses": _answers(),
    }


def _answers() -> dict[str, Any]:
    offers = (*RESULT_OFFERS, *GRAPH_OFFERS, *DESCRIPTION_OFFERS)
    content = _content(
        [*dict.fromkeys(_types(offers)), "application/json", "application/xml", "text/xml", "text/plain", "text/html"]
    )
    errors = {status: _error("What is wrong, and where; or which limit was met.") for status in QUERY_ERRORS}
    return {"200": {"description": "The answer.", "content": content}, **errors}


def _problem() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "Problem details, RFC 9457; further members name the limit, the line and the column.",
        "required": ["type", "title", "status"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "line": {"type": "integer"},
            "column": {"type": "integer"},
        },
    }
