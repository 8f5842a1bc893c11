"""Dates in a text, in digits and in words, of the Gregorian and the Hijri calendar.

Month names come from CLDR (Unicode CLDR, gregorian calendar) and the language file; the order of day and month in
numeric dates and the words around dates are the language file's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from hijridate import Hijri

from converters.extract.numbers import number_source, number_words, value_of
from converters.extract.vocabulary import folded_text, token_set, tokens
from converters.phrases import alternatives, fold
from data.languages import Language

_ISO = re.compile(r"(?<![\d/-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])")
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?![\d/-]|\.\d)")
_DIGIT = re.compile(r"\d")
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
    found = [*_iso(folded), *_numeric(folded, language)] if _DIGIT.search(folded) else []
    if not _month_words(language).isdisjoint(token_set(text)):
        found += _with_month(folded, language, alone=not found)
    kept: list[FoundDate] = []
    for date in sorted(found, key=lambda d: (d.start, d.start - d.end)):
        if not kept or date.start >= kept[-1].end:
            kept.append(date)
    return tuple(kept)


def _with_month(folded: str, language: Language, *, alone: bool) -> list[FoundDate]:
    """The dates that name their month; those of the Hijri calendar only where no other date stands (`alone`)."""
    dmy, mdy, hijri = _patterns(language)
    found = [*_named(mdy, folded, language), *_named(dmy, folded, language)]
    if not found and alone and hijri:
        found = list(_from_hijri(hijri, folded, language))
    return [*found, *_worded(folded, language)]


@lru_cache(maxsize=32)
def _month_words(language: Language) -> frozenset[str]:
    names = [*_months(language), *_hijri_months(language)]
    prefixes = ("", *map(fold, language.words("writing", "prefixes")))
    return frozenset(prefix + tokens(name)[0] for name in names for prefix in prefixes if tokens(name))


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
    if pattern is None:
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
