"""The index of a release: everything that pages need, in one SQLite file, so that they never ask the store.

Tables: `document` (one row a page of a resource's document: its N-Triples and its view, both deflated), `part` (things
described inside another's document), `moved`, the lists with their search index, the names for reconciliation. The same
N-Quads give the same bytes. Counts over the whole release (who signs together, demands by year) are taken here, once.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from pathlib import Path

from converters.release.counts import Counts
from converters.release.description import Description, View
from converters.release.documents import DocumentPage, build_pages, classify, owning_statement, successor
from converters.release.listing import write_listing
from converters.release.names import write_names
from converters.release.subjects import QuadFile
from converters.release.views import build_view

_SCHEMA = """
PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE document (path TEXT, page INTEGER, class TEXT, pages INTEGER, triples BLOB, view BLOB,
  PRIMARY KEY (path, page));
CREATE TABLE part (path TEXT PRIMARY KEY, document TEXT) WITHOUT ROWID;
CREATE TABLE moved (path TEXT PRIMARY KEY, target TEXT) WITHOUT ROWID;
CREATE TABLE item (id INTEGER PRIMARY KEY, class TEXT, rank INTEGER, card TEXT, kind TEXT, year TEXT, language TEXT);
CREATE TABLE item_theme (theme TEXT, item INTEGER, PRIMARY KEY (theme, item)) WITHOUT ROWID;
CREATE TABLE facet (class TEXT, name TEXT, value TEXT, label TEXT, count INTEGER, PRIMARY KEY (class, name, value))
  WITHOUT ROWID;
CREATE VIRTUAL TABLE name USING fts5 (text, content = '', tokenize = "unicode61 remove_diacritics 2", prefix = '2 3');
CREATE VIRTUAL TABLE fragment USING fts5 (text, content = '', tokenize = 'trigram');
"""


def write_index(quads_path: Path, index_path: Path, base: str) -> None:
    """Write the index of the sorted N-Quads at `quads_path`; a file already at `index_path` is replaced.

    `base` is the release's base without a slash at its end. Statements pass one at a time: memory does not grow with
    the release. Raises OSError or sqlite3.Error where a file cannot be read or written.
    """
    draft = index_path.with_name(index_path.name + ".draft")
    draft.unlink(missing_ok=True)
    with QuadFile(quads_path, index_path.with_name(index_path.name + ".staging"), base) as quads:
        index = sqlite3.connect(draft)
        try:
            index.executescript(_SCHEMA)
            _write_documents(quads, index)
            write_listing(index)
            write_names(index)
            index.commit()
            index_path.unlink(missing_ok=True)
            index.execute("VACUUM INTO ?", (str(index_path),))
        finally:
            index.close()
            draft.unlink(missing_ok=True)


def _write_documents(quads: QuadFile, index: sqlite3.Connection) -> None:
    counts = Counts(quads)
    for iri in quads.subjects():
        path = iri.removeprefix(f"{quads.base}/id/")
        if path == iri:
            continue
        target = successor(quads, iri)
        if target is not None:
            index.execute("INSERT INTO moved VALUES (?, ?)", (path, target.removeprefix(f"{quads.base}/id/")))
            continue
        kind = classify(quads, iri)
        owner = owning_statement(quads, iri) if kind == "resource" else None
        if owner is not None:
            index.execute("INSERT INTO part VALUES (?, ?)", (path, owner.removeprefix(f"{quads.base}/id/")))
            continue
        facts = counts.facts(iri, kind)
        for page in build_pages(quads, iri, kind):
            _write_page(index, path, page, build_view(page, Description(page.triples, quads.base), facts))


def _write_page(index: sqlite3.Connection, path: str, page: DocumentPage, view: View) -> None:
    triples = "".join(f"{line}\n" for line in page.triples).encode()
    text = json.dumps(view, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    index.execute(
        "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?)",
        (path, page.number, page.kind, page.pages, zlib.compress(triples, 6), zlib.compress(text, 6)),
    )
