"""What a page's markup says of itself: JSON-LD, OpenGraph, Dublin Core, `time`, in this order."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from converters.model import Metadata
from converters.read.content import clean
from converters.read.markup import Element

_DATE = re.compile(r"\s*(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?![\d-])")
_ARTICLES = ("Article", "NewsArticle", "BlogPosting", "Report", "WebPage", "CreativeWork", "Legislation")
_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title")
_DATES = (
    "article:published_time", "og:published_time", "datepublished", "dc.date.issued", "dcterms.issued", "dc.date",
    "dcterms.date", "dcterms.created", "dc.date.created", "citation_date", "date", "pubdate",
)  # fmt: skip
_PUBLISHERS = ("og:site_name", "dc.publisher", "dcterms.publisher", "citation_publisher", "publisher")
_TEXTS = ("article", "main", "section")
_DEPTH = 6
_JSON_LIMIT = 500_000


def read_metadata(root: Element) -> Metadata:
    """Title, date (ISO 8601), publisher, language and address that the markup names, each None where it names none."""
    linked = _linked_data(root)
    meta = _meta(root)
    return Metadata(
        title=_first(linked.get("headline"), _of(meta, _TITLES), linked.get("name"), root.findtext(".//title")),
        date=_iso(linked.get("datePublished")) or next(filter(None, map(_iso, _dates(root, meta))), None),
        publisher=_first(_name(linked.get("publisher")), _of(meta, _PUBLISHERS)),
        language=_first(
            root.get("lang"), linked.get("inLanguage"), _of(meta, ("og:locale", "dc.language", "language"))
        ),
        url=_address(root, meta),
        mastheads=_logos(root),
    )


def _logos(root: Element) -> tuple[str, ...]:
    """What stands for the site at the head of the page: words of its logo, or the first words there."""
    head = next((e for e in root.iter("header") if not any(a.tag in _TEXTS for a in e.iterancestors())), None)
    if head is None:
        return ()
    images = [e.get("alt") or "" for e in head.iter("img")]
    first = next((str(text) for text in head.itertext() if text.strip()), "")
    return tuple(dict.fromkeys(filter(None, map(clean, [*images[:1], first]))))


def _meta(root: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or ""
        value = element.get("content")
        if key and value:
            found.setdefault(key.strip().lower(), value)
    return found


def _of(meta: dict[str, str], keys: tuple[str, ...]) -> str | None:
    return next((meta[key] for key in keys if key in meta), None)


def _first(*values: Any) -> str | None:
    texts = (clean(value) for value in values if isinstance(value, str))
    return next(filter(None, texts), None)


def _name(value: Any) -> Any:
    if isinstance(value, list):
        value = value[0] if value else None
    return value.get("name") if isinstance(value, dict) else value


def _iso(value: Any) -> str | None:
    """The date in a time stamp; no more of it than there is."""
    match = _DATE.match(value) if isinstance(value, str) else None
    if match is None:
        return None
    year, month, day = match.groups()
    if not ("01" <= (month or "01") <= "12" and "01" <= (day or "01") <= "31"):
        return None
    return "-".join(filter(None, (year, month, day)))


def _dates(root: Element, meta: dict[str, str]) -> Iterator[str | None]:
    for key in _DATES:
        yield meta.get(key)
    times = list(root.iter("time"))
    published = [t for t in times if t.get("itemprop") == "datePublished" or t.get("pubdate") is not None]
    for element in published or times[:1]:
        yield element.get("datetime") or element.get("content")


def _address(root: Element, meta: dict[str, str]) -> str | None:
    links = (e.get("href") for e in root.iter("link") if "canonical" in (e.get("rel") or "").lower().split())
    found = _first(next(links, None), meta.get("og:url"))
    return found if found and found.startswith(("http://", "https://")) else None


def _linked_data(root: Element) -> dict[str, Any]:
    """The first thing in JSON-LD that is an article or a page."""
    for element in root.iter("script"):
        if (element.get("type") or "").strip().lower() != "application/ld+json":
            continue
        source = element.text or ""
        if len(source) > _JSON_LIMIT:
            continue
        try:
            nodes = list(_nodes(json.loads(source), _DEPTH))
        except (ValueError, RecursionError):
            continue
        found = [(rank, node) for rank, kind in enumerate(_ARTICLES) for node in nodes if _has_type(node, kind)]
        if found:
            return found[0][1]
    return {}


def _nodes(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth == 0:
        return
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth - 1)
    elif isinstance(value, dict):
        yield value
        yield from _nodes(value.get("@graph"), depth - 1)


def _has_type(node: dict[str, Any], kind: str) -> bool:
    given = node.get("@type")
    return kind == given or (isinstance(given, list) and kind in given)
