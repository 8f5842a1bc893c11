"""Merging, splitting, withholding and withdrawing, by command, from ledger to release."""

from __future__ import annotations

import contextlib
import gzip
import sqlite3
import zlib
from pathlib import Path

import pyoxigraph as ox
import pytest
from typer.testing import CliRunner

from converters.cli import app
from converters.ledger import Ledger
from converters.pipeline import Released, release
from data import Reference

BASE = "https://statements.example"
FIRST = """Open letter to the Minister of Water

3 March 2024

Ms Ada Lindqvist
Minister of Water
Government of Nerevia

Dear Minister,

The wells of the upper valley have been dry for eleven weeks, and nobody has told the villages why. Mila Ostrander of
the valley school has counted the days.

We call on you to:
- publish the level of every well each week;
- send water lorries to the nine villages, as Mila Ostrander asked.

Yours sincerely,

1. Upper Valley Farmers' Union (UVFU)
2. River Watch
3. Mila Ostrander, teacher
"""
SECOND = """Joint statement on the harbour

5 May 2024

The harbour of Dorvane was closed without a word to those who live by it, and the boats have stood dry since.

We call on the Government of Nerevia to:
- open the harbour again;
- pay those who lost their catch.

Signed:

1. River Watch Nerevia
2. Dorvane Fishers' Cooperative
3. Mila OSTRANDER
"""


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """Two made-up letters that share signatories."""
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "first.txt").write_text(FIRST, encoding="utf-8")
    (folder / "second.txt").write_text(SECOND, encoding="utf-8")
    return folder


def publish(letters: Path, reference: Reference, date: str) -> Released:
    """Release the letters with full quotes and stored texts."""
    target = letters.parent / "releases"
    return release(
        [letters], target, base=BASE, date=date, today=date, ledger_path=target / "ledger.csv", reference=reference,
        collection=reference.collections["default"].__class__(
            **{f: getattr(reference.collections["default"], f) for f in reference.collections["default"].__slots__}
            | {"quotes": "full", "texts": True}
        ),
    )  # fmt: skip


def command(letters: Path, *words: str) -> str:
    """Run a command on the ledger of the letters; its output."""
    ledger = str(letters.parent / "releases" / "ledger.csv")
    done = CliRunner().invoke(app, [*words, "--ledger", ledger], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def everything(folder: Path) -> str:
    """All that a folder holds, unpacked: files, compressed files, index tables, the store by its dump."""
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink()):
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        found.append(path.name + raw.decode("utf-8", "replace"))
        if path.suffix == ".sqlite":
            found += _rows(path)
    for store in folder.rglob("store"):
        found.append((ox.Store.read_only(str(store)).dump(format=ox.RdfFormat.N_QUADS) or b"").decode())
    return "\n".join(found)


