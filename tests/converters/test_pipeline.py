"""The whole path from documents to a graph and to a release."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from converters.errors import ReleaseError
from converters.formats import format_for_suffix
from converters.ledger import Ledger
from converters.pipeline import Conversion, convert, release
from data import Reference

UND = "https://w3id.org/undersigned/def#"
BASE = "https://statements.example"
LETTER = """Open letter to the Minister of Water

3 March 2024

Ms Ada Lindqvist
Minister of Water
Government of Nerevia

Dear Minister,

The wells of the upper valley have been dry for eleven weeks, and nobody has told the villages why. Article 11 of the
International Covenant on Economic, Social and Cultural Rights binds the state that signed it.

We call on you to:
- publish the level of every well each week;
- send water lorries to the nine villages.

Yours sincerely,

1. Upper Valley Farmers' Union (UVFU)
2. River Watch
3. Nerevian Council of Village Women
"""


def run(paths: list[Path], output: Path, reference: Reference, **options: object) -> Conversion:
    """Convert with the settings that most tests share."""
    target = format_for_suffix(output.name)
    assert target is not None
    return convert(
        paths, output, target, base=BASE, date="2026-11-21", reference=reference,
        collection=reference.collections["default"], **options,  # type: ignore[arg-type]
    )  # fmt: skip


def count(path: Path, term: str) -> int:
    """How many nodes of a class of ours a graph file holds."""
    store = ox.Store()
    store.load(path=str(path), format=ox.RdfFormat.from_extension(path.suffix[1:]))
    rows = store.query(f"SELECT DISTINCT ?x WHERE {{ ?x a <{UND}{term}> }}", use_default_graph_as_union=True)
    return sum(1 for _ in rows)  # type: ignore[union-attr]


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A made-up letter."""
    path = tmp_path / "in" / "letter.txt"
    path.parent.mkdir()
    path.write_text(LETTER, encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".nq", ".trig", ".ttl", ".jsonld", ".nt", ".rdf"])
def test_each_format_holds_the_same_statement(letter: Path, tmp_path: Path, reference: Reference, suffix: str) -> None:
    """Whatever the suffix, the graph holds one statement, three signatures and two demands."""
    output = tmp_path / f"out{suffix}"
    assert run([letter], output, reference).intake.statements == 1
    if suffix == ".jsonld":
        return
    assert (count(output, "Statement"), count(output, "Signature"), count(output, "Demand")) == (1, 3, 2)


def test_one_broken_document_never_stops_a_folder(letter: Path, tmp_path: Path, reference: Reference) -> None:
    """Empty, binary, wordless and foreign files are each told with name and reason, and the rest is converted."""
    folder = letter.parent
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "nothing.html").write_text("<html><body><p>Hello.</p></body></html>")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / "endless.html").write_text("<div>" * 100_000)
    done = run([folder], tmp_path / "out.nq", reference)
    assert {Path(p.source).name for p in done.intake.problems} == {
        "empty.txt",
        "binary.txt",
        "nothing.html",
        "endless.html",
    }
    assert all(problem.message for problem in done.intake.problems)
    assert [Path(p.source).name for p in done.intake.skipped] == ["picture.png"]
    assert count(tmp_path / "out.nq", "Statement") == 1


def test_a_text_that_stands_twice_is_converted_once(letter: Path, tmp_path: Path, reference: Reference) -> None:
    """A copy under another name gives no second statement, and the report says so."""
    letter.with_name("copy.txt").write_text(LETTER, encoding="utf-8")
    done = run([letter.parent], tmp_path / "out.nq", reference)
    assert done.intake.statements == 1
    assert "same text" in done.intake.skipped[0].message


def test_a_low_confidence_is_left_out_and_counted(letter: Path, tmp_path: Path, reference: Reference) -> None:
    """With a minimum above every confidence nothing but the statement itself stays."""
    done = run([letter], tmp_path / "out.nq", reference, minimum_confidence=1.0)
    assert done.intake.left_out > 5
    assert count(tmp_path / "out.nq", "Signature") == 0


