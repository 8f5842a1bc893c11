"""The RDF formats that we write: one table, and one sorted, repeatable output for each.

A format is an entry of `FORMATS`; dumps, negotiation and descriptions follow from it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import PurePath
from typing import IO

import pyoxigraph as ox

from converters.jsonld import Compactor
from ontology import PREFIXES
from ontology.context import build_context


@dataclass(frozen=True, slots=True)
class Format:
    """An RDF syntax: `suffix` with its dot, `datasets` is true where it can hold named graphs.

    `rdf` is the engine's name of the format, with which it is read; `rdf.iri` is its IRI at the W3C.
    """

    name: str
    media_type: str
    suffix: str
    rdf: ox.RdfFormat
    datasets: bool


def _format(rdf: ox.RdfFormat, suffix: str) -> Format:
    return Format(rdf.name, rdf.media_type, suffix, rdf, rdf.supports_datasets)


N_QUADS = _format(ox.RdfFormat.N_QUADS, ".nq")
TRIG = _format(ox.RdfFormat.TRIG, ".trig")
TURTLE = _format(ox.RdfFormat.TURTLE, ".ttl")
N_TRIPLES = _format(ox.RdfFormat.N_TRIPLES, ".nt")
JSON_LD = _format(ox.RdfFormat.JSON_LD, ".jsonld")
RDF_XML = _format(ox.RdfFormat.RDF_XML, ".rdf")
FORMATS: tuple[Format, ...] = (N_QUADS, TRIG, TURTLE, N_TRIPLES, JSON_LD, RDF_XML)


def format_for_suffix(name: str) -> Format | None:
    """The format of a file name, path or suffix (`.ttl`, `all.ttl`, `dumps/all.ttl.gz`), or None."""
    suffixes = [suffix.lower() for suffix in PurePath(f"x{name}" if name.startswith(".") else name).suffixes]
    suffix = suffixes[-2] if suffixes[-1:] in ([".gz"], [".zst"]) and len(suffixes) > 1 else "".join(suffixes[-1:])
    return next((entry for entry in FORMATS if entry.suffix == suffix), None)


def format_for_media_type(media_type: str) -> Format | None:
    """The format of a media type, whatever its case and parameters, or None."""
    plain = media_type.partition(";")[0].strip().lower()
    return next((entry for entry in FORMATS if entry.media_type == plain), None)


def write_graph(quads: Iterable[ox.Quad | ox.Triple] | bytes, target: Format, output: IO[bytes]) -> None:
    """Write quads, triples or N-Quads text to `output`, sorted, each statement once; all are held in memory.

    A format without named graphs gets the triples of all graphs together. Raises SyntaxError where bytes are no
    N-Quads, ValueError where JSON-LD has no form for a term.
    """
    ordered = _sorted(quads, target.datasets)
    write_sorted(ordered, target, output, prefixes=_used_prefixes(ordered))


def graph_bytes(quads: Iterable[ox.Quad | ox.Triple] | bytes, target: Format) -> bytes:
    """The same as `write_graph`, as bytes; for the graph of one resource."""
    output = io.BytesIO()
    write_graph(quads, target, output)
    return output.getvalue()


def write_sorted(
    quads: Iterable[ox.Quad], target: Format, output: IO[bytes], prefixes: dict[str, str] | None = None
) -> None:
    """Write quads that come in the order of `sort_key`, each once, without holding them.

    `prefixes` are those of Turtle, TriG and RDF/XML, all of ours if not given. For a format without named graphs the
    order is that of the triples alone; a triple of several graphs, which come one after another, is written once.
    """
    prefixes = _prefixes() if prefixes is None else prefixes
    if target is JSON_LD:
        _compactor().write(quads, output)
    elif target.datasets:
        ox.serialize(quads, output, target.rdf, prefixes=prefixes)
    else:
        triples = (triple for triple, _ in groupby(quad.triple for quad in quads))
        ox.serialize(triples, output, target.rdf, prefixes=prefixes)


def sort_key(line: bytes, by_graph: bool = True) -> bytes:
    """The key that brings a line of N-Quads, all of named graphs, into the order of `write_sorted`."""
    if not by_graph:
        return line
    triple, graph, _ = line.rsplit(b" ", 2)
    return graph + b" " + triple


def _sorted(quads: Iterable[ox.Quad | ox.Triple] | bytes, by_graph: bool) -> list[ox.Quad]:
    found = ox.parse(quads, ox.RdfFormat.N_QUADS) if isinstance(quads, bytes) else quads
    lines: dict[tuple[str, str], ox.Quad] = {}
    for item in found:
        quad = item if isinstance(item, ox.Quad) else ox.Quad(item.subject, item.predicate, item.object)
        graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) or not by_graph else str(quad.graph_name)
        lines[graph, str(quad.triple)] = quad
    return [lines[key] for key in sorted(lines)]


def _used_prefixes(quads: Iterable[ox.Quad]) -> dict[str, str]:
    terms = {term for quad in quads for term in quad}
    terms |= {term.datatype for term in terms if isinstance(term, ox.Literal)}
    namespaces = {re.split(r"(?<=[#/])(?=[^#/]*$)", term.value)[0] for term in terms if isinstance(term, ox.NamedNode)}
    return {prefix: namespace for prefix, namespace in _prefixes().items() if namespace in namespaces}


@lru_cache(maxsize=1)
def _prefixes() -> dict[str, str]:
    return {prefix: str(namespace) for prefix, namespace in sorted(dict(PREFIXES).items())}


@lru_cache(maxsize=1)
def _compactor() -> Compactor:
    return Compactor(build_context())
