"""The same thing keeps its IRI, whatever changes around it."""

from __future__ import annotations

import importlib.util
import random
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from converters.identity import assign_identities, collect_mentions, record_order, source_key
from converters.ledger import Ledger
from converters.model import StatementRecord
from converters.resolve import known_bodies, resolve_mentions
from data.bodies import Body

_spec = importlib.util.spec_from_file_location("made_up", Path(__file__).parent / "made_up.py")
assert _spec is not None
assert _spec.loader is not None
made_up = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(made_up)

BODIES = [Body("dravia-water", "organisation", {"en": "Ministry of Water of Dravia"}, {})]


def identify(records: Sequence[StatementRecord], ledger: Ledger, date: str = "2026-01-01") -> list[StatementRecord]:
    ordered = sorted(records, key=record_order)
    mentions = [m for r in ordered for m in collect_mentions(r)]
    resolution = resolve_mentions([*mentions, *known_bodies([], BODIES), *ledger.known_mentions()])
    ledger.expect(map(source_key, ordered))
    return [assign_identities(r, resolution, ledger, date) for r in ordered]


def revised(old: str, new: str, title: str = "Let the river run") -> StatementRecord:
    changed: StatementRecord = made_up.record(made_up.TEXT.replace(old, new), title=title)
    return changed


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def first(ledger: Ledger) -> StatementRecord:
    return identify([made_up.record()], ledger)[0]


def test_every_thing_gets_its_path(first: StatementRecord) -> None:
    assert first.path == "id/statement/2024-03-01-let-the-river-run"
    assert first.source_path == f"id/source/{first.document.sha256[:16]}"
    assert first.publisher is not None
    assert first.publisher.path == "id/organisation/korrin-river-watch"
    assert [s.agent_path for s in first.signatories][:2] == [first.publisher.path, "id/organisation/shbkh-alnhr"]
    assert re.fullmatch("id/person/p-[a-z2-7]{8}", first.signatories[2].agent_path)
    assert [s.path for s in first.signatories] == [f"{first.path}/signature/{n}" for n in (1, 2, 3)]
    assert [d.path for d in first.demands] == [f"{first.path}/demand/{n}" for n in (1, 2)]
    assert [c.path for c in first.citations] == ["id/law/iccpr/art/9/para/5", "id/law/water-act"]
    minister, states = first.addressees
    assert minister.path == f"id/addressee/dravia-water/minister-of-water/{minister.holder_path.rpartition('/')[2]}"
    assert (minister.key, minister.body_path) == ("dravia-water", "id/organisation/dravia-water")
    assert minister.office_path == "id/post/dravia-water-minister-of-water"
    assert states.path == "id/addressee/group/upstream-states"


def test_a_second_run_gives_the_same_and_adds_nothing(ledger: Ledger, first: StatementRecord) -> None:
    rows = [replace(entry) for entry in ledger]
    again = Ledger(ledger)
    assert identify([made_up.record()], again, "2027-07-07") == [first]
    assert [*again] == rows
    assert not again.changed


CORRECTIONS = {
    "a corrected title": revised("Let the river run", "Let the great river run", "Let the great river run"),
    "a longer text": revised("The undersigned", "For years the dam stood closed. The undersigned"),
    "another date": revised("1 March 2024", "1 March 2024 (amended)"),
}


@pytest.mark.parametrize("corrected", CORRECTIONS.values(), ids=CORRECTIONS.keys())
def test_a_corrected_document_keeps_all_iris(
    ledger: Ledger, first: StatementRecord, corrected: StatementRecord
) -> None:
    got = identify([corrected], ledger)[0]
    assert got.path == first.path
    assert [s.path for s in got.signatories] == [s.path for s in first.signatories]
    assert [s.agent_path for s in got.signatories] == [s.agent_path for s in first.signatories]
    assert [d.path for d in got.demands] == [d.path for d in first.demands]


