"""The score: rules of matching, labels, tables, floors, calibration, quality measurements."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rdflib import URIRef
from typer.testing import CliRunner

from converters.calibration import calibration_table, count_rules, share_right, write_counts
from converters.cli import app
from converters.confidence import calibrate
from converters.errors import ConversionError
from converters.evaluation import DocumentScore, Evaluation, LabelError, evaluate, read_labels, score_document
from converters.floors import Floors
from converters.matching import Item, Judged, Match, Tally, match_document
from converters.model import Block, Document, Evidence, IssueDate, Span, StatementRecord
from converters.quality import describe_quality
from data import Reference, ReferenceDataError
from data.confidence import RuleCount, RuleKey, load_confidence, read_counts
from ontology import DQV

OWN = Path(__file__).parent.parent / "evaluation" / "gold"
LETTER = """Open letter to the Harbour Council of Meldry

3 May 2021

We write about the ferry that no longer sails to the northern islands, where two hundred families live all year.

We call on the Harbour Council to reopen the northern line before winter.

Signed:

1. Meldry Island Forum
2. Northern Ferry Users
"""
LABEL: Item = {
    "document": "letter.txt",
    "language": "en",
    "statements": [
        {
            "title": "Open letter to the Harbour Council of Meldry",
            "kind": "open-letter",
            "date": "2021-05-03",
            "language": "en",
            "publisher": None,
            "claimed_signatory_count": None,
            "addressees": [{"name": "Harbour Council of Meldry", "kind": "organisation", "formal": True}],
            "signatories": [
                {"as_printed": n, "name": n, "kind": "organisation", "cluster": n}
                for n in ("Meldry Island Forum", "Northern Ferry Users")
            ],
            "demands": [
                {
                    "text": "call on the Harbour Council to reopen the northern line before winter",
                    "addressee": "Harbour Council of Meldry",
                }
            ],
            "provisions": [],
        }
    ],
}


def evidence(confidence: float, rule: str = "a rule") -> Evidence:
    return Evidence(Span(0, 4), confidence, rule)


def statement(**lists: list[Item]) -> Item:
    return {"title": "A title", "addressees": [], "signatories": [], "demands": [], "provisions": []} | lists


def tally_of(name: str, gold: list[Item], found: list[Item]) -> tuple[int, int, int]:
    match = match_document({"statements": [statement(**{name: gold})]}, [statement(**{name: found})])
    return match.fields[name].tp, match.fields[name].fp, match.fields[name].fn


def perfect(label: Item) -> list[Item]:
    """What converters without a fault would find."""
    return [
        {key: s.get(key) for key in ("title", "kind", "date", "language", "publisher")}
        | {
            "claimed_count": s.get("claimed_signatory_count"),
            "signatories": [
                {
                    "as_printed": g["as_printed"],
                    "agent": g["cluster"],
                    "kind": g["kind"],
                    "other_names": [g["acronym"]] if g.get("acronym") else [],
                    "qualifiers": [g["country"]] if g.get("country") else [],
                }
                for g in s["signatories"]
            ],
            "demands": [
                {"text": d["text"], "addressees": [d["addressee"]] * bool(d["addressee"])} for d in s["demands"]
            ],
            "addressees": s["addressees"],
            "provisions": s["provisions"],
        }
        for s in label["statements"]
    ]


def test_a_perfect_converter_scores_one() -> None:
    """Each field is 1.000 where everything is found as labelled."""
    labels = list(read_labels(OWN, OWN.parent / "documents"))
    scores = tuple(score_document(label, perfect(label)) for label in labels)
    totals = Evaluation(scores).totals()
    assert {name: (t.f1, t.fp, t.fn) for name, t in totals.items()} == dict.fromkeys(totals, (1.0, 0, 0))
    assert len(totals) == 16


PERSON = {"as_printed": "Amélie Roux, Lyon", "name": "Amélie Roux", "kind": "person"}
ASK = {"text": "we urge the council to reopen the northern line", "addressee": None}
MINISTER = {"name": "Ada Quill", "role": "Minister of Ports", "organisation": "Government of Kestria"}
ARTICLE = {"instrument": "Treaty of Meldry", "instrument_key": "meldry", "locator": "article 9(5)"}


@pytest.mark.parametrize(
    ("name", "gold", "found", "expected"),
    [
        pytest.param("signatories", [PERSON], [{"as_printed": "AMELIE ROUX"}], (1, 0, 0), id="case and accents"),
        pytest.param("signatories", [PERSON], [{"as_printed": "Amelia Rue"}], (0, 1, 1), id="another name"),
        pytest.param("signatories", [PERSON, PERSON], [{"as_printed": "Amélie Roux"}], (1, 0, 1), id="one to one"),
        pytest.param("demands", [ASK], [{"text": "urge the council to reopen the line"}], (1, 0, 0), id="most words"),
        pytest.param("demands", [ASK], [{"text": "urge the council"}], (0, 1, 1), id="too few words"),
        pytest.param("demands", [ASK | {"optional": True}], [], (0, 0, 0), id="optional is not missed"),
        pytest.param("demands", [ASK | {"optional": True}], [ASK], (0, 0, 0), id="optional gains nothing"),
        pytest.param("addressees", [MINISTER], [{"name": "Ms Ada Quill"}], (1, 0, 0), id="by name"),
        pytest.param(
            "addressees",
            [MINISTER],
            [{"name": "The Minister", "role": "Minister of Ports", "organisation": "Government of Kestria"}],
            (1, 0, 0),
            id="by office and body",
        ),
        pytest.param("addressees", [MINISTER], [{"name": "the Parliament"}], (0, 1, 1), id="another party"),
        pytest.param(
            "provisions", [ARTICLE], [{"instrument_key": "meldry", "locator": "Article 9 (5)"}], (1, 0, 0), id="by key"
        ),
        pytest.param(
            "provisions",
            [ARTICLE],
            [{"instrument_key": "x", "instrument": "Meldry Treaty", "locator": "article 9(5)"}],
            (1, 0, 0),
            id="by name",
        ),
        pytest.param(
            "provisions",
            [ARTICLE],
            [{"instrument_key": "x", "instrument": "Ferry Act", "locator": "article 9(5)"}],
            (0, 1, 1),
            id="another instrument",
        ),
        pytest.param(
            "provisions", [ARTICLE], [{"instrument_key": "meldry", "locator": "article 9"}], (0, 1, 1), id="larger part"
        ),
    ],
)
def test_items_match(name: str, gold: list[Item], found: list[Item], expected: tuple[int, int, int]) -> None:
    """Each list is matched by its own rule: right, spurious, missed."""
    assert tally_of(name, gold, found) == expected


@pytest.mark.parametrize(
    ("wanted", "got", "expected"),
    [
        pytest.param("the Council", ["The council", "the Mayor"], (1, 0, 0), id="a second addressee is free"),
        pytest.param("the Council", ["the council", "the Mayor", "the King"], (1, 1, 0), id="a third is spurious"),
        pytest.param("the Council", [], (0, 0, 1), id="none"),
        pytest.param(None, ["the Mayor"], (0, 1, 0), id="invented"),
    ],
)
def test_directions_match(wanted: str | None, got: list[str], expected: tuple[int, int, int]) -> None:
    """A demand must be directed to whom the label names."""
    gold = statement(demands=[ASK | {"addressee": wanted}])
    match = match_document({"statements": [gold]}, [statement(demands=[ASK | {"addressees": got}])])
    tally = match.fields["demand_addressee"]
    assert (tally.tp, tally.fp, tally.fn) == expected


def test_another_answer_that_is_right_costs_nothing() -> None:
    """`kind_also` and `date_also` name it."""
    gold = statement() | {"kind": "statement", "kind_also": ["declaration"], "date": "2020", "date_also": "2020-05"}
    found = statement() | {"kind": "declaration", "date": "2020-05"}
    fields = match_document({"statements": [gold]}, [found]).fields
    assert (fields["kind"].tp, fields["date"].tp) == (1, 1)


def test_an_invented_statement_costs_all_that_it_says() -> None:
    """Its demands are spurious, and its date is judged wrong."""
    other = statement(demands=[ASK | {"evidence": evidence(0.9)}]) | {
        "title": "Menu",
        "evidence": {"date": evidence(0.8)},
    }
    match = match_document({"statements": [statement()]}, [statement(), other])
    assert (match.fields["statements"].fp, match.fields["demands"].fp) == (1, 1)
    assert [(j.field, j.right) for j in match.judged] == [("demands", False), ("date", False)]


def test_what_matches_an_optional_label_is_right() -> None:
    """It counts for the calibration, though not for the score."""
    gold = statement(demands=[ASK | {"optional": True}])
    match = match_document({"statements": [gold]}, [statement(demands=[ASK | {"evidence": evidence(0.6)}])])
    assert match.judged == [Judged("demands", evidence(0.6), True)]


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A folder of labels and one of documents, with one letter and one label of a document that is not there."""
    gold, documents = tmp_path / "gold", tmp_path / "documents"
    gold.mkdir()
    documents.mkdir()
    (documents / "letter.txt").write_text(LETTER, encoding="utf-8")
    (gold / "letter.json").write_text(json.dumps(LABEL), encoding="utf-8")
    (gold / "lost.json").write_text(json.dumps(LABEL | {"document": "lost.html", "language": "fr"}), encoding="utf-8")
    return gold, documents


