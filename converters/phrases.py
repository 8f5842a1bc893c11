"""Matching the words of a language: a fold that keeps every position, and patterns made from lists of phrases.

The phrases themselves are data (`data/reference/languages/*.toml`); nothing here knows a language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from data.languages import Language

TATWEEL = "\u0640"
MARKS = "\u0640\u064b-\u0652\u0670"  # tatweel and Arabic vowel marks, which may stand between any two letters
_SINGLE = {
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"',
    "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ",
    "آ": "ا", "أ": "ا", "إ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "،": ",", "؛": ";", "؟": "?",
    "\u200e": " ", "\u200f": " ", "\u202a": " ", "\u202b": " ", "\u202c": " ", "\u202d": " ", "\u202e": " ",
    "\u2066": " ", "\u2067": " ", "\u2068": " ", "\u2069": " ", "\ufeff": " ", "ß": "s",
    "\u0670": TATWEEL, **{chr(mark): TATWEEL for mark in range(0x64B, 0x653)},
}  # fmt: skip


def _one(code: int) -> str | None:
    char = chr(code)
    if char in _SINGLE:
        return _SINGLE[char]
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    base = unicodedata.normalize("NFKD", char)
    base = "".join(c for c in base if not unicodedata.combining(c)) or char
    lower = base.lower()
    return lower if len(lower) == 1 and lower != char else None


_TABLE = {c: f for c in (*range(0x250), *range(0x370, 0x530), *range(0x600, 0x700), *range(0x1E00, 0x2100), 0xFEFF)
          if (f := _one(c)) is not None}  # fmt: skip


def fold(text: str) -> str:
    """The text in lower case without accents, with plain quotes, dashes, spaces, digits; same length and positions.

    Arabic vowel marks become tatweel, over which patterns made by `compile_phrases` step: one letter, since a set of
    letters after each letter makes compiling and matching slow.
    """
    if text.isascii():  # as the table says, at a tenth of its cost
        return text.lower().replace("\t", " ").replace("`", "'")
    return text.translate(_TABLE)


def spacing(inside: str = "") -> dict[int, str | None]:
    """A table for `str.translate` of ASCII text: a space for each sign, nothing for signs that stand `inside` words.

    What `split()` leaves then are the words, in a fraction of the time that a pattern takes; beyond ASCII it is slower.
    """
    signs = (char for char in map(chr, range(128)) if not (char.isalnum() or char == "_"))
    return {ord(char): None if char in inside else " " for char in signs}


def _phrase_source(phrase: str) -> str:
    """A phrase as regular expression source: `*` stands for the rest of a word, `…` for up to six words."""
    words = []
    for word in fold(phrase).split():
        if word == "…":
            words.append(r"(?:\S+\s+){0,6}?\S+")
            continue
        letters = [
            r"\w*" if c == "*" else re.escape(c) + (f"{TATWEEL}*" if "\u0620" <= c <= "\u064a" else "")
            for c in word
            if c != TATWEEL
        ]
        words.append("".join(letters))
    return r"\s+".join(words)


def alternatives(phrases: Iterable[str]) -> str:
    """Regular expression source that matches any of the phrases in folded text, the longest first."""
    ordered = sorted(set(phrases), key=lambda p: (-len(p), p))
    return "(?:" + "|".join(_phrase_source(p) for p in ordered) + ")" if ordered else r"(?!)"


@lru_cache(maxsize=1024)
def _compiled(phrases: tuple[str, ...], prefixes: tuple[str, ...]) -> re.Pattern[str]:
    before = f"(?:{'|'.join(map(re.escape, prefixes))})?" if prefixes else ""
    return re.compile(rf"(?<!\w){before}{alternatives(phrases)}(?:(?<=')|(?!\w))")


def compile_phrases(phrases: Iterable[str], prefixes: Iterable[str] = ()) -> re.Pattern[str]:
    """A pattern for whole words of folded text; `prefixes` are letters that a language writes before a word (و).

    A phrase that ends in an apostrophe (l', d') stands before the word that follows.
    """
    return _compiled(tuple(phrases), tuple(prefixes))


@lru_cache(maxsize=4096)
def words_pattern(language: Language, section: str, *keys: str) -> re.Pattern[str]:
    """A pattern for the phrases that a language lists under the keys of a section; it never matches where none are."""
    phrases = [phrase for key in keys for phrase in language.words(section, key)]
    return compile_phrases(phrases, language.words("writing", "prefixes"))
