"""A record as named graphs: the statement, its evidence, and what all statements share."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import BNode, Dataset, Graph, Literal, URIRef
from rdflib.term import Node

from converters.formats import TRIG, graph_bytes
from converters.graph import SharedEntities, build_links, build_shared, build_statement, digest_statement
from converters.graph.terms import day, decimal, integer, moment
from converters.identity import assign_identities, collect_mentions
from converters.ledger import Ledger
from converters.model import StatementRecord
from converters.resolve import known_bodies, resolve_mentions
from converters.validate import Validator, mentioned_types
from data import Reference, load_reference
from data.bodies import Body
from data.instruments import Instrument
from data.organisations import Alias, Organisation
from ontology import OA, RDF, SCHEMA, SKOS, TERMS, XSD

HERE = Path(__file__).parent
BASE = "https://data.example"

_spec = importlib.util.spec_from_file_location("made_up", HERE.parent / "made_up.py")
assert _spec is not None
assert _spec.loader is not None
made_up = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(made_up)

WATCH = Organisation(
    "korrin-river-watch", "Korrin River Watch", "en", coalition="river-alliance", same_as=("https://hub.example/7",),
    aliases=(
        Alias("KRW", "", "acronym"), Alias("Korrin Watch", "en", "former"),
        Alias("Korin River Watch", "en", "misspelling"),
    ),
)  # fmt: skip
ALLIANCE = Organisation("river-alliance", "River Alliance", "en")
MINISTRY = Body(
    "dravia-water", "organisation", {"en": "Ministry of Water of Dravia", "fr": "Ministère de l'eau"}, {}, "dravia"
)
COVENANT = Instrument(
    "iccpr", "treaty", "covenant",
    title={"en": "International Covenant on Civil and Political Rights", "fr": "Pacte international",
           "es": "Pacto Internacional", "ar": "العهد الدولي"},
    short={"en": ("ICCPR",)}, ambiguous={}, topics={}, adopted="1966-12-16", iri="https://treaties.example/iv-4",
    numbers=("UNTS 14668",),
)  # fmt: skip
DRAVIA = Body("dravia", "organisation", {"en": "Dravia"}, {})


@pytest.fixture(scope="module")
def tables() -> Reference:
    organisations = {o.key: o for o in (WATCH, ALLIANCE)}
    bodies = {b.key: b for b in (MINISTRY, DRAVIA)}
    return replace(load_reference(), organisations=organisations, bodies=bodies, instruments={"iccpr": COVENANT})


@pytest.fixture(scope="module")
def record(tables: Reference) -> StatementRecord:
    original = made_up.record()
    known = known_bodies(tables.organisations.values(), tables.bodies.values())
    resolution = resolve_mentions([*collect_mentions(original), *known])
    return assign_identities(original, resolution, Ledger(), "2026-01-01")


@pytest.fixture(scope="module")
def shared(record: StatementRecord, tables: Reference) -> list[Dataset]:
    entities = SharedEntities()
    entities.add(record)
    return list(build_shared(entities, BASE, tables))


def merged(*datasets: Dataset) -> Graph:
    graph = Graph(bind_namespaces="none")
    for dataset in datasets:
        for subject, predicate, value, _ in dataset.quads():
            graph.add((subject, predicate, value))
    return graph


def nodes(*datasets: Dataset) -> Iterator[Node]:
    return (term for dataset in datasets for quad in dataset.quads() for term in quad[:3])


def node(path: str) -> URIRef:
    return URIRef(f"{BASE}/{path}")


def test_the_graphs_of_a_record_are_these_bytes(
    record: StatementRecord, tables: Reference, shared: list[Dataset]
) -> None:
    """The whole mapping of one record; after a wanted change, look at the difference and write the file anew."""
    lines = b"".join(
        dataset.serialize(format="ox-nquads", encoding="utf-8")
        for dataset in (build_statement(record, BASE, tables, "full"), *shared)
    )
    assert graph_bytes(lines, TRIG).decode() == (HERE / "letter.trig").read_text(encoding="utf-8")


def test_no_node_is_blank(record: StatementRecord, tables: Reference, shared: list[Dataset]) -> None:
    assert not [term for term in nodes(build_statement(record, BASE, tables), *shared) if isinstance(term, BNode)]


@pytest.mark.parametrize("quotes", ["full", "short", "none"])
def test_a_statement_and_what_it_shares_conform_to_the_shapes(
    record: StatementRecord, tables: Reference, shared: list[Dataset], quotes: str
) -> None:
    validator = Validator()
    dataset = build_statement(record, BASE, tables, quotes)  # type: ignore[arg-type]
    assert not validator.validate_graph(merged(dataset), build_links(record, BASE)).findings
    everything = merged(*shared)
    for piece in shared:
        assert not validator.validate_graph(merged(piece), mentioned_types(merged(piece), [everything])).findings


def test_everything_that_a_statement_names_is_described(
    record: StatementRecord, tables: Reference, shared: list[Dataset]
) -> None:
    statement, everything = merged(build_statement(record, BASE, tables)), merged(*shared)
    named = {o for o in statement.objects() if isinstance(o, URIRef) and str(o).startswith(f"{BASE}/id/")}
    missing = [o for o in named if not ((o, RDF.type, None) in statement or (o, RDF.type, None) in everything)]
    assert missing == []


def test_literals_have_the_form_that_the_store_keeps(
    record: StatementRecord, tables: Reference, shared: list[Dataset]
) -> None:
    store, lines = ox.Store(), set()
    for dataset in (build_statement(record, BASE, tables, "full"), *shared):
        text = dataset.serialize(format="ox-nquads", encoding="utf-8")
        lines |= {str(quad) for quad in ox.parse(text, ox.RdfFormat.N_QUADS)}
        store.load(text, ox.RdfFormat.N_QUADS)
    assert {str(quad) for quad in store} == lines


LITERALS = {
    "a confidence": (decimal(0.9), "0.9", XSD.decimal),
    "a whole confidence": (decimal(1.0), "1", XSD.decimal),
    "a long confidence": (decimal(0.8749), "0.87", XSD.decimal),
    "a number": (integer(10), "10", XSD.integer),
    "a day": (day("2024-03-01"), "2024-03-01", XSD.date),
    "a month": (day("2024-03"), "2024-03", XSD.gYearMonth),
    "a year": (day("2024"), "2024", XSD.gYear),
    "a moment": (moment("2024-03-01"), "2024-03-01T00:00:00Z", XSD.dateTime),
}


@pytest.mark.parametrize(("literal", "form", "datatype"), LITERALS.values(), ids=LITERALS.keys())
def test_values_are_typed_by_what_they_are(literal: Literal, form: str, datatype: URIRef) -> None:
    assert (str(literal), literal.datatype) == (form, datatype)


def test_every_quote_stands_at_its_position(record: StatementRecord, tables: Reference) -> None:
    graph, text = merged(build_statement(record, BASE, tables, "full")), record.document.text
    targets = list(graph.subjects(RDF.type, OA.SpecificResource))
    assert len(targets) == 14
    for target in targets:
        quote, place = (
            URIRef(str(target).replace("/target", "/quote")),
            URIRef(str(target).replace("/target", "/place")),
        )
        start, end = int(str(graph.value(place, OA.start))), int(str(graph.value(place, OA.end)))
        assert str(graph.value(quote, OA.exact)) == text[start:end]
        assert text[:start].endswith(str(graph.value(quote, OA.prefix) or ""))
        assert text[end:].startswith(str(graph.value(quote, OA.suffix) or ""))


def test_short_quotes_are_the_first_words_and_none_are_none(record: StatementRecord, tables: Reference) -> None:
    long = replace(record.demands[0].evidence, span=replace(record.demands[0].evidence.span, start=0, end=190))
    wordy = replace(record, demands=(replace(record.demands[0], evidence=long), *record.demands[1:]))
    short = merged(build_statement(wordy, BASE, tables, "short"))
    quotes = [str(quote) for quote in short.objects(None, OA.exact)]
    assert max(map(len, quotes)) <= 60
    assert all(quote in record.document.text for quote in quotes)
    assert not list(short.objects(None, OA.prefix))
    assert not list(merged(build_statement(wordy, BASE, tables, "none")).objects(None, OA.exact))


def test_a_value_from_markup_alone_has_no_annotation(record: StatementRecord, tables: Reference) -> None:
    assert record.date is not None
    nowhere = replace(record.date, evidence=replace(record.date.evidence, span=replace(record.span, start=0, end=0)))
    graph = merged(build_statement(replace(record, date=nowhere), BASE, tables))
    assert (node("id/annotation/2024-03-01-let-the-river-run/date"), None, None) not in graph
    assert (node(record.path), URIRef("http://purl.org/dc/terms/issued"), None) in graph


def test_the_digest_depends_on_what_the_statement_says_alone(record: StatementRecord, tables: Reference) -> None:
    digest = digest_statement(record, tables)
    doubtful = replace(record.demands[0], evidence=replace(record.demands[0].evidence, confidence=0.1))
    assert digest_statement(replace(record, modified="2027-01-01", version=3), tables) == digest
    assert digest_statement(replace(record, demands=(doubtful, *record.demands[1:])), tables) == digest
    assert digest_statement(replace(record, kind="statement"), tables) != digest


def test_curated_names_languages_and_links_are_published(shared: list[Dataset]) -> None:
    graph, watch = merged(*shared), node("id/organisation/korrin-river-watch")
    assert (watch, SKOS.prefLabel, Literal("Korrin River Watch", lang="en")) in graph
    assert (watch, SKOS.altLabel, Literal("KRW")) in graph
    assert (watch, SKOS.altLabel, Literal("Korrin Watch", lang="en")) in graph
    assert (watch, SKOS.hiddenLabel, Literal("Korin River Watch", lang="en")) in graph
    assert (watch, TERMS.memberOfCoalition, node("id/organisation/river-alliance")) in graph
    assert (node("id/organisation/river-alliance"), RDF.type, TERMS.Coalition) in graph
    assert (watch, SCHEMA.sameAs, URIRef("https://hub.example/7")) in graph
    assert (node("id/organisation/dravia"), RDF.type, TERMS.Organisation) in graph


def test_a_part_of_a_law_is_joined_to_the_whole_step_by_step(shared: list[Dataset]) -> None:
    graph, eli = merged(*shared), "http://data.europa.eu/eli/ontology#is_part_of"
    paragraph, article, whole = (node(f"id/law/iccpr{tail}") for tail in ("/art/9/para/5", "/art/9", ""))
    assert graph.value(paragraph, URIRef(eli)) == article
    assert graph.value(article, URIRef(eli)) == whole
    assert graph.value(paragraph, TERMS.partOfInstrument) == whole
    assert {label.language for label in graph.objects(paragraph, SKOS.prefLabel)} == {"en", "fr", "es", "ar"}  # type: ignore[attr-defined]


def test_a_law_met_only_in_a_text_is_in_no_scheme(shared: list[Dataset]) -> None:
    graph, act = merged(*shared), node("id/law/water-act")
    assert (act, SKOS.inScheme, None) not in graph
    assert (node("id/law/iccpr"), SKOS.inScheme, None) in graph
    assert (act, SKOS.prefLabel, Literal("Dravian Water Act", lang="en")) in graph
    assert (act, SCHEMA.legislationJurisdiction, Literal("Dravia")) in graph


def test_shared_graphs_come_in_pieces_of_whole_things(
    record: StatementRecord, tables: Reference, shared: list[Dataset]
) -> None:
    entities = SharedEntities()
    entities.add(record)
    pieces = list(build_shared(entities, BASE, tables, batch=1))
    assert len(pieces) > len(shared)
    assert set(merged(*pieces)) == set(merged(*shared))
