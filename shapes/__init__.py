"""The SHACL shapes, one file a class: `load_shapes()` reads them all into one graph."""

from __future__ import annotations

from importlib.resources import files
from typing import Literal

from rdflib import Graph

Parser = Literal["turtle", "ox-turtle"]


def load_shapes(parser: Parser = "turtle") -> Graph:
    """All `*.ttl` files of this package in one new graph.

    The parser must be of the kind that read the data, or `sh:in` and `sh:hasValue` on plain strings fail wrongly:
    Oxigraph's parsers give every plain string the datatype xsd:string, rdflib's give it none, and rdflib holds the two
    unequal. A graph built in memory counts as read by rdflib: take `turtle`. For data read with an `ox-` parser take
    `ox-turtle`.
    """
    graph = Graph(bind_namespaces="none")
    names = sorted(f.name for f in files(__name__).iterdir() if f.name.endswith(".ttl"))
    for name in names:
        graph.parse(data=files(__name__).joinpath(name).read_text(encoding="utf-8"), format=parser)
    return graph
