"""Leaving out of a record what is less sure than asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from converters.model import Addressee, Citation, Count, IssueDate, Party, StatementRecord, Text

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
