"""How sure a record is of its values: as was measured for the rules, and leaving out what is less sure than asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from converters.model import (
    Addressee,
    Citation,
    Count,
    Demand,
    Evidence,
    IssueDate,
    Party,
    Signatory,
    StatementRecord,
    Text,
)
from data.confidence import RuleKey

Value = TypeVar("Value", Text, IssueDate, Party, Count, Addressee, Signatory, Demand, Citation)
Valued = TypeVar("Valued", Text, IssueDate, Party, Count)
Listed = TypeVar("Listed", Addressee, Citation)


def leave_out_below(record: StatementRecord, minimum: float) -> tuple[StatementRecord, int]:
    """The record without values of less confidence than `minimum` (0 to 1), and how many were left out.

    A demand keeps those of its addressees and citations that stay. The kind always stays: every statement has one.
    """
    if minimum <= 0:
        return record, 0
    addressees, moved_addressees = _sure(record.addressees, minimum)
    citations, moved_citations = _sure(record.citations, minimum)
    demands = [d for d in record.demands if d.evidence.confidence >= minimum]
    kept = replace(
        record,
        title=_single(record.title, minimum),
        date=_single(record.date, minimum),
        publisher=_single(record.publisher, minimum),
        claimed_count=_single(record.claimed_count, minimum),
        addressees=addressees,
        citations=citations,
        signatories=tuple(s for s in record.signatories if s.evidence.confidence >= minimum),
        demands=tuple(
            replace(
                demand,
                position=position,
                addressees=tuple(moved_addressees[i] for i in demand.addressees if i in moved_addressees),
                citations=tuple(moved_citations[i] for i in demand.citations if i in moved_citations),
            )
            for position, demand in enumerate(demands, 1)
        ),
    )
    return kept, count_values(record) - count_values(kept)


def _single(value: Valued | None, minimum: float) -> Valued | None:
    return value if value and value.evidence.confidence >= minimum else None


def _sure(values: tuple[Listed, ...], minimum: float) -> tuple[tuple[Listed, ...], dict[int, int]]:
    kept = [i for i, value in enumerate(values) if value.evidence.confidence >= minimum]
    return tuple(values[i] for i in kept), {old: new for new, old in enumerate(kept)}


def count_values(record: StatementRecord) -> int:
    """How many values with evidence a record holds."""
    single = (record.title, record.date, record.publisher, record.claimed_count)
    many = (record.addressees, record.citations, record.signatories, record.demands)
    return sum(value is not None for value in single) + sum(map(len, many))


def calibrate(record: StatementRecord, measured: Mapping[RuleKey, float]) -> StatementRecord:
    """The record with the confidence that was measured for each rule (`data/reference/confidence.csv`).

    A value whose rule was not measured keeps what the rule gave it.
    """

    def sure(name: str, evidence: Evidence) -> Evidence:
        found = measured.get(RuleKey(name, evidence.rule, evidence.confidence))
        return evidence if found is None else replace(evidence, confidence=found)

    def one(name: str, value: Value | None) -> Value | None:
        return value and replace(value, evidence=sure(name, value.evidence))

    def all_of(name: str, values: Iterable[Value]) -> tuple[Value, ...]:
        return tuple(replace(value, evidence=sure(name, value.evidence)) for value in values)

    if not measured:
        return record
    return replace(
        record,
        kind_evidence=sure("kind", record.kind_evidence) if record.kind_evidence else None,
        title=one("title", record.title),
        date=one("date", record.date),
        publisher=one("publisher", record.publisher),
        claimed_count=one("claimed_count", record.claimed_count),
        addressees=all_of("addressees", record.addressees),
        signatories=all_of("signatories", record.signatories),
        demands=all_of("demands", record.demands),
        citations=all_of("provisions", record.citations),
    )
