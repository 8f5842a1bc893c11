"""The N-Quads of a release by subject: where each description stands in the file, and who links to whom.

Only byte ranges, links and the members of statement graphs are kept, in SQLite; descriptions are read from the file
when they are asked for. The file must be sorted, one quad a line with single spaces, without blank nodes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from ontology import DCTERMS, ELI, OA, ORG, TERMS

LINKS = frozenset(
    str(term)
    for term in (
        *(TERMS.signature, TERMS.signedBy, TERMS.signatory, TERMS.makesDemand, TERMS.addressedTo, TERMS.directedTo),
        *(TERMS.cites, TERMS.partOfInstrument, TERMS.body, TERMS.office, TERMS.holder, TERMS.memberOfCoalition),
        *(TERMS.translationOf, TERMS.similarDemand, TERMS.extractedFrom, TERMS.kind, TERMS.occasion),
        *(DCTERMS.publisher, DCTERMS.subject, DCTERMS.isReplacedBy, OA.hasBody, ORG.postIn, ELI.is_part_of),
    )
)

_SCHEMA = """
CREATE TABLE subject (iri TEXT PRIMARY KEY, start INTEGER, length INTEGER) WITHOUT ROWID;
CREATE TABLE link (target TEXT, predicate TEXT, source TEXT);
CREATE TABLE member (graph TEXT, subject TEXT);
"""


class Triple(NamedTuple):
    """One quad as N-Quads writes its terms: predicate and graph without angle brackets, the object with all marks."""

    predicate: str
    value: str
    graph: str


class QuadFile:
    """Random access to a sorted N-Quads file. A context manager; its working file lies beside the index."""

    def __init__(self, quads_path: Path, staging_path: Path, base: str) -> None:
        self.base = base
        self._staging_path = staging_path
        self._file = quads_path.open("rb")
        staging_path.unlink(missing_ok=True)
        self.staging = sqlite3.connect(staging_path)
        self.staging.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        self._scan()
        self.staging.executescript(
            "CREATE INDEX by_target ON link (target, predicate, source);"
            "CREATE INDEX by_graph ON member (graph, subject);"
        )
        self.triples = lru_cache(maxsize=20_000)(self._read)

    def __enter__(self) -> QuadFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self.staging.close()
        self._staging_path.unlink(missing_ok=True)

    def subjects(self) -> Iterator[str]:
        """Every subject's IRI, in code point order."""
        return (row[0] for row in self.staging.execute("SELECT iri FROM subject ORDER BY iri"))

    def members(self, graph: str) -> list[str]:
        """The subjects described in a named graph, in order."""
        rows = self.staging.execute("SELECT subject FROM member WHERE graph = ? ORDER BY subject", (graph,))
        return [row[0] for row in rows]

    def links_to(self, target: str, *predicates: str) -> list[tuple[str, str]]:
        """(subject, predicate) of every triple of `LINKS` that points at `target`, in order; all predicates if none."""
        rows = self.staging.execute(
            "SELECT source, predicate FROM link WHERE target = ? ORDER BY source, predicate", (target,)
        )
        return [row for row in rows if not predicates or row[1] in predicates]

    def _read(self, subject: str) -> tuple[Triple, ...]:
        row = self.staging.execute("SELECT start, length FROM subject WHERE iri = ?", (subject,)).fetchone()
        if row is None:
            return ()
        self._file.seek(row[0])
        lines = self._file.read(row[1]).decode("utf-8").removesuffix("\n").split("\n")
        return tuple(_split(line)[1] for line in lines)

    def _scan(self) -> None:
        offset = 0
        own = f"<{self.base}/"
        for subject, block in groupby(self._file, key=lambda line: line[: line.index(b" ")]):
            lines = list(block)
            iri = subject.decode("utf-8")[1:-1]
            length = sum(map(len, lines))
            self.staging.execute("INSERT INTO subject VALUES (?, ?, ?)", (iri, offset, length))
            offset += length
            triples = [_split(line.decode("utf-8").rstrip("\n"))[1] for line in lines]
            links = {(t.value[1:-1], t.predicate, iri) for t in triples if t.predicate in LINKS and t.value[0] == "<"}
            self.staging.executemany("INSERT INTO link VALUES (?, ?, ?)", sorted(links))
            graphs = {t.graph for t in triples if f"<{t.graph}".startswith(own)}
            self.staging.executemany("INSERT INTO member VALUES (?, ?)", sorted((g, iri) for g in graphs))


def _split(line: str) -> tuple[str, Triple]:
    """The subject and the rest of a line of N-Quads; a graph name holds no space, so the last one is its border."""
    subject, predicate, rest = line.split(" ", 2)
    value, graph = rest.removesuffix(" .").rsplit(" ", 1)
    return subject[1:-1], Triple(predicate[1:-1], value, graph[1:-1])
