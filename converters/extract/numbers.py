"""Numbers in a text, in digits and in words, by the words that a language lists under `[numbers]`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from converters.extract.vocabulary import tokens
from converters.phrases import MARKS, alternatives, fold
from data.languages import Language

_DIGITS = re.compile(r"(?<![\d.,٬/-])(\d{1,3}(?:[.,٬ ]\d{3})+(?!\d)|\d{1,5})(?![\d/-]|[.,]\d)")
_MARKS = re.compile(f"[{MARKS}]")


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number in a folded text, at `start` up to `end`."""

    start: int
    end: int
    value: int


def find_numbers(folded: str, language: Language) -> list[FoundNumber]:
    """All whole numbers in a folded text, in order: `1,200`, `two hundred and six`."""
    found = [FoundNumber(m.start(1), m.end(1), int(re.sub(r"\D", "", m[1]))) for m in _DIGITS.finditer(folded)]
    if not _tokens(language).isdisjoint(tokens(folded)):
        found += [
            FoundNumber(m.start(), m.end(), value_of(m.group(), language)) for m in _pattern(language).finditer(folded)
        ]
    return sorted(found, key=lambda number: number.start)


@lru_cache(maxsize=32)
def _tokens(language: Language) -> frozenset[str]:
    """The first words of all numbers, with what may be written onto them."""
    prefixes = ("", *map(fold, language.words("numbers", "prefixes")))
    return frozenset(prefix + tokens(word)[0] for word in number_words(language) for prefix in prefixes)


@lru_cache(maxsize=32)
def number_words(language: Language) -> Mapping[str, int]:
    """The folded words of a language that stand for numbers."""
    return {fold(word): int(value) for word, value in language.table("numbers", "words").items()}


@lru_cache(maxsize=32)
def number_source(language: Language) -> str:
    """Regular expression source for a number in one or more words of folded text."""
    one = _one_word(language)
    joint = alternatives(language.words("numbers", "and")) + r"[\s-]+"
    return rf"(?<!\w){one}(?:[\s-]+(?:{joint})?{one}){{0,7}}(?!\w)"


@lru_cache(maxsize=32)
def _one_word(language: Language) -> str:
    prefixes = language.words("numbers", "prefixes")
    before = f"(?:{'|'.join(fold(p) for p in prefixes)})?" if prefixes else ""
    return f"(?:{before}{alternatives(number_words(language))})"


@lru_cache(maxsize=32)
def _pattern(language: Language) -> re.Pattern[str]:
    return re.compile(number_source(language))


@lru_cache(maxsize=32)
def _word_pattern(language: Language) -> re.Pattern[str]:
    before = "|".join(sorted((fold(p) for p in language.words("numbers", "prefixes")), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{before})?(?P<word>{alternatives(number_words(language))})(?!\w)")


def value_of(words: str, language: Language) -> int:
    """The value of a number written in folded words: tens and units add up, hundreds and thousands multiply."""
    table = number_words(language)
    total = current = 0
    for match in _word_pattern(language).finditer(words):
        value = table[_MARKS.sub("", match["word"])] if match["word"] not in table else table[match["word"]]
        if value >= 1000:
            total, current = total + max(current, 1) * value, 0
        elif value == 100 and current < 100:
            current = max(current, 1) * value
        else:
            current += value
    return total + current
