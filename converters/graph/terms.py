"""Literals and nodes in the form that the store keeps, so that dumps and endpoint agree."""

from __future__ import annotations

from decimal import Decimal

from rdflib import Literal, URIRef
from rdflib.term import Node

from converters.identifiers import iri
from ontology import XSD

Triple = tuple[Node, URIRef, Node]
_DATES = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}


def node(base: str, path: str) -> URIRef:
    """The node of a path below the base."""
    return URIRef(iri(base, path))


def text(value: str, language: str = "") -> Literal:
    """A text, with its BCP 47 code where it has a language."""
    return Literal(value, lang=language or None)


def integer(value: int) -> Literal:
    """A whole number: `xsd:integer`, since the store turns each type derived from it into that."""
    return Literal(str(value), datatype=XSD.integer, normalize=False)


def decimal(value: float) -> Literal:
    """A number with at most two decimal places in canonical form: `0.9`, `1`."""
    shortest = format(Decimal(f"{value:.2f}").normalize(), "f")
    return Literal(shortest, datatype=XSD.decimal, normalize=False)


def boolean(value: bool) -> Literal:
    """`true` or `false`."""
    return Literal("true" if value else "false", datatype=XSD.boolean, normalize=False)


def digest(value: str) -> Literal:
    """A hexadecimal digest."""
    return Literal(value, datatype=XSD.hexBinary, normalize=False)


def day(value: str) -> Literal:
    """An ISO date by its precision: `xsd:date`, `xsd:gYearMonth` or `xsd:gYear`."""
    return Literal(value, datatype=_DATES[len(value)], normalize=False)


def moment(value: str) -> Literal:
    """The begin of an ISO day as `xsd:dateTime` in UTC; a value that has a time stays as it is."""
    whole = value if "T" in value else f"{value}T00:00:00Z"
    return Literal(whole, datatype=XSD.dateTime, normalize=False)
