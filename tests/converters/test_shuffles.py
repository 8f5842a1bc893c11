"""No order of documents and no number of runs changes an IRI: 3 shuffles, or as many as UNDERSIGNED_SHUFFLES says."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from converters.extract import extract_statements
from converters.identity import assign_identities, collect_mentions, record_order, source_key
from converters.ledger import Ledger
from converters.model import Document, StatementRecord
from converters.read import read_documents
from converters.resolve import known_bodies, resolve_mentions
from data import DATA, Reference

TIMES = int(os.environ.get("UNDERSIGNED_SHUFFLES", "3"))


@pytest.fixture(scope="module")
def records(reference: Reference) -> list[StatementRecord]:
    """The statements of the embedded data and of the examples."""
    found = []
    for file in sorted(p for name in ("statements", "examples") for p in (DATA / name).iterdir()):
        for document in read_documents(file, tuple(reference.languages)):
            assert isinstance(document, Document)
            found += extract_statements(document, reference)
    assert len(found) > 9
    return found


def identify(records: Sequence[StatementRecord], ledger: Ledger, reference: Reference) -> dict[str, StatementRecord]:
    """The records with their IRIs as a run gives them, whatever order they and their names come in."""
    mentions = [m for record in records for m in collect_mentions(record)]
    known = known_bodies(reference.organisations.values(), reference.bodies.values())
    resolution = resolve_mentions([*ledger.known_mentions(), *known, *mentions])
    ledger.expect(map(source_key, records))
    ordered = sorted(records, key=record_order)
    return {source_key(r): assign_identities(r, resolution, ledger, "2026-01-01") for r in ordered}


def paths(record: StatementRecord) -> list[str]:
    """All IRIs of a record."""
    publisher = [record.publisher.path] if record.publisher else []
    parts = [path for s in record.signatories for path in (s.path, s.agent_path)]
    parts += [d.path for d in record.demands] + [a.path for a in record.addressees] + [c.path for c in record.citations]
    return [record.path, *publisher, *parts]


def test_shuffles_and_further_runs_change_no_iri(records: list[StatementRecord], reference: Reference) -> None:
    """A fresh ledger from any order is the same; a run on the old ledger in any order adds and moves nothing."""
    first = Ledger()
    expected = {key: paths(record) for key, record in identify(records, first, reference).items()}
    rows = [replace(entry) for entry in first]
    mixed = list(records)
    for seed in range(TIMES):
        random.Random(seed).shuffle(mixed)
        fresh = Ledger()
        assert {key: paths(record) for key, record in identify(mixed, fresh, reference).items()} == expected
        assert [*fresh] == rows
        again = first.copy()
        half = mixed[: len(mixed) // 2] if seed % 2 else mixed
        found = {key: paths(record) for key, record in identify(half, again, reference).items()}
        assert found == {key: expected[key] for key in found}
        assert [*again] == rows
