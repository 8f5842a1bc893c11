"""A cheap first question before a pattern is tried: does a text hold the first word of any of its phrases?"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from converters.extract.vocabulary import begins_with, token_set
from converters.phrases import fold
from data.languages import Language

_TOKEN = re.compile(r"\w+\*?")


def may_hold(text: str, language: Language, section: str, *keys: str) -> bool:
    """False only where no phrase under the keys of a section can stand in the text."""
    words, begins, anything = _first_words(language, section, keys)
    found = token_set(text)
    return anything or not words.isdisjoint(found) or (begins is not None and any(map(begins, found)))


@lru_cache(maxsize=64)
def _first_words(
    language: Language, section: str, keys: tuple[str, ...]
) -> tuple[frozenset[str], Callable[[str], bool] | None, bool]:
    """The first words of phrases, what tells beginnings of them, and whether a phrase begins with any word at all."""
    words, starts, anything = set(), set(), False
    prefixes = ("", *map(fold, language.words("writing", "prefixes")))
    for phrase in (phrase for key in keys for phrase in language.words(section, key)):
        first = _TOKEN.search(fold(phrase.split()[0]))
        if first is None or phrase.startswith("*"):
            anything = True
        elif first.group().endswith("*"):
            starts |= {prefix + first.group()[:-1] for prefix in prefixes}
        else:
            words |= {prefix + first.group() for prefix in prefixes}
    return frozenset(words), begins_with(starts), anything
