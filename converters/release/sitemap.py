"""Lists of all pages for crawlers (Sitemaps 0.9): `sitemap.xml` is the index, `sitemap-1.xml` and so on hold the pages.

They stand beside the manifest, since a sitemap speaks only for what lies below its own address.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

INDEX = "sitemap.xml"
MOST = 50_000  # addresses in one file, the protocol's limit
LISTS = ("", "statements", "organisations", "addressees", "law", "about", "dumps/", "ontology", "shapes")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<{0} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


def write_sitemap(release: Path, index: Path, base: str, date: str, most: int = MOST) -> None:
    """Write the sitemaps of a release from its page index: each page once, what was withdrawn left out.

    The pages of a statement bear the day of its last change; those of other things the release's, with which they
    change.
    """
    pages = sqlite3.connect(f"file:{index}?mode=ro", uri=True)
    try:
        entries = ((base + path, day) for path, day in _list_pages(pages, date))
        names = list(_write_parts(release, entries, most))
    finally:
        pages.close()
    _write(release / INDEX, "sitemapindex", "sitemap", ((f"{base}/{name}", date) for name in names))


def _write_parts(release: Path, entries: Iterator[tuple[str, str]], most: int) -> Iterator[str]:
    number = 1
    while part := list(islice(entries, most)):
        name = f"sitemap-{number}.xml"
        _write(release / name, "urlset", "url", part)
        yield name
        number += 1


def _list_pages(index: sqlite3.Connection, date: str) -> Iterator[tuple[str, str]]:
    yield from ((f"/{name}", date) for name in LISTS)
    days = dict(index.execute("SELECT path, datestamp FROM record WHERE gone = 0"))
    for path, page in index.execute("SELECT path, page FROM document WHERE class != 'gone' ORDER BY path, page"):
        statement = "/".join(path.split("/")[:2])
        yield f"/doc/{quote(path)}" + (f"?page={page}" if page > 1 else ""), days.get(statement, date)[:10]


def _write(path: Path, root: str, element: str, entries: Iterable[tuple[str, str]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD.format(root))
        for address, day in entries:
            file.write(f"<{element}><loc>{escape(address)}</loc><lastmod>{day}</lastmod></{element}>\n")
        file.write(f"</{root}>\n")