def test_every_quote_stands_at_its_position(example_release: Path) -> None:
    """Each annotation's exact quote is the stored text between its positions, in code points."""
    store = ox.Store.read_only(str(example_release / "store"))
    rows = store.query(
        """PREFIX oa: <http://www.w3.org/ns/oa#>
        SELECT ?source ?exact ?start ?end WHERE {
          ?t oa:hasSource ?source ; oa:hasSelector ?q, ?p . ?q oa:exact ?exact . ?p oa:start ?start ; oa:end ?end }""",
        use_default_graph_as_union=True,
    )
    checked = 0
    for row in rows:  # type: ignore[union-attr]
        text = (example_release / "sources" / (row["source"].value.rpartition("/")[2] + ".txt")).read_text(
            encoding="utf-8"
        )
        assert text[int(row["start"].value) : int(row["end"].value)] == row["exact"].value
        checked += 1
    assert checked > 500


SCRIPT = """
import sys
from pathlib import Path
from converters.pipeline import release
from data import DATA, load_reference
reference = load_reference()
target = Path(sys.argv[1])
release([DATA / "examples"], target, base="https://x.example", date="2026-01-02", today="2026-01-02",
        ledger_path=target / "ledger.csv", reference=reference, collection=reference.collections["default"])
"""


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two processes under different hash seeds write the same release, the store by its dump, and the same ledger."""
    releases = []
    for seed in ("1", "2"):
        target = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", SCRIPT, str(target)], check=True, env=environment)
        releases.append(target)
    first, second = (
        {p.relative_to(r): p.read_bytes() for p in sorted(r.rglob("*")) if p.is_file() and "store" not in p.parts}
        for r in releases
    )
    assert first == second
    stores = [ox.Store.read_only(str(r / "current" / "store")) for r in releases]
    dumps = [sorted((s.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines()) for s in stores]
    assert dumps[0] == dumps[1]
    assert len(dumps[0]) > 100


def release_folder(
    folder: Path, target: Path, reference: Reference, date: str | None, today: str = "2026-11-21"
) -> str:
    """Release a folder with the default collection; the version."""
    done = release(
        [folder], target, base=BASE, date=date, today=today, ledger_path=target / "ledger.csv", reference=reference,
        collection=reference.collections["default"],
    )  # fmt: skip
    assert done.manifest is not None
    return done.manifest.version


def test_an_unchanged_folder_keeps_its_release(letter: Path, tmp_path: Path, reference: Reference) -> None:
    """A night without news makes no new release, whatever the calendar says."""
    target = tmp_path / "releases"
    first = release_folder(letter.parent, target, reference, None, "2026-11-21")
    assert release_folder(letter.parent, target, reference, None, "2026-11-22") == first == "2026-11-21"


def test_a_changed_letter_keeps_its_iris(letter: Path, tmp_path: Path, reference: Reference) -> None:
    """An added signatory and a corrected title change no IRI that was given before."""
    target = tmp_path / "releases"
    release_folder(letter.parent, target, reference, "2026-11-21")
    before = {entry.path for entry in Ledger.read(target / "ledger.csv")}
    letter.write_text(
        LETTER.replace("Minister of Water\n", "Minister of Water and Wells\n", 1) + "4. Dry Wells Committee\n"
    )
    release_folder(letter.parent, target, reference, "2026-11-22")
    ledger = Ledger.read(target / "ledger.csv")
    after = {entry.path for entry in ledger}
    assert before <= after
    new = sorted(path for path in after - before if "/signature/" in path)
    assert [path.rpartition("/")[2] for path in new] == ["4"]
    statements = [entry for entry in ledger if entry.kind == "Statement"]
    assert [(entry.version, entry.modified) for entry in statements] == [(2, "2026-11-22")]


def test_a_folder_without_statements_leaves_the_last_release(
    letter: Path, tmp_path: Path, reference: Reference
) -> None:
    """A release of nothing is refused, and `current` still points at the good one."""
    target = tmp_path / "releases"
    release_folder(letter.parent, target, reference, "2026-11-21")
    letter.unlink()
    with pytest.raises(ReleaseError, match="no statement"):
        release_folder(letter.parent, target, reference, "2026-11-22")
    assert (target / "current").resolve().name == "2026-11-21"
