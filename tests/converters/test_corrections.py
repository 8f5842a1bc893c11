"""A curator corrects a value once: it holds on every run, and where it no longer fits nothing wrong is published."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from typer.testing import CliRunner

from converters.cli import app
from converters.corrections import CorrectionError, read_file
from converters.pipeline import Released, release
from data import Reference

BASE = "https://statements.example"
LETTER = """Open letter on the ferry

3 March 2024

To the Ministry of Transport of Nerevia

The ferry to the outer islands has not sailed since the autumn, and the school boat leaks.

We call on the Ministry of Transport of Nerevia to:
- let the ferry sail again;
- mend the school boat.

Signed:

1. Outer Islands Council
2. River Watch
3. Nerevian Teachers' Union
"""


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A made-up letter that was released once."""
    path = tmp_path / "in" / "letter.txt"
    path.parent.mkdir()
    path.write_text(LETTER, encoding="utf-8")
    return path


def publish(letter: Path, reference: Reference, date: str) -> Released:
    """Release the letter's folder."""
    target = letter.parent.parent / "releases"
    return release(
        [letter.parent], target, base=BASE, date=date, today=date, ledger_path=target / "ledger.csv",
        reference=reference, collection=reference.collections["default"],
    )  # fmt: skip


def review(letter: Path, *words: str, answers: str | None = None) -> Path:
    """Run the command; the file that it wrote."""
    target = letter.parent.parent / "releases"
    command = ["review", str(letter), "--ledger", str(target / "ledger.csv"), *words]
    done = CliRunner().invoke(app, command, input=answers, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return next((target / "corrections").glob("*.toml"))


def decide(file: Path, found: str, decision: str, value: str = "") -> None:
    """Edit the entry of a value as a curator would."""
    head, mark, tail = file.read_text(encoding="utf-8").partition(f'found = "{found}"')
    assert mark, found
    tail = tail.replace('decision = ""', f'decision = "{decision}"', 1).replace('value = ""', f'value = "{value}"', 1)
    file.write_text(head + mark + tail, encoding="utf-8")


def ask(letter: Path, pattern: str) -> list[str]:
    """The values of `?x` in the current release."""
    store = ox.Store.read_only(str(letter.parent.parent / "releases" / "current" / "store"))
    prefixes = "PREFIX und: <https://w3id.org/undersigned/def#> PREFIX dcterms: <http://purl.org/dc/terms/> "
    prefixes += "PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX prov: <http://www.w3.org/ns/prov#> "
    rows = store.query(
        prefixes + f"SELECT DISTINCT ?x WHERE {{ {pattern} }} ORDER BY ?x", use_default_graph_as_union=True
    )
    return [row["x"].value for row in rows]  # type: ignore[union-attr]


STATEMENT = "id/statement/2024-03-03-open-letter-on-the-ferry"


def test_every_value_is_written_least_sure_first(letter: Path, reference: Reference) -> None:
    """The file holds all values with their words; without a decision it changes nothing."""
    publish(letter, reference, "2026-11-21")
    file = review(letter, "--write")
    text = file.read_text(encoding="utf-8")
    sure = [float(line.partition("= ")[2]) for line in text.splitlines() if line.startswith("confidence")]
    assert sure == sorted(sure)
    assert len(sure) >= 8
    assert file.stem == STATEMENT.rpartition("/")[2]
    assert read_file(file).decisions == ()
    assert publish(letter, reference, "2026-11-21").curation == []


def test_a_correction_holds_on_every_run(letter: Path, reference: Reference) -> None:
    """A changed date, a changed name, a rejected demand; the graph says who decided, and the IRIs stay."""
    publish(letter, reference, "2026-11-21")
    file = review(letter, "--write")
    decide(file, "2024-03-03", "change", "2024-03-04")
    decide(file, "River Watch", "change", "Outer River Watch")
    decide(file, "mend the school boat", "reject")
    decide(file, "Outer Islands Council", "accept")
    for date in ("2026-11-22", "2026-11-23"):
        assert publish(letter, reference, date).curation == []
        assert ask(letter, "?s dcterms:issued ?x FILTER(CONTAINS(STR(?s), '/statement/'))") == ["2024-03-04"]
        assert "Outer River Watch" in ask(letter, "?s und:nameAsPrinted ?x")
        assert ask(letter, "?d und:demandText ?x") == ["let the ferry sail again"]
        assert ask(letter, "?x a und:Statement") == [f"{BASE}/{STATEMENT}"]
        states = ask(letter, "?a und:reviewState ?x")
        assert [state.rpartition("/")[2] for state in states] == ["accepted", "corrected", "unreviewed"]
        decided = ask(letter, "?a und:reviewState ?s ; prov:wasGeneratedBy/prov:wasAssociatedWith ?x "
                              "FILTER(STRENDS(STR(?s), 'corrected'))")  # fmt: skip
        assert decided == [f"{BASE}/id/role/curator"]
    again = review(letter, "--write")
    assert len(read_file(again).decisions) == 4


def test_a_correction_that_no_longer_fits_publishes_nothing(letter: Path, reference: Reference) -> None:
    """The date was corrected, then the document changed: the report says so, and no date is published."""
    publish(letter, reference, "2026-11-21")
    file = review(letter, "--write")
    decide(file, "2024-03-03", "change", "2024-03-04")
    publish(letter, reference, "2026-11-22")
    letter.write_text(LETTER.replace("3 March 2024", "5 March 2024"), encoding="utf-8")
    done = publish(letter, reference, "2026-11-23")
    assert len(done.curation) == 2
    assert "no longer fits" in done.curation[0]
    assert "left out until reviewed: date '2024-03-05'" in done.curation[1]
    assert ask(letter, "?s dcterms:issued ?x FILTER(CONTAINS(STR(?s), '/statement/'))") == []
    assert ask(letter, "?x a und:Statement") == [f"{BASE}/{STATEMENT}"]


def test_a_review_at_the_terminal_is_kept(letter: Path, reference: Reference) -> None:
    """Change the first value that is asked for, accept the second, leave the rest."""
    publish(letter, reference, "2026-11-21")
    file = review(letter, answers="a\na\nq\n")
    assert [c.decision for c in read_file(file).decisions] == ["accept", "accept"]


BROKEN = {
    "an unknown field": '[[value]]\nfield = "colour"\nfound = "x"\n',
    "an unknown decision": '[[value]]\nfield = "date"\nfound = "x"\ndecision = "maybe"\n',
    "no date": '[[value]]\nfield = "date"\nfound = "x"\ndecision = "change"\nvalue = "soon"\n',
    "no value": '[[value]]\nfield = "title"\nfound = "x"\ndecision = "change"\n',
    "no TOML": "[[",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_refused_with_its_name(tmp_path: Path, content: str) -> None:
    """The message says which file."""
    path = tmp_path / "a.toml"
    path.write_text(f'statement = "id/statement/a"\n{content}', encoding="utf-8")
    with pytest.raises(CorrectionError) as caught:
        read_file(path)
    assert caught.value.source == str(path)