def _rows(path: Path) -> list[str]:
    index = sqlite3.connect(path)
    found = []
    tables = [row[0] for row in index.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        for row in index.execute(f'SELECT * FROM "{table}"'):
            for value in row:
                found.append(_unpacked(value) if isinstance(value, bytes) else str(value))
    index.close()
    return found


def _unpacked(value: bytes) -> str:
    with contextlib.suppress(zlib.error):
        value = zlib.decompress(value)
    return value.decode("utf-8", "replace")


def path_named(letters: Path, kind: str, start: str) -> str:
    """The path of the entry of a class whose name begins with some words."""
    ledger = Ledger.read(letters.parent / "releases" / "ledger.csv")
    return next(e.path for e in ledger if e.kind == kind and e.name.startswith(start))


def test_a_withheld_name_is_nowhere_and_the_rank_stays(letters: Path, reference: Reference) -> None:
    """Neither release, index, store, ledger nor decisions hold the name in any case; the list keeps its length."""
    releases = letters.parent / "releases"
    publish(letters, reference, "2026-11-21")
    before = everything(releases).casefold()
    assert "ostrander" in before
    person = path_named(letters, "Person", "Mila")
    assert "ostrander" not in person
    command(letters, "withhold", f"{BASE}/{person}", "--reason", "asked by the person", "--date", "2026-11-22")
    done = publish(letters, reference, "2026-11-22")
    assert done.recalled == ["2026-11-21"]
    assert done.quarantined == []
    after = everything(releases).casefold()
    assert "ostrander" not in after
    graph = ox.Store.read_only(str(releases / "current" / "store"))
    und = "PREFIX und: <https://w3id.org/undersigned/def#>"
    rows = graph.query(f"{und} SELECT ?s ?p WHERE {{ ?s und:signatory <{BASE}/{person}> ; und:position ?p }}",
                       use_default_graph_as_union=True)  # fmt: skip
    found = [(row["s"].value.rpartition("/")[2], row["p"].value) for row in rows]  # type: ignore[union-attr]
    assert found == [("3", "3"), ("3", "3")]
    gone = graph.query(
        f"""PREFIX as: <https://www.w3.org/ns/activitystreams#> SELECT ?p ?o WHERE {{
        GRAPH <{BASE}/graph/tombstone> {{ <{BASE}/{person}> ?p ?o }} }}"""
    )
    assert len(list(gone)) == 3  # type: ignore[arg-type]
    index = sqlite3.connect(releases / "current" / "index.sqlite")
    assert index.execute("SELECT class FROM document WHERE path = ?", (person[3:],)).fetchall() == [("gone",)]
    index.close()


def test_a_withheld_name_stays_away_from_new_documents(letters: Path, reference: Reference) -> None:
    """A letter that comes later and names the person again changes nothing, and a second run writes the same ledger."""
    releases = letters.parent / "releases"
    publish(letters, reference, "2026-11-21")
    person = path_named(letters, "Person", "Mila")
    command(letters, "withhold", person, "--reason", "asked", "--date", "2026-11-22")
    later = SECOND.replace("harbour", "market").replace("5 May", "6 June")
    (letters / "third.txt").write_text(later, encoding="utf-8")
    publish(letters, reference, "2026-11-22")
    assert "ostrander" not in everything(releases).casefold()
    kept = (releases / "ledger.csv").read_bytes()
    publish(letters, reference, "2026-11-22")
    assert (releases / "ledger.csv").read_bytes() == kept


def test_a_withheld_body_is_nowhere_but_in_its_iri(letters: Path, reference: Reference) -> None:
    """An organisation's name goes likewise; its IRI, which has to answer 410, is the old one."""
    publish(letters, reference, "2026-11-21")
    body = path_named(letters, "Organisation", "Dorvane Fishers")
    command(letters, "withhold", body, "--reason", "asked", "--date", "2026-11-22")
    publish(letters, reference, "2026-11-22")
    held = everything(letters.parent / "releases").casefold().replace(body, "")
    assert "dorvane fishers" not in held
    assert "fishers" not in held.replace("dorvane-fishers", "")


def test_a_withdrawn_statement_answers_410_and_leaves_its_words(letters: Path, reference: Reference) -> None:
    """Statement, signatures and demands are tombstones; the words of the statement are gone from everywhere."""
    releases = letters.parent / "releases"
    publish(letters, reference, "2026-11-21")
    statement = next(e.path for e in Ledger.read(releases / "ledger.csv") if e.path.startswith("id/statement/2024-05"))
    command(letters, "withdraw", statement, "--reason", "published by mistake", "--date", "2026-11-22")
    (letters / "copy.txt").write_text(SECOND.replace("without a word", "without any word"), encoding="utf-8")
    done = publish(letters, reference, "2026-11-22")
    assert done.recalled == ["2026-11-21"]
    assert "open the harbour again" not in everything(releases)
    graph = ox.Store.read_only(str(releases / "current" / "store"))
    rows = graph.query(
        "SELECT ?x WHERE { ?x a <https://www.w3.org/ns/activitystreams#Tombstone> }", use_default_graph_as_union=True
    )
    gone = {row["x"].value.removeprefix(f"{BASE}/") for row in rows}  # type: ignore[union-attr]
    assert {statement, f"{statement}/signature/1", f"{statement}/demand/1", f"{statement}/v/1"} <= gone


def test_a_merged_body_moves_and_its_names_stay_findable(letters: Path, reference: Reference) -> None:
    """The old IRI says what replaces it, the successor has its names, and another extraction undoes nothing."""
    releases = letters.parent / "releases"
    publish(letters, reference, "2026-11-21")
    old, new = (path_named(letters, "Organisation", name) for name in ("River Watch Nerevia", "Upper Valley"))
    command(letters, "identity", "merge", old, new, "--date", "2026-11-22")
    for date in ("2026-11-22", "2026-11-23"):
        publish(letters, reference, date)
        graph = ox.Store.read_only(str(releases / "current" / "store"))
        asked = f"""PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX und: <https://w3id.org/undersigned/def#>
          PREFIX skos: <http://www.w3.org/2004/02/skos/core#> ASK {{
          GRAPH <{BASE}/graph/organisation> {{ <{BASE}/{old}> dcterms:isReplacedBy <{BASE}/{new}> .
            <{BASE}/{new}> skos:altLabel ?name FILTER(STR(?name) = "River Watch Nerevia") }}
          GRAPH ?g {{ ?s und:signatory <{BASE}/{new}> ; und:nameAsPrinted "River Watch Nerevia" }} }}"""
        assert graph.query(asked)
    index = sqlite3.connect(releases / "current" / "index.sqlite")
    assert index.execute("SELECT target FROM moved WHERE path = ?", (old[3:],)).fetchall() == [(new[3:],)]
    index.close()
    assert f"merged into it: {old}" in command(letters, "identity", "show", new)
    command(letters, "identity", "split", old, "--date", "2026-11-24")
    publish(letters, reference, "2026-11-24")
    ledger = Ledger.read(releases / "ledger.csv")
    assert ledger.follow(old) == old
    signatures = {e.facts for e in ledger if e.kind == "Signature" and e.name == "River Watch Nerevia"}
    assert signatures == {(old,)}


def test_a_split_body_keeps_two_iris(letters: Path, reference: Reference) -> None:
    """Spellings that were split off sign under an IRI of their own in every later run."""
    second = letters / "second.txt"
    second.write_text(SECOND.replace("River Watch Nerevia", "River Watch"), encoding="utf-8")
    publish(letters, reference, "2026-11-21")
    body = path_named(letters, "Organisation", "River Watch")
    ledger_file = letters.parent / "releases" / "ledger.csv"
    ledger = Ledger.read(ledger_file)
    ledger.learn(body, ("River Watch", "Watch on the River"))
    ledger.write(ledger_file)
    command(letters, "identity", "split", body, "--name", "Watch on the River", "--date", "2026-11-22")
    second.write_text(SECOND.replace("River Watch Nerevia", "Watch on the River"), encoding="utf-8")
    for date in ("2026-11-22", "2026-11-23"):
        publish(letters, reference, date)
        signs = {e.name: e.facts for e in Ledger.read(ledger_file) if e.kind == "Signature"}
        assert signs["River Watch"] == (body,)
        assert signs["Watch on the River"] == ("id/organisation/watch-on-the-river",)


def test_undecided_pairs_are_listed_with_names_until_they_are_decided(letters: Path, reference: Reference) -> None:
    """Both names, both documents, what speaks for and against; a pair that was decided is no longer listed."""
    first, second = letters / "first.txt", letters / "second.txt"
    first.write_text(FIRST.replace("River Watch", "Lake Friends Korrin (LFK)"), encoding="utf-8")
    second.write_text(SECOND.replace("River Watch Nerevia", "Lake Friends Korrin Basin (LFK)"), encoding="utf-8")
    publish(letters, reference, "2026-11-21")
    listed = command(letters, "identity", "list", "--undecided")
    assert "Lake Friends Korrin " in listed
    assert "second.txt" in listed
    assert "against:" in listed
    one, other = (
        path_named(letters, "Organisation", name) for name in ("Lake Friends Korrin", "Lake Friends Korrin B")
    )
    command(letters, "identity", "apart", one, other)
    assert "Lake Friends Korrin " not in command(letters, "identity", "list", "--undecided")


def test_a_decision_that_cannot_be_taken_is_refused(letters: Path, reference: Reference) -> None:
    """An IRI of another class, or one that nobody knows, changes neither ledger nor decisions."""
    publish(letters, reference, "2026-11-21")
    ledger = letters.parent / "releases" / "ledger.csv"
    before = ledger.read_bytes()
    person, body = path_named(letters, "Person", "Mila"), path_named(letters, "Organisation", "River")
    for words in (["merge", person, body], ["merge", "id/organisation/nobody", body]):
        done = CliRunner().invoke(app, ["identity", *words, "--ledger", str(ledger)])
        assert done.exit_code != 0
    assert ledger.read_bytes() == before
    assert not ledger.with_name("decisions.csv").exists()
