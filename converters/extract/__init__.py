"""From a document to records of the statements that it holds: `extract_statements()`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from converters.confidence import calibrate
from converters.errors import ExtractionError
from converters.extract.addressees import find_formal_addressees
from converters.extract.counts import find_claimed_count
from converters.extract.demands import find_demands
from converters.extract.heading import find_kind, find_title
from converters.extract.issue_date import find_issue_date
from converters.extract.layout import is_sentence, word_count
from converters.extract.provisions import find_citations
from converters.extract.publishers import find_publisher
from converters.extract.signatories import find_listed_signatories, find_signatories, find_speaking_signatories
from converters.extract.split import Split, split_document
from converters.extract.themes import find_themes
from converters.model import Addressee, Block, Citation, Demand, Document, Part, Signatory, StatementRecord, Text
from data import Reference
from data.languages import Language

__all__ = ["extract_statements"]

_MIN_WORDS = 25
_RECITAL = 14


def extract_statements(document: Document, reference: Reference) -> list[StatementRecord]:
    """The statements of a document, each value with its place and confidence; raises ExtractionError where none is."""
    languages = languages_for(document.language, reference)
    splits = [split for split in split_document(document, languages) if _says_something(split.part)]
    if not splits:
        raise ExtractionError(
            "no statement found: expected a title or salutation, a text, demands or signatories", document.name
        )
    records = []
    for i, split in enumerate(splits):
        named = _blocks_of_releases(splits[:i]) if split.after_release else ()
        records.append(calibrate(_record(split, named, languages, reference), reference.confidence))
    return records


def languages_for(code: str, reference: Reference) -> tuple[Language, ...]:
    """The document's language first, then the others, whose names of bodies and countries may stand in any list."""
    first = reference.languages[code]
    return (first, *(language for key, language in sorted(reference.languages.items()) if key != code))


def _says_something(part: Part) -> bool:
    words = sum(word_count(b.text) for b in part.blocks)
    return words >= _MIN_WORDS and any(is_sentence(b.text) or b.kind == "item" for b in part.blocks)


def _blocks_of_releases(splits: Sequence[Split]) -> tuple[Block, ...]:
    return tuple(block for split in splits if split.is_release for block in split.part.blocks)


def _record(
    split: Split, release_blocks: Sequence[Block], languages: tuple[Language, ...], reference: Reference
) -> StatementRecord:
    part, document = split.part, split.part.document
    language = languages[0]
    first_pass = find_title(part, language, frozenset())
    formal, head_lines = find_formal_addressees(part, first_pass, languages, reference)
    title = find_title(part, language, head_lines)
    signatories = _signatories(split, release_blocks, languages)
    kind, kind_evidence = find_kind(split, title, len(signatories), languages)
    publisher = find_publisher(split, title, _top(part, title, formal), signatories, languages)
    around = _around(split)
    date, notes = find_issue_date(part, around, languages, document.metadata)
    voices = [v for s in signatories[:3] for v in (s.name, s.acronym) if v]
    voices += [v for v in ((publisher.name, publisher.acronym) if publisher else ()) if v]
    found = find_demands(part, formal, voices, languages, release=split.is_release)
    citations = find_citations(_citing(part), language, reference)
    demands = tuple(_with_links(demand, citations, language, reference) for demand in found.demands)
    return StatementRecord(
        document=document,
        span=part.span,
        kind=kind,
        language=part.language,
        title=title,
        kind_evidence=kind_evidence,
        date=date,
        publisher=publisher,
        claimed_count=find_claimed_count(split, languages),
        addressees=tuple(found.addressees),
        signatories=signatories,
        demands=demands,
        citations=citations,
        subjects=_themes(title.value if title else "", [b.text for b in part.body], language, reference),
        notes=(*part.notes, *notes),
    )


def _citing(part: Part) -> list[Block]:
    """The blocks in which law is cited: the body, and what is as long as a recital above it."""
    return [
        block
        for i, block in enumerate(part.blocks)
        if i not in part.signature_blocks
        and (i not in part.head or (block.kind != "heading" and word_count(block.text) > _RECITAL))
    ]


def _top(part: Part, title: Text | None, formal: Sequence[Addressee]) -> int:
    """Where the statement's own words begin: at its title or its letter head."""
    starts = [a.evidence.span.start for a in formal if a.evidence.rule == "letter head"]
    if title and title.evidence.span.end > title.evidence.span.start:
        starts.append(title.evidence.span.start)
    return min(starts, default=part.span.start)


def _signatories(
    split: Split, release_blocks: Sequence[Block], languages: tuple[Language, ...]
) -> tuple[Signatory, ...]:
    part = split.part
    found = find_signatories(part, languages)
    if found:
        return found
    if split.after_release:
        return find_listed_signatories(release_blocks, part.document.text, languages)
    speaking = find_speaking_signatories(part.body, part.document.text, languages)
    return speaking or (() if split.is_release else find_listed_signatories(part.body, part.document.text, languages))


def _around(split: Split) -> list[Block]:
    """The document's blocks from the introduction to the statement's end, furniture included."""
    part = split.part
    start = split.before[0].span.start if split.before else part.span.start
    start = part.document.blocks[0].span.start if part.announced else start
    own = [b for b in part.document.blocks if start <= b.span.start < part.span.end]
    if part.document.blocks and not any(b.span.start < start for b in part.blocks):
        above = [b for b in part.document.blocks if b.span.start < start]
        own = [*above[-6:], *own] if not split.after_release else own
    return own


def _themes(title: str, texts: Sequence[str], language: Language, reference: Reference) -> tuple[str, ...]:
    return find_themes(title, texts, language, reference)


def _with_links(demand: Demand, citations: Sequence[Citation], language: Language, reference: Reference) -> Demand:
    """The demand with the citations that stand in it and its themes."""
    span = demand.evidence.span
    inside = tuple(i for i, c in enumerate(citations) if span.start <= c.evidence.span.start < span.end)
    return replace(demand, citations=inside, subjects=_themes("", [demand.text], language, reference))
