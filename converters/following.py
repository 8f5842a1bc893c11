"""Following the stream of another Undersigned (LDES): what it says now, kept in one file, read page by page.

    with Following.open(target / "harvest.sqlite") as kept:
        kept.follow("https://data.example.org")     # one pass; closed pages are read once
        for taken in kept.taken(): …

A page that is no longer listed took something with it: statements that stood there and on no page read since are
dropped. So the copy is right also where the other stream was begun anew.
"""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import httpx2
import pyoxigraph as ox
from rdflib import URIRef

from converters.errors import ReleaseError
from ontology import AS, DCTERMS, RDF, TREE

ENTRY = "/feed/stream.trig"
SECONDS = 60.0
LARGEST = 256 << 20  # bytes of one page
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_TYPE, _DELETE, _TRIG = str(RDF.type), str(AS.Delete), "application/trig"
_SCHEMA = """
PRAGMA secure_delete = ON;
CREATE TABLE IF NOT EXISTS member (statement TEXT PRIMARY KEY, version TEXT, created TEXT, page TEXT, ended INTEGER,
  triples BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS page (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""


class Taken(NamedTuple):
    """What was taken over of a statement: its newest version, or its end; `triples` are N-Triples."""

    statement: str
    version: str
    created: str
    page: str
    ended: bool
    triples: bytes


@dataclass
class Pass:
    """How many statements one pass added, changed, and dropped; how many pages it read."""

    added: int = 0
    changed: int = 0
    ended: int = 0
    pages: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.ended)


class Following:
    """The file in which a followed stream is kept. Nothing is kept of a pass before `commit`."""

    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.executescript(_SCHEMA)
        self._file.execute("BEGIN IMMEDIATE")

    def __enter__(self) -> Following:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def commit(self) -> None:
        """Keep what was read."""
        self._file.execute("COMMIT")

    @property
    def base(self) -> str:
        """What stands before the paths of the followed data's IRIs."""
        return self._fact("base")

    @property
    def about(self) -> bytes:
        """What the stream's entry says of the data set, as N-Triples."""
        return self._fact("about").encode()

    def taken(self) -> Iterator[Taken]:
        """All statements, by IRI."""
        for row in self._file.execute("SELECT * FROM member ORDER BY statement"):
            statement, version, created, page, ended, triples = row
            yield Taken(statement, version, created, page, bool(ended), zlib.decompress(triples))

    def newest(self) -> str:
        """When the last change entered the stream, or "" where it is empty."""
        return self._file.execute("SELECT max(created) FROM member").fetchone()[0] or ""

    def follow(self, url: str) -> Pass:
        """Read what is new at `url`, an Undersigned's address or that of its stream's entry.

        Raises ReleaseError where it does not answer, is no such stream, or another one than before.
        """
        entry = url if url.endswith(".trig") else url.rstrip("/") + ENTRY
        done = Pass()
        with httpx2.Client(timeout=SECONDS, follow_redirects=True, headers={"accept": _TRIG}) as client:
            found = _fetch(client, entry)
            if found is None:
                raise ReleaseError("the stream is gone (410)", entry)
            listed = self._read_entry(found, entry)
            read = {name for (name,) in self._file.execute("SELECT name FROM page")}
            for name, closed in listed.items():
                page = None if name in read else _fetch(client, entry.removesuffix(ENTRY) + f"/feed/{name}")
                if page is not None:
                    done.pages += 1
                    for member in read_members(page, name, self.base, f"{self.base}/feed/{name}"):
                        self._take(member, done)
                if closed:
                    self._file.execute("INSERT OR IGNORE INTO page VALUES (?)", (name,))
        self._drop_unlisted(listed, done)
        return done

    def _read_entry(self, quads: list[ox.Quad], address: str) -> dict[str, bool]:
        """The names of the pages, oldest first, each with whether it is closed; the rest is kept as facts."""
        facts = _facts(quads)
        views = [value for (_, prop), values in facts.items() if prop == str(TREE.view) for value in values]
        if len(views) != 1 or not views[0].endswith(ENTRY):
            raise ReleaseError(f"expected the entry of a stream ending in {ENTRY}", address)
        base = views[0].removesuffix(ENTRY)
        if self.base not in ("", base):
            raise ReleaseError(f"expected the stream of {self.base}, which is followed here, not of {base}", address)
        self._keep("base", base)
        about = [quad.triple for quad in quads if str(quad.subject).startswith(f"<{base}/id/")]
        self._keep("about", "".join(sorted(f"{triple} .\n" for triple in about)))
        pages: dict[str, tuple[str, bool]] = {}
        for relation in facts.get((views[0], str(TREE.relation)), []):
            node, bound = facts.one(relation, TREE.node), facts.one(relation, TREE.value)
            name = node.removeprefix(f"{base}/feed/")
            if not name or "/" in name:
                raise ReleaseError(f"expected pages below {base}/feed/, not {node!r}", address)
            ends = facts.one(relation, RDF.type) == str(TREE.LessThanOrEqualToRelation)
            first, closed = pages.get(name, (bound, False))
            pages[name] = (min(first, bound), closed or ends)
        return {name: closed for name, (_, closed) in sorted(pages.items(), key=lambda item: (item[1][0], item[0]))}

    def _take(self, member: Taken, done: Pass) -> None:
        row = self._file.execute(
            "SELECT version, created, ended FROM member WHERE statement = ?", (member.statement,)
        ).fetchone()
        if row and (row[1] > member.created or (row[1] == member.created and row[0] != member.version)):
            return
        self._file.execute(
            "INSERT OR REPLACE INTO member VALUES (?, ?, ?, ?, ?, ?)",
            (*member[:5], zlib.compress(member.triples, 6)),
        )
        if row and row[:2] == (member.version, member.created):
            return
        if member.ended:
            done.ended += bool(row and not row[2])
        elif row and not row[2]:
            done.changed += 1
        else:
            done.added += 1

    def _drop_unlisted(self, listed: dict[str, bool], done: Pass) -> None:
        """Drop the statements whose page is gone and that stand on no other, and forget that it was read."""
        marks = ",".join("?" * len(listed))
        where = f"page NOT IN ({marks})"
        lost = self._file.execute(f"SELECT count(*) FROM member WHERE NOT ended AND {where}", tuple(listed)).fetchone()
        done.ended += lost[0]
        self._file.execute(f"DELETE FROM member WHERE {where}", tuple(listed))
        self._file.execute(f"DELETE FROM page WHERE name NOT IN ({marks})", tuple(listed))

    def _fact(self, name: str) -> str:
        row = self._file.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return row[0] if row else ""

    def _keep(self, name: str, value: str) -> None:
        self._file.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))


