"""Each shape has examples: valid ones that pass, and for each way to fail one that it alone reports.

A file in `invalid/` is a change to the valid examples: `# fails:` names the shape that must report it, `# also:` those
that cannot help but report it too, `# without:` the triples to take away (subject and property), and its Turtle is what
comes instead.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import Graph, Literal, URIRef

from converters.findings import ValidationReport
from converters.validate import Validator, default_validator
from ontology import PREFIXES, RDF, SH, SHAPES, XSD
from shapes import load_shapes

HERE = Path(__file__).parent
VALID = sorted((HERE / "valid").glob("*.ttl"))
INVALID = sorted((HERE / "invalid").glob("*.ttl"))


@cache
def valid_triples() -> Graph:
    graph = Graph()
    for path in VALID:
        graph.parse(path)
    return graph


def header(path: Path, key: str) -> list[str]:
    """What the comment lines of an example say under a key."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix(f"# {key}: ") for line in lines if line.startswith(f"# {key}: ")]


def read_invalid(path: Path) -> Graph:
    """The valid examples with the change of one invalid example made."""
    change = Graph().parse(path)
    change.bind("rdf", RDF)
    graph = Graph()
    graph += valid_triples()
    for line in header(path, "without"):
        subject, predicate = (change.namespace_manager.expand_curie(name) for name in line.split())
        assert (subject, predicate, None) in graph, f"{path.name}: nothing to take away at {line}"
        graph.remove((subject, predicate, None))
    graph += change
    return graph


def reported(report: ValidationReport) -> set[str]:
    return {finding.source_shape.removeprefix(f"{SHAPES}#") for finding in report.findings}


def test_the_valid_examples_have_no_finding() -> None:
    """Neither violation nor warning, and every shape with a target looks at something."""
    report = default_validator().validate_graph(valid_triples())
    assert [f"{f.focus} {f.message}" for f in report.findings] == []
    assert report.idle_shapes == ()


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_example_is_reported_by_its_shape_alone(path: Path) -> None:
    """The named shapes report it, and no other does."""
    shapes = {*header(path, "fails"), *(name for line in header(path, "also") for name in line.split(", "))}
    assert reported(default_validator().validate_graph(read_invalid(path))) == shapes


def test_each_shape_that_says_something_has_an_invalid_example() -> None:
    """Every shape with a message is the aim of a file in `invalid/`."""
    shapes = load_shapes()
    speaking = {s.removeprefix(f"{SHAPES}#").removesuffix("Query") for s in shapes.subjects(SH.message)}
    shown = {name for path in INVALID for name in header(path, "fails")}
    assert speaking == shown


def test_the_judge_agrees_with_plain_pyshacl() -> None:
    """All faults at once give the same results when pySHACL runs by itself, without our screen and order."""
    graph = Graph()
    graph += valid_triples()
    for path in INVALID:
        graph.parse(path)
    _, results, _ = pyshacl.validate(graph, shacl_graph=load_shapes())
    expected = {
        tuple(str(results.value(r, p)) for p in (SH.sourceShape, SH.focusNode, SH.sourceConstraintComponent, SH.value))
        for r in results.subjects(RDF.type, SH.ValidationResult)
    }
    ours = {
        (f.source_shape, str(f.focus), f.component, str(f.value))
        for f in default_validator().validate_graph(graph).findings
    }
    assert len(expected) > 150
    assert ours == expected


def test_only_what_the_note_says_is_a_warning() -> None:
    """A count that differs, a doubled name and a missing foreign type are warnings; all else is a violation."""
    shapes = load_shapes()
    warnings = {s.removeprefix(f"{SHAPES}#") for s in shapes.subjects(SH.severity, SH.Warning)}
    assert warnings == {
        "LegalProvisionAltLabel",
        "LegalProvisionTypes",
        "OrganisationAltLabel",
        "OrganisationTypes",
        "PersonAltLabel",
        "PersonTypes",
        "StatementCountDiffers",
        "StatementTypes",
    }
    assert set(shapes.objects(None, SH.severity)) == {SH.Warning}


def test_every_message_is_in_four_languages() -> None:
    """No shape speaks to a French, Spanish or Arabic curator in English only."""
    shapes = load_shapes()
    for shape in set(shapes.subjects(SH.message)):
        languages = sorted(m.language or "" for m in shapes.objects(shape, SH.message) if isinstance(m, Literal))
        assert languages == ["ar", "en", "es", "fr"], shape


def test_every_shape_has_an_iri() -> None:
    """Blank nodes remain only for lists and paths, where SHACL demands them."""
    shapes = load_shapes()
    for kind in (SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint, SH.PrefixDeclaration):
        assert all(str(s).startswith(f"{SHAPES}#") for s in shapes.subjects(RDF.type, kind))


def test_every_shape_that_is_named_is_declared() -> None:
    """No sh:property, sh:or and so on points to a shape that is not there."""
    shapes = load_shapes()
    named = {o for o in shapes.objects() if isinstance(o, URIRef) and o.startswith(f"{SHAPES}#")}
    assert {shape for shape in named if (shape, RDF.type, None) not in shapes} == set()


@pytest.mark.parametrize("parser", ["turtle", "ox-turtle"])
@pytest.mark.parametrize("constraint", ['sh:in ( "en" "fr" )', 'sh:hasValue "en"'])
def test_plain_strings_are_judged_rightly_when_data_and_shapes_have_one_parser(constraint: str, parser: str) -> None:
    """`sh:in` and `sh:hasValue` on plain strings accept the right string and refuse the wrong one, both ways."""
    head = f"@prefix sh: <{SH}> . @prefix : <http://example.org/> . "
    text = (
        f"{head} :Code a sh:NodeShape ; sh:targetSubjectsOf :code ; sh:property :C . :C sh:path :code ; {constraint} ."
    )
    validator = Validator(Graph().parse(data=text, format=parser))
    good = Graph().parse(data=f'{head} :a :code "en" .', format=parser)
    wrong = Graph().parse(data=f'{head} :a :code "de" .', format=parser)
    assert validator.validate_graph(good).conforms
    assert not validator.validate_graph(wrong).conforms


def test_both_parsers_read_the_same_shapes() -> None:
    """They differ only in whether a plain string carries its datatype."""

    def plain(graph: Graph) -> set[str]:
        lines = (f"{s.n3()} {p.n3()} {o.n3()}" for s, p, o in graph if isinstance(s, URIRef))
        return {line.replace(f"^^<{XSD.string}>", "") for line in lines if "_:" not in line}

    rdflib_s, oxigraph_s = load_shapes(), load_shapes("ox-turtle")
    assert len(rdflib_s) == len(oxigraph_s)
    assert len(plain(rdflib_s)) > 1000
    assert plain(rdflib_s) == plain(oxigraph_s)


def test_the_prefixes_of_queries_are_ours() -> None:
    """A prefix that a query declares means the same as in every other file."""
    shapes = load_shapes()
    for declaration in shapes.subjects(RDF.type, SH.PrefixDeclaration):
        prefix, namespace = shapes.value(declaration, SH.prefix), shapes.value(declaration, SH.namespace)
        assert PREFIXES[str(prefix)] == str(namespace)
