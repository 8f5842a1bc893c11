"""The check: SHACL over one graph at a time, and a report that people and programs can read.

pySHACL (https://github.com/RDFLib/pySHACL) judges; this module says which nodes each shape looks at, keeps what need
not be made anew for each graph, and turns results into findings. Three things differ from `pyshacl.validate`:

- Focus nodes come from the graph alone, types of values also from `context`: a statement is judged with the types of
  the organisations that it names, and these organisations with their own graph.
- A property shape is asked once for all focus nodes of its node shape, not once for each: the same results in a
  fraction of the time.
- Nodes that certainly conform are let through by a screen (`converters.screen`), and the queries of SPARQL
  constraints are parsed once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyoxigraph
from pyoxigraph import RdfFormat
from pyshacl.helper.path_helper import shacl_path_to_sparql_path
from pyshacl.pytypes import SHACLExecutor
from pyshacl.shape import Shape
from pyshacl.shapes_graph import ShapesGraph
from rdflib import BNode, Dataset, Graph, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import Node

from converters.errors import ReadError
from converters.findings import Finding, ValidationReport, merge_reports, severity_of
from converters.screen import Index, Screen
from ontology import PREFIXES, RDF, SH, XSD
from shapes import load_shapes

__all__ = [
    "Finding",
    "ValidationReport",
    "Validator",
    "default_validator",
    "mentioned_types",
    "merge_reports",
    "validate_dataset",
]

_FORMATS = {
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".jsonld": RdfFormat.JSON_LD,
    ".nt": RdfFormat.N_TRIPLES,
    ".ttl": RdfFormat.TURTLE,
}
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)


class Validator:
    """Shapes, parsed once, that judge any number of graphs.

    `shapes` are read with the parser that fits the data (`shapes.load_shapes`); the default fits graphs built in
    memory or read with rdflib's own parsers.
    """

    def __init__(self, shapes: Graph | None = None) -> None:
        graph = _copy(load_shapes() if shapes is None else shapes)
        self.fingerprint = _fingerprint(graph)
        self._targeted = sorted({s for target in _TARGETS for s in graph.subjects(target)}, key=str)
        self._parts = {s: sorted(graph.objects(s, SH.property), key=str) for s in self._targeted}
        for shape, others in self._parts.items():
            graph.remove((shape, SH.property, None))
            for part in others:
                graph.add((part, RDF.type, SH.PropertyShape))
        self._shapes = ShapesGraph(graph)
        self._judges: dict[Node, Shape] = {shape.node: shape for shape in self._shapes.shapes}
        parts = {part for shape, others in self._parts.items() for part in (shape, *others)}
        self._screens = {part: Screen(graph, part) for part in parts}

    def validate_graph(self, graph: Graph, context: Graph | None = None) -> ValidationReport:
        """What the shapes say of the nodes that `graph` describes.

        `context` holds the types of nodes that `graph` only mentions and that are described elsewhere (see
        `mentioned_types`); they are no focus nodes. Neither graph is changed. Raises TypeError for a Dataset:
        pass its graphs one by one.
        """
        if isinstance(graph, Dataset):
            raise TypeError("validate_graph takes one graph; pass the graphs of a Dataset one by one")
        view, index = _View(graph, context), Index((graph, *(() if context is None else (context,))))
        findings: set[Finding] = set()
        counts: dict[str, int] = {}
        for shape in self._targeted:
            focus = self._focus_nodes(graph, shape)
            counts[str(shape)] = len(focus)
            for part in (shape, *self._parts[shape]):
                doubtful = [node for node in focus if not self._screens[part].acquits(index, node)]
                findings.update(self._judge(shape, part, view, doubtful) if doubtful else ())
        return ValidationReport(tuple(sorted(findings, key=Finding.sort_key)), counts)

    def _focus_nodes(self, graph: Graph, shape: Node) -> list[Node]:
        """The targets of a shape (SHACL, section 2.1.3); no subclass is inferred."""
        declared: Graph = self._shapes.graph
        nodes: set[Node] = set()
        for target in declared.objects(shape, SH.targetClass):
            nodes.update(graph.subjects(RDF.type, target))
        for target in declared.objects(shape, SH.targetSubjectsOf):
            nodes.update(graph.subjects(target))
        for target in declared.objects(shape, SH.targetObjectsOf):
            nodes.update(graph.objects(None, target))
        nodes.update(declared.objects(shape, SH.targetNode))
        return sorted(nodes, key=str)

    def _judge(self, shape: Node, part: Node, view: _View, focus: list[Node]) -> Iterator[Finding]:
        """pySHACL's results for one shape and its focus nodes, as findings."""
        nodes: Any = focus
        _, results = self._judges[part].validate(SHACLExecutor(), view, focus=nodes)
        for _, _, triples in results:
            yield self._finding(shape, {p: o[1] if isinstance(o, tuple) else o for _, p, o in triples})

    def _finding(self, shape: Node, result: dict[Node, Node]) -> Finding:
        source = result[SH.sourceShape]
        value = result.get(SH.value)
        return Finding(
            severity=severity_of(result[SH.resultSeverity]),
            shape=str(shape),
            source_shape=str(source),
            component=str(result[SH.sourceConstraintComponent]),
            focus=result[SH.focusNode],
            path=self._path(result.get(SH.resultPath)),
            value=value,
            messages=self._messages(result.get(SH.sourceConstraint, source), value),
        )

    def _path(self, path: Node | None) -> str | None:
        if path is None or isinstance(path, URIRef):
            return path
        return str(shacl_path_to_sparql_path(self._shapes, path, prefixes=PREFIXES))

    def _messages(self, source: Node, value: Node | None) -> tuple[tuple[str, str], ...]:
        """The messages of a shape or SPARQL constraint in each language, `{?value}` filled in."""
        texts = [m for m in self._shapes.graph.objects(source, SH.message) if isinstance(m, Literal)]
        return tuple(sorted((m.language or "", str(m).replace("{?value}", str(value))) for m in texts))


