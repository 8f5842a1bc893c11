"""JSON-LD compacted with one context, written as the quads pass: a node a line, keys sorted.

This is the part of the JSON-LD 1.1 compaction algorithm (JSON-LD 1.1 Processing Algorithms and API, sections 4.4 and
6) that a context without defaults, reversals and scoped contexts needs; a context with them is refused. A general
processor takes some 40 seconds for a million quads and holds them all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import IO, Any

import pyoxigraph as ox

_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_STRING, _INTEGER, _BOOLEAN = _XSD + "string", _XSD + "integer", _XSD + "boolean"
_PLAIN_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")  # what every JSON reader keeps exactly
_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_REFUSED = {"@base", "@vocab", "@language", "@direction", "@import", "@propagate"}
_TERM_KEYS = {"@id", "@type", "@language", "@container", "@prefix", "@protected"}

Sort = tuple[str, str]
_IRI, _BLANK = ("", ""), ("", "_")
Value = str | int | bool | dict[str, Any]


class Compactor:
    """Writes quads with the terms, prefixes and coercions of one context.

    `context` is the mapping itself or a document with `@context`. Raises ValueError for what is not supported.
    """

    def __init__(self, context: Mapping[str, Any]) -> None:
        self.context: dict[str, Any] = dict(context.get("@context", context))
        self._names = {key: key for key in ("@id", "@type", "@graph", "@value", "@language")}
        self._prefixes: dict[str, str] = {}
        self._terms: dict[str, list[tuple[str, dict[str, Any]]]] = {}
        self._iris: dict[str, str] = {}
        self._places: dict[tuple[str, Sort], _Place] = {}
        refused = sorted(self.context.keys() & _REFUSED)
        if refused:
            raise ValueError(f"the context sets {', '.join(refused)}, which this writer does not support")
        for term, definition in sorted(self.context.items()):
            if not term.startswith("@") and definition is not None:
                self._read_term(term, definition)
        for entries in self._terms.values():
            entries.sort(key=lambda entry: (not entry[1].keys() & {"@type", "@language", "@container"}, entry[0]))

    def _read_term(self, term: str, definition: str | dict[str, Any]) -> None:
        simple = isinstance(definition, str)
        entry: dict[str, Any] = {"@id": definition} if isinstance(definition, str) else dict(definition)
        iri = entry.get("@id", term)
        if iri in self._names:
            self._names[iri] = term
            return
        if isinstance(iri, str) and iri.startswith("@"):
            return
        if entry.keys() - _TERM_KEYS:
            raise ValueError(f"the context's term {term!r} has {sorted(entry.keys() - _TERM_KEYS)}, not supported")
        if entry.get("@prefix") or (simple and iri[-1:] in "/#:?[]@"):
            self._prefixes[term] = self._expand(iri)
        expanded = self._expand(iri)
        kind, container = entry.get("@type"), entry.get("@container")
        if kind is not None and not kind.startswith("@"):
            entry["@type"] = self._expand(kind)
        if isinstance(container, list) and len(container) == 1:
            entry["@container"] = container[0]
        self._terms.setdefault(expanded, []).append((term, entry))
        self._iris.setdefault(expanded, term)

    def _expand(self, iri: str) -> str:
        """The absolute IRI of a term or compact IRI of the context."""
        for _ in range(8):  # definitions refer to definitions; a circle is an error of the context
            prefix, colon, rest = iri.partition(":")
            definition = self.context.get(iri) if not colon else self.context.get(prefix)
            if definition is None or rest.startswith("//"):
                return iri
            known = definition if isinstance(definition, str) else definition.get("@id", prefix)
            iri = known + rest if colon else known
        raise ValueError(f"the context defines {iri!r} by itself")

    def _name(self, iri: str) -> str:
        """An IRI as written where a term may stand: as key, type or coerced value."""
        name = self._iris.get(iri)
        if name is None:
            name = self._iris[iri] = self._compact_iri(iri)
        return name

    def _compact_iri(self, iri: str) -> str:
        names = [
            f"{prefix}:{iri[len(start) :]}"
            for prefix, start in self._prefixes.items()
            if iri.startswith(start) and iri != start and not iri.startswith("//", len(start))
        ]
        return min((name for name in names if name not in self.context), key=len, default=iri)

    def write(self, quads: Iterable[ox.Quad], output: IO[bytes]) -> None:
        """One document with all quads, which must come grouped by graph and, within one, by subject."""
        graph_key = json.dumps(self._names["@graph"])
        id_key = json.dumps(self._names["@id"])
        context = json.dumps(self.context, ensure_ascii=False, sort_keys=True, indent=1)
        output.write(f'{{"@context": {context},\n{graph_key}: [\n'.encode())
        first = True
        for name, members in groupby(quads, key=lambda quad: quad.graph_name):
            if isinstance(name, ox.DefaultGraph):
                first = self._write_nodes(members, output, first)
                continue
            start = "" if first else ",\n"
            iri = json.dumps(_reference(name), ensure_ascii=False)
            output.write(f"{start}{{{id_key}: {iri}, {graph_key}: [\n".encode())
            self._write_nodes(members, output, True)
            output.write(b"\n]}")
            first = False
        output.write(b"\n]}\n")

    def _write_nodes(self, quads: Iterable[ox.Quad], output: IO[bytes], first: bool) -> bool:
        for node in self._nodes(quads):
            output.write((_ENCODE(node) if first else ",\n" + _ENCODE(node)).encode())
            first = False
        return first

    def _nodes(self, quads: Iterable[ox.Quad]) -> Iterator[dict[str, Any]]:
        for subject, members in groupby(quads, key=lambda quad: quad.subject):
            node: dict[str, Any] = {self._names["@id"]: _reference(subject)}
            for quad in members:
                predicate, value = quad.predicate.value, quad.object
                sort = _sort(value)
                place = self._places.get((predicate, sort)) or self._place(predicate, sort)
                place.put(node, value)
            yield {key: _unwrapped(value) for key, value in node.items()}

    def _place(self, predicate: str, sort: Sort) -> _Place:
        """Where the values of a property go that are of one sort; found once and remembered."""
        if predicate == _RDF_TYPE and sort == _IRI:
            place = _Place(self._names["@type"], lambda value: self._name(value.value))
        else:
            found = (self._term_place(term, entry, sort) for term, entry in self._terms.get(predicate, ()))
            place = next(filter(None, found), None) or _Place(self._compact_iri(predicate), self._whole(sort))
        self._places[predicate, sort] = place
        return place

    def _term_place(self, term: str, entry: Mapping[str, Any], sort: Sort) -> _Place | None:
        """The place that a term offers to values of a sort, or None where it is not for them."""
        kind, container = entry.get("@type"), entry.get("@container")
        datatype, language = sort
        if container == "@language":
            return _Place(term, _text, by_language=True) if language and kind is None else None
        if container not in (None, "@set") or ("@language" in entry and (entry["@language"] or "") != language):
            return None
        always = container == "@set"
        if kind is None:
            plain = "@language" in entry and (language or datatype == _STRING)
            return _Place(term, _text if plain else self._whole(sort), always)
        if kind == "@vocab" and sort == _IRI:
            return _Place(term, lambda value: self._name(value.value), always)
        if kind in ("@id", "@vocab") and not datatype:
            return _Place(term, _reference, always)
        return _Place(term, _coerced, always) if kind == datatype and not language else None

    def _whole(self, sort: Sort) -> Callable[[Any], Value]:
        """How a value of a sort is written where nothing is known of it."""
        names, (datatype, language) = self._names, sort
        if not datatype:
            return lambda value: {names["@id"]: _reference(value)}
        if language:
            return lambda value: {names["@value"]: value.value, names["@language"]: value.language}
        if datatype == _STRING:
            return _text
        name = self._name(datatype)

        def write(value: ox.Literal) -> Value:
            native = _native(value)
            return {names["@value"]: value.value, names["@type"]: name} if native is None else native

        return write


@dataclass(frozen=True, slots=True)
class _Place:
    """A key of a node, and how a value is written under it; `always` as a list, even where there is only one."""

    key: str
    encode: Callable[[Any], Value]
    always: bool = False
    by_language: bool = False

    def put(self, node: dict[str, Any], value: Any) -> None:
        """Add a value to a node."""
        if self.by_language:
            node.setdefault(self.key, {}).setdefault(value.language, _Single()).append(self.encode(value))
        else:
            values = node.get(self.key)
            if values is None:
                values = node[self.key] = [] if self.always else _Single()
            values.append(self.encode(value))


class _Single(list[Any]):
    """Values of a key that are written without a list where there is only one."""


def _sort(value: Any) -> Sort:
    """The datatype and language of a literal; of an IRI or blank node, no datatype and which of both it is."""
    if isinstance(value, ox.Literal):
        return value.datatype.value, (value.language or "").lower()
    return _IRI if isinstance(value, ox.NamedNode) else _BLANK


def _unwrapped(value: Any) -> Any:
    if type(value) is dict:
        return {key: _unwrapped(entry) for key, entry in value.items()}
    return value[0] if type(value) is _Single and len(value) == 1 else value


def _reference(node: Any) -> str:
    if isinstance(node, ox.NamedNode):
        return node.value
    if isinstance(node, ox.BlankNode):
        return str(node)
    raise ValueError("JSON-LD 1.1 has no form for a triple inside a triple")


def _text(value: ox.Literal) -> str:
    return value.value


def _coerced(value: ox.Literal) -> Value:
    native = _native(value)
    return value.value if native is None else native


def _native(value: ox.Literal) -> int | bool | None:
    if value.datatype.value == _INTEGER and _PLAIN_INTEGER.fullmatch(value.value):
        return int(value.value)
    if value.datatype.value == _BOOLEAN and value.value in ("true", "false"):
        return value.value == "true"
    return None