def test_a_new_spelling_keeps_the_organisation_and_its_signature(ledger: Ledger, first: StatementRecord) -> None:
    got = identify([revised("Korrin River Watch (KRW)", "The Korrin River Watch (KRW)")], ledger)[0]
    assert got.signatories[0].path == first.signatories[0].path
    assert got.signatories[0].agent_path == first.signatories[0].agent_path


def test_an_added_signatory_changes_no_number_and_gets_one_that_nobody_had(
    ledger: Ledger, first: StatementRecord
) -> None:
    got = identify([revised("Korrin River Watch (KRW)", "Velden Anglers\nKorrin River Watch (KRW)")], ledger)[0]
    assert [(s.name, s.number) for s in got.signatories] == [
        ("Velden Anglers", 4), ("Korrin River Watch", 1), ("شبكة النهر", 2), ("Mila Oster", 3),
    ]  # fmt: skip
    assert got.signatories[3].agent_path == first.signatories[2].agent_path


def test_a_freed_number_is_never_used_again(ledger: Ledger, first: StatementRecord) -> None:
    del first
    identify([revised("\nMila Oster, teacher", "")], ledger)
    got = identify([revised("Mila Oster, teacher", "Rosa Lind, nurse")], ledger)[0]
    assert [s.number for s in got.signatories] == [1, 2, 4]


def test_a_reworded_demand_keeps_its_iri_and_another_one_does_not(ledger: Ledger, first: StatementRecord) -> None:
    less, other = made_up.record(), made_up.record()
    less = replace(less, demands=(replace(less.demands[0], text="open all the gates of the Korrin dam"),))
    assert identify([less], ledger)[0].demands[0].path == first.demands[0].path
    other = replace(other, demands=(replace(other.demands[0], text="tear the dam down"),))
    assert identify([other], ledger)[0].demands[0].number == 3


def test_the_order_of_documents_changes_no_iri() -> None:
    records = [made_up.with_source(made_up.record(), f"{i:064x}") for i in range(6)]
    expected = Ledger()
    identify(records, expected)
    for seed in range(5):
        random.Random(seed).shuffle(records)
        shuffled = Ledger()
        identify(records, shuffled)
        assert [*shuffled] == [*expected]


def test_a_document_that_comes_later_takes_no_iri_from_one_that_is_there(ledger: Ledger) -> None:
    late, early = made_up.with_source(made_up.record(), "f" * 64), made_up.with_source(made_up.record(), "0" * 64)
    before = identify([late], ledger)[0].path
    paths = {r.document.sha256[0]: r.path for r in identify([late, early], ledger)}
    assert paths == {"f": before, "0": f"{before}-2"}


def test_offices_without_a_body_are_one_a_statement_unless_the_holder_agrees(ledger: Ledger) -> None:
    def letter(digest: str, holder: str | None) -> StatementRecord:
        original = made_up.with_source(made_up.record(), digest)
        office = replace(original.addressees[0], name=holder or "Minister", holder=holder, office="Minister", body=None)
        return replace(original, addressees=(office,))

    held = identify([letter("0" * 64, "Ana Ruiz"), letter("1" * 64, "Ana Ruiz"), letter("2" * 64, None)], ledger)
    assert held[0].addressees[0].path == held[1].addressees[0].path
    assert held[2].addressees[0].path == "id/addressee/office/minister-2"


def test_laws_of_one_name_in_two_countries_are_two(ledger: Ledger) -> None:
    one = made_up.record()
    other = replace(one, citations=(one.citations[0], replace(one.citations[1], jurisdiction="Karvia")))
    other = made_up.with_source(other, "f" * 64)
    got = identify([one, other], ledger)
    assert {r.citations[1].path for r in got} == {"id/law/water-act", "id/law/water-act-2"}


def test_a_merged_organisation_signs_as_its_successor(ledger: Ledger, first: StatementRecord) -> None:
    del first
    ledger["id/organisation/korrin-river-watch"].successor = "id/organisation/shbkh-alnhr"
    got = identify([made_up.record()], ledger)[0]
    assert got.signatories[0].agent_path == "id/organisation/shbkh-alnhr"
