"""The date that a document gives to a statement, told apart from the dates of events in its text.

Month names come from CLDR (Unicode CLDR, gregorian calendar) and the language file; the order of day and month in
numeric dates and the words around dates are the language file's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from hijridate import Hijri

from converters.extract.layout import contains, folded_text, is_sentence, starts_with, word_count
from converters.extract.numbers import number_source, number_words, value_of
from converters.model import Block, Evidence, IssueDate, Metadata, Part, Span
from converters.phrases import alternatives, fold, words_pattern
from data.languages import Language

_ISO = re.compile(r"(?<![\d/-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])")
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?![\d/-]|\.\d)")
_WORD = re.compile(r"\w+")
_YEAR = re.compile(r"(?<![\w/.-])((?:19|20)\d\d)(?![\w/]|[.-]\d)")
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: year, and month and day where they are given; `start` and `end` in that text."""

    start: int
    end: int
    year: int | None
    month: int | None = None
    day: int | None = None

    @property
    def iso(self) -> str:
        """ISO 8601, no more precise than the text."""
        parts = [f"{self.year:04d}"]
        if self.month:
            parts.append(f"{self.month:02d}")
            if self.day:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)


@lru_cache(maxsize=32)
def _months(language: Language) -> dict[str, int]:
    names: dict[str, int] = {}
    locales = [language.code, *language.words("dates", "locales")]
    for code in locales:
        months = Locale.parse(code).months
        for form in ("format", "stand-alone"):
            for number, name in months[form]["wide"].items():
                names.setdefault(fold(name).strip("."), number)
    for name, number in language.table("dates", "months").items():
        names[fold(name)] = int(number)
    return names


@lru_cache(maxsize=32)
def _hijri_months(language: Language) -> dict[str, int]:
    return {fold(name): int(number) for name, number in language.table("dates", "hijri_months").items()}


@lru_cache(maxsize=32)
def _patterns(language: Language) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str] | None]:
    """Day month year, month day year, and the Hijri form, over folded text."""
    month = alternatives(_months(language))
    between = alternatives(language.words("dates", "between"))
    ordinal = (
        alternatives(language.words("dates", "ordinals")) if language.words("dates", "ordinals") else "(?:st|nd|rd|th)"
    )
    gap = rf"(?:[\s,/]*(?:{between}\b)?[\s,/]*){{1,2}}"
    double = rf"(?:\s*/\s*{month}|\s*\(\s*{month}\s*\))?"
    day = rf"(?<![\d.:])(?P<day>\d{{1,2}})\s?{ordinal}?"
    year = r"(?P<year>(?:19|20)\d\d)(?!\d)"
    dmy = re.compile(rf"(?:{day}\.?{gap})?(?<!\w)(?P<month>{month})(?!\w)\.?{double}(?:{gap}{year})?")
    mdy = re.compile(rf"(?<!\w)(?P<month>{month})\.?\s+(?P<day>\d{{1,2}})\s?{ordinal}?(?:,?\s+{year})(?!\d)")
    hijri = None
    if _hijri_months(language):
        names = alternatives(_hijri_months(language))
        hijri = re.compile(rf"{day}{gap}(?<!\w)(?P<month>{names})(?!\w){gap}(?P<year>1[345]\d\d)(?!\d)")
    return dmy, mdy, hijri


@lru_cache(maxsize=4096)
def find_dates(text: str, language: Language) -> tuple[FoundDate, ...]:
    """All dates in a text, in order; a date without a year has none. Impossible ones are left out."""
    folded = folded_text(text)
    if not _has_number_or_month(folded, language):
        return ()
    dmy, mdy, hijri = _patterns(language)
    found = [*_iso(folded), *_numeric(folded, language), *_named(mdy, folded, language), *_named(dmy, folded, language)]
    if not found and hijri:
        found = list(_from_hijri(hijri, folded, language))
    found += _worded(folded, language)
    kept: list[FoundDate] = []
    for date in sorted(found, key=lambda d: (d.start, d.start - d.end)):
        if not kept or date.start >= kept[-1].end:
            kept.append(date)
    return tuple(kept)


def _has_number_or_month(folded: str, language: Language) -> bool:
    """Whether a text can hold a date: it has a digit or the first word of a month's name."""
    return any(c.isdigit() for c in folded) or not _month_words(language).isdisjoint(_WORD.findall(folded))


@lru_cache(maxsize=32)
def _month_words(language: Language) -> frozenset[str]:
    names = [*_months(language), *_hijri_months(language)]
    prefixes = ("", *map(fold, language.words("writing", "prefixes")))
    return frozenset(prefix + _WORD.findall(name)[0] for name in names for prefix in prefixes if _WORD.findall(name))


@lru_cache(maxsize=32)
def _worded_pattern(language: Language) -> re.Pattern[str] | None:
    """A day and year in words: "a once de noviembre de dos mil dieciocho"."""
    days = language.table("dates", "days")
    if not number_words(language) and not days:
        return None
    day = f"(?P<day>{alternatives(days)}|{number_source(language)})" if days else f"(?P<day>{number_source(language)})"
    gap = rf"[\s,]+(?:{alternatives(language.words('dates', 'between'))}[\s,]+){{0,2}}"
    months = alternatives(_months(language))
    return re.compile(rf"{day}{gap}(?P<month>{months}){gap}(?P<year>(?:19|20)\d\d|{number_source(language)})(?!\w)")


