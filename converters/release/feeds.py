"""Everything by which others follow a release: the stream of its changes, the Atom feed, sitemaps, OAI-PMH records."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from converters.errors import ReleaseError
from converters.manifest import Manifest, read_manifest
from converters.release.atom import write_feed
from converters.release.sitemap import write_sitemap
from converters.release.stream import Stream, write_stream
from ontology import DQV, VOID

_SCHEMA = "CREATE TABLE record (path TEXT PRIMARY KEY, datestamp TEXT, gone INTEGER) WITHOUT ROWID"
_BY_DATE = "CREATE INDEX record_by_date ON record (datestamp, path)"


def write_feeds(
    release: Path, target: Path, store: ox.Store, index: Path, facts: Manifest, about: Iterable[ox.Quad]
) -> None:
    """Write all feeds of the draft `release`, from its store and its page index, and the records into that index.

    The stream of the release before in `target` is carried on where it has the same base. `about` is the description
    of the data set; what it says of the whole, without counts, stands in the stream's entry.
    """
    said = [quad for quad in about if _says_whose(quad, facts.base)]
    stream = write_stream(release, _find_before(target, facts), store, facts, said)
    write_feed(release, stream, store, facts)
    _write_records(index, stream, facts.base)
    write_sitemap(release, index, facts.base, facts.date)


def _find_before(target: Path, facts: Manifest) -> Path | None:
    try:
        before = read_manifest(target / facts.previous) if facts.previous else None
    except ReleaseError:
        return None
    return target / facts.previous if before and before.base.rstrip("/") == facts.base else None


def _says_whose(quad: ox.Quad, base: str) -> bool:
    counted = quad.predicate.value.startswith((str(VOID), str(DQV)))
    return str(quad.subject).startswith(f"<{base}/id/") and not counted


def _write_records(index: Path, stream: Stream, base: str) -> None:
    """Keep in the index when each statement last changed, and which have ended: what an OAI-PMH repository lists."""
    records = sqlite3.connect(index)
    try:
        records.execute(_SCHEMA)
        rows = ((m.statement.removeprefix(f"{base}/id/"), m.created, int(m.ended)) for m in stream.members)
        records.executemany("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", rows)
        records.execute(_BY_DATE)
        records.commit()
    finally:
        records.close()
