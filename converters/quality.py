"""The score as quality measurements of a data set (W3C Data Quality Vocabulary, note of 2016, section 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rdflib import Graph, Literal, URIRef

from ontology import DQV, RDF, SKOS, XSD

# Linked Data Quality Dimensions, to which the DQV note refers: how well data represent what they describe
ACCURACY = URIRef("http://www.w3.org/2016/05/ldqd#semanticAccuracy")
ALL = "all"


def describe_quality(figures: Mapping[str, Any], dataset: str) -> Graph:
    """One metric and one measurement for the F1 of each field, in all languages together and in each.

    `figures` is what `Evaluation.figures()` gives, or `undersigned evaluate --json` printed; `dataset` the data set's
    IRI, below which the metrics (`/metric/f1-demands-fr`) and measurements (`/measurement/…`) have theirs. A field
    that a language has no labels for gets none.
    """
    graph = Graph(bind_namespaces="none")
    by_language = {ALL: figures["fields"], **figures["languages"]}
    for language, fields in by_language.items():
        for name, figure in fields.items():
            if figure["tp"] + figure["fp"] + figure["fn"]:
                _measure(graph, dataset, name, language, figure["f1"])
    return graph


def _measure(graph: Graph, dataset: str, name: str, language: str, f1: float) -> None:
    key = f"f1-{name.replace('_', '-')}-{language}"
    metric, measurement = URIRef(f"{dataset}/metric/{key}"), URIRef(f"{dataset}/measurement/{key}")
    where = "all languages" if language == ALL else f"documents in the language {language}"
    label = f"F1 of the field {name.replace('_', ' ')}, {where}"
    graph.add((metric, RDF.type, DQV.Metric))
    graph.add((metric, SKOS.prefLabel, Literal(label, lang="en")))
    graph.add((metric, DQV.inDimension, ACCURACY))
    graph.add((metric, DQV.expectedDataType, XSD.decimal))
    graph.add((measurement, RDF.type, DQV.QualityMeasurement))
    graph.add((measurement, DQV.isMeasurementOf, metric))
    graph.add((measurement, DQV.computedOn, URIRef(dataset)))
    graph.add((measurement, DQV.value, Literal(f"{f1:.3f}", datatype=XSD.decimal, normalize=False)))
    graph.add((URIRef(dataset), DQV.hasQualityMeasurement, measurement))
