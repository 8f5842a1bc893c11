"""What the check found: findings that say which node, which rule and what to do, and the report that holds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from rdflib import Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.term import Node

from ontology import PREFIXES, RDF, SH, XSD

Severity = Literal["violation", "warning", "info"]
_SEVERITIES: dict[Severity, URIRef] = {"violation": SH.Violation, "warning": SH.Warning, "info": SH.Info}
_RANK: dict[Severity, int] = {"violation": 0, "warning": 1, "info": 2}


def severity_of(iri: Node) -> Severity:
    """The short name of a SHACL severity; one of somebody else's making counts as a violation."""
    return next((name for name, known in _SEVERITIES.items() if known == iri), "violation")


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of SHACL (https://www.w3.org/TR/shacl/, section 3.6.2).

    `shape` is the node shape whose target the focus node is, `source_shape` the shape that failed, `component` the
    kind of constraint; all three are IRIs. `path` is an IRI, or a SPARQL property path, or None. `messages` are pairs
    of language code and text, sorted.
    """

    severity: Severity
    shape: str
    source_shape: str
    component: str
    focus: Node
    path: str | None = None
    value: Node | None = None
    messages: tuple[tuple[str, str], ...] = ()

    @property
    def message(self) -> str:
        """The message in English."""
        return self.text("en")

    def text(self, language: str) -> str:
        """The message in a language, else in English, else in any; empty where the shape has none."""
        by_language = dict(self.messages)
        return by_language.get(language) or by_language.get("en") or next(iter(by_language.values()), "")

    def sort_key(self) -> tuple[Any, ...]:
        """Violations first, then by focus node, shape, path, value."""
        value = "" if self.value is None else self.value.n3()
        return (_RANK[self.severity], str(self.focus), self.source_shape, self.component, self.path or "", value)

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON: every value a string, `messages` by language."""
        return {
            "severity": self.severity,
            "shape": self.shape,
            "source_shape": self.source_shape,
            "component": self.component,
            "focus": str(self.focus),
            "path": self.path,
            "value": None if self.value is None else str(self.value),
            "messages": dict(self.messages),
        }


@dataclass(frozen=True)
class ValidationReport:
    """The findings, sorted, and how many nodes each shape with a target looked at."""

    findings: tuple[Finding, ...] = ()
    focus_counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings and infos do not count."""
        return not self.violations

    @property
    def violations(self) -> tuple[Finding, ...]:
        """The findings that keep a statement out of a release."""
        return tuple(f for f in self.findings if f.severity == "violation")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that deserve a look."""
        return tuple(f for f in self.findings if f.severity == "warning")

    @property
    def idle_shapes(self) -> tuple[str, ...]:
        """The shapes that looked at nothing: their rules were not tested by this data."""
        return tuple(sorted(shape for shape, count in self.focus_counts.items() if count == 0))

    def merge(self, *others: ValidationReport) -> ValidationReport:
        """One report of all: findings sorted anew, doubles once, counts of focus nodes added."""
        return merge_reports((self, *others))

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON, in the same order for the same data."""
        return {
            "conforms": self.conforms,
            "findings": [finding.to_dict() for finding in self.findings],
            "focus_counts": dict(sorted(self.focus_counts.items())),
            "idle_shapes": list(self.idle_shapes),
        }

    def to_graph(self, report: URIRef) -> Graph:
        """The report in the SHACL vocabulary: `report` is its IRI, results are `<report>/result/1` and so on.

        No blank nodes: a complex path is left out (the source shape has it), a blank focus node or value becomes text.
        """
        graph = Graph(bind_namespaces="none")
        for prefix in ("sh", "xsd", "und"):
            graph.bind(prefix, PREFIXES[prefix])
        graph.add((report, RDF.type, SH.ValidationReport))
        graph.add((report, SH.conforms, RdfLiteral(self.conforms, datatype=XSD.boolean)))
        for number, finding in enumerate(self.findings, start=1):
            result = URIRef(f"{report}/result/{number}")
            graph.add((report, SH.result, result))
            for predicate, value in _result(finding):
                graph.add((result, predicate, value))
        return graph


def _result(finding: Finding) -> list[tuple[URIRef, Node]]:
    """The properties of one sh:ValidationResult."""
    pairs: list[tuple[URIRef, Node]] = [
        (RDF.type, SH.ValidationResult),
        (SH.resultSeverity, _SEVERITIES[finding.severity]),
        (SH.sourceShape, URIRef(finding.source_shape)),
        (SH.sourceConstraintComponent, URIRef(finding.component)),
        (SH.focusNode, _named(finding.focus)),
    ]
    if isinstance(finding.path, URIRef):
        pairs.append((SH.resultPath, finding.path))
    if finding.value is not None:
        pairs.append((SH.value, _named(finding.value)))
    pairs.extend((SH.resultMessage, RdfLiteral(text, lang=language or None)) for language, text in finding.messages)
    return pairs


def _named(node: Node) -> Node:
    return node if isinstance(node, URIRef | RdfLiteral) else RdfLiteral("(blank node)")


def merge_reports(reports: Iterable[ValidationReport]) -> ValidationReport:
    """One report of many: findings sorted, doubles once, counts of focus nodes added."""
    findings: set[Finding] = set()
    counts: Counter[str] = Counter()
    for report in reports:
        findings.update(report.findings)
        counts.update(report.focus_counts)
    return ValidationReport(tuple(sorted(findings, key=Finding.sort_key)), dict(sorted(counts.items())))