def test_a_labelled_document_that_is_not_there_is_missed_whole(
    folders: tuple[Path, Path], reference: Reference
) -> None:
    """Half of the signatories are found; the figures tell languages and formats apart, and the worst documents."""
    found = evaluate(*folders, reference)
    figures = found.figures()
    assert found.unread == ("lost.html",)
    assert figures["fields"]["signatories"] == {"precision": 1, "recall": 0.5, "f1": 0.6667, "tp": 2, "fp": 0, "fn": 2}
    assert figures["languages"]["fr"]["statements"]["f1"] == 0
    assert figures["formats"]["txt"]["signatories"]["f1"] == 1
    assert found.worst("signatories") == ["lost.html (2 missed, 0 spurious)"]


def test_the_command_prints_tables(folders: tuple[Path, Path]) -> None:
    """By field, language and format, with what was lost and the calibration; the missing document is a finding."""
    options = ["--gold", str(folders[0]), "--documents", str(folders[1])]
    shown = CliRunner().invoke(app, ["evaluate", *options, "--show", "signatories", "--calibration"])
    assert shown.exit_code == 1
    for part in ("precision", "en (1)", "html (1)", "lost.html: Northern Ferry Users", "of 0.9 or more"):
        assert part in shown.stdout
    facts = json.loads(CliRunner().invoke(app, ["evaluate", *options, "--json"]).stdout)
    assert facts["fields"]["statements"]["fn"] == 1


