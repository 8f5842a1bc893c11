"""Reconciliation Service API 0.2 (W3C Entity Reconciliation Community Group): what is asked, what is answered.

Entities are the organisations, addressees and legal instruments of a release, by their path below `id/`; types are
classes of the ontology; properties are those of `PROPERTIES`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from converters.candidates import CLASSES, SURE
from ontology import ONTOLOGY
from server.candidates import Body, find_body, find_candidates
from server.errors import ServerError
from server.views import Page

VERSION = "0.2"
USUAL, MOST = 5, 50
LONGEST = 300
PREVIEW = {"width": 420, "height": 300}
COUNTRY = "country"
NAME = "skos:prefLabel"
TYPES = {str(iri).rpartition("#")[2]: kind for kind, iri in CLASSES.items()}
TYPE_WORDS = {"organisation": "organisation", "addressee": "addressee", "law": "instrument"}

# Property: the interface's word for it, what holds it in the view of a page, the classes that have it.
PROPERTIES = {
    NAME: ("name", "names", tuple(CLASSES)),
    "skos:altLabel": ("other_names", "other_names", tuple(CLASSES)),
    "schema:sameAs": ("elsewhere", "links", ("organisation", "law")),
    "und:memberOfCoalition": ("member_of", "coalitions", ("organisation",)),
    "und:body": ("body", "body", ("addressee",)),
    "und:instrumentNumber": ("number", "numbers", ("law",)),
    "dcterms:issued": ("adopted", "adopted", ("law",)),
    "und:Statement": ("statements", "statements", tuple(CLASSES)),
}


class Query(NamedTuple):
    """One query of a batch."""

    name: str
    country: str
    classes: tuple[str, ...]
    limit: int


def describe_service(page: Page) -> dict[str, Any]:
    """The service manifest (section 4.1)."""
    base = page.release.base
    here = f"{base}/reconcile"
    return {
        "versions": [VERSION],
        "name": page.release.manifest.title,
        "identifierSpace": f"{base}/id/",
        "schemaSpace": f"{ONTOLOGY}#",
        "documentation": f"{base}/about#reconciliation",
        "serviceVersion": page.release.version,
        "defaultTypes": describe_types(page),
        "view": {"url": f"{base}/id/{{{{id}}}}"},
        "preview": {"url": f"{here}/preview?id={{{{id}}}}", **PREVIEW},
        "suggest": {
            name: {"service_url": here, "service_path": f"/suggest/{name}"} for name in ("entity", "type", "property")
        },
        "extend": {"propose_properties": {"service_url": here, "service_path": "/properties"}, "property_settings": []},
    }


def describe_types(page: Page, words: str = "") -> list[dict[str, str]]:
    """The types whose name begins with these words."""
    found = [{"id": name, "name": page.words[TYPE_WORDS[kind]]} for name, kind in TYPES.items()]
    return [one for one in found if one["name"].casefold().startswith(words.casefold())]


def describe_properties(page: Page, words: str = "", kinds: Sequence[str] = ()) -> list[dict[str, str]]:
    """The properties of some classes, or all, whose name begins with these words."""
    found = [
        {"id": name, "name": page.words[word]}
        for name, (word, _, classes) in PROPERTIES.items()
        if not kinds or set(kinds) & set(classes)
    ]
    return [one for one in found if one["name"].casefold().startswith(words.casefold())]


def read_types(value: Any) -> tuple[str, ...]:
    """The classes that a type or a list of types means, by name or IRI; all where none is given."""
    given = [value] if isinstance(value, str) else () if value is None else value
    if not isinstance(given, list | tuple) or not all(isinstance(one, str) for one in given):
        raise ValueError("`type` must be a text or a list of texts")
    names = [one.rpartition("#")[2].rpartition(":")[2] for one in given if one]
    return tuple(kind for name, kind in TYPES.items() if name in names) if names else tuple(CLASSES)


def read_batch(text: str, most: int) -> dict[str, Query]:
    """The queries of a batch by their keys (section 4.3); raises ServerError 400 that says which is wrong, and how."""
    batch = _read_object(text, "queries")
    if len(batch) > most:
        raise ServerError(400, "Too many queries", f"A batch holds {len(batch)}; send at most {most}.", {"limit": most})
    found = {}
    for key, query in batch.items():
        try:
            found[key] = _read_query(query)
        except ValueError as error:
            raise ServerError(400, "Malformed query", f"Query {key[:50]!r}: {error}.") from None
    return found


def _read_object(text: str, name: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ServerError(400, "Not JSON", f"The parameter `{name}` must be a JSON object: {error}.") from None
    if not isinstance(found, dict):
        raise ServerError(400, "Not an object", f"The parameter `{name}` must be a JSON object.")
    return found


def _read_query(query: Any) -> Query:
    if not isinstance(query, dict):
        raise ValueError("expected an object with `query`")
    name, limit = query.get("query", ""), query.get("limit", USUAL)
    properties = query.get("properties", [])
    if not isinstance(name, str) or not (name or properties):
        raise ValueError("`query` must be a text")
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not limit >= 1:
        raise ValueError("`limit` must be a number of 1 or more")
    if query.get("type_strict", "any") not in ("any", "should", "all"):
        raise ValueError("`type_strict` must be any, should or all")
    values = _read_values(properties)
    name = name or values.get(NAME, "")
    classes = read_types(query.get("type"))
    return Query(name[:LONGEST], values.get(COUNTRY, "")[:LONGEST], classes, int(min(limit, MOST)))


def _read_values(properties: Any) -> dict[str, str]:
    """The first value of each property, as text."""
    found: dict[str, str] = {}
    if not isinstance(properties, list):
        raise ValueError("`properties` must be a list")
    for one in properties:
        if not isinstance(one, dict) or not isinstance(one.get("pid"), str) or "v" not in one:
            raise ValueError("a property must be an object with `pid` and `v`")
        value = one["v"][0] if isinstance(one["v"], list) and one["v"] else one["v"]
        value = value.get("name", value.get("id", "")) if isinstance(value, dict) else value
        found.setdefault(one["pid"], str(value))
    return found


def answer_batch(page: Page, batch: dict[str, Query]) -> dict[str, Any]:
    """The candidates of each query, the surest first (section 4.4).

    `match` is true where the resolution joins the name to one body, and to none of another class.
    """
    answers = {}
    for key, query in batch.items():
        found = find_candidates(page.release, query.name, query.country, query.classes, query.limit)
        sure = [one.score == SURE for one, _ in found].count(True) == 1
        answers[key] = {
            "result": [
                {
                    **describe_entity(page, body),
                    "score": one.score,
                    "match": sure and one.score == SURE,
                    "features": [
                        {"id": "likeness", "value": one.likeness},
                        {"id": "resolved", "value": one.score == SURE},
                    ],
                }
                for one, body in found
            ]
        }
    return answers


def describe_entity(page: Page, body: Body) -> dict[str, Any]:
    """An entity with its type; other names tell namesakes apart."""
    others = [text for text in body.others if text not in body.names.values()]
    name = str(CLASSES[body.kind]).rpartition("#")[2]
    return {
        "id": body.path,
        "name": page.choose(body.names)[0] or body.path,
        "description": " · ".join(others[:3]),
        "type": [{"id": name, "name": page.words[TYPE_WORDS[body.kind]]}],
    }


def extend(page: Page, text: str, most: int) -> dict[str, Any]:
    """The values of properties of entities (section 7.3); raises ServerError 400 where the request is malformed."""
    asked = _read_object(text, "extend")
    ids, properties = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not isinstance(properties, list) or not all(isinstance(one, str) for one in ids):
        raise ServerError(400, "Malformed request", "`extend` needs a list of texts `ids` and a list `properties`.")
    names = [str(one.get("id")) if isinstance(one, dict) else "" for one in properties]
    unknown = [name for name in names if name not in PROPERTIES]
    if unknown:
        raise ServerError(400, "No such property", f"Not {unknown[0]!r}; there are {', '.join(PROPERTIES)}.")
    if len(ids) * len(names) > most:
        raise ServerError(400, "Too many values", f"At most {most} are answered at once.", {"limit": most})
    return {
        "meta": [{"id": name, "name": page.words[PROPERTIES[name][0]]} for name in names],
        "rows": {path: _row(page, path, names) for path in ids},
    }


def _row(page: Page, path: str, names: Iterable[str]) -> dict[str, list[dict[str, str]]]:
    row = page.release.document(path) if find_body(page.release, path) else None
    view = row.read_view() if row else {}
    return {name: list(_cells(page, view.get(PROPERTIES[name][1]))) for name in names}


def _cells(page: Page, value: Any) -> Iterable[dict[str, str]]:
    """The cells of a value in a view: texts by language, texts with their language, references, or one text."""
    if isinstance(value, dict):
        value = list(value.values())
    for one in [value] if isinstance(value, str) else value or ():
        if isinstance(one, dict):
            yield {"id": one["path"], "name": page.choose(one["names"])[0] or one["path"]}
        else:
            yield {"str": one[1] if isinstance(one, list) else one}
