"""The release's description of itself: its counts are what the store answers, itself included."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from converters.release.dataset import describe_dataset
from converters.release.figures import count_quads
from data import DATA
from data.sources import load_collections

BASE = "http://localhost:8000"
EXAMPLE = Path(__file__).parents[2] / "example.trig"
VOID = "PREFIX void: <http://rdfs.org/ns/void#> PREFIX dqv: <http://www.w3.org/ns/dqv#> "


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    """The example without its own description, and ours."""
    path = tmp_path_factory.mktemp("quads") / "example.nq"
    quads = [q for q in ox.parse(EXAMPLE.read_bytes(), ox.RdfFormat.TRIG) if not str(q.graph_name).endswith("dataset>")]
    path.write_text("".join(sorted(f"{quad} .\n" for quad in quads)), encoding="utf-8")
    collection = load_collections(DATA / "reference" / "sources.toml")["embedded"]
    store = ox.Store()
    store.extend(quads)
    store.extend(describe_dataset(collection, BASE, "2026-11-21", "2026-11-21", count_quads(path, BASE)))
    return store


def ask(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    rows = store.query(VOID + query, use_default_graph_as_union=True)
    return sorted(tuple(getattr(value, "value", "") for value in row) for row in rows)


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        (
            "SELECT ?c ?n { ?d void:classPartition [ void:class ?c ; void:entities ?n ] }",
            "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c",
        ),
        (
            "SELECT ?p ?n { ?d void:propertyPartition [ void:property ?p ; void:triples ?n ] }",
            "SELECT ?p (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } } GROUP BY ?p",
        ),
        (
            f"SELECT ?n {{ <{BASE}/id/dataset> void:triples ?n }}",
            "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }",
        ),
        ("SELECT ?n { ?d void:distinctSubjects ?n }", "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
        ("SELECT ?n { ?d void:classes ?n }", "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }"),
        ("SELECT ?n { ?d void:properties ?n }", "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }"),
    ],
    ids=["classes", "properties", "triples", "subjects", "number of classes", "number of properties"],
)
def test_counts_are_those_that_the_store_answers(store: ox.Store, said: str, counted: str) -> None:
    found = ask(store, said)
    assert found == ask(store, counted)
    assert found


def test_linksets_count_the_links_to_each_other_place(store: ox.Store) -> None:
    """The target of a linkset is named by the start of its IRIs."""
    query = """SELECT ?p ?space ?n { ?d void:subset ?l . ?l a void:Linkset ; void:linkPredicate ?p ; void:triples ?n ;
      void:subjectsTarget ?d ; void:objectsTarget [ void:uriSpace ?space ] }"""
    found = ask(store, query)
    assert found
    for predicate, space, number in found:
        counted = f'SELECT (COUNT(*) AS ?n) {{ ?s <{predicate}> ?o FILTER(STRSTARTS(STR(?o), "{space}")) }}'
        assert ask(store, counted) == [(number,)]


def test_examples_and_vocabularies_are_used_in_the_data(store: ox.Store) -> None:
    assert len(ask(store, "SELECT ?e { ?d void:exampleResource ?e . ?e a ?class FILTER EXISTS { ?e ?p ?o } }")) >= 4
    for (vocabulary,) in ask(store, "SELECT ?v { ?d void:vocabulary ?v }"):
        used = f'ASK {{ {{ ?s ?t ?o }} UNION {{ ?s a ?t }} FILTER(STRSTARTS(STR(?t), "{vocabulary}")) }}'
        assert store.query(used, use_default_graph_as_union=True)


def test_completeness_is_the_share_of_the_statements_that_have_it(store: ox.Store) -> None:
    """Two statements: both are dated, one names its publisher."""
    query = "SELECT ?m ?v { ?x a dqv:QualityMeasurement ; dqv:isMeasurementOf ?m ; dqv:value ?v }"
    found = {metric.rpartition("metric-")[2]: float(value) for metric, value in ask(store, query)}
    assert (found["dcterms-issued"], found["dcterms-publisher"]) == (1.0, 0.5)


def test_period_has_the_precision_of_its_dates(store: ox.Store) -> None:
    query = """PREFIX dcat: <http://www.w3.org/ns/dcat#> SELECT ?a ?b { ?p dcat:startDate ?a ; dcat:endDate ?b }"""
    assert ask(store, query) == [("2023-06", "2024-03-01")]