def test_an_unknown_field_is_wrong_use(folders: tuple[Path, Path]) -> None:
    """The message names the fields."""
    options = ["--gold", str(folders[0]), "--documents", str(folders[1]), "--show", "colour"]
    assert CliRunner().invoke(app, ["evaluate", *options]).exit_code == 2


@pytest.mark.parametrize(
    "content",
    ["{", '{"statements": 3}', '{"statements": [{"demands": {}}]}', "[]", '{"statements": [{"demands": [{}]}]}'],
)
def test_malformed_labels_are_refused_by_name(tmp_path: Path, content: str) -> None:
    """The file stands in the message."""
    (tmp_path / "bad.json").write_text(content, encoding="utf-8")
    with pytest.raises(LabelError, match=r"bad\.json"):
        list(read_labels(tmp_path, tmp_path))


def test_a_folder_without_labels_is_refused(tmp_path: Path) -> None:
    """Else every score would be 1."""
    with pytest.raises(LabelError, match="no labels"):
        list(read_labels(tmp_path, tmp_path))


def evaluation(tp: int, fn: int) -> Evaluation:
    return Evaluation((DocumentScore("a.txt", "en", "txt", Match({"demands": Tally(tp=tp, fn=fn)})),))


@pytest.fixture
def floors(tmp_path: Path) -> Iterator[Floors]:
    """Floors of one set with one field."""
    path = tmp_path / "floors.json"
    path.write_text('{"sets": {"s": {"gold": "g", "documents": "d", "floors": {"demands": 0.8}}}, "lowered": []}')
    return Floors(path)


def test_floors_rise_and_fall_only_with_a_reason(floors: Floors) -> None:
    """A fall is kept with its reason; a figure is cut, not rounded up."""
    floors.raise_to("s", evaluation(2, 1))
    assert floors.sets["s"].floors["demands"] == 0.8
    floors.raise_to("s", evaluation(20, 1))
    assert floors.sets["s"].floors["demands"] == 0.975
    floors.raise_to("s", evaluation(2, 1), "labels were corrected")
    floors.write()
    again = json.loads(floors.path.read_text())
    assert again["sets"]["s"]["floors"]["demands"] == 0.8
    assert [(f["from"], f["to"], f["reason"]) for f in again["lowered"]] == [(0.975, 0.8, "labels were corrected")]


