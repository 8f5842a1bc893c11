"""What a release changes: the quads that came and went since the one before, as an RDF Patch.

RDF Patch (Apache Jena's documentation, "RDF Patch"): a line for each quad, `A` for an added and `D` for a deleted one,
between `TX .` and `TC .`. Both releases are sorted, so they are compared as they pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from converters.errors import ReleaseError
from converters.manifest import Changes, read_manifest
from ontology import AS, RDF

PATCH = "changes.rdfp"
GONE = "the release before is not here"
MOVED = "the release before has another base"
WITHDRAWN = "something was withdrawn since the release before, and a list of what went would publish it again"
_TOMBSTONE = f" <{RDF.type}> <{AS.Tombstone}> ".encode()


def write_changes(before: Path, nquads: Path, base: str, version: str, patch: Path) -> tuple[Changes | None, str]:
    """Write the patch from the release at `before` to the quads at `nquads`; returns the changes, or why not.

    A release in which something was withdrawn gets no patch, since a patch repeats what went.
    """
    try:
        earlier = read_manifest(before)
    except ReleaseError:
        return None, GONE
    old = before / "dumps" / nquads.name
    if not old.is_file():
        return None, GONE
    if earlier.base.rstrip("/") != base:
        return None, MOVED
    if _find_tombstones(nquads) - _find_tombstones(old):
        return None, WITHDRAWN
    graphs = _Graphs(f"<{base}/graph/statement/".encode())
    with old.open("rb") as first, nquads.open("rb") as second, patch.open("wb") as output:
        output.write(f"H id <{base}/dumps/{version}/> .\nH prev <{base}/dumps/{earlier.version}/> .\nTX .\n".encode())
        for mark, line in _compare(first, second):
            graphs.add(mark, line)
            if mark != b" ":
                output.write(mark + b" " + line)
        output.write(b"TC .\n")
    return graphs.changes(earlier.version), ""


def _compare(first: IO[bytes], second: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Each line of two sorted files once: `D` where only the first has it, `A` only the second, a space for both."""
    old, new = next(first, b""), next(second, b"")
    while old or new:
        if old == new:
            yield b" ", new
            old, new = next(first, b""), next(second, b"")
        elif not new or (old and old < new):
            yield b"D", old
            old = next(first, b"")
        else:
            yield b"A", new
            new = next(second, b"")


class _Graphs:
    """Counts marked lines, and by them the statements that are new, changed and gone."""

    def __init__(self, prefix: bytes) -> None:
        self._prefix = prefix
        self._counts = {b"A": 0, b"D": 0, b" ": 0}
        self._marked: dict[bytes, set[bytes]] = {mark: set() for mark in self._counts}

    def add(self, mark: bytes, line: bytes) -> None:
        """Take up a line."""
        self._counts[mark] += 1
        graph = line.rsplit(b" ", 2)[1]
        if graph.startswith(self._prefix):
            self._marked[mark].add(graph)

    def changes(self, previous: str) -> Changes:
        """The counts; a statement is new where all its quads are, and gone where none is left."""
        added, removed, kept = (self._marked[mark] for mark in (b"A", b"D", b" "))
        new, gone = added - removed - kept, removed - added - kept
        changed = (added | removed) - new - gone
        return Changes(previous, self._counts[b"A"], self._counts[b"D"], len(new), len(changed), len(gone))


def _find_tombstones(nquads: Path) -> set[bytes]:
    with nquads.open("rb") as lines:
        return {line.split(b" ", 1)[0] for line in lines if _TOMBSTONE in line}
