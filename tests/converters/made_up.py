"""A made-up record with everything in it, and copies of it that differ in one respect."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

from converters.model import (
    Addressee,
    Citation,
    Count,
    Demand,
    Document,
    Evidence,
    IssueDate,
    Party,
    Signatory,
    Span,
    StatementRecord,
    Text,
)

TEXT = """Let the river run

1 March 2024

To Ana Ruiz, Minister of Water, Ministry of Water of Dravia

The undersigned 3 organisations call on you to open the gates of the Korrin dam. We ask the upstream states to share
their figures, as Article 9(5) of the Covenant and the Dravian Water Act demand.

Korrin River Watch (KRW)
شبكة النهر
Mila Oster, teacher
"""


def evidence_in(text: str, rule: str = "test") -> Callable[[str], Evidence]:
    """A function that finds the place of a quote in a text."""

    def find(quote: str) -> Evidence:
        start = text.index(quote)
        return Evidence(Span(start, start + len(quote)), 0.9, rule)

    return find


def record(text: str = TEXT, name: str = "river.txt", title: str = "Let the river run") -> StatementRecord:
    """One open letter with a title, date, publisher, addressees, signatories of both kinds, demands and citations."""
    at = evidence_in(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    names = [line for line in text.partition("demand.\n\n")[2].splitlines() if line]
    return StatementRecord(
        document=Document(name, "text/plain", text, digest, ()),
        span=Span(0, len(text)),
        kind="open-letter",
        language="en",
        title=Text(title, at(title)),
        kind_evidence=at("To Ana Ruiz"),
        date=IssueDate("2024-03-01", at("1 March 2024")),
        publisher=Party("Korrin River Watch", at("Korrin River Watch"), acronym="KRW"),
        claimed_count=Count(3, at("3 organisations")),
        addressees=(
            Addressee(
                "Ana Ruiz",
                "person",
                at("To Ana Ruiz"),
                "Ana Ruiz",
                "Minister of Water",
                "Ministry of Water of Dravia",
                True,
            ),
            Addressee("upstream states", "group", at("upstream states")),
        ),
        signatories=tuple(signatory(line, i, at(line)) for i, line in enumerate(names, start=1)),
        demands=(
            Demand("open the gates of the Korrin dam", "explicit", 1, at("open the gates of the Korrin dam"), (0,)),
            Demand("share\ntheir figures", "explicit", 2, at("share\ntheir figures"), (1,), (0, 1)),
        ),
        citations=(
            Citation("iccpr", "art/9/para/5", at("Article 9(5) of the Covenant"), "the Covenant"),
            Citation(
                "water-act", None, at("Dravian Water Act"), "Dravian Water Act", known=False, jurisdiction="Dravia"
            ),
        ),
        subjects=(),
    )


def signatory(line: str, position: int, evidence: Evidence) -> Signatory:
    """A signatory of one printed line: `Name (ACRONYM)` for a body, `Name, title` for a person."""
    if "," in line:
        name, title = line.split(", ")
        return Signatory(line, name, "person", position, evidence, qualifier=title)
    name, _, rest = line.partition(" (")
    return Signatory(line, name, "organisation", position, evidence, acronym=rest.rstrip(")") or None)


def with_source(original: StatementRecord, digest: str) -> StatementRecord:
    """The record as if it came from another source text with the same words."""
    return replace(original, document=replace(original.document, sha256=digest))
