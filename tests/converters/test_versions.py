"""What changed between versions is published, and the same text or demand elsewhere is found."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from converters.kinship import Kinship
from converters.model import (
    Addressee,
    Demand,
    Document,
    Evidence,
    IssueDate,
    Signatory,
    Span,
    StatementRecord,
    Text,
)
from converters.pipeline import Released, release
from data import Reference

BASE = "https://statements.example"
LETTER = """Open letter on the ferry

3 March 2024

To the Ministry of Transport of Nerevia

The ferry to the outer islands has not sailed since the autumn, and the school boat leaks.

We call on the Ministry of Transport of Nerevia to:
- let the ferry to the outer islands sail again before winter;
- mend the school boat.

Signed:

1. Outer Islands Council
2. River Watch
3. Nerevian Teachers' Union
"""
FRENCH = """Lettre ouverte sur le bac

3 mars 2024

Au ministère des Transports de Nerevia

Le bac vers les îles extérieures ne navigue plus depuis l'automne, et le bateau de l'école prend l'eau.

Nous demandons au ministère des Transports de Nerevia :
- de remettre le bac en service avant l'hiver ;
- de réparer le bateau de l'école.

Signataires :

1. Outer Islands Council
2. River Watch
3. Nerevian Teachers' Union
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one made-up letter."""
    path = tmp_path / "in"
    path.mkdir()
    (path / "letter.txt").write_text(LETTER, encoding="utf-8")
    return path


def publish(folder: Path, reference: Reference, date: str) -> Released:
    """Release the folder."""
    target = folder.parent / "releases"
    return release(
        [folder], target, base=BASE, date=date, today=date, ledger_path=target / "ledger.csv", reference=reference,
        collection=reference.collections["default"],
    )  # fmt: skip


def ask(folder: Path, pattern: str) -> list[tuple[str, ...]]:
    """The rows of `?x ?y` in the current release."""
    store = ox.Store.read_only(str(folder.parent / "releases" / "current" / "store"))
    prefixes = "PREFIX und: <https://w3id.org/undersigned/def#> PREFIX dcterms: <http://purl.org/dc/terms/> "
    prefixes += "PREFIX as: <https://www.w3.org/ns/activitystreams#> PREFIX dcat: <http://www.w3.org/ns/dcat#> "
    prefixes += "PREFIX prov: <http://www.w3.org/ns/prov#> "
    rows = store.query(prefixes + f"SELECT DISTINCT ?x ?y WHERE {{ {pattern} }} ORDER BY ?x ?y",
                       use_default_graph_as_union=True)  # fmt: skip
    return [tuple(row[name].value.removeprefix(f"{BASE}/") for name in ("x", "y")) for row in rows]  # type: ignore[union-attr]


STATEMENT = "id/statement/2024-03-03-open-letter-on-the-ferry"


def test_a_version_says_who_joined_who_left_and_which_demand_changed(folder: Path, reference: Reference) -> None:
    """The second version names each change; the third keeps the second's; a run without news makes none."""
    publish(folder, reference, "2026-11-21")
    changed = LETTER.replace("2. River Watch", "2. Harbour Pilots' Guild").replace(
        "before winter", "before this winter"
    )
    (folder / "letter.txt").write_text(changed, encoding="utf-8")
    for date in ("2026-11-22", "2026-11-23"):
        publish(folder, reference, date)
        made = ask(folder, f"<{BASE}/{STATEMENT}/v/2> dcterms:hasPart ?c . ?c a ?x ; as:object ?y")
        assert [(kind.rpartition("#")[2], part.removeprefix(f"{STATEMENT}/")) for kind, part in made] == [
            ("Join", "signature/4"), ("Leave", "signature/2"), ("Update", "demand/1"),
        ]  # fmt: skip
        who = ask(folder, "?c a as:Leave ; as:actor ?x ; as:object ?y")
        assert who == [("id/organisation/river-watch", f"{STATEMENT}/signature/2")]
        assert ask(folder, "?x dcat:hasCurrentVersion ?y") == [(STATEMENT, f"{STATEMENT}/v/2")]
        assert ask(folder, "?x prov:wasRevisionOf ?y") == [(f"{STATEMENT}/v/2", f"{STATEMENT}/v/1")]
    (folder / "letter.txt").write_text(LETTER, encoding="utf-8")
    publish(folder, reference, "2026-11-24")
    back = ask(folder, f"<{BASE}/{STATEMENT}/v/3> dcterms:hasPart ?c . ?c a ?x ; as:object ?y")
    assert ("https://www.w3.org/ns/activitystreams#Join", f"{STATEMENT}/signature/2") in back