@lru_cache(maxsize=1)
def default_validator() -> Validator:
    """The one for our own shapes and graphs built in memory, made once in a process."""
    return Validator()


class _View(Graph):
    """A graph as the shapes see it: its own triples, then those of the context, without a copy of the graph."""

    def __init__(self, graph: Graph, context: Graph | None) -> None:
        super().__init__(store=graph.store, identifier=graph.identifier, bind_namespaces="none")
        self._context = Graph(bind_namespaces="none")
        for triple in context or ():
            if triple not in graph:
                self._context.add(triple)

    def triples(self, triple: Any) -> Iterator[Any]:  # type: ignore[override]
        yield from super().triples(triple)
        yield from self._context.triples(triple)

    def query(self, query_object: Any, *args: Any, **options: Any) -> Result:
        query = _prepared(query_object) if isinstance(query_object, str) else query_object
        return super().query(query, *args, **options)


@lru_cache(maxsize=64)
def _prepared(text: str) -> Query:
    return prepareQuery(text)


def _copy(graph: Graph) -> Graph:
    copy = Graph(bind_namespaces="none")
    for triple in graph:
        copy.add(triple)
    return copy


def _fingerprint(shapes: Graph) -> str:
    """A digest of the shapes and of the version of the judge: a verdict holds as long as it and the graph do."""
    quads = pyoxigraph.Dataset(pyoxigraph.parse(shapes.serialize(format="nt"), format=RdfFormat.N_TRIPLES))
    quads.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return hashlib.sha256("\n".join([version("pyshacl"), *sorted(map(str, quads))]).encode()).hexdigest()


def mentioned_types(graph: Graph, elsewhere: Iterable[Graph]) -> Graph:
    """The types, found in `elsewhere`, of the nodes that `graph` names as objects: the context of its validation."""
    context = Graph(bind_namespaces="none")
    mentioned = {o for o in graph.objects(unique=False) if isinstance(o, URIRef)}
    for other in elsewhere:
        for node in mentioned:
            for kind in other.objects(node, RDF.type):
                context.add((node, RDF.type, kind))
    return context


def validate_dataset(
    files: Iterable[Path], on_graph: Callable[[int, int], None] = lambda _done, _all: None
) -> ValidationReport:
    """What the shapes say of all `files` together (.nq, .trig, .jsonld, .nt, .ttl), read with Oxigraph's parsers.

    Where there are named graphs, each is judged by itself, a statement's together with that of its evidence; else
    the whole. `on_graph` is told how many graphs are done, and of how many. Raises ReadError for a file that is not
    there, has another suffix, or does not parse.
    """
    units: dict[str, Graph] = {}
    types = Graph(bind_namespaces="none")
    for file in files:
        for quad in _quads(file):
            triple = (_term(quad.subject), _term(quad.predicate), _term(quad.object))
            units.setdefault(_unit(quad.graph_name), Graph(bind_namespaces="none")).add(triple)
            if triple[1] == RDF.type:
                types.add(triple)
    validator = default_validator()
    reports = [validator.validate_graph(Graph())]
    for done, name in enumerate(sorted(units), start=1):
        reports.append(validator.validate_graph(units[name], mentioned_types(units[name], [types])))
        on_graph(done, len(units))
    return merge_reports(reports)


def _quads(file: Path) -> Iterator[pyoxigraph.Quad]:
    form = _FORMATS.get(file.suffix.lower())
    if form is None:
        raise ReadError(f"cannot be validated: expected one of {', '.join(_FORMATS)}", str(file))
    try:
        yield from pyoxigraph.parse(path=file, format=form)
    except OSError as error:
        raise ReadError(error.strerror or str(error), str(file)) from error
    except (ValueError, SyntaxError) as error:
        raise ReadError(f"does not parse: {error}", str(file)) from error


def _term(term: object) -> Node:
    """A term of Oxigraph's as rdflib's own parsers would make it: a plain string has no datatype."""
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    if isinstance(term, pyoxigraph.Literal):
        if term.language is not None or term.datatype.value == str(XSD.string):
            return Literal(term.value, lang=term.language)
        return Literal(term.value, datatype=URIRef(term.datatype.value))
    raise ReadError(f"cannot be validated: {term} is neither IRI, blank node nor literal")


def _unit(graph_name: object) -> str:
    """The graph that is judged together with this one: evidence goes with its statement."""
    name = graph_name.value if isinstance(graph_name, pyoxigraph.NamedNode) else ""
    return name.replace("/graph/evidence/", "/graph/statement/", 1)
