"""The diagram of the ontology: which classes there are and which properties join them; drawn by `diagram.html`."""

from __future__ import annotations

from typing import NamedTuple

from ontology import TERMS
from server.interface import concept_names

WIDTH, HEIGHT = 760, 400


class Box(NamedTuple):
    """One class, or two that stand at the same place; `x`, `y` are those of its middle."""

    x: int
    y: int
    anchor: str
    names: list[dict[str, str]]


class Edge(NamedTuple):
    """One property from a class to another; the path in the syntax of SVG, the label's place."""

    path: str
    label: str
    x: int
    y: int


def draw_classes() -> list[Box]:
    """The boxes, row by row."""
    places = (
        (110, 50, (TERMS.Signature,)),
        (380, 50, (TERMS.Statement,)),
        (650, 50, (TERMS.SourceDocument,)),
        (110, 200, (TERMS.Organisation, TERMS.Person)),
        (380, 200, (TERMS.Demand,)),
        (650, 200, (TERMS.LegalProvision,)),
        (110, 350, (TERMS.Coalition,)),
        (380, 350, (TERMS.Addressee,)),
        (650, 350, (TERMS.LegalInstrument,)),
    )
    return [Box(x, y, _local(terms[0]), [concept_names(str(term)) for term in terms]) for x, y, terms in places]


def draw_properties() -> list[Edge]:
    """The arrows; each property must be one of the ontology's."""
    return [
        Edge("M295 50H199", _local(TERMS.signature), 247, 42),
        Edge("M110 72V174", _local(TERMS.signatory), 110, 118),
        Edge("M318 72L180 174", _local(TERMS.signedBy), 236, 118),
        Edge("M465 50H561", _local(TERMS.extractedFrom), 513, 42),
        Edge("M400 72V174", _local(TERMS.makesDemand), 400, 128),
        Edge("M445 72L588 174", _local(TERMS.cites), 530, 118),
        Edge("M465 200H561", _local(TERMS.cites), 513, 192),
        Edge("M400 222V324", _local(TERMS.directedTo), 400, 270),
        Edge("M326 72C256 140 256 262 314 324", _local(TERMS.addressedTo), 274, 232),
        Edge("M295 350H270L196 228", _local(TERMS.body), 242, 322),
        Edge("M110 222V324", _local(TERMS.memberOfCoalition), 110, 270),
        Edge("M650 222V324", _local(TERMS.partOfInstrument), 650, 270),
    ]


def _local(term: str) -> str:
    return str(term).rpartition("#")[2]
