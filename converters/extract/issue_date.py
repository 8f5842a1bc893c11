"""The date that a document gives to a statement, told apart from the dates of events in its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from converters.extract.dates import FoundDate, find_dates
from converters.extract.layout import contains, is_sentence, starts_with, word_count
from converters.extract.triggers import may_hold
from converters.extract.vocabulary import folded_text
from converters.model import Block, Evidence, IssueDate, Metadata, Part, Span
from converters.phrases import fold, words_pattern
from data.languages import Language

_LINE, _DATELINE, _OPENING = 40, 60, 140  # words; characters up to a dateline's date, and past it
_OF_LIST = 0.72
_YEAR = re.compile(r"(?<![\w/.-])((?:19|20)\d\d)(?![\w/]|[.-]\d)")


def find_issue_date(
    part: Part, around: Sequence[Block], languages: tuple[Language, ...], metadata: Metadata
) -> tuple[IssueDate | None, list[str]]:
    """The date on which a statement was issued, and notes on what was left or in conflict.

    `around` are the document's blocks from the end of the statement before to the end of this one, furniture
    included (date lines often stand among it). A labelled date wins over a date line, that over a dateline or
    "adopted on", that over the document's metadata. None where there is none.
    """
    notes: list[str] = []
    candidates = list(_candidates(part, around, languages[0]))
    year = _year_of(candidates, metadata)
    best: tuple[float, int, FoundDate, Block, str] | None = None
    for score, block, found, rule in candidates:
        if found.year is None:
            if year is None:
                notes.append(f"left out a date without a year: {block.text[found.start : found.end]!r}")
                continue
            found, score = FoundDate(found.start, found.end, year, found.month, found.day), score - 0.2
        if best is None or (score, -block.span.start) > best[:2]:
            best = (score, -block.span.start, found, block, rule)
    if best is None:
        return _from_metadata(metadata, part), notes
    score, _, found, block, rule = best
    stated = (metadata.date or "")[: len(found.iso)]
    if stated and stated != found.iso:
        notes.append(f"the page's own data say {metadata.date}, the text {found.iso}: the text was taken")
    span = Span(block.span.start + found.start, block.span.start + found.end)
    return IssueDate(found.iso, Evidence(span, round(min(0.99, score), 2), rule)), notes


def _from_metadata(metadata: Metadata, part: Part) -> IssueDate | None:
    if not metadata.date or not re.match(r"\d{4}(-\d\d(-\d\d)?)?", metadata.date):
        return None
    value = (
        metadata.date[:10]
        if len(metadata.date) >= 10
        else metadata.date[:7]
        if len(metadata.date) >= 7
        else metadata.date[:4]
    )
    return IssueDate(value, Evidence(Span(part.span.start, part.span.start), 0.8, "metadata"))


def _year_of(candidates: Sequence[tuple[float, Block, FoundDate, str]], metadata: Metadata) -> int | None:
    years = [found.year for _, _, found, _ in candidates if found.year]
    if years:
        return years[0]
    return int(metadata.date[:4]) if metadata.date and metadata.date[:4].isdigit() else None


def _candidates(
    part: Part, around: Sequence[Block], language: Language
) -> Iterator[tuple[float, Block, FoundDate, str]]:
    own = {block.span.start for block in part.blocks}
    signatures = {part.blocks[i].span.start for i in part.signature_blocks}
    for at, block in enumerate(around):
        if block.span.start in signatures and (block.kind in ("item", "row") or word_count(block.text) > 8):
            continue
        for found in _dates_in(block.text, language) or _lone_year(block, at):
            scored = _score(block, found, at, language, inside=block.span.start in own)
            if scored and block.span.start in signatures:
                scored = _OF_LIST, "date of the list of signatures"
            if scored:
                yield scored[0], block, found, scored[1]


def _dates_in(text: str, language: Language) -> tuple[FoundDate, ...]:
    """The dates of a text that may be its own: of a long one, where it begins, or all if it says "adopted on"."""
    if word_count(text) > _LINE and not may_hold(text, language, "dates", "adopted"):
        text = text[:_OPENING]
    return find_dates(text, language)


def _lone_year(block: Block, at: int) -> tuple[FoundDate, ...]:
    """A year that closes a short line near the top ("Geneva, 2024")."""
    match = _YEAR.search(block.text)
    if match is None or at > 12 or word_count(block.text) > 5 or block.text[match.end() :].strip(" .)"):
        return ()
    return (FoundDate(match.start(), match.end(), int(match[1])),)


def _score(block: Block, found: FoundDate, at: int, language: Language, *, inside: bool) -> tuple[float, str] | None:
    text = block.text
    before, line = text[: found.start], word_count(text)
    if contains(before[-30:], language, "dates", "not_issued"):
        return None
    label = _label_before(before, language)
    if label and line <= _LINE:
        return (0.97 if inside else 0.945) if line <= 24 else 0.9, "labelled date"
    rest = word_count(before) + word_count(text[found.end :])
    if rest <= 4 and found.day:
        place = 0.02 if inside else 0.0
        return 0.94 + place - min(at, 60) * 0.0005, "date line"
    if found.start <= _DATELINE and _is_dateline(text, found):
        return 0.93, "dateline"
    if rest <= 4 and (found.month or text[: found.start].rstrip()[-1:] in ("", ",", ":")):
        return (0.8, "date line") if found.month else (0.7, "year in a line of its own")
    adopted = words_pattern(language, "dates", "adopted").search(fold(before[-_OPENING:]))
    if adopted and found.day and not contains(before[-_OPENING:], language, "dates", "not_issued"):
        return 0.9, "date of adoption"
    if rest <= 12 and not is_sentence(text) and found.day and at < 12:
        return 0.75, "date in a heading line"
    return None


def _label_before(before: str, language: Language) -> bool:
    """Whether a word such as "Published" stands before a date, at a line's start, after a break or with a colon."""
    folded = folded_text(before[-60:]).rstrip(" :-|(,")
    for match in words_pattern(language, "dates", "labels").finditer(folded):
        between = folded[match.end() :].strip(" :-|(,")
        if between and not starts_with(between, language, "dates", "weekdays", "between"):
            continue
        above = folded[: match.start()].rstrip()
        if (not above and len(before) <= 60) or above[-1:] in tuple("|·-:.;") or before.rstrip()[-1:] == ":":
            return True
    return False


def _is_dateline(text: str, found: FoundDate) -> bool:
    """`GENEVA (12 March 2019) –` or `Saint-Orens, le 14 février 2022` before the text proper."""
    after = text[found.end :].lstrip(" )")
    before = text[: found.start]
    return (
        after[:1] in "–—-:"
        and word_count(before) <= 6
        and found.year is not None
        and (before.strip()[:1].isupper() or not before.strip())
    )
