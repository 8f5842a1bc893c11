"""The example queries: each is described, runs and answers, on made-up data and on the embedded release."""

import re
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

QUERIES = sorted((Path(__file__).parents[2] / "server" / "queries").glob("*.rq"))
EXAMPLE = Path(__file__).parents[1] / "example.trig"

# Queries that name one body, article or title; in the made-up data these stand in their place.
IN_EXAMPLE = {
    "03-demands-to-one-body": {"International Criminal Court": "Example Court"},
    "04-statements-citing-an-article": {
        "Rome Statute of the International Criminal Court": "International Covenant on Civil and Political Rights",
        "art/70": "art/19",
    },
    "14-everything-on-one-statement": {"prosecutor": "press"},
}
# The first row in the made-up data; a variable's value as text.
FIRST_ROW = {
    "01-signed-together": {"first": "Example Rights Network", "second": "Jane Placeholder", "together": "1"},
    "02-claimed-against-printed": {"claimed": "4", "printed": "3", "difference": "-1"},
    "03-demands-to-one-body": {"to": "Prosecutor of the Example Court", "date": "2024-03-01"},
    "04-statements-citing-an-article": {"date": "2023-06", "cited": "ICCPR, article 19 (2)"},
    "05-signed-most": {"name": "Example Rights Network", "statements": "2", "first": "2023-06", "last": "2024-03-01"},
    "06-languages": {"statements": "1", "signatures": "2", "demands": "1"},
    "07-demands-by-year": {"year": "2023", "statements": "1", "explicitDemands": "1", "softDemands": "0"},
    "08-provisions-cited-most": {"name": "Convention against Torture", "statements": "1"},
    "09-names-as-printed": {"printed": "شبكة الحقوق", "position": "1"},
    "10-doubtful-values": {"confidence": "0.62", "quote": "Article 19 of the Covenant", "start": "412"},
    "11-similar-demands": {"date": "2024-03-01", "otherDemand": "فتح تحقيق مستقل"},
    "12-addressed-most": {"name": "Example Court", "statements": "1", "demands": "1"},
    "13-themes": {"name": "Press freedom", "statements": "2", "demands": "2"},
    "15-all-signatures": {"position": "1", "printed": "شبكة الحقوق", "kind": "organisation"},
}
MAY_BE_EMPTY = {"10-doubtful-values", "11-similar-demands"}  # on the embedded data: nothing doubtful, nothing repeated


def answer(store: ox.Store, text: str) -> list[dict[str, str]] | int:
    """The rows as texts, or for a graph the number of its triples."""
    result: Any = store.query(text, use_default_graph_as_union=True)
    if isinstance(result, ox.QueryTriples):
        return len(list(result))
    names = [variable.value for variable in result.variables]
    return [{name: row[name].value for name in names if row[name] is not None} for row in result]


@pytest.fixture(scope="module")
def made_up() -> ox.Store:
    store = ox.Store()
    store.load(path=str(EXAMPLE), format=ox.RdfFormat.TRIG)
    return store


def test_there_are_more_than_ten() -> None:
    """Enough to learn the vocabulary from."""
    assert len(QUERIES) >= 10


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_each_is_described_in_four_languages(path: Path) -> None:
    """The first line is the English title, the next ones the others, then a description; no IRI of one publisher."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    assert re.match(r"# \w", lines[0])
    assert [line[:6] for line in lines[1:4]] == ["# fr: ", "# es: ", "# ar: "]
    assert lines[4] == "#"
    assert lines[5].startswith("# ")
    assert "localhost" not in text
    assert "/id/" not in text


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_each_answers_on_made_up_data(path: Path, made_up: ox.Store) -> None:
    """The first row is the one expected."""
    text = path.read_text(encoding="utf-8")
    for old, new in IN_EXAMPLE.get(path.stem, {}).items():
        assert old in text
        text = text.replace(old, new)
    found = answer(made_up, text)
    if isinstance(found, int):
        assert found == 6
    else:
        wanted = FIRST_ROW[path.stem]
        assert {name: found[0].get(name) for name in wanted} == wanted


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_each_answers_on_the_embedded_release(path: Path, example_release: Path) -> None:
    """What the editor offers gives rows on the data that a newcomer sees."""
    store = ox.Store.read_only(str(example_release / "store"))
    assert answer(store, path.read_text(encoding="utf-8")) or path.stem in MAY_BE_EMPTY


def test_the_two_letters_carry_as_many_names_as_they_claim(example_release: Path) -> None:
    """198 claimed, 198 printed, for both letters; a list that loses a name shows here."""
    store = ox.Store.read_only(str(example_release / "store"))
    rows = answer(store, (QUERIES[0].parent / "02-claimed-against-printed.rq").read_text(encoding="utf-8"))
    assert isinstance(rows, list)
    assert [row["printed"] for row in rows if row["claimed"] == "198"] == ["198", "198"]