def _worded(folded: str, language: Language) -> Iterator[FoundDate]:
    pattern = _worded_pattern(language)
    if pattern is None or _month_words(language).isdisjoint(_WORD.findall(folded)):
        return
    days = {fold(word): int(number) for word, number in language.table("dates", "days").items()}
    for m in pattern.finditer(folded):
        day = days.get(m["day"]) or value_of(m["day"], language)
        year = int(m["year"]) if m["year"].isdigit() else value_of(m["year"], language)
        yield from _valid(m.start(), m.end(), year, _months(language).get(_bare(m["month"])), day)


def _iso(text: str) -> Iterator[FoundDate]:
    for m in _ISO.finditer(text):
        yield from _valid(m.start(), m.end(), int(m[1]), int(m[2]), int(m[3]))


def _numeric(text: str, language: Language) -> Iterator[FoundDate]:
    for m in _NUMERIC.finditer(text):
        first, second, third = int(m[1]), int(m[3]), int(m[4])
        if len(m[1]) == 4:
            yield from _valid(m.start(), m.end(), first, second, third)
            continue
        year = third if len(m[4]) == 4 else None
        if year is None:
            continue
        order = language.sections.get("dates", {}).get("order", "day-first")
        day, month = (first, second) if order == "day-first" or first > 12 else (second, first)
        if second > 12:
            day, month = second, first
        yield from _valid(m.start(), m.end(), year, month, day)


def _named(pattern: re.Pattern[str], text: str, language: Language) -> Iterator[FoundDate]:
    months = _months(language)
    for m in pattern.finditer(text):
        if not m["day"] and not m["year"]:
            continue
        name = re.sub(r"\s+", " ", m["month"])
        number = months.get(name) or months.get(_bare(name))
        if number:
            year = int(m["year"]) if m["year"] else None
            yield from _valid(m.start(), m.end(), year, number, int(m["day"]) if m["day"] else None)


def _bare(name: str) -> str:
    return "".join(c for c in name if not ("\u064b" <= c <= "\u0652" or c == "\u0640"))


def _from_hijri(pattern: re.Pattern[str], text: str, language: Language) -> Iterator[FoundDate]:
    for m in pattern.finditer(text):
        try:
            date = Hijri(int(m["year"]), _hijri_months(language)[m["month"]], int(m["day"])).to_gregorian()
        except (ValueError, OverflowError, KeyError):
            continue
        yield FoundDate(m.start(), m.end(), date.year, date.month, date.day)


def _valid(start: int, end: int, year: int | None, month: int | None, day: int | None) -> Iterator[FoundDate]:
    days = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
    if year is not None and year not in _YEARS:
        return
    if month is not None and not 1 <= month <= 12:
        return
    if day is not None and not 1 <= day <= days.get(month or 0, 31):
        return
    yield FoundDate(start, end, year, month, day)


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
        if block.span.start in signatures and word_count(block.text) > 8:
            continue
        for found in find_dates(block.text, language) or _lone_year(block, at):
            scored = _score(block, found, at, language, inside=block.span.start in own)
            if scored:
                yield scored[0], block, found, scored[1]


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
    if label and line <= 40:
        return (0.97 if line <= 24 else 0.9), "labelled date"
    rest = word_count(before) + word_count(text[found.end :])
    if rest <= 4 and found.day:
        place = 0.02 if inside else 0.0
        return 0.94 + place - min(at, 60) * 0.0005, "date line"
    if found.start <= 60 and _is_dateline(text, found):
        return 0.93, "dateline"
    if rest <= 4 and (found.month or text[: found.start].rstrip()[-1:] in ("", ",", ":")):
        return (0.8, "date line") if found.month else (0.7, "year in a line of its own")
    adopted = words_pattern(language, "dates", "adopted").search(fold(before[-80:]))
    if adopted and found.day and not contains(before[-80:], language, "dates", "not_issued"):
        return 0.9, "date of adoption"
    if rest <= 12 and not is_sentence(text) and found.day and at < 12:
        return 0.75, "date in a heading line"
    return None


def _label_before(before: str, language: Language) -> bool:
    folded = fold(before).rstrip(" :-|(,")
    tail = folded[-40:]
    for match in words_pattern(language, "dates", "labels").finditer(tail):
        between = tail[match.end() :].strip(" :-|(,")
        if not between or starts_with(between, language, "dates", "weekdays", "between"):
            return (
                folded[: -len(tail)].strip() == ""
                or len(folded) - len(tail) + match.start() == 0
                or before.rstrip()[-1:] == ":"
                or _at_break(folded, tail, match.start())
            )
    return False


def _at_break(folded: str, tail: str, start: int) -> bool:
    at = len(folded) - len(tail) + start
    return at == 0 or folded[:at].rstrip()[-1:] in "|·-:.;"


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
