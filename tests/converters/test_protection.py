"""Contact details of people never reach a record, and no position in the stored text moves."""

import hashlib
from dataclasses import replace

import pytest

from converters.masking import MASK
from converters.model import Addressee, Document, Evidence, Signatory, Span, StatementRecord, Text
from converters.protection import find_details, protect_records

DETAILS = {
    "an address": ("write to mila.oster@lake.example today", "e-mail addresses", "mila.oster@lake.example"),
    "an address in words": ("mila [at] lake.example", "e-mail addresses", "mila [at] lake.example"),
    "international": ("call +44 20 7946 0958 now", "telephone numbers", "+44 20 7946 0958"),
    "after a word": ("Tél. : 01 99 00 12 34", "telephone numbers", "Tél. : 01 99 00 12 34"),
    "in Arabic": ("هاتف: 0599000123", "telephone numbers", "هاتف: 0599000123"),
    "an English street": ("12 Mill Lane, Korrin 10234", "postal addresses", "12 Mill Lane, Korrin 10234"),
    "a French street": ("12 rue des Moulins, 75011 Korrin", "postal addresses", "12 rue des Moulins, 75011 Korrin"),
    "a Spanish street": ("calle Mayor 3", "postal addresses", "calle Mayor 3"),
    "a box": ("P.O. Box 1234", "postal addresses", "P.O. Box 1234"),
}


@pytest.mark.parametrize(("text", "kind", "found"), DETAILS.values(), ids=DETAILS.keys())
def test_a_contact_detail_is_found(text: str, kind: str, found: str) -> None:
    """Each kind, in each language of the table, from its first to its last character."""
    assert [(d.kind, text[d.start : d.end]) for d in find_details(text, postal=True)] == [(kind, found)]


@pytest.mark.parametrize(
    "text",
    [
        "On 2024-03-01 the Assembly adopted resolution 377 (V) of 3 November 1950.",
        "More than +500 000 people, 12 400 of them children, left between 2019 and 2023.",
        "UNTS vol. 999, No. 14668, pp. 171-178; ISBN 978-92-1-130333-0",
        "The raid at 12 Mill Lane left nine people without a roof.",
        "the organisations met at noon",
    ],
)
def test_figures_dates_and_places_of_events_are_none(text: str) -> None:
    """Numbers of laws, counts, dates and the scene of an event stay."""
    assert find_details(text) == []


TEXT = """The wells are dry.

Mila Oster, 12 Mill Lane, Korrin 10234, mila@lake.example
Office: Tel. 020 7946 0958
Lake Watch
"""


def _record() -> StatementRecord:
    start = TEXT.index("Mila")
    line = TEXT[start : TEXT.index("\n", start)]
    evidence = Evidence(Span(start, start + len(line)), 0.9, "test")
    return StatementRecord(
        document=Document("a.txt", "text/plain", TEXT, hashlib.sha256(TEXT.encode()).hexdigest(), ()),
        span=Span(0, len(TEXT)),
        kind="open-letter",
        language="en",
        title=Text("The wells", evidence),
        addressees=(Addressee("mila@lake.example", "organisation", evidence),),
        signatories=(
            Signatory(
                line, "Mila Oster", "person", 1, evidence, qualifier="12 Mill Lane, Korrin 10234, mila@lake.example"
            ),
            Signatory("Lake Watch", "Lake Watch", "organisation", 2, evidence),
        ),
    )


def test_values_lose_what_the_text_masks_and_positions_stay() -> None:
    """The name stays, the rest goes; the text keeps its length, the digest is that of the new text."""
    (record, other), counts = protect_records([_record(), replace(_record(), kind="appeal")])
    assert record.signatories[0].as_printed == "Mila Oster"
    assert record.signatories[0].name == "Mila Oster"
    assert set(record.signatories[0].qualifier or "") == {MASK}
    assert set(record.addressees[0].name) == {MASK}
    assert record.signatories[1] == _record().signatories[1]
    text = record.document.text
    assert len(text) == len(TEXT)
    assert text.startswith("The wells are dry.\n\nMila Oster, ██ ████ ████")
    for gone in ("@", "Mill", "7946"):
        assert gone not in text
    assert record.document.sha256 == hashlib.sha256(text.encode()).hexdigest() == other.document.sha256
    assert dict(counts) == {"e-mail addresses": 1, "postal addresses": 1, "telephone numbers": 1}


def test_a_document_without_any_stays_as_it_is() -> None:
    """Same text, same digest, same record."""
    clean = replace(_record(), document=replace(_record().document, text="Nothing."), signatories=(), addressees=())
    assert protect_records([clean]) == ([clean], {})