def read_members(quads: list[ox.Quad], page: str, base: str, address: str) -> list[Taken]:
    """The members of a page, oldest first; raises ReleaseError for one that is not of this base or has no time."""
    facts = _facts(quads)
    triples: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        if isinstance(quad.graph_name, ox.NamedNode):
            if not str(quad.subject).startswith(f"<{base}/"):
                raise ReleaseError(f"expected IRIs below {base}/, not {quad.subject}", address)
            triples[quad.graph_name.value].add(f"{quad.triple} .\n")
    found = []
    for iri in [value for (_, prop), values in facts.items() if prop == str(TREE.member) for value in values]:
        statement, created = facts.one(iri, DCTERMS.isVersionOf), facts.one(iri, DCTERMS.created)
        if not re.fullmatch(f"{re.escape(base)}/id/statement/[^/#]+", statement) or not _TIME.fullmatch(created):
            raise ReleaseError("expected a version of a statement, with its time", address, iri)
        ended = _DELETE in facts.get((iri, _TYPE), ())
        found.append(Taken(statement, iri, created, page, ended, "".join(sorted(triples[iri])).encode()))
    return sorted(found, key=lambda member: (member.created, member.version))


class _Facts(dict[tuple[str, str], list[str]]):
    """The objects in the default graph by subject and predicate."""

    def one(self, subject: str, predicate: URIRef) -> str:
        """The only object, or "" where there is none or several."""
        values = self.get((subject, str(predicate)), [])
        return values[0] if len(values) == 1 else ""


def _facts(quads: list[ox.Quad]) -> _Facts:
    found = _Facts()
    for quad in quads:
        if isinstance(quad.graph_name, ox.DefaultGraph) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            found.setdefault((str(quad.subject)[1:-1], quad.predicate.value), []).append(quad.object.value)
    return found


def _fetch(client: httpx2.Client, address: str) -> list[ox.Quad] | None:
    """The quads at an address; None where they are gone, which LDES has clients take for an empty page."""
    try:
        with client.stream("GET", address) as answer:
            if answer.status_code == 410:
                return None
            if not answer.is_success:
                raise ReleaseError(f"expected a stream of changes, but it answers {answer.status_code}", address)
            body = bytearray()
            for part in answer.iter_bytes():
                body += part
                if len(body) > LARGEST:
                    raise ReleaseError(f"the page is larger than {LARGEST} bytes", address)
        return list(ox.parse(bytes(body), ox.RdfFormat.TRIG))
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise ReleaseError(f"it does not answer: {error}", address) from error
    except SyntaxError as error:
        raise ReleaseError(f"expected TriG: {error}", address) from error
