"""The check says what is wrong, where and in whose language; it lets nothing through that pySHACL would report."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat
from rdflib import Dataset, Graph, Literal, URIRef

from converters.errors import ReadError
from converters.findings import Finding, ValidationReport, merge_reports
from converters.screen import Index, Screen
from converters.validate import Validator, default_validator, mentioned_types, validate_dataset
from ontology import PREFIXES, RDF, SH, SHAPES, SKOS, TERMS

EXAMPLES = Path(__file__).parents[1] / "shapes" / "valid"
HEAD = "@prefix : <http://example.org/> .\n" + "".join(f"@prefix {p}: <{n}> .\n" for p, n in PREFIXES.items())
EX = "http://example.org/"
STATEMENT_FILES = ("statement", "signature", "demand", "source-document", "evidence")
SHARED_FILES = ("organisation", "person", "addressee", "legal-provision")


@pytest.fixture(scope="module")
def validator() -> Validator:
    return default_validator()


def example(*names: str) -> Graph:
    graph = Graph()
    for name in names:
        graph.parse(EXAMPLES / f"{name}.ttl")
    return graph


def turtle(text: str) -> Graph:
    return Graph().parse(data=HEAD + text, format="turtle")


def finding(**changes: object) -> Finding:
    values: dict[str, object] = {
        "severity": "violation",
        "shape": f"{SHAPES}#Person",
        "source_shape": f"{SHAPES}#PersonLabel",
        "component": str(SH.MinLengthConstraintComponent),
        "focus": URIRef(EX + "anna"),
    }
    return Finding(**(values | changes))  # type: ignore[arg-type]


def test_a_statement_is_judged_with_the_types_of_what_it_names(validator: Validator) -> None:
    """Its graph, its evidence and the types of shared nodes are enough; the shared nodes are not judged with it."""
    graph, shared = example(*STATEMENT_FILES), example(*SHARED_FILES)
    report = validator.validate_graph(graph, mentioned_types(graph, [shared]))
    assert report.findings == ()
    assert report.focus_counts[f"{SHAPES}#Statement"] == 3
    assert report.focus_counts[f"{SHAPES}#Organisation"] == 0


def test_without_the_types_of_what_it_names_a_statement_fails(validator: Validator) -> None:
    """An organisation that nobody describes is no signatory."""
    report = validator.validate_graph(example(*STATEMENT_FILES))
    assert f"{SHAPES}#SignatureSignatory" in {f.source_shape for f in report.violations}


def test_neither_graph_is_changed(validator: Validator) -> None:
    """The graph that was judged is the graph that is published."""
    graph, shared = example(*STATEMENT_FILES), example(*SHARED_FILES)
    context = mentioned_types(graph, [shared])
    before = set(graph), set(context)
    validator.validate_graph(graph, context)
    assert (set(graph), set(context)) == before


def test_a_context_holds_the_types_of_mentioned_nodes_only() -> None:
    """No name, and nothing of a node that the graph does not mention."""
    graph = turtle(":s und:signedBy :river-watch .")
    context = mentioned_types(graph, [example(*SHARED_FILES)])
    assert {s for s, _, _ in context} == {URIRef(EX + "river-watch")}
    assert {p for _, p, _ in context} == {RDF.type}


def test_a_dataset_is_refused(validator: Validator) -> None:
    """Its graphs are judged one by one."""
    with pytest.raises(TypeError, match="one by one"):
        validator.validate_graph(Dataset())


def test_a_finding_says_what_where_and_why(validator: Validator) -> None:
    """Severity, shapes, node, path, value and a sentence."""
    graph = example("source-document")
    graph.set((URIRef(EX + "source"), TERMS.truncated, Literal("no")))
    (found,) = validator.validate_graph(graph).findings
    assert found == finding(
        shape=f"{SHAPES}#SourceDocument",
        source_shape=f"{SHAPES}#SourceDocumentTruncated",
        component=str(SH.DatatypeConstraintComponent),
        focus=URIRef(EX + "source"),
        path=TERMS.truncated,
        value=Literal("no"),
        messages=found.messages,
    )
    assert found.message == "Whether a source breaks off is true or false, said at most once."


@pytest.mark.parametrize(
    ("language", "start"),
    [
        ("en", "A demand rests"),
        ("fr", "Une demande"),
        ("es", "Una demanda"),
        ("ar", "المطلب"),
        ("de", "A demand rests"),
    ],
)
def test_a_message_is_in_the_language_asked_for(validator: Validator, language: str, start: str) -> None:
    """English stands in for a language that the shapes do not have."""
    soft = "<https://w3id.org/undersigned/force/soft>"
    demand = f':d a und:Demand ; und:demandText "x"@en ; und:demandForce {soft} ; und:position 1 .'
    report = validator.validate_graph(turtle(f"{demand} :s und:makesDemand :d ."))
    (found,) = report.findings
    assert found.text(language).startswith(start)
    assert found.path == "^oa:hasBody"


def test_a_claimed_count_that_differs_is_a_warning_with_the_number_listed(validator: Validator) -> None:
    """The statement is still published."""
    graph = example(*STATEMENT_FILES)
    graph.set((URIRef(EX + "letter"), TERMS.claimedSignatoryCount, Literal(200)))
    report = validator.validate_graph(graph, mentioned_types(graph, [example(*SHARED_FILES)]))
    (found,) = report.findings
    assert (report.conforms, found.severity, found.value) == (True, "warning", Literal(2))
    assert "the 2 signatures listed" in found.message


def test_the_same_graph_gives_the_same_report(validator: Validator) -> None:
    """Order of findings, and the bytes of the report."""
    graph = example("person", "organisation")
    graph.remove((None, SKOS.prefLabel, None))
    reports = [validator.validate_graph(graph), Validator().validate_graph(graph)]
    assert reports[0] == reports[1]
    assert len(reports[0].findings) == 4
    iri = URIRef(EX + "report")
    texts = [sorted(r.to_graph(iri).serialize(format="nt").splitlines()) for r in reports]
    assert texts[0] == texts[1]


def test_the_fingerprint_follows_the_shapes() -> None:
    """A verdict can be kept as long as the shapes are the same."""
    changed = turtle(":S a sh:NodeShape ; sh:targetClass und:Person ; sh:nodeKind sh:IRI .")
    assert Validator().fingerprint == Validator().fingerprint != Validator(changed).fingerprint


def test_a_report_as_graph_has_no_blank_node(validator: Validator) -> None:
    """Also where what was found is a blank node."""
    graph = turtle('[] a und:Person , foaf:Person ; skos:prefLabel "Nameless"@en .')
    report = validator.validate_graph(graph)
    written = report.to_graph(URIRef(EX + "report"))
    assert all(isinstance(node, URIRef | Literal) for triple in written for node in triple)
    result = URIRef(EX + "report/result/1")
    assert written.value(URIRef(EX + "report"), SH.conforms) == Literal(False)
    assert written.value(result, SH.sourceShape) == URIRef(f"{SHAPES}#Person")
    assert len(list(written.objects(result, SH.resultMessage))) == 4


def test_a_report_as_json_holds_every_finding() -> None:
    """It can be written and read by programs that know no RDF."""
    report = ValidationReport((finding(messages=(("en", "No."),)),), {"b": 0, "a": 2})
    read = json.loads(json.dumps(report.to_dict()))
    assert read["conforms"] is False
    assert read["findings"][0]["messages"] == {"en": "No."}
    assert list(read["focus_counts"]) == ["a", "b"]
    assert read["idle_shapes"] == ["b"]


def test_reports_are_merged() -> None:
    """Violations first, doubles once, counts added; a shape is idle only if it was idle everywhere."""
    warning = finding(severity="warning", focus=URIRef(EX + "aaa"))
    one = ValidationReport((warning,), {"a": 1, "b": 0})
    two = ValidationReport((finding(), warning), {"a": 2, "b": 0, "c": 1})
    merged = one.merge(two)
    assert merged.findings == (finding(), warning)
    assert merged.focus_counts == {"a": 3, "b": 0, "c": 1}
    assert merged.idle_shapes == ("b",)
    assert merge_reports([]) == ValidationReport()


def write_dataset(path: Path, change: str = "") -> None:
    """A data set of named graphs: statements, their evidence, shared entities."""
    graphs = {
        "graph/statement/letters": example("statement", "signature", "demand", "source-document"),
        "graph/evidence/letters": example("evidence"),
        **{f"graph/{name}": example(name) for name in SHARED_FILES},
    }
    graphs["graph/person"] += turtle(change)
    quads = [
        pyoxigraph.Quad(triple.subject, triple.predicate, triple.object, pyoxigraph.NamedNode(EX + name))
        for name, graph in graphs.items()
        for triple in pyoxigraph.parse(graph.serialize(format="nt"), format=RdfFormat.N_TRIPLES)
    ]
    pyoxigraph.serialize(quads, path, RdfFormat.from_extension(path.suffix.removeprefix(".")))


@pytest.mark.parametrize("name", ["all.nq", "all.trig", "all.jsonld"])
def test_named_graphs_are_judged_by_themselves(tmp_path: Path, name: str) -> None:
    """A statement with its evidence, the shared graphs each by itself, types across all; no node is judged twice."""
    write_dataset(tmp_path / name)
    seen = []
    report = validate_dataset([tmp_path / name], lambda done, total: seen.append((done, total)))
    assert report.findings == ()
    assert report.focus_counts[f"{SHAPES}#Organisation"] == 4
    assert seen == [(n, 5) for n in range(1, 6)]


def test_a_fault_in_a_shared_graph_is_found(tmp_path: Path) -> None:
    """The person that lost the name is reported from the graph of persons."""
    write_dataset(tmp_path / "all.nq", ":bert a und:Person , foaf:Person .")
    report = validate_dataset([tmp_path / "all.nq"])
    assert [(f.source_shape, str(f.focus)) for f in report.violations] == [(f"{SHAPES}#PersonNamed", EX + "bert")]


def test_files_without_named_graphs_are_judged_together(tmp_path: Path) -> None:
    """Turtle and N-Triples files make one graph."""
    names = tuple(p.stem for p in EXAMPLES.glob("*.ttl"))
    example(*names[1:]).serialize(tmp_path / "rest.nt", format="nt", encoding="utf-8")
    report = validate_dataset([EXAMPLES / f"{names[0]}.ttl", tmp_path / "rest.nt"])
    assert report.findings == ()
    assert report.idle_shapes == ()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("broken.ttl", b":a :b", "broken.ttl: does not parse"),
        ("broken.jsonld", b"{", "broken.jsonld: does not parse"),
        ("bytes.nq", b"\xff\xfe\x00", "bytes.nq: does not parse"),
        ("letter.docx", b"", "letter.docx: cannot be validated: expected one of .nq"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    """One error with the file and the reason."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ReadError, match=message):
        validate_dataset([tmp_path / name])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """As any other error."""
    with pytest.raises(ReadError, match=r"missing\.nq: No such file"):
        validate_dataset([tmp_path / "missing.nq"])


