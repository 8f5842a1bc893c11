"""Numbers and letters as they stand before list items: `12.`, `(iv)`, `b)`, `٣-`, `أ)`, `2.1`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_ABJAD = "ابجدهوزحطيكلمنسعفصقرشت"  # the two orders of Arabic letters as numbers
_HIJAI = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
_ARABIC = "".join(sorted({*_ABJAD, *_HIJAI, "أ", "إ"}))
_UNITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_TENS = ("", "x", "xx", "xxx", "xl", "l")
_ROMAN = {_TENS[n // 10] + _UNITS[n % 10]: n for n in range(1, 60)}
_NUMERAL = re.compile(
    r"(?P<open>[(\[]?)"
    r"(?:(?P<multi>\d{1,2}(?:\.\d{1,2}){1,3})|(?P<decimal>\d{1,4})"
    rf"|(?P<letter>[ivxlIVXL]{{1,7}}|[A-Za-z]|[{_ARABIC}]))"
    r"(?P<close>[)\]][.:\-]?|\.[)\-–—]?|[º°ª][.)]?-?|[-–—/:]|\s[-–—](?=\s)|)"
    r"(?P<space>\s*)(?=\S)"
)
_STARTS = frozenset("([ivxlIVXL") | frozenset(_ARABIC)


class Style(NamedTuple):
    """How the items of a list are numbered; two markers of one list have the same style."""

    kind: str  # decimal, bare (nothing after the number), multi, roman, letter, abjad, hijai
    open: str = ""
    close: str = ""
    upper: bool = False
    prefix: str = ""

    def inside(self, text: str, start: int) -> Iterator[re.Match[str]]:
        """Where numbers in this style stand as markers inside a text, after a space; group 1 is the number."""
        return _inside_pattern(self.open, self.close).finditer(text, start)


class Numeral(NamedTuple):
    """A numeral at the start of a text: as printed, where what follows begins, and what it may mean."""

    marker: str
    end: int
    readings: tuple[tuple[Style, int], ...]


@lru_cache(maxsize=64)
def _inside_pattern(opening: str, close: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=\s){re.escape(opening)}(\d{{1,4}}){re.escape(close)}(?!\d)\s*(?=\S)")


def read_numeral(text: str) -> Numeral | None:
    """The numeral with which the text begins, if it has the form of a list marker and something follows it."""
    if not text or not (text[0].isdecimal() or text[0] in _STARTS or (len(text) > 1 and text[1] in ".)-] ")):
        return None
    match = _NUMERAL.match(text)
    if match is None or not _is_sound(match, text):
        return None
    readings = _readings(match)
    return Numeral(text[: match.end("close")].strip(), match.end(), readings) if readings else None


def _is_sound(match: re.Match[str], text: str) -> bool:
    opening, close, space, letter = match["open"], match["close"], match["space"], match["letter"]
    if opening and close[:1] not in (")", "]"):
        return False
    if letter:
        attached = close[:1] in (")", "]") or letter in _ARABIC
        return close[:1] not in ("", "/", ":", "º", "°", "ª") and (bool(space) or attached)
    if match["multi"]:
        return close in ("", ".", ")") and bool(space)
    return bool(space) if not close else bool(space) or not text[match.end()].isdecimal()


def _readings(match: re.Match[str]) -> tuple[tuple[Style, int], ...]:
    opening, close = match["open"], match["close"].strip()
    if match["multi"]:
        prefix, _, last = match["multi"].rpartition(".")
        return ((Style("multi", opening, close, prefix=prefix), int(last)),)
    if match["decimal"]:
        return ((Style("decimal" if close else "bare", opening, close), int(match["decimal"])),)
    return tuple(_letter_readings(match["letter"], opening, close))


def _letter_readings(letter: str, opening: str, close: str) -> list[tuple[Style, int]]:
    bare = letter.replace("أ", "ا").replace("إ", "ا")
    found = [
        (Style(kind, opening, close), order.index(bare) + 1)
        for kind, order in (("abjad", _ABJAD), ("hijai", _HIJAI))
        if bare in order
    ]
    if found:
        return found
    lower, upper = letter.lower(), letter.isupper()
    if letter not in (lower, letter.upper()):
        return []
    if lower in _ROMAN:
        found.append((Style("roman", opening, close, upper), _ROMAN[lower]))
    if len(lower) == 1:
        found.append((Style("letter", opening, close, upper), ord(lower) - ord("a") + 1))
    return found


def write_numeral(value: int, form: str) -> str:
    """A number as a word processor shows it in lists: `form` is a name of ECMA-376, section 17.18.59."""
    if form in ("lowerLetter", "upperLetter") and value <= 26:
        letter = chr(ord("a") + value - 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        roman = next((text for text, number in _ROMAN.items() if number == value), str(value))
        return roman.upper() if form == "upperRoman" else roman
    if form in ("arabicAbjad", "arabicAlpha"):
        order = _ABJAD if form == "arabicAbjad" else _HIJAI
        return order[value - 1] if value <= len(order) else str(value)
    return "" if form == "none" else str(value)