def record(slug: str, language: str, agents: str, *, to: str = "", demands: int = 2) -> StatementRecord:
    """A record of one day with signatories called by letters, and as many demands."""
    evidence = Evidence(Span(0, 1), 0.9, "test")
    return StatementRecord(
        document=Document(slug, "text/plain", "text", slug, ()),
        span=Span(0, 4),
        kind="open-letter",
        language=language,
        title=Text(f"Title in {language}", evidence),
        date=IssueDate("2024-03-03", evidence),
        addressees=(Addressee(to, "organisation", evidence, formal=True, path=f"id/addressee/{to}"),) if to else (),
        signatories=tuple(
            Signatory(a, a, "organisation", i, evidence, agent_path=f"id/organisation/{a}")
            for i, a in enumerate(agents, 1)
        ),
        demands=tuple(
            Demand(f"demand {i} in {language}", "explicit", i, evidence, path=f"{slug}/demand/{i}")
            for i in range(demands)
        ),
        path=slug,
    )


PAIRS = {
    "the same signatories": (record("a", "en", "xyz"), record("b", "fr", "xyz"), [("translation", 1.0)]),
    "another count of demands": (
        record("a", "en", "xyz"),
        record("b", "fr", "xyz", demands=3),
        [("translation", 0.85)],
    ),
    "to somebody else": (record("a", "en", "xyz", to="p"), record("b", "fr", "xyz", to="q"), [("translation", 0.85)]),
    "few signatories": (record("a", "en", "xy"), record("b", "fr", "xy"), []),
    "other signatories": (record("a", "en", "uvxyz"), record("b", "fr", "klmxyz"), []),
    "one language": (record("a", "en", "xyz"), record("b", "en", "xyz"), [("version", 1.0)]),
    "one language, to somebody else": (record("a", "en", "xyz", to="p"), record("b", "en", "xyz", to="q"), []),
}


@pytest.mark.parametrize(("one", "other", "expected"), PAIRS.values(), ids=PAIRS.keys())
def test_a_translation_or_version_is_as_sure_as_what_agrees(
    one: StatementRecord, other: StatementRecord, expected: list[tuple[str, float]]
) -> None:
    """Day, signatories, number of demands and addressees must agree; what is not sure is only offered."""
    kinship = Kinship()
    for each in (other, one):
        kinship.add(each)
    assert [(kin.relation, kin.confidence) for kin in kinship.statements()] == expected


def test_a_letter_to_somebody_else_is_only_offered(folder: Path, reference: Reference) -> None:
    """Where the addressees are not known to be the same, people are asked, and nothing is published."""
    (folder / "lettre.txt").write_text(FRENCH, encoding="utf-8")
    done = publish(folder, reference, "2026-11-21")
    assert [(kin.relation, kin.confidence) for kin in done.kin] == [("translation", 0.85)]
    assert ask(folder, "?x und:translationOf ?y") == []


def test_the_same_text_elsewhere_is_a_version(folder: Path, reference: Reference) -> None:
    """A copy with another first line, as on another site, is recognised; it has an IRI of its own."""
    (folder / "copy.txt").write_text("Reposted by friends of the islands.\n\n" + LETTER, encoding="utf-8")
    done = publish(folder, reference, "2026-11-21")
    assert [(kin.relation, kin.confidence >= 0.9) for kin in done.kin] == [("version", True)]


def test_the_same_demand_is_found_in_both_directions(folder: Path, reference: Reference) -> None:
    """Two letters of different years ask for the same in nearly the same words; the other demands stay alone."""
    later = LETTER.replace("3 March 2024", "9 May 2025").replace("on the ferry", "one year on")
    later = later.replace("mend the school boat", "publish the accounts of the harbour office").replace(
        "sail again before winter", "sail again before next winter"
    )
    (folder / "later.txt").write_text(later, encoding="utf-8")
    publish(folder, reference, "2026-11-21")
    pairs = ask(folder, "?x und:similarDemand ?y")
    assert len(pairs) == 2
    assert pairs[0] == pairs[1][::-1]
    assert {path.rpartition("/")[2] for pair in pairs for path in pair} == {"1"}