def test_a_shortfall_names_field_floor_figure_and_documents(floors: Floors) -> None:
    """The message tells what to look at; a field that vanished has fallen to nothing."""
    (line,) = floors.sets["s"].shortfalls(evaluation(1, 1))
    assert line == "s, demands: the floor is 0.800, it got 0.667; worst: a.txt (1 missed, 0 spurious)"
    assert floors.sets["s"].shortfalls(evaluation(2, 1)) == []
    assert "got 0.000" in floors.sets["s"].shortfalls(Evaluation(()))[0]


def test_malformed_floors_are_refused(tmp_path: Path) -> None:
    """The file stands in the message."""
    (tmp_path / "floors.json").write_text("[]")
    with pytest.raises(ConversionError, match=r"floors\.json"):
        Floors(tmp_path / "floors.json")


JUDGED = [
    *[Judged("demands", evidence(0.9, "verb"), right) for right in (True, True, True, False)],
    Judged("title", evidence(0.96, "heading"), True),
]


def test_the_calibration_table_counts_by_field_and_bin() -> None:
    """The last rows are those of all fields."""
    rows = [(b.field, b.low, b.count, round(b.sure, 2), b.share) for b in calibration_table(JUDGED)]
    assert rows == [
        ("title", 0.95, 1, 0.96, 1.0), ("demands", 0.9, 4, 0.9, 0.75),
        ("", 0.9, 4, 0.9, 0.75), ("", 0.95, 1, 0.96, 1.0),
    ]  # fmt: skip
    assert share_right(JUDGED, 0.9) == (4, 5)


def test_measured_confidence_is_written_and_read(tmp_path: Path) -> None:
    """The counts come back; the confidence is the share that is right, drawn towards the rule's own estimate."""
    path = tmp_path / "confidence.csv"
    write_counts(path, count_rules(JUDGED))
    assert read_counts(path)[RuleKey("demands", "verb", 0.9)] == RuleCount(3, 4)
    assert load_confidence(path)[RuleKey("demands", "verb", 0.9)] == round((3 + 10 * 0.9) / 14, 2)
    assert RuleCount(10_000, 10_000).confidence(0.9) == 0.99


@pytest.mark.parametrize("row", ["a,b,2,1,1", "a,b,0.9,2,1", "a,b,high,1,1", "a,b,0.9,1,1\na,b,0.9,1,1"])
def test_a_wrong_count_is_refused_with_its_line(tmp_path: Path, row: str) -> None:
    """Out of range, no number, or a rule that stands twice."""
    path = tmp_path / "confidence.csv"
    path.write_text(f"field,rule,given,right,of\n{row}\n")
    with pytest.raises(ReferenceDataError, match=r"confidence\.csv, line"):
        read_counts(path)


def test_a_record_gets_the_measured_confidence() -> None:
    """A value whose rule was not measured keeps what the rule gave it."""
    document = Document("a.txt", "text/plain", "text", "0" * 64, (Block("paragraph", "text", Span(0, 4)),))
    record = StatementRecord(
        document,
        Span(0, 4),
        "statement",
        "en",
        kind_evidence=evidence(0.7),
        date=IssueDate("2020", evidence(0.9, "verb")),
    )
    measured = calibrate(record, {RuleKey("date", "verb", 0.9): 0.81})
    assert measured == replace(record, date=IssueDate("2020", evidence(0.81, "verb")))


def test_quality_is_described_by_field_and_language() -> None:
    """One measurement of one metric for each that has labels, none where there are none; no node is blank."""
    figure: dict[str, Any] = {"precision": 1.0, "recall": 0.5, "f1": 0.6667, "tp": 1, "fp": 0, "fn": 1}
    empty = {"precision": 1.0, "recall": 1.0, "f1": 1.0, "tp": 0, "fp": 0, "fn": 0}
    figures = {"fields": {"demands": figure}, "languages": {"fr": {"demands": figure, "title": empty}}}
    graph = describe_quality(figures, "https://example.org/id/dataset")
    dataset = URIRef("https://example.org/id/dataset")
    measurements = {str(m) for m in graph.objects(dataset, DQV.hasQualityMeasurement)}
    assert measurements == {f"{dataset}/measurement/f1-demands-{language}" for language in ("all", "fr")}
    assert {str(v) for v in graph.objects(None, DQV.value)} == {"0.667"}
    assert all(isinstance(node, URIRef) for node in graph.subjects())