def test_nothing_at_all_conforms_but_every_shape_is_idle(tmp_path: Path) -> None:
    """The reader is told that nothing was tested."""
    (tmp_path / "empty.nq").write_bytes(b"")
    report = validate_dataset([tmp_path / "empty.nq"])
    assert report.conforms
    assert f"{SHAPES}#Statement" in report.idle_shapes


@pytest.mark.parametrize(
    ("constraint", "good", "bad"),
    [
        ("sh:minCount 2", "1 , 2", "1"),
        ("sh:maxCount 1", "1", "1 , 2"),
        ("sh:nodeKind sh:IRI", ":b", '"b"'),
        ("sh:class :K", ":k", ":b"),
        ("sh:datatype xsd:string", '"b"', '"b"@en'),
        ("sh:datatype rdf:langString", '"b"@en', '"b"'),
        ("sh:datatype xsd:date", '"2024-02-29"^^xsd:date', '"2023-02-29"^^xsd:date'),
        ("sh:in ( :b :c )", ":b , :c", ":b , :d"),
        ("sh:minLength 1", '"b"', '""'),
        ('sh:pattern "^b"', '"bc"', '"cb"'),
        ("sh:minInclusive 1", "1 , 2", "0"),
        ("sh:minInclusive 1", "1.0", '"x"'),
        ("sh:maxInclusive 1.0", "1 , 0.5", "1.1"),
        ("sh:lessThan :q", "1", "9"),
        ("sh:uniqueLang true", '"b"@en , "c"@fr , "d"', '"b"@en , "c"@EN'),
        ("sh:hasValue :b", ":b , :c", ":c"),
        ("sh:equals :r", ":b", ":b , :c"),
        ("sh:disjoint :r", ":c", ":b"),
        ("sh:or ( :IsK :IsText )", ':k , "b"', ":b"),
        ("sh:xone ( :IsK :IsL )", ":k", ":kl"),
        ("sh:xone ( :IsK :IsL )", ":k", ":b"),
        ("sh:not :IsK", ":b", ":k"),
        ("sh:property :Inner", ":k", ":b"),
    ],
)
def test_the_screen_acquits_the_good_only(constraint: str, good: str, bad: str) -> None:
    """For each constraint that it knows, it lets a good node through and leaves a bad one to the judge."""
    shapes = turtle(
        f":P sh:path :p ; {constraint} . :Inner sh:path rdf:type ; sh:minCount 1 . "
        ":IsK sh:class :K . :IsL sh:class :L . :IsText sh:datatype xsd:string ."
    )
    screen = Screen(shapes, URIRef(EX + "P"))
    for values, acquitted in ((good, True), (bad, False)):
        graph = turtle(f":a :p {values} ; :q 5 ; :r :b . :k a :K . :kl a :K , :L .")
        assert screen.acquits(Index([graph]), URIRef(EX + "a")) is acquitted


