"""Words of several languages at once, as sets: what names of bodies, persons and groups are told by.

A list of names is read against the words of every language; sets answer in the time of one look-up, whatever the
number of words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from converters.phrases import TATWEEL, compile_phrases, fold, spacing
from data.languages import Language

Languages = tuple[Language, ...]

_SPACING = spacing()
_TOKEN = re.compile(r"\w+")
_OPENING = " \"'«([*_#"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Whole words, what tells beginnings of words, and a pattern for what is neither (`m.`, `on behalf of`).

    `first` are the words with which a match of the pattern begins; none where that may be any word.
    """

    words: frozenset[str]
    begins: Callable[[str], bool] | None
    phrases: re.Pattern[str] | None
    first: frozenset[str] | None


@lru_cache(maxsize=4096)
def folded_text(text: str) -> str:
    """`fold(text)`, kept for the many questions that are asked of one text."""
    return fold(text)


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text, folded, without vowel marks."""
    folded = folded_text(text).replace(TATWEEL, "")
    return tuple(folded.translate(_SPACING).split() if folded.isascii() else _TOKEN.findall(folded))


@lru_cache(maxsize=4096)
def token_set(text: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(tokens(text))


def begins_with(starts: Iterable[str]) -> Callable[[str], bool] | None:
    """A function that tells whether a word begins with one of `starts`, and remembers its last answers."""
    beginnings = tuple(sorted(starts))
    return lru_cache(maxsize=8192)(lambda word: word.startswith(beginnings)) if beginnings else None


@lru_cache(maxsize=256)
def vocabulary(languages: Languages, section: str, *keys: str) -> Vocabulary:
    """The words that the languages list under the keys of a section, with the letters that may stand before them."""
    words, starts, phrases = set(), set(), []
    for language in languages:
        prefixes = ("", *map(fold, language.words("writing", "prefixes")))
        for phrase in (phrase for key in keys for phrase in language.words(section, key)):
            word = fold(phrase)
            if not _TOKEN.fullmatch(word.rstrip("*")):
                phrases.append(phrase)
            elif word.endswith("*"):
                starts |= {prefix + word[:-1] for prefix in prefixes}
            else:
                words |= {prefix + word for prefix in prefixes}
    heads = [tokens(phrase.split()[0]) for phrase in phrases]
    anything = any(not head or set("*…") & set(phrase.split()[0]) for head, phrase in zip(heads, phrases, strict=True))
    first = None if anything else frozenset(head[0] for head in heads)
    pattern = compile_phrases(phrases) if phrases else None
    return Vocabulary(frozenset(words), begins_with(starts), pattern, first)


def holds(text: str, languages: Languages, section: str, *keys: str) -> bool:
    """Whether one of the words stands in a text."""
    known = vocabulary(languages, section, *keys)
    found = token_set(text)
    if not known.words.isdisjoint(found) or (known.begins and any(map(known.begins, found))):
        return True
    if known.phrases is None or (known.first is not None and known.first.isdisjoint(found)):
        return False
    return known.phrases.search(folded_text(text)) is not None


def opens(text: str, languages: Languages, section: str, *keys: str) -> bool:
    """Whether a text begins with one of the words, quotes and brackets passed over."""
    known = vocabulary(languages, section, *keys)
    first = next(iter(tokens(text[:60])), "")
    if first in known.words or (known.begins and known.begins(first)):
        return True
    folded = folded_text(text)
    skip = len(folded) - len(folded.lstrip(_OPENING))
    return known.phrases is not None and known.phrases.match(folded, skip) is not None


def is_listed(text: str, languages: Languages, section: str, *keys: str) -> bool:
    """Whether a text is nothing but one of the words or phrases; stars are not read."""
    return folded_text(text).strip(" .:*#_") in _whole(languages, section, *keys)


@lru_cache(maxsize=256)
def _whole(languages: Languages, section: str, *keys: str) -> frozenset[str]:
    return frozenset(
        fold(p).strip(" .:*#_") for language in languages for key in keys for p in language.words(section, key)
    )
