"""What a release is made from, as the stages before hand it over."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox

from converters.errors import ReleaseError

Quads = bytes | Iterable[ox.Quad]

_DEFAULT = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 1"
_BLANK = """SELECT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } FILTER(isBlank(?s) || isBlank(?o) || isBlank(?g)) } LIMIT 1"""
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*")


@dataclass(frozen=True, slots=True)
class Report:
    """The validation report: `data` for JSON, `turtle` as SHACL has it.

    `shared_violations` are the messages of violations in shared graphs, which fail the release; `warnings` counts
    the findings that are no violations.
    """

    data: Mapping[str, Any]
    turtle: bytes
    shared_violations: tuple[str, ...] = ()
    warnings: int = 0


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A statement kept out: its path below the base, the name of its file, the findings, its graphs."""

    statement: str
    file: str
    findings: tuple[str, ...]
    quads: Quads = b""


@dataclass(frozen=True, slots=True)
class Content:
    """The parts of a release, read in the order of the fields and once each.

    `statements` gives the quads of one published statement at a time, `shared` those of the shared graphs, both as
    N-Quads text or quads, each in a named graph and without blank nodes. `texts` gives the identifier of a source
    document (the last part of its IRI) and its stored text, only where it may be published. Since `statements` is
    used up before anything else is looked at, the lists behind the later fields may be filled meanwhile; `report`
    is called last.
    """

    statements: Iterable[Quads]
    shared: Iterable[Quads]
    texts: Iterable[tuple[str, str]]
    quarantined: Iterable[Quarantined]
    report: Callable[[], Report]


def read_lines(quads: Quads) -> list[bytes]:
    """The quads as lines of N-Quads, literals in the form that the store keeps (`1` for `01`).

    So the dumps hold what the endpoint answers, without reading a large store back. Raises ReleaseError where they
    are no N-Quads, or one has a blank node or no named graph.
    """
    store = ox.Store()
    try:
        if isinstance(quads, bytes):
            store.load(quads, ox.RdfFormat.N_QUADS)
        else:
            store.extend(quads)
    except SyntaxError as error:
        raise ReleaseError(f"the quads cannot be read: {error}") from error
    text = store.dump(format=ox.RdfFormat.N_QUADS) or b""
    wrong = _DEFAULT if next(store.quads_for_pattern(None, None, None, ox.DefaultGraph()), None) else _BLANK
    if wrong is _DEFAULT or b"_:" in text:
        for row in cast(ox.QuerySolutions, store.query(wrong)):
            found = " ".join(str(row[name])[:80] for name in ("s", "p", "o"))
            raise ReleaseError(f"expected quads in named graphs, without blank nodes, but found: {found}")
    return text.splitlines(keepends=True)


def file_name(path: str, kind: str) -> str:
    """The last part of an IRI as a safe file name; raises ReleaseError where it is none."""
    name = path.rpartition("/")[2]
    if not _NAME.fullmatch(name):
        raise ReleaseError(f"the {kind} {path!r} cannot name a file; expected letters, digits, dots and hyphens")
    return name


class Digest:
    """The digest of everything that a release is made from; parts are told apart by their length."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, *parts: str | bytes) -> None:
        """Take up texts or bytes, in this order."""
        for part in parts:
            data = part.encode() if isinstance(part, str) else part
            self._hash.update(b"%d:" % len(data) + data)

    def add_value(self, value: Any) -> None:
        """Take up a value that JSON can hold, or a dataclass."""
        self.add(json.dumps(value, sort_keys=True, ensure_ascii=False, default=asdict))

    def add_file(self, path: Path) -> None:
        """Take up the content of a file."""
        with path.open("rb") as file:
            self.add(hashlib.file_digest(file, "sha256").digest())

    def result(self) -> str:
        """The digest so far, in hexadecimal."""
        return self._hash.hexdigest()