@pytest.mark.parametrize(
    "rules",
    [
        "sh:path :p ; sh:sparql :Q",
        "sh:path [ sh:zeroOrMorePath :p ] ; sh:minCount 0",
        "sh:path :p ; sh:minLength 0 ; sh:node :N",
        "sh:path :p ; sh:xone ( :Many :IsK )",
        "sh:path :p ; sh:not :Many",
        'sh:path :p ; sh:in ( "b" )',
        "sh:path :p ; sh:somethingNew 1",
    ],
)
def test_the_screen_leaves_to_the_judge_what_it_does_not_know(rules: str) -> None:
    """An unknown constraint or path acquits nobody."""
    shapes = turtle(f":P {rules} . :Many sh:class :K , :L . :IsK sh:class :K .")
    assert not Screen(shapes, URIRef(EX + "P")).acquits(Index([turtle(":a :p :b .")]), URIRef(EX + "a"))


@pytest.mark.parametrize(
    ("path", "expected"),
    [(":p", "b"), ("[ sh:inversePath :p ]", "z"), ("( :p :q )", "c"), ("( [ sh:inversePath :p ] :q )", "y")],
    ids=["plain", "inverse", "sequence", "mixed"],
)
def test_the_screen_follows_paths(path: str, expected: str) -> None:
    """Predicates forwards and backwards, and sequences of them."""
    shapes = turtle(f":P sh:path {path} ; sh:hasValue :{expected} ; sh:maxCount 1 .")
    graph = turtle(":a :p :b . :b :q :c . :z :p :a . :z :q :y .")
    assert Screen(shapes, URIRef(EX + "P")).acquits(Index([graph]), URIRef(EX + "a"))
