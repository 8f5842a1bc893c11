"""The latest changes for feed readers: `feed/atom.xml` (RFC 4287), ends of statements as tombstones (RFC 6721)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pyoxigraph as ox
from lxml import etree
from lxml.builder import ElementMaker

from converters.manifest import Manifest
from converters.release.stream import FOLDER, Member, Stream
from ontology import DCTERMS

FEED = f"{FOLDER}/atom.xml"
LATEST = 100
_ATOM, _ENDED = "http://www.w3.org/2005/Atom", "http://purl.org/atompub/tombstones/1.0"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_make = ElementMaker(namespace=_ATOM, nsmap={None: _ATOM, "at": _ENDED})
_end = ElementMaker(namespace=_ENDED)


def write_feed(release: Path, stream: Stream, store: ox.Store, facts: Manifest) -> None:
    """Write the last hundred members of a stream, newest first; an entry leads to the page about its statement."""
    address = f"{facts.base}/{FEED}"
    feed = _make.feed(
        _make.id(address),
        _make.title(facts.title),
        _make.updated(facts.moment.strftime("%Y-%m-%dT%H:%M:%SZ")),
        _make.author(_make.name(facts.publisher.name or facts.title)),
        _make.rights(facts.licence),
        _make.link(rel="self", type="application/atom+xml", href=address),
        _make.link(rel="alternate", type="text/html", href=f"{facts.base}/"),
        *(_entry(member, store, facts.base) for member in stream.members[: -LATEST - 1 : -1]),
    )
    (release / FEED).write_bytes(etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _entry(member: Member, store: ox.Store, base: str) -> etree._Element:
    entry: etree._Element
    if member.ended:
        entry = _end("deleted-entry", ref=member.statement, when=member.created)
        return entry
    page = f"{base}/doc/{member.statement.removeprefix(f'{base}/id/')}"
    title, language = next(_titles(member.statement, store), (member.statement, ""))
    entry = _make.entry(
        _make.id(member.iri),
        _make.title(title, {_LANG: language} if language else {}),
        _make.updated(member.created),
        _make.link(rel="alternate", type="text/html", href=page),
        _make.link(rel="related", type="text/turtle", href=f"{page}.ttl"),
    )
    return entry


def _titles(statement: str, store: ox.Store) -> Iterator[tuple[str, str]]:
    for quad in store.quads_for_pattern(ox.NamedNode(statement), ox.NamedNode(str(DCTERMS.title)), None, None):
        title = cast(ox.Literal, quad.object)
        yield _visible(title.value), title.language or ""


def _visible(text: str) -> str:
    """The text without characters that XML 1.0 (section 2.2) cannot hold."""
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
