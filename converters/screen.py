"""A quick look before the judge: which focus nodes certainly conform to a shape.

pySHACL is slow with shapes inside shapes, and a letter with two hundred signatures has thousands of pairs of node and
rule, nearly all of them good. The screen knows the commoner Core constraints
(https://www.w3.org/TR/shacl/, section 4) over plain paths, and only acquits: whatever it does not know or does not
find good goes to pySHACL, whose word alone becomes a finding.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from decimal import Decimal

from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection as RdfList
from rdflib.term import Node

from ontology import RDF, RDFS, SH, XSD

Values = Collection[Node]
Links = dict[Node, dict[Node, set[Node]]]
Step = tuple[Node, bool]
Check = Callable[["Index", Node, Values], bool]

_NOT_CONSTRAINTS = {RDF.type, RDFS.label, SH.path, SH.message, SH.severity, SH.name, SH.description, SH.order} | {
    SH.targetClass,
    SH.targetNode,
    SH.targetSubjectsOf,
    SH.targetObjectsOf,
}
_NUMBERS = (int, Decimal)
_NOTHING: frozenset[Node] = frozenset()


class Index:
    """The triples of some graphs by predicate and subject, and by predicate and object."""

    def __init__(self, graphs: Iterable[Graph]) -> None:
        self._forward: Links = defaultdict(lambda: defaultdict(set))
        self._backward: Links = {}
        for graph in graphs:
            for s, p, o in graph:
                self._forward[p][s].add(o)

    def values(self, focus: Node, path: list[Step]) -> Values:
        """What a path of steps leads to; a step is a predicate and whether it is followed backwards."""
        nodes: Values = (focus,)
        for predicate, inverse in path:
            links = self._reverse(predicate) if inverse else self._forward.get(predicate, {})
            found = [links.get(node, _NOTHING) for node in nodes]
            nodes = found[0] if len(found) == 1 else set().union(*found)
        return nodes

    def is_a(self, node: Node, kind: Node) -> bool:
        """Whether a type is written out; nothing is inferred."""
        return kind in self.values(node, [(RDF.type, False)])

    def _reverse(self, predicate: Node) -> dict[Node, set[Node]]:
        if predicate not in self._backward:
            links: dict[Node, set[Node]] = defaultdict(set)
            for subject, objects in self._forward.get(predicate, {}).items():
                for value in objects:
                    links[value].add(subject)
            self._backward[predicate] = links
        return self._backward[predicate]


class Screen:
    """One shape, compiled to plain checks; `acquits` is false for all nodes where the shape is beyond it."""

    def __init__(self, shapes: Graph, shape: Node) -> None:
        path = shapes.value(shape, SH.path)
        self._path = [] if path is None else _steps(shapes, path)
        self._checks: list[Check] | None = [] if self._path is not None else None
        for predicate, parameter in shapes.predicate_objects(shape):
            if predicate not in _NOT_CONSTRAINTS and self._checks is not None:
                check = _check(shapes, predicate, parameter)
                self._checks = None if check is None else [*self._checks, check]

    def acquits(self, index: Index, focus: Node) -> bool:
        """Whether the node certainly conforms."""
        if self._checks is None or self._path is None:
            return False
        values = index.values(focus, self._path)
        return all(check(index, focus, values) for check in self._checks)


def _steps(shapes: Graph, path: Node) -> list[Step] | None:
    """An IRI, an inverse IRI or a sequence of these as steps; None for any other path (SHACL, section 2.3.1)."""
    if isinstance(path, URIRef):
        return [(path, False)]
    inverse = shapes.value(path, SH.inversePath)
    if inverse is not None:
        return [(inverse, True)] if isinstance(inverse, URIRef) else None
    steps: list[Step] = []
    for part in RdfList(shapes, path) if (path, RDF.first, None) in shapes else ():
        inner = _steps(shapes, part)
        if inner is None:
            return None
        steps.extend(inner)
    return steps or None


def _check(shapes: Graph, predicate: Node, parameter: Node) -> Check | None:
    """A constraint as a function; None if it is not known here."""
    if predicate == SH["or"]:
        return _any_of([Screen(shapes, member) for member in RdfList(shapes, parameter)])
    if predicate == SH.xone:
        return _one_class([_plain_class(shapes, member) for member in RdfList(shapes, parameter)])
    if predicate == SH["not"]:
        kind = _plain_class(shapes, parameter)
        return None if kind is None else _each(lambda index, v: not index.is_a(v, kind))
    if predicate == SH.property:
        screen = Screen(shapes, parameter)
        return _each(screen.acquits)
    if predicate == SH["in"]:
        members = frozenset(RdfList(shapes, parameter))
        return _each(lambda _, v: v in members) if all(isinstance(m, URIRef) for m in members) else None
    make = _KNOWN.get(predicate)
    return None if make is None else make(parameter)


def _plain_class(shapes: Graph, shape: Node) -> Node | None:
    """The class, if to conform to the shape is to be of that class and nothing else: then a `no` is certain too."""
    constraints = [pair for pair in shapes.predicate_objects(shape) if pair[0] not in _NOT_CONSTRAINTS]
    return constraints[0][1] if len(constraints) == 1 and constraints[0][0] == SH["class"] else None


def _any_of(screens: list[Screen]) -> Check:
    return _each(lambda index, v: any(screen.acquits(index, v) for screen in screens))


def _one_class(kinds: list[Node | None]) -> Check | None:
    known = [kind for kind in kinds if kind is not None]
    if len(known) < len(kinds):
        return None
    return _each(lambda index, v: sum(index.is_a(v, kind) for kind in known) == 1)


def _each(holds: Callable[[Index, Node], bool]) -> Check:
    return lambda index, _, values: all(holds(index, value) for value in values)


def _number(node: Node) -> int | Decimal | None:
    """The value of an integer or decimal literal; None for all else."""
    value = node.value if isinstance(node, Literal) else None
    return value if isinstance(value, _NUMBERS) and not isinstance(value, bool) else None


def _has_datatype(node: Node, datatype: Node) -> bool:
    if not isinstance(node, Literal) or node.ill_typed:
        return False
    if datatype == RDF.langString:
        return node.language is not None
    if datatype == XSD.string:
        return node.language is None and node.datatype in (None, XSD.string)
    return node.datatype == datatype and node.value is not None


def _unique_languages(_: Index, __: Node, values: Values) -> bool:
    languages = [v.language.lower() for v in values if isinstance(v, Literal) and v.language]
    return len(set(languages)) == len(languages)


def _bounded(bound: Node, holds: Callable[[int | Decimal, int | Decimal], bool]) -> Check | None:
    limit = _number(bound)
    if limit is None:
        return None
    return _each(lambda _, v: (number := _number(v)) is not None and holds(number, limit))


def _less_than(other: Node) -> Check:
    def check(index: Index, focus: Node, values: Values) -> bool:
        small = [_number(v) for v in values]
        large = [_number(v) for v in index.values(focus, [(other, False)])]
        return all(a is not None and b is not None and a < b for a in small for b in large)

    return check


def _matches(pattern: Node) -> Check:
    expression = re.compile(str(pattern))
    return _each(lambda _, v: isinstance(v, URIRef | Literal) and expression.search(str(v)) is not None)


_KNOWN: dict[Node, Callable[[Node], Check | None]] = {
    SH.minCount: lambda n: lambda _, __, values: len(values) >= int(str(n)),
    SH.maxCount: lambda n: lambda _, __, values: len(values) <= int(str(n)),
    SH.nodeKind: lambda kind: _each(lambda _, v: isinstance(v, URIRef)) if kind == SH.IRI else None,
    SH["class"]: lambda kind: _each(lambda index, v: index.is_a(v, kind)),
    SH.datatype: lambda datatype: _each(lambda _, v: _has_datatype(v, datatype)),
    SH.minLength: lambda n: _each(lambda _, v: isinstance(v, URIRef | Literal) and len(str(v)) >= int(str(n))),
    SH.pattern: _matches,
    SH.minInclusive: lambda bound: _bounded(bound, lambda a, b: a >= b),
    SH.maxInclusive: lambda bound: _bounded(bound, lambda a, b: a <= b),
    SH.lessThan: _less_than,
    SH.uniqueLang: lambda _: _unique_languages,
    SH.hasValue: lambda node: (lambda _, __, values: node in values) if isinstance(node, URIRef) else None,
    SH.equals: lambda other: lambda index, focus, values: set(values) == set(index.values(focus, [(other, False)])),
    SH.disjoint: lambda other: (
        lambda index, focus, values: set(values).isdisjoint(index.values(focus, [(other, False)]))
    ),
}
