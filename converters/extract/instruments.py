"""Instruments that a text names by a title, short title or acronym of the gazetteer.

Everything works on one block's text and its folded form, whose positions are the same. Instruments named by a number
are found in `converters.extract.symbols`, national laws, which no gazetteer holds, in `converters.extract.laws`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

from converters.extract.passages import WORD, Mention, Passage, plain
from converters.phrases import fold
from data import Instrument, Reference

TITLE, ACRONYM, DOUBTFUL = 0.97, 0.95, 0.6
Entry = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], bool]
MAX_GAP = 4  # characters between two words of a name: a space, a comma, "(", an apostrophe
_ODD = re.compile(r"[^a-z0-9]+")


def slugify(text: str) -> str:
    """The text as a key: lower-case letters and digits, joined by hyphens."""
    return _ODD.sub("-", fold(text)).strip("-")


class Gazetteer:
    """All names of all instruments, by their first two words."""

    def __init__(self, reference: Reference) -> None:
        self.instruments = reference.instruments
        prefixes = {p for language in reference.languages.values() for p in language.words("law", "prefixes")}
        definite = [language.words("law", "definite") for language in reference.languages.values()]
        names: dict[tuple[str, ...], tuple[tuple[str, ...], set[str], bool]] = {}
        for key, instrument in reference.instruments.items():
            for name, doubtful in _names(instrument):
                words = tuple(WORD.findall(plain(name)))
                strict = tuple(w if w.isupper() or sum(map(str.isupper, w)) > 1 else "" for w in WORD.findall(name))
                names.setdefault(words, (strict, set(), doubtful))[1].add(key)
        order = {key: number for number, key in enumerate(self.instruments)}
        self.index: dict[tuple[str, str], list[Entry]] = {}
        for words, (strict, keys, doubtful) in names.items():
            for first in _spellings(words[0], sorted(prefixes), definite):
                entry = (words, strict, tuple(sorted(keys, key=order.__getitem__)), doubtful)
                self.index.setdefault((first, "".join(words[1:2])), []).append(entry)
        for entries in self.index.values():
            entries.sort(key=lambda entry: -len(entry[0]))

        self.starts = frozenset(first for first, _ in self.index)
        self.children: dict[str, list[str]] = {}
        for key, instrument in self.instruments.items():
            self.children.setdefault(instrument.parent, []).append(key)

    def find(self, passage: Passage) -> Iterator[Mention]:
        """The names in a passage, the longest where several start at one word."""
        places = passage.places(self.starts)
        words, spans, free = passage.words, passage.spans, 0
        for position in places:
            if position < free:
                continue
            for name, strict, keys, doubtful in self._named(
                words[position], "".join(words[position + 1 : position + 2])
            ):
                if self._fits(passage.text, words, spans, position, name, strict):
                    free = position + len(name)
                    start, end = spans[position][0], spans[free - 1][1]
                    yield self._mention(start, end, keys, doubtful, any(strict))
                    break

    def _named(self, first: str, second: str) -> Iterator[Entry]:
        """The names that begin with two words, the longest first, then those of one word."""
        return chain(self.index.get((first, second), ()), self.index.get((first, ""), ()) if second else ())

    def _fits(
        self,
        text: str,
        words: Sequence[str],
        spans: list[tuple[int, int]],
        at: int,
        name: tuple[str, ...],
        strict: tuple[str, ...],
    ) -> bool:
        last = at + len(name) - 1
        if last >= len(words) or words[last] != name[-1] or tuple(words[at + 1 : last]) != name[1:-1]:
            return False
        if any(spans[i + 1][0] - spans[i][1] > MAX_GAP for i in range(at, last)):
            return False
        if any(word and text[slice(*spans[at + i])] != word for i, word in enumerate(strict)):
            return False
        printed = text[spans[at][0] : spans[last][1]]
        return printed != printed.lower() or printed.upper() == printed.lower()

    def _mention(self, start: int, end: int, keys: tuple[str, ...], doubtful: bool, acronym: bool) -> Mention:
        instrument = self.instruments[keys[0]]
        if doubtful:
            return Mention(start, end, keys[0], instrument.form, DOUBTFUL, "ambiguous name", options=keys)
        return Mention(start, end, keys[0], instrument.form, ACRONYM if acronym else TITLE)


@lru_cache(maxsize=4)
def load_gazetteer(reference: Reference) -> Gazetteer:
    """The gazetteer of some tables, made once for all languages."""
    return Gazetteer(reference)


def _names(instrument: Instrument) -> Iterator[tuple[str, bool]]:
    yield from ((name, False) for name in instrument.names())
    yield from ((name, True) for name in instrument.doubtful_names())


def _spellings(word: str, prefixes: Iterable[str], definite: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A first word with the letters that its language may write before it, or in place of its article."""
    yield word
    if word.isascii():
        return
    yield from (prefix + word for prefix in prefixes)
    for article, *others in filter(None, definite):
        if word.startswith(article):
            yield from (other + word[len(article) :] for other in others)
